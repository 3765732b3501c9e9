//! The engine of the search: the prior, and every proposer there is.

use crate::models::embedded_policy;
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::{MAX_VALUE, MIN_VALUE};
use lasynth_c::syntax::Program;
use lasynth_c::vocab;
use lasynth_c_search::config::SearchConfig;
use lasynth_c_search::factorised::Model;
use lasynth_c_search::search::Engine;
use lasynth_c_search::{
    Edits, Enumeration, Limits, List, Observations, Outcome, Proposer, Sink, Space,
};
use lasynth_core::{Budget, Example, Input, Language, Policy, StopReason, Value, Values};
use lasynth_decode::{Mode, Options, synthesise};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// The engine with all proposers. `policy` is the model whose programs join in; `None` stands for the
/// embedded one, which is then loaded beside the search.
pub fn engine(prior: Arc<Model>, policy: Option<Arc<dyn Policy>>, config: SearchConfig) -> Engine {
    Engine {
        model: prior,
        proposers: vec![
            Box::<Enumeration>::default(),
            Box::<Edits>::default(),
            Box::new(ModelProposer::new(policy)),
        ],
        config,
    }
}

/// The proposer `model`: the programs that a beam search over the network's tokens finishes.
pub struct ModelProposer {
    policy: OnceLock<Arc<dyn Policy>>,
    mode: Mode,
}

impl ModelProposer {
    /// With a model; `None` stands for the embedded one, loaded where it is first needed: that takes
    /// longer than a first answer.
    pub fn new(policy: Option<Arc<dyn Policy>>) -> ModelProposer {
        let loaded = OnceLock::new();
        if let Some(policy) = policy {
            let _ = loaded.set(policy);
        }
        ModelProposer {
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

    fn contains(&self, program: &Program) -> bool {
        let tokens = vocab::encode(program);
        let mut state = RestrictedC.grammar();
        let allowed = tokens.iter().all(|token| state.push(*token));
        allowed && state.is_complete() && vocab::decode(&tokens).as_ref() == Ok(program)
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let domain = RestrictedC;
        let examples = readable(observations);
        if domain.check_examples(&examples).is_err() {
            return StopReason::Exhausted;
        }
        let policy = self.policy.get_or_init(embedded_policy);
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
        let Ok(found) = synthesise(&domain, policy.as_ref(), &examples, &options, limits.stop)
        else {
            return StopReason::Exhausted;
        };
        for candidate in found
            .candidates
            .iter()
            .filter(|candidate| candidate.consistent)
        {
            if let Ok(program) = vocab::decode(&candidate.tokens) {
                sink(program);
            }
        }
        found.stop
    }
}

/// The first observations that the network can be given.
fn readable(observations: &Observations) -> Vec<Example> {
    let fits = |list: &List| list.iter().all(|v| (MIN_VALUE..=MAX_VALUE).contains(v));
    let pair = |(input, outcome): (&List, &Outcome)| {
        let output = outcome.as_ref().filter(|output| fits(output))?;
        fits(input).then(|| Example {
            input: Input::list(input),
            output: Value::List(output.to_vec()),
        })
    };
    let all = observations.inputs.iter().zip(&observations.outcomes);
    all.filter_map(pair)
        .take(lasynth_c::domain::MAX_EXAMPLES)
        .collect()
}
