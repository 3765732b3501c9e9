//! Inputs that tell functions apart.

use super::signature::{Argument, Signature};
use lasynth_core::{Input, Value};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;

/// Inputs that are drawn beside the edge cases.
const DRAWN: usize = 240;
/// Elements of a list without a length where the text does not say how many.
const LENGTH: usize = 5;

/// Lists at the edge of what functions are written for.
const EDGES: [&[i32]; 12] = [
    &[],
    &[0],
    &[1],
    &[-1],
    &[3, 3, 3],
    &[1, 2, 3, 4],
    &[4, 3, 2, 1],
    &[0, 0],
    &[-2, -5, -1],
    &[1, 1, 2, 2, 1],
    &[i32::MAX],
    &[i32::MIN],
];
const EDGE_INTS: [i32; 9] = [0, 1, 2, -1, 3, 10, -10, i32::MAX, i32::MIN];

/// Inputs for a function, edge cases first. The same function has the same inputs.
pub(super) fn draw(signature: &Signature) -> Vec<Input> {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let arguments = &signature.arguments;
    let mut all = Vec::new();
    let edges = match arguments.len() {
        1 => EDGES.len(),
        _ => EDGES.len() * EDGE_INTS.len(),
    };
    for index in 0..edges {
        // Each argument goes through its cases at a pace of its own.
        let mut step = index;
        let edge = |argument: &Argument| match *argument {
            Argument::Int => Value::Int(pick(&EDGE_INTS, &mut step)),
            Argument::List { length: true, .. } => Value::List(pick(&EDGES, &mut step).to_vec()),
            Argument::List { fixed, .. } => {
                let value = pick(&[0, 1, -1, 4, -4], &mut step);
                Value::List(vec![value; fixed.unwrap_or(LENGTH)])
            }
        };
        all.push(Input(arguments.iter().map(edge).collect()));
    }
    for _ in 0..DRAWN {
        let largest = *[4, 4, 10, 100].choose(&mut rng).unwrap_or(&4);
        let mut longest = 3;
        let drawn = |argument: &Argument| match *argument {
            Argument::Int if rng.random_bool(0.75) => Value::Int(rng.random_range(0..=longest + 1)),
            Argument::Int => Value::Int(rng.random_range(-largest..=largest)),
            Argument::List { length, fixed, .. } => {
                let count = match length {
                    true => rng.random_range(0..=8),
                    false => fixed.unwrap_or(LENGTH),
                };
                longest = longest.max(count as i32);
                let lowest = if rng.random_bool(0.5) { 0 } else { -largest };
                let item = |_| rng.random_range(lowest..=largest);
                Value::List((0..count).map(item).collect())
            }
        };
        all.push(Input(arguments.iter().map(drawn).collect()));
    }
    let mut seen = HashSet::new();
    all.retain(|input| seen.insert(input.clone()));
    all
}

/// The case that a number stands for; what is left of the number stands for the other arguments.
fn pick<T: Copy>(cases: &[T], number: &mut usize) -> T {
    let case = cases[*number % cases.len()];
    *number /= cases.len();
    case
}
