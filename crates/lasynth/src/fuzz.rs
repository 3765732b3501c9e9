//! Differential testing: the executors against a C compiler.
//!
//! Random programs of both generators run on random lists, here and as C. A run that is valid here
//! must give the same list in a build with address and undefined-behaviour sanitizers, without a
//! report. Every run must have the same outcome in an instrumented build, in which element accesses
//! are checked, overflow traps and the steps are counted.

use lasynth_c::batch::{Batch, Inputs, Outcomes};
use lasynth_c::emit::{Case, EmitOptions, Outcome, harness, parse_outcome};
use lasynth_c::exec::Executable;
use lasynth_c::generate::random_program;
use lasynth_c::normal::reduce;
use lasynth_c::printer::print;
use lasynth_c::syntax::Program;
use lasynth_c::wide::random_wide_program;
use lasynth_cc::{CcError, Compiler, Limits};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

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
    /// What is drawn.
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
    /// What the executor makes of it.
    pub executor: String,
    /// What the compiled program makes of it.
    pub compiled: String,
}

/// How [`fuzz`] ended.
#[derive(Debug)]
pub enum FuzzEnd {
    /// Everything agrees.
    Agreement,
    /// This does not.
    Disagreement(Box<Disagreement>),
    /// The callback said so.
    Stopped,
}

/// An executor to be tested: the outcome of a program on a list.
pub type Executor<'a> = &'a (dyn Fn(&Program, &[i32]) -> Outcome + Sync);

/// The executors of this project: the scalar one, with which the batch executor must agree.
pub fn executors(program: &Program, input: &[i32]) -> Outcome {
    let mut list = input.to_vec();
    let alone = match Executable::new(program).run(&mut list) {
        Ok(()) => Ok(list),
        Err(fault) => Err(fault.kind),
    };
    let mut outcomes = Outcomes::new();
    Batch::new().run(program, &Inputs::new(&[input]), &mut outcomes);
    let mut list = input.to_vec();
    let together = outcomes.get(0, &mut list).map(|()| list);
    assert_eq!(alone, together, "{}on {input:?}", print(program));
    alone
}

