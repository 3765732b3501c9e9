//! Runs a second of both executors, on the reference tasks where `LASYNTH_BENCH_DIR` is set, else on
//! drawn programs. `cargo bench -p lasynth-c-tools --bench executor`; `lasynth bench executor` also
//! compares with C compilers.

use lasynth_c::generate::random_program;
use lasynth_c::parser::parse;
use lasynth_c::probes::probes;
use lasynth_c_tools::speed::{Case, executor_speed};
use lasynth_core::Task;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

fn main() {
    let (name, cases) = match std::env::var("LASYNTH_BENCH_DIR") {
        Ok(folder) => ("sample_200", reference(&folder)),
        Err(_) => ("200 drawn programs", drawn()),
    };
    let speed = executor_speed(&cases, Duration::from_millis(5));
    println!("{name}, {:?}, {:.1} steps a run", speed.level, speed.steps);
    for (executor, rates) in [("batch", speed.batch), ("scalar", speed.scalar)] {
        println!(
            "{executor:7} {:8.2} M runs/s on 10 inputs from tokens, {:8.1} M runs/s on all inputs",
            rates.few / 1e6,
            rates.all / 1e6
        );
    }
    println!(
        "{:.0} % of the core's vector throughput",
        100.0 * speed.share_of_vector_throughput
    );
}

fn reference(folder: &str) -> Vec<Case> {
    let path = format!("{folder}/c/sample_200.jsonl");
    let text = std::fs::read_to_string(path).expect("the task file can be read");
    text.lines()
        .map(|line| serde_json::from_str::<Task>(line).expect("a task"))
        .map(|task| {
            let source = task.program.expect("a program");
            let pairs = task
                .examples
                .into_iter()
                .chain(task.heldout.into_iter().flatten());
            Case {
                program: parse(&source).expect("a program that parses"),
                inputs: pairs
                    .map(|pair| pair.input.as_list().expect("a list").to_vec())
                    .collect(),
            }
        })
        .collect()
}

fn drawn() -> Vec<Case> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    (0..200)
        .map(|_| Case {
            program: random_program(&mut rng),
            inputs: probes()[..10].iter().map(|list| list.to_vec()).collect(),
        })
        .collect()
}
