//! Whether a program is one of those that are enumerated.
//!
//! The grammar is followed as [`super::count`] counts it: loops and assignments in front, then what
//! [`super::straight`] or [`super::last_loop`] can end with. Assignments outside of loops are taken for
//! what they do together, so that it does not matter in which order they stand.

use super::bank::Scene;
use super::effects::sets_local;
use super::grammar::{Atom, Node, Place, SEQUEL, Sum, Target, Test, cost};
use super::items::{elements, is_choice, is_free, is_last_value, is_pair, is_shifted, swaps};
use super::linear::Linear;
use super::read::Scope;
use super::search::DEPTH;
use super::straight::in_order;
use lasynth_c::syntax::{Else, If, LValue, MAX_LOOP_VARS, Name, Program, Stmt, StmtKind, VarId};

/// The cheapest program of the space that a program is, as far as that can be read from its text, and
/// what it costs.
pub(super) fn find(program: &Program) -> Option<(u32, Vec<Node>)> {
    let loops = program.names.iter();
    let loops = loops.filter(|name| matches!(name, Name::Loop(_))).count();
    let mut finder = Finder {
        program,
        best: None,
    };
    if loops <= MAX_LOOP_VARS {
        finder.from(&program.body, None, &mut Vec::new());
    }
    finder.best
}

struct Finder<'p> {
    program: &'p Program,
    best: Option<(u32, Vec<Node>)>,
}

impl Finder<'_> {
    /// Looks at what is left of a program after the statements `before`, of which one may have set the
    /// local variable.
    fn from(&mut self, rest: &[Stmt], local: Option<VarId>, before: &mut Vec<Node>) {
        let last = before.last();
        let straight = matches!(last, Some(Node::Set(..)));
        let idle = straight && !matches!(last, Some(Node::Set(Target::Elem(Place::ByLocal), _)));
        let Some((first, others)) = rest.split_first() else {
            if !idle {
                self.take(before, Vec::new());
            }
            return;
        };
        for end in endings(rest, local)
            .into_iter()
            .chain(final_loops(rest, local))
        {
            self.take(before, end);
        }
        // A variable of a later loop has nothing to say before.
        if let StmtKind::Declare { var, .. } = first.kind
            && let Name::Loop(_) = self.program.names[usize::from(var.0)]
        {
            return self.from(others, local, before);
        }
        if before.len() == DEPTH as usize {
            return;
        }
        let mut scope = Scope::new(local);
        let (next, set) = match &first.kind {
            StmtKind::For(source) => {
                let loops = scope.loops(source).into_iter();
                let all = loops.filter(|node| is_loop(node, local.is_some()));
                (all.collect(), local)
            }
            StmtKind::Declare { var, init } if local.is_none() && !straight => {
                let value = scope
                    .value(init)
                    .and_then(|value| value.sum(Scene::Straight, false));
                let node = value.map(|value| Node::Set(Target::Local, value));
                (Vec::from_iter(node), Some(*var))
            }
            kind => {
                let fits = |node: &Node| match node {
                    Node::Set(Target::Elem(Place::ByLocal), _) => true,
                    Node::Set(Target::Elem(_), _) => before.is_empty(),
                    _ => false,
                };
                let node = scope.set(kind).filter(fits).filter(changes);
                (Vec::from_iter(node), local)
            }
        };
        for node in next {
            before.push(node);
            self.from(others, set, before);
            before.pop();
        }
    }

    fn take(&mut self, before: &[Node], end: Vec<Node>) {
        let is_start = |node: &&Node| matches!(node, Node::Set(Target::Local, _));
        let mut further = before.iter().filter(|node| !is_start(node)).count();
        // Of statements without an end the last is one.
        further -= usize::from(end.is_empty() && further > 0);
        let nodes = [before, &end].concat();
        let cost = cost(&nodes) + SEQUEL * further as u32;
        if self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
            self.best = Some((cost, nodes));
        }
    }
}

/// Whether an assignment is not one of something to itself.
fn changes(node: &Node) -> bool {
    match node {
        Node::Set(Target::Local, value) => *value != Sum::atom(Atom::Local),
        Node::Set(Target::Elem(place), value) => *value != Sum::atom(Atom::Elem(*place)),
        _ => true,
    }
}

/// `loop` of the grammar; `local` tells whether there is the local variable.
fn is_loop(node: &Node, local: bool) -> bool {
    let Node::For(outer, body) = node else {
        return false;
    };
    match &body[..] {
        [Node::For(inner, body)] => {
            let has = |kind: fn(Atom) -> bool| body.iter().any(|node| node.has(kind));
            outer.step.abs() == 1
                && has(Atom::is_inner)
                && (is_free(outer, inner) || has(Atom::is_outer))
                && is_body(Scene::Nested, local, body)
        }
        body => is_body(Scene::Loop, local, body),
    }
}

/// `body` of the grammar. Its sums and tests are those of the bank already.
fn is_body(scene: Scene, local: bool, body: &[Node]) -> bool {
    let simple = |node: &Node| match node {
        Node::Set(Target::Local | Target::Elem(Place::ByLocal), _) => local && changes(node),
        Node::Set(target, _) => elements(scene).any(|known| known == *target) && changes(node),
        Node::Swap(x, y) => swaps(scene)
            .iter()
            .any(|pair| *pair == (*x, *y) || *pair == (*y, *x)),
        _ => false,
    };
    let single = |node: &Node| simple(node) && !is_shifted(node);
    let nested = scene == Scene::Nested;
    match body {
        [Node::If(Test::One(_), then, otherwise)] => match (&then[..], &otherwise[..]) {
            ([only], []) => single(only),
            ([then], [otherwise]) => {
                simple(then) && simple(otherwise) && is_choice(then, otherwise)
            }
            ([only, Node::Break], []) => !nested && single(only),
            _ => false,
        },
        [only] => single(only) && !is_last_value(only),
        [Node::If(Test::One(_), then, otherwise), node]
        | [node, Node::If(Test::One(_), then, otherwise)]
            if !nested && otherwise.is_empty() =>
        {
            match &then[..] {
                [Node::Break] => node == &body[1] && single(node),
                [set] => {
                    simple(set)
                        && sets_local(set)
                        && simple(node)
                        && !sets_local(node)
                        && node.has(Atom::is_local)
                }
                _ => false,
            }
        }
        [first, second] => simple(first) && simple(second) && is_pair(first, second),
        _ => false,
    }
}

