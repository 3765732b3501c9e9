//! How much outputs say, in bits: what a program has to explain.
//!
//! A program is worth believing where it is shorter than what it explains. Outputs are described by a
//! simple code: numbers by their size, elements that stand in the input by little, outputs that were
//! seen before by less. The difference to the bits of the program says how probable it is that the
//! program is meant at all, and not one that fits by chance: fitted on people's tasks.

use lasynth_core::{Input, Value};
use lasynth_search::Observations;
use std::collections::HashSet;

/// Bits of an output that an earlier example has, too.
const REPEATED: f64 = 0.7;
/// Bits of a number besides those of its size.
const NUMBER: f64 = 2.0;
/// Bits of a list besides those of its elements, and of an element that stands in the input.
const LIST: f64 = 1.5;
const COPIED: f64 = 1.5;
/// The difference in bits at which a program is as probably meant as not, and how many bits more make
/// it e times as probable.
const EVEN: f64 = -11.0;
const STEP: f64 = 9.0;

/// Bits of all outputs.
pub(crate) fn information(observations: &Observations) -> f64 {
    let mut seen = HashSet::new();
    let pairs = observations.pairs();
    let each = pairs.map(|(input, outcome)| match outcome {
        Some(value) if seen.insert(value.clone()) => of_value(value, input),
        Some(_) => REPEATED,
        None => 1.0,
    });
    each.sum()
}

fn of_value(value: &Value, input: &Input) -> f64 {
    let size = |number: i32| NUMBER + (f64::from(number.unsigned_abs()) + 1.0).log2();
    match value {
        Value::Int(number) => size(*number),
        Value::List(items) => {
            let lists = || input.0.iter().filter_map(Value::as_list);
            let item = |item: &i32| match lists().any(|list| list.contains(item)) {
                true => COPIED,
                false => size(*item),
            };
            LIST + items.iter().map(item).sum::<f64>()
        }
        Value::Grid(_) => 0.0,
    }
}

/// How much more probable it is that something else is meant than a program of these bits, given that
/// it has all outputs.
pub(crate) fn odds_against(information: f64, bits: f64) -> f64 {
    (-(information - bits - EVEN) / STEP).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_shorter_than_what_they_explain_are_believed() {
        assert!(odds_against(50.0, 15.0) < 0.01);
        assert!(odds_against(15.0, 60.0) > 10.0);
        assert!((odds_against(10.0, 21.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn repeated_outputs_and_copied_elements_say_little() {
        let mut known = Observations::default();
        let list = |items: &[i32]| Value::List(items.to_vec());
        known.push(list(&[3, 1]).into(), Some(list(&[1, 3])));
        let copied = information(&known);
        known.push(list(&[1, 3]).into(), Some(list(&[1, 3])));
        assert!((information(&known) - copied - REPEATED).abs() < 1e-9);
        known.push(list(&[5]).into(), Some(list(&[100])));
        assert!(information(&known) > copied + 8.0);
    }
}
