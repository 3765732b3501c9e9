//! Comparing outcomes on the probe inputs.

use crate::exec::Executable;
use crate::probes::{LIST_LEN, further_probes, probes};
use crate::syntax::Program;
use lasynth_core::FaultKind;

type Outcome = Result<[i32; LIST_LEN], FaultKind>;

/// The outcomes of one program on the 64 probes and the 300 further inputs.
pub struct Outcomes(Vec<Outcome>);

fn inputs() -> impl Iterator<Item = &'static [i32; LIST_LEN]> {
    probes().iter().chain(further_probes())
}

fn outcome(program: &Executable, input: &[i32; LIST_LEN]) -> Outcome {
    let mut list = *input;
    match program.run(&mut list) {
        Ok(()) => Ok(list),
        Err(fault) => Err(fault.kind),
    }
}

impl Outcomes {
    /// Runs a program on all probe inputs.
    pub fn of(program: &Program) -> Outcomes {
        let program = Executable::new(program);
        Outcomes(inputs().map(|input| outcome(&program, input)).collect())
    }

    /// Whether no input gives a list.
    pub fn all_faults(&self) -> bool {
        self.0.iter().all(Result::is_err)
    }

    /// Whether another program has the same outcomes.
    pub fn agree(&self, other: &Program) -> bool {
        let other = Executable::new(other);
        inputs()
            .zip(&self.0)
            .all(|(input, expected)| outcome(&other, input) == *expected)
    }
}
