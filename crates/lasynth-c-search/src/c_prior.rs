//! The prior of restricted C as the search sees it.
//!
//! [`CPrior::draw`] is the factorised posterior: the evidence for all forms, skeletons weighed by it,
//! decision tables drawn from the weighed skeletons.

use crate::CBehaviour;
use crate::decision_table::DecisionTable;
use crate::evidence::{Evidence, MAX_OBSERVATIONS};
use crate::factorised::PreparedPrior;
use crate::observation::ListObservations;
use crate::outcomes::{SAMPLE, UNIFORM, of_program, sample};
use crate::prior::counts::table_of;
use crate::prior::forms::{MAX_CONSTANT, space};
use crate::sample::Sampler;
use crate::skeleton::{Skeleton, permutations};
use lasynth_c::behaviour::{AffineForm, N, RegionTable, execute};
use lasynth_c::domain::{CProgram, RestrictedC};
use lasynth_c::syntax::Program as Tree;
use lasynth_core::{Domain, Input, Program};
use lasynth_search::{
    DrawRequest, Effort, Observations, Options, OutcomeId, Prior, Sample, Space, Weighed,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};

/// A random program with a smaller share of inputs with an output in the range is dropped when it is
/// drawn.
const LEAST_IN_RANGE: f64 = 1.0 / 30.0;
/// Cells of a table on the way from a program to its decision table.
const CELLS_ON_THE_WAY: usize = 32;

/// What makes a behaviour probable as that of a random program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RandomPrior {
    /// The factorised distribution, and counts of whole behaviours where there are any.
    Both,
    /// The factorised distribution alone.
    Factorised,
    /// The counts of whole behaviours alone.
    Counts,
}

/// The parts of the prior, which can be switched off for comparison.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriorOptions {
    /// Whether behaviours are drawn at all.
    pub factorised: bool,
    /// Whether behaviours may part on tests that no observation decides.
    pub hidden: bool,
    /// What makes a random behaviour probable.
    pub random: RandomPrior,
    /// Whether forms may follow from each other; otherwise each comes by itself.
    pub relations: bool,
}

impl Default for PriorOptions {
    fn default() -> PriorOptions {
        PriorOptions {
            factorised: true,
            hidden: true,
            random: RandomPrior::Both,
            relations: true,
        }
    }
}

/// The prior of restricted C.
#[derive(Clone)]
pub struct CPrior {
    prepared: Arc<PreparedPrior>,
    options: PriorOptions,
}

impl CPrior {
    /// A prior with all its parts.
    pub fn new(prepared: Arc<PreparedPrior>) -> CPrior {
        CPrior {
            prepared,
            options: PriorOptions::default(),
        }
    }

    pub(crate) fn prepared(&self) -> &PreparedPrior {
        &self.prepared
    }

    /// The probability of a decision table as the behaviour of a random program; `p` is what the
    /// factorised distribution gives it.
    fn random(&self, hypothesis: &DecisionTable, p: f64) -> f64 {
        let known = &self.prepared.prior.known;
        let count = known.count(hypothesis.digest());
        match self.options.random {
            RandomPrior::Both => known.probability(count, p),
            RandomPrior::Factorised => p,
            RandomPrior::Counts => f64::from(count) / known.total,
        }
    }

    /// The probability of a behaviour that no count tells.
    fn probability(&self, skeleton: &Skeleton, forms: &[Vec<AffineForm>; N]) -> f64 {
        self.prepared
            .probability(skeleton, forms, self.options.relations)
    }
}

