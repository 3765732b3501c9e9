//! What all searches share.

use crate::config::{RandomPrior, SearchConfig};
use crate::factorised::Model;
use crate::hypothesis::Hypothesis;
use crate::proposer::Proposer;
use std::sync::Arc;

/// What all searches share: the factorised model, the other proposers and the configuration.
pub struct Engine {
    /// The factorised model.
    pub model: Arc<Model>,
    /// The other proposers.
    pub proposers: Vec<Box<dyn Proposer>>,
    /// How to search.
    pub config: SearchConfig,
}

impl Engine {
    /// The probability of a hypothesis as the behaviour of a random program; `p` is what the
    /// factorised distribution gives it.
    pub(super) fn random(&self, hypothesis: &Hypothesis, p: f64) -> f64 {
        let known = &self.model.prior.known;
        let count = known.count(hypothesis.digest());
        match self.config.random {
            RandomPrior::Both => known.probability(count, p),
            RandomPrior::Factorised => p,
            RandomPrior::Counts => f64::from(count) / known.total,
        }
    }

    /// The probability of behaviours that are not known one by one; `p` is what the factorised
    /// distribution gives all of them.
    pub(super) fn random_rest(&self, p: f64) -> f64 {
        match self.config.random {
            RandomPrior::Both => self.model.prior.known.probability(0, p),
            RandomPrior::Factorised => p,
            RandomPrior::Counts => 0.0,
        }
    }
}
