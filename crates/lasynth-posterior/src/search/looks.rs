//! How many skeletons to look at, and how long that takes.

use std::time::{Duration, Instant};

/// Skeletons of the first look.
const FIRST_LOOK: usize = 4_096;
/// A look is worth its time if it can see so many times more.
const GROWTH: f64 = 3.0;
/// So many times more time is set aside for a look than it should take.
const SAFETY: f64 = 2.0;

/// The looks that were taken.
pub struct Looks {
    all: usize,
    /// Number of looks.
    pub done: usize,
    size: usize,
    /// Time that the last one took.
    pub last: Duration,
}

impl Looks {
    /// No look yet; there are so many skeletons.
    pub fn new(all: usize) -> Looks {
        Looks {
            all,
            done: 0,
            size: 0,
            last: Duration::ZERO,
        }
    }

    /// Skeletons of the next look: few at first, then as many as there is time for.
    pub fn next(&self, deadline: Option<Instant>) -> usize {
        if self.done == 0 {
            return FIRST_LOOK.min(self.all);
        }
        let Some(deadline) = deadline else {
            return self.all;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let rate = self.size as f64 / self.last.as_secs_f64().max(1e-6);
        let size = (left.as_secs_f64() * rate / SAFETY) as usize;
        size.clamp(self.size, self.all)
    }

    /// A look is over.
    pub fn took(&mut self, size: usize, time: Duration) {
        self.done += 1;
        self.size = size;
        self.last = time;
    }

    /// Whether another look would see more. The first one takes few samples, so there is a second one
    /// in any case.
    pub fn are_more(&self) -> bool {
        self.done < 2 || self.size < self.all
    }

    /// Whether there is time for a look that sees more.
    pub fn fits(&self, deadline: Option<Instant>) -> bool {
        let next = self.last.mul_f64(GROWTH);
        deadline.is_none_or(|at| Instant::now() + next < at)
    }
}
