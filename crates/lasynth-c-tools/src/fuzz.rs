//! Differential testing: the executors against a C compiler.
//!
//! Random programs of both generators run on random lists, here and as C. A run that is valid here
//! must give the same list in a build with address and undefined-behaviour sanitizers, without a
//! report. Every run must have the same outcome in an instrumented build, in which element accesses
//! are checked, overflow traps and the steps are counted. The executors must agree with each other too.

mod compare;

use compare::{Found, NoVerdict, Sample, compare, shown};
use lasynth_c::batch::{Batch, Inputs, Outcomes};
use lasynth_c::emit::Outcome;
use lasynth_c::exec::Executable;
use lasynth_c::generate::random_program;
use lasynth_c::normal::reduce;
use lasynth_c::parser::parse;
use lasynth_c::printer::print;
use lasynth_c::syntax::Program;
use lasynth_c::wide::random_wide_program;
use lasynth_sandbox::{CcError, Compiler};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Programs of a unit, which is one C file for each of the two builds: compile time grows with the
/// functions in a file, start-up time with the files.
pub const UNIT: usize = 250;
/// Inputs of a program.
pub const INPUTS: usize = 10;

/// What is drawn. Unit by unit it depends on the seed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FuzzConfig {
    /// Seed of programs and inputs.
    pub seed: u64,
    /// Number of programs, rounded up to whole units.
    pub count: usize,
}

/// How far a run of [`fuzz`] is, and what it has seen. Enough to go on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FuzzState {
    /// What is drawn, with which seed and how much of it.
    pub config: FuzzConfig,
    /// Units that are done.
    pub units: usize,
    /// Runs by outcome: `value`, `out_of_bounds`, `overflow`, `step_limit`.
    pub outcomes: BTreeMap<String, u64>,
}

impl FuzzState {
    /// Nothing is done yet.
    pub fn new(config: FuzzConfig) -> FuzzState {
        FuzzState {
            config,
            units: 0,
            outcomes: BTreeMap::new(),
        }
    }

    /// Programs that are done.
    pub fn programs(&self) -> usize {
        self.units * UNIT
    }

    /// Runs that are done.
    pub fn runs(&self) -> u64 {
        self.outcomes.values().sum()
    }

    fn units_wanted(&self) -> usize {
        self.config.count.div_ceil(UNIT)
    }
}

/// A run that the compiler sees otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The program as it was drawn.
    pub program: String,
    /// The smallest program found on which executor and compiler still disagree.
    pub minimal: String,
    /// The input on which they disagree about `minimal`.
    pub input: Vec<i32>,
    /// What the first executor makes of it.
    pub executor: String,
    /// What somebody else makes of it, and who: `the compiled program gives [0, 1]`.
    pub other: String,
}

/// How [`fuzz`] ended.
#[derive(Debug)]
pub enum FuzzEnd {
    /// The executors and the compiler agreed on every run of every program.
    Agreement,
    /// A run on which they disagree, and the smallest program found for it.
    Disagreement(Box<Disagreement>),
    /// The callback said so.
    Stopped,
}

/// Why there is no verdict.
#[derive(Debug, Error)]
pub enum FuzzError {
    /// There is no compiler, it was interrupted, or something went wrong on the way.
    #[error(transparent)]
    Cc(#[from] CcError),
    /// A program that is known to be right does not come through.
    #[error(
        "the C compiler cannot be compared with: {0}; the sanitizers of gcc or clang are needed \
         (-fsanitize=address,undefined)"
    )]
    Unfit(String),
    /// A compiled unit met a limit, which no run that ends here comes near.
    #[error(
        "the compiled programs of unit {unit}, seed {seed}: the process {outcome}; is the machine overloaded?"
    )]
    Stopped {
        /// The seed that they were drawn with.
        seed: u64,
        /// Which of the units.
        unit: usize,
        /// What became of the process.
        outcome: String,
    },
}

impl FuzzError {
    /// Whether the flag was set that ends the work.
    pub fn is_interruption(&self) -> bool {
        matches!(self, FuzzError::Cc(CcError::Interrupted))
    }
}

/// An executor to be tested: the outcome of a program on each list.
pub type Run<'a> = &'a (dyn Fn(&Program, &[Vec<i32>]) -> Vec<Outcome> + Sync);

/// Executors by name. The first is compared with the compiler, the others with the first.
pub type Executors<'a> = &'a [(&'a str, Run<'a>)];

/// The executors of this project.
pub const EXECUTORS: Executors<'static> = &[
    ("scalar executor", &run_scalar),
    ("batch executor", &run_batch),
];

/// Runs a program on each input with the scalar executor.
pub fn run_scalar(program: &Program, inputs: &[Vec<i32>]) -> Vec<Outcome> {
    let executable = Executable::new(program);
    let run = |input: &Vec<i32>| {
        let mut list = input.clone();
        let outcome = executable.run(&mut list).map_err(|fault| fault.kind);
        outcome.map(|()| list)
    };
    inputs.iter().map(run).collect()
}

/// The batch executor, on all lists of one length at once.
fn run_batch(program: &Program, inputs: &[Vec<i32>]) -> Vec<Outcome> {
    let mut batch = Batch::new();
    let mut outcomes = Outcomes::new();
    let mut results: Vec<Option<Outcome>> = vec![None; inputs.len()];
    for length in inputs.iter().map(Vec::len).collect::<BTreeSet<_>>() {
        let chosen: Vec<usize> = (0..inputs.len())
            .filter(|at| inputs[*at].len() == length)
            .collect();
        let lists: Vec<&[i32]> = chosen.iter().map(|at| &inputs[*at][..]).collect();
        batch.run(program, &Inputs::new(&lists), &mut outcomes);
        for (lane, at) in chosen.into_iter().enumerate() {
            let mut list = vec![0; length];
            results[at] = Some(outcomes.get(lane, &mut list).map(|()| list));
        }
    }
    results.into_iter().flatten().collect()
}

