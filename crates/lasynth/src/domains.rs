//! The languages that the command line speaks: one line each in [`DOMAINS`].
//!
//! A [`Bundle`] is a domain with what is not part of it: what is counted of its programs, and tools
//! that not every language has. Commands take everything from the bundle that was chosen, so that
//! nothing else knows which languages there are, and tests can serve another table.

mod functions_over_lists;
mod restricted_c;

pub use functions_over_lists::FUNCTIONS_OVER_LISTS;
pub use restricted_c::RESTRICTED_C;

use lasynth_c_tools::foreign::{Function, OpenError};
use lasynth_c_tools::fuzz::{FuzzEnd, FuzzError, FuzzState};
use lasynth_c_tools::system_cc::{CcError, Compiled};
use lasynth_core::{Domain, Example, Input, Program};
use lasynth_data::compare::Forms;
use lasynth_data::formats::Format;
use lasynth_data::generation::Source;
use lasynth_data::stats::Statistics;
use lasynth_model::NeuralPolicy;
use lasynth_sandbox::Compiler;
use lasynth_search::{Prior, SearchKit};
use serde_json::{Map, Value};
use std::error::Error;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// The languages of this program, those that take fewer examples before those that take more
/// ([`recognise`]). The first one is taken where nothing says which.
pub static DOMAINS: &[&Bundle] = &[&RESTRICTED_C, &FUNCTIONS_OVER_LISTS];

/// A language and everything that commands need of it.
pub struct Bundle {
    /// Language, values and tasks.
    pub domain: &'static dyn Domain,
    /// What it brings to the search.
    pub search: &'static dyn SearchKit,
    /// The model in the binary, if there is one.
    pub model: Option<EmbeddedModel>,
    /// The prior in the binary, if there is one.
    pub prior: Option<EmbeddedPrior>,
    /// What `data stats` counts of its programs beside kind and length.
    pub statistics: &'static dyn Statistics,
    /// What `data compare` counts of them beside kind, length and baseline.
    pub forms: &'static dyn Forms,
    /// What else it has.
    pub tools: Tools,
}

impl Bundle {
    /// The name of the domain.
    pub fn name(&self) -> &'static str {
        self.domain.name()
    }
}

/// A model in the binary.
pub struct EmbeddedModel {
    /// Name by which results refer to it, such as `c-small`.
    pub name: &'static str,
    /// Text of its card.
    pub card: &'static str,
    /// Content of its weights file, in the safetensors format.
    pub weights: &'static [u8],
    /// Filled where it is first needed.
    pub loaded: OnceLock<NeuralPolicy>,
}

/// A prior in the binary.
pub struct EmbeddedPrior {
    /// Name by which results refer to it, such as `c-prior`.
    pub name: &'static str,
    /// Content of its file.
    pub content: &'static [u8],
    /// Filled where it is first needed.
    pub loaded: OnceLock<Arc<dyn Prior>>,
}

/// The language that examples are for, where nothing else says it: the first of the table that takes
/// them for its own.
///
/// Where none does, something is wrong with the examples, and the language that is taken says what. It is
/// the last one whose programs can be run on all of the inputs, else the last: a table begins with the
/// language that takes the fewest examples, so that what the last one objects to is wrong for all, while
/// what an earlier one objects to may only be that the examples are not for it.
pub fn recognise(table: &'static [&'static Bundle], examples: &[Example]) -> &'static Bundle {
    let recognises = |bundle: &&&'static Bundle| bundle.domain.recognises(examples);
    if let Some(own) = table.iter().find(recognises) {
        return own;
    }
    let runs = |bundle: &&&'static Bundle| {
        let mut inputs = examples.iter().map(|example| &example.input);
        inputs.all(|input| bundle.domain.check_input(input).is_ok())
    };
    let near = table.iter().rev().find(runs);
    near.unwrap_or(&table[table.len() - 1])
}

