//! A search that can ask: what the examples leave open, and the question that decides most.

use crate::{FoundProgram, NearMiss, Synthesis, Synthesiser};
use lasynth_core::{Budget, Domain, Example, ExampleError, Input};
use lasynth_search::{self as search, Choice, Observations, Outcome, Search, near_miss};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use thiserror::Error;

/// Time of a search that is given no limit.
pub const DEFAULT_TIME: Duration = Duration::from_secs(5);

/// What the examples leave open.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    /// Probability of the answer's behaviour, from 0 to 1.
    pub probability: f64,
    /// Share of unseen inputs on which the answer is expected to be right.
    pub agreement: f64,
    /// Names of the proposers that found the answer.
    pub proposers: Vec<&'static str>,
    /// The most probable behaviours that differ from it, the most probable first.
    pub runners_up: Vec<RunnerUp>,
    /// The most informative question; `None` where nothing is left to ask.
    pub question: Option<Question>,
}

/// A program that meets the examples and behaves otherwise than the answer.
#[derive(Clone, Debug)]
pub struct RunnerUp {
    /// The program; its confidence is the probability of its behaviour.
    pub found: FoundProgram,
    /// An input on which the two differ.
    pub input: Input,
    /// What the answer makes of it; `None` where the run is invalid.
    pub answer: Outcome,
    /// What the runner-up makes of it.
    pub other: Outcome,
}

/// An input whose outcome would decide most.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The input whose outcome the user is asked for.
    pub input: Input,
    /// How uncertain its outcome is, in nats.
    pub entropy: f64,
}

/// An outcome that cannot be taken into account.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ObservationError {
    /// It contradicts what is known.
    #[error(
        "{input} gives {} by what is known already, so it cannot give {}",
        shown(known),
        shown(now)
    )]
    Contradiction {
        /// The input of which two different outcomes are known.
        input: Box<Input>,
        /// Its outcome so far.
        known: Outcome,
        /// What was said now.
        now: Outcome,
    },
    /// The language cannot be told it.
    #[error("{0}")]
    Unsupported(String),
}

/// An outcome for people.
pub fn shown(outcome: &Outcome) -> String {
    match outcome {
        Some(value) => value.to_string(),
        None => "undefined".to_owned(),
    }
}

/// A search for one program, which goes on from answer to answer.
pub struct Session<'s> {
    synthesiser: &'s Synthesiser,
    examples: Vec<Example>,
    search: Search<'s>,
    /// What is known beyond the examples, in the order in which it was said.
    answered: Vec<(Input, Outcome)>,
}

impl<'s> Session<'s> {
    /// Starts from examples.
    ///
    /// # Errors
    /// If the language cannot be given the examples, or they contradict each other.
    pub fn new(
        synthesiser: &'s Synthesiser,
        examples: &[Example],
    ) -> Result<Session<'s>, ExampleError> {
        let engine = &synthesiser.engine;
        engine.domain().check_examples(examples)?;
        Ok(Session {
            synthesiser,
            examples: examples.to_vec(),
            search: Search::new(engine, Observations::of(examples)),
            answered: Vec::new(),
        })
    }

    /// Searches until the budget is used up, nothing is left to try, or the answer is certain.
    /// `on_better` is told each answer as it is found; `top` runners-up come with the last one. A
    /// budget without any limit is one of [`DEFAULT_TIME`].
    pub fn run(
        &mut self,
        budget: &Budget,
        top: usize,
        interrupt: &AtomicBool,
        on_better: &mut dyn FnMut(&search::Answer),
    ) -> Synthesis {
        let budget = with_default_time(budget);
        let found = self.search.run(&budget, top, interrupt, on_better);
        let engine = &self.synthesiser.engine;
        let near_miss = match found.answer {
            None if self.answered.is_empty() => {
                near_miss(engine, &self.examples, &budget, interrupt)
            }
            _ => None,
        };
        let answer = found.answer.as_ref();
        let alternative = |other: &RunnerUp| other.found.clone();
        let uncertainty = answer.map(|answer| self.uncertainty(answer));
        let alternatives = uncertainty
            .iter()
            .flat_map(|open| open.runners_up.iter().map(alternative));
        Synthesis {
            domain: engine.domain().name(),
            answer: answer.map(|answer| found_program(&answer.choice, answer.confidence)),
            alternatives: alternatives.collect(),
            near_miss: near_miss.map(|near| NearMiss {
                source: near.program.source(),
                program: near.program,
                matched: near.matched,
                positions: near.positions,
                outputs: near.outputs,
            }),
            candidates: found.candidates as usize,
            seconds: found.seconds,
            first_seconds: found.first_seconds,
            stop: found.stop,
            seed: budget.seed,
            model: self.synthesiser.model.clone(),
            uncertainty,
        }
    }

    fn uncertainty(&self, answer: &search::Answer) -> Uncertainty {
        let runner_up = |other: &search::RunnerUp| RunnerUp {
            found: found_program(&other.choice, other.choice.probability),
            input: other.input.clone(),
            answer: other.answer.clone(),
            other: other.other.clone(),
        };
        Uncertainty {
            probability: answer.choice.probability,
            agreement: answer.agreement,
            proposers: answer.choice.proposers.clone(),
            runners_up: answer.runners_up.iter().map(runner_up).collect(),
            question: (self.search.question()).map(|(input, entropy)| Question { input, entropy }),
        }
    }

    /// Takes the outcome of one more input into account, for the next run. An outcome that is known
    /// already changes nothing.
    ///
    /// # Errors
    /// If another outcome is known, or the language cannot be told this one.
    pub fn observe(&mut self, input: Input, outcome: Outcome) -> Result<(), ObservationError> {
        let domain = self.synthesiser.engine.domain();
        let checked = domain.check_observation(&input, outcome.as_ref());
        checked.map_err(ObservationError::Unsupported)?;
        match self.search.observations().outcome(&input) {
            Some(known) if *known == outcome => Ok(()),
            Some(known) => Err(ObservationError::Contradiction {
                known: known.clone(),
                input: Box::new(input),
                now: outcome,
            }),
            None => {
                self.search.observe(input.clone(), outcome.clone());
                self.answered.push((input, outcome));
                Ok(())
            }
        }
    }

    /// Forgets what was said last; `None` where only the examples are left.
    pub fn take_back(&mut self) -> Option<(Input, Outcome)> {
        let last = self.answered.pop()?;
        let engine = &self.synthesiser.engine;
        self.search = Search::new(engine, Observations::of(&self.examples));
        for (input, outcome) in &self.answered {
            self.search.observe(input.clone(), outcome.clone());
        }
        Some(last)
    }

    /// How many answers were given and not taken back.
    pub fn answered(&self) -> usize {
        self.answered.len()
    }

    /// The language in which programs are searched for.
    pub fn domain(&self) -> &'static dyn Domain {
        self.synthesiser.engine.domain()
    }
}

/// The same budget, with [`DEFAULT_TIME`] where it has no limit at all.
pub fn with_default_time(budget: &Budget) -> Budget {
    let time = match (budget.time, budget.candidates) {
        (None, None) => Some(DEFAULT_TIME),
        (time, _) => time,
    };
    Budget {
        time,
        ..budget.clone()
    }
}

fn found_program(choice: &Choice, confidence: f64) -> FoundProgram {
    FoundProgram {
        source: choice.program.source(),
        tokens: choice.program.length(),
        confidence,
        program: Arc::clone(&choice.program),
    }
}
