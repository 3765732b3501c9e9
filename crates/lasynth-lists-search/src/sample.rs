//! Inputs on which functions are compared: drawn like those of the examples, then edge cases.
//!
//! What all examples have in common is kept: how long lists are and how large numbers, that they are in
//! order or all different, that two lists are equally long, that a number is a position.

use foldhash::fast::FixedState;
use lasynth_core::{Input, Value};
use lasynth_search::{Observations, Sample};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Inputs that are drawn.
const DRAWN: usize = 28;
/// Draws for them at most, since equal ones count once.
const DRAWS: usize = 400;
/// Elements of an edge case at most.
const EDGE_LENGTH: usize = 6;

/// What the examples show of one argument.
enum Shape {
    Int {
        range: RangeInclusive<i32>,
        seen: Vec<i32>,
    },
    List {
        lengths: RangeInclusive<usize>,
        range: RangeInclusive<i32>,
        seen: Vec<i32>,
        sorted: bool,
        distinct: bool,
        /// The earlier argument that is always as long.
        as_long_as: Option<usize>,
    },
}

/// The inputs to compare on.
pub(crate) fn sample_of(observations: &Observations) -> Sample {
    let inputs = &observations.inputs;
    let Some(first) = inputs.first() else {
        return Sample::new(Vec::new(), 0);
    };
    let shapes: Vec<Shape> = (0..first.0.len())
        .map(|argument| shape(inputs, argument))
        .collect();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut seen: HashSet<Input, FixedState> = inputs.iter().cloned().collect();
    let mut all = Vec::new();
    for _ in 0..DRAWS {
        let input = draw(&shapes, &mut rng);
        if seen.insert(input.clone()) {
            all.push(input);
        }
        if all.len() == DRAWN {
            break;
        }
    }
    let drawn = all.len();
    for input in edges(&shapes, inputs) {
        if seen.insert(input.clone()) {
            all.push(input);
        }
    }
    Sample::new(all, drawn)
}

fn shape(inputs: &[Input], argument: usize) -> Shape {
    let values = || inputs.iter().map(|input| &input.0[argument]);
    let lists: Vec<&[i32]> = values().filter_map(Value::as_list).collect();
    if lists.len() < inputs.len() {
        let seen: Vec<i32> = values()
            .filter_map(|value| match value {
                Value::Int(number) => Some(*number),
                _ => None,
            })
            .collect();
        return Shape::Int {
            range: span(&seen),
            seen,
        };
    }
    let seen: Vec<i32> = lists.concat();
    let long = |list: &&[i32]| list.len() > 1;
    let length = |input: &Input, argument: usize| input.0[argument].as_list().map(<[i32]>::len);
    let as_long = |other: &usize| {
        let mut pairs = inputs.iter();
        pairs.all(|input| length(input, *other) == length(input, argument))
    };
    let shortest = lists.iter().map(|list| list.len()).min().unwrap_or(0);
    let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    Shape::List {
        lengths: shortest..=longest,
        range: span(&seen),
        sorted: lists.iter().any(long) && lists.iter().all(|list| list.is_sorted()),
        distinct: lists.iter().any(long)
            && lists.iter().all(|list| {
                let different: HashSet<&i32> = list.iter().collect();
                different.len() == list.len()
            }),
        seen,
        as_long_as: match inputs.len() {
            0..3 => None,
            _ => (0..argument).find(as_long),
        },
    }
}

fn span(numbers: &[i32]) -> RangeInclusive<i32> {
    let least = numbers.iter().copied().min().unwrap_or(0);
    let largest = numbers.iter().copied().max().unwrap_or(9);
    least..=largest
}

/// A number like those that were seen: one of them, or any between.
fn number(range: &RangeInclusive<i32>, seen: &[i32], rng: &mut ChaCha8Rng) -> i32 {
    match rng.random_bool(0.4) {
        true => seen.choose(rng).copied().unwrap_or(*range.start()),
        false => rng.random_range(range.clone()),
    }
}

