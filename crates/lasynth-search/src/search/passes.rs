//! How much of the prior a pass looks at, and which passes there is time for.
//!
//! A pass draws from the prior, puts everything into groups and answers. Passes come in fixed sizes,
//! so that what a pass finds does not depend on how fast the machine is: the first is small, so that
//! there is an answer at once, and the *complete* ones see all that the prior keeps, then what it does
//! not keep as well. The sizes between are for those who have no time for a complete one. Time decides
//! which of the sizes are reached, and nothing else.

use crate::Effort;
use std::time::{Duration, Instant};

/// The first pass, small enough to give an answer before anybody waits. The second one is as large and
/// learns lengths too.
pub const FIRST: Effort = Effort {
    structures: 4_096,
    samples: 1_000,
};
/// The passes between the first and the complete ones, for short times.
const BETWEEN: [Effort; 2] = [
    Effort {
        structures: 16_384,
        samples: 4_000,
    },
    Effort {
        structures: 65_536,
        samples: 16_000,
    },
];
/// So many times more time is set aside for a pass than it should take.
const SAFETY: f64 = 2.0;
/// The first pass also starts things up, and learns no lengths, which takes some time.
const FIRST_SAFETY: f64 = 1.0;

/// The part of a budget that is set aside at most for a last pass.
const RESERVE: f64 = 0.1;

/// The passes that were taken.
pub struct Passes {
    /// What passes may see, each at least as much as the one before.
    sizes: Vec<Effort>,
    /// The first of them that is complete.
    complete: usize,
    /// Passes that are done.
    pub done: usize,
    /// Number of the size of the last pass.
    at: usize,
    /// Time that the last one took.
    last: Duration,
    /// The same without drawing: what is drawn already is not drawn again.
    without_drawing: Duration,
}

impl Passes {
    /// No pass yet; `most` is all there is to see.
    pub fn new(most: Effort) -> Passes {
        let within = |effort: &Effort| Effort {
            structures: effort.structures.min(most.structures),
            samples: effort.samples.min(most.samples),
        };
        // What is not kept is weighed only where the rest does not settle it.
        let first = within(&FIRST);
        let kept = Effort {
            structures: most.structures.saturating_sub(1).max(first.structures),
            ..most
        };
        let mut sizes = vec![first, first];
        let between = BETWEEN.iter().map(within);
        sizes.extend(between.filter(|size| size.structures < kept.structures));
        let complete = match kept.structures > 0 && kept != first {
            true => sizes.len(),
            false => 1,
        };
        if complete == sizes.len() {
            sizes.push(kept);
        }
        if kept.structures != most.structures {
            sizes.push(most);
        }
        Passes {
            sizes,
            complete,
            done: 0,
            at: 0,
            last: Duration::ZERO,
            without_drawing: Duration::ZERO,
        }
    }

    /// The next pass: the first one, then the complete one if there is time for it, else the largest
    /// for which there is. After that, one that takes in news is as large as the one before.
    pub fn next(&self, has_news: bool, deadline: Option<Instant>) -> usize {
        if self.done == 0 || has_news && self.is_complete() {
            return self.at;
        }
        let last = self.sizes.len() - 1;
        let next = (self.at + 1).min(last);
        let goal = self.complete.max(next);
        let fit = (next..=goal).rev().find(|&size| self.fits(size, deadline));
        fit.unwrap_or(next)
    }

    /// How much a pass of this size looks at.
    pub fn effort(&self, size: usize) -> Effort {
        self.sizes[size]
    }

    /// A pass is over; part of the time it took was for drawing.
    pub fn took(&mut self, size: usize, time: Duration, drawing: Duration) {
        self.done += 1;
        if size != self.at || drawing > Duration::ZERO || self.done == 1 {
            self.last = time;
        }
        self.at = size;
        self.without_drawing = time.saturating_sub(drawing);
    }

    /// Whether all that the prior keeps has been seen, with lengths.
    pub fn is_complete(&self) -> bool {
        self.done > 0 && self.at >= self.complete
    }

