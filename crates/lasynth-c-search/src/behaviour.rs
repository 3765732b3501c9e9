//! Behaviours of restricted C: decision tables, or programs where there are too many tests for that.

use crate::code;
use crate::decision_table::DecisionTable;
use crate::observation::{list_of, run, value_of};
use crate::outcomes::{of_program, of_table};
use crate::verify::difference;
use foldhash::fast::FixedState;
use lasynth_c::domain::CProgram;
use lasynth_core::{Input, Program};
use lasynth_search::{Behaviour, Outcome, OutcomeId, Sample};
use std::any::Any;
use std::hash::BuildHasher;

/// A behaviour of restricted C.
#[derive(Clone, Debug)]
pub enum CBehaviour {
    /// One affine form for every position in each cell of a division of the inputs by few tests.
    Table(DecisionTable),
    /// A program that is run, where its tests are too many for a table.
    Program(Box<CProgram>),
}

impl Behaviour for CBehaviour {
    fn outcome(&self, input: &Input) -> Outcome {
        let list = list_of(input)?;
        let outcome = match self {
            CBehaviour::Table(hypothesis) => hypothesis.outcome(&list),
            CBehaviour::Program(program) => run(program.executable(), &list),
        };
        outcome.as_ref().map(value_of)
    }

    fn outcomes(&self, _sample: &Sample) -> Vec<OutcomeId> {
        match self {
            CBehaviour::Table(hypothesis) => of_table(hypothesis),
            CBehaviour::Program(program) => of_program(program.executable()),
        }
    }

    /// The shortest program that is found for a table. A program has been proposed as one, and stands
    /// for itself.
    fn program(&self) -> Option<Box<dyn Program>> {
        match self {
            CBehaviour::Table(hypothesis) => {
                let program = code::program(hypothesis)?;
                Some(Box::new(CProgram::new(program)))
            }
            CBehaviour::Program(_) => None,
        }
    }

    fn is_done_by(&self, program: &dyn Program) -> bool {
        match self {
            CBehaviour::Table(hypothesis) => {
                difference(CProgram::of(program).tree(), hypothesis).is_none()
            }
            CBehaviour::Program(_) => true,
        }
    }

    fn is_same(&self, other: &dyn Behaviour) -> bool {
        let other: &dyn Any = other;
        match (self, other.downcast_ref()) {
            (CBehaviour::Table(a), Some(CBehaviour::Table(b))) => a == b,
            (CBehaviour::Program(a), Some(CBehaviour::Program(b))) => a.tree() == b.tree(),
            _ => false,
        }
    }

    fn digest(&self) -> u64 {
        match self {
            CBehaviour::Table(hypothesis) => FixedState::default().hash_one(hypothesis),
            CBehaviour::Program(program) => FixedState::default().hash_one(program.tree()),
        }
    }
}
