//! `lasynth bench search`: the inner loops of the search.

use crate::shell::choice::OneDomain;
use crate::shell::cli::{BenchSearch, Global, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, output};
use lasynth_core::{Domain, DrawRules, Example};
use lasynth_search::{Observations, SpeedRequest};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Time for each figure of each task.
const EFFORT: Duration = Duration::from_millis(20);
/// Tasks that are drawn where no file is given.
const DRAWN: usize = 50;

pub fn search(global: &Global, args: &BenchSearch) -> anyhow::Result<Status> {
    let seed = global.seed.unwrap_or(0);
    let mut domains = global.domains.of_files();
    let (tasks, skipped) = match &args.data {
        Some(path) => read(&mut domains, path, &args.how)?,
        None => (drawn(domains.get().domain, seed), 0),
    };
    let bundle = domains.get();
    let prior = match &args.prior {
        Some(path) => crate::load_prior(bundle, path).map_err(BadInput::from)?,
        None => crate::embedded_prior(bundle),
    };
    let samples = bundle.search.config().samples;
    let request = SpeedRequest {
        tasks: &tasks,
        samples,
        effort: EFFORT,
        seed,
    };
    let measured = bundle.search.speed(&*prior, &request);
    let Some(speed) = measured.map_err(|error| BadInput::file("--domain", error))? else {
        let message = "the prior holds nothing that meets the examples of any task";
        let name = args
            .data
            .as_ref()
            .map_or("the tasks".to_owned(), |path| path.display().to_string());
        return Err(BadInput::file(name, message).into());
    };
    let threads = rayon::current_num_threads();
    if global.json {
        let named = speed.microseconds.iter();
        let microseconds: serde_json::Map<String, serde_json::Value> = named
            .map(|(name, time, _)| ((*name).to_owned(), json!(time)))
            .collect();
        output::json(&json!({
            "microseconds": microseconds,
            "at_the_median": speed.sizes,
            "samples": samples,
            "tasks": tasks.len(),
            "skipped": skipped,
            "threads": threads,
            "seed": seed,
        }))?;
        return Ok(Status::Done);
    }
    let mut text = format!(
        "{}, {}; medians in microseconds\n",
        output::count(tasks.len(), "task"),
        output::count(threads, "thread")
    );
    for (name, time, what) in &speed.microseconds {
        let line = format!("{name:10}{time:12.0}  {what}");
        text += &format!("{}\n", line.trim_end());
    }
    output::text(&text)?;
    Ok(Status::Done)
}

/// The examples of a task file, and how many lines were skipped.
fn read(
    domains: &mut OneDomain,
    path: &Path,
    how: &TaskFile,
) -> Result<(Vec<Observations>, usize), BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let mut tasks = Vec::new();
    while let Some((line, task)) = input.next()? {
        let checked = input.domain(domains, line, &task).and_then(|bundle| {
            let checked = bundle.domain.check_examples(&task.examples);
            checked.map_err(|error| input.error(line, error))
        });
        match checked {
            Ok(()) => tasks.push(Observations::of(&task.examples)),
            Err(error) => input.refuse(error)?,
        }
    }
    if tasks.is_empty() {
        return Err(BadInput::file(
            path.display().to_string(),
            "there is no task in it",
        ));
    }
    Ok((tasks, input.finish()))
}

fn drawn(domain: &dyn Domain, seed: u64) -> Vec<Observations> {
    let examples = |number: u64| -> Option<Vec<Example>> {
        let draw = domain.draw(&DrawRules::default(), seed.wrapping_add(number));
        draw.ok().map(|draw| draw.examples)
    };
    let drawn = (0..).filter_map(examples).take(DRAWN);
    drawn.map(|examples| Observations::of(&examples)).collect()
}
