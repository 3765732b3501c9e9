//! The fixed inputs on which behaviour is judged.
//!
//! Whether a program is the identity, a constant, or the same as another one is decided by its
//! outcomes on the 64 inputs of [`probes`]; the normal form is checked on the 300 inputs of
//! [`further_probes`] as well. Both sets are the same in every build: signatures that are written
//! into files stay comparable.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Length of the lists that programs are drawn for.
pub const LIST_LEN: usize = 5;
/// Smallest value in a drawn input, or in an output that is kept.
pub const MIN_VALUE: i32 = -4;
/// Largest value in a drawn input, or in an output that is kept.
pub const MAX_VALUE: i32 = 4;

/// Inputs that uniform draws would hit too rarely: zeros, extremes, ties, and orders.
const CHOSEN: [[i32; LIST_LEN]; 16] = [
    [0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1],
    [-1, -1, -1, -1, -1],
    [4, 4, 4, 4, 4],
    [-4, -4, -4, -4, -4],
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [-2, -1, 0, 1, 2],
    [2, 1, 0, -1, -2],
    [4, -4, 4, -4, 4],
    [-4, 4, -4, 4, -4],
    [0, 0, 3, 0, 0],
    [2, 2, -3, -3, 2],
    [-1, 3, 3, 3, -1],
    [1, 0, 0, 0, -2],
    [0, -1, 1, 1, 0],
];

const SEED: u64 = 0x1a5e_ed00_c0de_0001;

struct Inputs {
    probes: [[i32; LIST_LEN]; 64],
    further: [[i32; LIST_LEN]; 300],
}

static INPUTS: LazyLock<Inputs> = LazyLock::new(|| {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut seen: HashSet<[i32; LIST_LEN]> = CHOSEN.into_iter().collect();
    let mut fresh = || loop {
        let input = random_input(&mut rng);
        if seen.insert(input) {
            return input;
        }
    };
    let mut probes = [[0; LIST_LEN]; 64];
    probes[..CHOSEN.len()].copy_from_slice(&CHOSEN);
    probes[CHOSEN.len()..].fill_with(&mut fresh);
    let mut further = [[0; LIST_LEN]; 300];
    further.fill_with(&mut fresh);
    Inputs { probes, further }
});

/// An input with every element uniform in the range of values.
pub fn random_input<R: Rng>(rng: &mut R) -> [i32; LIST_LEN] {
    std::array::from_fn(|_| rng.random_range(MIN_VALUE..=MAX_VALUE))
}

/// The 64 inputs that signatures are taken on: 16 chosen ones, then uniform ones.
pub fn probes() -> &'static [[i32; LIST_LEN]; 64] {
    &INPUTS.probes
}

/// 300 further inputs, none of them among [`probes`].
pub fn further_probes() -> &'static [[i32; LIST_LEN]; 300] {
    &INPUTS.further
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn probes_are_distinct_and_in_range() {
        let all: Vec<_> = probes().iter().chain(further_probes()).collect();
        let distinct: HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 364);
        assert!(
            all.iter()
                .all(|input| input.iter().all(|v| (MIN_VALUE..=MAX_VALUE).contains(v)))
        );
    }

    #[test]
    fn probes_never_change() {
        let ends = (
            probes()[16],
            probes()[63],
            further_probes()[0],
            further_probes()[299],
        );
        expect!["([-1, 4, 1, -4, 2], [-3, 4, 4, 4, 3], [2, 3, 0, -3, -1], [-2, -2, 4, 3, -3])"]
            .assert_eq(&format!("{ends:?}"));
    }
}
