//! What a language has to bring along, and what its programs can do.

use crate::{
    DrawRules, Encoding, Example, Input, Kind, Lists, TokenId, TokenMask, Value, Vocabulary,
};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::ops::RangeInclusive;
use thiserror::Error;

/// The programs of a domain as texts and as tokens.
pub trait Language: Send + Sync {
    /// The program tokens, in the order in which every model of the language numbers them.
    fn vocabulary(&self) -> &Vocabulary;

    /// The grammar automaton before the first token.
    fn grammar(&self) -> Box<dyn GrammarState>;

    /// Reads a program from source text.
    ///
    /// # Errors
    /// Where the text stops being a program.
    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError>;

    /// Turns a complete token sequence (start symbol excluded, end token included) into a program.
    ///
    /// # Errors
    /// At the first token that cannot stand where it does.
    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError>;

    /// The ending of file names of programs, without the dot.
    fn file_extension(&self) -> &'static str;

    /// The forms in which programs can be printed, by the names under which users ask for them. The
    /// first is the one that a user gets who names none. By default there is the source alone, under
    /// the ending of its file names.
    fn formats(&self) -> Vec<&'static str> {
        vec![self.file_extension()]
    }

    /// The text of a program in one of the [`Language::formats`], ending in a newline; `None` where
    /// there is no form of that name.
    fn emit(&self, program: &dyn Program, format: &str) -> Option<String> {
        (format == self.file_extension()).then(|| program.source())
    }

    /// The program in a short functional notation, on one line; `None` where the language has none.
    fn term(&self, program: &dyn Program) -> Option<String> {
        let _ = program;
        None
    }
}

/// The values that the programs of a domain read and write.
pub trait Values: Send + Sync {
    /// How the values look to the model.
    fn encoding(&self) -> Encoding;

    /// Whether these examples can be searched for: their number, shapes, ranges, and that no input
    /// has two outputs.
    ///
    /// # Errors
    /// The first pair that does not fit.
    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError>;

    /// Whether a specification that names no domain is one for this domain.
    fn recognises(&self, examples: &[Example]) -> bool {
        self.check_examples(examples).is_ok()
    }

    /// Whether a program can be run on this input: the number of arguments and their shapes. Wider
    /// than what examples may hold.
    ///
    /// # Errors
    /// What was found and what is supported.
    fn check_input(&self, input: &Input) -> Result<(), String>;

    /// Whether a search can be told this outcome of an input, an answer to a question; `None` stands
    /// for an invalid run. Wider than what examples may hold.
    ///
    /// # Errors
    /// What was found and what is supported.
    fn check_observation(&self, input: &Input, outcome: Option<&Value>) -> Result<(), String>;

    /// Whether an outcome is one that a user could have given in an example: an answer outside
    /// counts for nothing when answers are compared.
    fn in_range(&self, output: &Value) -> bool;

    /// Pairs of a specification at most.
    fn max_examples(&self) -> usize;

    /// What an input looks like, for messages: "a list of five integers such as `[0, 1, 2, 3, 4]`".
    fn input_form(&self) -> &'static str;

    /// What an output looks like, for messages.
    fn output_form(&self) -> &'static str {
        self.input_form()
    }

    /// Fixed inputs on which two programs are compared where the examples cannot tell them apart.
    /// Where there are none, programs behave alike as soon as they agree on the examples.
    fn probe_inputs(&self) -> Vec<Input>;
}

/// The synthesis problems of a domain.
pub trait Tasks: Send + Sync {
    /// The domain's trivial baseline fitted to the examples; `None` where nothing fits. It stands
    /// beside every accuracy that is reported and is never part of one.
    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn>;

    /// Compares what two programs do, on every input where that is feasible.
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison;

    /// Whether [`Tasks::draw`] can follow these rules.
    ///
    /// # Errors
    /// What was found and what is supported.
    fn check_rules(&self, rules: &DrawRules) -> Result<(), String>;

