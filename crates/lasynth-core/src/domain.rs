use crate::{DrawRules, Encoding, Example, Kind, TokenId, TokenMask, Value, Vocabulary};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language and the values its programs work on.
///
/// Object safe, so that one binary can serve several domains. Implementations are pure: the same
/// arguments give the same answer, and nothing is printed or read.
pub trait Domain: Send + Sync {
    /// The name used in task files and model directories, such as `"c"`.
    fn name(&self) -> &'static str;

    /// How the values look to the model.
    fn encoding(&self) -> Encoding;

    /// The program tokens.
    fn vocabulary(&self) -> &Vocabulary;

    /// The grammar automaton before the first token.
    fn grammar(&self) -> Box<dyn GrammarState>;

    /// Reads a program from source text.
    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError>;

    /// Turns a complete token sequence (start symbol excluded, end token included) into a program.
    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError>;

    /// Whether a model of this domain can be given these examples: their number (1 to 10), shapes,
    /// ranges, and that no input has two outputs.
    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError>;

    /// The domain's trivial baseline fitted to the examples; `None` where nothing fits. It stands
    /// beside every accuracy that is reported and is never part of one.
    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn>;

    /// Fixed inputs on which two programs are compared where the examples cannot tell them apart.
    /// By default none: programs then behave alike as soon as they agree on the examples.
    fn probe_inputs(&self) -> Vec<Value> {
        Vec::new()
    }

    /// Compares what two programs do, on every input where that is feasible. By default on
    /// [`Domain::probe_inputs`].
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        let inputs = self.probe_inputs();
        let same = |input: &Value| match (first.run(input), second.run(input)) {
            (Ok(first), Ok(second)) => first == second,
            (Err(first), Err(second)) => first.kind == second.kind,
            _ => false,
        };
        Comparison {
            inputs: inputs.len(),
            differs_on: inputs.into_iter().find(|input| !same(input)),
        }
    }

    /// Whether [`Domain::draw`] can follow these rules; the message says what was found and what is
    /// supported. By default it can follow all of them.
    fn check_rules(&self, _rules: &DrawRules) -> Result<(), String> {
        Ok(())
    }

    /// Draws one random program with its examples. A pure function of its arguments. Rules that
    /// [`Domain::check_rules`] refuses give no program.
    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped>;
}

/// What comparing two programs found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How many inputs were there to compare on.
    pub inputs: usize,
    /// One on which they give different values, or end with different kinds of fault.
    pub differs_on: Option<Value>,
}

/// A fitted baseline: predicts the output for a new input.
pub type BaselineFn = Box<dyn Fn(&Value) -> Value + Send + Sync>;

/// A program of some domain, in canonical form.
pub trait Program: Send + Sync + std::fmt::Debug {
    /// Source text, ending in a newline.
    fn source(&self) -> String;

    /// Its token sequence, start symbol excluded, end token included. Two programs are the same
    /// exactly if these are. Programs that parse but lie outside the vocabulary have none.
    fn tokens(&self) -> Option<Vec<TokenId>>;

    /// Length in the language's plain tokens, of the canonical text.
    fn length(&self) -> usize;

    /// Its control flow.
    fn kind(&self) -> Kind;

    /// Runs it on one input.
    fn run(&self, input: &Value) -> Result<Value, Fault>;

    /// A short equivalent program: the default training target, and what a user is shown.
    fn normalise(&self) -> Box<dyn Program>;

    /// The shortest equivalent program that is found with some effort; by default the normal form.
    fn minimise(&self) -> Box<dyn Program> {
        self.normalise()
    }
}

/// The state of a grammar automaton after some prefix of tokens.
pub trait GrammarState: Send + Sync {
    /// Sets `mask[t]` for every token `t` that may come next so that the program can still be
    /// completed within the language's length limit. `mask` is resized to the vocabulary.
    fn allowed(&self, mask: &mut TokenMask);

    /// Appends a token. The token must be allowed; otherwise `false` and the state is unchanged.
    fn push(&mut self, token: TokenId) -> bool;

    /// Whether the end token has been pushed.
    fn is_complete(&self) -> bool;

    /// A copy, for another beam.
    fn clone_box(&self) -> Box<dyn GrammarState>;
}

/// Why a run gave no value, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind} at {place}")]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// Where, for a person: `line 7: a[l_3]`.
    pub place: String,
}

/// What ends a run without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// An element outside the list was read or written.
    #[error("out_of_bounds")]
    OutOfBounds,
    /// A result does not fit in 32 bits.
    #[error("overflow")]
    Overflow,
    /// More steps than the limit.
    #[error("step_limit")]
    StepLimit,
    /// The input is not a value that this program takes.
    #[error("bad_input")]
    BadInput,
}

/// A place in a text, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Place {
    /// The place of a byte offset; an offset past the end is the end.
    pub fn of(text: &str, offset: usize) -> Place {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Source text that is not a program of the domain.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct SourceError {
    /// Where the text stops making sense.
    pub place: Place,
    /// What was found, what was expected and what to do.
    pub message: String,
    /// The text is a fine program of the larger language but exceeds a limit of this one.
    pub unsupported: bool,
}

/// A token sequence that is not a complete program.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("token {position} (`{found}`) cannot stand there")]
pub struct DecodeError {
    /// Index of the first token that does not fit; the length where the sequence is cut off.
    pub position: usize,
    /// Its spelling.
    pub found: String,
}

/// Examples that the synthesiser cannot take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ExampleError {
    /// Index of the offending pair, from 0; `None` where it concerns their number.
    pub example: Option<usize>,
    /// Index of the other pair where two contradict each other.
    pub other: Option<usize>,
    /// What was found, what is supported and what to do.
    pub message: String,
}

/// A random program that passed the rules.
#[derive(Debug)]
pub struct Draw {
    /// The program as drawn.
    pub program: Box<dyn Program>,
    /// Its normal form, where [`DrawRules::normalise`] asked for it.
    pub normal: Option<Box<dyn Program>>,
    /// Hash of its outcomes on fixed probe inputs: equal behaviours have equal signatures.
    pub signature: u128,
    /// Pairs to show.
    pub examples: Vec<Example>,
    /// Pairs to hold out.
    pub heldout: Vec<Example>,
}

/// Why a drawn program was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// Returns its input on every probe.
    Identity,
    /// Returns the same value on every probe.
    Constant,
    /// Too few inputs give a valid output in range.
    Range,
    /// Longer than the language allows, or with more variables.
    Length,
    /// The distribution over kinds asked for another one.
    Kind,
}
