//! What is known about the wanted program.

use lasynth_c::exec::Executable;
use lasynth_c::probes::{LIST_LEN, probes};
use std::hash::{DefaultHasher, Hash, Hasher};

/// An input, or an output.
pub type List = [i32; LIST_LEN];

/// What a program makes of an input: a list, or `None` where the run is invalid.
pub type Outcome = Option<List>;

/// The inputs whose outcomes are known: the examples, then the answers to questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observations {
    /// The inputs, all different.
    pub inputs: Vec<List>,
    /// The outcome for each of them.
    pub outcomes: Vec<Outcome>,
}

impl Observations {
    /// Number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Adds what is known about one more input.
    pub fn push(&mut self, input: List, outcome: Outcome) {
        self.inputs.push(input);
        self.outcomes.push(outcome);
    }

    /// Whether a program has all the outcomes.
    pub fn are_met_by(&self, program: &Executable) -> bool {
        let mut pairs = self.inputs.iter().zip(&self.outcomes);
        pairs.all(|(input, outcome)| run(program, input) == *outcome)
    }
}

/// What a program makes of an input.
pub fn run(program: &Executable, input: &List) -> Outcome {
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