/// What one loop can be that ends a program.
fn final_loops(rest: &[Stmt], local: Option<VarId>) -> Vec<Vec<Node>> {
    match rest {
        [only] => match &only.kind {
            StmtKind::For(source) => {
                let all = Scope::new(local).loops(source).into_iter();
                all.filter(is_final).map(|node| vec![node]).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `final` of the grammar.
fn is_final(node: &Node) -> bool {
    let Node::For(_, body) = node else {
        return false;
    };
    let set = |nodes: &[Node]| match nodes {
        [Node::Set(Target::Elem(Place::Outer(0)), value)] => Some(*value),
        _ => None,
    };
    match &body[..] {
        [Node::If(Test::One(_), stop, none), last] => {
            stop[..] == [Node::Break]
                && none.is_empty()
                && set(std::slice::from_ref(last)).is_some()
        }
        [Node::If(Test::One(_), then, otherwise)] => match (set(then), &otherwise[..]) {
            (Some(_), []) => true,
            (Some(first), [Node::If(Test::One(_), then, last)]) => match (set(then), set(last)) {
                (Some(second), None) => last.is_empty() && second != first,
                (Some(second), Some(last)) => second != first && second != last,
                _ => false,
            },
            (Some(_), otherwise) => set(otherwise).is_some(),
            _ => false,
        },
        [Node::If(_, then, otherwise)] => set(then).is_some() && otherwise.is_empty(),
        only => set(only).is_some(),
    }
}

/// `assigns` of the grammar, alone or under a condition: what the statements do together, if that is
/// all they do.
fn endings(rest: &[Stmt], local: Option<VarId>) -> Option<Vec<Node>> {
    let mut tail = Tail::new(local);
    let at = rest
        .iter()
        .position(|statement| matches!(statement.kind, StmtKind::If(_)));
    let Some(at) = at else {
        tail.run(rest)?;
        return tail.assigns();
    };
    let StmtKind::If(If {
        condition,
        then,
        otherwise,
    }) = &rest[at].kind
    else {
        return None;
    };
    let otherwise = match otherwise {
        None => &[][..],
        Some(Else::Block(statements)) => statements,
        Some(Else::If(..)) => return None,
    };
    tail.run(&rest[..at])?;
    let side = |statements: &[Stmt]| {
        let mut side = tail.clone();
        side.run(statements)?;
        side.run(&rest[at + 1..])?;
        side.assigns()
    };
    let sides = (side(then)?, side(otherwise)?);
    // What is done on one side only is done where the condition holds.
    let holds = !sides.0.is_empty();
    let (then, otherwise) = if holds { sides } else { (sides.1, sides.0) };
    let early = tail.written.is_empty();
    tail.scope.touchy = false;
    let test = tail.scope.comparison(condition, holds)?;
    // A condition that looks at `a[l]` cannot be left out, nor come before other statements.
    if tail.scope.touchy && (!early || then == otherwise) {
        return None;
    }
    Some(match then == otherwise {
        true => then,
        false => vec![Node::If(Test::One(test), then, otherwise)],
    })
}

/// Assignments outside of loops, one after the other.
#[derive(Clone)]
struct Tail {
    scope: Scope,
    /// The elements in the order in which they were assigned, and `None` for each variable.
    written: Vec<Option<usize>>,
}

impl Tail {
    fn new(local: Option<VarId>) -> Tail {
        Tail {
            scope: Scope::new(local),
            written: Vec::new(),
        }
    }

    fn run(&mut self, statements: &[Stmt]) -> Option<()> {
        for statement in statements {
            let (target, value) = match &statement.kind {
                StmtKind::Declare { var, init } => (LValue::Var(*var), self.scope.value(init)?),
                kind => self.scope.assignment(kind)?,
            };
            match target {
                LValue::Var(var) => {
                    self.scope.vars.insert(var, value);
                    self.written.push(None);
                }
                LValue::Elem(elem) => match self.scope.place(&elem)? {
                    Place::Fixed(at) => {
                        self.scope.list[usize::from(at)] = value;
                        self.written.push(Some(at.into()));
                    }
                    _ => return None,
                },
            }
        }
        Some(())
    }

    /// The assignments that do the same.
    fn assigns(&self) -> Option<Vec<Node>> {
        let mut sums = Vec::new();
        for (at, value) in self.scope.list.iter().enumerate() {
            if *value != Linear::atom(Atom::Elem(Place::Fixed(at as u8))) {
                sums.push((at, value.sum(Scene::Straight, self.scope.local)?));
            }
        }
        let nodes = in_order(sums)?;
        // Where `a[l]` is looked at, the order has to be the same.
        let order = nodes.iter().map(|node| match node {
            Node::Set(Target::Elem(Place::Fixed(at)), _) => Some(usize::from(*at)),
            _ => None,
        });
        (!self.scope.touchy || order.eq(self.written.iter().copied())).then_some(nodes)
    }
}
