//! What is known about the wanted program: examples, and answers to questions.
//!
//! Most of it is outcomes: this input gives that value, or has none. An *exclusion* says less: this
//! input does not give that value, and what it gives is not known. Candidates that give an excluded
//! outcome are refuted like those that miss a known one.

use lasynth_core::{Example, Input, Program, Value};

/// What a program makes of an input: a value, or `None` where the run is invalid.
pub type Outcome = Option<Value>;

/// The inputs whose outcomes are known: the examples, then the answers to questions; and outcomes
/// that are known to be wrong.
///
/// Priors and proposers have to heed the outcomes. They may overlook [`Observations::excluded`]: the
/// search drops what they find with an excluded outcome. One that ends after so many finds should heed
/// it all the same, so that it does not end with refuted ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observations {
    /// The inputs, all different.
    pub inputs: Vec<Input>,
    /// The outcome for each of them.
    pub outcomes: Vec<Outcome>,
    /// Inputs with an outcome that is wrong. An input may occur several times.
    pub excluded: Vec<(Input, Outcome)>,
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

    /// The same without one of the known outcomes.
    pub fn without(&self, index: usize) -> Observations {
        let mut fewer = self.clone();
        fewer.inputs.remove(index);
        fewer.outcomes.remove(index);
        fewer
    }

    /// Number of inputs whose outcome is known.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether no outcome is known.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Adds that an outcome of an input is wrong.
    pub fn exclude(&mut self, input: Input, outcome: Outcome) {
        self.excluded.push((input, outcome));
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

    /// Whether a program has all the known outcomes and none that is excluded.
    pub fn are_met_by(&self, program: &dyn Program) -> bool {
        self.are_met_with(|input| outcome_of(program, input))
    }

    /// Whether something that makes outcomes of inputs has all that are known and none that is
    /// excluded.
    pub fn are_met_with(&self, outcome_of: impl Fn(&Input) -> Outcome) -> bool {
        self.pairs()
            .all(|(input, outcome)| outcome_of(input) == *outcome)
            && self.excludes_nothing_of(outcome_of)
    }

    /// Whether something that makes outcomes of inputs has none that is excluded.
    pub fn excludes_nothing_of(&self, outcome_of: impl Fn(&Input) -> Outcome) -> bool {
        self.excluded
            .iter()
            .all(|(input, wrong)| outcome_of(input) != *wrong)
    }
}

/// What a program makes of an input.
pub fn outcome_of(program: &dyn Program, input: &Input) -> Outcome {
    program.run(input).ok()
}
