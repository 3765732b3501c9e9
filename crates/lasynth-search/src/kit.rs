//! Everything that a domain brings to the search, in one place.

use crate::{Judge, Observations, Prior, ProbeJudge, ProbePrior, Proposer, SearchConfig};
use lasynth_core::Domain;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How to count random programs for a prior.
#[derive(Clone, Copy, Debug)]
pub struct FitOptions {
    /// Random programs to draw; those that the rules drop count too.
    pub count: u64,
    /// Seed of everything random.
    pub seed: u64,
    /// The most frequent structures that are kept.
    pub structures: usize,
    /// The most frequent whole behaviours that are kept.
    pub behaviours: usize,
    /// Number of threads; has no influence on what comes out.
    pub threads: usize,
}

/// A prior that was counted.
pub struct FittedPrior {
    /// The content of its file, before compression.
    pub bytes: Vec<u8>,
    /// What there is to say about it, by name.
    pub summary: Map<String, Value>,
}

/// How long the inner loops of the search take.
pub struct SearchSpeed {
    /// Microseconds of each, by name, with what the time is for.
    pub microseconds: Vec<(&'static str, f64, String)>,
    /// Sizes at the median, which the times depend on.
    pub sizes: Map<String, Value>,
}

/// What [`SearchKit::speed`] measures.
pub struct SpeedRequest<'a> {
    /// The tasks to measure on.
    pub tasks: &'a [Observations],
    /// Behaviours that are drawn for each.
    pub samples: usize,
    /// Time spent on each figure of each task.
    pub effort: Duration,
    /// Seed of everything random.
    pub seed: u64,
}

/// Everything that a domain brings to the search. [`PlainKit`] serves a domain that brings nothing but
/// proposers.
pub trait SearchKit: Send + Sync {
    /// The prior of a file's content, after decompression; without one, what is expected where nothing
    /// was counted.
    ///
    /// # Errors
    /// What does not fit.
    fn prior(&self, content: Option<&[u8]>) -> Result<Arc<dyn Prior>, String>;

    /// How to search where nothing else is said: what was fitted for the language.
    fn config(&self) -> SearchConfig {
        SearchConfig::default()
    }

    /// Sources of programs beside the prior and the network.
    fn proposers(&self) -> Vec<Arc<dyn Proposer>>;

    /// Who judges answers when the search is evaluated on tasks whose program is known.
    fn judge(&self) -> &dyn Judge;

    /// Counts random programs for a prior. `progress` is told how many are done. `Ok(None)` after an
    /// interruption.
    ///
    /// # Errors
    /// If nothing can be counted in this domain.
    fn fit(
        &self,
        options: &FitOptions,
        progress: &(dyn Fn(u64) + Sync),
        interrupt: &AtomicBool,
    ) -> Result<Option<FittedPrior>, String>;

    /// How long the inner loops take with a prior; `None` where no task leads to any candidate.
    ///
    /// # Errors
    /// If there is nothing to measure in this domain.
    fn speed(
        &self,
        prior: &dyn Prior,
        request: &SpeedRequest<'_>,
    ) -> Result<Option<SearchSpeed>, String>;
}

/// The kit of a domain that has counted nothing.
pub struct PlainKit {
    domain: &'static dyn Domain,
    judge: ProbeJudge,
    proposers: fn() -> Vec<Arc<dyn Proposer>>,
}

impl PlainKit {
    /// A kit with these proposers.
    pub const fn new(
        domain: &'static dyn Domain,
        proposers: fn() -> Vec<Arc<dyn Proposer>>,
    ) -> PlainKit {
        PlainKit {
            domain,
            judge: ProbeJudge(domain),
            proposers,
        }
    }

    fn nothing_counted(&self) -> String {
        let name = self.domain.name();
        format!("the domain `{name}` has no prior that is made by counting programs")
    }
}

impl SearchKit for PlainKit {
    fn prior(&self, content: Option<&[u8]>) -> Result<Arc<dyn Prior>, String> {
        match content {
            None => Ok(Arc::new(ProbePrior::new(self.domain))),
            Some(_) => Err(self.nothing_counted()),
        }
    }

    fn proposers(&self) -> Vec<Arc<dyn Proposer>> {
        (self.proposers)()
    }

    fn judge(&self) -> &dyn Judge {
        &self.judge
    }

    fn fit(
        &self,
        _options: &FitOptions,
        _progress: &(dyn Fn(u64) + Sync),
        _interrupt: &AtomicBool,
    ) -> Result<Option<FittedPrior>, String> {
        Err(self.nothing_counted())
    }

    fn speed(
        &self,
        _prior: &dyn Prior,
        _request: &SpeedRequest<'_>,
    ) -> Result<Option<SearchSpeed>, String> {
        Err(self.nothing_counted())
    }
}
