//! The tokens and their numbers.

use crate::syntax::{AssignOp, CmpOp, MAX_LOCAL_VARS, MAX_LOOP_VARS, Name, UpdateOp};
use lasynth_core::TokenId;
use std::fmt;
use std::sync::LazyLock;

/// Number of variables a program may have; [`Slot`]s are smaller.
pub const SLOTS: usize = MAX_LOOP_VARS + MAX_LOCAL_VARS;
/// A variable by its canonical name: `p_0`..`p_2` are 0..3, `l_0`..`l_11` are 3..15.
pub type Slot = u8;

/// The slot of a name.
pub fn slot_of(name: Name) -> Slot {
    match name {
        Name::Loop(k) => k,
        Name::Local(k) => k + MAX_LOOP_VARS as u8,
    }
}

/// Whether a slot is one of the `p_k`.
pub fn is_loop(slot: Slot) -> bool {
    usize::from(slot) < MAX_LOOP_VARS
}

/// What an assignment or update token does to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The value follows.
    Assign(AssignOp),
    /// The target changes by 1, so no value follows.
    Update(UpdateOp),
}

/// All effects, in the order of the vocabulary.
pub const EFFECTS: [Effect; 7] = [
    Effect::Assign(AssignOp::Set),
    Effect::Assign(AssignOp::Add),
    Effect::Assign(AssignOp::Sub),
    Effect::Update(UpdateOp::PostInc),
    Effect::Update(UpdateOp::PostDec),
    Effect::Update(UpdateOp::PreInc),
    Effect::Update(UpdateOp::PreDec),
];

/// The targets that have their own tokens at the start of a statement: five elements by constant
/// index, then those at the first loop variables.
pub const TARGETS: u8 = 7;
/// The first of [`TARGETS`] that is indexed by a variable.
pub const TARGET_VARS: u8 = 5;

/// The three shapes of usual loop heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// `p = low; p < high; p++`
    Below,
    /// `p = low; p <= high - 1; p++`
    UpTo,
    /// `p = high - 1; p >= low; p--`
    Down,
}

const COUNTS: [Count; 3] = [Count::Below, Count::UpTo, Count::Down];

/// A usual loop head: `0 <= low < high <= 5`. With `declares` the variable is the next free `p`,
/// without it is `p_0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub declares: bool,
    pub count: Count,
    pub low: i8,
    pub high: i8,
}

impl Head {
    /// The usual head with these parts, if it is one.
    pub fn usual(declares: bool, first: i8, test: CmpOp, bound: i8, up: bool) -> Option<Head> {
        let (count, low, high) = match (test, up) {
            (CmpOp::Lt, true) => (Count::Below, first, bound),
            (CmpOp::Le, true) => (Count::UpTo, first, bound + 1),
            (CmpOp::Ge, false) => (Count::Down, bound, first + 1),
            _ => return None,
        };
        let head = Head {
            declares,
            count,
            low,
            high,
        };
        (0 <= low && low < high && high <= 5).then_some(head)
    }

    /// First value, comparison, bound, step.
    pub fn parts(self) -> (i8, CmpOp, i8, UpdateOp) {
        match self.count {
            Count::Below => (self.low, CmpOp::Lt, self.high, UpdateOp::PostInc),
            Count::UpTo => (self.low, CmpOp::Le, self.high - 1, UpdateOp::PostInc),
            Count::Down => (self.high - 1, CmpOp::Ge, self.low, UpdateOp::PostDec),
        }
    }
}

/// A token of the program vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Precedes every program.
    Start,
    /// `return a; }`
    End,
    /// -4..=5; 5 only as a loop bound.
    Const(i8),
    Var(Slot),
    /// `a[0]`..`a[4]`
    Elem(i8),
    /// `a[v]`
    ElemVar(Slot),
    /// `a[p_k + 1]`
    ElemNext(Slot),
    /// `a[p_k - 1]`
    ElemPrev(Slot),
    /// `a[` of any other element.
    ElemOpen,
    /// `]` of any other element.
    ElemClose,
    Add,
    Sub,
    Neg,
    /// `(` in an expression.
    Open,
    /// `(` in a condition.
    Group,
    /// `)` of either.
    Close,
    /// `a[0] =` and its kin: the start of a statement, up to its end where nothing follows.
    Target(u8, Effect),
    /// `=`, `+=`, `-=`
    Assign(AssignOp),
    /// `++;`, `--;` after a target, `++`, `--` before one.
    Update(UpdateOp),
    Semicolon,
    /// `int p =` (true), `int l =` (false)
    Declare(bool),
    /// The same with a constant and the `;`.
    DeclareConst(bool, i8),
    If,
    /// `) {`
    HeadEnd,
    Cmp(CmpOp),
    And,
    Or,
    Not,
    /// `}`
    BlockEnd,
    /// `} else {`
    Else,
    /// `} else if (`
    ElseIf,
    Continue,
    Break,
    /// A whole loop head.
    Head(Head),
    /// `for (int p =`
    ForDeclare,
    /// `for (p_k =`
    For(Slot),
    /// `++) {` (true), `--) {` (false)
    StepEnd(bool),
}

