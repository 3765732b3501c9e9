//! What a domain expects before it has seen any example.

use crate::{
    Behaviour, Observations, Options, OutcomeId, ProgramBehaviour, Sample, Space, outcome_of,
};
use lasynth_core::{Domain, Program};
use std::any::Any;
use std::sync::Arc;

/// How much of a prior to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// The most frequent structures that are weighed, in whatever the prior is made of.
    pub structures: usize,
    /// Behaviours that are drawn.
    pub samples: usize,
}

/// What [`Prior::draw`] is asked for.
pub struct DrawRequest<'a> {
    /// Inputs with their outcomes: the examples, and what the user has answered.
    pub observations: &'a Observations,
    /// How much to look at.
    pub effort: Effort,
    /// Seed of everything random.
    pub seed: u64,
    /// Whether time is over; what was drawn by then is returned.
    pub is_over: &'a dyn Fn() -> bool,
}

/// A behaviour, and its probability as that of a random program, up to a factor.
#[derive(Clone, Debug)]
pub struct Weighed {
    /// What the drawn program does.
    pub behaviour: Arc<dyn Behaviour>,
    /// The probability before anything was observed.
    pub weight: f64,
}

/// What a domain expects before it has seen any example: how probable behaviours are, and which inputs
/// tell them apart.
///
/// Domains without counts have a [`ProbePrior`], under which only the length of programs matters.
pub trait Prior: Any + Send + Sync {
    /// The language whose programs this is a distribution over.
    fn domain(&self) -> &'static dyn Domain;

    /// Its name among those of the proposers.
    fn name(&self) -> &'static str;

    /// The behaviours that it gives any probability.
    fn space(&self) -> Space;

    /// Whether what a program does is among them.
    fn contains(&self, program: &dyn Program) -> bool;

    /// The same prior with these options; what is not named stays as it is by default.
    ///
    /// # Errors
    /// An option that it does not have, or a value that makes no sense.
    fn configured(&self, options: &Options) -> Result<Arc<dyn Prior>, String>;

    /// All options with their values.
    fn options(&self) -> Options;

    /// The inputs that behaviours are compared on.
    fn sample(&self, observations: &Observations) -> Arc<Sample>;

    /// All that there is to look at, where nothing limits it; no structures where behaviours cannot be
    /// drawn.
    fn most(&self) -> Effort;

    /// Draws behaviours that have all observed outcomes, each once. The same request gives the same
    /// behaviours, up to where time is over.
    fn draw(&self, request: &DrawRequest<'_>) -> Vec<Weighed>;

    /// What a program makes of every input of a sample.
    fn run(&self, program: &dyn Program, sample: &Sample) -> Vec<OutcomeId>;

    /// What a program does, and how probable that was.
    fn behaviour(&self, program: &dyn Program) -> Weighed;

    /// How much more probable it is that something is meant that nobody has found than the heaviest
    /// group of candidates, given that it has all known outcomes. 0 where candidates are all that
    /// counts.
    fn unexplained(&self, _observations: &Observations, _heaviest: &dyn Behaviour) -> f64 {
        0.0
    }

    /// A random program with a smaller share of inputs with an outcome in the range does not exist.
    fn least_in_range(&self) -> f64;

    /// Number of parts of an output that can be left out of account, such as the elements of a list
    /// that is changed in place: where no program meets the examples, those that are in the way are
    /// named. 0 where outputs have no such parts.
    fn parts(&self, _observations: &Observations) -> usize {
        0
    }

    /// The observations with some parts of every outcome as they are easiest to meet.
    fn without_parts(&self, observations: &Observations, _parts: &[usize]) -> Observations {
        observations.clone()
    }

    /// A program to show where nothing at all is found.
    fn simplest(&self) -> Option<Box<dyn Program>> {
        None
    }
}

/// The prior of a domain that has counted nothing: behaviours are compared on the domain's probe
/// inputs, and only the prior by length tells them apart.
#[derive(Clone)]
pub struct ProbePrior {
    domain: &'static dyn Domain,
}

impl ProbePrior {
    /// The prior of a domain.
    pub fn new(domain: &'static dyn Domain) -> ProbePrior {
        ProbePrior { domain }
    }
}

impl Prior for ProbePrior {
    fn domain(&self) -> &'static dyn Domain {
        self.domain
    }

    fn name(&self) -> &'static str {
        "prior"
    }

    fn space(&self) -> Space {
        Space {
            grammar: "program := none: only what others propose is weighed\n",
            size: "0 behaviours".to_owned(),
        }
    }

    fn contains(&self, _program: &dyn Program) -> bool {
        false
    }

    fn configured(&self, options: &Options) -> Result<Arc<dyn Prior>, String> {
        match options.keys().next() {
            None => Ok(Arc::new(self.clone())),
            Some(name) => Err(format!(
                "unknown field `{name}`: the prior of the domain `{}` has no options",
                self.domain.name()
            )),
        }
    }

    fn options(&self) -> Options {
        Options::new()
    }

    fn sample(&self, _observations: &Observations) -> Arc<Sample> {
        let inputs = self.domain.probe_inputs();
        let drawn = inputs.len();
        Arc::new(Sample::new(inputs, drawn))
    }

    fn most(&self) -> Effort {
        Effort::default()
    }

    fn draw(&self, _request: &DrawRequest<'_>) -> Vec<Weighed> {
        Vec::new()
    }

    fn run(&self, program: &dyn Program, sample: &Sample) -> Vec<OutcomeId> {
        let word = |input| {
            let outcome = outcome_of(program, input);
            sample.intern(outcome.as_ref(), |value| self.domain.in_range(value))
        };
        sample.inputs().iter().map(word).collect()
    }

    fn behaviour(&self, program: &dyn Program) -> Weighed {
        Weighed {
            behaviour: Arc::new(ProgramBehaviour::new(self.domain, program.clone_box())),
            weight: 0.0,
        }
    }

    fn least_in_range(&self) -> f64 {
        1.0 / (self.domain.probe_inputs().len() as f64 + 1.0)
    }
}
