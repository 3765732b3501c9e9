//! The syntax tree of restricted C.
//!
//! Names are resolved: a variable is a [`VarId`], numbered in the order of declaration in the text,
//! every declaration a new one. How it is printed (`p_k` where it drives a `for`, else `l_k`) follows
//! from the tree, so a [`Program`] is always in canonical form. Redundant parentheses have no
//! representation; constants carry their sign (`(-3)` is `Const(-3)`, while `-x` and `-0` are
//! [`Expr::Neg`]).

use std::hash::{Hash, Hasher};

/// Byte range in the source text. Two spans always compare equal, so that trees compare by meaning;
/// trees that were not parsed hold [`Span::NONE`].
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Offset of the first byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a node that was not parsed from text.
    pub const NONE: Span = Span { start: 0, end: 0 };
}

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}
impl Eq for Span {}
impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A variable: its index among the declarations of the program, in textual order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(pub u16);

/// A variable's canonical name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// `p_k`: the init clause of some `for` assigns it.
    Loop(u8),
    /// `l_k`: a variable that drives no loop.
    Local(u8),
}

/// At most this many variables drive a `for`.
pub const MAX_LOOP_VARS: usize = 3;
/// At most this many other variables.
pub const MAX_LOCAL_VARS: usize = 12;
/// At most this many plain C tokens, the whole text counted.
pub const MAX_TOKENS: usize = 256;
/// A run may take this many steps.
pub const STEP_LIMIT: u32 = 1_000;

/// A whole function in canonical form: `names[v]` is the name of variable `v`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Program {
    /// Canonical name of every variable, in order of declaration.
    pub names: Vec<Name>,
    /// The statements between `{` and `return a;`.
    pub body: Vec<Stmt>,
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Where it stands in the text.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StmtKind {
    /// `int v = init;`
    Declare {
        /// The new variable.
        var: VarId,
        /// Its first value. The variable is not in scope here.
        init: Expr,
    },
    /// `target = value;`, `target += value;`, `target -= value;`
    Assign {
        /// Where the result goes.
        target: LValue,
        /// Whether the value replaces the target, is added to it, or subtracted from it.
        op: AssignOp,
        /// The right-hand side.
        value: Expr,
    },
    /// `target++;` and its kin.
    Update {
        /// The variable or element whose value changes by 1.
        target: LValue,
        /// Whether it is counted up or down, and on which side the operator stands.
        op: UpdateOp,
    },
    /// `if (..) {..} else ..`
    If(If),
    /// `for (..; ..; ..) {..}`
    For(For),
    /// `continue;`
    Continue,
    /// `break;`
    Break,
}

/// An `if` statement with both its sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct If {
    /// Evaluated once, before either side.
    pub condition: Condition,
    /// Taken where it holds.
    pub then: Vec<Stmt>,
    /// Taken where it does not.
    pub otherwise: Option<Else>,
}

/// The other side of a branch. `else { if .. }` and `else if ..` are kept apart, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Else {
    /// `else { .. }`
    Block(Vec<Stmt>),
    /// `else if ..`; the span is that of the inner `if` statement.
    If(Box<If>, Span),
}

/// `for ([int] var = init; test_var test bound; step_var step) { body }`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct For {
    /// Whether the head declares `var` (whose scope is then the loop).
    pub declares: bool,
    /// The variable that drives the loop.
    pub var: VarId,
    /// Its first value.
    pub init: Expr,
    /// The variable compared; nearly always `var`.
    pub test_var: VarId,
    /// The comparison; never `==`.
    pub test: CmpOp,
    /// What it is compared with; the only place where the constant 5 may stand.
    pub bound: Operand,
    /// The variable that changes after every pass; nearly always `var`.
    pub step_var: VarId,
    /// How it changes.
    pub step: ForStep,
    /// The statements repeated.
    pub body: Vec<Stmt>,
}

/// The last part of a `for` head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForStep {
    /// `++v`, `v--`, ...
    Update(UpdateOp),
    /// `v += operand`
    Add(Operand),
    /// `v -= operand`
    Sub(Operand),
    /// `v = from + operand`
    SetAdd(VarId, Operand),
    /// `v = from - operand`
    SetSub(VarId, Operand),
}

