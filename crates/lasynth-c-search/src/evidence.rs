//! Which linear forms have the observed outcomes, and how likely those together are.
//!
//! For each position and each coefficient vector, the residuals of the observations decide which
//! constants fit which of them. So every form that fits any observation is found by looking at the
//! coefficients alone. Superset sums then give, for every set of observations, the probability that
//! a form drawn from the prior fits all of them.

use crate::observation::ListObservations;
use crate::prior::forms::{Forms, space};
use crate::role::Role;
use lasynth_c::behaviour::N;

/// A set of observations, one bit each.
pub type Mask = u32;

/// Observations at most: the tables have an entry for every set of them.
pub const MAX_OBSERVATIONS: usize = 16;

/// A form that fits some observations at a position.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Number of its coefficients in the space of forms.
    pub weights: u16,
    /// What is added to the linear combination of the elements.
    pub constant: i16,
    /// The observations that it fits.
    pub mask: Mask,
}

/// The evidence about one position.
pub struct PositionEvidence {
    /// All forms that fit at least one observation.
    pub fits: Vec<Fit>,
    /// The observations where the position keeps its value.
    pub kept: Mask,
    /// `[role][mask]`: probability that a form fits all observations of the mask.
    mass: [Vec<f64>; Role::ALL.len()],
}

/// The evidence about all positions.
pub struct Evidence {
    /// Evidence for each position of the list; the positions share nothing but the observations.
    pub positions: [PositionEvidence; N],
    /// The observations with a valid outcome.
    pub valid: Mask,
    /// A bit for every observation, whether its outcome is valid or not.
    pub all: Mask,
    /// The positions that some observation does not keep.
    pub changed: u8,
}

impl Evidence {
    /// Weighs the observations; at most [`MAX_OBSERVATIONS`].
    pub fn new(observations: &ListObservations, forms: &Forms) -> Evidence {
        let all = (1 << observations.len()) - 1;
        let valid = (observations.outcomes.iter().enumerate())
            .filter(|(_, outcome)| outcome.is_some())
            .fold(0, |mask, (k, _)| mask | 1 << k);
        let positions: [PositionEvidence; N] =
            std::array::from_fn(|position| PositionEvidence::new(observations, forms, position));
        let changed = (0..N).filter(|&i| positions[i].kept != valid);
        Evidence {
            changed: changed.fold(0, |set, i| set | 1 << i),
            positions,
            valid,
            all,
        }
    }
}

impl PositionEvidence {
    fn new(observations: &ListObservations, forms: &Forms, position: usize) -> PositionEvidence {
        let pairs: Vec<(usize, &[i32; N], i32)> = (observations.inputs.iter())
            .zip(&observations.outcomes)
            .enumerate()
            .filter_map(|(k, (input, outcome))| Some((k, input, outcome.as_ref()?[position])))
            .collect();
        let sets = 1 << observations.len();
        let mut mass = [(); Role::ALL.len()].map(|()| vec![0.0; sets]);
        let mut fits = Vec::new();
        for (n, w) in space().weights.iter().enumerate() {
            let from = fits.len();
            for &(k, input, output) in &pairs {
                let products = w.iter().zip(input);
                let sum: i64 = products.map(|(&k, &x)| i64::from(k) * i64::from(x)).sum();
                // What no form can give fits none.
                let Ok(constant) = i16::try_from(i64::from(output) - sum) else {
                    continue;
                };
                match fits[from..]
                    .iter_mut()
                    .find(|fit: &&mut Fit| fit.constant == constant)
                {
                    Some(fit) => fit.mask |= 1 << k,
                    None => fits.push(Fit {
                        weights: n as u16,
                        constant,
                        mask: 1 << k,
                    }),
                }
            }
            for fit in &fits[from..] {
                for at in Role::ALL {
                    mass[at as usize][fit.mask as usize] +=
                        forms.probability(at, position, n, fit.constant.into());
                }
            }
        }
        for mass in &mut mass {
            for bit in 0..observations.len() {
                for set in 0..sets {
                    if set >> bit & 1 == 0 {
                        mass[set] += mass[set | 1 << bit];
                    }
                }
            }
            // Every form fits no observation.
            mass[0] = 1.0;
        }
        let kept = (pairs.iter())
            .filter(|(_, input, output)| input[position] == *output)
            .fold(0, |mask, (k, ..)| mask | 1 << k);
        PositionEvidence { fits, kept, mass }
    }

    /// The probability that a form drawn from the prior fits all observations of a set.
    pub fn mass(&self, at: Role, set: Mask) -> f64 {
        self.mass[at as usize][set as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::List;
    use crate::prior::forms::FormCounts;

    fn evidence(input: List, output: List) -> Evidence {
        let mut known = ListObservations::default();
        known.push(input, Some(output));
        Evidence::new(&known, &Forms::fitted(&FormCounts::default()))
    }

    /// Residuals that no form has are none, and not those that they come to in 16 bits.
    #[test]
    fn residuals_beyond_the_forms_fit_nothing() {
        let small = evidence([0; N], [1, 0, 0, 0, 0]);
        let large = evidence([0; N], [65_537, 0, 0, 0, 0]);
        assert!(!small.positions[0].fits.is_empty());
        assert!(large.positions[0].fits.is_empty());
        assert_eq!(large.positions[0].mass(Role::Alone, 1), 0.0);
        let input = evidence([i32::MAX, 0, 0, 0, 0], [65_537, 0, 0, 0, 0]);
        assert!(input.positions[0].fits.is_empty());
    }
}
