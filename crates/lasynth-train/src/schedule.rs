//! The learning rate as a function of how far a run is. A run may be limited by steps, programs or
//! time, so progress is a fraction and not a number of steps.

use serde::{Deserialize, Serialize};

/// How the learning rate changes during a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Schedule {
    /// Multiplied by `factor` after every `every` steps; the paper's is 0.9 and 6,000.
    Paper {
        /// What the rate is multiplied by, above 0 and up to 1.
        #[serde(default = "paper_factor")]
        factor: f64,
        /// Steps between two reductions.
        #[serde(default = "paper_every")]
        every: u64,
    },
    /// Linear over the first `warmup` steps, then half a cosine from the full rate down to `floor`
    /// times the full rate at the end of the run.
    Cosine {
        /// Steps of linear rise.
        #[serde(default = "cosine_warmup")]
        warmup: u64,
        /// Last rate as a fraction of the full one.
        #[serde(default = "cosine_floor")]
        floor: f64,
    },
}

fn paper_factor() -> f64 {
    0.9
}
fn paper_every() -> u64 {
    6000
}
fn cosine_warmup() -> u64 {
    200
}
fn cosine_floor() -> f64 {
    0.02
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule::Cosine {
            warmup: cosine_warmup(),
            floor: cosine_floor(),
        }
    }
}

impl Schedule {
    /// The factor on the learning rate of step `step` (from 0) when the fraction `progress` (0 to 1)
    /// of the run lies behind.
    pub fn factor(&self, step: u64, progress: f64) -> f64 {
        match *self {
            Schedule::Paper { factor, every } => {
                factor.powi(i32::try_from(step / every.max(1)).unwrap_or(i32::MAX))
            }
            Schedule::Cosine { warmup, floor } => {
                let rise = if step < warmup {
                    (step + 1) as f64 / warmup as f64
                } else {
                    1.0
                };
                let wave = 0.5 * (1.0 + (std::f64::consts::PI * progress.clamp(0.0, 1.0)).cos());
                rise * (floor + (1.0 - floor) * wave)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(schedule: Schedule, total: u64, steps: &[u64], expected: Expect) {
        let table: Vec<String> = steps
            .iter()
            .map(|&step| {
                let factor = schedule.factor(step, step as f64 / total as f64);
                format!("{step} {factor:.4}\n")
            })
            .collect();
        expected.assert_eq(&table.concat());
    }

    #[test]
    fn the_papers_rate_falls_in_stairs() {
        let schedule = Schedule::Paper {
            factor: 0.9,
            every: 6000,
        };
        check(
            schedule,
            62_500,
            &[0, 5_999, 6_000, 11_999, 12_000, 60_000],
            expect![[r#"
                0 1.0000
                5999 1.0000
                6000 0.9000
                11999 0.9000
                12000 0.8100
                60000 0.3487
            "#]],
        );
    }

    #[test]
    fn the_cosine_rises_then_falls_to_its_floor() {
        let schedule = Schedule::Cosine {
            warmup: 100,
            floor: 0.1,
        };
        check(
            schedule,
            1000,
            &[0, 49, 99, 100, 500, 900, 1000, 2000],
            expect![[r#"
                0 0.0100
                49 0.4973
                99 0.9784
                100 0.9780
                500 0.5500
                900 0.1220
                1000 0.1000
                2000 0.1000
            "#]],
        );
    }
}
