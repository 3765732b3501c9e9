//! What a candidate does, however it is represented.

use crate::hypothesis::Hypothesis;
use crate::observation::{List, Observations, Outcome, run};
use crate::outcomes::{Packed, of_hypothesis, of_program};
use lasynth_c::exec::Executable;
use lasynth_c::syntax::Program;
use std::hash::{Hash, Hasher};

/// A behaviour: as a table of tests, or as a program where there are too many tests for that.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// A table.
    Table(Hypothesis),
    /// A program.
    Program(Box<(Program, Executable)>),
}

/// Behaviours are equal if they are written alike; unequal ones may still do the same.
impl PartialEq for Behaviour {
    fn eq(&self, other: &Behaviour) -> bool {
        match (self, other) {
            (Behaviour::Table(a), Behaviour::Table(b)) => a == b,
            (Behaviour::Program(a), Behaviour::Program(b)) => a.0 == b.0,
            _ => false,
        }
    }
}

impl Eq for Behaviour {}

impl Hash for Behaviour {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Behaviour::Table(hypothesis) => hypothesis.hash(state),
            Behaviour::Program(program) => program.0.hash(state),
        }
    }
}

impl Behaviour {
    /// The behaviour of a program, without looking for a table.
    pub fn of_program(program: Program) -> Behaviour {
        let executable = Executable::new(&program);
        Behaviour::Program(Box::new((program, executable)))
    }

    /// What it makes of an input.
    pub fn outcome(&self, input: &List) -> Outcome {
        match self {
            Behaviour::Table(hypothesis) => hypothesis.outcome(input),
            Behaviour::Program(program) => run(&program.1, input),
        }
    }

    /// What it makes of the inputs of the sample.
    pub fn outcomes(&self) -> Vec<Packed> {
        match self {
            Behaviour::Table(hypothesis) => of_hypothesis(hypothesis),
            Behaviour::Program(program) => of_program(&program.1),
        }
    }

    /// Whether it has all observed outcomes.
    pub fn meets(&self, observations: &Observations) -> bool {
        let mut pairs = observations.inputs.iter().zip(&observations.outcomes);
        pairs.all(|(input, outcome)| self.outcome(input) == *outcome)
    }
}
