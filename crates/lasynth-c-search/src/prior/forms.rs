//! How likely a linear form is at a position.

use crate::role::Role;
use lasynth_c::behaviour::{AffineForm, N};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Forms whose coefficients' absolute values sum to at most this are in the space.
pub const MAX_NORM: i16 = 7;
/// Constants from minus this to this are in the space.
pub const MAX_CONSTANT: i16 = 16;
const CONSTANTS: usize = 2 * MAX_CONSTANT as usize + 1;

/// Coefficients relative to a position: its own, then the others in descending order. Positions are
/// alike apart from that.
pub type Key = [i8; N];

/// The key of coefficients at a position.
pub fn key(w: &[i16; N], position: usize) -> Key {
    let mut rest: Vec<i8> = (0..N)
        .filter(|&j| j != position)
        .map(|j| w[j] as i8)
        .collect();
    rest.sort_unstable_by(|a, b| b.cmp(a));
    [w[position] as i8, rest[0], rest[1], rest[2], rest[3]]
}

/// Everything about the space of forms that does not depend on a fit.
pub struct FormSpace {
    /// All coefficients, the smallest sums first.
    pub weights: Vec<[i16; N]>,
    /// The distinct keys.
    pub keys: Vec<Key>,
    /// `key_of[position][weights index]`
    pub key_of: [Vec<u16>; N],
    /// In how many ways the coefficients of a key can stand at a position.
    pub ways: Vec<f64>,
    index: HashMap<[i16; N], usize>,
}

/// The space of forms.
pub fn space() -> &'static FormSpace {
    static SPACE: LazyLock<FormSpace> = LazyLock::new(FormSpace::new);
    &SPACE
}

impl FormSpace {
    fn new() -> FormSpace {
        let mut weights = Vec::new();
        extend(&mut [0; N], 0, MAX_NORM, &mut weights);
        weights.sort_by_key(|w: &[i16; N]| (norm(w), w.map(|k| -k)));
        let mut keys: Vec<Key> = weights.iter().map(|w| key(w, 0)).collect();
        keys.sort_unstable();
        keys.dedup();
        let key_of = std::array::from_fn(|position| {
            let index = |w| keys.binary_search(&key(w, position)).unwrap_or(0) as u16;
            weights.iter().map(index).collect()
        });
        let mut ways = vec![0.0; keys.len()];
        for &k in &key_of[0] {
            ways[usize::from(k)] += 1.0;
        }
        let index = (weights.iter().enumerate()).map(|(n, w)| (*w, n)).collect();
        FormSpace {
            weights,
            keys,
            key_of,
            ways,
            index,
        }
    }

    /// The number of the coefficients of a form; `None` where they are not in the space.
    pub fn find(&self, w: &[i16; N]) -> Option<usize> {
        self.index.get(w).copied()
    }

    /// Number of forms of one position.
    pub fn size(&self) -> usize {
        self.weights.len() * CONSTANTS
    }
}

fn extend(w: &mut [i16; N], from: usize, left: i16, all: &mut Vec<[i16; N]>) {
    if from == N {
        all.push(*w);
        return;
    }
    for k in -left..=left {
        w[from] = k;
        extend(w, from + 1, left - k.abs(), all);
    }
    w[from] = 0;
}

/// The sum of the absolute values of coefficients.
pub(super) fn norm(w: &[i16; N]) -> i16 {
    w.iter().map(|k| k.abs()).sum()
}

/// The elements with a coefficient, one bit each.
pub(super) fn elements(w: &[i16; N]) -> usize {
    (0..N).filter(|&j| w[j] != 0).fold(0, |set, j| set | 1 << j)
}

/// How often each form was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormCounts(pub HashMap<(u8, Key, i8), u64>);

impl FormCounts {
    /// Counts a form at a position.
    pub fn add(&mut self, at: Role, form: &AffineForm, position: usize) {
        let w = form.w();
        if norm(&w) <= MAX_NORM && form.c().abs() <= MAX_CONSTANT {
            let entry = (at as u8, key(&w, position), form.c() as i8);
            *self.0.entry(entry).or_default() += 1;
        }
    }

