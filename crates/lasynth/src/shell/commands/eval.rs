//! `lasynth eval`: the accuracy of a model, or of the search, on a task file.

mod search;
mod spaces;

use crate::shell::choice::OneDomain;
use crate::shell::cli::eval::Eval;
use crate::shell::cli::{Global, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::files::Unfinished;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, commands, errors, interrupt, output, progress};
use lasynth_core::{Place, Task};
use lasynth_data::sha256_hex;
use lasynth_eval::{DataFile, EvalError, EvalOptions, check_task, evaluate};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

pub fn eval(global: &Global, args: &Eval) -> anyhow::Result<Status> {
    let mut domains = commands::domains(global, &args.search).of_files();
    let (tasks, lines, skipped) = read(&mut domains, &args.data, &args.how)?;
    let bundle = domains.get();
    let domain = bundle.domain;
    let sha256 = std::fs::read(&args.data)
        .map(|bytes| sha256_hex(&bytes))
        .map_err(|error| BadInput::io(&args.data, "read", &error))?;
    let file = DataFile {
        data_sha256: Some(sha256),
        skipped: Some(skipped),
    };
    if !args.posterior && !args.spaces && args.search.prior.is_some() {
        let message = "a prior serves the search, and the decoder alone is measured; add --search";
        return Err(BadInput::file("--prior", message).into());
    }
    if args.posterior || args.spaces {
        let data = search::Data {
            tasks: &tasks,
            lines: &lines,
            file,
            bundle,
        };
        return match args.spaces {
            true => spaces::eval(global, args, &data),
            false => search::eval(global, args, &data),
        };
    }
    let policy = commands::policy(bundle, &args.search)?;
    // Before the work, so that a folder that does not exist costs nothing.
    let out = match &args.out {
        Some(path) => Some((path, Unfinished::create(path)?)),
        None => None,
    };
    let options = EvalOptions {
        mode: args.search.mode.unwrap_or_default(),
        budget: commands::budget(&args.search, global.seed),
        threads: global.threads(),
    };
    let bar = progress::bar(tasks.len() as u64, "tasks");
    let result = evaluate(
        domain,
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
    evaluation.report.data = file;
    if let Some((path, file)) = out {
        file.finish(path, |out| write_lines(out, &evaluation.records))?;
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
    domains: &mut OneDomain,
    path: &Path,
    how: &TaskFile,
) -> Result<(Vec<Task>, Vec<usize>, usize), BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let (mut tasks, mut lines) = (Vec::new(), Vec::new());
    while let Some((line, task)) = input.next()? {
        lines.push(line);
        let domain = match input.domain(domains, line, &task) {
            Ok(bundle) => bundle.domain,
            Err(error) => {
                input.refuse(error)?;
                lines.pop();
                continue;
            }
        };
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

/// Writes one JSON object a line.
fn write_lines(out: &mut dyn Write, records: &[impl Serialize]) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
