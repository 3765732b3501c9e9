//! One comparison: the executors with each other, then with what two builds of a C compiler print.

use super::{Executors, FuzzError};
use lasynth_c::emit::{Case, EmitOptions, Outcome, harness, parse_outcome};
use lasynth_c::syntax::Program;
use lasynth_sandbox::{CcError, Compiler, Limits};
use std::sync::atomic::AtomicBool;

/// A program, its inputs and what the executors make of them.
pub(super) struct Sample {
    pub(super) program: Program,
    inputs: Vec<Vec<i32>>,
    /// What the first executor makes of each input.
    pub(super) outcomes: Vec<Outcome>,
    /// An input on which another executor sees something else, and what.
    dispute: Option<(usize, String)>,
}

impl Sample {
    pub(super) fn new(program: Program, inputs: Vec<Vec<i32>>, executors: Executors) -> Sample {
        let mut results = executors
            .iter()
            .map(|(name, run)| (name, run(&program, &inputs)));
        let outcomes = results
            .next()
            .map_or_else(Vec::new, |(_, outcomes)| outcomes);
        let dispute = results.find_map(|(name, others)| {
            let at = (0..inputs.len()).find(|at| others.get(*at) != outcomes.get(*at))?;
            let other = others.get(at).map_or("nothing".to_owned(), shown);
            Some((at, format!("the {name} gives {other}")))
        });
        Sample {
            program,
            inputs,
            outcomes,
            dispute,
        }
    }
}

pub(super) fn shown(outcome: &Outcome) -> String {
    match outcome {
        Ok(list) => format!("{list:?}"),
        Err(kind) => kind.to_string(),
    }
}

/// A run that somebody else sees otherwise, by the index of its sample.
pub(super) struct Found {
    pub(super) sample: usize,
    pub(super) input: Vec<i32>,
    pub(super) executor: Outcome,
    pub(super) other: String,
}

/// Why a comparison came to no verdict.
pub(super) enum NoVerdict {
    Cc(CcError),
    Stopped(lasynth_sandbox::Outcome),
}

impl From<CcError> for NoVerdict {
    fn from(error: CcError) -> NoVerdict {
        NoVerdict::Cc(error)
    }
}

impl NoVerdict {
    pub(super) fn of_unit(self, seed: u64, unit: usize) -> FuzzError {
        match self {
            NoVerdict::Cc(error) => FuzzError::Cc(error),
            NoVerdict::Stopped(outcome) => FuzzError::Stopped {
                seed,
                unit,
                outcome: outcome.to_string(),
            },
        }
    }
}

/// The flags of every build.
const FLAGS: [&str; 3] = ["-std=gnu99", "-w", "-O0"];

/// The first run that is in dispute: between the executors, in the instrumented build, then in that
/// with sanitizers.
pub(super) fn compare(
    samples: &[Sample],
    compiler: &Compiler,
    interrupt: &AtomicBool,
) -> Result<Option<Found>, NoVerdict> {
    for (at, sample) in samples.iter().enumerate() {
        if let Some((number, other)) = &sample.dispute {
            return Ok(Some(Found {
                sample: at,
                input: sample.inputs[*number].clone(),
                executor: sample.outcomes[*number].clone(),
                other: other.clone(),
            }));
        }
    }
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
    ) -> Result<Option<Found>, NoVerdict> {
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
        let compile =
            |cases: &[Case]| compiler.compile(&harness(cases, self.options), &flags, interrupt);
        let binary = match compile(&cases) {
            Err(CcError::Refused(said)) if samples.len() > 1 => {
                // Every program is C: the first that is refused is in dispute.
                for (at, sample) in samples.iter().enumerate() {
                    let (program, inputs) = (&sample.program, &sample.inputs[..]);
                    if let Err(CcError::Refused(said)) = compile(&[Case { program, inputs }]) {
                        return Ok(Some(Found {
                            sample: at,
                            input: inputs[0].clone(),
                            executor: sample.outcomes[0].clone(),
                            other: format!("the compiler refuses it:\n{said}"),
                        }));
                    }
                }
                return Err(CcError::Refused(said).into());
            }
            binary => binary?,
        };
        let run = binary.run(&self.limits, interrupt)?;
        let stdout = String::from_utf8_lossy(&run.stdout);
        let mut lines = stdout.lines();
        let runs = (samples.iter().zip(chosen).enumerate())
            .flat_map(|(at, (sample, runs))| runs.iter().map(move |run| (at, sample, *run)));
        for (at, sample, number) in runs {
            let expected = &sample.outcomes[number];
            let other = match lines.next() {
                Some(line) => match parse_outcome(line) {
                    Some(outcome) if outcome == *expected => continue,
                    Some(outcome) => format!("the compiled program gives {}", shown(&outcome)),
                    None => format!("the compiled program prints `{line}`"),
                },
                // The build ended in this run, with a report if it has sanitizers.
                None => match &run.outcome {
                    lasynth_sandbox::Outcome::Finished(_)
                    | lasynth_sandbox::Outcome::Signalled(_) => {
                        let report = String::from_utf8_lossy(&run.stderr);
                        format!(
                            "the compiled program {}\n{}",
                            run.outcome,
                            report.trim_end()
                        )
                    }
                    _ => return Err(NoVerdict::Stopped(run.outcome)),
                },
            };
            return Ok(Some(Found {
                sample: at,
                input: sample.inputs[number].clone(),
                executor: expected.clone(),
                other,
            }));
        }
        match run.outcome {
            lasynth_sandbox::Outcome::Finished(0) if lines.next().is_none() => Ok(None),
            outcome => Err(NoVerdict::Stopped(outcome)),
        }
    }
}