/// Tools that a language may have or not. Commands say so where one is asked for that is not there.
pub struct Tools {
    /// `--cc`.
    pub compiler: Option<&'static dyn SystemCompiler>,
    /// Texts that are no programs of the language and can be run all the same, by `run` and `diff`.
    pub foreign: Option<OpenForeign>,
    /// `fuzz`.
    pub fuzz: Option<Fuzz>,
    /// `data import` and `data export`.
    pub formats: &'static [&'static dyn Format],
    /// Sources of random programs beside the domain's own.
    pub sources: &'static [NamedSource],
    /// `bench executor`.
    pub executor: Option<&'static dyn ExecutorBenchmark>,
}

impl Tools {
    /// No tool at all.
    pub const NONE: Tools = Tools {
        compiler: None,
        foreign: None,
        fuzz: None,
        formats: &[],
        sources: &[],
        executor: None,
    };
}

/// Programs through a compiler of the system.
pub trait SystemCompiler: Sync {
    /// Whether there is one.
    ///
    /// # Errors
    /// If it cannot be started.
    fn check(&self) -> Result<(), CcError>;

    /// Compiles a program and runs it on inputs. The flag ends the call when another thread sets it.
    ///
    /// # Errors
    /// If there is no compiler, it refuses the program, or the compiled program misbehaves.
    fn run(
        &self,
        source: &str,
        inputs: &[Input],
        interrupt: &AtomicBool,
    ) -> Result<Compiled, CcError>;

    /// Whether the compiler takes a program without a warning and the compiled program meets the
    /// examples. Gives [`Compiled::missing_fences`].
    ///
    /// # Errors
    /// If not, or if that cannot be found out; see [`CcError::is_disagreement`].
    fn verify(
        &self,
        source: &str,
        examples: &[Example],
        interrupt: &AtomicBool,
    ) -> Result<Vec<String>, CcError>;
}

/// Compiles a text that is no program of the language; see [`Function::open`].
pub type OpenForeign = fn(&str, &AtomicBool) -> Result<Function, OpenError>;

/// Compares the executors with a compiler on random programs; see [`lasynth_c_tools::fuzz::fuzz`].
pub type Fuzz = fn(
    &mut FuzzState,
    &Compiler,
    &AtomicBool,
    &mut dyn FnMut(&FuzzState) -> ControlFlow<()>,
) -> Result<FuzzEnd, FuzzError>;

/// Why a source cannot be used, and what to install.
pub type NotFound = Box<dyn Error + Send + Sync>;

/// A source of random programs that may have to be installed.
pub struct NamedSource {
    /// The option of `gen` that asks for it, without the dashes.
    pub name: &'static str,
    /// Finds the source on this machine; the error says what is missing.
    pub find: fn() -> Result<Box<dyn Source>, NotFound>,
}

/// The speed of a language's executors.
pub trait ExecutorBenchmark: Sync {
    /// Inputs that are needed of each program.
    fn inputs(&self) -> usize;

    /// Whether a program can be timed on these inputs.
    ///
    /// # Errors
    /// What was found and what is supported.
    fn check(&self, inputs: &[Input]) -> Result<(), String>;

    /// Runs the programs, at least one, with the executors and beside them through compilers.
    ///
    /// # Errors
    /// If a compiler misbehaves, or `interrupt` is set.
    fn measure(
        &self,
        cases: &[BenchmarkCase],
        interrupt: &AtomicBool,
    ) -> Result<ExecutorFigures, CcError>;
}

/// A program and inputs for it.
pub struct BenchmarkCase {
    /// A program of the language that is measured.
    pub program: Box<dyn Program>,
    /// What it is run on.
    pub inputs: Vec<Input>,
}

/// What an [`ExecutorBenchmark`] found.
pub struct ExecutorFigures {
    /// For machines: the fields of an object.
    pub fields: Map<String, Value>,
    /// A table for the terminal.
    pub text: String,
}
