//! Runs a second of the executor, on programs as they are drawn for training and on the reference
//! tasks where `LASYNTH_BENCH_DIR` is set. `cargo bench -p lasynth-c --bench executor`.

use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c::syntax::{Program, STEP_LIMIT};
use lasynth_c::wide::random_wide_program;
use lasynth_core::Task;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let wide: Vec<Program> = (0..1_000).map(|_| random_wide_program(&mut rng)).collect();
    measure("wide programs", &wide, &mut rng);
    match std::env::var("LASYNTH_BENCH_DIR") {
        Ok(folder) => {
            let path = format!("{folder}/c/sample_200.jsonl");
            let text = std::fs::read_to_string(path).expect("the task file can be read");
            let programs: Vec<Program> = text
                .lines()
                .map(|line| serde_json::from_str::<Task>(line).expect("a task"))
                .map(|task| {
                    parse(&task.program.expect("a program")).expect("a program that parses")
                })
                .collect();
            measure("sample_200", &programs, &mut rng);
        }
        Err(_) => println!("sample_200: LASYNTH_BENCH_DIR is not set"),
    }
}

/// Two orders of the same runs: all inputs of a program in a row, as when a program is drawn, and one
/// input of every program in turn, which a branch predictor cannot learn.
fn measure(name: &str, programs: &[Program], rng: &mut ChaCha8Rng) {
    let executables: Vec<Executable> = programs.iter().map(Executable::new).collect();
    let inputs: Vec<[i32; 5]> = (0..256)
        .map(|_| std::array::from_fn(|_| rng.random_range(-4..=4)))
        .collect();
    let mut steps = 0;
    let mut valid = 0;
    for executable in &executables {
        for input in &inputs {
            if let Ok(taken) = executable.run_with_limit(&mut input.clone(), STEP_LIMIT) {
                steps += u64::from(taken);
                valid += 1;
            }
        }
    }
    let grouped = nanoseconds(|| {
        for executable in &executables {
            for input in &inputs {
                let mut list = *input;
                let _ = black_box(executable.run(&mut list));
                black_box(list);
            }
        }
        executables.len() * inputs.len()
    });
    let interleaved = nanoseconds(|| {
        for input in &inputs {
            for executable in &executables {
                let mut list = *input;
                let _ = black_box(executable.run(&mut list));
                black_box(list);
            }
        }
        executables.len() * inputs.len()
    });
    let compiling = nanoseconds(|| {
        for program in programs {
            black_box(Executable::new(program));
        }
        programs.len()
    });
    println!(
        "{name}: {:.1} steps a valid run; {grouped:.0} ns a run by program ({:.2} M runs/s), \
         {interleaved:.0} ns by input ({:.2} M runs/s); {compiling:.0} ns to compile",
        steps as f64 / valid as f64,
        1e3 / grouped,
        1e3 / interleaved,
    );
}

/// Time per unit of work; `work` returns how much it did.
fn nanoseconds(mut work: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < Duration::from_millis(500) {
        done += work();
    }
    start.elapsed().as_nanos() as f64 / done as f64
}
