//! `lasynth export`: a checkpoint as a model.

use crate::shell::cli::{Export, Global};
use crate::shell::errors::BadInput;
use crate::shell::{Status, output};
use lasynth_train::{CheckpointError, export as write_model, latest_checkpoint};
use serde_json::json;

pub fn export(global: &Global, args: &Export) -> anyhow::Result<Status> {
    let latest = latest_checkpoint(&args.checkpoint).map_err(explain)?;
    let checkpoint = latest.unwrap_or_else(|| args.checkpoint.clone());
    let card = write_model(&checkpoint, &args.out, !args.f32).map_err(explain)?;
    if global.json {
        output::json(&json!({
            "name": card.name,
            "domain": card.domain,
            "precision": card.precision,
            "steps": card.training.steps,
            "programs": card.training.programs,
            "checkpoint": checkpoint,
            "out": args.out,
        }))?;
    } else {
        output::text(&format!(
            "{} after {}: {}\n",
            card.name,
            output::count(card.training.steps as usize, "step"),
            args.out.display()
        ))?;
    }
    Ok(Status::Done)
}

fn explain(error: CheckpointError) -> BadInput {
    match error {
        CheckpointError::File { path, source } => {
            let message = format!("{source}; expected the folder of a run or a checkpoint in it");
            BadInput::file(path.display().to_string(), message)
        }
        CheckpointError::Model { path, source } => {
            BadInput::file(path.display().to_string(), source)
        }
        CheckpointError::Config(error) => error.into(),
        CheckpointError::Format { ref path, .. } => {
            BadInput::file(path.display().to_string(), &error)
        }
    }
}
