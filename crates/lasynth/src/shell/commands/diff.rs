//! `lasynth diff`: whether two programs do the same.

use crate::domains::Bundle;
use crate::shell::cli::{Diff, Global};
use crate::shell::errors::BadInput;
use crate::shell::programs::{Loaded, load};
use crate::shell::{Status, input, output};
use crate::{Fault, Input, Value};
use lasynth_core::{Comparison, Program};
use serde_json::json;

/// Inputs that compiled programs are run on at a time: those after a difference need not be tried.
const CHUNK: usize = 32;

pub fn diff(global: &Global, args: &Diff) -> anyhow::Result<Status> {
    let (first, second) = (
        load(global, &args.first, true)?,
        load(global, &args.second, true)?,
    );
    let comparison = compare(&first, &second, args)?;
    let Some(list) = &comparison.differs_on else {
        if global.json {
            output::json(&json!({ "equivalent": true, "inputs": comparison.inputs }))?;
        } else {
            let inputs = comparison.inputs;
            let all = same_language(&first, &second).is_some_and(|(bundle, ..)| {
                // A language whose tasks are about so many lists compares on all of them.
                let lists = bundle.domain.lists();
                lists.is_none_or(|lists| lists.count() == inputs as u64)
            });
            let tried = if all { "" } else { " that were tried" };
            output::text(&format!(
                "the programs do the same on all {inputs} inputs{tried}\n"
            ))?;
        }
        return Ok(Status::Done);
    };
    let outcomes = [outcome(&first, list)?, outcome(&second, list)?];
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

/// Both programs, with their language, where they are of the same.
fn same_language<'p>(
    first: &'p Loaded,
    second: &'p Loaded,
) -> Option<(&'static Bundle, &'p dyn Program, &'p dyn Program)> {
    let own = |loaded: &'p Loaded| match loaded {
        Loaded::Own {
            bundle, program, ..
        } => Some((*bundle, program.as_ref())),
        Loaded::Foreign(_) => None,
    };
    let ((bundle, first), (other, second)) = own(first).zip(own(second))?;
    (bundle.name() == other.name()).then_some((bundle, first, second))
}

/// Programs of one language are compared as it says; others on inputs that both take.
fn compare(first: &Loaded, second: &Loaded, args: &Diff) -> anyhow::Result<Comparison> {
    if let Some((bundle, first, second)) = same_language(first, second) {
        return Ok(bundle.domain.compare(first, second));
    }
    let inputs = inputs(first, second);
    if inputs.is_empty() {
        let message = format!(
            "it does not take what {} takes, so there is no input to compare them on",
            input::name(&args.first)
        );
        return Err(BadInput::file(input::name(&args.second), message).into());
    }
    let mut differs_on = None;
    for (index, chunk) in inputs.chunks(CHUNK).enumerate() {
        let ((one, missing), (two, also_missing)) = (first.run(chunk)?, second.run(chunk)?);
        if index == 0 {
            let missing = if missing.is_empty() {
                also_missing
            } else {
                missing
            };
            missing.iter().for_each(|fence| output::note(fence));
        }
        // Languages name different reasons, so that all invalid runs are the same here.
        let differ = one
            .iter()
            .zip(&two)
            .position(|(one, two)| match (one, two) {
                (Ok(one), Ok(two)) => one != two,
                (one, two) => one.is_ok() || two.is_ok(),
            });
        if let Some(at) = differ {
            differs_on = Some(chunk[at].clone());
            break;
        }
    }
    Ok(Comparison {
        inputs: inputs.len(),
        differs_on,
    })
}

/// Inputs that both programs take: those of a language, where one is of a language and has any, else
/// those that are made for a compiled function.
fn inputs(first: &Loaded, second: &Loaded) -> Vec<Input> {
    let of = |own: bool| {
        let sides = [first, second].into_iter();
        let sides = sides.filter(|side| matches!(side, Loaded::Own { .. }) == own);
        let mut inputs: Vec<Input> = Vec::new();
        for input in sides.flat_map(Loaded::probes) {
            if first.takes(&input) && second.takes(&input) && !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    };
    let own = of(true);
    if own.is_empty() { of(false) } else { own }
}

/// What a program makes of one input.
fn outcome(program: &Loaded, input: &Input) -> anyhow::Result<Result<Value, Fault>> {
    let (mut outcomes, _) = program.run(std::slice::from_ref(input))?;
    outcomes
        .pop()
        .ok_or_else(|| anyhow::anyhow!("there is no outcome on {input}"))
}

fn object(outcome: &Result<Value, Fault>) -> serde_json::Value {
    match outcome {
        Ok(value) => json!({ "output": value }),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    }
}
