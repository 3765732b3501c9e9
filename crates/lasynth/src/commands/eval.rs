//! `lasynth eval`: the accuracy of a model on a task file.

use crate::cli::{Eval, Global, TaskFile};
use crate::errors::BadInput;
use crate::task_input::TaskInput;
use crate::{Status, commands, errors, interrupt, output, progress};
use lasynth_core::{Domain, Place, Task};
use lasynth_data::sha256_hex;
use lasynth_lab::{EvalError, EvalOptions, Record, check_task, evaluate};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::TempPath;

pub fn eval(global: &Global, args: &Eval) -> anyhow::Result<Status> {
    let domain = lasynth::domain();
    let (tasks, lines, skipped) = read(domain.as_ref(), &args.data, &args.how)?;
    let sha256 = std::fs::read(&args.data)
        .map(|bytes| sha256_hex(&bytes))
        .map_err(|error| BadInput::io(&args.data, "read", &error))?;
    let policy = commands::policy(&args.search)?;
    // Before the work, so that a folder that does not exist costs nothing.
    let out = match &args.out {
        Some(path) => Some((path, Unfinished::create(path)?)),
        None => None,
    };
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = EvalOptions {
        mode: args.search.mode,
        budget: commands::budget(&args.search, global.seed),
        threads: global.threads.unwrap_or_else(cores),
    };
    let bar = progress::bar(tasks.len() as u64, "tasks");
    let result = evaluate(
        domain.as_ref(),
        policy.as_ref(),
        &tasks,
        &options,
        &|done| bar.set_position(done as u64),
        &interrupt::flag(),
    );
    bar.finish_and_clear();
    let mut evaluation = match result {
        Ok(evaluation) => evaluation,
        Err(error @ EvalError::Interrupted { .. }) => {
            errors::print_message(&format!("{error}; nothing was written"));
            return Ok(Status::Negative);
        }
        Err(error) => return Err(explain(error, &args.data, &lines).into()),
    };
    evaluation.report.data_sha256 = Some(sha256);
    evaluation.report.skipped = Some(skipped);
    if let Some((path, file)) = out {
        file.finish(path, &evaluation.records)?;
    }
    if global.json {
        output::json(&evaluation.report)?;
    } else {
        output::text(&evaluation.report.to_string())?;
    }
    Ok(Status::Done)
}

/// The tasks, the line of each, and how many lines were skipped.
fn read(
    domain: &dyn Domain,
    path: &Path,
    how: &TaskFile,
) -> Result<(Vec<Task>, Vec<usize>, usize), BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let (mut tasks, mut lines) = (Vec::new(), Vec::new());
    while let Some((line, task)) = input.next()? {
        lines.push(line);
        match check_task(domain, tasks.len(), &task) {
            Ok(_) => tasks.push(task),
            Err(error) => {
                input.refuse(explain(error, path, &lines))?;
                lines.pop();
            }
        }
    }
    Ok((tasks, lines, input.finish()))
}

fn explain(error: EvalError, path: &Path, lines: &[usize]) -> BadInput {
    let file = path.display().to_string();
    let task = match &error {
        EvalError::Domain { task, .. }
        | EvalError::Examples { task, .. }
        | EvalError::Program { task, .. } => task,
        EvalError::Empty | EvalError::Interrupted { .. } => return BadInput::file(file, error),
    };
    BadInput {
        column: None,
        ..BadInput::at(
            file,
            Place {
                line: lines[task.index],
                column: 1,
            },
            &error,
        )
    }
}

/// A file that gets its name when it is complete, and vanishes before.
struct Unfinished {
    file: File,
    path: TempPath,
}

impl Unfinished {
    /// Makes the file under another name in the same folder.
    fn create(path: &Path) -> Result<Unfinished, BadInput> {
        let error = |error| BadInput::io(path, "create", &error);
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(name);
        let file = File::create(&unfinished).map_err(error)?;
        let path = TempPath::try_from_path(unfinished).map_err(error)?;
        Ok(Unfinished { file, path })
    }

    /// Writes the records and gives the file its name.
    fn finish(self, path: &Path, records: &[Record]) -> Result<(), BadInput> {
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(&self.file);
            for record in records {
                serde_json::to_writer(&mut out, record)?;
                out.write_all(b"\n")?;
            }
            out.flush()
        };
        write()
            .and_then(|()| Ok(self.path.persist(path)?))
            .map_err(|error| BadInput::io(path, "write", &error))
    }
}
