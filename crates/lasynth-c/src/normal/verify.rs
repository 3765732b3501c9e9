//! Comparing outcomes: on the probe inputs, and on all inputs in [-4, 4]^5 where that is possible.

use crate::behaviour::{Paths, execute};
use crate::exec::Executable;
use crate::probes::{LIST_LEN, further_probes, probes};
use crate::syntax::Program;
use lasynth_core::FaultKind;

type Input = [i32; LIST_LEN];
type Outcome = Result<Input, FaultKind>;

/// What a program does: its outcomes on the 64 probes, the 300 further inputs and some inputs of
/// every path, and all its paths if there are not too many.
pub struct Behaviour {
    outcomes: Vec<(Input, Outcome)>,
    /// All paths with their results; `None` where there are too many or one cannot be followed.
    pub paths: Option<Paths>,
}

fn outcome(program: &Executable, input: &Input) -> Outcome {
    let mut list = *input;
    match program.run(&mut list) {
        Ok(()) => Ok(list),
        Err(fault) => Err(fault.kind),
    }
}

impl Behaviour {
    /// Runs a program on all inputs that are looked at, and follows its paths.
    pub fn of(program: &Program) -> Behaviour {
        let paths = execute(program).ok();
        let executable = Executable::new(program);
        // Witnesses first: they notice most changes.
        let mut inputs = paths.as_ref().map_or_else(Vec::new, Paths::witnesses);
        inputs.extend(probes().iter().chain(further_probes()));
        let outcomes = inputs
            .into_iter()
            .map(|input| (input, outcome(&executable, &input)))
            .collect();
        Behaviour { outcomes, paths }
    }

    /// Whether no input gives a list.
    pub fn all_faults(&self) -> bool {
        self.outcomes.iter().all(|(_, outcome)| outcome.is_err())
    }

    /// Whether another program has the same outcomes on the inputs that are looked at.
    pub fn agrees(&self, other: &Program) -> bool {
        let other = Executable::new(other);
        let same = |(input, expected): &(Input, Outcome)| outcome(&other, input) == *expected;
        self.outcomes.iter().all(same)
    }

    /// Whether another program is known to do the same on all inputs, as far as paths can tell. If
    /// not, an input where it does not is looked at from now on.
    pub fn is_proved(&mut self, other: &Program) -> bool {
        let (Some(paths), Ok(others)) = (&self.paths, execute(other)) else {
            return true;
        };
        let Err(input) = paths.compare(&others) else {
            return true;
        };
        let paths = paths.outcome(&input);
        self.outcomes.insert(0, (input, paths));
        false
    }
}
