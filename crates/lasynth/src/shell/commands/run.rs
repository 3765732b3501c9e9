//! `lasynth run`: a program on inputs.

use crate::shell::cli::{Global, Run};
use crate::shell::commands::compiler;
use crate::shell::errors::BadInput;
use crate::shell::programs::{Loaded, load};
use crate::shell::{Status, errors, interrupt, output};
use crate::{Fault, FaultKind, Input, Value};
use lasynth_c_tools::system_cc::Outcome;
use lasynth_core::parse_input;
use serde_json::json;

pub fn run(global: &Global, args: &Run) -> anyhow::Result<Status> {
    // With --cc an executor is compared with the compiler, which needs a program of a language.
    let program = load(global, &args.program, !args.cc)?;
    let inputs = args
        .input
        .iter()
        .enumerate()
        .map(|(index, text)| argument(&program, index, text))
        .collect::<Result<Vec<_>, _>>()?;
    let (results, missing_fences) = program.run(&inputs)?;
    // A language may take inputs of many shapes, of which a program takes one.
    for (index, result) in results.iter().enumerate() {
        if let Err(fault) = result
            && fault.kind == FaultKind::BadInput
        {
            let found = fault.place.strip_prefix("the input: ");
            let message = found.unwrap_or(&fault.place).to_owned();
            return Err(BadInput::file(flag(index), message).into());
        }
    }
    let compiled = match &program {
        Loaded::Own { bundle, source, .. } if args.cc => {
            Some(compiler(bundle)?.run(source, &inputs, &interrupt::flag())?)
        }
        _ => None,
    };
    let mut status = Status::Done;
    for (index, result) in results.iter().enumerate() {
        let compiled = compiled.as_ref().map(|compiled| &compiled.outcomes[index]);
        let agrees = compiled.map(|compiled| agree(result, compiled));
        if result.is_err() || agrees == Some(false) {
            status = Status::Negative;
        }
        if global.json {
            output::json(&object(result, compiled.zip(agrees)))?;
        } else if let Ok(value) = result {
            output::text(&format!("{value}\n"))?;
        }
        if let Err(fault) = result {
            errors::print_message(&format!("the run on {} is invalid: {fault}", inputs[index]));
        }
        if let (Some(false), Some(compiled)) = (agrees, compiled) {
            let compiled = match compiled {
                Ok(value) => value.to_string(),
                Err(kind) => kind.to_string(),
            };
            errors::print_message(&format!(
                "the C compiler disagrees: on {} the compiled program gives {compiled}",
                inputs[index]
            ));
        }
    }
    let of_compiler = compiled
        .iter()
        .flat_map(|compiled| &compiled.missing_fences);
    for missing in missing_fences.iter().chain(of_compiler) {
        output::note(missing);
    }
    Ok(status)
}

/// The value of an `--input`.
fn argument(program: &Loaded, index: usize, text: &str) -> Result<Input, BadInput> {
    let value = parse_input(text).map_err(|error| BadInput {
        line: None,
        ..BadInput::spec(flag(index), &error)
    })?;
    let checked = program.check_input(&value);
    checked.map_err(|message| BadInput::file(flag(index), message))?;
    Ok(value)
}

/// An `--input` in messages.
fn flag(index: usize) -> String {
    format!("--input {}", index + 1)
}

fn agree(result: &Result<Value, Fault>, compiled: &Outcome) -> bool {
    match (result, compiled) {
        (Ok(value), Ok(compiled)) => value == compiled,
        (Err(fault), Err(kind)) => fault.kind == *kind,
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    }
}

fn object(result: &Result<Value, Fault>, compiled: Option<(&Outcome, bool)>) -> serde_json::Value {
    let mut object = match result {
        Ok(value) => json!({ "output": value }),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    };
    if let Some((compiled, agrees)) = compiled {
        object["cc"] = match compiled {
            Ok(value) => json!({ "output": value, "agrees": agrees }),
            Err(kind) => json!({ "invalid": kind, "agrees": agrees }),
        };
    }
    object
}
