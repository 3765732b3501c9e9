//! `lasynth data import`: task files of data in other formats.

use crate::shell::cli::Global;
use crate::shell::cli::data::Import;
use crate::shell::commands::minimise::is_task_file;
use crate::shell::errors::BadInput;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_data::formats::{Format, ImportError, ImportOptions, Problem, Split};
use lasynth_data::tasks::{TaskFileError, TaskWriter};
use serde_json::json;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Gaps and names of files that are told for people; of the others only the number.
const TOLD: usize = 10;

pub fn import(global: &Global, args: &Import) -> anyhow::Result<Status> {
    let format = super::format(global, &args.format)?;
    let start = Instant::now();
    let name = args.dir.display().to_string();
    let records = format.open(&args.dir);
    let records = records.map_err(|error| BadInput::file(name.clone(), error))?;
    let mut out = Out::create(format, &args.out)?;
    let seed = global.seed.unwrap_or(0);
    let options = ImportOptions {
        seed,
        ..ImportOptions::default()
    };
    let bar = progress::bar(records.count() as u64, &format!("{}s", format.record()));
    let flag = interrupt::flag();
    let mut problems: Vec<Problem> = Vec::new();
    let counts = records.import(
        &options,
        &mut |index, task| {
            let task = task.and_then(|task| Ok((out.writer(index)?, task)));
            match task {
                Ok((writer, task)) => return writer.write(&task),
                Err(problem) => problems.push(problem),
            }
            let told = problems.last().map(Problem::to_string);
            bar.suspend(|| output::note(&format!("unusable: {}", told.unwrap_or_default())));
            Ok(())
        },
        &mut |done| {
            bar.set_position(done as u64);
            match flag.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        },
    );
    bar.finish_and_clear();
    match counts {
        Ok(_) => {}
        Err(ImportError::Interrupted) => {
            errors::print_message("interrupted; no file was written");
            return Ok(Status::Negative);
        }
        Err(ImportError::Sink(error)) => return Err(BadInput::from(error).into()),
    }
    let tasks = records.count() - problems.len();
    if tasks == 0 {
        let message = format!(
            "none of {} in it can be used",
            output::count(records.count(), format.record())
        );
        return Err(BadInput::file(name, message).into());
    }
    let splits = out.finish().map_err(BadInput::from)?;
    let gaps = records.gaps();
    let seconds = start.elapsed().as_secs_f64();
    if global.json {
        let splits: Vec<_> = splits
            .iter()
            .map(|(name, tasks)| json!({"name": name, "tasks": tasks}))
            .collect();
        let gaps: Vec<_> = gaps.iter().map(|gap| [gap.start(), gap.end()]).collect();
        output::json(&json!({
            "tasks": tasks,
            "splits": splits,
            "unusable": problems.len(),
            "problems": problems,
            "gaps": gaps,
            "other_files": records.others(),
            "seed": seed,
            "seconds": seconds,
        }))?;
        return Ok(Status::Done);
    }
    let gaps = gaps.iter().map(|gap| match gap.start() == gap.end() {
        true => gap.start().to_string(),
        false => format!("{} to {}", gap.start(), gap.end()),
    });
    tell("no files with the numbers", gaps.collect());
    tell("ignored", records.others().to_vec());
    let mut text = format!(
        "{} in {}, {} unusable\n",
        output::count(tasks, "task"),
        output::duration(seconds),
        output::count(problems.len(), format.record()),
    );
    for (name, tasks) in splits {
        text += &format!("  {name:8} {tasks:>8}\n");
    }
    output::text(&text)?;
    Ok(Status::Done)
}

/// Tells the first of some things.
fn tell(what: &str, mut things: Vec<String>) {
    let more = things.len().saturating_sub(TOLD);
    things.truncate(TOLD);
    if more > 0 {
        things.push(format!("{more} more"));
    }
    if !things.is_empty() {
        output::note(&format!("{what}: {}", things.join(", ")));
    }
}

/// The files into which imported tasks are written.
enum Out {
    /// All into one file.
    File(TaskWriter),
    /// Each split into its own, with the number of tasks so far.
    Splits {
        format: &'static dyn Format,
        writers: Vec<(&'static Split, TaskWriter, usize)>,
    },
}

impl Out {
    fn create(format: &'static dyn Format, path: &Path) -> Result<Out, BadInput> {
        if is_task_file(path) {
            return Ok(Out::File(TaskWriter::create(path)?));
        }
        if path.extension().is_some_and(|e| e == "json" || e == "zst") {
            let message = "name a file that ends in .jsonl or .jsonl.zst, or a folder";
            return Err(BadInput::file(path.display().to_string(), message));
        }
        fs::create_dir_all(path).map_err(|error| super::stats::no_folder(path, &error))?;
        let writer = |split: &'static Split| {
            let writer = TaskWriter::create(path.join(format!("{}.jsonl", split.name)))?;
            Ok((split, writer, 0))
        };
        let writers: Result<_, TaskFileError> = format.splits().iter().map(writer).collect();
        let writers = writers?;
        Ok(Out::Splits { format, writers })
    }

    /// Where the task of a pair goes.
    fn writer(&mut self, index: u64) -> Result<&mut TaskWriter, Problem> {
        match self {
            Out::File(writer) => Ok(writer),
            Out::Splits { format, writers } => {
                let end = format.splits().last().map_or(0, |split| split.numbers.end);
                let mut writers = writers.iter_mut();
                match writers.find(|(split, _, _)| split.numbers.contains(&index)) {
                    Some((_, writer, tasks)) => {
                        *tasks += 1;
                        Ok(writer)
                    }
                    None => Err(Problem::file(
                        format.file_name(index),
                        format!(
                            "its number belongs to no split; they end at {}",
                            end.saturating_sub(1)
                        ),
                    )),
                }
            }
        }
    }

    /// Completes the files; gives the names of the splits and their numbers of tasks.
    fn finish(self) -> Result<Vec<(&'static str, usize)>, TaskFileError> {
        match self {
            Out::File(writer) => {
                writer.finish()?;
                Ok(Vec::new())
            }
            Out::Splits { writers, .. } => writers
                .into_iter()
                .map(|(split, writer, tasks)| {
                    writer.finish()?;
                    Ok((split.name, tasks))
                })
                .collect(),
        }
    }
}
