//! Sets of inputs: one bit for each of the 9^5 lists over [-4, 4].
//!
//! A word holds the 81 combinations of the last two positions, 729 words the combinations of the
//! first three. A linear test takes about a microsecond: the last two positions only decide which of
//! a few precomputed words applies.

use super::linear::{AffineForm, N};

const OUTER: usize = 729;
const INNER: u128 = (1 << 81) - 1;
/// Largest coefficient of a test.
pub const MAX_COEFFICIENT: i16 = 8;
const SPAN: usize = 4 * 2 * MAX_COEFFICIENT as usize;

/// How a test compares its form with its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rel {
    /// `>`
    Gt,
    /// `==`
    Eq,
}

/// `w·a > t` or `w·a == t`, `w` without common divisor and with a positive first coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Test {
    /// Coefficient of each input value, in the order of the list.
    pub w: [i16; N],
    /// What `w·a` is compared with.
    pub t: i16,
    /// How `w·a` is compared with the bound.
    pub rel: Rel,
}

/// A set of inputs.
#[derive(Clone, PartialEq, Eq)]
pub struct Region(Box<[u128; OUTER]>);

impl Region {
    /// All 59,049 lists of five values from -4 to 4.
    pub fn full() -> Region {
        Region(Box::new([INNER; OUTER]))
    }

    /// The set that holds no input.
    pub fn empty() -> Region {
        Region(Box::new([0; OUTER]))
    }

    /// The inputs where a test holds; `None` if a coefficient is too large.
    pub fn of(test: &Test) -> Option<Region> {
        if test.w.iter().any(|k| k.abs() > MAX_COEFFICIENT) {
            return None;
        }
        let w = test.w.map(i32::from);
        let span = 4 * (w[3].abs() + w[4].abs());
        let mut table = [0u128; 2 * SPAN + 1];
        let mut bit = 0;
        for x in -4..=4 {
            for y in -4..=4 {
                table[(w[3] * x + w[4] * y + span) as usize] |= 1 << bit;
                bit += 1;
            }
        }
        let width = 2 * span + 1;
        if test.rel == Rel::Gt {
            for v in (0..width as usize - 1).rev() {
                table[v] |= table[v + 1];
            }
        }
        let mut words = Box::new([0u128; OUTER]);
        let mut at = 0;
        for x in -4..=4 {
            for y in -4..=4 {
                for z in -4..=4 {
                    let rest = i32::from(test.t) - w[0] * x - w[1] * y - w[2] * z + span;
                    words[at] = match test.rel {
                        Rel::Gt if rest < 0 => INNER,
                        Rel::Gt if rest + 1 >= width => 0,
                        Rel::Gt => table[rest as usize + 1],
                        Rel::Eq if rest < 0 || rest >= width => 0,
                        Rel::Eq => table[rest as usize],
                    };
                    at += 1;
                }
            }
        }
        Some(Region(words))
    }

    /// The inputs of both.
    pub fn and(&self, other: &Region) -> Region {
        let mut out = self.clone();
        for (x, y) in out.0.iter_mut().zip(other.0.iter()) {
            *x &= y;
        }
        out
    }

    /// The inputs of `self` that are not in `other`.
    pub fn without(&self, other: &Region) -> Region {
        let mut out = self.clone();
        for (x, y) in out.0.iter_mut().zip(other.0.iter()) {
            *x &= !y;
        }
        out
    }

    /// Adds the inputs of `other`.
    pub fn extend(&mut self, other: &Region) {
        for (x, y) in self.0.iter_mut().zip(other.0.iter()) {
            *x |= y;
        }
    }

