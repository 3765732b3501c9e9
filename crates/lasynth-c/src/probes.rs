//! The fixed inputs on which behaviour is judged.
//!
//! Whether a program is the identity, a constant, or the same as another one is decided by its
//! outcomes on the 64 inputs of [`probes`]; the normal form is checked on the 300 inputs of
//! [`further_probes`] as well. Both sets are the same in every build: signatures that are written
//! into files stay comparable.
//!
//! Programs for lists of another length or range have probes of their own, [`probe_lists`].

use lasynth_core::Lists;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

/// Length of the lists that programs are drawn for.
pub const LIST_LEN: usize = 5;
/// Smallest value in a drawn input, or in an output that is kept.
pub const MIN_VALUE: i32 = -4;
/// Largest value in a drawn input, or in an output that is kept.
pub const MAX_VALUE: i32 = 4;

/// The lists of the data, of the models, and of everything that compares programs.
pub const STANDARD: Lists = Lists {
    len: LIST_LEN,
    max: MAX_VALUE,
};
/// The longest list that a program is run on.
pub const MAX_LIST_LEN: usize = 10;
/// Largest value that lists can be asked to hold: what an input may start with still fits into the
/// embeddings that models have for values.
pub const MAX_LIMIT: i32 = 16;
/// Number of inputs that behaviour is judged on.
const PROBES: usize = 64;

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
    probes: [[i32; LIST_LEN]; PROBES],
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
    let mut probes = [[0; LIST_LEN]; PROBES];
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
pub fn probes() -> &'static [[i32; LIST_LEN]; PROBES] {
    &INPUTS.probes
}

/// Whether programs can be drawn for such lists: 1 to [`MAX_LIST_LEN`] values up to [`MAX_LIMIT`].
pub fn supports(lists: Lists) -> bool {
    (1..=MAX_LIST_LEN).contains(&lists.len) && (1..=MAX_LIMIT).contains(&lists.max)
}

/// The inputs that signatures are taken on where lists are other than [`STANDARD`]: all of them where
/// they are few, else 64 that are chosen as those of [`probes`] are. The same in every build.
///
/// # Panics
/// If [`supports`] does not hold.
pub fn probe_lists(lists: Lists) -> &'static [Box<[i32]>] {
    type Made = OnceLock<Box<[Box<[i32]>]>>;
    static MADE: [[Made; MAX_LIMIT as usize]; MAX_LIST_LEN] =
        [const { [const { OnceLock::new() }; MAX_LIMIT as usize] }; MAX_LIST_LEN];
    MADE[lists.len - 1][lists.max as usize - 1].get_or_init(|| make_probes(lists))
}

fn make_probes(lists: Lists) -> Box<[Box<[i32]>]> {
    if lists == STANDARD {
        return probes().iter().map(|input| Box::from(&input[..])).collect();
    }
    let Lists { len, max } = lists;
    if lists.count() <= PROBES as u64 {
        let values = 2 * max as u64 + 1;
        let value = |number: u64, at: usize| (number / values.pow(at as u32) % values) as i32 - max;
        return (0..lists.count())
            .map(|number| (0..len).map(|at| value(number, at)).collect())
            .collect();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(SEED ^ (len as u64) << 32 ^ max as u64);
    let mut seen = HashSet::new();
    let mut made = Vec::with_capacity(PROBES);
    // The chosen lists repeated or cut off, their extremes being those of the range.
    let stretch = |input: &[i32; LIST_LEN]| -> Box<[i32]> {
        let fit = |value: i32| match value {
            MAX_VALUE => max,
            MIN_VALUE => -max,
            value => value.clamp(-max, max),
        };
        (0..len).map(|at| fit(input[at % LIST_LEN])).collect()
    };
    let chosen = CHOSEN.iter().map(stretch);
    let drawn = std::iter::repeat_with(|| {
        let mut input = vec![0; len];
        random_list(&mut rng, max, &mut input);
        input.into_boxed_slice()
    });
    for input in chosen.chain(drawn) {
        if seen.insert(input.clone()) {
            made.push(input);
            if made.len() == PROBES {
                break;
            }
        }
    }
    made.into_boxed_slice()
}

/// Fills a list with values that are uniform from `-max` to `max`.
pub fn random_list<R: Rng>(rng: &mut R, max: i32, list: &mut [i32]) {
    list.fill_with(|| rng.random_range(-max..=max));
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
    fn every_supported_list_has_probes() {
        for len in 1..=MAX_LIST_LEN {
            for max in 1..=MAX_LIMIT {
                let lists = Lists { len, max };
                let probes = probe_lists(lists);
                let distinct: HashSet<_> = probes.iter().collect();
                assert_eq!(distinct.len() as u64, lists.count().min(64), "{lists:?}");
                let fits = |list: &[i32]| list.len() == len && list.iter().all(|v| v.abs() <= max);
                assert!(probes.iter().all(|list| fits(list)), "{lists:?}");
            }
        }
    }

    #[test]
    fn probes_of_other_lists_never_change() {
        let ends = |len, max| {
            let probes = probe_lists(Lists { len, max });
            (&probes[15], &probes[probes.len() - 1])
        };
        expect!["([0, -1, 1], [0, -1, -3]) ([0, -1, 1, 1, 0, 0, -1, 1, 1, 0], [-16, 12, -9, 11, 1, -12, 15, -5, -14, -6])"].assert_eq(&format!("{:?} {:?}", ends(3, 4), ends(10, 16)));
        let standard = probe_lists(STANDARD).iter().map(|list| &list[..]);
        assert!(standard.eq(probes().iter().map(|list| &list[..])));
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