const CMPS: [CmpOp; 6] = [
    CmpOp::Lt,
    CmpOp::Le,
    CmpOp::Gt,
    CmpOp::Ge,
    CmpOp::Eq,
    CmpOp::Ne,
];

struct Table {
    tokens: Vec<Token>,
    targets: TokenId,
    heads: TokenId,
    singles: TokenId,
}

// Ranges whose place is needed to number a token; checked against the table by a test.
const CONSTS: TokenId = 2;
const VARS: TokenId = CONSTS + 10;
const ELEMS: TokenId = VARS + SLOTS as TokenId;
const ELEM_VARS: TokenId = ELEMS + 5;
const ELEM_NEXT: TokenId = ELEM_VARS + SLOTS as TokenId;
const ELEM_PREV: TokenId = ELEM_NEXT + MAX_LOOP_VARS as TokenId;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let slots = 0..SLOTS as Slot;
    let loops = 0..MAX_LOOP_VARS as Slot;
    let mut t = vec![Token::Start, Token::End];
    t.extend((-4..=5).map(Token::Const));
    t.extend(slots.clone().map(Token::Var));
    t.extend((0..5).map(Token::Elem));
    t.extend(slots.map(Token::ElemVar));
    t.extend(loops.clone().map(Token::ElemNext));
    t.extend(loops.clone().map(Token::ElemPrev));
    let targets = t.len() as TokenId;
    for target in 0..TARGETS {
        t.extend(EFFECTS.map(|e| Token::Target(target, e)));
    }
    for is_loop in [true, false] {
        t.extend((-4..=4).map(|c| Token::DeclareConst(is_loop, c)));
    }
    let heads = t.len() as TokenId;
    for declares in [true, false] {
        for count in COUNTS {
            for low in 0..5 {
                for high in low + 1..=5 {
                    t.push(Token::Head(Head {
                        declares,
                        count,
                        low,
                        high,
                    }));
                }
            }
        }
    }
    let singles = t.len() as TokenId;
    t.push(Token::ForDeclare);
    t.extend(loops.map(Token::For));
    for e in EFFECTS {
        t.push(match e {
            Effect::Assign(op) => Token::Assign(op),
            Effect::Update(op) => Token::Update(op),
        });
    }
    t.extend(CMPS.map(Token::Cmp));
    t.extend([
        Token::StepEnd(true),
        Token::StepEnd(false),
        Token::ElemOpen,
        Token::ElemClose,
        Token::Add,
        Token::Sub,
        Token::Neg,
        Token::Open,
        Token::Group,
        Token::Close,
        Token::Semicolon,
        Token::Declare(true),
        Token::Declare(false),
        Token::If,
        Token::HeadEnd,
        Token::And,
        Token::Or,
        Token::Not,
        Token::BlockEnd,
        Token::Else,
        Token::ElseIf,
        Token::Continue,
        Token::Break,
    ]);
    Table {
        tokens: t,
        targets,
        heads,
        singles,
    }
});

impl Token {
    /// All tokens in order of their numbers.
    pub fn all() -> impl Iterator<Item = Token> {
        TABLE.tokens.iter().copied()
    }

    /// All tokens in order of their numbers.
    pub fn table() -> &'static [Token] {
        &TABLE.tokens
    }

    /// The token with this number.
    pub fn from_id(id: TokenId) -> Option<Token> {
        TABLE.tokens.get(usize::from(id)).copied()
    }

    /// The number of this token.
    pub fn id(self) -> TokenId {
        match self {
            Token::Start => 0,
            Token::End => 1,
            Token::Const(c) => {
                debug_assert!((-4..=5).contains(&c), "the constant {c} has no token");
                CONSTS + (c + 4) as TokenId
            }
            Token::Var(v) => VARS + TokenId::from(v),
            Token::Elem(i) => ELEMS + i as TokenId,
            Token::ElemVar(v) => ELEM_VARS + TokenId::from(v),
            Token::ElemNext(v) => ELEM_NEXT + TokenId::from(v),
            Token::ElemPrev(v) => ELEM_PREV + TokenId::from(v),
            Token::Target(target, _) => {
                let first = TABLE.targets + TokenId::from(target) * EFFECTS.len() as TokenId;
                self.find(first)
            }
            Token::DeclareConst(..) => self.find(TABLE.targets),
            Token::Head(_) => self.find(TABLE.heads),
            _ => self.find(TABLE.singles),
        }
    }

    /// Searches the table from `first` on; every token is in it.
    fn find(self, first: TokenId) -> TokenId {
        let tail = &TABLE.tokens[usize::from(first)..];
        let at = tail.iter().position(|t| *t == self);
        debug_assert!(at.is_some(), "{self:?} is not in the vocabulary");
        first + at.unwrap_or(0) as TokenId
    }

    /// Whether a simple statement is complete after this token. Heads and the ends of blocks do not
    /// count: there is nothing new to execute after them, and every run of the latent executor costs
    /// as much as several tokens.
    pub fn ends_statement(self) -> bool {
        match self {
            Token::Target(_, Effect::Update(_)) => true,
            Token::Update(op) => matches!(op, UpdateOp::PostInc | UpdateOp::PostDec),
            Token::Semicolon | Token::DeclareConst(..) | Token::Continue | Token::Break => true,
            _ => false,
        }
    }
}

