//! What a search may spend, and what it has spent.
//!
//! Work is counted in terms that were tried, so that a search that is limited by work does the same on
//! every machine. Whoever limits it by something else is asked every few hundred terms.

use lasynth_core::StopReason;

/// Terms between two questions.
const INTERVAL: u64 = 256;

/// Tells after how many terms a search is over, and why.
pub(crate) type Limit<'a> = &'a dyn Fn(u64) -> Option<StopReason>;

/// What a search may spend.
pub(crate) struct Work<'a> {
    /// Terms that were tried.
    pub done: u64,
    /// Terms that were tried before, by searches that this one is a part of.
    pub before: u64,
    /// Terms that may be tried.
    pub most: u64,
    /// The limit for all.
    pub limit: Limit<'a>,
    /// Why nothing more is tried.
    pub over: Option<StopReason>,
}

impl<'a> Work<'a> {
    /// Work without any terms yet.
    pub fn new(before: u64, most: u64, limit: Limit<'a>) -> Work<'a> {
        Work {
            done: 0,
            before,
            most,
            limit,
            over: None,
        }
    }

    /// Counts a term. True if the search is over.
    #[inline]
    pub fn tick(&mut self) -> bool {
        self.spend(1)
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

    /// Asks whether the search is over.
    pub fn look(&mut self) {
        if self.over.is_none() {
            self.over = (self.limit)(self.before + self.done);
        }
        if self.over.is_none() && self.done >= self.most {
            self.over = Some(StopReason::Candidates);
        }
    }
}
