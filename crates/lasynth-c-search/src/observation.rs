//! What is known about the wanted program, as lists of five values.

use lasynth_c::exec::Executable;
use lasynth_c::probes::{LIST_LEN, probes};
use lasynth_core::{Input, Value};
use lasynth_search::{Observations, Outcome};
use std::hash::{DefaultHasher, Hash, Hasher};

/// An input, or an output.
pub type List = [i32; LIST_LEN];

/// What a program makes of a list: another one, or `None` where the run is invalid.
pub type ListOutcome = Option<List>;

/// The inputs whose outcomes are known: the examples, then the answers to questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListObservations {
    /// The inputs, all different.
    pub inputs: Vec<List>,
    /// The outcome for each of them.
    pub outcomes: Vec<ListOutcome>,
    /// Inputs with an outcome that is wrong.
    pub excluded: Vec<(List, ListOutcome)>,
}

impl ListObservations {
    /// The observations as lists; `None` where one of them is something else.
    pub fn of(observations: &Observations) -> Option<ListObservations> {
        let mut lists = ListObservations::default();
        for (input, outcome) in observations.pairs() {
            lists.push(list_of(input)?, outcome_of(outcome)?);
        }
        for (input, wrong) in &observations.excluded {
            lists.excluded.push((list_of(input)?, outcome_of(wrong)?));
        }
        Some(lists)
    }

    /// Number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Adds what is known about one more input.
    pub fn push(&mut self, input: List, outcome: ListOutcome) {
        self.inputs.push(input);
        self.outcomes.push(outcome);
    }

    /// Whether a program has all the outcomes and none that is excluded.
    pub fn are_met_by(&self, program: &Executable) -> bool {
        let mut pairs = self.inputs.iter().zip(&self.outcomes);
        pairs.all(|(input, outcome)| run(program, input) == *outcome)
            && self.excluded_of(program) == 0
    }

    /// How many excluded outcomes a program has.
    pub fn excluded_of(&self, program: &Executable) -> usize {
        let excluded = self.excluded.iter();
        excluded
            .filter(|(input, wrong)| run(program, input) == *wrong)
            .count()
    }
}

/// An outcome as a list of five values; `None` where it is another value.
fn outcome_of(outcome: &Outcome) -> Option<ListOutcome> {
    match outcome {
        Some(value) => Some(Some(value.as_list()?.try_into().ok()?)),
        None => Some(None),
    }
}

/// The only argument, where it is a list of five values.
pub(crate) fn list_of(input: &Input) -> Option<List> {
    input.as_list()?.try_into().ok()
}

/// A list as a value.
pub(crate) fn value_of(list: &List) -> Value {
    Value::List(list.to_vec())
}

/// What a program makes of an input.
pub fn run(program: &Executable, input: &List) -> ListOutcome {
    let mut list = *input;
    program.run(&mut list).is_ok().then_some(list)
}

/// What a program makes of the 64 probes, as good as never the same for others.
pub fn on_probes(program: &Executable) -> u64 {
    let mut hasher = DefaultHasher::new();
    for input in probes() {
        run(program, input).hash(&mut hasher);
    }
    hasher.finish()
}
