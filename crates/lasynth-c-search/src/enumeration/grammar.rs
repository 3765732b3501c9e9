//! The programs that are enumerated: a small syntax of their own, and what each part costs.
//!
//! A cost is a rough description length in bits: what people write often is cheap. Every production is
//! general: nothing here is about a single task.

use lasynth_c::syntax::CmpOp;

/// An element of the list, by what its index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// `a[2]`
    Fixed(u8),
    /// `a[p]`, `a[p + 1]`, `a[p - 1]` for the variable of the outer loop.
    Outer(i8),
    /// The same for the variable of the inner loop.
    Inner(i8),
    /// `a[4 - p]`
    Mirror,
    /// `a[t]`: the local variable is the index.
    ByLocal,
}

/// What has no parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// An element of the list as it is when the expression is evaluated.
    Elem(Place),
    /// The variable of the outer loop.
    Outer,
    /// The variable of the inner loop.
    Inner,
    /// The one local variable that a program may have.
    Local,
}

/// At most this many terms in an expression, its constant counted.
pub(super) const TERMS: usize = 3;

/// A sum of atoms, each added or subtracted, and of a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sum {
    /// The atoms, and whether they are subtracted; `None` from the first `None` on.
    pub(super) terms: [Option<(bool, Atom)>; TERMS],
    /// What is added to the terms.
    pub(super) constant: i8,
}

/// Two sums and the relation in which they must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Comparison {
    /// What stands left of the operator.
    pub(super) left: Sum,
    /// The relation, such as `<`.
    pub(super) op: CmpOp,
    /// What stands right of the operator.
    pub(super) right: Sum,
}

/// What an `if` decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Test {
    /// A single comparison must hold.
    One(Comparison),
    /// Two comparisons must hold, joined by `&&`.
    And(Comparison, Comparison),
    /// One of two comparisons must hold, joined by `||`.
    Or(Comparison, Comparison),
}

/// What can be assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The local variable, which the first assignment declares.
    Local,
    /// An element of the list, which is part of the result.
    Elem(Place),
}

/// Where the variable of a loop starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Edge {
    /// A constant: from 0 to 4 where the loop starts, from -1 to 5 where it ends.
    Const(i8),
    /// The variable of the outer loop plus a constant.
    Outer(i8),
}

/// The values that the variable of a loop takes: from the first, by steps, to before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Head {
    /// Value in the first pass.
    pub(super) first: Edge,
    /// The value at which it ends, not taken.
    pub(super) end: Edge,
    /// What is added after each pass.
    pub(super) step: i8,
}

/// A statement, with those that stand in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// `target = sum;`
    Set(Target, Sum),
    /// Two elements change places by way of a new variable.
    Swap(Place, Place),
    /// `if (..) {..} else {..}`; where the second block is empty there is no `else`.
    If(Test, Vec<Node>, Vec<Node>),
    /// `break;`
    Break,
    /// A loop. At most one stands in another.
    For(Head, Vec<Node>),
}

/// What a statement costs besides its parts.
pub(super) const STATEMENT: u32 = 1;
/// What a swap costs besides its places.
pub(super) const SWAP: u32 = 4;
/// What an `if` costs besides its parts.
pub(super) const BRANCH: u32 = 2;
/// What an `else` costs besides its parts.
pub(super) const OTHERWISE: u32 = 1;
/// What `&&` or `||` costs.
pub(super) const CONNECTIVE: u32 = 2;
/// What a `for` costs besides its parts.
pub(super) const LOOP: u32 = 3;
/// What a loop in another costs more.
pub(super) const NESTING: u32 = 2;
/// What every further statement outside of loops costs more.
pub(super) const SEQUEL: u32 = 2;
/// What every further statement of a loop's body costs more.
pub(super) const FURTHER: u32 = 4;
/// What a `break` costs.
pub(super) const BREAK: u32 = 2;
/// What an operator between two terms costs.
const OPERATOR: u32 = 1;
/// What a comparison costs besides its sides.
const COMPARISON: u32 = 1;

/// What a constant costs.
pub(super) const fn constant_cost(value: i8) -> u32 {
    match value {
        0 | 1 => 1,
        -1 | 2 => 2,
        _ => 3,
    }
}

impl Place {
    /// What it costs.
    pub(super) const fn cost(self) -> u32 {
        match self {
            Place::Outer(0) | Place::Inner(0) => 1,
            Place::Outer(_) | Place::Inner(_) | Place::Fixed(_) => 3,
            Place::Mirror | Place::ByLocal => 4,
        }
    }
}

impl Atom {
    /// What it costs.
    pub(super) const fn cost(self) -> u32 {
        match self {
            Atom::Elem(place) => place.cost(),
            Atom::Outer | Atom::Inner => 3,
            Atom::Local => 1,
        }
    }
}

impl Sum {
    /// The sum without atoms whose value is this constant.
    pub(super) const fn constant(constant: i8) -> Sum {
        Sum {
            terms: [None; TERMS],
            constant,
        }
    }

    /// The sum whose value is that of one atom.
    pub(super) const fn atom(atom: Atom) -> Sum {
        Sum {
            terms: [Some((false, atom)), None, None],
            constant: 0,
        }
    }

