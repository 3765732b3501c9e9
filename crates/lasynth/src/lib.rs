//! Programs from examples.
//!
//! ```
//! use lasynth::{Budget, Example, Value, synthesize};
//!
//! let list = |items: [i32; 5]| Value::List(items.to_vec());
//! let examples = [
//!     Example { input: list([0, 1, -2, 3, 2]).into(), output: list([0, 1, 4, 3, 2]) },
//!     Example { input: list([3, 3, 0, 1, 1]).into(), output: list([3, 3, 4, 1, 1]) },
//!     Example { input: list([-1, 0, 2, -4, 4]).into(), output: list([-1, 0, 4, -4, 4]) },
//! ];
//! let answer = synthesize(&examples, &Budget::default())?.answer.expect("a program");
//! assert_eq!(lasynth::run(&answer.source, &examples[0].input)?, examples[0].output);
//! # Ok::<(), lasynth::Error>(())
//! ```
//!
//! The binary `lasynth` is a thin shell over this library: it reads files, calls these functions and
//! prints what they return.

pub mod domains;
mod engine;
mod models;
mod near_miss;
mod priors;
mod session;
pub mod shell;
pub mod training;

pub use engine::{ModelProposer, engine};
pub use lasynth_c_tools::system_cc;
pub use lasynth_core::{
    Budget, Domain, Example, Fault, FaultKind, Input, Policy, StopReason, Value,
};
pub use lasynth_decode::Mode;
pub use models::{
    EMBEDDED_NAME, ModelDirError, embedded_card, embedded_policy, load_policy, read_model_dir,
};
pub use priors::{EMBEDDED_PRIOR, PriorError, embedded_prior, load_prior, prior_file};
pub use session::{
    Contradiction, DEFAULT_TIME, Doubt, Question, RunnerUp, Session, observations, shown,
};

use lasynth_c::domain::RestrictedC;
use lasynth_c_search::config::SearchConfig;
use lasynth_core::{ExampleError, Program, SourceError};
use lasynth_decode::{Candidate, Options};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Why nothing could be attempted.
#[derive(Debug, Error)]
pub enum Error {
    /// The examples are not of a supported form.
    #[error(transparent)]
    Examples(#[from] ExampleError),
    /// The text is not a program.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The run gave no value.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A model cannot be used.
    #[error(transparent)]
    Model(#[from] ModelDirError),
}

/// A program that meets all examples, as shown to a person: in normal form and verified once more.
#[derive(Clone, Debug)]
pub struct Found {
    /// C source, ending in a newline.
    pub source: String,
    /// Its length in C tokens.
    pub tokens: usize,
    /// Probability that it is right on five unseen inputs. From the decoder alone: its share of the
    /// probability of all finished candidates.
    pub confidence: f64,
    /// The program.
    pub program: Arc<dyn Program>,
}

/// The best program where none meets all examples.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// C source, ending in a newline.
    pub source: String,
    /// Number of examples it meets.
    pub matched: usize,
    /// Elements of the output, from 0, for which no program was found. Empty from the decoder alone.
    pub positions: Vec<usize>,
    /// What it does on each example's input.
    pub outputs: Vec<Result<Value, Fault>>,
}

/// The outcome of [`synthesize`] and of [`Session::run`].
#[derive(Clone, Debug)]
pub struct Answer {
    /// The program that is expected to be right on most unseen inputs; from the decoder alone, the
    /// first consistent one in the model's order.
    pub answer: Option<Found>,
    /// Consistent programs that behave otherwise than the answer on some input.
    pub alternatives: Vec<Found>,
    /// The best program where there is no answer.
    pub near_miss: Option<NearMiss>,
    /// Programs that were finished and run on the examples.
    pub candidates: usize,
    /// Wall-clock time taken.
    pub seconds: f64,
    /// Wall-clock time to the first answer; `None` where there is none, and from the decoder alone.
    pub first_seconds: Option<f64>,
    /// Why the search ended.
    pub stop: StopReason,
    /// The seed of the budget.
    pub seed: u64,
    /// Name of the model.
    pub model: String,
    /// What the examples leave open; `None` without an answer, and from the decoder alone.
    pub doubt: Option<Doubt>,
}

/// The language of the embedded model.
pub fn domain() -> Arc<dyn Domain> {
    Arc::new(RestrictedC)
}

/// Finds the program that is most likely to be meant by the examples: with the embedded prior, the
/// embedded model and every other proposer. A budget without a time is one of [`DEFAULT_TIME`].
///
/// # Errors
/// If the examples are not 1 to 10 pairs of lists of 5 values from -4 to 4, or contradict each other.
pub fn synthesize(examples: &[Example], budget: &Budget) -> Result<Answer, Error> {
    let engine = engine(embedded_prior(), None, SearchConfig::default());
    let mut session = Session::new(&engine, examples)?;
    Ok(session.run(budget, RUNNERS_UP, &AtomicBool::new(false), &mut |_| {}))
}

/// Runners-up that [`synthesize`] returns at most.
const RUNNERS_UP: usize = 3;

/// Finds a program with the decoder alone: the first consistent one in the order of a model.
/// `interrupt` ends the search when another thread sets it.
///
/// # Errors
/// As [`synthesize`].
pub fn decode_with(
    policy: &dyn Policy,
    examples: &[Example],
    mode: Mode,
    budget: &Budget,
    interrupt: &AtomicBool,
) -> Result<Answer, Error> {
    let domain = domain();
    let options = Options {
        mode,
        budget: budget.clone(),
        answer_only: false,
    };
    let result =
        lasynth_decode::synthesise(domain.as_ref(), policy, examples, &options, interrupt)?;
    let found = |candidate: &Candidate| {
        let program = lasynth_decode::shown(&candidate.program, examples);
        Found {
            source: program.source(),
            tokens: program.length(),
            confidence: candidate.confidence,
            program,
        }
    };
    Ok(Answer {
        answer: result.answer.as_ref().map(found),
        alternatives: result.alternatives.iter().map(found).collect(),
        near_miss: result.near_miss.map(|candidate| NearMiss {
            source: candidate.program.source(),
            matched: candidate.matched,
            positions: Vec::new(),
            outputs: candidate.outputs,
        }),
        candidates: result.candidates.len(),
        seconds: result.seconds,
        first_seconds: None,
        stop: result.stop,
        seed: result.seed,
        model: policy.name().to_owned(),
        doubt: None,
    })
}

/// Runs a program given as source text on one input: any `int`s, 1 to 10 of them.
///
/// ```
/// let source = "int * func_1(int a[])\n{\n    a[0]++;\n    return a;\n}\n";
/// let output = lasynth::run(source, &lasynth::Input::list(&[1, 2, 3, 4, 0]))?;
/// assert_eq!(output, lasynth::Value::List(vec![2, 2, 3, 4, 0]));
/// # Ok::<(), lasynth::Error>(())
/// ```
///
/// # Errors
/// If the text is not a program, or the run leaves the list, overflows or does not end.
pub fn run(source: &str, input: &Input) -> Result<Value, Error> {
    Ok(domain().parse(source)?.run(input)?)
}
