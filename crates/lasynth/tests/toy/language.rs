//! The toy language: programs of a stack machine over two integers, `a 3 + b *`.
//!
//! A program is a line of words. `a`, `b` and the digits 0 to 3 push, `+`, `-` and `*` take two numbers
//! and push one; what is left alone at the end is the result. It exists to show what a language has to
//! bring along, and that nothing else has to know it.

use lasynth_core::{
    DecodeError, Fault, FaultKind, GrammarState, Input, Kind, Language, Place, Program,
    SourceError, TokenId, TokenMask, Value, Vocabulary,
};
use std::any::Any;
use std::sync::LazyLock;

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Push(Source),
    Apply(Sign),
}

/// What a word pushes onto the stack: one of the two inputs, or a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    A,
    B,
    Digit(u8),
}

/// What is done to two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    Plus,
    Minus,
    Times,
}

/// All words, in the order of their tokens.
pub const OPS: [Op; 9] = [
    Op::Push(Source::A),
    Op::Push(Source::B),
    Op::Push(Source::Digit(0)),
    Op::Push(Source::Digit(1)),
    Op::Push(Source::Digit(2)),
    Op::Push(Source::Digit(3)),
    Op::Apply(Sign::Plus),
    Op::Apply(Sign::Minus),
    Op::Apply(Sign::Times),
];
/// Words of a program at most.
pub const MAX_WORDS: usize = 9;
/// The token that closes a program.
const END: TokenId = 1;
/// The token of the first word.
const FIRST: TokenId = 2;

pub const SUM: Kind = Kind::new("sum", false);
pub const PRODUCT: Kind = Kind::new("product", false);

impl Op {
    fn text(self) -> String {
        match self {
            Op::Push(Source::A) => "a".to_owned(),
            Op::Push(Source::B) => "b".to_owned(),
            Op::Push(Source::Digit(digit)) => digit.to_string(),
            Op::Apply(Sign::Plus) => "+".to_owned(),
            Op::Apply(Sign::Minus) => "-".to_owned(),
            Op::Apply(Sign::Times) => "*".to_owned(),
        }
    }

    /// Numbers on the stack after it, of so many before; `None` where they are too few.
    fn depth(self, before: usize) -> Option<usize> {
        match self {
            Op::Push(_) => Some(before + 1),
            Op::Apply(_) => before.checked_sub(1).filter(|depth| *depth > 0),
        }
    }
}

/// A program of the stack machine: its words in the order in which they are carried out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StackProgram(pub Vec<Op>);

impl StackProgram {
    /// The result for two numbers; an error is the index of the word whose result does not fit.
    pub fn result(&self, a: i32, b: i32) -> Result<i32, usize> {
        let mut stack: Vec<i32> = Vec::new();
        for (at, op) in self.0.iter().enumerate() {
            let next = match op {
                Op::Push(Source::A) => a,
                Op::Push(Source::B) => b,
                Op::Push(Source::Digit(digit)) => i32::from(*digit),
                Op::Apply(sign) => {
                    let right = stack.pop().expect("parsed");
                    let left = stack.pop().expect("parsed");
                    let value = match sign {
                        Sign::Plus => left.checked_add(right),
                        Sign::Minus => left.checked_sub(right),
                        Sign::Times => left.checked_mul(right),
                    };
                    value.ok_or(at)?
                }
            };
            stack.push(next);
        }
        Ok(stack.pop().expect("parsed"))
    }

    /// The program as an expression; `apply` writes a sign with its two sides.
    fn written(&self, apply: impl Fn(&str, &str, &str) -> String) -> String {
        let mut stack: Vec<String> = Vec::new();
        for op in &self.0 {
            let next = match op {
                Op::Push(_) => op.text(),
                Op::Apply(_) => {
                    let right = stack.pop().expect("parsed");
                    let left = stack.pop().expect("parsed");
                    apply(&op.text(), &left, &right)
                }
            };
            stack.push(next);
        }
        stack.pop().expect("parsed")
    }

    /// The program as one of this language.
    fn of(program: &dyn Program) -> &StackProgram {
        let program: &dyn Any = program;
        program.downcast_ref().expect("a program of this language")
    }
}

/// The two numbers of an input.
pub fn numbers(input: &Input) -> Option<(i32, i32)> {
    match input.0[..] {
        [Value::Int(a), Value::Int(b)] => Some((a, b)),
        _ => None,
    }
}

impl Program for StackProgram {
    fn source(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|op| op.text()).collect();
        words.join(" ") + "\n"
    }

    fn tokens(&self) -> Option<Vec<TokenId>> {
        let number = |op: &Op| OPS.iter().position(|known| known == op).expect("a word");
        let tokens = self.0.iter().map(|op| FIRST + number(op) as TokenId);
        Some(tokens.chain([END]).collect())
    }

    fn length(&self) -> usize {
        self.0.len()
    }

    fn kind(&self) -> Kind {
        match self.0.contains(&Op::Apply(Sign::Times)) {
            true => PRODUCT,
            false => SUM,
        }
    }

    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }

    fn run(&self, input: &Input) -> Result<Value, Fault> {
        let (a, b) = numbers(input).ok_or_else(|| Fault {
            kind: FaultKind::BadInput,
            place: "the input: two integers are supported".to_owned(),
        })?;
        self.result(a, b).map(Value::Int).map_err(|at| Fault {
            kind: FaultKind::Overflow,
            place: format!("word {}: {}", at + 1, self.0[at].text()),
        })
    }

    fn normalise(&self) -> Box<dyn Program> {
        self.clone_box()
    }

    fn minimise(&self) -> Box<dyn Program> {
        Box::new(crate::proposer::smallest(self))
    }
}