    /// The atoms, and whether they are subtracted.
    pub(super) fn atoms(&self) -> impl Iterator<Item = (bool, Atom)> + '_ {
        self.terms.iter().map_while(|term| *term)
    }

    /// Whether an atom of a kind is in it.
    pub(super) fn has(&self, kind: impl Fn(Atom) -> bool) -> bool {
        self.atoms().any(|(_, atom)| kind(atom))
    }

    /// What it costs.
    pub(super) fn cost(&self) -> u32 {
        let count = self.atoms().count() as u32;
        let atoms: u32 = self.atoms().map(|(_, atom)| atom.cost()).sum();
        let signs = u32::from(count > 0 && self.constant == 0 && self.atoms().all(|(neg, _)| neg));
        let constant = match self.constant {
            0 if count > 0 => 0,
            value if count > 0 => OPERATOR + constant_cost(value.abs()),
            value => constant_cost(value),
        };
        atoms + signs + OPERATOR * count.saturating_sub(1) + constant
    }
}

impl Comparison {
    /// What it costs.
    pub(super) fn cost(&self) -> u32 {
        COMPARISON + self.left.cost() + self.right.cost()
    }

    /// Whether an atom of a kind is in it.
    pub(super) fn has(&self, kind: impl Fn(Atom) -> bool) -> bool {
        self.left.has(&kind) || self.right.has(&kind)
    }
}

impl Test {
    /// What it costs.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Test::One(only) => only.cost(),
            Test::And(left, right) | Test::Or(left, right) => {
                CONNECTIVE + left.cost() + right.cost()
            }
        }
    }
}

impl Target {
    /// What it costs.
    pub(super) const fn cost(self) -> u32 {
        match self {
            Target::Local => Atom::Local.cost(),
            Target::Elem(place) => place.cost(),
        }
    }
}

impl Head {
    /// What it costs: all of the list is cheapest, then all but an end.
    pub(super) fn cost(&self) -> u32 {
        let range = match (self.first, self.end) {
            (Edge::Const(first), Edge::Const(end)) => {
                let (low, high) = if self.step > 0 {
                    (first, end)
                } else {
                    (end + 1, first + 1)
                };
                match (low, high) {
                    (0, 5) => 1,
                    (1, 5) | (0, 4) => 2,
                    (1, 4) | (0, 3) | (0, 2) => 3,
                    _ => 4,
                }
            }
            _ => 3,
        };
        range + u32::from(self.step < 0) + 2 * u32::from(self.step.abs() > 1)
    }
}

impl Node {
    /// What it costs, its parts included.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Node::Set(target, value) => STATEMENT + target.cost() + value.cost(),
            Node::Swap(left, right) => SWAP + left.cost() + right.cost(),
            Node::If(test, then, otherwise) => {
                let tail = match otherwise.is_empty() {
                    true => 0,
                    false => OTHERWISE + cost(otherwise),
                };
                BRANCH + test.cost() + cost(then) + tail
            }
            Node::Break => BREAK,
            Node::For(head, body) => {
                let nested = body.iter().filter(|node| matches!(node, Node::For(..)));
                LOOP + head.cost() + NESTING * nested.count() as u32 + block(body)
            }
        }
    }
}

impl Atom {
    /// Whether it is the local variable or an element by it.
    pub(super) const fn is_local(self) -> bool {
        matches!(self, Atom::Local | Atom::Elem(Place::ByLocal))
    }

    /// Whether it is the variable of the outer loop or an element by it.
    pub(super) const fn is_outer(self) -> bool {
        matches!(
            self,
            Atom::Outer | Atom::Elem(Place::Outer(_) | Place::Mirror)
        )
    }

    /// Whether it is the variable of the inner loop or an element by it.
    pub(super) const fn is_inner(self) -> bool {
        matches!(self, Atom::Inner | Atom::Elem(Place::Inner(_)))
    }
}

impl Node {
    /// Whether an atom of a kind is in it, be it as a target; what the local variable is given without
    /// its being looked at does not count.
    pub(super) fn has(&self, kind: impl Fn(Atom) -> bool + Copy) -> bool {
        match self {
            Node::Set(Target::Local, value) => value.has(kind),
            Node::Set(Target::Elem(place), value) => kind(Atom::Elem(*place)) || value.has(kind),
            Node::Swap(left, right) => kind(Atom::Elem(*left)) || kind(Atom::Elem(*right)),
            Node::If(test, then, otherwise) => {
                let tested = match test {
                    Test::One(only) => only.has(kind),
                    Test::And(x, y) | Test::Or(x, y) => x.has(kind) || y.has(kind),
                };
                tested || then.iter().chain(otherwise).any(|node| node.has(kind))
            }
            Node::Break => false,
            Node::For(_, body) => body.iter().any(|node| node.has(kind)),
        }
    }
}

/// What statements cost.
pub(super) fn cost(nodes: &[Node]) -> u32 {
    nodes.iter().map(Node::cost).sum()
}

/// What the statements of a loop cost.
fn block(nodes: &[Node]) -> u32 {
    cost(nodes) + FURTHER * (nodes.len() as u32).saturating_sub(1)
}
