//! What candidates do, however they are represented.

use crate::{Observations, Outcome, OutcomeId, Sample, outcome_of};
use foldhash::fast::FixedState;
use lasynth_core::{Domain, Input, Program};
use std::any::Any;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

/// A behaviour: a map from inputs to outcomes that can be written down as a program.
///
/// Languages have their own, which give outcomes on a whole sample fast; [`ProgramBehaviour`] serves
/// any language.
pub trait Behaviour: Any + Debug + Send + Sync {
    /// What it makes of an input.
    fn outcome(&self, input: &Input) -> Outcome;

    /// What it makes of every input of the sample.
    fn outcomes(&self, sample: &Sample) -> Vec<OutcomeId>;

    /// The shortest program that is found for it; `None` where it cannot be written down.
    fn program(&self) -> Option<Box<dyn Program>>;

    /// Whether a program does the same wherever that can be checked: what [`Behaviour::program`]
    /// gave, or what somebody made shorter.
    fn is_done_by(&self, program: &dyn Program) -> bool;

    /// Whether another behaviour is written alike; unequal ones may still do the same.
    fn is_same(&self, other: &dyn Behaviour) -> bool;

    /// A hash of how it is written.
    fn digest(&self) -> u64;
}

/// Whether a behaviour has all observed outcomes and none that is excluded.
pub(crate) fn meets(behaviour: &dyn Behaviour, observations: &Observations) -> bool {
    observations.are_met_with(|input| behaviour.outcome(input))
}

/// A behaviour as a key of maps, equal if it is written alike.
#[derive(Clone, Debug)]
pub(crate) struct AsWritten(pub(crate) Arc<dyn Behaviour>);

impl PartialEq for AsWritten {
    fn eq(&self, other: &AsWritten) -> bool {
        self.0.is_same(&*other.0)
    }
}

impl Eq for AsWritten {}

impl Hash for AsWritten {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.digest().hash(state);
    }
}

/// The behaviour of a program of any language.
#[derive(Clone)]
pub struct ProgramBehaviour {
    program: Arc<dyn Program>,
    domain: &'static dyn Domain,
}

impl ProgramBehaviour {
    /// The behaviour of a program of this domain.
    pub fn new(domain: &'static dyn Domain, program: Box<dyn Program>) -> ProgramBehaviour {
        ProgramBehaviour {
            program: program.into(),
            domain,
        }
    }
}

impl Debug for ProgramBehaviour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ProgramBehaviour")
            .field(&self.program)
            .finish()
    }
}

impl Behaviour for ProgramBehaviour {
    fn outcome(&self, input: &Input) -> Outcome {
        outcome_of(&*self.program, input)
    }

    fn outcomes(&self, sample: &Sample) -> Vec<OutcomeId> {
        let outcome = |input: &Input| {
            let outcome = self.outcome(input);
            sample.intern(outcome.as_ref(), |value| self.domain.in_range(value))
        };
        sample.inputs().iter().map(outcome).collect()
    }

    fn program(&self) -> Option<Box<dyn Program>> {
        Some(self.program.minimise())
    }

    fn is_done_by(&self, program: &dyn Program) -> bool {
        self.domain
            .compare(&*self.program, program)
            .differs_on
            .is_none()
    }

    fn is_same(&self, other: &dyn Behaviour) -> bool {
        let other: &dyn Any = other;
        let other = other.downcast_ref::<ProgramBehaviour>();
        other.is_some_and(|other| self.program.source() == other.program.source())
    }

    fn digest(&self) -> u64 {
        FixedState::default().hash_one(self.program.source())
    }
}
