//! What bounds a search, and why one ended. Every search of the workspace takes the same limits and
//! gives the same reasons, so that callers and reports need one form of each.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a search may spend. Every limit is optional; the first one reached ends the search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Wall-clock time from the start of the search.
    pub time: Option<Duration>,
    /// Finished programs that may be run on the examples, right or wrong.
    pub candidates: Option<usize>,
    /// Seed of everything random.
    pub seed: u64,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StopReason {
    /// A program that meets all examples was found.
    Found,
    /// Nothing is left to try.
    Exhausted,
    /// [`Budget::candidates`] was reached.
    Candidates,
    /// [`Budget::time`] was reached.
    Time,
    /// More would not fit into the memory that a search may take.
    Memory,
    /// The caller asked to stop.
    Interrupted,
}
