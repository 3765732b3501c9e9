//! What statements write, told from their form.

use super::bank::values;
use super::grammar::{Edge, Node, Place, Target};

/// Whether no program that is worth its cost ends with a statement: it only sets the local variable, or
/// it is of the kind that [`super::last_loop`] finds.
pub(super) fn needs_more(node: &Node) -> bool {
    let here = |node: &Node| matches!(node, Node::Set(Target::Elem(Place::Outer(0)), _));
    match node {
        Node::For(_, body) => match &body[..] {
            [Node::If(_, then, _), last] if then[..] == [Node::Break] && here(last) => true,
            [Node::If(_, then, otherwise)] => match (&then[..], &otherwise[..]) {
                ([then], [otherwise]) if here(then) && here(otherwise) => true,
                ([then], []) if here(then) => true,
                _ => only_local(body),
            },
            [only] if here(only) => true,
            _ => only_local(body),
        },
        Node::Set(Target::Elem(Place::ByLocal), _) => false,
        _ => true,
    }
}

/// The positions that a statement can write, a bit each.
pub(super) fn writes(node: &Node) -> u8 {
    fn visit(node: &Node, outer: u8, inner: u8) -> u8 {
        let shift = |range: u8, offset: i8| match offset {
            ..0 => range >> -offset,
            _ => range << offset,
        };
        let at = |place: Place| match place {
            Place::Fixed(at) => 1 << at,
            Place::Outer(offset) => shift(outer, offset),
            Place::Inner(offset) => shift(inner, offset),
            Place::Mirror => outer.reverse_bits() >> 3,
            Place::ByLocal => EVERYWHERE,
        };
        let all = |nodes: &[Node]| {
            let each = nodes.iter().map(|node| visit(node, outer, inner));
            each.fold(0, |union, set| union | set)
        };
        match node {
            Node::Set(Target::Local, _) | Node::Break => 0,
            Node::Set(Target::Elem(place), _) => at(*place),
            Node::Swap(left, right) => at(*left) | at(*right),
            Node::If(_, then, otherwise) => all(then) | all(otherwise),
            Node::For(..) => repeated(node, outer),
        }
    }
    fn repeated(node: &Node, outer: u8) -> u8 {
        let Node::For(head, body) = node else {
            return 0;
        };
        let here = match (head.first, head.end) {
            (Edge::Const(_), Edge::Const(_)) => values(head, 0).fold(0, |set, at| set | 1 << at),
            _ => EVERYWHERE,
        };
        let (outer, inner) = if outer == 0 { (here, 0) } else { (outer, here) };
        let each = body.iter().map(|node| visit(node, outer, inner));
        each.fold(0, |union, set| union | set)
    }
    match node {
        Node::For(..) => repeated(node, 0),
        _ => visit(node, 0, 0),
    }
}

/// The five positions of the list, a bit each: what a write through an unknown index may reach.
const EVERYWHERE: u8 = 0b1_1111;

/// Whether statements set the local variable and nothing else.
fn only_local(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Set(target, _) => *target == Target::Local,
        Node::Swap(..) => false,
        Node::If(_, then, otherwise) => only_local(then) && only_local(otherwise),
        Node::Break => true,
        Node::For(_, body) => only_local(body),
    })
}

/// Whether a statement sets the local variable.
pub(super) fn sets_local(node: &Node) -> bool {
    match node {
        Node::Set(target, _) => *target == Target::Local,
        Node::If(_, then, otherwise) => then.iter().chain(otherwise).any(sets_local),
        Node::For(_, body) => body.iter().any(sets_local),
        Node::Swap(..) | Node::Break => false,
    }
}
