//! How fast the executors are on this machine: for `lasynth bench executor` and `cargo bench`.

mod report;

pub use report::ExecutorReport;

use lasynth_c::batch::{Batch, Inputs, Level, Outcomes, vector_throughput};
use lasynth_c::equivalence::Reference;
use lasynth_c::exec::Executable;
use lasynth_c::normal::Minimiser;
use lasynth_c::probes::LIST_LEN;
use lasynth_c::syntax::{Program, STEP_LIMIT};
use lasynth_c::vocab;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A program and a few inputs for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The program that is run and timed.
    pub program: Program,
    /// Lists of one length.
    pub inputs: Vec<Vec<i32>>,
}

/// Runs a second on one core: medians over the programs. A run is one program on one list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// On the few inputs of each case, decoding and compiling the program included.
    pub few: f64,
    /// On all 59,049 inputs.
    pub all: f64,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExecutorSpeed {
    /// The batch executor.
    pub batch: Rates,
    /// The scalar executor.
    pub scalar: Rates,
    /// Vectors of 64 bytes that the batch executor computes or compares a second on all inputs
    /// ([`Batch::vectors`]), as a share of [`vector_throughput`]; the median over the programs.
    pub share_of_vector_throughput: f64,
    /// Steps of a run at the median: executed statements and evaluated `for` conditions, of the
    /// valid runs on all inputs.
    pub steps: f64,
    /// Seconds to decide that a program and its minimal form are equivalent, at the median.
    pub equivalent: f64,
    /// Seconds to minimise a program, at the median.
    pub minimise: f64,
    /// The instructions that the batch executor uses.
    pub level: Level,
}

/// Measures both executors on the same programs, one after the other for each program. `effort` is
/// the time spent on each figure of each program.
///
/// # Panics
/// If there are no programs.
pub fn executor_speed(cases: &[Case], effort: Duration) -> ExecutorSpeed {
    let level = Level::detect();
    let peak = vector_throughput(level);
    let mut batch = Batch::with(level, STEP_LIMIT);
    let mut outcomes = Outcomes::new();
    let all = Inputs::all();
    let lists: Vec<[i32; LIST_LEN]> = (0..all.count())
        .map(|lane| std::array::from_fn(|position| all.list(lane)[position]))
        .collect();
    let mut minimiser = Minimiser::new();
    let mut columns: [Vec<f64>; 8] = Default::default();
    for Case { program, inputs } in cases {
        let tokens = vocab::encode(program);
        let few = Inputs::new(inputs);
        let decoded = || vocab::decode(&tokens).expect("the tokens of a program");
        let batch_few = rate(effort, inputs.len(), || {
            batch.run(&decoded(), &few, &mut outcomes);
            black_box(outcomes.valid());
        });
        let scalar_few = rate(effort, inputs.len(), || {
            let executable = Executable::new(&decoded());
            for input in inputs {
                let mut list = input.clone();
                let _ = black_box(executable.run(&mut list));
            }
        });
        let before = batch.vectors();
        batch.run(program, all, &mut outcomes);
        let vectors = (batch.vectors() - before) as f64 / all.count() as f64;
        let batch_all = rate(effort, all.count(), || {
            batch.run(&decoded(), all, &mut outcomes);
            black_box(outcomes.valid());
        });
        let mut steps = (0_u64, 0_u64);
        let scalar_all = rate(effort, all.count(), || {
            let executable = Executable::new(&decoded());
            for input in &lists {
                let mut list = *input;
                if let Ok(taken) = executable.run_with_limit(&mut list, STEP_LIMIT) {
                    steps = (steps.0 + u64::from(taken), steps.1 + 1);
                }
                black_box(list);
            }
        });
        let minimal = minimiser.minimise(program);
        let minimised = rate(effort, 1, || {
            black_box(minimiser.minimise(program));
        });
        let compared = rate(effort, 1, || {
            let reference = Reference::of(program, &mut batch);
            black_box(reference.difference(&minimal, &mut batch));
        });
        let figures = [
            batch_few,
            batch_all,
            scalar_few,
            scalar_all,
            batch_all * vectors / peak,
            steps.0 as f64 / steps.1.max(1) as f64,
            1.0 / compared,
            1.0 / minimised,
        ];
        for (column, figure) in columns.iter_mut().zip(figures) {
            column.push(figure);
        }
    }
    let [
        batch_few,
        batch_all,
        scalar_few,
        scalar_all,
        share,
        steps,
        equivalent,
        minimise,
    ] = columns.map(median);
    ExecutorSpeed {
        batch: Rates {
            few: batch_few,
            all: batch_all,
        },
        scalar: Rates {
            few: scalar_few,
            all: scalar_all,
        },
        share_of_vector_throughput: share,
        steps,
        equivalent,
        minimise,
        level,
    }
}

/// Runs a second where each piece of work is `runs` of them: the best of some rounds, since whatever
/// else the machine does only takes time away.
pub fn rate(effort: Duration, runs: usize, mut work: impl FnMut()) -> f64 {
    const ROUNDS: u32 = 5;
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut pieces = 0_u32;
        while pieces == 0 || start.elapsed() < effort / ROUNDS {
            work();
            pieces += 1;
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(pieces));
    }
    runs as f64 / best
}

/// The figure in the middle.
///
/// # Panics
/// If there are none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
