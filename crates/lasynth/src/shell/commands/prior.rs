//! `lasynth prior`: what behaviours are to be expected.

use crate::shell::cli::Global;
use crate::shell::cli::prior::{PriorCommand, PriorFit, PriorWhat};
use crate::shell::files::Unfinished;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_c_search::prior::fit::{FitOptions, fit};
use serde::Serialize;
use std::time::Instant;

pub fn prior(global: &Global, args: &PriorCommand) -> anyhow::Result<Status> {
    match &args.what {
        PriorWhat::Fit(args) => run_fit(global, args),
    }
}

/// What there is to say about a fit: what makes it again, and what came out.
#[derive(Serialize)]
struct Summary {
    command: String,
    /// Programs drawn.
    count: u64,
    seed: Seed,
    /// Most frequent skeletons and behaviours that are kept.
    skeletons: usize,
    behaviours: usize,
    /// Programs that the rules of generation keep.
    kept: u64,
    /// Of these, such whose behaviour is too large for a skeleton.
    beyond: u64,
    /// Shapes of skeletons, and combinations of tests, that stand for what is not kept.
    shapes: usize,
    combinations: usize,
    /// Skeletons that occurred, and behaviours that occurred twice or more.
    skeletons_seen: usize,
    behaviours_seen: usize,
    /// Share of the behaviours with a skeleton whose skeleton is kept.
    coverage: f64,
    concentration: f64,
    bytes: usize,
    seconds: f64,
}

/// A seed as a number where TOML can hold it.
#[derive(Serialize)]
#[serde(untagged)]
enum Seed {
    Number(i64),
    Text(String),
}

impl Seed {
    fn of(seed: u64) -> Seed {
        i64::try_from(seed).map_or_else(|_| Seed::Text(seed.to_string()), Seed::Number)
    }
}

fn run_fit(global: &Global, args: &PriorFit) -> anyhow::Result<Status> {
    // Before the work, so that a folder that does not exist costs nothing.
    let file = Unfinished::create(&args.out)?;
    let start = Instant::now();
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = FitOptions {
        count: args.count as u64,
        seed: global.seed.unwrap_or(0),
        skeletons: args.skeletons,
        behaviours: args.behaviours,
        threads: global.threads.unwrap_or_else(cores),
    };
    let bar = progress::bar(args.count as u64, "programs");
    let fitted = fit(&options, &|done| bar.set_position(done), &interrupt::flag());
    bar.finish_and_clear();
    let Some(fitted) = fitted else {
        errors::print_message("interrupted; nothing was written");
        return Ok(Status::Negative);
    };
    let record = &fitted.record;
    let content = crate::prior_file(record);
    file.finish(&args.out, |out| out.write_all(&content))?;
    let in_skeletons: u64 = record.skeletons.iter().map(|(_, count)| count).sum();
    let summary = Summary {
        command: format!(
            "lasynth prior fit --count {} --seed {} --skeletons {} --behaviours {}",
            options.count, options.seed, options.skeletons, options.behaviours
        ),
        count: options.count,
        seed: Seed::of(options.seed),
        skeletons: record.skeletons.len(),
        behaviours: record.behaviours.len(),
        shapes: record.backoff.shapes.len(),
        combinations: record
            .backoff
            .shapes
            .iter()
            .map(|shape| shape.tests.len())
            .sum(),
        kept: record.kept,
        beyond: fitted.beyond,
        skeletons_seen: fitted.skeletons,
        behaviours_seen: fitted.behaviours,
        coverage: in_skeletons as f64 / record.with_skeleton.max(1) as f64,
        concentration: record.concentration,
        bytes: content.len(),
        seconds: start.elapsed().as_secs_f64(),
    };
    if global.json {
        output::json(&summary)?;
    } else {
        output::text(&toml::to_string(&summary)?)?;
    }
    Ok(Status::Done)
}
