//! `lasynth prior`: what behaviours are to be expected.

use crate::shell::cli::Global;
use crate::shell::cli::prior::{PriorCommand, PriorFit, PriorWhat};
use crate::shell::errors::BadInput;
use crate::shell::files::Unfinished;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_search::FitOptions;
use std::time::Instant;

pub fn prior(global: &Global, args: &PriorCommand) -> anyhow::Result<Status> {
    match &args.what {
        PriorWhat::Fit(args) => run_fit(global, args),
    }
}

fn run_fit(global: &Global, args: &PriorFit) -> anyhow::Result<Status> {
    // Before the work, so that a folder that does not exist costs nothing.
    let file = Unfinished::create(&args.out)?;
    let start = Instant::now();
    let options = FitOptions {
        count: args.count as u64,
        seed: global.seed.unwrap_or(0),
        structures: args.skeletons,
        behaviours: args.behaviours,
        threads: global.threads(),
    };
    let bundle = global.domains.without_examples();
    let bar = progress::bar(args.count as u64, "programs");
    let told = |done: u64| bar.set_position(done);
    let fitted = bundle.search.fit(&options, &told, &interrupt::flag());
    bar.finish_and_clear();
    let Some(fitted) = fitted.map_err(|error| BadInput::file("--domain", error))? else {
        errors::print_message("interrupted; nothing was written");
        return Ok(Status::Negative);
    };
    let content = crate::prior_file(&fitted.bytes);
    file.finish(&args.out, |out| out.write_all(&content))?;
    // What makes it again, and what came out.
    let mut summary = serde_json::Map::new();
    let command = format!(
        "lasynth prior fit --count {} --seed {} --skeletons {} --behaviours {}",
        options.count, options.seed, options.structures, options.behaviours
    );
    summary.insert("command".to_owned(), command.into());
    summary.insert("count".to_owned(), options.count.into());
    summary.insert("seed".to_owned(), seed(options.seed));
    summary.extend(fitted.summary);
    summary.insert("bytes".to_owned(), content.len().into());
    summary.insert("seconds".to_owned(), start.elapsed().as_secs_f64().into());
    if global.json {
        output::json(&summary)?;
    } else {
        output::text(&toml::to_string(&summary)?)?;
    }
    Ok(Status::Done)
}

/// A seed as a number where TOML can hold it, else as a text.
fn seed(seed: u64) -> serde_json::Value {
    match i64::try_from(seed) {
        Ok(_) => seed.into(),
        Err(_) => seed.to_string().into(),
    }
}
