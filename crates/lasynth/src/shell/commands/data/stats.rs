//! `lasynth data stats`: what a task file holds.

use crate::domains::Bundle;
use crate::shell::cli::Global;
use crate::shell::cli::data::Stats;
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, errors, files, interrupt, output, progress};
use lasynth_core::{Place, Task};
use lasynth_data::stats::{Counter, Facts, facts};
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Tasks that are in memory at a time.
const CHUNK: usize = 1024;

pub fn stats(global: &Global, args: &Stats) -> anyhow::Result<Status> {
    let mut input = TaskInput::open(&args.file, &args.how)?;
    let mut domains = global.domains.of_files();
    let mut counter: Option<Counter> = None;
    let flag = interrupt::flag();
    let spinner = progress::spinner("tasks");
    loop {
        let mut chunk: Vec<(usize, Task, Result<&Bundle, BadInput>)> = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK
            && let Some((line, task)) = input.next()?
        {
            let bundle = input.domain(&mut domains, line, &task);
            chunk.push((line, task, bundle));
        }
        if chunk.is_empty() {
            break;
        }
        let found: Vec<Result<Facts, BadInput>> = chunk
            .into_par_iter()
            .map(|(line, task, bundle)| {
                let Bundle {
                    domain, statistics, ..
                } = bundle?;
                facts(*domain, *statistics, &task).map_err(|error| {
                    let message = format!("the field `program` does not hold a program: {error}");
                    let place = Place { line, column: 1 };
                    BadInput::at(args.file.display().to_string(), place, message)
                })
            })
            .collect();
        spinner.inc(found.len() as u64);
        for facts in found {
            match facts {
                Ok(facts) => counter
                    .get_or_insert_with(|| counter_of(domains.get()))
                    .add(facts),
                Err(error) => input.refuse(error)?,
            }
        }
        if flag.load(Ordering::Relaxed) {
            spinner.finish_and_clear();
            errors::print_message("interrupted");
            return Ok(Status::Negative);
        }
    }
    spinner.finish_and_clear();
    let skipped = input.finish();
    let counter = counter.unwrap_or_else(|| counter_of(domains.get()));
    let stats = counter.stats();
    let mut names = Vec::new();
    if let Some(folder) = &args.plots {
        let name = args.file.display().to_string();
        if stats.programs() == 0 {
            let message = "no task in it has a program, so there is nothing to plot";
            return Err(BadInput::file(name, message).into());
        }
        let set = args.file.file_name().unwrap_or_default().to_string_lossy();
        let plots = stats
            .plots(&set)
            .map_err(|error| BadInput::file(name, error))?;
        std::fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
        for (name, svg) in plots {
            files::write(&folder.join(name), svg.as_bytes())?;
            names.push(name);
        }
    }
    if global.json {
        let mut summary = json!(stats);
        summary["skipped"] = skipped.into();
        summary["plots"] = names.into();
        output::json(&summary)?;
    } else {
        output::text(&stats.to_string())?;
        if let Some(folder) = &args.plots {
            output::note(&format!("{} in {}", names.join(", "), folder.display()));
        }
    }
    Ok(Status::Done)
}

fn counter_of(bundle: &Bundle) -> Counter<'static> {
    Counter::new(bundle.domain, bundle.statistics)
}

/// A folder that cannot be made.
pub(super) fn no_folder(path: &Path, error: &std::io::Error) -> BadInput {
    BadInput::file(
        path.display().to_string(),
        format!("cannot make the folder: {error}"),
    )
}