    /// Adds the counts of another part of the sample.
    pub fn merge(&mut self, other: FormCounts) {
        for (entry, count) in other.0 {
            *self.0.entry(entry).or_default() += count;
        }
    }
}

/// The probability of each form at a position.
pub struct Forms {
    /// `[role][key][constant + MAX_CONSTANT]`: the probability of one form with this key.
    table: Vec<f64>,
    /// `[role][position][set]`: the probability that a form reads other elements, and only these.
    reading: Vec<[[f64; 1 << N]; N]>,
}

/// Weight of the product of the two marginal distributions in a cell of the table, in observations.
const SMOOTHING: f64 = 20.0;
/// Weight of the uniform distribution in each marginal, in observations.
const UNIFORM: f64 = 0.5;

impl Forms {
    /// The distribution with these counts: each count plus what coefficients and constant would make
    /// likely if they were independent.
    pub fn fitted(counts: &FormCounts) -> Forms {
        let space = space();
        let keys = space.keys.len();
        let mut table = vec![0.0; Role::ALL.len() * keys * CONSTANTS];
        for at in Role::ALL {
            let count = |key: usize, c: usize| -> f64 {
                let c = (c as i16 - MAX_CONSTANT) as i8;
                let entry = (at as u8, space.keys[key], c);
                counts.0.get(&entry).map_or(0.0, |&n| n as f64)
            };
            let by_key: Vec<f64> = (0..keys)
                .map(|k| (0..CONSTANTS).map(|c| count(k, c)).sum())
                .collect();
            let by_constant: Vec<f64> = (0..CONSTANTS)
                .map(|c| (0..keys).map(|k| count(k, c)).sum())
                .collect();
            let total: f64 = by_key.iter().sum();
            for k in 0..keys {
                let p_key = (by_key[k] + UNIFORM) / (total + UNIFORM * keys as f64);
                for c in 0..CONSTANTS {
                    let p_constant =
                        (by_constant[c] + UNIFORM) / (total + UNIFORM * CONSTANTS as f64);
                    let p = (count(k, c) + SMOOTHING * p_key * p_constant) / (total + SMOOTHING);
                    table[(at as usize * keys + k) * CONSTANTS + c] = p / space.ways[k];
                }
            }
        }
        let mut forms = Forms {
            table,
            reading: Vec::new(),
        };
        let by_position =
            |at: Role| std::array::from_fn(|position| forms.reading_sums(at, position));
        forms.reading = Role::ALL.iter().map(|&at| by_position(at)).collect();
        forms
    }

    fn reading_sums(&self, at: Role, position: usize) -> [f64; 1 << N] {
        let space = space();
        let keys = at as usize * space.keys.len()..(at as usize + 1) * space.keys.len();
        let by_key: Vec<f64> = (self
            .table
            .chunks(CONSTANTS)
            .skip(keys.start)
            .take(keys.len()))
        .map(|constants| constants.iter().sum())
        .collect();
        // Those that read exactly a set, then those that read any of it.
        let mut sums = [0.0; 1 << N];
        for (w, &key) in space.weights.iter().zip(&space.key_of[position]) {
            sums[elements(w) & !(1 << position)] += by_key[usize::from(key)];
        }
        sums[0] = 0.0;
        for element in 0..N {
            for set in (0..sums.len()).filter(|set| set >> element & 1 == 1) {
                sums[set] += sums[set & !(1 << element)];
            }
        }
        sums
    }

    /// The probability that a form at a position reads other elements, and only those of a set.
    pub fn reading(&self, at: Role, position: usize, set: usize) -> f64 {
        self.reading[at as usize][position][set]
    }

    /// The probability of a form: coefficients by number, at a position, with a constant. 0 outside
    /// the space.
    pub fn probability(&self, at: Role, position: usize, weights: usize, constant: i32) -> f64 {
        let c = constant + i32::from(MAX_CONSTANT);
        if !(0..CONSTANTS as i32).contains(&c) {
            return 0.0;
        }
        let space = space();
        let key = usize::from(space.key_of[position][weights]);
        self.table[(at as usize * space.keys.len() + key) * CONSTANTS + c as usize]
    }
}
