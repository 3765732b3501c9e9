//! What random terms are made of: how often each operator is chosen among those of its type, roughly as
//! people use them.

use crate::{Op, Type};
use rand::{Rng, RngCore};

/// The weight of an operator.
pub(super) fn weight(op: Op) -> u32 {
    match op {
        Op::Add => 14,
        Op::Sub => 10,
        Op::Mul => 8,
        Op::Div | Op::Mod => 4,
        Op::Min2 | Op::Max2 | Op::Abs => 3,
        Op::Gcd | Op::Pow | Op::Sign => 1,
        Op::IfInt => 4,
        Op::BoolToInt => 1,
        Op::Default => 2,
        Op::Len | Op::Sum => 10,
        Op::First | Op::Last | Op::Max | Op::Min => 7,
        Op::At => 5,
        Op::Product => 2,
        Op::Count => 4,
        Op::Index => 3,
        Op::CountLess | Op::CountGreater | Op::FindIndex => 2,
        Op::Fold => 6,

        Op::Eq | Op::Lt => 10,
        Op::Ne | Op::Le => 5,
        Op::Even | Op::Odd => 5,
        Op::And | Op::Or => 4,
        Op::Not => 2,
        Op::Contains => 4,
        Op::SameList | Op::All | Op::Any => 1,

        Op::Nil => 1,
        Op::Single => 3,
        Op::Cons | Op::Append => 5,
        Op::Concat => 6,
        Op::Reverse | Op::Sort => 10,
        Op::Unique => 5,
        Op::Tail | Op::Init => 6,
        Op::Take | Op::Drop => 6,
        Op::TakeLast | Op::DropLast => 3,
        Op::RemoveAt | Op::SetAt | Op::InsertAt | Op::Swap => 2,
        Op::Interleave => 1,
        Op::Range => 3,
        Op::Repeat => 2,
        Op::RangeStep | Op::Digits | Op::DigitsBase | Op::Factors => 1,
        Op::GroupLengths | Op::GroupHeads => 2,
        Op::IfList => 3,
        Op::Map | Op::Filter => 40,
        Op::FilterMap | Op::FlatMap => 9,
        Op::SortBy => 3,
        Op::TakeWhile | Op::DropWhile => 3,
        Op::DropWhileEnd | Op::TrimWhile => 1,
        Op::Scan => 3,
        Op::Scan1 => 7,
        Op::FoldList => 2,

        Op::Runs => 5,
        Op::Split | Op::Windows | Op::Chunks => 3,
        Op::FilterGroups => 2,
        Op::MapGroups => 8,
        Op::FlatMapGroups | Op::Flatten => 3,
        Op::CountGroups | Op::GroupAt => 2,
    }
}

/// Types of arguments, with weights.
pub(super) const ARGUMENTS: [(u32, &[Type]); 7] = [
    (60, &[Type::List]),
    (18, &[Type::List, Type::Int]),
    (8, &[Type::List, Type::List]),
    (5, &[Type::Int]),
    (4, &[Type::Int, Type::Int]),
    (3, &[Type::List, Type::Int, Type::Int]),
    (2, &[Type::List, Type::List, Type::Int]),
];

/// Results, with weights.
pub(super) const RESULTS: [(u32, Type); 2] = [(3, Type::List), (2, Type::Int)];

/// Nodes of a term before anything is taken out, with weights.
pub(super) const SIZES: [(u32, std::ops::RangeInclusive<usize>); 4] =
    [(3, 3..=5), (4, 5..=9), (3, 8..=14), (2, 12..=24)];

/// A constant of a term.
pub(super) fn constant(rng: &mut dyn RngCore) -> i32 {
    match rng.random_range(0..20) {
        0..12 => rng.random_range(0..=3),
        12..17 => rng.random_range(4..=10),
        17 => rng.random_range(-3..=-1),
        18 => 10 * rng.random_range(2..=10),
        _ => rng.random_range(11..=99),
    }
}