/// Goes on from a state until all units are done. After every few units `on_progress` sees the state,
/// to save or show it, and decides whether to go on.
///
/// # Errors
/// If the compiler cannot be started or `interrupt` is set.
pub fn fuzz(
    state: &mut FuzzState,
    executor: Executor,
    compiler: &Compiler,
    interrupt: &AtomicBool,
    on_progress: &mut dyn FnMut(&FuzzState) -> ControlFlow<()>,
) -> Result<FuzzEnd, CcError> {
    let at_a_time = rayon::current_num_threads();
    while state.units < state.units_wanted() {
        let end = (state.units + at_a_time).min(state.units_wanted());
        let compared: Vec<Compared> = (state.units..end)
            .into_par_iter()
            .map(|number| {
                let samples: Vec<Sample> = (unit(&state.config, number).into_iter())
                    .map(|(program, inputs)| Sample::new(program, inputs, executor))
                    .collect();
                let found = compare(&samples, compiler, interrupt)?;
                Ok((samples, found))
            })
            .collect::<Result<_, CcError>>()?;
        for (samples, found) in compared {
            if let Some(found) = found {
                let sample = &samples[found.sample];
                let smaller = smaller(sample, found, executor, compiler, interrupt);
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

struct Sample {
    program: Program,
    inputs: Vec<Vec<i32>>,
    outcomes: Vec<Outcome>,
}

impl Sample {
    fn new(program: Program, inputs: Vec<Vec<i32>>, executor: Executor) -> Sample {
        let outcomes = (inputs.iter())
            .map(|input| executor(&program, input))
            .collect();
        Sample {
            program,
            inputs,
            outcomes,
        }
    }
}

/// A run that the compiler sees otherwise, by the index of its sample.
struct Found {
    sample: usize,
    input: Vec<i32>,
    executor: Outcome,
    compiled: String,
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

/// The flags of every build.
const FLAGS: [&str; 3] = ["-std=gnu99", "-w", "-O0"];

/// The first run about which executor and compiler disagree, in the order of the samples in the
/// instrumented build, then in that with sanitizers.
fn compare(
    samples: &[Sample],
    compiler: &Compiler,
    interrupt: &AtomicBool,
) -> Result<Option<Found>, CcError> {
    let all: Vec<Vec<usize>> = (samples.iter())
        .map(|sample| (0..sample.inputs.len()).collect())
        .collect();
    let checked = Build {
        options: EmitOptions::INSTRUMENTED,
        flags: &[
            "-fsanitize=signed-integer-overflow",
            "-fsanitize-undefined-trap-on-error",
        ],
        limits: Limits::PROGRAM,
    };
    if let Some(found) = checked.compare(samples, &all, compiler, interrupt)? {
        return Ok(Some(found));
    }
    let valid: Vec<Vec<usize>> = (samples.iter())
        .map(|sample| {
            let runs = 0..sample.inputs.len();
            runs.filter(|run| sample.outcomes[*run].is_ok()).collect()
        })
        .collect();
    let plain = Build {
        options: EmitOptions::PLAIN,
        flags: &["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
        // The address sanitizer reserves terabytes that it never uses.
        limits: Limits {
            memory: None,
            ..Limits::PROGRAM
        },
    };
    plain.compare(samples, &valid, compiler, interrupt)
}

/// A way to build a unit.
struct Build {
    options: EmitOptions,
    flags: &'static [&'static str],
    limits: Limits,
}

impl Build {
    /// Compiles and runs the chosen runs of each sample.
    fn compare(
        &self,
        samples: &[Sample],
        chosen: &[Vec<usize>],
        compiler: &Compiler,
        interrupt: &AtomicBool,
    ) -> Result<Option<Found>, CcError> {
        let inputs: Vec<Vec<Vec<i32>>> = (samples.iter().zip(chosen))
            .map(|(sample, runs)| runs.iter().map(|run| sample.inputs[*run].clone()).collect())
            .collect();
        let cases: Vec<Case> = (samples.iter().zip(&inputs))
            .filter(|(_, inputs)| !inputs.is_empty())
            .map(|(sample, inputs)| Case {
                program: &sample.program,
                inputs,
            })
            .collect();
        let flags = [&FLAGS[..], self.flags].concat();
        let binary = compiler.compile(&harness(&cases, self.options), &flags, interrupt)?;
        let run = binary.run(&self.limits, interrupt)?;
        let stdout = String::from_utf8_lossy(&run.stdout);
        let mut lines = stdout.lines();
        let runs = (samples.iter().zip(chosen).enumerate())
            .flat_map(|(at, (sample, runs))| runs.iter().map(move |run| (at, sample, *run)));
        for (at, sample, number) in runs {
            let expected = &sample.outcomes[number];
            let compiled = match lines.next() {
                Some(line) if parse_outcome(line).as_ref() == Some(expected) => continue,
                Some(line) => line.to_owned(),
                // The build ended in this run, with a report if it has sanitizers.
                None => {
                    let report = String::from_utf8_lossy(&run.stderr);
                    format!("the program {}\n{}", run.outcome, report.trim_end())
                }
            };
            return Ok(Some(Found {
                sample: at,
                input: sample.inputs[number].clone(),
                executor: expected.clone(),
                compiled,
            }));
        }
        Ok(None)
    }
}

/// A disagreement with a program that is as small as the rules of the minimiser make it.
fn smaller(
    sample: &Sample,
    found: Found,
    executor: Executor,
    compiler: &Compiler,
    interrupt: &AtomicBool,
) -> Disagreement {
    let mut last = found;
    let minimal = reduce(&sample.program, &mut |program| {
        let sample = Sample::new(program.clone(), vec![last.input.clone()], executor);
        // Where the compiler gives no verdict there is no disagreement to keep.
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
        executor: match last.executor {
            Ok(list) => format!("{list:?}"),
            Err(kind) => kind.to_string(),
        },
        compiled: last.compiled,
    }
}
