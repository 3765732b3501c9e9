//! The search: the prior and the proposers side by side, one posterior, an answer that gets better.

mod answer;
mod candidates;
mod passes;
mod run;

pub use answer::{Answer, Choice, RunnerUp};
pub use run::SearchResult;

use crate::behaviour::AsWritten;
use crate::posterior::{Candidate, Posterior, Sources};
use crate::{Behaviour, Engine, Observations, Outcome, OutcomeId, Sample};
use foldhash::fast::FixedState;
use lasynth_core::{Input, Program};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
}

/// What was drawn from the prior.
struct Draw {
    /// With how many observations, structures and samples, and which seed.
    of: (usize, usize, usize, u64),
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

    /// Adds what is known about one more input.
    pub fn observe(&mut self, input: Input, outcome: Outcome) {
        self.programs
            .retain(|proposed| proposed.behaviour.outcome(&input) == outcome);
        self.observations.push(input, outcome);
        self.by_outcomes = (self.programs.iter().enumerate())
            .map(|(n, proposed)| (proposed.outcomes.clone(), n))
            .collect();
    }
}