/// `=`, `+=`, `-=`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Sub,
}

/// `++x`, `--x`, `x++`, `x--`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateOp {
    /// `++x`
    PreInc,
    /// `--x`
    PreDec,
    /// `x++`
    PostInc,
    /// `x--`
    PostDec,
}

/// Something that can be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LValue {
    /// A variable that is in scope.
    Var(VarId),
    /// An element of the list.
    Elem(Elem),
}

/// `a[index]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Elem {
    /// What stands between the brackets.
    pub index: Index,
    /// Where it stands in the text.
    pub span: Span,
}

/// The index of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Index {
    /// `a[x]`
    At(Operand),
    /// `a[x + y]`
    Sum(Operand, Operand),
    /// `a[x - y]`
    Diff(Operand, Operand),
}

/// A constant or a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A constant in -4..=4 (5 as the bound of a `for`).
    Const(i8),
    /// The value of a variable that is in scope.
    Var(VarId),
}

/// An integer expression. At most two [`Expr::Bin`] in one statement's expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A constant in -4..=4.
    Const(i8),
    /// The value of a variable that is in scope.
    Var(VarId),
    /// An element of the list.
    Elem(Elem),
    /// `-e`; never of a constant other than 0, which is a negative [`Expr::Const`].
    Neg(Box<Expr>, Span),
    /// `l + r` or `l - r`
    Bin(BinOp, Box<Expr>, Box<Expr>, Span),
}

/// `+`, `-`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinOp {
    /// `+`
    Add,
    /// `-`
    Sub,
}

/// What an `if` decides on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `l || r`
    Or(Box<Condition>, Box<Condition>),
    /// `l && r`
    And(Box<Condition>, Box<Condition>),
    /// `!c`
    Not(Box<Condition>),
    /// `l < r`
    Cmp(CmpOp, Expr, Expr),
    /// A bare value: holds where it is not 0.
    Truth(Expr),
}

/// How two values are compared, as signed integers of 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CmpOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `==`
    Eq,
    /// `!=`
    Ne,
}

impl CmpOp {
    /// The comparison that holds exactly where this one does not.
    #[inline]
    pub fn negated(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Ge,
            CmpOp::Le => CmpOp::Gt,
            CmpOp::Gt => CmpOp::Le,
            CmpOp::Ge => CmpOp::Lt,
            CmpOp::Eq => CmpOp::Ne,
            CmpOp::Ne => CmpOp::Eq,
        }
    }

    /// Whether it holds between two values.
    #[inline]
    pub fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            CmpOp::Lt => left < right,
            CmpOp::Le => left <= right,
            CmpOp::Gt => left > right,
            CmpOp::Ge => left >= right,
            CmpOp::Eq => left == right,
            CmpOp::Ne => left != right,
        }
    }
}

/// A tree that is well formed but beyond the limits of canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// More than [`MAX_LOOP_VARS`] variables drive a `for`.
    #[error("{0} variables drive a for; at most {MAX_LOOP_VARS} are supported")]
    LoopVars(usize),
    /// More than [`MAX_LOCAL_VARS`] other variables.
    #[error("{0} variables besides those that drive a for; at most {MAX_LOCAL_VARS} are supported")]
    LocalVars(usize),
    /// More than [`MAX_TOKENS`] tokens.
    #[error("{0} tokens; at most {MAX_TOKENS} are supported")]
    Length(usize),
}

impl UpdateOp {
    /// What the operator adds to its operand: 1 or -1.
    pub fn amount(self) -> i8 {
        match self {
            UpdateOp::PreInc | UpdateOp::PostInc => 1,
            UpdateOp::PreDec | UpdateOp::PostDec => -1,
        }
    }
}

impl Stmt {
    /// A statement that was not parsed from text.
    pub fn new(kind: StmtKind) -> Stmt {
        Stmt {
            kind,
            span: Span::NONE,
        }
    }
}
