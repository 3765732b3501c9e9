//! The search: the prior and the proposers side by side, one posterior, an answer that gets better.

mod answer;
mod asking;
mod candidates;
mod passes;
mod run;
mod telling;

pub use answer::{Answer, Choice, RunnerUp};
pub(crate) use passes::FIRST;
pub use run::SearchResult;

use crate::behaviour::{AsWritten, meets};
use crate::posterior::{Candidate, Posterior, Sources};
use crate::{Behaviour, Effort, Engine, Observations, Outcome, OutcomeId, Sample};
use foldhash::fast::FixedState;
use lasynth_core::{Input, Program};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// A search for one program, which remembers what it has found from question to question.
pub struct Search<'e> {
    engine: &'e Engine,
    observations: Observations,
    /// Examples with an output in the range; other observations are answers to questions.
    drawn_examples: usize,
    sample: Arc<Sample>,
    /// Programs that proposers found.
    programs: Vec<Proposed>,
    /// Their numbers by what they do on the sample.
    by_outcomes: HashMap<Vec<OutcomeId>, usize, FixedState>,
    posterior: Posterior,
    /// What was drawn last.
    last_draw: Option<Draw>,
    /// The programs that behaviours were written down as.
    written: HashMap<AsWritten, Option<Arc<dyn Program>>, FixedState>,
    /// Numbers of the proposers that have looked to the end of their space.
    exhausted: HashSet<usize>,
    /// Inputs that are not asked about (any more).
    closed: HashSet<Input>,
    /// What the last answer does.
    answered: Option<Arc<dyn Behaviour>>,
    /// See [`Search::evidence`].
    evidence: f64,
    /// How long drawing took in the last pass.
    drawing: Duration,
    /// Passes look at this much of the prior at most.
    at_most: Option<Effort>,
}

/// What was drawn from the prior.
struct Draw {
    /// How much was looked at, and with which seed.
    of: (Effort, u64),
    candidates: Vec<Candidate>,
}

/// A program of a proposer.
struct Proposed {
    behaviour: Arc<dyn Behaviour>,
    /// What it makes of the sample.
    outcomes: Vec<OutcomeId>,
    program: Arc<dyn Program>,
    length: usize,
    /// Its probability as a random program.
    weight: f64,
    sources: Sources,
}

impl<'e> Search<'e> {
    /// Starts a search from examples.
    pub fn new(engine: &'e Engine, observations: Observations) -> Search<'e> {
        let domain = engine.domain();
        let outcomes = observations.outcomes.iter().flatten();
        let sample = engine.prior.sample(&observations);
        Search {
            engine,
            drawn_examples: outcomes.filter(|value| domain.in_range(value)).count(),
            observations,
            posterior: Posterior::new(Vec::new(), &sample),
            sample,
            programs: Vec::new(),
            by_outcomes: HashMap::default(),
            last_draw: None,
            written: HashMap::default(),
            exhausted: HashSet::new(),
            closed: HashSet::new(),
            answered: None,
            evidence: 0.0,
            drawing: Duration::ZERO,
            at_most: None,
        }
    }

    /// Inputs with their outcomes: the examples, and what was observed since.
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// The posterior of the last run.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// How well what is expected beforehand fits what is known: the weight of all candidates together,
    /// prior times likelihood, before it is normalised. 0 where nothing fits. Comparable between
    /// searches of one engine that looked at equally much.
    pub fn evidence(&self) -> f64 {
        self.evidence
    }

    /// Adds what is known about one more input. Where that refutes the answer, the next run starts
    /// anew: proposers that were through with their space look again.
    pub fn observe(&mut self, input: Input, outcome: Outcome) {
        let refuted = (self.answered.as_ref()).is_none_or(|it| it.outcome(&input) != outcome);
        self.observations.push(input, outcome);
        self.start_anew(refuted);
    }

    /// Adds that an outcome of an input is wrong; what is right is not known. The input is not asked
    /// about any more.
    pub fn exclude(&mut self, input: Input, wrong: Outcome) {
        let refuted = (self.answered.as_ref()).is_none_or(|it| it.outcome(&input) == wrong);
        self.closed.insert(input.clone());
        self.observations.exclude(input, wrong);
        self.start_anew(refuted);
    }

    /// Asks about this input no more.
    pub fn skip(&mut self, input: Input) {
        self.closed.insert(input);
    }

    /// Lets proposers look again, those too that were through with their space: there may be more to
    /// find in more time.
    pub fn look_again(&mut self) {
        self.exhausted.clear();
    }

    /// Makes all runs short: they look at this much of the prior at most.
    pub(crate) fn look_at_most(&mut self, effort: Effort) {
        self.at_most = Some(effort);
    }

    /// Drops what no longer fits.
    fn start_anew(&mut self, refuted: bool) {
        let observations = &self.observations;
        (self.programs).retain(|proposed| meets(&*proposed.behaviour, observations));
        self.by_outcomes = (self.programs.iter().enumerate())
            .map(|(n, proposed)| (proposed.outcomes.clone(), n))
            .collect();
        self.last_draw = None;
        if refuted {
            self.exhausted.clear();
        }
    }
}
