//! What a search may spend, and what it has spent.
//!
//! Work is counted in terms that were tried, so that a search that is limited by work does the same on
//! every machine. The clock, memory and the caller's flag are looked at every few hundred terms.

use lasynth_core::StopReason;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Terms between two looks at the clock.
const INTERVAL: u64 = 256;

/// What a search may spend.
pub(crate) struct Work<'a> {
    /// Terms that were tried.
    pub done: u64,
    /// Terms that may be tried.
    pub most: u64,
    pub deadline: Option<Instant>,
    pub stop: &'a AtomicBool,
    /// Why nothing more is tried.
    pub over: Option<StopReason>,
}

impl Work<'_> {
    /// Counts a term. True if the search is over.
    #[inline]
    pub fn tick(&mut self) -> bool {
        self.done += 1;
        if self.done.is_multiple_of(INTERVAL) {
            self.look();
        }
        self.over.is_some()
    }

    /// Counts many terms at once.
    #[inline]
    pub fn spend(&mut self, terms: u64) -> bool {
        let before = self.done / INTERVAL;
        self.done += terms;
        if self.done / INTERVAL != before {
            self.look();
        }
        self.over.is_some()
    }

    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    fn look(&mut self) {
        if self.over.is_some() {
            return;
        }
        if self.stop.load(Ordering::Relaxed) {
            self.over = Some(StopReason::Interrupted);
        } else if self.done >= self.most {
            self.over = Some(StopReason::Candidates);
        } else if self.deadline.is_some_and(|at| Instant::now() >= at) {
            self.over = Some(StopReason::Time);
        }
    }
}