/// Goes on from a state until all units are done. After every few units `on_progress` sees the state,
/// to save or show it, and decides whether to go on.
///
/// # Errors
/// If the compiler cannot be started or does not have the sanitizers, a compiled unit meets a limit,
/// or `interrupt` is set.
pub fn fuzz(
    state: &mut FuzzState,
    executors: Executors,
    compiler: &Compiler,
    interrupt: &AtomicBool,
    on_progress: &mut dyn FnMut(&FuzzState) -> ControlFlow<()>,
) -> Result<FuzzEnd, FuzzError> {
    check_compiler(compiler, interrupt)?;
    let at_a_time = rayon::current_num_threads();
    while state.units < state.units_wanted() {
        let end = (state.units + at_a_time).min(state.units_wanted());
        let compared: Vec<Compared> = (state.units..end)
            .into_par_iter()
            .map(|number| {
                let samples: Vec<Sample> = (unit(&state.config, number).into_iter())
                    .map(|(program, inputs)| Sample::new(program, inputs, executors))
                    .collect();
                let found = compare(&samples, compiler, interrupt)
                    .map_err(|error| error.of_unit(state.config.seed, number))?;
                Ok((samples, found))
            })
            .collect::<Result<_, FuzzError>>()?;
        for (samples, found) in compared {
            if let Some(found) = found {
                let sample = &samples[found.sample];
                let smaller = smaller(sample, found, executors, compiler, interrupt);
                return Ok(FuzzEnd::Disagreement(Box::new(smaller)));
            }
            for outcome in samples.iter().flat_map(|sample| &sample.outcomes) {
                let name = match outcome {
                    Ok(_) => "value".to_owned(),
                    Err(kind) => kind.to_string(),
                };
                *state.outcomes.entry(name).or_default() += 1;
            }
            state.units += 1;
        }
        if on_progress(state).is_break() {
            return Ok(FuzzEnd::Stopped);
        }
    }
    Ok(FuzzEnd::Agreement)
}

/// A unit, and the first disagreement in it.
type Compared = (Vec<Sample>, Option<Found>);

/// A program whose outcomes are beyond doubt must come through both builds.
fn check_compiler(compiler: &Compiler, interrupt: &AtomicBool) -> Result<(), FuzzError> {
    let source = "int * func_1(int a[])\n{\n    a[1]++;\n    return a;\n}\n";
    let Ok(program) = parse(source) else {
        return Ok(());
    };
    let inputs = vec![vec![0, 1], vec![0], vec![0, i32::MAX]];
    let sample = Sample::new(program, inputs, &EXECUTORS[..1]);
    match compare(&[sample], compiler, interrupt) {
        Ok(None) => Ok(()),
        Ok(Some(found)) => Err(FuzzError::Unfit(format!(
            "for `a[1]++;` on {:?}, {}",
            found.input, found.other
        ))),
        Err(NoVerdict::Cc(CcError::Refused(said))) => Err(FuzzError::Unfit(said)),
        Err(NoVerdict::Cc(error)) => Err(error.into()),
        Err(NoVerdict::Stopped(outcome)) => {
            Err(FuzzError::Unfit(format!("the program `a[1]++;` {outcome}")))
        }
    }
}

/// The programs of a unit, each with its inputs. Every second one is of the generator that covers the
/// whole grammar, the others are like those that a model is trained on.
pub fn unit(config: &FuzzConfig, unit: usize) -> Vec<(Program, Vec<Vec<i32>>)> {
    let mut rng = ChaCha8Rng::seed_from_u64(config.seed);
    rng.set_stream(unit as u64);
    (0..UNIT)
        .map(|number| {
            let program = match number % 2 {
                0 => random_wide_program(&mut rng),
                _ => random_program(&mut rng),
            };
            (program, (0..INPUTS).map(|i| input(&mut rng, i)).collect())
        })
        .collect()
}

/// Mostly what a model is trained on; some lists of other lengths, some large values, some at the
/// ends of the range.
fn input(rng: &mut ChaCha8Rng, number: usize) -> Vec<i32> {
    let length = if number < 8 {
        5
    } else {
        rng.random_range(1..=10)
    };
    let reach = match number {
        5 => 1_000,
        6 => i32::MAX,
        _ => 4,
    };
    let extreme = if number == 7 { 0.2 } else { 0.0 };
    (0..length)
        .map(|_| {
            if rng.random_bool(extreme) {
                let offset = rng.random_range(0..4);
                if rng.random() {
                    i32::MAX - offset
                } else {
                    i32::MIN + offset
                }
            } else {
                rng.random_range(-reach..=reach)
            }
        })
        .collect()
}

/// A disagreement with a program that is as small as the rules of the minimiser make it.
fn smaller(
    sample: &Sample,
    found: Found,
    executors: Executors,
    compiler: &Compiler,
    interrupt: &AtomicBool,
) -> Disagreement {
    let mut last = found;
    let minimal = reduce(&sample.program, &mut |program| {
        let sample = Sample::new(program.clone(), vec![last.input.clone()], executors);
        // Where there is no verdict there is no dispute to keep.
        match compare(&[sample], compiler, interrupt) {
            Ok(Some(found)) => {
                last = found;
                true
            }
            Ok(None) | Err(_) => false,
        }
    });
    Disagreement {
        program: print(&sample.program),
        minimal: print(&minimal),
        input: last.input,
        executor: shown(&last.executor),
        other: last.other,
    }
}
