//! `lasynth data compare`: task files side by side.

use crate::shell::choice::OneDomain;
use crate::shell::cli::data::Compare;
use crate::shell::cli::{Global, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, errors, interrupt, output, progress};
use indicatif::ProgressBar;
use lasynth_core::Task;
use lasynth_data::compare::{Comparison, Distribution, count};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tasks that are in memory at a time.
const CHUNK: usize = 4_096;

pub fn compare(global: &Global, args: &Compare) -> anyhow::Result<Status> {
    let flag = interrupt::flag();
    let spinner = progress::spinner("tasks");
    let mut domains = global.domains.of_files();
    let mut sets = Vec::new();
    let mut skipped = Vec::new();
    for path in &args.files {
        let counted = count_file(path, &args.how, &mut domains, &flag, &spinner)?;
        let Some((distribution, bad)) = counted else {
            spinner.finish_and_clear();
            errors::print_message("interrupted");
            return Ok(Status::Negative);
        };
        sets.push((name(path, &args.files), distribution));
        skipped.push(bad);
    }
    spinner.finish_and_clear();
    let comparison = Comparison { sets };
    if global.json {
        let mut report = json!(comparison.report());
        report["skipped"] = json!(skipped);
        output::json(&report)?;
    } else {
        output::text(&comparison.to_string())?;
    }
    Ok(Status::Done)
}

/// The counts of a file and how many lines were skipped; `None` where the user interrupts.
fn count_file(
    path: &Path,
    how: &TaskFile,
    domains: &mut OneDomain,
    interrupt: &AtomicBool,
    spinner: &ProgressBar,
) -> Result<Option<(Distribution<'static>, usize)>, BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let mut whole: Option<Distribution> = None;
    loop {
        let mut lines = Vec::with_capacity(CHUNK);
        let mut tasks: Vec<Task> = Vec::with_capacity(CHUNK);
        while tasks.len() < CHUNK
            && let Some((line, task)) = input.next()?
        {
            match input.domain(domains, line, &task) {
                Ok(_) => {
                    lines.push(line);
                    tasks.push(task);
                }
                Err(error) => input.refuse(error)?,
            }
        }
        let bundle = domains.get();
        let whole = whole.get_or_insert_with(|| Distribution::new(bundle.domain, bundle.forms));
        if tasks.is_empty() {
            return Ok(Some((whole.clone(), input.finish())));
        }
        for (at, message) in count(whole, &tasks) {
            input.refuse(input.error(lines[at], message))?;
        }
        if interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
        spinner.inc(tasks.len() as u64);
    }
}

/// The name of a column: that of the file, with its folder where another file has the same.
fn name(path: &Path, all: &[std::path::PathBuf]) -> String {
    let twins = all
        .iter()
        .filter(|other| other.file_name() == path.file_name());
    let shown = match path.file_name() {
        Some(name) if twins.count() == 1 => name.to_string_lossy(),
        _ => path.to_string_lossy(),
    };
    let shown = shown.strip_suffix(".zst").unwrap_or(&shown);
    shown.strip_suffix(".jsonl").unwrap_or(shown).to_owned()
}
