//! Where in the grammar a prefix ends.

use crate::syntax::CmpOp;
use crate::vocab::token::{Head, Slot};

/// What may come next, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A statement or the end of the block.
    Statement,
    /// `=`, `++;` or the like, after a target.
    Effect,
    /// A target, after `++` or `--`.
    PrefixTarget,
    /// `;` after `++x`.
    PrefixEnd,
    /// A term of an expression.
    Operand(Before),
    /// After a term of an expression.
    Operator,
    /// After `a[`.
    IndexFirst(In),
    /// After `a[x`, where x is a variable or not.
    IndexSign(In, IndexStart),
    /// After `a[x +`; the constant that may not follow, because `a[p_k + 1]` is one token.
    IndexSecond(In, bool),
    /// `]`
    IndexEnd(In),
    /// An operand of `&&`, `||` or `!`.
    Condition(Side),
    /// After a closed group or a negated term; whether only `&&` may follow.
    Junction(bool),
    /// Comparison of a loop head.
    ForTest,
    /// Bound of a loop head.
    ForBound,
    /// After the bound.
    ForStep,
    /// After `++` or `--`.
    ForStepTarget,
    /// After the variable that changes.
    ForStepEffect(Slot),
    /// After `+=`, `v +` and the like.
    ForStepOperand,
    /// After `v =`.
    ForStepFrom,
    /// After `v = w`.
    ForStepSign,
    /// `) {`
    ForEnd,
    /// Nothing: the end token was pushed, and the program is complete.
    Done,
}

/// What stands before a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing: it is the first of its expression or parenthesis.
    First,
    /// A binary operator.
    Binary,
    /// A unary minus.
    Minus,
    /// `!`
    Not,
}

/// What stands before an operand of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Nothing: it is the first of the condition or group.
    First,
    And,
    Or,
    Not,
}

/// Whose element is being spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum In {
    Expr,
    Target,
    PrefixTarget,
}

/// First operand of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexStart {
    /// A negative constant: the only one after which the index may end here.
    Negative,
    /// `p_k`
    Loop,
    Other,
}

/// Where an expression stands, which says how it may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `;`
    Value,
    /// `;`, then a variable comes into scope.
    Declaration { is_loop: bool },
    /// A variable: the test of the loop head.
    ForInit,
    /// In a condition, no comparison yet.
    Truth,
    /// In a condition, right of a comparison.
    Compared,
    /// In a condition, right of `!`: a single term.
    Negated,
}

/// Progress in one expression.
#[derive(Clone, Copy, Debug)]
pub struct Expr {
    pub place: Place,
    /// Parentheses of this expression that are still open.
    pub depth: u8,
    /// Bit d: the expression at depth d must get a binary operator and has none yet. Parentheses
    /// must, and an initial value that begins with a constant: `int l = 3;` is one token.
    pub awaits: u8,
    /// Binary operators, those that are still awaited included.
    pub count: u8,
}

/// At most this many binary operators in one expression.
pub const MAX_BINARY: u8 = 2;

impl Expr {
    pub fn new(place: Place) -> Expr {
        Expr {
            place,
            depth: 0,
            awaits: 0,
            count: 0,
        }
    }

    /// Whether the innermost parenthesis, or the whole, still lacks its binary operator.
    pub fn awaits_binary(self) -> bool {
        self.awaits >> self.depth & 1 == 1
    }

    pub fn await_binary(&mut self) {
        self.awaits |= 1 << self.depth;
        self.count += 1;
    }

    /// Whether this is the start of an initial value.
    pub fn starts_declaration(self, before: Before) -> bool {
        before == Before::First
            && self.depth == 0
            && matches!(self.place, Place::Declaration { .. })
    }
}

/// What is known of the loop head being read: enough to refuse the long spelling of a usual head.
#[derive(Clone, Copy, Debug)]
pub struct ForHead {
    pub declares: bool,
    pub var: Slot,
    /// The initial value, while it may still be a single constant 0..=4.
    pub first: Option<i8>,
    pub same_test: bool,
    pub test: CmpOp,
    pub bound: Option<i8>,
}

impl ForHead {
    /// Whether this head with the step `v++` (or `v--`) has a token of its own.
    pub fn is_usual(&self, step: Slot, up: bool) -> bool {
        let (Some(first), Some(bound)) = (self.first, self.bound) else {
            return false;
        };
        (self.declares || self.var == 0)
            && self.same_test
            && step == self.var
            && Head::usual(self.declares, first, self.test, bound, up).is_some()
    }
}
