//! What is expected of functions over lists before any example: cheap ones.

use crate::Switches;
use crate::costs::{Costs, Terms, UNUSED_ARGUMENT};
use crate::information::{information, odds_against};
use crate::likelihood::bits;
use crate::node::Nodes;
use crate::sample::sample_of;
use lasynth_core::{Domain, Program};
use lasynth_lists::{Function, ListProgram, Lists, Type};
use lasynth_search::{
    Behaviour, DrawRequest, Effort, Observations, Options, OutcomeId, Prior, ProgramBehaviour,
    Sample, Space, Weighed, outcome_of,
};
use std::sync::{Arc, LazyLock};

/// What a bit of the likelihood counts: programs share parts, so that their bits are not independent.
const SCALE: f64 = 0.7;

static COSTS: LazyLock<Arc<Costs>> = LazyLock::new(|| Arc::new(costs(Switches::default())));

/// The costs that are left when some are switched off.
pub(crate) fn costs(switches: Switches) -> Costs {
    Costs::new(Terms {
        parts: switches.parts,
        corpus: switches.corpus,
    })
}

/// What a function costs: the lower, the likelier that people write it.
pub fn cost(function: &Function) -> u32 {
    cost_by(&COSTS, function)
}

fn cost_by(costs: &Costs, function: &Function) -> u32 {
    let mut nodes = Nodes::default();
    let root = nodes.of_term(&function.body, &function.arguments);
    let result = function.result().unwrap_or(Type::Int);
    let used = nodes.get(root).arguments.count_ones();
    let unused = match used {
        0 => 0,
        _ => (function.arguments.len() as u32).saturating_sub(used),
    };
    costs.program(&nodes, root, result) + UNUSED_ARGUMENT * unused
}

/// Bits of a function as people write functions: the less, the likelier.
pub fn bits_of(function: &Function) -> f64 {
    bits(function, cost(function))
}

/// The prior by cost. Behaviours are not drawn from it; the proposer finds them.
#[derive(Clone)]
pub struct ListsPrior {
    /// Parts of the search, as options: the two that are about costs count here, the others in the
    /// proposer.
    switches: Switches,
    costs: Arc<Costs>,
}

impl Default for ListsPrior {
    fn default() -> ListsPrior {
        ListsPrior {
            switches: Switches::default(),
            costs: Arc::clone(&COSTS),
        }
    }
}

impl ListsPrior {
    fn bits(&self, function: &Function) -> f64 {
        bits(function, cost_by(&self.costs, function))
    }
}

static DOMAIN: Lists = Lists;

impl Prior for ListsPrior {
    fn domain(&self) -> &'static dyn Domain {
        &DOMAIN
    }

    fn name(&self) -> &'static str {
        "cost"
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
        let switches = Switches::of(options)?;
        Ok(Arc::new(ListsPrior {
            switches,
            costs: Arc::new(costs(switches)),
        }))
    }

    fn options(&self) -> Options {
        self.switches.options()
    }

    fn sample(&self, observations: &Observations) -> Arc<Sample> {
        Arc::new(sample_of(observations))
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
            sample.intern(outcome.as_ref(), |value| {
                lasynth_core::Values::in_range(&DOMAIN, value)
            })
        };
        sample.inputs().iter().map(word).collect()
    }

    fn behaviour(&self, program: &dyn Program) -> Weighed {
        let bits = self.bits(ListProgram::of(program).function());
        Weighed {
            behaviour: Arc::new(ProgramBehaviour::new(&DOMAIN, program.clone_box())),
            weight: (-SCALE * bits).exp2(),
        }
    }

    /// A program that is longer than what it explains fits by chance.
    fn unexplained(&self, observations: &Observations, heaviest: &dyn Behaviour) -> f64 {
        match heaviest.program() {
            Some(program) => {
                let bits = self.bits(ListProgram::of(&*program).function());
                odds_against(information(observations), bits)
            }
            None => 0.0,
        }
    }

    fn least_in_range(&self) -> f64 {
        1.0
    }
}
