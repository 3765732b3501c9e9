//! What examples a model of restricted C can be given.

use crate::probes::{LIST_LEN, MAX_LIST_LEN, MAX_VALUE, MIN_VALUE};
use lasynth_core::{Example, ExampleError, Input, Value};
use std::collections::HashMap;

/// Fewest pairs of a specification.
pub const MIN_EXAMPLES: usize = 1;
/// Most pairs of a specification.
pub const MAX_EXAMPLES: usize = 10;

/// Checks number, lengths, range, and that no input has two outputs, in this order for each pair.
pub(super) fn check(examples: &[Example]) -> Result<(), ExampleError> {
    if !(MIN_EXAMPLES..=MAX_EXAMPLES).contains(&examples.len()) {
        let advice = match examples.len() {
            0 => "Give at least one input with its output.",
            _ => "Keep the most telling ones and leave the others out.",
        };
        return Err(ExampleError {
            example: None,
            other: None,
            message: format!(
                "there are {} examples, but between {MIN_EXAMPLES} and {MAX_EXAMPLES} are supported. \
                 {advice}",
                examples.len()
            ),
        });
    }
    let mut outputs: HashMap<&Input, usize> = HashMap::new();
    for (index, example) in examples.iter().enumerate() {
        check_lists(example).map_err(|what| ExampleError {
            example: Some(index),
            other: None,
            message: format!("example {}: {what}", index + 1),
        })?;
        if let Some(&other) = outputs.get(&example.input)
            && examples[other].output != example.output
        {
            return Err(ExampleError {
                example: Some(index),
                other: Some(other),
                message: format!(
                    "examples {} and {} contradict each other: the input {} gives {} in the first \
                     and {} in the second, but a program gives one output. Correct or remove one \
                     of them.",
                    other + 1,
                    index + 1,
                    example.input,
                    examples[other].output,
                    example.output
                ),
            });
        }
        outputs.entry(&example.input).or_insert(index);
    }
    Ok(())
}

fn check_lists<'e>(example: &'e Example) -> Result<(), String> {
    let input = match &example.input.0[..] {
        [input] => input,
        all => {
            return Err(format!(
                "the input has {} values, but a program takes one list of {LIST_LEN}.",
                all.len()
            ));
        }
    };
    let list = |name: &str, value: &'e Value| {
        value.as_list().ok_or_else(|| {
            format!(
                "the {name} is {}, but a program takes and returns a list of {LIST_LEN} integers.",
                value.kind()
            )
        })
    };
    let (input, output) = (list("input", input)?, list("output", &example.output)?);
    if input.len() != output.len() {
        return Err(format!(
            "the input has {} but the output has {}; a program changes its list in place, so both \
             must have the same length, {LIST_LEN}.",
            elements(input.len()),
            elements(output.len())
        ));
    }
    if input.len() != LIST_LEN {
        return Err(format!(
            "the lists have {}, but exactly {LIST_LEN} are supported. {}.",
            elements(input.len()),
            if input.len() < LIST_LEN {
                "Append elements that stay as they are"
            } else {
                "Leave out elements that do not matter"
            }
        ));
    }
    for (name, list) in [("input", input), ("output", output)] {
        for (position, value) in list.iter().enumerate() {
            if !(MIN_VALUE..=MAX_VALUE).contains(value) {
                return Err(format!(
                    "element {} of the {name} is {value}, but values from {MIN_VALUE} to \
                     {MAX_VALUE} are supported. Choose an example whose values all lie in that \
                     range.",
                    position + 1
                ));
            }
        }
    }
    Ok(())
}

/// Values that a search can be told are at most so large: small enough that sums of a few multiples
/// of them stay within 16 bits.
const MAX_OBSERVED: i32 = 4_000;

/// Whether a search can be told an outcome: both lists of five, with values that are not too large.
pub(super) fn check_observation(input: &Input, outcome: Option<&Value>) -> Result<(), String> {
    let values = input.0.iter().chain(outcome);
    if input.0.len() != 1 {
        return Err(format!(
            "found {} values, expected one list of {LIST_LEN}",
            input.0.len()
        ));
    }
    for value in values {
        let list = value
            .as_list()
            .ok_or_else(|| format!("found {}, expected a list of {LIST_LEN}", value.kind()))?;
        if list.len() != LIST_LEN {
            return Err(format!(
                "found a list of {}, expected one of five",
                list.len()
            ));
        }
        if let Some(large) = list
            .iter()
            .find(|v| !(-MAX_OBSERVED..=MAX_OBSERVED).contains(*v))
        {
            return Err(format!(
                "found the value {large}, but values from -{MAX_OBSERVED} to {MAX_OBSERVED} can be \
                 taken into account"
            ));
        }
    }
    Ok(())
}

/// The list that a program is run on.
pub(super) fn list_of(input: &Input) -> Result<&[i32], String> {
    let list = match &input.0[..] {
        [Value::List(list)] => list,
        [other] => return Err(format!("it is {}, a list is supported", other.kind())),
        all => {
            return Err(format!(
                "it has {} values, one list is supported",
                all.len()
            ));
        }
    };
    match (1..=MAX_LIST_LEN).contains(&list.len()) {
        true => Ok(list),
        false => Err(format!(
            "it has {} elements, a list of 1 to {MAX_LIST_LEN} is supported",
            list.len()
        )),
    }
}

fn elements(count: usize) -> String {
    match count {
        1 => "1 element".to_owned(),
        _ => format!("{count} elements"),
    }
}
