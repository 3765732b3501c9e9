//! Random inputs as people would choose them: mostly small numbers, some of them repeated, and numbers
//! beside a list that are often a position in it or one of its elements.

use crate::Type;
use lasynth_core::{Input, Lists, Value};
use rand::Rng;
use rand::seq::IndexedRandom;
use std::ops::RangeInclusive;

/// The values of the lists of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// From 0 to the largest.
    Natural,
    /// From the smallest to the largest.
    Any,
    /// From 0 to 9.
    Digits,
    /// From -9 to 9.
    Small,
    /// From 0 to 3, so that many are equal.
    Few,
}

impl Values {
    /// All of them.
    pub(crate) const ALL: [Values; 5] = [
        Values::Natural,
        Values::Any,
        Values::Digits,
        Values::Small,
        Values::Few,
    ];

    /// Those of a random task.
    pub(super) fn random(rng: &mut impl Rng) -> Values {
        let weighted = [3, 3, 4, 3, 1].iter().zip(Values::ALL);
        let weighted: Vec<(u32, Values)> = weighted.map(|(w, values)| (*w, values)).collect();
        let chosen = weighted.choose_weighted(rng, |(weight, _)| *weight);
        chosen.expect("there are weights").1
    }

    fn range(self, max: i32) -> RangeInclusive<i32> {
        match self {
            Values::Natural => 0..=max,
            Values::Any => -max..=max,
            Values::Digits => 0..=max.min(9),
            Values::Small => -max.min(9)..=max.min(9),
            Values::Few => 0..=max.min(3),
        }
    }
}

/// An input for these arguments, with lists of at most this length and values of this range.
pub(crate) fn random_input(
    arguments: &[Type],
    lists: Lists,
    values: Values,
    rng: &mut impl Rng,
) -> Input {
    let range = values.range(lists.max);
    let list = |rng: &mut dyn rand::RngCore| {
        // Short lists are rarer than all others together, but there are always some.
        let len = rng
            .random_range(0..=lists.len)
            .max(rng.random_range(0..=lists.len));
        let mut items: Vec<i32> = Vec::with_capacity(len);
        for n in 0..len {
            items.push(match n > 0 && rng.random_range(0..8) == 0 {
                true => items[rng.random_range(0..n)],
                false => rng.random_range(range.clone()),
            });
        }
        items
    };
    let mut made: Vec<Option<Value>> = arguments
        .iter()
        .map(|of| (*of == Type::List).then(|| Value::List(list(rng))))
        .collect();
    let longest = (made.iter().flatten().filter_map(Value::as_list))
        .max_by_key(|items| items.len())
        .map(<[i32]>::to_vec);
    for value in &mut made {
        if value.is_none() {
            let number = match (&longest, rng.random_range(0..4)) {
                (Some(items), 0 | 1) => rng.random_range(0..=items.len() as i32),
                (Some(items), 2) if !items.is_empty() => items[rng.random_range(0..items.len())],
                _ => rng.random_range(range.clone()),
            };
            *value = Some(Value::Int(number));
        }
    }
    Input(made.into_iter().flatten().collect())
}
