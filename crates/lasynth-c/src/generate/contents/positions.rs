//! Positions of the list: how programs come to its elements.

use super::Contents;
use crate::syntax::*;
use rand::Rng;

/// Constants end here.
const MAX_CONST: i8 = 4;
/// Length of the lists whose positions are all constants.
const COMMON_LEN: usize = MAX_CONST as usize + 1;

impl<R: Rng> Contents<'_, R> {
    /// An element through a constant, a local or the variable of a loop, with these weights.
    pub(super) fn element(&mut self, [constant, local, looped]: [u32; 3]) -> Elem {
        let index = match self.pick(&[(0, constant), (1, local), (2, looped)]) {
            0 => self.constant_index(),
            1 => Index::At(Operand::Var(self.index_variable())),
            _ => {
                let var = Operand::Var(self.loop_variable());
                let one = Operand::Const(1);
                match self.rng.random_range(0..100) {
                    0..3 => Index::Sum(var, one),
                    3..6 => Index::Diff(var, one),
                    _ => self.offset(var),
                }
            }
        };
        Elem {
            index,
            span: Span::NONE,
        }
    }

    /// The largest constant that is a position of the list.
    pub(super) fn last_constant(&self) -> i8 {
        self.len.min(COMMON_LEN) as i8 - 1
    }

    /// A position of the list without a variable. The tenth element has none: 4 + 4 is the largest
    /// index that constants make.
    fn constant_index(&mut self) -> Index {
        let last = self.len.min(2 * COMMON_LEN - 1) as i8 - 1;
        let position = self.rng.random_range(0..=last);
        match position - MAX_CONST {
            above @ 1.. => Index::Sum(Operand::Const(MAX_CONST), Operand::Const(above)),
            _ => Index::At(Operand::Const(position)),
        }
    }

    /// The element at a variable of a loop. In a longer list it can be moved on, by the same distance
    /// in all passes and never beyond the end.
    fn offset(&mut self, var: Operand) -> Index {
        let beyond = self.len.saturating_sub(COMMON_LEN);
        if beyond == 0 || self.rng.random_range(0..self.len) < COMMON_LEN {
            return Index::At(var);
        }
        let distance = self.rng.random_range(1..=beyond.min(MAX_CONST as usize));
        Index::Sum(var, Operand::Const(distance as i8))
    }
}

/// A number as the language writes it: `4 + 4 + 1` for 9.
pub(super) fn sum_of_constants(value: i8) -> Expr {
    if value <= MAX_CONST {
        return Expr::Const(value);
    }
    let rest = Expr::Const((value - MAX_CONST).min(MAX_CONST));
    let sum = Expr::Bin(
        BinOp::Add,
        Box::new(Expr::Const(MAX_CONST)),
        Box::new(rest),
        Span::NONE,
    );
    match value - 2 * MAX_CONST {
        above @ 1.. => Expr::Bin(
            BinOp::Add,
            Box::new(sum),
            Box::new(Expr::Const(above)),
            Span::NONE,
        ),
        _ => sum,
    }
}

#[cfg(test)]
mod tests {
    use crate::exec::Executable;
    use crate::generate::random_program_for;
    use crate::kind::Kind;
    use crate::printer;
    use crate::probes::{MAX_LIST_LEN, random_list};
    use lasynth_core::{FaultKind, Mixture};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// Whatever the length is, most programs stay inside the list, and they change every element.
    #[test]
    fn programs_fit_the_length_of_their_lists() {
        for len in 1..=MAX_LIST_LEN {
            let mut outside = 0;
            let mut changed = vec![0; len];
            for seed in 0..1_000 {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let program = random_program_for(len, None, &mut rng);
                let mut input = vec![0; len];
                random_list(&mut rng, 4, &mut input);
                let mut list = input.clone();
                match Executable::new(&program).run(&mut list) {
                    Ok(()) => {
                        for (at, changed) in changed.iter_mut().enumerate() {
                            *changed += usize::from(list[at] != input[at]);
                        }
                    }
                    Err(fault) => outside += usize::from(fault.kind == FaultKind::OutOfBounds),
                }
            }
            assert!(outside < 250, "{len}: {outside} programs leave the list");
            assert!(changed.iter().all(|n| *n > 40), "{len}: {changed:?}");
        }
    }

    /// Long lists need forms that others do not.
    #[test]
    fn later_elements_are_reached_through_sums() {
        let text = |len| -> String {
            (0..2_000)
                .map(|seed| random_program_for(len, None, &mut ChaCha8Rng::seed_from_u64(seed)))
                .map(|program| printer::print(&program))
                .collect()
        };
        let (five, ten) = (text(5), text(10));
        for form in ["a[4 + 4]", "= 4 + 4 + 1;", "a[p_0 + 4]"] {
            assert!(!five.contains(form), "lists of five need no `{form}`");
            assert!(ten.contains(form), "no program contains `{form}`");
        }
    }

    #[test]
    fn a_mixture_sets_the_odds_of_kinds() {
        for (mixture, kinds) in [
            ("seq=1", [1_000, 0, 0, 0]),
            ("if=1,mixed=0", [0, 1_000, 0, 0]),
        ] {
            let mixture: Mixture = mixture.parse().unwrap();
            let mut drawn = [0; Kind::ALL.len()];
            for seed in 0..1_000 {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                drawn[random_program_for(5, Some(&mixture), &mut rng).kind() as usize] += 1;
            }
            assert_eq!(drawn, kinds);
        }
    }
}