    /// The lists that programs are drawn for where [`DrawRules::lists`] names none; `None` where
    /// programs do not take lists of one length, so that rules cannot name others either.
    fn lists(&self) -> Option<Lists> {
        None
    }

    /// Draws one random program with its examples. A pure function of its arguments. Rules that
    /// [`Tasks::check_rules`] refuses give no program.
    ///
    /// # Errors
    /// Why the program was dropped.
    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped>;

    /// Hash of what a program does on the probe inputs, as [`Draw::signature`] has it.
    fn signature(&self, program: &dyn Program) -> u128;

    /// The kinds of programs, in the order in which reports list them.
    fn kinds(&self) -> &'static [Kind];

    /// Groups of program lengths that reports tell apart, in the language's plain tokens.
    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)];
}

/// A language, the values its programs work on, and the tasks that are made of both.
///
/// Object safe, so that one binary can serve several domains. Implementations are pure: the same
/// arguments give the same answer, and nothing is printed or read.
pub trait Domain: Language + Values + Tasks {
    /// The name used in task files and model directories, such as `"c"`.
    fn name(&self) -> &'static str;
}

/// Compares two programs on the probe inputs of their domain: what [`Tasks::compare`] does where not
/// all inputs can be tried.
pub fn compare_on(inputs: Vec<Input>, first: &dyn Program, second: &dyn Program) -> Comparison {
    let same = |input: &Input| match (first.run(input), second.run(input)) {
        (Ok(first), Ok(second)) => first == second,
        (Err(first), Err(second)) => first.kind == second.kind,
        _ => false,
    };
    Comparison {
        inputs: inputs.len(),
        differs_on: inputs.into_iter().find(|input| !same(input)),
    }
}

/// What comparing two programs found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How many inputs were there to compare on.
    pub inputs: usize,
    /// One on which they give different values, or end with different kinds of fault.
    pub differs_on: Option<Input>,
}

/// A fitted baseline: predicts the output for a new input.
pub type BaselineFn = Box<dyn Fn(&Input) -> Value + Send + Sync>;

/// A program of some domain, in canonical form. Where a domain meets its own programs it may downcast
/// them (`(program as &dyn Any).downcast_ref()`); nobody else does.
pub trait Program: Any + Send + Sync + std::fmt::Debug {
    /// Source text, ending in a newline.
    fn source(&self) -> String;

    /// Its token sequence, start symbol excluded, end token included. Two programs are the same
    /// exactly if these are. Programs that parse but lie outside the vocabulary have none.
    fn tokens(&self) -> Option<Vec<TokenId>>;

    /// Length in the language's plain tokens, of the canonical text.
    fn length(&self) -> usize;

    /// Which of the domain's [`Tasks::kinds`] it is of.
    fn kind(&self) -> Kind;

    /// The same program as a new value; `Clone` itself is not possible for a trait object.
    fn clone_box(&self) -> Box<dyn Program>;

    /// Runs it on one input.
    ///
    /// # Errors
    /// Why there is no value, and where.
    fn run(&self, input: &Input) -> Result<Value, Fault>;

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
    /// An operation that has no result, such as a division by zero or the largest of no numbers.
    #[error("undefined")]
    Undefined,
    /// The input is not a value that this program takes.
    #[error("bad_input")]
    BadInput,
}

/// A place in a text, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
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
    /// Spelling of that token, for the message; other words, or nothing, where the sequence is cut
    /// off.
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
    /// The pairs that the task shows to whoever solves it.
    pub examples: Vec<Example>,
    /// The pairs that the task holds back, to judge an answer by.
    pub heldout: Vec<Example>,
}

/// Why a drawn program was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// Returns its input on every probe, or in every pair of its task.
    Identity,
    /// Returns the same value on every probe, or in every pair of its task.
    Constant,
    /// Too few inputs give a valid output in range.
    Range,
    /// Longer than the language allows, or with more variables.
    Length,
    /// The distribution over kinds asked for another one.
    Kind,
}
