//! What is known about the wanted program: examples, and answers to questions.

use lasynth_core::{Example, Input, Program, Value};

/// What a program makes of an input: a value, or `None` where the run is invalid.
pub type Outcome = Option<Value>;

/// The inputs whose outcomes are known: the examples, then the answers to questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observations {
    /// The inputs, all different.
    pub inputs: Vec<Input>,
    /// The outcome for each of them.
    pub outcomes: Vec<Outcome>,
}

impl Observations {
    /// What examples say; repeated ones count once.
    pub fn of(examples: &[Example]) -> Observations {
        let mut known = Observations::default();
        for pair in examples {
            if !known.inputs.contains(&pair.input) {
                known.push(pair.input.clone(), Some(pair.output.clone()));
            }
        }
        known
    }

    /// Number of inputs whose outcome is known.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Adds what is known about one more input.
    pub fn push(&mut self, input: Input, outcome: Outcome) {
        self.inputs.push(input);
        self.outcomes.push(outcome);
    }

    /// What is known about an input.
    pub fn outcome(&self, input: &Input) -> Option<&Outcome> {
        let at = self.inputs.iter().position(|known| known == input)?;
        Some(&self.outcomes[at])
    }

    /// Inputs with their outcomes.
    pub fn pairs(&self) -> impl Iterator<Item = (&Input, &Outcome)> {
        self.inputs.iter().zip(&self.outcomes)
    }

    /// Whether a program has all the outcomes.
    pub fn are_met_by(&self, program: &dyn Program) -> bool {
        self.pairs()
            .all(|(input, outcome)| outcome_of(program, input) == *outcome)
    }
}

/// What a program makes of an input.
pub fn outcome_of(program: &dyn Program, input: &Input) -> Outcome {
    program.run(input).ok()
}
