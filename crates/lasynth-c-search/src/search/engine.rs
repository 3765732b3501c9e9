//! What all searches share.

use crate::config::{RandomPrior, SearchConfig};
use crate::factorised::Model;
use crate::hypothesis::Hypothesis;
use crate::prior::fit::table_of;
use crate::prior::forms::{MAX_CONSTANT, space};
use crate::proposer::{Proposer, Space};
use crate::skeleton::{Skeleton, permutations};
use lasynth_c::behaviour::{Lin, N};
use lasynth_c::syntax::Program;
use std::sync::Arc;

/// The factorised model among the names of proposers.
pub const FACTORISED_NAME: &str = "factorised";

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
    /// The names of everything that proposes programs, the factorised model first.
    pub fn names(&self) -> Vec<&'static str> {
        let others = self.proposers.iter().map(|proposer| proposer.name());
        std::iter::once(FACTORISED_NAME).chain(others).collect()
    }

    /// Where each of them looks.
    pub fn spaces(&self) -> Vec<Space> {
        let others = self.proposers.iter().map(|proposer| proposer.space());
        std::iter::once(self.factorised_space())
            .chain(others)
            .collect()
    }

    /// Which of them have a program in their space. Of a proposer of programs this is what the text
    /// tells: another program that does the same may be in it.
    pub fn contain(&self, program: &Program) -> Vec<bool> {
        let others = self.proposers.iter().map(|p| p.contains(program));
        std::iter::once(self.model_holds(program))
            .chain(others)
            .collect()
    }

    /// Whether the factorised model gives what a program does any probability.
    pub fn model_holds(&self, program: &Program) -> bool {
        let skeleton = table_of(program).as_ref().and_then(Skeleton::of);
        skeleton.is_some_and(|(skeleton, forms)| self.probability(&skeleton, &forms) > 0.0)
    }

    fn factorised_space(&self) -> Space {
        let skeletons = &self.model.prior.skeletons;
        let forms = space().weights.len() * (2 * MAX_CONSTANT as usize + 1);
        let places = |skeleton: &Skeleton| (0..N).map(|at| i32::from(skeleton.forms(at))).sum();
        let behaviours: f64 = (skeletons.iter())
            .map(|(skeleton, _)| (forms as f64).powi(places(skeleton)))
            .sum();
        let renamings = permutations().len();
        let shapes = self.model.prior.backoff.shapes.iter();
        let combinations: usize = shapes.map(|shape| shape.tests.len()).sum();
        Space {
            grammar: include_str!("factorised.txt"),
            size: format!(
                "{} skeletons in up to {renamings} renamings, {forms} forms for each place: at most \
                 {:.0e} behaviours; and what {combinations} combinations of tests allow beside these",
                skeletons.len(),
                behaviours * renamings as f64
            ),
        }
    }

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

    /// The probability of a behaviour that no count tells.
    pub(super) fn probability(&self, skeleton: &Skeleton, forms: &[Vec<Lin>; N]) -> f64 {
        (self.model).probability(skeleton, forms, self.config.relations)
    }
}
