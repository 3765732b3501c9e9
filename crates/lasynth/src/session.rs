//! A search that can ask: what the examples leave open, and the question that decides most.

use crate::near_miss::near_miss;
use crate::{Answer, Found};
use lasynth_c::domain::{CProgram, RestrictedC};
use lasynth_c_search::search::{self, Choice, Engine, Search};
use lasynth_c_search::{List, Observations, Outcome};
use lasynth_core::{Budget, Example, ExampleError, Program, Value, Values};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use thiserror::Error;

/// Time of a search that is given none.
pub const DEFAULT_TIME: Duration = Duration::from_secs(5);

/// What the examples leave open.
#[derive(Clone, Debug)]
pub struct Doubt {
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
    pub found: Found,
    /// An input on which the two differ.
    pub input: Value,
    /// What the answer makes of it; `None` where the run is invalid.
    pub answer: Option<Value>,
    /// What the runner-up makes of it.
    pub other: Option<Value>,
}

/// An input whose outcome would decide most.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The input.
    pub input: List,
    /// How uncertain its outcome is, in nats.
    pub entropy: f64,
}

/// What was said contradicts what was said before.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} gives {} by what is known already, so it cannot give {}", Value::List(input.to_vec()), shown(known), shown(told))]
pub struct Contradiction {
    /// The input.
    pub input: List,
    /// Its outcome so far.
    pub known: Outcome,
    /// What was said now.
    pub told: Outcome,
}

/// An outcome for people.
pub fn shown(outcome: &Outcome) -> String {
    match outcome {
        Some(list) => Value::List(list.to_vec()).to_string(),
        None => "undefined".to_owned(),
    }
}

/// A search for one program, which goes on from answer to answer.
pub struct Session<'e> {
    engine: &'e Engine,
    examples: Vec<Example>,
    search: Search<'e>,
    /// What is known beyond the examples, in the order in which it was said.
    told: Vec<(List, Outcome)>,
}

impl<'e> Session<'e> {
    /// Starts from examples.
    ///
    /// # Errors
    /// If the examples are not 1 to 10 pairs of lists of 5 values from -4 to 4, or contradict each
    /// other.
    pub fn new(engine: &'e Engine, examples: &[Example]) -> Result<Session<'e>, ExampleError> {
        RestrictedC.check_examples(examples)?;
        Ok(Session {
            engine,
            examples: examples.to_vec(),
            search: Search::new(engine, observations(examples)),
            told: Vec::new(),
        })
    }

    /// Searches until the budget is used up, nothing is left to try, or the answer is certain.
    /// `on_better` is told each answer as it is found; `top` runners-up come with the last one. A
    /// budget without a time is one of [`DEFAULT_TIME`].
    pub fn run(
        &mut self,
        budget: &Budget,
        top: usize,
        interrupt: &AtomicBool,
        on_better: &mut dyn FnMut(&search::Answer),
    ) -> Answer {
        let time = budget.time.unwrap_or(DEFAULT_TIME);
        let budget = Budget {
            time: Some(time),
            ..budget.clone()
        };
        let found = self.search.run(&budget, top, interrupt, on_better);
        let near_miss = match found.answer {
            None if self.told.is_empty() => {
                near_miss(self.engine, &self.examples, &budget, interrupt)
            }
            _ => None,
        };
        let answer = found.answer.as_ref();
        let alternative = |other: &RunnerUp| other.found.clone();
        let doubt = answer.map(|answer| self.doubt(answer));
        let alternatives = doubt
            .iter()
            .flat_map(|doubt| doubt.runners_up.iter().map(alternative));
        Answer {
            answer: answer.map(|answer| found_of(&answer.choice, answer.confidence)),
            alternatives: alternatives.collect(),
            near_miss,
            candidates: found.candidates as usize,
            seconds: found.seconds,
            first_seconds: found.first_seconds,
            stop: found.stop,
            seed: budget.seed,
            model: crate::EMBEDDED_NAME.to_owned(),
            doubt,
        }
    }

    fn doubt(&self, answer: &search::Answer) -> Doubt {
        let runner_up = |other: &search::RunnerUp| RunnerUp {
            found: found_of(&other.choice, other.choice.probability),
            input: Value::List(other.input.to_vec()),
            answer: other.answer.map(|list| Value::List(list.to_vec())),
            other: other.other.map(|list| Value::List(list.to_vec())),
        };
        Doubt {
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
    /// If another outcome is known.
    pub fn tell(&mut self, input: List, outcome: Outcome) -> Result<(), Contradiction> {
        let known = self.search.observations();
        let at = known.inputs.iter().position(|old| *old == input);
        match at.map(|at| known.outcomes[at]) {
            Some(known) if known == outcome => Ok(()),
            Some(known) => Err(Contradiction {
                input,
                known,
                told: outcome,
            }),
            None => {
                self.search.observe(input, outcome);
                self.told.push((input, outcome));
                Ok(())
            }
        }
    }

    /// Forgets what was said last; `None` where only the examples are left.
    pub fn take_back(&mut self) -> Option<(List, Outcome)> {
        let last = self.told.pop()?;
        self.search = Search::new(self.engine, observations(&self.examples));
        for (input, outcome) in &self.told {
            self.search.observe(*input, *outcome);
        }
        Some(last)
    }

    /// How many answers were given and not taken back.
    pub fn told(&self) -> usize {
        self.told.len()
    }
}

/// What is known from examples: lists of five elements, repeated ones once.
pub fn observations(examples: &[Example]) -> Observations {
    let mut known = Observations::default();
    for pair in examples {
        if let (Some(input), Some(output)) = (pair.input.as_list(), pair.output.as_list())
            && let (Ok(input), Ok(output)) = (input.try_into(), output.try_into())
            && !known.inputs.contains(&input)
        {
            known.push(input, Some(output));
        }
    }
    known
}

fn found_of(choice: &Choice, confidence: f64) -> Found {
    let program = CProgram::new(choice.program.clone());
    Found {
        source: program.source(),
        tokens: program.length(),
        confidence,
        program: Arc::new(program),
    }
}