fn draw(shapes: &[Shape], rng: &mut ChaCha8Rng) -> Input {
    let mut values: Vec<Value> = Vec::new();
    for shape in shapes {
        let value = match shape {
            Shape::Int { range, seen } => Value::Int(number(range, seen, rng)),
            Shape::List {
                lengths,
                range,
                seen,
                sorted,
                distinct,
                as_long_as,
            } => {
                let other = as_long_as.and_then(|other| values[other].as_list().map(<[i32]>::len));
                let length = match other {
                    Some(length) => length,
                    None => rng.random_range(lengths.clone()),
                };
                let mut list: Vec<i32> = Vec::new();
                for _ in 0..length {
                    let mut item = number(range, seen, rng);
                    let mut tries = 0;
                    while *distinct && list.contains(&item) && tries < 20 {
                        item = rng.random_range(range.clone());
                        tries += 1;
                    }
                    // Neighbours are alike more often than chance has it.
                    if !distinct && !list.is_empty() && rng.random_bool(0.15) {
                        item = list[list.len() - 1];
                    }
                    list.push(item);
                }
                if *sorted {
                    list.sort_unstable();
                }
                Value::List(list)
            }
        };
        values.push(value);
    }
    Input(values)
}

/// Inputs that a function may treat in a way of its own, one argument after the other replaced.
fn edges(shapes: &[Shape], inputs: &[Input]) -> Vec<Input> {
    let mut all = Vec::new();
    let base = &inputs[0];
    for (argument, shape) in shapes.iter().enumerate() {
        let values: Vec<Value> = match shape {
            Shape::Int { range, .. } => {
                let mut numbers = vec![0, 1, *range.end()];
                if *range.start() < 0 {
                    numbers.push(-1);
                }
                numbers.into_iter().map(Value::Int).collect()
            }
            Shape::List {
                range,
                sorted,
                lengths,
                ..
            } => {
                let (least, largest) = (*range.start(), *range.end());
                let length = (*lengths.end()).clamp(2, EDGE_LENGTH);
                let mut lists = vec![
                    vec![],
                    vec![largest],
                    vec![least],
                    vec![largest; length],
                    (0..length as i32)
                        .map(|n| least.saturating_add(n))
                        .collect(),
                ];
                if !sorted {
                    lists.push(
                        (0..length as i32)
                            .map(|n| largest.saturating_sub(n))
                            .collect(),
                    );
                    lists.push(vec![0; length]);
                }
                lists.into_iter().map(Value::List).collect()
            }
        };
        for value in values {
            let mut input = base.clone();
            input.0[argument] = value;
            // Lists that belong together stay equally long.
            let length = input.0[argument].as_list().map(<[i32]>::len);
            for (other, shape) in shapes.iter().enumerate() {
                let tied = match shape {
                    Shape::List {
                        as_long_as: Some(first),
                        ..
                    } => *first == argument || other == argument,
                    _ => false,
                };
                if let (true, Some(length), Value::List(list)) =
                    (tied && other != argument, length, &mut input.0[other])
                {
                    let fill = list.first().copied().unwrap_or(0);
                    list.resize(length, fill);
                }
            }
            all.push(input);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use lasynth_core::Example;

    fn observed(pairs: &[(Vec<Value>, Value)]) -> Observations {
        let example = |(input, output): &(Vec<Value>, Value)| Example {
            input: Input(input.clone()),
            output: output.clone(),
        };
        Observations::of(&pairs.iter().map(example).collect::<Vec<_>>())
    }

    #[test]
    fn inputs_are_drawn_like_those_of_the_examples() {
        let list = |items: &[i32]| Value::List(items.to_vec());
        let observations = observed(&[
            (vec![list(&[1, 4, 6]), list(&[7, 0, 7])], Value::Int(0)),
            (vec![list(&[2, 3]), list(&[9, 1])], Value::Int(0)),
            (
                vec![list(&[0, 5, 8, 9]), list(&[3, 2, 2, 5])],
                Value::Int(0),
            ),
        ]);
        let sample = sample_of(&observations);
        assert_eq!(sample.drawn(), DRAWN);
        for input in &sample.inputs()[..sample.drawn()] {
            let [Value::List(first), Value::List(second)] = &input.0[..] else {
                panic!("{input}");
            };
            assert!(
                first.is_sorted() && (2..=4).contains(&first.len()),
                "{input}"
            );
            assert_eq!(first.len(), second.len(), "{input}");
            assert!(
                first
                    .iter()
                    .chain(second)
                    .all(|item| (0..=9).contains(item))
            );
        }
        assert!(
            sample.inputs()[sample.drawn()..]
                .iter()
                .any(|input| input.0[0] == list(&[]))
        );
    }
}
