//! `lasynth data export`: task files in other formats.

use crate::shell::cli::Global;
use crate::shell::cli::data::{Export, SplitName};
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_data::formats::{ExportError, Format, Split};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

pub fn export(global: &Global, args: &Export) -> anyhow::Result<Status> {
    let format = super::format(global, &args.format)?;
    let start = Instant::now();
    let sources = sources(format, args)?;
    let mut exporter = format.create(&args.out).map_err(explain)?;
    let spinner = progress::spinner("tasks");
    let flag = interrupt::flag();
    let (mut skipped, mut splits) = (0, Vec::new());
    for (split, path) in sources {
        let mut input = TaskInput::open(&path, &args.how)?;
        let numbers = split.numbers.clone();
        let mut next = numbers.start;
        while let Some((line, task)) = input.next()? {
            if flag.load(Ordering::Relaxed) {
                spinner.finish_and_clear();
                errors::print_message("interrupted; no folder was written");
                return Ok(Status::Negative);
            }
            if next == numbers.end {
                let message = format!(
                    "the split {} has the numbers {} to {}, and there is no number left for this task",
                    split.name,
                    numbers.start,
                    numbers.end - 1
                );
                return Err(input.error(line, message).into());
            }
            match exporter.write(next, &task) {
                Ok(()) => next += 1,
                Err(ExportError::Task(message)) => input.refuse(input.error(line, message))?,
                Err(error) => return Err(explain(error).into()),
            }
            spinner.inc(1);
        }
        skipped += input.finish();
        splits.push((split, numbers.start, (next - numbers.start) as usize));
    }
    spinner.finish_and_clear();
    let tasks: usize = splits.iter().map(|(_, _, tasks)| tasks).sum();
    if tasks == 0 {
        let message = "it holds no task that can be exported";
        return Err(BadInput::file(args.path.display().to_string(), message).into());
    }
    exporter.finish().map_err(explain)?;
    let seconds = start.elapsed().as_secs_f64();
    if global.json {
        let splits: Vec<_> = splits
            .iter()
            .map(
                |(split, first, tasks)| json!({"name": split.name, "first": first, "tasks": tasks}),
            )
            .collect();
        output::json(&json!({
            "tasks": tasks,
            "splits": splits,
            "skipped": skipped,
            "seconds": seconds,
        }))?;
        return Ok(Status::Done);
    }
    let mut text = format!(
        "{} in {}\n",
        output::count(tasks, "task"),
        output::duration(seconds)
    );
    for (split, first, tasks) in splits {
        let first = format.file_name(first);
        text += &format!("  {:8} {tasks:>8} from {first} on\n", split.name);
    }
    output::text(&text)?;
    Ok(Status::Done)
}

fn explain(error: ExportError) -> BadInput {
    match error {
        ExportError::Exists(path) => BadInput::file(
            path.display().to_string(),
            "it exists already; name a folder that does not, or remove it",
        ),
        ExportError::Io { path, source } => BadInput::io(&path, "write", &source),
        ExportError::Task(message) => BadInput {
            file: None,
            line: None,
            column: None,
            message,
        },
    }
}

/// The files to read and the split of each.
fn sources(
    format: &'static dyn Format,
    args: &Export,
) -> Result<Vec<(&'static Split, PathBuf)>, BadInput> {
    let path: &Path = &args.path;
    if !path.is_dir() {
        let split = match args.split {
            None | Some(SplitName::Train) => "train",
            Some(SplitName::Valid) => "valid",
            Some(SplitName::Test) => "test",
        };
        let found = format.splits().iter().find(|known| known.name == split);
        let found = found.ok_or_else(|| {
            let message = format!("the format {} has no split {split}", format.name());
            BadInput::file("--split", message)
        })?;
        return Ok(vec![(found, path.to_owned())]);
    }
    let name = path.display().to_string();
    if args.split.is_some() {
        let message = "--split is for a single file; the files of a folder have their splits in their \
                       names";
        return Err(BadInput::file(name, message));
    }
    let file = |split: &'static Split| {
        let names = ["jsonl", "jsonl.zst"].map(|e| path.join(format!("{}.{e}", split.name)));
        let found = names.into_iter().find(|path| path.is_file());
        found.map(|path| (split, path))
    };
    let found: Vec<_> = format.splits().iter().filter_map(file).collect();
    match found.is_empty() {
        true => {
            let message = "it has no file train.jsonl, valid.jsonl or test.jsonl (or .jsonl.zst)";
            Err(BadInput::file(name, message))
        }
        false => Ok(found),
    }
}
