//! Kinds and lengths of programs that reports tell apart.

use crate::{Operand, Term};
use lasynth_core::Kind;
use std::ops::RangeInclusive;

/// No loop that has a body; `sum`, `reverse` and the like are operators.
pub const STRAIGHT: Kind = Kind::new("straight", false);
/// One loop without an accumulator.
pub const LOOP: Kind = Kind::new("loop", true);
/// Several loops side by side or one after the other, without an accumulator.
pub const CHAIN: Kind = Kind::new("chain", true);
/// A loop with an accumulator, and none inside of another.
pub const FOLD: Kind = Kind::new("fold", true);
/// A loop inside of the body of another.
pub const NESTED: Kind = Kind::new("nested", true);

/// All kinds, in the order of reports.
pub const KINDS: [Kind; 5] = [STRAIGHT, LOOP, CHAIN, FOLD, NESTED];

/// Groups of lengths, in nodes of the term.
pub const LENGTHS: [(&str, RangeInclusive<usize>); 5] = [
    ("1-3", 1..=3),
    ("4-6", 4..=6),
    ("7-10", 7..=10),
    ("11-16", 11..=16),
    ("17-", 17..=usize::MAX),
];

/// The kind of a term.
pub fn kind(term: &Term) -> Kind {
    let mut found = Loops::default();
    found.count(term, 0);
    match found {
        Loops { nested: true, .. } => NESTED,
        Loops {
            accumulates: true, ..
        } => FOLD,
        Loops { number: 0, .. } => STRAIGHT,
        Loops { number: 1, .. } => LOOP,
        _ => CHAIN,
    }
}

#[derive(Default)]
struct Loops {
    number: usize,
    accumulates: bool,
    nested: bool,
}

impl Loops {
    fn count(&mut self, term: &Term, around: usize) {
        let Term::Apply(op, operands) = term else {
            return;
        };
        if op.is_loop() {
            self.number += 1;
            self.accumulates |= op.accumulates();
            self.nested |= around > 0;
        }
        for (operand, term) in op.operands().iter().zip(operands) {
            let inside = usize::from(matches!(operand, Operand::Body(_)));
            self.count(term, around + inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn kinds_follow_from_loops() {
        for (text, expected) in [
            ("sum(reverse(a))", STRAIGHT),
            ("map(x -> x + 1, a)", LOOP),
            ("filter_map(x -> x > 1, x -> x * 2, a)", LOOP),
            ("map(x -> x + 1, filter(x -> x > 1, a))", CHAIN),
            ("map(x -> x, a) ++ map(x -> x, a)", CHAIN),
            ("scan1((acc, x) -> acc + x, a)", FOLD),
            ("fold((acc, x) -> acc + x, 0, filter(x -> x > 1, a))", FOLD),
            ("map(x -> sum(map(y -> x * y, a)), a)", NESTED),
            ("map(x -> fold((acc, y) -> acc + y, x, a), a)", NESTED),
        ] {
            assert_eq!(kind(&parse(text).unwrap().body), expected, "{text}");
        }
    }
}
