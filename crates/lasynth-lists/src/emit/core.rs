//! Terms with every guard written out, which is what the printers of all languages begin with.
//!
//! In a [`crate::Term`] a value can be missing, and comparisons and `??` deal with it silently. A
//! [`Core`] has no such thing: a part that is evaluated has a value, or the whole function has none. The
//! guards that see to it, such as `i + 1 < n`, are ordinary conditions beside the ordinary ones.

use crate::{Op, Operand, Role, Type};

/// A term in which nothing that is evaluated is missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Core {
    /// The argument with this number.
    Argument(u8),
    /// A constant.
    Constant(i32),
    /// A variable of the loop so many loops further out.
    Variable(u8, Role),
    /// Whether the neighbour exists that this role stands for.
    Has(u8, Role),
    /// A variable, or whether it exists, of the loop with this number; only in keys of caches.
    Free(u32, Role, bool),
    /// A condition that is known.
    Truth(bool),
    /// An operation.
    Apply(Node, Vec<Core>),
}

/// What a [`Core`] does with its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// What the operator does. `Default` occurs for `maximum` and its like only, `All` and `Any` also
    /// go over lists of lists.
    Op(Op),
    /// One of two conditions, by a third.
    IfBool,
    /// Whether the body of a fold or scan has a value each time. The first operand says whether it has
    /// one this time, the others are those of the operator.
    Defined(Op),
}

impl Node {
    /// Whether the operand is evaluated once for each element.
    pub(crate) fn is_body(self, operand: usize) -> bool {
        let of = |op: Op, n: usize| matches!(op.operands()[n], Operand::Body(_));
        match self {
            Node::Op(op) => of(op, operand),
            Node::IfBool => false,
            Node::Defined(op) => operand == 0 || of(op, operand - 1),
        }
    }
}

/// An operator with its operands.
pub(crate) fn apply(op: Op, operands: impl Into<Vec<Core>>) -> Core {
    Core::Apply(Node::Op(op), operands.into())
}

impl Core {
    /// The operator and the operands, where it is one.
    pub(crate) fn op(&self) -> Option<(Op, &[Core])> {
        match self {
            Core::Apply(Node::Op(op), operands) => Some((*op, operands)),
            _ => None,
        }
    }

    /// Whether this is a list of lists.
    pub(crate) fn is_groups(&self) -> bool {
        matches!(self.op(), Some((op, _)) if op.result() == Type::Groups)
    }

    /// Whether a part satisfies the predicate, which is told how many loops are around the part.
    pub(crate) fn any(&self, inside: u8, predicate: &mut dyn FnMut(&Core, u8) -> bool) -> bool {
        if predicate(self, inside) {
            return true;
        }
        let Core::Apply(node, operands) = self else {
            return false;
        };
        let mut pairs = operands.iter().enumerate();
        pairs.any(|(n, part)| part.any(inside + u8::from(node.is_body(n)), predicate))
    }

    /// How often a variable of the innermost loop around this body occurs; occurrences in loops inside
    /// of the body count double.
    pub(crate) fn uses(&self, role: Role) -> usize {
        let mut uses = 0;
        self.any(0, &mut |part, inside| {
            let counts = match part {
                Core::Variable(depth, of) => *depth == inside && *of == role,
                _ => false,
            };
            uses += usize::from(counts) * (1 + usize::from(inside > 0));
            false
        });
        uses
    }

    /// Whether the body asks for this role of its loop, or whether it exists.
    pub(crate) fn asks_for(&self, role: Role) -> bool {
        self.any(0, &mut |part, inside| match part {
            Core::Variable(depth, of) | Core::Has(depth, of) => *depth == inside && *of == role,
            _ => false,
        })
    }

    /// Whether the body depends on its loop through the element alone.
    pub(crate) fn element_only(&self) -> bool {
        let others = [Role::Index, Role::Next, Role::Previous, Role::Accumulator];
        !others.iter().any(|role| self.asks_for(*role))
    }
}

/// Both conditions, the second looked at only where the first holds.
pub(crate) fn and(a: Core, b: Core) -> Core {
    match (a, b) {
        (Core::Truth(true), other) | (other, Core::Truth(true)) => other,
        (Core::Truth(false), _) | (_, Core::Truth(false)) => Core::Truth(false),
        (a, b) => {
            let mut parts = Vec::new();
            conjuncts(&a, &mut parts);
            let before = parts.len();
            conjuncts(&b, &mut parts);
            let mut result = a.clone();
            for n in before..parts.len() {
                if !parts[..n].contains(&parts[n]) {
                    result = apply(Op::And, [result, parts[n].clone()]);
                }
            }
            result
        }
    }
}

/// What is left of a condition where another one is known to hold.
pub(crate) fn given(known: &Core, condition: Core) -> Core {
    let (mut facts, mut parts) = (Vec::new(), Vec::new());
    conjuncts(known, &mut facts);
    conjuncts(&condition, &mut parts);
    parts.retain(|part| !facts.contains(part));
    parts.into_iter().fold(Core::Truth(true), and)
}

fn conjuncts(condition: &Core, out: &mut Vec<Core>) {
    match condition.op() {
        Some((Op::And, parts)) => parts.iter().for_each(|part| conjuncts(part, out)),
        _ => out.push(condition.clone()),
    }
}

/// One of the conditions, the second looked at only where the first does not hold.
pub(crate) fn or(a: Core, b: Core) -> Core {
    match (a, b) {
        (Core::Truth(false), other) | (other, Core::Truth(false)) => other,
        (Core::Truth(true), _) | (_, Core::Truth(true)) => Core::Truth(true),
        (a, b) if a == b => a,
        (a, b) => apply(Op::Or, [a, b]),
    }
}

/// The opposite.
pub(crate) fn not(a: Core) -> Core {
    match a {
        Core::Truth(known) => Core::Truth(!known),
        Core::Apply(Node::Op(Op::Not), mut parts) => parts.remove(0),
        a => apply(Op::Not, [a]),
    }
}

/// One condition or the other.
pub(crate) fn if_bool(condition: Core, yes: Core, no: Core) -> Core {
    match (condition, yes, no) {
        (Core::Truth(known), yes, no) => match known {
            true => yes,
            false => no,
        },
        (_, yes, no) if yes == no => yes,
        (condition, Core::Truth(true), no) => or(condition, no),
        (condition, Core::Truth(false), no) => and(not(condition), no),
        (condition, yes, Core::Truth(true)) => or(not(condition), yes),
        (condition, yes, Core::Truth(false)) => and(condition, yes),
        (condition, yes, no) => Core::Apply(Node::IfBool, vec![condition, yes, no]),
    }
}
