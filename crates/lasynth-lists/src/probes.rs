//! Inputs on which functions are compared where the examples leave it open.

use crate::generate::{Values, random_input};
use crate::notation::MAX_ARGUMENTS;
use crate::{Function, Term, Type};
use lasynth_core::{Input, Lists, Value};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::OnceLock;

/// Random inputs beside the edge cases.
const RANDOM: usize = 48;

/// Inputs made of the constants of functions.
const NEAR: usize = 100;

/// Inputs of a thorough check.
const MANY: usize = 4_000;

/// Elements of such a list at most.
const LONG: i32 = 40;

/// Lists that a function may treat in a way of its own: short, sorted, of equal elements, with repeated
/// ones, negative, large.
const EDGE_LISTS: [&[i32]; 19] = [
    &[],
    &[0],
    &[7],
    &[-5],
    &[1, 2, 3, 4, 5],
    &[9, 7, 4, 2, 1, 0],
    &[4, 4, 4, 4],
    &[2, 1],
    &[3, -1, 4, -1, 5, -9, 2, 6],
    &[0, 0, 1, 0],
    &[1, 0],
    &[10, 20, 30, 10],
    &[-3, -2, -8],
    &[5, 5, 2, 2, 2, 8, 5],
    &[1, 2, 1, 2, 1],
    &[99, 100, 12, 60, 47, 3, 81, 25, 36, 70, 18, 5],
    &[i32::MAX],
    &[i32::MAX, 1],
    &[i32::MIN, 0, i32::MAX],
];

/// Integers of the same sort.
const EDGE_NUMBERS: [i32; 13] = [0, 1, 2, -1, 3, 5, 10, -4, 7, 100, 12, i32::MAX, i32::MIN];

/// Inputs for functions with these arguments, the same ones each time: edge cases (empty lists, one
/// element, equal ones, sorted ones, negative, zero, extremes), then random inputs of several ranges.
pub fn probes_for(arguments: &[Type]) -> Vec<Input> {
    probes(arguments).to_vec()
}

/// Inputs on which these functions of the same arguments may differ: [`probes_for`], and random inputs made of
/// the constants of the functions and their neighbours, which are what `count(a, 60)` or `take(a, 12)` depend
/// on.
pub fn probes_of(functions: &[&Function]) -> Vec<Input> {
    let arguments = &functions[0].arguments;
    let mut inputs = probes_for(arguments);
    let mut near = Vec::new();
    for function in functions {
        constants(&function.body, &mut near);
    }
    near.sort_unstable();
    near.dedup();
    let mut rng = ChaCha8Rng::seed_from_u64(21);
    let short = |value: &i32| (0..=LONG).contains(value);
    let lengths: Vec<i32> = near.iter().copied().filter(short).collect();
    let value = |rng: &mut ChaCha8Rng| match near.choose(rng) {
        Some(value) if rng.random_bool(0.6) => *value,
        _ => rng.random_range(-10..=20),
    };
    for _ in 0..NEAR {
        let values = arguments.iter().map(|of| match of {
            Type::List => {
                let length = match lengths.choose(&mut rng) {
                    Some(length) if rng.random_bool(0.5) => *length,
                    _ => rng.random_range(0..=12),
                };
                Value::List((0..length).map(|_| value(&mut rng)).collect())
            }
            _ => Value::Int(value(&mut rng)),
        });
        inputs.push(Input(values.collect()));
    }
    inputs
}

/// Many more random inputs for these arguments, to check what a few did not tell apart.
pub(crate) fn many(arguments: &[Type]) -> impl Iterator<Item = Input> {
    let mut rng = ChaCha8Rng::seed_from_u64(22);
    (0..MANY).map(move |n| {
        let lists = Lists {
            len: 12,
            max: [99, 20][n % 2],
        };
        random_input(
            arguments,
            lists,
            Values::ALL[n % Values::ALL.len()],
            &mut rng,
        )
    })
}

/// Constants of a term, each with its neighbours.
fn constants(term: &Term, found: &mut Vec<i32>) {
    match term {
        Term::Constant(value) => {
            found.extend([value.saturating_sub(1), *value, value.saturating_add(1)]);
        }
        Term::Apply(_, operands) => operands.iter().for_each(|term| constants(term, found)),
        _ => {}
    }
}

/// Every list of arguments that a function can have, the short ones first.
pub(crate) fn signatures() -> impl Iterator<Item = Vec<Type>> {
    (1..=MAX_ARGUMENTS).flat_map(|count| {
        (0..1usize << count).map(move |choice| {
            let of = |n: usize| [Type::List, Type::Int][choice >> (count - 1 - n) & 1];
            (0..count).map(of).collect()
        })
    })
}

/// [`probes_for`], made once.
pub(crate) fn probes(arguments: &[Type]) -> &'static [Input] {
    static ALL: [OnceLock<Vec<Input>>; 15] = [const { OnceLock::new() }; 15];
    let number = signatures().position(|signature| signature == arguments);
    let number = number.expect("functions take one to three integers or lists");
    ALL[number].get_or_init(|| make(arguments))
}

fn make(arguments: &[Type]) -> Vec<Input> {
    // Edge cases of one argument meet different ones of the next.
    let edge = |n: usize| {
        let of = |(position, of): (usize, &Type)| match of {
            Type::List => {
                let lists = EDGE_LISTS.len();
                Value::List(EDGE_LISTS[(n * (1 + 4 * position) + 3 * position) % lists].to_vec())
            }
            _ => Value::Int(EDGE_NUMBERS[(n + 5 * position) % EDGE_NUMBERS.len()]),
        };
        Input(arguments.iter().enumerate().map(of).collect())
    };
    let mut inputs: Vec<Input> = (0..EDGE_LISTS.len()).map(edge).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let lists = Lists { len: 10, max: 99 };
    for n in 0..RANDOM {
        let values = Values::ALL[n % Values::ALL.len()];
        inputs.push(random_input(arguments, lists, values, &mut rng));
    }
    let mut seen = rustc_hash::FxHashSet::default();
    inputs.retain(|input| seen.insert(input.clone()));
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_are_fixed_and_fit() {
        assert_eq!(signatures().count(), 14);
        for arguments in signatures() {
            let probes = probes_for(&arguments);
            assert!(probes.len() >= 30, "{arguments:?}: {}", probes.len());
            assert_eq!(probes, make(&arguments));
            for Input(values) in &probes {
                let fits = |(value, of): (&Value, &Type)| match value {
                    Value::Int(_) => *of == Type::Int,
                    Value::List(_) => *of == Type::List,
                    Value::Grid(_) => false,
                };
                assert!(values.iter().zip(&arguments).all(fits) && values.len() == arguments.len());
            }
        }
    }
}