    /// Whether another pass would see more. The first one learns no lengths, so there is a second one
    /// in any case.
    pub fn are_more(&self) -> bool {
        self.done == 0 || self.at + 1 < self.sizes.len()
    }

    /// Whether there is time for the next size.
    pub fn next_fits(&self, deadline: Option<Instant>) -> bool {
        self.done == 0 || self.fits((self.at + 1).min(self.sizes.len() - 1), deadline)
    }

    /// Whether there is time to wait for news and to take them in, in a run of `budget`. The last pass
    /// says how long that takes, but it has also written programs down that are known from now on: no
    /// more than a part of the budget is set aside.
    pub fn can_wait(&self, budget: Option<Duration>, deadline: Option<Instant>) -> bool {
        let most = budget.map_or(Duration::MAX, |budget| budget.mul_f64(RESERVE));
        is_left((self.without_drawing * 2).min(most), deadline)
    }

    /// Whether there is time for a pass of this size, by how long the last one took.
    fn fits(&self, size: usize, deadline: Option<Instant>) -> bool {
        let [from, to] = [self.at, size].map(|size| self.sizes[size]);
        let ratio = |from: usize, to: usize| to as f64 / from.max(1) as f64;
        let more = ratio(from.structures, to.structures).max(ratio(from.samples, to.samples));
        let safety = if self.done < 2 { FIRST_SAFETY } else { SAFETY };
        is_left(self.last.mul_f64(safety * more), deadline)
    }
}

fn is_left(time: Duration, deadline: Option<Instant>) -> bool {
    deadline.is_none_or(|at| Instant::now() + time < at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// All passes that follow each other where so much time is left before each, in units of what the
    /// pass before took.
    fn passes(most: Effort, units: Option<f64>) -> Vec<(usize, usize)> {
        let unit = Duration::from_secs(60);
        let mut passes = Passes::new(most);
        let mut all = Vec::new();
        loop {
            let deadline = units.map(|units| Instant::now() + unit.mul_f64(units + 1e-3));
            if !passes.are_more() || !passes.next_fits(deadline) {
                return all;
            }
            let next = passes.next(false, deadline);
            let effort = passes.effort(next);
            all.push((effort.structures, effort.samples));
            passes.took(next, unit, Duration::ZERO);
        }
    }

    #[test]
    fn passes_have_fixed_sizes_and_time_decides_which_are_reached() {
        let most = Effort {
            structures: 150_000,
            samples: 16_000,
        };
        let few = Effort {
            structures: 7,
            samples: 3,
        };
        // Where nothing can be drawn, no pass draws.
        let none = Effort {
            structures: 0,
            samples: 3,
        };
        let times = [0.0, 3.0, 9.0, 20.0, 100.0].map(Some);
        let all = [most, few, none].map(|most| {
            let row = times.iter().chain(&[None]).map(|&units| {
                let time = units.map_or("no limit".to_owned(), |units| format!("{units}"));
                format!("{time}: {:?}\n", passes(most, units))
            });
            row.collect::<String>() + "\n"
        });
        expect![[r#"
            0: [(4096, 1000)]
            3: [(4096, 1000), (4096, 1000)]
            9: [(4096, 1000), (16384, 4000), (65536, 16000), (149999, 16000), (150000, 16000)]
            20: [(4096, 1000), (65536, 16000), (149999, 16000), (150000, 16000)]
            100: [(4096, 1000), (149999, 16000), (150000, 16000)]
            no limit: [(4096, 1000), (149999, 16000), (150000, 16000)]

            0: [(7, 3)]
            3: [(7, 3), (7, 3)]
            9: [(7, 3), (7, 3)]
            20: [(7, 3), (7, 3)]
            100: [(7, 3), (7, 3)]
            no limit: [(7, 3), (7, 3)]

            0: [(0, 3)]
            3: [(0, 3), (0, 3)]
            9: [(0, 3), (0, 3)]
            20: [(0, 3), (0, 3)]
            100: [(0, 3), (0, 3)]
            no limit: [(0, 3), (0, 3)]

        "#]]
        .assert_eq(&all.concat());
    }
}