struct SlotName(Slot);

impl fmt::Display for SlotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_loop(self.0) {
            write!(f, "p_{}", self.0)
        } else {
            write!(f, "l_{}", usize::from(self.0) - MAX_LOOP_VARS)
        }
    }
}

fn assign_text(op: AssignOp) -> &'static str {
    match op {
        AssignOp::Set => "=",
        AssignOp::Add => "+=",
        AssignOp::Sub => "-=",
    }
}

fn cmp_text(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "<=",
        CmpOp::Gt => ">",
        CmpOp::Ge => ">=",
        CmpOp::Eq => "==",
        CmpOp::Ne => "!=",
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Token::Const(c) if c < 0 => return write!(f, "({c})"),
            Token::Const(c) => return write!(f, "{c}"),
            Token::Var(v) => return write!(f, "{}", SlotName(v)),
            Token::Elem(i) => return write!(f, "a[{i}]"),
            Token::ElemVar(v) => return write!(f, "a[{}]", SlotName(v)),
            Token::ElemNext(v) => return write!(f, "a[{} + 1]", SlotName(v)),
            Token::ElemPrev(v) => return write!(f, "a[{} - 1]", SlotName(v)),
            Token::Target(target, effect) => {
                let (before, after) = match effect {
                    Effect::Assign(AssignOp::Set) => ("", " ="),
                    Effect::Assign(AssignOp::Add) => ("", " +="),
                    Effect::Assign(AssignOp::Sub) => ("", " -="),
                    Effect::Update(UpdateOp::PostInc) => ("", "++;"),
                    Effect::Update(UpdateOp::PostDec) => ("", "--;"),
                    Effect::Update(UpdateOp::PreInc) => ("++", ";"),
                    Effect::Update(UpdateOp::PreDec) => ("--", ";"),
                };
                return match target.checked_sub(TARGET_VARS) {
                    Some(v) => write!(f, "{before}a[{}]{after}", SlotName(v)),
                    None => write!(f, "{before}a[{target}]{after}"),
                };
            }
            Token::Head(head) => {
                let (first, test, bound, step) = head.parts();
                let (int, name) = if head.declares {
                    ("int ", "p")
                } else {
                    ("", "p_0")
                };
                let test = cmp_text(test);
                let step = if step == UpdateOp::PostInc {
                    "++"
                } else {
                    "--"
                };
                return write!(
                    f,
                    "for ({int}{name} = {first}; {name} {test} {bound}; {name}{step}) {{"
                );
            }
            Token::DeclareConst(true, c) => return write!(f, "int p = {c};"),
            Token::DeclareConst(false, c) => return write!(f, "int l = {c};"),
            Token::For(v) => return write!(f, "for ({} =", SlotName(v)),
            Token::Start => "<s>",
            Token::End => "return a; }",
            Token::ElemOpen => "a[",
            Token::ElemClose => "]",
            Token::Add => "+",
            Token::Sub => "-",
            Token::Neg => "neg",
            Token::Open => "(",
            Token::Group => "(?",
            Token::Close => ")",
            Token::Assign(op) => assign_text(op),
            Token::Update(UpdateOp::PostInc) => "++;",
            Token::Update(UpdateOp::PostDec) => "--;",
            Token::Update(UpdateOp::PreInc) => "++",
            Token::Update(UpdateOp::PreDec) => "--",
            Token::Semicolon => ";",
            Token::Declare(true) => "int p =",
            Token::Declare(false) => "int l =",
            Token::If => "if (",
            Token::HeadEnd => ") {",
            Token::Cmp(op) => cmp_text(op),
            Token::And => "&&",
            Token::Or => "||",
            Token::Not => "!",
            Token::BlockEnd => "}",
            Token::Else => "} else {",
            Token::ElseIf => "} else if (",
            Token::Continue => "continue;",
            Token::Break => "break;",
            Token::ForDeclare => "for (int p =",
            Token::StepEnd(true) => "++) {",
            Token::StepEnd(false) => "--) {",
        };
        f.write_str(text)
    }
}
