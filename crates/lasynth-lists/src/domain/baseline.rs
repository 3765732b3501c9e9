//! The baseline of the domain: the same output each time, one of the arguments, or a factor times an
//! argument plus a number, element by element. Nobody would call it synthesis; what it gets right says how
//! easy a set of tasks is.

use lasynth_core::{Example, Input, Value};

/// A baseline that fits all examples.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Baseline {
    Constant(Value),
    /// The argument of this number, each of its numbers times a factor plus a number.
    Affine(usize, i64, i64),
}

impl Baseline {
    /// What it says of an input; where it says nothing, an empty list.
    pub(super) fn predict(&self, input: &Input) -> Value {
        match self {
            Baseline::Constant(value) => value.clone(),
            Baseline::Affine(argument, factor, plus) => (input.0.get(*argument))
                .and_then(|value| affine(value, *factor, *plus))
                .unwrap_or(Value::List(Vec::new())),
        }
    }
}

/// The first that fits all examples.
pub(super) fn fit(examples: &[Example]) -> Option<Baseline> {
    let first = examples.first()?;
    let fits = |baseline: &Baseline| {
        examples
            .iter()
            .all(|pair| baseline.predict(&pair.input) == pair.output)
    };
    let arguments = 0..first.input.0.len();
    [Baseline::Constant(first.output.clone())]
        .into_iter()
        .chain(
            arguments
                .clone()
                .map(|argument| Baseline::Affine(argument, 1, 0)),
        )
        .chain(arguments.filter_map(|argument| line(examples, argument)))
        .find(fits)
}

fn affine(value: &Value, factor: i64, plus: i64) -> Option<Value> {
    let number =
        |x: &i32| i32::try_from(factor.checked_mul(i64::from(*x))?.checked_add(plus)?).ok();
    match value {
        Value::Int(x) => number(x).map(Value::Int),
        Value::List(items) => items
            .iter()
            .map(number)
            .collect::<Option<_>>()
            .map(Value::List),
        Value::Grid(_) => None,
    }
}

/// The line through the numbers of an argument and of the output at the same place.
fn line(examples: &[Example], argument: usize) -> Option<Baseline> {
    let numbers = |value: &Value| match value {
        Value::Int(number) => vec![*number],
        Value::List(items) => items.clone(),
        Value::Grid(_) => Vec::new(),
    };
    let mut points = examples.iter().flat_map(|pair| {
        let inputs = pair.input.0.get(argument).map(numbers).unwrap_or_default();
        inputs.into_iter().zip(numbers(&pair.output))
    });
    let (x, y) = points.next()?;
    let (x, y) = (i64::from(x), i64::from(y));
    let other = points
        .map(|(x, y)| (i64::from(x), i64::from(y)))
        .find(|(other, _)| *other != x);
    let (factor, plus) = match other {
        Some((other_x, other_y)) => {
            let factor = (other_y - y) / (other_x - x);
            (factor, y - factor * x)
        }
        None => (1, y - x),
    };
    Some(Baseline::Affine(argument, factor, plus))
}
