//! Sources of programs.

use crate::{Observations, Options};
use lasynth_core::{Program, StopReason};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What a proposer may spend.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// When to stop by the clock; `None` where time has no limit.
    pub deadline: Option<Instant>,
    /// Programs that may be looked at.
    pub candidates: Option<u64>,
    /// Bytes that may be kept.
    pub memory: usize,
    /// Set by the caller to end early.
    pub stop: &'a AtomicBool,
    /// Seed of everything random.
    pub seed: u64,
    /// Told by [`Limits::reached`] how many candidates were looked at, where somebody wants to know.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Limits<'_> {
    /// The limit that ends the work now, if one does; `looked_at` candidates are done.
    ///
    /// What was handed over before a call with some count belongs to the work up to that count: the
    /// search takes finds in by portions of such work, so that its answer does not depend on how fast
    /// anybody is. So a proposer calls this at places that depend on its work alone, and often.
    pub fn reached(&self, looked_at: u64) -> Option<StopReason> {
        if let Some(progress) = self.progress {
            progress(looked_at);
        }
        if self.stop.load(Ordering::Relaxed) {
            Some(StopReason::Interrupted)
        } else if self.candidates.is_some_and(|most| looked_at >= most) {
            Some(StopReason::Candidates)
        } else if self.deadline.is_some_and(|at| Instant::now() >= at) {
            Some(StopReason::Time)
        } else {
            None
        }
    }
}

/// The programs among which a proposer looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// Its grammar, a production a line.
    pub grammar: &'static str,
    /// Number of programs in it, in words or digits.
    pub size: String,
}

/// Takes the programs that a proposer finds.
pub type Sink<'a> = &'a (dyn Fn(Box<dyn Program>) + Sync);

/// A source of programs that have all known outcomes.
pub trait Proposer: Send + Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// The programs among which it looks.
    fn space(&self) -> Space;

    /// Whether a program is in that space, as far as its text tells: where it is not, another program
    /// that does the same may be.
    fn contains(&self, program: &dyn Program) -> bool;

    /// The same proposer as the options of the prior have it, which are all named; `None` for one that
    /// does not depend on them.
    ///
    /// # Errors
    /// What is wrong with an option.
    fn configured(&self, _options: &Options) -> Result<Option<Arc<dyn Proposer>>, String> {
        Ok(None)
    }

    /// How many candidates it looks at in its first portion: about a tenth of a second of work. With a
    /// limit in seconds, a search waits for the first portion of every proposer before it decides, then
    /// for as much work again, and so on. `None` for one whose work is not cut into portions: it is not
    /// waited for at first, and all it finds comes with the second portion of the others.
    fn portion(&self) -> Option<u64> {
        Some(20_000)
    }

    /// Hands programs that have all observed outcomes to `sink`, the likeliest first as far as it can
    /// tell. The same arguments give the same programs in the same order, up to where the time ends.
    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason;
}
