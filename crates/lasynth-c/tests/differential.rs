//! The executor against the system's C compiler.
//!
//! Random programs over the whole grammar run on random lists, here and as C. A run that is valid
//! here must give the same list in a build with address and undefined-behaviour sanitizers, without a
//! report. Every run must have the same outcome in an instrumented build, in which element accesses
//! are checked, overflow traps and the steps are counted.

use lasynth_c::emit::{Case, EmitOptions, Outcome, harness, parse_outcome};
use lasynth_c::exec::Executable;
use lasynth_c::printer::print;
use lasynth_c::syntax::Program;
use lasynth_c::wide::random_wide_program;
use lasynth_cc::{Binary, Compiler, Limits};
use productions::Production;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

mod productions;

const PROGRAMS: usize = 2_000;
const INPUTS: usize = 10;
/// Compile time grows with the number of functions in a file, start-up time with that of files.
const PROGRAMS_PER_FILE: usize = 250;

struct Sample {
    program: Program,
    inputs: Vec<Vec<i32>>,
    outcomes: Vec<Outcome>,
}

fn sample(rng: &mut ChaCha8Rng) -> Sample {
    let program = random_wide_program(rng);
    let executable = Executable::new(&program);
    let inputs: Vec<Vec<i32>> = (0..INPUTS).map(|i| input(rng, i)).collect();
    let outcomes = inputs
        .iter()
        .map(|input| {
            let mut list = input.clone();
            match executable.run(&mut list) {
                Ok(()) => Ok(list),
                Err(fault) => Err(fault.kind),
            }
        })
        .collect();
    Sample {
        program,
        inputs,
        outcomes,
    }
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

/// These compile the larger part of a minute, and a machine may have better things to do.
fn patient(limits: Limits) -> Limits {
    Limits {
        wall: Duration::from_secs(3600),
        cpu: Duration::from_secs(600),
        ..limits
    }
}

/// A failure to find a compiler is a failure of the test: C is what this project is about.
fn compile(source: &str, flags: &[&str]) -> Binary {
    let flags = [&["-std=c99", "-pedantic-errors", "-w"], flags].concat();
    Compiler::new("gcc")
        .with_limits(patient(Limits::COMPILER))
        .compile(source, &flags, &AtomicBool::new(false))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Compiles and runs one file; one outcome for every run.
fn run_as_c(
    name: &str,
    cases: &[Case<'_>],
    options: EmitOptions,
    flags: &[&str],
    memory: Option<u64>,
) -> Vec<Outcome> {
    let limits = Limits {
        memory,
        ..patient(Limits::PROGRAM)
    };
    let run = compile(&harness(cases, options), flags)
        .run(&limits, &AtomicBool::new(false))
        .unwrap_or_else(|error| panic!("{error}"));
    let stdout = String::from_utf8_lossy(&run.stdout);
    let outcomes: Vec<Outcome> = stdout
        .lines()
        .map(|line| parse_outcome(line).unwrap_or_else(|| panic!("{name} printed {line:?}")))
        .collect();
    let runs: usize = cases.iter().map(|case| case.inputs.len()).sum();
    let ended = run.outcome == lasynth_cc::Outcome::Finished(0);
    if !ended || !run.stderr.is_empty() || outcomes.len() != runs {
        let culprit = cases
            .iter()
            .flat_map(|case| case.inputs.iter().map(move |input| (case.program, input)))
            .nth(outcomes.len())
            .map(|(program, input)| format!("{}on {input:?}", print(program)))
            .unwrap_or_default();
        panic!(
            "{name} {} in\n{culprit}\n{}",
            run.outcome,
            String::from_utf8_lossy(&run.stderr)
        );
    }
    outcomes
}

fn compare(samples: &[Sample], name: &str) {
    let cases: Vec<Case<'_>> = samples
        .iter()
        .map(|sample| Case {
            program: &sample.program,
            inputs: &sample.inputs,
        })
        .collect();
    let outcomes = run_as_c(
        &format!("checked_{name}"),
        &cases,
        EmitOptions::INSTRUMENTED,
        &[
            "-O0",
            "-fsanitize=signed-integer-overflow",
            "-fsanitize-undefined-trap-on-error",
        ],
        Limits::PROGRAM.memory,
    );
    let expected = samples.iter().flat_map(|sample| {
        let runs = sample.inputs.iter().zip(&sample.outcomes);
        runs.map(move |(input, outcome)| (sample, input, outcome))
    });
    for ((sample, input, expected), found) in expected.zip(&outcomes) {
        assert_eq!(found, expected, "{}on {input:?}", print(&sample.program));
    }

    let valid: Vec<(&Sample, Vec<Vec<i32>>)> = samples
        .iter()
        .map(|sample| {
            let runs = sample.inputs.iter().zip(&sample.outcomes);
            let valid = runs.filter(|(_, outcome)| outcome.is_ok());
            (sample, valid.map(|(input, _)| input.clone()).collect())
        })
        .filter(|(_, inputs): &(_, Vec<_>)| !inputs.is_empty())
        .collect();
    let cases: Vec<Case<'_>> = valid
        .iter()
        .map(|(sample, inputs)| Case {
            program: &sample.program,
            inputs,
        })
        .collect();
    let outcomes = run_as_c(
        &format!("plain_{name}"),
        &cases,
        EmitOptions::PLAIN,
        &[
            "-O0",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ],
        // The address sanitizer reserves terabytes.
        None,
    );
    let expected = samples
        .iter()
        .flat_map(|sample| sample.outcomes.iter().map(move |outcome| (sample, outcome)))
        .filter(|(_, outcome)| outcome.is_ok());
    for ((sample, expected), found) in expected.zip(&outcomes) {
        assert_eq!(found, expected, "{}", print(&sample.program));
    }
}

#[test]
fn every_outcome_is_that_of_the_c_compiler() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples: Vec<Sample> = (0..PROGRAMS).map(|_| sample(&mut rng)).collect();

    let mut productions: BTreeMap<Production, usize> = Production::ALL
        .iter()
        .map(|production| (*production, 0))
        .collect();
    let mut outcomes: BTreeMap<String, usize> =
        ["value", "out_of_bounds", "overflow", "step_limit"]
            .map(|outcome| (outcome.to_owned(), 0))
            .into();
    for sample in &samples {
        for production in productions::of(&sample.program) {
            *productions.entry(production).or_default() += sample.inputs.len();
        }
        for outcome in &sample.outcomes {
            let name = match outcome {
                Ok(_) => "value".to_owned(),
                Err(kind) => kind.to_string(),
            };
            *outcomes.entry(name).or_default() += 1;
        }
    }
    println!("runs by outcome: {outcomes:?}\nruns by production: {productions:?}");
    for (name, count) in &outcomes {
        assert_ne!(*count, 0, "no run came to {name}");
    }
    for (production, count) in &productions {
        assert_ne!(*count, 0, "no program contains {production:?}");
    }

    std::thread::scope(|scope| {
        let halves = samples.len() / 2;
        for (half, samples) in samples.chunks(halves).enumerate() {
            scope.spawn(move || {
                for (i, samples) in samples.chunks(PROGRAMS_PER_FILE).enumerate() {
                    compare(samples, &format!("{half}_{i}"));
                }
            });
        }
    });
}

/// What the printer writes is C, and nothing but C.
#[test]
fn printed_programs_are_standard_c() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let text: String = (0..PROGRAMS)
        .map(|i| print(&random_wide_program(&mut rng)).replace("func_1", &format!("func_{i}")))
        .collect();
    compile(&text, &["-fsyntax-only"]);
}