/// The language of the stack machine, for the table of domains.
#[derive(Clone, Copy, Debug)]
pub struct StackMachine;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let special = ["<s>", "end"].map(str::to_owned).into_iter();
    let names = special.chain(OPS.iter().map(|op| op.text())).collect();
    let signs = FIRST + 6..FIRST + 9;
    Vocabulary::new(names, END, signs.collect())
});

impl Language for StackMachine {
    fn vocabulary(&self) -> &Vocabulary {
        &VOCABULARY
    }

    fn grammar(&self) -> Box<dyn GrammarState> {
        Box::new(State::default())
    }

    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        let error = |offset: usize, message: String| SourceError {
            place: Place::of(source, offset),
            message,
            unsupported: false,
        };
        let mut ops = Vec::new();
        let mut depth = 0;
        for word in source.split_whitespace() {
            let offset = word.as_ptr() as usize - source.as_ptr() as usize;
            let op = OPS.iter().find(|op| op.text() == word).ok_or_else(|| {
                let expected = "expected one of a, b, 0, 1, 2, 3, +, - and *";
                error(offset, format!("{expected}, found `{word}`"))
            })?;
            depth = op.depth(depth).ok_or_else(|| {
                let message = format!("`{word}` takes two numbers, but there are {depth}");
                error(offset, message)
            })?;
            ops.push(*op);
        }
        if depth != 1 {
            let message = format!("expected one number to be left at the end, found {depth}");
            return Err(error(source.trim_end().len(), message));
        }
        if ops.len() > MAX_WORDS {
            let message = format!("{} words, {MAX_WORDS} are supported", ops.len());
            return Err(SourceError {
                unsupported: true,
                ..error(0, message)
            });
        }
        Ok(Box::new(StackProgram(ops)))
    }

    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        let mut state = State::default();
        for (position, token) in tokens.iter().enumerate() {
            if !state.push(*token) {
                let name = VOCABULARY.names().get(usize::from(*token));
                let found = name.cloned().unwrap_or_default();
                return Err(DecodeError { position, found });
            }
        }
        match state.complete {
            true => Ok(Box::new(StackProgram(state.ops))),
            false => Err(DecodeError {
                position: tokens.len(),
                found: String::new(),
            }),
        }
    }

    fn file_extension(&self) -> &'static str {
        "stack"
    }

    fn formats(&self) -> Vec<&'static str> {
        vec!["stack", "infix"]
    }

    fn emit(&self, program: &dyn Program, format: &str) -> Option<String> {
        match format {
            "stack" => Some(program.source()),
            "infix" => {
                let infix = |sign: &str, a: &str, b: &str| format!("({a} {sign} {b})");
                Some(StackProgram::of(program).written(infix) + "\n")
            }
            _ => None,
        }
    }

    fn term(&self, program: &dyn Program) -> Option<String> {
        let call = |sign: &str, a: &str, b: &str| match sign {
            "+" => format!("plus({a}, {b})"),
            "-" => format!("minus({a}, {b})"),
            _ => format!("times({a}, {b})"),
        };
        Some(StackProgram::of(program).written(call))
    }
}

/// The grammar automaton: numbers on the stack must still come together to one.
#[derive(Clone, Debug, Default)]
struct State {
    ops: Vec<Op>,
    depth: usize,
    complete: bool,
}

impl State {
    fn after(&self, token: TokenId) -> Option<State> {
        if self.complete {
            return None;
        }
        if token == END {
            let complete = State {
                complete: true,
                ..self.clone()
            };
            return (self.depth == 1).then_some(complete);
        }
        let op = *OPS.get(usize::from(token.checked_sub(FIRST)?))?;
        let depth = op.depth(self.depth)?;
        let mut ops = self.ops.clone();
        ops.push(op);
        let needed = ops.len() + depth - 1;
        (needed <= MAX_WORDS).then_some(State {
            ops,
            depth,
            complete: false,
        })
    }
}

impl GrammarState for State {
    fn allowed(&self, mask: &mut TokenMask) {
        mask.clear();
        let tokens = 0..VOCABULARY.len() as TokenId;
        mask.extend(tokens.map(|token| self.after(token).is_some()));
    }

    fn push(&mut self, token: TokenId) -> bool {
        match self.after(token) {
            Some(next) => {
                *self = next;
                true
            }
            None => false,
        }
    }

    fn is_complete(&self) -> bool {
        self.complete
    }

    fn clone_box(&self) -> Box<dyn GrammarState> {
        Box::new(self.clone())
    }
}