    /// Whether there is no input in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&x| x == 0)
    }

    /// Whether the two have no input in common.
    pub fn is_disjoint(&self, other: &Region) -> bool {
        self.0.iter().zip(other.0.iter()).all(|(x, y)| x & y == 0)
    }

    /// Whether an input in [-4, 4]^5 is in it.
    pub fn contains(&self, input: &[i32; N]) -> bool {
        let [x, y, z, v, w] = input.map(|value| (value + 4) as usize);
        self.0[x * 81 + y * 9 + z] >> (v * 9 + w) & 1 != 0
    }

    /// At most `count` of its inputs, spread over it.
    pub fn inputs(&self, count: usize) -> Vec<[i32; N]> {
        let words: Vec<usize> = (0..OUTER).filter(|&at| self.0[at] != 0).collect();
        let step = words.len().div_ceil(count.max(1)).max(1);
        let chosen = words.iter().step_by(step).enumerate();
        chosen
            .map(|(n, &at)| {
                let word = self.0[at];
                let bit = match n % 2 {
                    0 => word.trailing_zeros(),
                    _ => 127 - word.leading_zeros(),
                } as i32;
                let at = at as i32;
                [at / 81, at / 9 % 9, at % 9, bit / 9, bit % 9].map(|v| v - 4)
            })
            .collect()
    }

    /// Which pairs of values occur at every two positions.
    pub fn shadows(&self) -> Shadows {
        // Words by the value of each outer position; bits of the inner pair.
        let mut by = [[0u128; 9]; 3];
        let mut pairs = [[[0u16; 9]; N]; N];
        let mut at = 0;
        for x in 0..9 {
            for y in 0..9 {
                for z in 0..9 {
                    let word = self.0[at];
                    at += 1;
                    if word != 0 {
                        by[0][x] |= word;
                        by[1][y] |= word;
                        by[2][z] |= word;
                        pairs[0][1][x] |= 1 << y;
                        pairs[0][2][x] |= 1 << z;
                        pairs[1][2][y] |= 1 << z;
                    }
                }
            }
        }
        let mut all = 0;
        for outer in 0..3 {
            for v in 0..9 {
                let mut word = by[outer][v];
                if outer == 0 {
                    all |= word;
                }
                for x in 0..9 {
                    let row = (word & 0x1ff) as u16;
                    word >>= 9;
                    pairs[outer][3][v] |= u16::from(row != 0) << x;
                    pairs[outer][4][v] |= row;
                }
            }
        }
        for row in &mut pairs[3][4] {
            *row = (all & 0x1ff) as u16;
            all >>= 9;
        }
        Shadows(pairs)
    }
}

/// The projections of a region on every two positions `i < j`: bit `y + 4` of `[i][j][x + 4]` says
/// whether some input has `x` at `i` and `y` at `j`.
pub struct Shadows([[[u16; 9]; N]; N]);

impl Shadows {
    /// Bit `v + 8` is set where `w·a` takes the value `v`, for `w` with one or two coefficients ±1.
    pub fn values(&self, w: &[i16; N]) -> u32 {
        let mut used = (0..N).filter(|&j| w[j] != 0);
        let (Some(i), j) = (used.next(), used.next()) else {
            return 1 << 8;
        };
        let (rows, first, second) = match j {
            Some(j) => (&self.0[i][j], w[i], w[j]),
            None if i + 1 < N => (&self.0[i][i + 1], w[i], 0),
            None => (&self.0[0][i], 0, w[i]),
        };
        let mut out = 0;
        for (x, row) in rows.iter().enumerate() {
            let mut row = *row;
            while row != 0 {
                let y = row.trailing_zeros() as i16;
                row &= row - 1;
                out |= 1 << (first * (x as i16 - 4) + second * (y - 4) + 8);
            }
        }
        out
    }
}

/// What a comparison of a linear form with 0 comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same for all inputs in range, namely this.
    Decided(bool),
    /// It holds where the test gives this answer.
    Open(Test, bool),
}

/// `form > 0` over [-4, 4]^5.
pub fn positive(form: &AffineForm) -> Comparison {
    let Some((w, g)) = primitive(form) else {
        return Comparison::Decided(form.c() > 0);
    };
    let t = (-form.c()).div_euclid(g);
    let max = 4 * w.iter().map(|k| k.abs()).sum::<i16>();
    if t >= max {
        return Comparison::Decided(false);
    }
    if t < -max {
        return Comparison::Decided(true);
    }
    let rel = Rel::Gt;
    if first_is_negative(&w) {
        let w = w.map(|k| -k);
        Comparison::Open(Test { w, t: -t - 1, rel }, false)
    } else {
        Comparison::Open(Test { w, t, rel }, true)
    }
}

