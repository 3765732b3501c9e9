//! `lasynth fuzz`: the executors against a C compiler.

use crate::shell::cli::{Against, Fuzz, Global};
use crate::shell::commands::tool;
use crate::shell::errors::BadInput;
use crate::shell::files::Unfinished;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_c_tools::fuzz::{FuzzConfig, FuzzEnd, FuzzState, INPUTS};
use lasynth_sandbox::Compiler;
use serde_json::json;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Instant;

pub fn fuzz(global: &Global, args: &Fuzz) -> anyhow::Result<Status> {
    let bundle = global.domains.without_examples();
    let message = "its executors are not compared with a compiler";
    let run = tool(bundle, "fuzz", bundle.tools.fuzz, message)?;
    let config = FuzzConfig {
        seed: global.seed.unwrap_or(0),
        count: args.count,
    };
    let mut state = match &args.state {
        Some(path) if path.exists() => read(path, config)?,
        _ => FuzzState::new(config),
    };
    let compiler = match args.against {
        Against::Cc => Compiler::from_env(),
    };
    let flag = interrupt::flag();
    let start = Instant::now();
    let before = state.programs();
    let bar = progress::bar(args.count as u64, "programs");
    bar.set_position(before as u64);
    let mut failed = None;
    let end = run(&mut state, &compiler, &flag, &mut |state| {
        bar.set_position(state.programs() as u64);
        if let Some(path) = &args.state
            && let Err(error) = write(path, state)
        {
            failed = Some(error);
            return ControlFlow::Break(());
        }
        match flag.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    bar.finish_and_clear();
    if let Some(error) = failed {
        return Err(error.into());
    }
    let seconds = start.elapsed().as_secs_f64();
    let summary = json!({
        "against": "cc",
        "programs": state.programs(),
        "runs": state.runs(),
        "outcomes": state.outcomes,
        "seed": config.seed,
        "seconds": seconds,
    });
    match end {
        Ok(FuzzEnd::Agreement) => {
            if global.json {
                output::json(&summary)?;
            } else {
                output::text(&table(&state, seconds, state.programs() - before))?;
            }
            Ok(Status::Done)
        }
        Ok(FuzzEnd::Disagreement(found)) => {
            if global.json {
                let mut object = summary;
                object["disagreement"] = json!({
                    "program": found.program,
                    "minimal": found.minimal,
                    "input": found.input,
                    "executor": found.executor,
                    "other": found.other,
                });
                output::json(&object)?;
            } else {
                output::text(&found.minimal)?;
            }
            errors::print_message(&format!(
                "a disagreement: on {:?} the scalar executor gives {}, but {}",
                found.input, found.executor, found.other
            ));
            Ok(Status::Negative)
        }
        Ok(FuzzEnd::Stopped) => Ok(stopped(args, &state)),
        Err(error) if error.is_interruption() => Ok(stopped(args, &state)),
        Err(error) => Err(error.into()),
    }
}

/// What to say to somebody who interrupted the work.
fn stopped(args: &Fuzz, state: &FuzzState) -> Status {
    let hint = match &args.state {
        Some(_) => "the same command goes on from here",
        None => "with --state FILE the next run would go on from here",
    };
    let done = output::count(state.programs(), "program");
    errors::print_message(&format!(
        "interrupted after {done} without a disagreement; {hint}"
    ));
    Status::Negative
}

fn table(state: &FuzzState, seconds: f64, now: usize) -> String {
    let mut text = format!(
        "{} on {} lists each, {} runs: no disagreement with the C compiler\n",
        output::count(state.programs(), "program"),
        INPUTS,
        state.runs()
    );
    for (outcome, runs) in &state.outcomes {
        text += &format!("  {outcome:14}{runs:>12}\n");
    }
    text + &format!("{now} of the programs in {}\n", output::duration(seconds))
}

fn read(path: &Path, config: FuzzConfig) -> Result<FuzzState, BadInput> {
    let bytes = std::fs::read(path).map_err(|error| BadInput::io(path, "read", &error))?;
    let name = path.display().to_string();
    let state: FuzzState = serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!("it is no state of `lasynth fuzz`: {error}; name another file");
        BadInput::file(&name, message)
    })?;
    if state.config.seed != config.seed {
        let message = format!(
            "it is the state of a run with --seed {}, not {}; use that seed or another file",
            state.config.seed, config.seed
        );
        return Err(BadInput::file(name, message));
    }
    // A larger count goes on where a smaller one ended.
    Ok(FuzzState { config, ..state })
}

fn write(path: &Path, state: &FuzzState) -> Result<(), BadInput> {
    Unfinished::create(path)?.finish(path, |out| {
        serde_json::to_writer(&mut *out, state)?;
        out.write_all(b"\n")
    })
}
