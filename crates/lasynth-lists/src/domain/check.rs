//! What examples may hold, and what programs can be run on.

use crate::{LONGEST, MAX_ARGUMENTS, Type};
use lasynth_core::{Example, ExampleError, Input, Value};
use std::collections::HashMap;

/// Pairs of a specification at most.
pub const MAX_EXAMPLES: usize = 100;

/// Elements of a list in an example at most.
pub const MAX_ELEMENTS: usize = 1_000;

/// Whether an example may have this output.
pub(super) fn fits(output: &Value) -> bool {
    match output {
        Value::Int(_) => true,
        Value::List(items) => items.len() <= MAX_ELEMENTS,
        Value::Grid(_) => false,
    }
}

/// Checks the number of pairs, and for each pair its values, that they are of the kinds of the first
/// pair, and that no earlier one has the same input with another output.
pub(super) fn check(examples: &[Example]) -> Result<(), ExampleError> {
    if !(1..=MAX_EXAMPLES).contains(&examples.len()) {
        let advice = match examples.len() {
            0 => "Give at least one input with its output.",
            _ => "Keep the most telling ones and leave the others out.",
        };
        return Err(ExampleError {
            example: None,
            other: None,
            message: format!(
                "there are {} examples, but between 1 and {MAX_EXAMPLES} are supported. {advice}",
                examples.len()
            ),
        });
    }
    let mut outputs: HashMap<&Input, usize> = HashMap::new();
    for (index, example) in examples.iter().enumerate() {
        let error = |other, what: String| ExampleError {
            example: Some(index),
            other,
            message: format!("example {}: {what}", index + 1),
        };
        check_values(example).map_err(|what| error(None, what))?;
        if let Some(what) = difference(&examples[0], example) {
            return Err(error(Some(0), what));
        }
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

fn check_values(example: &Example) -> Result<(), String> {
    let count = example.input.0.len();
    if !(1..=MAX_ARGUMENTS).contains(&count) {
        let plural = if count == 1 { "" } else { "s" };
        return Err(format!(
            "the input has {count} value{plural}, but 1 to {MAX_ARGUMENTS} are supported."
        ));
    }
    for (value, name) in values(example) {
        check_value(value, MAX_ELEMENTS).map_err(|found| format!("{name} {found}."))?;
    }
    Ok(())
}

/// All values of a pair with their names.
fn values(example: &Example) -> impl Iterator<Item = (&Value, String)> {
    let several = example.input.0.len() > 1;
    let named = example.input.0.iter().enumerate().map(move |(n, value)| {
        let name = match several {
            true => format!("input value {}", n + 1),
            false => "the input".to_owned(),
        };
        (value, name)
    });
    named.chain([(&example.output, "the output".to_owned())])
}

/// A value that is too long or of another kind, with its verb.
fn check_value(value: &Value, longest: usize) -> Result<(), String> {
    match value {
        Value::Int(_) => Ok(()),
        Value::List(items) if items.len() <= longest => Ok(()),
        Value::List(items) => Err(format!(
            "has {} elements; lists of at most {longest} are supported",
            items.len()
        )),
        Value::Grid(_) => Err(format!(
            "is {}; integers and lists of them are supported",
            value.kind()
        )),
    }
}

/// How a pair differs in its kinds of values from the first one.
fn difference(first: &Example, example: &Example) -> Option<String> {
    let (wanted, found) = (first.input.0.len(), example.input.0.len());
    if wanted != found {
        let plural = if found == 1 { "" } else { "s" };
        return Some(format!(
            "the input has {found} value{plural}, but in example 1 it has {wanted}; all examples are of \
             one program, which takes the same arguments each time."
        ));
    }
    let mut pairs = values(first).zip(values(example));
    let other = pairs.find(|((a, _), (b, _))| a.kind() != b.kind());
    other.map(|((before, _), (value, name))| {
        format!(
            "{name} is {}, but in example 1 it is {}; write a list of one element as `[7]`.",
            value.kind(),
            before.kind()
        )
    })
}

/// Whether some program can be run on this input.
pub(super) fn check_input(input: &Input) -> Result<(), String> {
    let count = input.0.len();
    if !(1..=MAX_ARGUMENTS).contains(&count) {
        return Err(format!(
            "found {count} values, expected 1 to {MAX_ARGUMENTS} integers or lists"
        ));
    }
    for value in &input.0 {
        check_value(value, LONGEST).map_err(|found| format!("a value {found}"))?;
    }
    Ok(())
}

/// Whether a program with these arguments can be run on this input.
pub(super) fn check_arguments(input: &Input, arguments: &[Type]) -> Result<(), String> {
    check_input(input)?;
    let fits = |(value, of): (&Value, &Type)| match value {
        Value::Int(_) => *of == Type::Int,
        _ => *of == Type::List,
    };
    let found = &input.0;
    match found.len() == arguments.len() && found.iter().zip(arguments).all(fits) {
        true => Ok(()),
        false => {
            let found: Vec<&str> = found.iter().map(Value::kind).collect();
            let word = |of: &Type| match of {
                Type::Int => "an integer",
                _ => "a list",
            };
            let expected: Vec<&str> = arguments.iter().map(word).collect();
            let (found, expected) = (found.join(", "), expected.join(", "));
            Err(format!("found {found}, the program takes {expected}"))
        }
    }
}

/// Whether a search can be told this outcome.
pub(super) fn check_observation(input: &Input, outcome: Option<&Value>) -> Result<(), String> {
    check_input(input)?;
    let Some(outcome) = outcome else {
        return Ok(());
    };
    check_value(outcome, LONGEST).map_err(|found| format!("the output {found}"))
}
