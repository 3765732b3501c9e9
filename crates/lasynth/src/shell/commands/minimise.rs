//! `lasynth minimise`: shorter programs that do the same.

use crate::shell::choice::Domains;
use crate::shell::cli::{Global, Minimise, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::form::Form;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, errors, input, interrupt, output, progress};
use lasynth_core::{Domain, Place, Program, Task};
use lasynth_data::tasks::TaskWriter;
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Tasks that are in memory at a time.
const CHUNK: usize = 1024;

pub fn minimise(global: &Global, args: &Minimise) -> anyhow::Result<Status> {
    if args.how.skip_bad && !is_task_file(&args.file) {
        let name = args.file.display().to_string();
        let message = "--skip-bad is for data sets (.jsonl, .jsonl.zst)";
        return Err(BadInput::file(name, message).into());
    }
    if args.emit.is_some() && is_task_file(&args.file) {
        let message =
            "a data set keeps its programs in the form in which they are read; leave it out";
        return Err(BadInput::file("--emit", message).into());
    }
    match (&args.out, is_task_file(&args.file)) {
        (Some(out), true) => data_set(global, &args.file, out, &args.how),
        (None, false) => program(global, args),
        (None, true) => {
            let name = args.file.display().to_string();
            let message = "it is a data set: name the file to write with --out";
            Err(BadInput::file(name, message).into())
        }
        (Some(_), false) => {
            let name = args.file.display().to_string();
            let message = "--out is for data sets (.jsonl, .jsonl.zst); a single program is printed \
                           on standard output";
            Err(BadInput::file(name, message).into())
        }
    }
}

/// Whether a name is that of a task file.
pub fn is_task_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".jsonl") || name.ends_with(".jsonl.zst")
}

fn program(global: &Global, args: &Minimise) -> anyhow::Result<Status> {
    let start = Instant::now();
    let source = input::text(&args.file)?;
    let bundle = global.domains.of_program(&args.file, &source);
    let form = Form::new(bundle, args.emit.as_deref())?;
    let program = bundle.domain.parse(&source);
    let program = program.map_err(|error| BadInput::source(input::name(&args.file), &error))?;
    let minimal = program.minimise();
    let (before, after) = (program.length(), minimal.length());
    if global.json {
        let mut object = json!(form.object(minimal.as_ref()));
        object["tokens"] = json!(after);
        object["tokens_before"] = json!(before);
        object["seconds"] = json!(start.elapsed().as_secs_f64());
        output::json(&object)?;
    } else {
        output::text(&form.text(minimal.as_ref()))?;
        output::note(&format!("{before} tokens before, {after} after"));
    }
    Ok(Status::Done)
}

/// What was done to a data set.
#[derive(Default)]
struct Totals {
    tasks: usize,
    without_program: usize,
    /// Tasks with pairs on which the minimal program does something else: they keep their program.
    kept: usize,
    shorter: usize,
    before: usize,
    after: usize,
}

fn data_set(global: &Global, path: &Path, out: &Path, how: &TaskFile) -> anyhow::Result<Status> {
    let start = Instant::now();
    // A line that is no task is found before the work, not after an hour of it.
    let count = tasks(path, how)?;
    let mut input = TaskInput::open(path, how)?;
    let mut writer = TaskWriter::create(out).map_err(BadInput::from)?;
    let bar = progress::bar(count as u64, "tasks");
    let flag = interrupt::flag();
    let mut totals = Totals::default();
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK
            && let Some(task) = input.next()?
        {
            chunk.push(task);
        }
        if chunk.is_empty() {
            break;
        }
        let minimal: Vec<Result<Shortened, BadInput>> = chunk
            .into_par_iter()
            .filter(|_| !flag.load(Ordering::Relaxed))
            .map(|(line, task)| {
                let shortened = shorten(&global.domains, path, line, task);
                bar.inc(1);
                shortened
            })
            .collect();
        for shortened in minimal {
            match shortened {
                Ok(shortened) => {
                    totals.count(&shortened);
                    writer.write(&shortened.task).map_err(BadInput::from)?;
                }
                Err(error) => input.refuse(error)?,
            }
        }
        if flag.load(Ordering::Relaxed) {
            bar.finish_and_clear();
            errors::print_message("interrupted; no file was written");
            return Ok(Status::Negative);
        }
    }
    writer.finish().map_err(BadInput::from)?;
    bar.finish_and_clear();
    let skipped = input.finish();
    let seconds = start.elapsed().as_secs_f64();
    if global.json {
        output::json(&json!({
            "tasks": totals.tasks,
            "without_program": totals.without_program,
            "skipped": skipped,
            "kept": totals.kept,
            "shorter": totals.shorter,
            "tokens_before": totals.before,
            "tokens": totals.after,
            "seconds": seconds,
        }))?;
    } else {
        output::text(&format!(
            "{} in {}, {} shorter; {} tokens before, {} after\n",
            output::count(totals.tasks, "task"),
            output::duration(seconds),
            totals.shorter,
            totals.before,
            totals.after
        ))?;
    }
    Ok(Status::Done)
}

impl Totals {
    fn count(&mut self, shortened: &Shortened) {
        self.tasks += 1;
        let (Some(before), Some(after)) = (shortened.before, shortened.task.tokens) else {
            self.without_program += 1;
            return;
        };
        self.kept += usize::from(shortened.kept);
        self.before += before;
        self.after += after;
        self.shorter += usize::from(after < before);
    }
}

/// How many tasks a file holds.
fn tasks(path: &Path, how: &TaskFile) -> Result<usize, BadInput> {
    let mut count = 0;
    let mut input = TaskInput::open(path, how)?.quiet();
    while input.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// A task with its program minimised.
struct Shortened {
    task: Task,
    /// Length of the program before; `None` where the task has none.
    before: Option<usize>,
    /// The minimal program does something else on a pair of the task, which kept its program.
    kept: bool,
}

fn shorten(
    domains: &Domains,
    path: &Path,
    line: usize,
    mut task: Task,
) -> Result<Shortened, BadInput> {
    let error = |message: String| {
        let place = Place { line, column: 1 };
        BadInput::at(path.display().to_string(), place, message)
    };
    let domain = domains
        .of_task(&task)
        .map_err(|e| error(e.to_string()))?
        .domain;
    let Some(program) = task_program(domain, &task).map_err(error)? else {
        return Ok(Shortened {
            task,
            before: None,
            kept: false,
        });
    };
    let mut minimal = program.minimise();
    // Its pairs may hold lists that programs are not compared on.
    let heldout = task.heldout.iter().flatten();
    let kept = (task.examples.iter().chain(heldout)).any(|pair| {
        let (before, after) = (program.run(&pair.input), minimal.run(&pair.input));
        before.map_err(|fault| fault.kind) != after.map_err(|fault| fault.kind)
    });
    let before = Some(program.length());
    if kept {
        minimal = program;
    }
    task.program = Some(minimal.source());
    task.tokens = Some(minimal.length());
    task.kind = Some(minimal.kind().name().to_owned());
    Ok(Shortened { task, before, kept })
}

/// The program of a task, if it has one. An error is a message.
pub fn task_program(domain: &dyn Domain, task: &Task) -> Result<Option<Box<dyn Program>>, String> {
    let program = task.program.as_ref().map(|source| domain.parse(source));
    let program = program.transpose();
    program.map_err(|error| format!("the field `program` does not hold a program: {error}"))
}
