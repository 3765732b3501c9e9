use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a search may spend. Every limit is optional; the first one reached ends the search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Wall-clock time.
    pub time: Option<Duration>,
    /// Finished programs that are run on the examples.
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
    /// The caller asked to stop.
    Interrupted,
}
