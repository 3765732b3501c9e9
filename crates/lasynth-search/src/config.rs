//! How to search: one configuration for everything that is reported.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Options that only one prior has, by name.
pub type Options = BTreeMap<String, serde_json::Value>;

/// How the answer is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The behaviour that is expected to agree with the wanted one on most unseen inputs.
    Agreement,
    /// The most probable behaviour.
    Heaviest,
}

/// Which input the user is asked about, where several would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionRule {
    /// The outcome after which the answer is most probably right.
    Value,
    /// The most uncertain outcome.
    Entropy,
}

/// The prior of programs by their length: what people want is short.
///
/// A behaviour whose shortest program has `n` tokens gets `share * exp(-base - rate * n)`, beside
/// `1 - share` times its probability as a random program.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthPrior {
    /// Its share of the mixture.
    pub share: f64,
    /// Nats of the empty program.
    pub base: f64,
    /// Nats of a token.
    pub rate: f64,
}

/// What turns the probability of an answer into one that is true: a logistic function of its
/// logarithmic odds, fitted on generated tasks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Added to the odds.
    pub shift: f64,
    /// Factor of the odds.
    pub slope: f64,
}

impl Calibration {
    /// The calibrated probability: the log-odds of `p`, shifted and scaled.
    pub fn apply(&self, p: f64) -> f64 {
        1.0 / (1.0 + (-self.shift - self.slope * odds(p)).exp())
    }

    /// The probability that was calibrated.
    pub fn invert(&self, p: f64) -> f64 {
        1.0 / (1.0 + (-(odds(p) - self.shift) / self.slope).exp())
    }

    /// The calibration under which these outcomes are most likely: for each answer the probability
    /// before calibration, and whether it was right. Newton's method on the two parameters, in steps
    /// that are halved until they help, held near none by a prior that is worth about one answer.
    pub fn fitted(answers: &[(f64, bool)]) -> Calibration {
        let mut out = Calibration {
            shift: 0.0,
            slope: 1.0,
        };
        for _ in 0..NEWTON_STEPS {
            let [a, b, c] = out.curvature(answers);
            let gradient = out.gradient(answers);
            let determinant = a * c - b * b;
            let mut step = Calibration {
                shift: (c * gradient[0] - b * gradient[1]) / determinant,
                slope: (a * gradient[1] - b * gradient[0]) / determinant,
            };
            let now = out.likelihood(answers);
            let better = (0..HALVINGS).find_map(|_| {
                let next = Calibration {
                    shift: out.shift + step.shift,
                    slope: out.slope + step.slope,
                };
                step.shift /= 2.0;
                step.slope /= 2.0;
                (next.likelihood(answers) > now).then_some(next)
            });
            match better {
                Some(next) => out = next,
                None => break,
            }
        }
        out
    }

    /// The logarithm of the likelihood of the answers and of the prior.
    fn likelihood(&self, answers: &[(f64, bool)]) -> f64 {
        let prior = self.shift * self.shift + (self.slope - 1.0) * (self.slope - 1.0);
        let each = answers.iter().map(|&(p, right)| {
            let x = self.shift + self.slope * odds(p);
            let x = if right { x } else { -x };
            // The logarithm of a logistic function, without overflow.
            x.min(0.0) - (-x.abs()).exp().ln_1p()
        });
        each.sum::<f64>() - prior / 2.0
    }

    fn gradient(&self, answers: &[(f64, bool)]) -> [f64; 2] {
        let mut gradient = [-self.shift, 1.0 - self.slope];
        for &(p, right) in answers {
            let error = f64::from(u8::from(right)) - self.apply(p);
            gradient[0] += error;
            gradient[1] += error * odds(p);
        }
        gradient
    }

    /// The curvature downwards: of the shift, of both, of the slope.
    fn curvature(&self, answers: &[(f64, bool)]) -> [f64; 3] {
        let mut curvature = [1.0, 0.0, 1.0];
        for &(p, _) in answers {
            let (x, q) = (odds(p), self.apply(p));
            let weight = q * (1.0 - q);
            curvature[0] += weight;
            curvature[1] += weight * x;
            curvature[2] += weight * x * x;
        }
        curvature
    }
}

/// Newton's method is done long before.
const NEWTON_STEPS: usize = 50;
/// Halved so often, a step changes nothing any more.
const HALVINGS: usize = 30;

/// Logarithmic odds, kept finite.
fn odds(p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// How to search. One configuration stands for everything that is reported; the variants of the
/// report switch parts of it off.
///
/// The standard values of `length` and `calibration` were measured on random programs of restricted C.
/// Another language has its own in the file that `--config` names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchConfig {
    /// Behaviours drawn from the prior.
    pub samples: usize,
    /// The prior by length, if any.
    pub length: Option<LengthPrior>,
    /// Whether examples are taken for what they are: inputs that somebody drew among those with an
    /// output in the range. Behaviours with few such inputs then gain by every example.
    pub drawn_in_range: bool,
    /// How the answer is chosen.
    pub decision: Decision,
    /// The rule by which questions are chosen.
    pub question: QuestionRule,
    /// Names of the proposers that do not take part.
    pub without: Vec<String>,
    /// The search ends as soon as the answer has this confidence.
    pub certainty: f64,
    /// How confidence is calibrated.
    pub calibration: Calibration,
    /// The options of the prior, which are fields beside the others.
    #[serde(flatten)]
    pub prior: Options,
}

