//! The engine of the search with all proposers there are, and the proposer that is the network.

use crate::domains::Bundle;
use crate::models::embedded_policy;
use crate::priors::embedded_prior;
use lasynth_core::{Budget, Domain, Example, Policy, Program, StopReason};
use lasynth_decode::{Mode, Options, synthesise};
use lasynth_search::{
    ConfigError, Engine, Limits, Observations, Prior, Proposer, SearchConfig, Sink, Space,
};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// What searches are made from, with the names that results state.
pub struct Synthesiser {
    /// The prior, the proposers and the configuration that all searches share.
    pub engine: Engine,
    /// Name of the model whose programs join in; `None` where there is none.
    pub model: Option<String>,
    /// Name of the prior; `None` where nothing was counted.
    pub prior: Option<String>,
}

impl Synthesiser {
    /// The search of a language with all its proposers. `prior`, with its name, and `policy` stand in
    /// for those in the binary.
    ///
    /// # Errors
    /// If the configuration does not fit the prior and the proposers.
    pub fn new(
        bundle: &'static Bundle,
        prior: Option<(Arc<dyn Prior>, String)>,
        policy: Option<Arc<dyn Policy>>,
        config: SearchConfig,
    ) -> Result<Synthesiser, ConfigError> {
        let embedded_model = || bundle.model.as_ref().map(|model| model.name.to_owned());
        let model = policy
            .as_ref()
            .map(|policy| policy.name().to_owned())
            .or_else(embedded_model);
        let (prior, prior_name) = match prior {
            Some((prior, name)) => (prior, Some(name)),
            None => {
                let name = bundle.prior.as_ref().map(|prior| prior.name.to_owned());
                (embedded_prior(bundle), name)
            }
        };
        let mut proposers = bundle.search.proposers();
        if model.is_some() {
            proposers.push(Arc::new(ModelProposer::new(bundle, policy)));
        }
        Ok(Synthesiser {
            engine: Engine::new(&*prior, proposers, config)?,
            model,
            prior: prior_name,
        })
    }
}

/// The proposer `model`: the programs that a beam search over the network's tokens finishes.
pub struct ModelProposer {
    bundle: &'static Bundle,
    policy: OnceLock<Option<Arc<dyn Policy>>>,
    mode: Mode,
}

impl ModelProposer {
    /// With a model; `None` stands for the embedded one, loaded where it is first needed: that takes
    /// longer than a first answer.
    pub fn new(bundle: &'static Bundle, policy: Option<Arc<dyn Policy>>) -> ModelProposer {
        let loaded = OnceLock::new();
        if policy.is_some() {
            let _ = loaded.set(policy);
        }
        ModelProposer {
            bundle,
            policy: loaded,
            mode: Mode::default(),
        }
    }
}

impl Proposer for ModelProposer {
    fn name(&self) -> &'static str {
        "model"
    }

    fn space(&self) -> Space {
        Space {
            grammar: "program := one of the 64 prefixes that the network finds most probable, \
                      token after token\n",
            size: "all programs of the language".to_owned(),
        }
    }

    fn contains(&self, program: &dyn Program) -> bool {
        let domain = self.bundle.domain;
        let Some(tokens) = program.tokens() else {
            return false;
        };
        let mut state = domain.grammar();
        let allowed = tokens.iter().all(|token| state.push(*token));
        let same = |decoded: Box<dyn Program>| decoded.source() == program.source();
        allowed && state.is_complete() && domain.decode(&tokens).is_ok_and(same)
    }

    /// The beam search is one piece of work, and takes longer than an answer that is certain.
    fn portion(&self) -> Option<u64> {
        None
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let domain = self.bundle.domain;
        let examples = readable(domain, observations);
        if domain.check_examples(&examples).is_err() {
            return StopReason::Exhausted;
        }
        let policy = self.policy.get_or_init(|| embedded_policy(self.bundle));
        let Some(policy) = policy else {
            return StopReason::Exhausted;
        };
        if let Some(reason) = limits.reached(0) {
            return reason;
        }
        let options = Options {
            mode: self.mode,
            budget: Budget {
                time: limits
                    .deadline
                    .map(|at| at.saturating_duration_since(Instant::now())),
                candidates: limits.candidates.map(|n| n as usize),
                seed: limits.seed,
            },
            answer_only: false,
        };
        let found = synthesise(domain, policy.as_ref(), &examples, &options, limits.stop);
        let Ok(found) = found else {
            return StopReason::Exhausted;
        };
        let consistent = found.candidates.iter().filter(|c| c.consistent);
        for candidate in consistent {
            sink(candidate.program.clone_box());
        }
        found.stop
    }
}

/// The first observations that the network can be given.
fn readable(domain: &dyn Domain, observations: &Observations) -> Vec<Example> {
    let pairs = observations.pairs().filter_map(|(input, outcome)| {
        let output = outcome.clone()?;
        let input = input.clone();
        Some(Example { input, output })
    });
    pairs
        .filter(|pair| domain.check_examples(std::slice::from_ref(pair)).is_ok())
        .take(domain.max_examples())
        .collect()
}
