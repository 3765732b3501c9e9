//! Whether the pairs of a specification fit each other: every pair is one call of the same function.

use crate::{Example, ExampleError, Value};

/// A pair whose arguments or output are of other kinds than those of the first pair.
pub(super) struct Mismatch {
    /// Index of the pair.
    pub(super) pair: usize,
    /// Index of the argument that is of another kind; the number of arguments where it is the output;
    /// 0 where their number differs.
    pub(super) part: usize,
    /// What differs, with the first pair called `first`.
    pub(super) message: String,
}

/// The first pair that does not fit the one before all others, which `first` names: `line 3`.
pub(super) fn mismatch<'e>(
    mut examples: impl Iterator<Item = &'e Example>,
    first: &str,
) -> Option<Mismatch> {
    let model = examples.next()?;
    examples.enumerate().find_map(|(index, example)| {
        let (part, message) = difference(model, example, first)?;
        Some(Mismatch {
            pair: index + 1,
            part,
            message,
        })
    })
}

/// Where an example differs in kind from another one, and how.
fn difference(model: &Example, example: &Example, first: &str) -> Option<(usize, String)> {
    let (wanted, found) = (&model.input.0, &example.input.0);
    if wanted.len() != found.len() {
        let arguments = match wanted.len() {
            1 => "1 argument".to_owned(),
            n => format!("{n} arguments"),
        };
        let message = format!("expected {arguments} as in {first}, found {}", found.len());
        return Some((0, message));
    }
    let kinds = wanted.iter().zip(found);
    let outputs = [(&model.output, &example.output)];
    let other = |(a, b): &(&Value, &Value)| a.kind() != b.kind();
    let mut all = kinds.chain(outputs).enumerate();
    let (part, (wanted, found)) = all.find(|(_, pair)| other(pair))?;
    let name = match (part, model.input.0.len()) {
        (part, arguments) if part == arguments => "the output".to_owned(),
        (_, 1) => "the input".to_owned(),
        (part, _) => format!("argument {}", part + 1),
    };
    let advice = match (wanted, found) {
        (Value::List(_), Value::Int(number)) => {
            format!("; a list of one number is written `[{number}]`")
        }
        _ => String::new(),
    };
    let message = format!(
        "expected {name} to be {} as in {first}, found {}{advice}",
        wanted.kind(),
        found.kind()
    );
    Some((part, message))
}

/// Whether all examples have the same number of arguments, and arguments and outputs of the same kinds:
/// integers, lists or grids. What [`crate::parse_spec`] refuses in a text, for examples that come from
/// elsewhere.
///
/// # Errors
/// The first example that differs from the one before all others.
pub fn check_shapes(examples: &[Example]) -> Result<(), ExampleError> {
    match mismatch(examples.iter(), "example 1") {
        None => Ok(()),
        Some(found) => Err(ExampleError {
            example: Some(found.pair),
            other: Some(0),
            message: format!(
                "example {}: {}; all examples are calls of one function.",
                found.pair + 1,
                found.message
            ),
        }),
    }
}