/// A configuration that makes no sense.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ConfigError {
    /// A value that no search can have.
    #[error("{field} is {found}, expected {expected}")]
    Value {
        /// Name of the field in the configuration, such as `length.share`.
        field: &'static str,
        /// The value that was given.
        found: f64,
        /// What values it may have.
        expected: &'static str,
    },
    /// A field or value that the prior does not have.
    #[error("{0}")]
    Prior(String),
    /// A name in [`SearchConfig::without`] that is nobody's.
    #[error("there is no proposer `{name}`; there are {known}")]
    Proposer {
        /// The name that no proposer has.
        name: String,
        /// The names that there are.
        known: String,
    },
}

impl SearchConfig {
    /// Whether all values make sense.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let share = |p: f64| (0.0..=1.0).contains(&p);
        let length = self.length.unwrap_or(LengthPrior {
            share: 0.0,
            base: 0.0,
            rate: 0.0,
        });
        let Calibration { shift, slope } = self.calibration;
        let between = "a number from 0 to 1";
        for (field, found, fits, expected) in [
            (
                "samples",
                self.samples as f64,
                self.samples > 0,
                "at least 1",
            ),
            ("length.share", length.share, share(length.share), between),
            (
                "length.base",
                length.base,
                length.base.is_finite(),
                "a number",
            ),
            (
                "length.rate",
                length.rate,
                length.rate >= 0.0,
                "a number of at least 0",
            ),
            (
                "certainty",
                self.certainty,
                self.certainty >= 0.0,
                "a number of at least 0",
            ),
            ("calibration.shift", shift, shift.is_finite(), "a number"),
            (
                "calibration.slope",
                slope,
                slope > 0.0 && slope.is_finite(),
                "a number above 0",
            ),
        ] {
            if !fits {
                return Err(ConfigError::Value {
                    field,
                    found,
                    expected,
                });
            }
        }
        Ok(())
    }
}

impl Default for SearchConfig {
    fn default() -> Self {
        SearchConfig {
            samples: 16_000,
            length: Some(LengthPrior {
                share: 0.1,
                base: -6.0,
                rate: 0.6,
            }),
            drawn_in_range: true,
            decision: Decision::Agreement,
            question: QuestionRule::Value,
            without: Vec::new(),
            certainty: 0.9,
            calibration: Calibration {
                shift: -0.42,
                slope: 0.58,
            },
            prior: Options::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_make_no_sense() {
        let default = SearchConfig::default;
        assert_eq!(default().check(), Ok(()));
        let length = |share, rate| {
            Some(LengthPrior {
                share,
                base: 0.0,
                rate,
            })
        };
        let calibration = Calibration {
            shift: 0.0,
            slope: f64::NAN,
        };
        for (config, message) in [
            (
                SearchConfig {
                    samples: 0,
                    ..default()
                },
                "samples is 0, expected at least 1",
            ),
            (
                SearchConfig {
                    length: length(1.5, 1.0),
                    ..default()
                },
                "length.share is 1.5, expected a number from 0 to 1",
            ),
            (
                SearchConfig {
                    length: length(0.5, f64::NAN),
                    ..default()
                },
                "length.rate is NaN, expected a number of at least 0",
            ),
            (
                SearchConfig {
                    calibration,
                    ..default()
                },
                "calibration.slope is NaN, expected a number above 0",
            ),
        ] {
            assert_eq!(config.check().unwrap_err().to_string(), message);
        }
    }

    /// A full step of Newton's method would go far beyond the mark.
    #[test]
    fn a_calibration_is_fitted_to_answers_that_are_nearly_all_certain() {
        let certain = (0..1_000).map(|n| (0.999_999_9, n % 15 != 0));
        let doubtful = (0..200).map(|n| (0.3, n % 3 == 0));
        let answers: Vec<(f64, bool)> = certain.chain(doubtful).collect();
        let fitted = Calibration::fitted(&answers);
        assert!(
            (fitted.apply(0.999_999_9) - 14.0 / 15.0).abs() < 0.01,
            "{fitted:?}"
        );
        assert!((fitted.apply(0.3) - 1.0 / 3.0).abs() < 0.02, "{fitted:?}");
    }

    #[test]
    fn a_fitted_calibration_makes_probabilities_true() {
        // Answers that are right less often than is said, by half of the logarithmic odds and a bit.
        let truth = Calibration {
            shift: -0.3,
            slope: 0.5,
        };
        let mut answers = Vec::new();
        for step in 1..20 {
            let p = f64::from(step) / 20.0;
            let right = (truth.apply(p) * 1_000.0).round() as usize;
            answers.extend((0..1_000).map(|n| (p, n < right)));
        }
        let fitted = Calibration::fitted(&answers);
        assert!((fitted.shift - truth.shift).abs() < 0.02, "{fitted:?}");
        assert!((fitted.slope - truth.slope).abs() < 0.02, "{fitted:?}");
        for p in [0.1, 0.5, 0.9] {
            assert!((fitted.invert(fitted.apply(p)) - p).abs() < 1e-9);
        }
    }
}
