//! How many skeletons and samples to look at, and how long that takes.

use std::time::{Duration, Instant};

/// The first look.
const FIRST: Size = Size {
    skeletons: 4_096,
    samples: 1_000,
};
/// A look is worth its time if it can see so many times more.
const GROWTH: f64 = 3.0;
/// So many times more time is set aside for a look than it should take.
const SAFETY: f64 = 2.0;
/// The same for the second look, which also writes programs down, beside proposers that have begun.
const SECOND_SAFETY: f64 = 3.5;
/// So many times more samples than skeletons come to the second look, as far as there is time: the
/// first one spends most of its time on skeletons.
const MORE_SAMPLES: f64 = 4.0;

/// What a look looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The most frequent skeletons.
    pub skeletons: usize,
    /// Hypotheses that are drawn.
    pub samples: usize,
}

/// The looks that were taken.
pub struct Looks {
    most: Size,
    /// Number of looks.
    pub done: usize,
    size: Size,
    /// Time that the last one took.
    last: Duration,
}

impl Looks {
    /// No look yet; `most` is all there is to see.
    pub fn new(most: Size) -> Looks {
        Looks {
            most,
            done: 0,
            size: FIRST,
            last: Duration::ZERO,
        }
    }

    /// The next look: small at first, then as large as there is time for, and never smaller than the
    /// last.
    pub fn next(&self, deadline: Option<Instant>) -> Size {
        let most = self.most;
        let at_least = |size: Size| Size {
            skeletons: size.skeletons.max(self.size.skeletons).min(most.skeletons),
            samples: size.samples.max(self.size.samples).min(most.samples),
        };
        if self.done == 0 {
            return at_least(FIRST);
        }
        // What is not kept is weighed only where the rest does not settle it.
        let most = match self.done {
            1 => Size {
                skeletons: most.skeletons.saturating_sub(1).max(1),
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
        let size = at_least(Size {
            skeletons: (self.size.skeletons as f64 * times) as usize,
            samples: (self.size.samples as f64 * samples) as usize,
        });
        Size {
            skeletons: size.skeletons.min(most.skeletons),
            ..size
        }
    }

    /// A look is over.
    pub fn took(&mut self, size: Size, time: Duration) {
        self.done += 1;
        self.size = size;
        self.last = time;
    }

    /// Whether another look would see more. The first one learns no lengths, so there is a second one
    /// in any case.
    pub fn are_more(&self) -> bool {
        self.done < 2 || self.size.skeletons < self.most.skeletons
    }

    /// Whether there is time for a look that sees more, or for the second one.
    pub fn fits(&self, deadline: Option<Instant>) -> bool {
        let times = if self.done < 2 { self.safety() } else { GROWTH };
        self.is_left(times, deadline)
    }

    /// Whether there is time for another look of the same size.
    pub fn fit_once_more(&self, deadline: Option<Instant>) -> bool {
        self.is_left(1.0, deadline)
    }

    /// Whether more time is left than one more look of the same size needs.
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

    /// Sizes of the second and the third look, by the time that is left for them in units of what the
    /// look before took.
    #[test]
    fn a_look_is_as_large_as_there_is_time_for() {
        let most = Size {
            skeletons: 150_000,
            samples: 16_000,
        };
        let unit = Duration::from_secs(60);
        let size = |done: usize, size: Size, units: f64| {
            let looks = Looks {
                most,
                done,
                size,
                last: unit,
            };
            let next = looks.next(Some(Instant::now() + unit.mul_f64(units + 1e-3)));
            let shown = |n: usize| n / 100 * 100;
            (shown(next.skeletons), shown(next.samples))
        };
        let second = [0.0, 1.0, 2.0, 4.0, 8.0, 100.0].map(|units| size(1, FIRST, units));
        let large = Size {
            skeletons: 50_000,
            samples: 10_000,
        };
        let third = [0.0, 1.0, 3.0, 10.0].map(|units| size(2, large, units));
        expect!["[(4000, 1000), (4000, 1100), (4000, 2200), (4600, 4500), (9300, 9100), (117000, 16000)] [(50000, 10000), (50000, 10000), (75000, 15000), (150000, 16000)]"].assert_eq(&format!("{second:?} {third:?}"));
        assert_eq!(Looks::new(most).next(None), FIRST);
        let few = Size {
            skeletons: 7,
            samples: 3,
        };
        assert_eq!(Looks::new(few).next(None), few);
    }
}
