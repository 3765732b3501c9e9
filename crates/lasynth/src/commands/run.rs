//! `lasynth run`: a program on inputs.

use crate::cli::{Global, Run};
use crate::errors::BadInput;
use crate::{Status, errors, input, interrupt, output};
use lasynth::system_cc::{self, Outcome};
use lasynth::{Fault, Value};
use lasynth_c::domain::MAX_LIST_LEN;
use lasynth_core::parse_value;
use serde_json::json;

pub fn run(global: &Global, args: &Run) -> anyhow::Result<Status> {
    let inputs = args
        .input
        .iter()
        .enumerate()
        .map(|(index, text)| list(index, text))
        .collect::<Result<Vec<_>, _>>()?;
    let name = input::name(&args.program);
    let source = input::text(&args.program)?;
    let program = lasynth::domain()
        .parse(&source)
        .map_err(|error| BadInput::source(name, &error))?;
    let results: Vec<_> = inputs.iter().map(|input| program.run(input)).collect();
    let compiled = match args.cc {
        true => Some(system_cc::run_source(&source, &inputs, &interrupt::flag())?),
        false => None,
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
                Ok(list) => Value::List(list.clone()).to_string(),
                Err(kind) => kind.to_string(),
            };
            errors::print_message(&format!(
                "the C compiler disagrees: on {} the compiled program gives {compiled}",
                inputs[index]
            ));
        }
    }
    if let Some(compiled) = &compiled {
        for missing in &compiled.missing_fences {
            output::note(missing);
        }
    }
    Ok(status)
}

/// The value of an `--input`.
fn list(index: usize, text: &str) -> Result<Value, BadInput> {
    let flag = format!("--input {}", index + 1);
    let value = parse_value(text).map_err(|error| BadInput {
        line: None,
        ..BadInput::spec(flag.clone(), &error)
    })?;
    let Value::List(items) = &value;
    if !(1..=MAX_LIST_LEN).contains(&items.len()) {
        let message = format!(
            "the list has {}, but 1 to {MAX_LIST_LEN} are supported",
            output::count(items.len(), "element")
        );
        return Err(BadInput::file(flag, message));
    }
    Ok(value)
}

fn agree(result: &Result<Value, Fault>, compiled: &Outcome) -> bool {
    match (result, compiled) {
        (Ok(Value::List(list)), Ok(compiled)) => list == compiled,
        (Err(fault), Err(kind)) => fault.kind == *kind,
        _ => false,
    }
}

fn object(result: &Result<Value, Fault>, compiled: Option<(&Outcome, bool)>) -> serde_json::Value {
    let mut object = match result {
        Ok(value) => json!({ "output": value }),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    };
    if let Some((compiled, agrees)) = compiled {
        object["cc"] = match compiled {
            Ok(list) => json!({ "output": list, "agrees": agrees }),
            Err(kind) => json!({ "invalid": kind, "agrees": agrees }),
        };
    }
    object
}
