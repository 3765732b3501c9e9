//! Outcomes on a fixed sample of inputs: what behaviours are compared by.

use crate::decision_table::DecisionTable;
use crate::observation::{List, ListOutcome, run};
use lasynth_c::behaviour::{AffineForm, N, Rel, Test};
use lasynth_c::exec::Executable;
use lasynth_c::probes::{MAX_VALUE, MIN_VALUE, probes, random_input};
use lasynth_search::OutcomeId;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::LazyLock;

/// Uniform inputs in the sample: they stand for all that the program will ever be given.
pub const UNIFORM: usize = 448;
/// Inputs in the sample, the chosen ones at the end included.
pub const SAMPLE: usize = 512;

const SEED: u64 = 0x1a5e_ed00_c0de_0002;

/// The inputs of the sample: uniform ones, then the probes, among which are unlikely ones that decide
/// much.
pub fn sample() -> &'static [List; SAMPLE] {
    static INPUTS: LazyLock<[List; SAMPLE]> = LazyLock::new(|| {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let mut inputs = [[0; N]; SAMPLE];
        for at in 0..UNIFORM {
            inputs[at] = loop {
                let input = random_input(&mut rng);
                if !inputs[..at].contains(&input) {
                    break input;
                }
            };
        }
        inputs[UNIFORM..].copy_from_slice(&probes()[..]);
        inputs
    });
    &INPUTS
}

/// `[position][input]`: the sample, column by column.
fn columns() -> &'static [[i16; SAMPLE]; N] {
    static COLUMNS: LazyLock<[[i16; SAMPLE]; N]> =
        LazyLock::new(|| std::array::from_fn(|i| std::array::from_fn(|n| sample()[n][i] as i16)));
    &COLUMNS
}

/// The largest value that is told from larger ones: outcomes that differ beyond it count as alike.
const MAX: i32 = 2_000;
/// Bits of a value.
const BITS: u32 = 12;

/// An outcome in one word: its five values in twelve bits each.
fn pack(outcome: &ListOutcome) -> OutcomeId {
    let Some(list) = outcome else {
        return OutcomeId::INVALID;
    };
    let in_range = list.iter().all(|v| (MIN_VALUE..=MAX_VALUE).contains(v));
    let values = list.iter().fold(1, |word, v| {
        word << BITS | (v.clamp(&-MAX, &MAX) + MAX) as u64
    });
    OutcomeId::new(values, in_range)
}

/// What a hypothesis makes of every input of the sample.
pub fn of_table(hypothesis: &DecisionTable) -> Vec<OutcomeId> {
    let mut answers = [0u8; SAMPLE];
    for (t, test) in hypothesis.tests.iter().enumerate() {
        answer(test, 1 << t, &mut answers);
    }
    let mut out = vec![OutcomeId::INVALID; SAMPLE];
    let mut values = [[0i16; SAMPLE]; N];
    for (its, forms) in &hypothesis.cells {
        let Some(forms) = forms else {
            continue;
        };
        for (form, values) in forms.iter().zip(&mut values) {
            evaluate(form, values);
        }
        for (n, out) in out.iter_mut().enumerate() {
            if answers[n] == *its {
                *out = pack(&Some(std::array::from_fn(|i| i32::from(values[i][n]))));
            }
        }
    }
    out
}

/// What a program makes of every input of the sample.
pub fn of_program(program: &Executable) -> Vec<OutcomeId> {
    let inputs = sample().iter();
    inputs.map(|input| pack(&run(program, input))).collect()
}

fn evaluate(form: &AffineForm, values: &mut [i16; SAMPLE]) {
    values.fill(form.c());
    for (j, column) in columns().iter().enumerate() {
        let k = form.k(j);
        if k != 0 {
            for (value, x) in values.iter_mut().zip(column) {
                *value = value.wrapping_add(k.wrapping_mul(*x));
            }
        }
    }
}

fn answer(test: &Test, bit: u8, answers: &mut [u8; SAMPLE]) {
    let mut sums = [0; SAMPLE];
    evaluate(&AffineForm::from_parts(test.w, 0), &mut sums);
    for (answers, sum) in answers.iter_mut().zip(&sums) {
        let holds = match test.rel {
            Rel::Gt => *sum > test.t,
            Rel::Eq => *sum == test.t,
        };
        *answers |= if holds { bit } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_outcomes_are_told_apart() {
        let packed = |list: [i32; N]| pack(&Some(list));
        assert_eq!(packed([1, 2, 3, 4, 0]), packed([1, 2, 3, 4, 0]));
        assert_ne!(packed([1, 2, 3, 4, 0]), packed([1, 2, 3, 4, -1]));
        assert_ne!(packed([0; N]), OutcomeId::INVALID);
        assert!(packed([4, -4, 0, 1, 2]).in_range());
        assert!(!packed([4, -4, 0, 5, 2]).in_range());
        assert!(!OutcomeId::INVALID.in_range());
        assert_eq!(packed([5_000, 0, 0, 0, 0]), packed([2_000, 0, 0, 0, 0]));
    }

    #[test]
    fn the_sample_holds_the_probes_and_distinct_inputs() {
        assert_eq!(sample()[UNIFORM..], probes()[..]);
        let mut distinct = sample()[..UNIFORM].to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), UNIFORM);
    }
}