/// `form == 0` over [-4, 4]^5.
pub fn zero(form: &AffineForm) -> Comparison {
    let Some((mut w, g)) = primitive(form) else {
        return Comparison::Decided(form.c() == 0);
    };
    let max = 4 * w.iter().map(|k| k.abs()).sum::<i16>();
    let mut t = -form.c() / g;
    if form.c() % g != 0 || t.abs() > max {
        return Comparison::Decided(false);
    }
    if first_is_negative(&w) {
        w = w.map(|k| -k);
        t = -t;
    }
    // At the ends of the range equality is an inequality.
    let rel = Rel::Gt;
    if t == max {
        Comparison::Open(Test { w, t: t - 1, rel }, true)
    } else if t == -max {
        Comparison::Open(Test { w, t, rel }, false)
    } else {
        let rel = Rel::Eq;
        Comparison::Open(Test { w, t, rel }, true)
    }
}

fn first_is_negative(w: &[i16; N]) -> bool {
    w.iter().find(|&&k| k != 0).is_some_and(|&k| k < 0)
}

/// The coefficients without their greatest common divisor, and that divisor.
fn primitive(form: &AffineForm) -> Option<([i16; N], i16)> {
    let w = form.w();
    let g = w.iter().fold(0, |g, &k| gcd(g, k.abs()));
    (g != 0).then(|| (w.map(|k| k / g), g))
}

fn gcd(mut a: i16, mut b: i16) -> i16 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The linear equalities that hold on a region, solved for one position each.
#[derive(Clone, Debug, Default)]
pub struct Hull(Vec<(usize, AffineForm)>);

impl Hull {
    /// The equalities between at most two positions that hold on a region with these shadows.
    pub fn of(shadows: &Shadows) -> Hull {
        let mut hull = Hull::default();
        for w in short_weights() {
            let values = shadows.values(&w);
            if values.is_power_of_two() {
                let value = values.trailing_zeros() as i16 - 8;
                hull.add(AffineForm::from_parts(w, -value));
            }
        }
        hull
    }

    /// Adds the fact that `form` is 0.
    pub fn add(&mut self, form: AffineForm) {
        let form = self.reduce(&form);
        let Some(pivot) = (0..N).rev().find(|&j| form.k(j).abs() == 1) else {
            return;
        };
        let value = AffineForm::input(pivot).minus(&form.times(form.k(pivot)));
        for (_, old) in &mut self.0 {
            let k = old.k(pivot);
            *old = old.plus(&value.minus(&AffineForm::input(pivot)).times(k));
        }
        self.0.push((pivot, value));
    }

    /// The form that has the same values on the region and reads none of the solved positions. Two
    /// forms agree on the region if their reductions are equal.
    pub fn reduce(&self, form: &AffineForm) -> AffineForm {
        let mut out = *form;
        for (pivot, value) in &self.0 {
            let k = form.k(*pivot);
            if k != 0 {
                out = out.plus(&value.minus(&AffineForm::input(*pivot)).times(k));
            }
        }
        out
    }

    /// Whether no equality is known.
    pub fn is_trivial(&self) -> bool {
        self.0.is_empty()
    }
}

/// The 25 coefficient vectors of the simple tests: one position, the difference of two, their sum.
pub fn short_weights() -> impl Iterator<Item = [i16; N]> {
    let single = (0..N).map(|i| AffineForm::input(i).w());
    let pairs = || (0..N).flat_map(|i| (i + 1..N).map(move |j| (i, j)));
    let differences = pairs().map(|(i, j)| AffineForm::input(i).minus(&AffineForm::input(j)).w());
    let sums = pairs().map(|(i, j)| AffineForm::input(i).plus(&AffineForm::input(j)).w());
    single.chain(differences).chain(sums)
}
