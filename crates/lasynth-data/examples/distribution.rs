//! Prints the statistics of freshly drawn tasks, or of a task file.
//!
//! ```text
//! cargo run --release -p lasynth-data --example distribution -- 2000
//! cargo run --release -p lasynth-data --example distribution -- sample.jsonl
//! ```
//!
//! Lengths are those of the canonical text, so that files with other habits compare.

use lasynth_c::domain::RestrictedC;
use lasynth_core::{Domain, Kind, Task};
use lasynth_data::generation::{GenConfig, generate};
use lasynth_data::tasks::read_tasks;
use std::error::Error;
use std::ops::ControlFlow;

/// Whether the baseline fitted to the examples meets every held-out pair.
fn baseline_solves(task: &Task) -> bool {
    let heldout = task.heldout.as_deref().unwrap_or_default();
    RestrictedC.baseline(&task.examples).is_some_and(|predict| {
        heldout
            .iter()
            .all(|pair| predict(&pair.input) == pair.output)
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let what = std::env::args()
        .nth(1)
        .ok_or("say how many tasks to draw, or name a task file")?;
    let tasks = match what.parse() {
        Ok(count) => {
            let config = GenConfig {
                splits: vec![count],
                ..GenConfig::default()
            };
            let mut tasks = Vec::with_capacity(count);
            let mut sink = |_, task| {
                tasks.push(task);
                Ok(())
            };
            let mut go_on = |_: &_| ControlFlow::Continue(());
            let summary = generate(&RestrictedC, &config, &mut sink, &mut go_on)?;
            println!("{}", serde_json::to_string(&summary)?);
            tasks
        }
        Err(_) => read_tasks(what)?,
    };
    let mut rows = Vec::with_capacity(tasks.len());
    for task in &tasks {
        let program = RestrictedC.parse(task.program.as_deref().ok_or("a task has no program")?)?;
        rows.push((program.kind(), program.length(), baseline_solves(task)));
    }
    println!("kind   share %  tokens 10 %  50 %  90 %  baseline %");
    let groups = Kind::ALL.into_iter().map(Some).chain([None]);
    for kind in groups {
        let group: Vec<_> = rows
            .iter()
            .filter(|row| kind.is_none_or(|k| k == row.0))
            .collect();
        if group.is_empty() {
            continue;
        }
        let mut lengths: Vec<usize> = group.iter().map(|row| row.1).collect();
        lengths.sort_unstable();
        let solved = group.iter().filter(|row| row.2).count();
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        println!(
            "{:6} {:7.1} {:12} {:5} {:5} {:11.1}",
            kind.map_or("all", Kind::name),
            percent(group.len(), rows.len()),
            lengths[lengths.len() / 10],
            lengths[lengths.len() / 2],
            lengths[lengths.len() * 9 / 10],
            percent(solved, group.len()),
        );
    }
    Ok(())
}
