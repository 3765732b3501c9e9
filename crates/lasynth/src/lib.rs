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
//! let found = synthesize(&examples, &Budget::default())?.answer.expect("a program");
//! assert_eq!(lasynth::run(&found.source, &examples[0].input)?, examples[0].output);
//! # Ok::<(), lasynth::Error>(())
//! ```
//!
//! The binary `lasynth` is a thin shell over this library: it reads files, calls these functions and
//! prints what they return.

pub mod domains;
mod engine;
mod models;
mod priors;
mod session;
pub mod shell;
pub mod training;

pub use domains::{Bundle, DOMAINS};
pub use engine::{ModelProposer, Synthesiser};
pub use lasynth_core::{
    Budget, Domain, Example, Fault, FaultKind, Input, Policy, StopReason, Value,
};
pub use lasynth_decode::Mode;
pub use models::{ModelDirError, embedded_policy, load_policy, read_model_dir};
pub use priors::{PriorError, embedded_prior, load_prior, prior_file};
pub use session::{
    DEFAULT_TIME, ObservationError, Question, RunnerUp, Session, Told, Uncertainty, shown,
    with_default_time,
};

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
pub struct FoundProgram {
    /// Source text, ending in a newline.
    pub source: String,
    /// Its length in the language's plain tokens.
    pub tokens: usize,
    /// Probability that it is right on five unseen inputs. From the decoder alone: its share of the
    /// probability of all finished candidates.
    pub confidence: f64,
    /// The same program as a value that can be run.
    pub program: Arc<dyn Program>,
}

/// The best program where none meets all examples, and all that was said beyond them.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// Source text, ending in a newline.
    pub source: String,
    /// The same program as a value that can be run.
    pub program: Arc<dyn Program>,
    /// Number of examples, and of answers to questions, that it meets.
    pub matched: usize,
    /// Elements of the output, from 0, for which no program was found. Empty from the decoder alone.
    pub positions: Vec<usize>,
    /// What it does on each example's input, then on each input that something was said of.
    pub outputs: Vec<Result<Value, Fault>>,
}

/// An example that is perhaps a slip: without it, a far likelier program meets all the others.
#[derive(Clone, Debug)]
pub struct DoubtfulExample {
    /// Its number among the examples, from 0.
    pub index: usize,
    /// The program that the others lead to.
    pub program: Arc<dyn Program>,
    /// Probability of that program's behaviour, were the example left out.
    pub probability: f64,
}

/// The outcome of [`synthesize`] and of [`Session::run`].
#[derive(Clone, Debug)]
pub struct Synthesis {
    /// Name of the language.
    pub domain: &'static str,
    /// The program that is expected to be right on most unseen inputs; from the decoder alone, the
    /// first consistent one in the model's order.
    pub answer: Option<FoundProgram>,
    /// Consistent programs that behave otherwise than the answer on some input.
    pub alternatives: Vec<FoundProgram>,
    /// The best program where there is no answer.
    pub near_miss: Option<NearMiss>,
    /// Programs that were finished and run on the examples.
    pub candidates: usize,
    /// Wall-clock time that the call took.
    pub seconds: f64,
    /// Wall-clock time to the first answer; `None` where there is none, and from the decoder alone.
    pub first_seconds: Option<f64>,
    /// The limit that ended the search, or that nothing was left to do.
    pub stop: StopReason,
    /// The seed of the budget.
    pub seed: u64,
    /// Name of the model; `None` where the language has none.
    pub model: Option<String>,
    /// What the examples leave open; `None` without an answer, and from the decoder alone.
    pub uncertainty: Option<Uncertainty>,
    /// The example that stands out, if one does and the answer is in doubt.
    pub doubtful: Option<DoubtfulExample>,
    /// What was said beyond the examples when this was searched for.
    pub told: Vec<(Input, Told)>,
}

/// Finds the program that is most likely to be meant by the examples: with the embedded prior, the
/// embedded model and every other proposer of the language that the examples are for. A budget without
/// any limit is one of [`DEFAULT_TIME`].
///
/// # Errors
/// If no language can be given the examples, or they contradict each other.
pub fn synthesize(examples: &[Example], budget: &Budget) -> Result<Synthesis, Error> {
    let bundle = domains::recognise(DOMAINS, examples);
    let synthesiser = Synthesiser::new(bundle, None, None, bundle.search.config())
        .expect("the default configuration fits every language");
    let mut session = Session::new(&synthesiser, examples)?;
    Ok(session.run(budget, RUNNERS_UP, &AtomicBool::new(false), &mut |_| {}))
}

/// Runners-up that [`synthesize`] returns at most.
const RUNNERS_UP: usize = 3;

/// Finds a program with the decoder alone: the first consistent one in the order of a model.
/// `interrupt` ends the search when another thread sets it.
///
/// # Errors
/// If the language cannot be given the examples, or they contradict each other.
pub fn decode_with(
    domain: &dyn Domain,
    policy: &dyn Policy,
    examples: &[Example],
    mode: Mode,
    budget: &Budget,
    interrupt: &AtomicBool,
) -> Result<Synthesis, Error> {
    let options = Options {
        mode,
        budget: budget.clone(),
        answer_only: false,
    };
    let result = lasynth_decode::synthesise(domain, policy, examples, &options, interrupt)?;
    let found = |candidate: &Candidate| {
        let program = lasynth_decode::shown(&candidate.program, examples);
        FoundProgram {
            source: program.source(),
            tokens: program.length(),
            confidence: candidate.confidence,
            program,
        }
    };
    Ok(Synthesis {
        domain: domain.name(),
        answer: result.answer.as_ref().map(found),
        alternatives: result.alternatives.iter().map(found).collect(),
        near_miss: result.near_miss.map(|candidate| NearMiss {
            source: candidate.program.source(),
            program: candidate.program,
            matched: candidate.matched,
            positions: Vec::new(),
            outputs: candidate.outputs,
        }),
        candidates: result.candidates.len(),
        seconds: result.seconds,
        first_seconds: None,
        stop: result.stop,
        seed: result.seed,
        model: Some(policy.name().to_owned()),
        uncertainty: None,
        doubtful: None,
        told: Vec::new(),
    })
}

/// Runs a program given as source text on one input, in the first language that it is a program of.
///
/// ```
/// let source = "int * func_1(int a[])\n{\n    a[0]++;\n    return a;\n}\n";
/// let output = lasynth::run(source, &lasynth::Input::list(&[1, 2, 3, 4, 0]))?;
/// assert_eq!(output, lasynth::Value::List(vec![2, 2, 3, 4, 0]));
/// # Ok::<(), lasynth::Error>(())
/// ```
///
/// # Errors
/// If the text is no program, which is what the first language says of it, or the run is invalid.
pub fn run(source: &str, input: &Input) -> Result<Value, Error> {
    let mut parsed = DOMAINS.iter().map(|bundle| bundle.domain.parse(source));
    let program = match parsed.next() {
        Some(Err(error)) => parsed.find_map(Result::ok).ok_or(error)?,
        Some(Ok(program)) => program,
        None => unreachable!("the table of languages is not empty"),
    };
    Ok(program.run(input)?)
}
