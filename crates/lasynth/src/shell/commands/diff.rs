//! `lasynth diff`: whether two programs do the same.

use crate::shell::cli::{Diff, Global};
use crate::shell::errors::BadInput;
use crate::shell::{Status, input, output};
use crate::{Fault, Value};
use lasynth_core::{Domain, Program};
use serde_json::json;
use std::path::Path;

pub fn diff(global: &Global, args: &Diff) -> anyhow::Result<Status> {
    let source = input::text(&args.first)?;
    let domain = global.domains.of_program(&args.first, &source).domain;
    let (first, second) = (read(domain, &args.first)?, read(domain, &args.second)?);
    let comparison = domain.compare(first.as_ref(), second.as_ref());
    let Some(list) = &comparison.differs_on else {
        if global.json {
            output::json(&json!({ "equivalent": true, "inputs": comparison.inputs }))?;
        } else {
            let inputs = comparison.inputs;
            output::text(&format!(
                "the programs do the same on all {inputs} inputs\n"
            ))?;
        }
        return Ok(Status::Done);
    };
    let outcomes = [first.run(list), second.run(list)];
    if global.json {
        output::json(&json!({
            "equivalent": false,
            "inputs": comparison.inputs,
            "counterexample": {
                "input": list,
                "first": object(&outcomes[0]),
                "second": object(&outcomes[1]),
            },
        }))?;
    } else {
        let mut text = format!("the programs differ on {list}:\n");
        for (path, outcome) in [&args.first, &args.second].iter().zip(&outcomes) {
            let outcome = match outcome {
                Ok(value) => value.to_string(),
                Err(fault) => fault.to_string(),
            };
            text += &format!("  {}: {outcome}\n", input::name(path));
        }
        output::text(&text)?;
    }
    Ok(Status::Negative)
}

/// The program in a file.
pub fn read(domain: &dyn Domain, path: &Path) -> Result<Box<dyn Program>, BadInput> {
    domain
        .parse(&input::text(path)?)
        .map_err(|error| BadInput::source(input::name(path), &error))
}

fn object(outcome: &Result<Value, Fault>) -> serde_json::Value {
    match outcome {
        Ok(value) => json!({ "output": value }),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    }
}