impl Prior for CPrior {
    fn domain(&self) -> &'static dyn Domain {
        &RestrictedC
    }

    fn name(&self) -> &'static str {
        "factorised"
    }

    fn space(&self) -> Space {
        let skeletons = &self.prepared.prior.skeletons;
        let forms = space().weights.len() * (2 * MAX_CONSTANT as usize + 1);
        let places = |skeleton: &Skeleton| (0..N).map(|at| i32::from(skeleton.forms(at))).sum();
        let behaviours: f64 = (skeletons.iter())
            .map(|(skeleton, _)| (forms as f64).powi(places(skeleton)))
            .sum();
        let renamings = permutations().len();
        let shapes = self.prepared.prior.backoff.shapes.iter();
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

    fn contains(&self, program: &dyn Program) -> bool {
        let table = table_of(CProgram::of(program).tree());
        let skeleton = table.as_ref().and_then(Skeleton::of);
        skeleton.is_some_and(|(skeleton, forms)| self.probability(&skeleton, &forms) > 0.0)
    }

    fn configured(&self, options: &Options) -> Result<Arc<dyn Prior>, String> {
        let fields = options.clone().into_iter().collect();
        let options = serde_json::from_value(serde_json::Value::Object(fields));
        Ok(Arc::new(CPrior {
            prepared: Arc::clone(&self.prepared),
            options: options.map_err(|error| error.to_string())?,
        }))
    }

    fn options(&self) -> Options {
        match serde_json::to_value(self.options) {
            Ok(serde_json::Value::Object(fields)) => fields.into_iter().collect(),
            _ => Options::new(),
        }
    }

    fn sample(&self, _observations: &Observations) -> Arc<Sample> {
        static INPUTS: LazyLock<Arc<Sample>> = LazyLock::new(|| {
            let inputs: Vec<Input> = sample().iter().map(|list| Input::list(list)).collect();
            debug_assert_eq!(inputs.len(), SAMPLE);
            Arc::new(Sample::new(inputs, UNIFORM))
        });
        Arc::clone(&INPUTS)
    }

    fn most(&self) -> Effort {
        match self.options.factorised {
            true => Effort {
                // One more stands for all that are not kept.
                structures: self.prepared.len() + 1,
                samples: usize::MAX,
            },
            false => Effort::default(),
        }
    }

    fn draw(&self, request: &DrawRequest<'_>) -> Vec<Weighed> {
        let Some(mut known) = ListObservations::of(request.observations) else {
            return Vec::new();
        };
        // The tables of the evidence hold so many; what is left out is checked below.
        let further = ListObservations {
            inputs: known.inputs.split_off(known.len().min(MAX_OBSERVATIONS)),
            outcomes: known.outcomes.split_off(known.len().min(MAX_OBSERVATIONS)),
            // The search drops what has an excluded outcome.
            excluded: Vec::new(),
        };
        let PriorOptions {
            hidden, relations, ..
        } = self.options;
        let Effort {
            structures,
            samples,
        } = request.effort;
        let prepared = &*self.prepared;
        let evidence = Evidence::new(&known, &prepared.prior.forms);
        let weighed = prepared.weigh(&known, &evidence, structures, hidden);
        let mut sampler = Sampler::new(prepared, &known, &evidence, &weighed, relations);
        let mut rng = ChaCha8Rng::seed_from_u64(request.seed);
        let drawn = sampler.draw_many(samples, request.is_over, &mut rng);
        let fits = |hypothesis: &DecisionTable| {
            let mut further = further.inputs.iter().zip(&further.outcomes);
            further.all(|(input, outcome)| hypothesis.outcome(input) == *outcome)
        };
        let candidates = drawn.into_iter().filter_map(|drawn| {
            let weight = self.random(&drawn.hypothesis, sampler.probability(&drawn));
            fits(&drawn.hypothesis).then(|| Weighed {
                behaviour: Arc::new(CBehaviour::Table(drawn.hypothesis)),
                weight,
            })
        });
        candidates.collect()
    }

    fn run(&self, program: &dyn Program, _sample: &Sample) -> Vec<OutcomeId> {
        of_program(CProgram::of(program).executable())
    }

    fn behaviour(&self, program: &dyn Program) -> Weighed {
        let program = CProgram::of(program);
        let table = execute(program.tree())
            .ok()
            .and_then(|paths| RegionTable::of(&paths, CELLS_ON_THE_WAY));
        let skeleton = table.as_ref().and_then(Skeleton::of);
        let p = skeleton.map_or(0.0, |(s, forms)| self.probability(&s, &forms));
        let (behaviour, weight) = match table.as_ref().and_then(DecisionTable::of) {
            Some(hypothesis) => {
                let weight = self.random(&hypothesis, p);
                (CBehaviour::Table(hypothesis), weight)
            }
            None => (CBehaviour::Program(Box::new(program.clone())), 0.0),
        };
        Weighed {
            behaviour: Arc::new(behaviour),
            weight,
        }
    }

    fn least_in_range(&self) -> f64 {
        LEAST_IN_RANGE
    }

    fn parts(&self, _observations: &Observations) -> usize {
        N
    }

    /// The observations with some elements keeping their values, which every program can do.
    fn without_parts(&self, observations: &Observations, parts: &[usize]) -> Observations {
        let mut kept = Observations {
            excluded: observations.excluded.clone(),
            ..Observations::default()
        };
        for (input, outcome) in observations.pairs() {
            let mut outcome = outcome.clone();
            if let (Some(from), Some(lasynth_core::Value::List(to))) =
                (input.as_list(), &mut outcome)
            {
                parts.iter().for_each(|&part| to[part] = from[part]);
            }
            kept.push(input.clone(), outcome);
        }
        kept
    }

    fn simplest(&self) -> Option<Box<dyn Program>> {
        let tree = Tree::new(Vec::new()).ok()?;
        Some(Box::new(CProgram::new(tree)))
    }
}
