//! Who answers the questions of a search that is measured.

use lasynth_core::{Example, Input, Program};
use lasynth_search::{Outcome, Search, outcome_of};
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// A question, and how uncertain its outcome is, in nats, where that decides what is asked.
type Question = (Input, Option<f64>);

/// Somebody who knows what is wanted.
#[derive(Clone, Copy)]
pub(super) enum User<'a> {
    /// The true program knows the outcome of every input.
    Program(&'a dyn Program),
    /// Without a program, held-out pairs are all that is known: nothing else can be asked.
    Pairs(&'a [Example]),
}

impl User<'_> {
    /// What to ask next; `None` where nothing is left to ask.
    pub(super) fn question(&self, search: &Search) -> Option<Question> {
        let (input, entropy) = match self {
            User::Program(_) => search.question()?,
            User::Pairs(pairs) => search.question_among(&inputs(pairs))?,
        };
        Some((input, Some(entropy)))
    }

    /// Any input of which nothing is known, without regard to what it decides. Where nothing is left to
    /// ask, nothing is asked at random either.
    pub(super) fn random_question(
        &self,
        search: &Search,
        rng: &mut ChaCha8Rng,
    ) -> Option<Question> {
        self.question(search)?;
        let sample = search.posterior().sample();
        let inputs = match self {
            User::Program(_) => sample.inputs()[..sample.drawn()].to_vec(),
            User::Pairs(pairs) => inputs(pairs),
        };
        let known = &search.observations().inputs;
        let unknown: Vec<&Input> = (inputs.iter())
            .filter(|input| !known.contains(input))
            .collect();
        let input = unknown.choose(rng)?;
        Some(((*input).clone(), None))
    }

    /// What the program is to make of an input that was asked about.
    pub(super) fn outcome(&self, input: &Input) -> Outcome {
        match self {
            User::Program(program) => outcome_of(*program, input),
            User::Pairs(pairs) => {
                let pair = pairs.iter().find(|pair| pair.input == *input)?;
                Some(pair.output.clone())
            }
        }
    }
}

fn inputs(pairs: &[Example]) -> Vec<Input> {
    pairs.iter().map(|pair| pair.input.clone()).collect()
}
