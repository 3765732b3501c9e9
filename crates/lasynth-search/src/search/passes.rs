//! How much of the prior a pass looks at, and how long that takes.
//!
//! A pass draws from the prior, puts everything into groups and answers. The first one is small, so
//! that there is an answer at once; the next ones are as large as there is time for.

use crate::Effort;
use std::time::{Duration, Instant};

/// The first pass, small enough to give an answer before anybody waits.
const FIRST: Effort = Effort {
    structures: 4_096,
    samples: 1_000,
};
/// A pass is worth its time if it can see so many times more.
const GROWTH: f64 = 3.0;
/// So many times more time is set aside for a pass than it should take.
const SAFETY: f64 = 2.0;
/// The same for the second pass, which also writes programs down, beside proposers that have begun.
const SECOND_SAFETY: f64 = 3.5;
/// So many times more samples than structures come to the second pass, as far as there is time: the
/// first one spends most of its time on structures.
const MORE_SAMPLES: f64 = 4.0;

/// The passes that were taken.
pub struct Passes {
    most: Effort,
    /// Passes that are done.
    pub done: usize,
    effort: Effort,
    /// Time that the last one took.
    last: Duration,
}

impl Passes {
    /// No pass yet; `most` is all there is to see.
    pub fn new(most: Effort) -> Passes {
        Passes {
            most,
            done: 0,
            effort: FIRST,
            last: Duration::ZERO,
        }
    }

    /// The next pass: small at first, then as large as there is time for, and never smaller than the
    /// last.
    pub fn next(&self, deadline: Option<Instant>) -> Effort {
        let most = self.most;
        let at_least = |effort: Effort| Effort {
            structures: effort
                .structures
                .max(self.effort.structures)
                .min(most.structures),
            samples: effort.samples.max(self.effort.samples).min(most.samples),
        };
        if self.done == 0 {
            return at_least(FIRST);
        }
        // What is not kept is weighed only where the rest does not settle it.
        let most = match self.done {
            1 => Effort {
                structures: most
                    .structures
                    .saturating_sub(1)
                    .max(most.structures.min(1)),
                ..most
            },
            _ => most,
        };
        let Some(deadline) = deadline else {
            return most;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let times = left.as_secs_f64() / self.last.as_secs_f64().max(1e-6) / self.safety();
        let samples = match self.done {
            1 => MORE_SAMPLES * times,
            _ => times,
        };
        let effort = at_least(Effort {
            structures: (self.effort.structures as f64 * times) as usize,
            samples: (self.effort.samples as f64 * samples) as usize,
        });
        Effort {
            structures: effort.structures.min(most.structures),
            ..effort
        }
    }

    /// A pass is over.
    pub fn took(&mut self, effort: Effort, time: Duration) {
        self.done += 1;
        self.effort = effort;
        self.last = time;
    }

    /// Whether another pass would see more. The first one learns no lengths, so there is a second one
    /// in any case.
    pub fn are_more(&self) -> bool {
        self.done < 2 || self.effort.structures < self.most.structures
    }

    /// Whether there is time for a pass that sees more, or for the second one.
    pub fn fits(&self, deadline: Option<Instant>) -> bool {
        let times = if self.done < 2 { self.safety() } else { GROWTH };
        self.is_left(times, deadline)
    }

    /// Whether there is time for another pass of the same size.
    pub fn fit_once_more(&self, deadline: Option<Instant>) -> bool {
        self.is_left(1.0, deadline)
    }

    /// Whether more time is left than one more pass of the same size needs.
    pub fn can_wait(&self, deadline: Option<Instant>) -> bool {
        self.is_left(self.safety(), deadline)
    }

    fn safety(&self) -> f64 {
        if self.done < 2 { SECOND_SAFETY } else { SAFETY }
    }

    fn is_left(&self, times: f64, deadline: Option<Instant>) -> bool {
        deadline.is_none_or(|at| Instant::now() + self.last.mul_f64(times) < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// Sizes of the second and the third pass, by the time that is left for them in units of what the
    /// pass before took.
    #[test]
    fn a_pass_is_as_large_as_there_is_time_for() {
        let most = Effort {
            structures: 150_000,
            samples: 16_000,
        };
        let unit = Duration::from_secs(60);
        let effort = |done: usize, effort: Effort, units: f64| {
            let passes = Passes {
                most,
                done,
                effort,
                last: unit,
            };
            let next = passes.next(Some(Instant::now() + unit.mul_f64(units + 1e-3)));
            let shown = |n: usize| n / 100 * 100;
            (shown(next.structures), shown(next.samples))
        };
        let second = [0.0, 1.0, 2.0, 4.0, 8.0, 100.0].map(|units| effort(1, FIRST, units));
        let large = Effort {
            structures: 50_000,
            samples: 10_000,
        };
        let third = [0.0, 1.0, 3.0, 10.0].map(|units| effort(2, large, units));
        expect!["[(4000, 1000), (4000, 1100), (4000, 2200), (4600, 4500), (9300, 9100), (117000, 16000)] [(50000, 10000), (50000, 10000), (75000, 15000), (150000, 16000)]"].assert_eq(&format!("{second:?} {third:?}"));
        assert_eq!(Passes::new(most).next(None), FIRST);
        let few = Effort {
            structures: 7,
            samples: 3,
        };
        assert_eq!(Passes::new(few).next(None), few);
        // Where nothing can be drawn, no pass draws.
        let mut none = Passes::new(Effort {
            structures: 0,
            samples: 3,
        });
        for _ in 0..3 {
            let effort = none.next(None);
            assert_eq!(effort.structures, 0);
            none.took(effort, Duration::ZERO);
        }
    }
}
