//! A search that can ask: what the examples leave open, and the question that decides most.

use crate::{DoubtfulExample, FoundProgram, NearMiss, Synthesis, Synthesiser};
use lasynth_core::{Budget, Domain, Example, ExampleError, Fault, Input, Program, Value};
use lasynth_search::{
    self as search, Choice, Observations, Outcome, Search, doubtful_example, near_miss,
};
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

/// What is said about the outcome of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is this.
    Is(Outcome),
    /// It is not this; what it is was not said.
    IsNot(Outcome),
}

impl Told {
    /// Whether a program whose run on the input ends with this has what was said.
    pub fn is_met_by(&self, output: &Result<Value, Fault>) -> bool {
        match self {
            Told::Is(outcome) => output.as_ref().ok() == outcome.as_ref(),
            Told::IsNot(wrong) => output.as_ref().ok() != wrong.as_ref(),
        }
    }
}

/// An outcome that cannot be taken into account.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ObservationError {
    /// It contradicts what is known.
    #[error(
        "{input} {} by what is known already, so it {}",
        known_now(known),
        cannot(now)
    )]
    Contradiction {
        /// The input of which two different things are known.
        input: Box<Input>,
        /// What is known of its outcome.
        known: Told,
        /// What was said now.
        now: Told,
    },
    /// The language cannot be told it.
    #[error("{0}")]
    Unsupported(String),
}

fn known_now(known: &Told) -> String {
    match known {
        Told::Is(outcome) => format!("gives {}", shown(outcome)),
        Told::IsNot(wrong) => format!("does not give {}", shown(wrong)),
    }
}

fn cannot(now: &Told) -> String {
    match now {
        Told::Is(outcome) => format!("cannot give {}", shown(outcome)),
        Told::IsNot(wrong) => format!("cannot give anything but {}", shown(wrong)),
    }
}

/// An outcome for people.
pub fn shown(outcome: &Outcome) -> String {
    match outcome {
        Some(value) => value.to_string(),
        None => "undefined".to_owned(),
    }
}

/// What was said in a session, in order.
enum Reply {
    Told(Input, Told),
    Skipped(Input),
}

/// A search for one program, which goes on from answer to answer.
///
/// What is said of inputs is never forgotten but by [`Session::take_back`]: where no program is found
/// that meets it all, [`Session::run`] has no answer, and shows what comes near.
pub struct Session<'s> {
    synthesiser: &'s Synthesiser,
    examples: Vec<Example>,
    search: Search<'s>,
    /// What was said beyond the examples.
    replies: Vec<Reply>,
    /// The programs that were answered.
    earlier: Vec<Arc<dyn Program>>,
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
            replies: Vec::new(),
            earlier: Vec::new(),
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
        let answer = found.answer.as_ref();
        let near_miss = match answer {
            None => self.near_miss(&budget, interrupt),
            Some(answer) => {
                self.earlier.push(Arc::clone(&answer.choice.program));
                None
            }
        };
        let doubtful = self.doubtful(answer, &budget, interrupt);
        let alternative = |other: &RunnerUp| other.found.clone();
        let uncertainty = answer.map(|answer| self.uncertainty(answer));
        let alternatives = uncertainty
            .iter()
            .flat_map(|open| open.runners_up.iter().map(alternative));
        Synthesis {
            domain: engine.domain().name(),
            answer: answer.map(|answer| found_program(&answer.choice, answer.confidence)),
            alternatives: alternatives.collect(),
            near_miss,
            candidates: found.candidates as usize,
            seconds: found.seconds,
            first_seconds: found.first_seconds,
            stop: found.stop,
            seed: budget.seed,
            model: self.synthesiser.model.clone(),
            uncertainty,
            doubtful,
            told: self
                .told()
                .map(|(i, told)| (i.clone(), told.clone()))
                .collect(),
        }
    }

    /// The program that meets most of the examples and of what was said.
    fn near_miss(&self, budget: &Budget, interrupt: &AtomicBool) -> Option<NearMiss> {
        let engine = &self.synthesiser.engine;
        let known = self.search.observations();
        let near = near_miss(engine, known, &self.earlier, budget, interrupt)?;
        let on_examples = self.examples.iter().map(|pair| {
            let output = near.program.run(&pair.input);
            (output.as_ref() == Ok(&pair.output), output)
        });
        let on_answers = self.told().map(|(input, told)| {
            let output = near.program.run(input);
            (told.is_met_by(&output), output)
        });
        let (met, outputs): (Vec<bool>, Vec<_>) = on_examples.chain(on_answers).unzip();
        Some(NearMiss {
            source: near.program.source(),
            program: near.program,
            matched: met.iter().filter(|met| **met).count(),
            positions: near.positions,
            outputs,
        })
    }

    /// The example that stands out, where the answer is in doubt.
    fn doubtful(
        &self,
        answer: Option<&search::Answer>,
        budget: &Budget,
        interrupt: &AtomicBool,
    ) -> Option<DoubtfulExample> {
        let engine = &self.synthesiser.engine;
        if answer.is_some_and(|answer| answer.confidence >= engine.config.certainty) {
            return None;
        }
        let known = self.search.observations();
        let examples = Observations::of(&self.examples).len();
        let found = doubtful_example(engine, known, examples, budget, interrupt)?;
        let input = &known.inputs[found.index];
        Some(DoubtfulExample {
            index: self.examples.iter().position(|pair| pair.input == *input)?,
            program: found.program,
            probability: found.probability,
        })
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
            question: self.question(),
        }
    }

    /// What to ask by the last run; `None` where nothing is left to ask, and before any run.
    pub fn question(&self) -> Option<Question> {
        let (input, entropy) = self.search.question()?;
        Some(Question { input, entropy })
    }

    /// A question that puts the answer to the test where nothing else is left to ask.
    pub fn test_question(&self) -> Option<Question> {
        let input = self.search.test_question()?;
        let entropy = 0.0;
        Some(Question { input, entropy })
    }

    /// Takes the outcome of one more input into account, for the next run. An outcome that is known
    /// already changes nothing.
    ///
    /// # Errors
    /// If it contradicts what is known, or the language cannot be told it.
    pub fn observe(&mut self, input: Input, outcome: Outcome) -> Result<(), ObservationError> {
        self.tell(input, Told::Is(outcome))
    }

    /// Takes into account, for the next run, that an input does not have this outcome. It is not asked
    /// about any more.
    ///
    /// # Errors
    /// If it contradicts what is known.
    pub fn exclude(&mut self, input: Input, wrong: Outcome) -> Result<(), ObservationError> {
        self.tell(input, Told::IsNot(wrong))
    }

    fn tell(&mut self, input: Input, now: Told) -> Result<(), ObservationError> {
        let domain = self.synthesiser.engine.domain();
        let outcome = match &now {
            Told::Is(outcome) => outcome.as_ref(),
            // Some program has it, so that it need not be one that an example could have.
            Told::IsNot(_) => None,
        };
        let checked = domain.check_observation(&input, outcome);
        checked.map_err(ObservationError::Unsupported)?;
        let known = self.search.observations();
        let is_excluded = |outcome: &Outcome| {
            let mut excluded = known.excluded.iter();
            excluded.any(|(other, wrong)| *other == input && wrong == outcome)
        };
        let contradicts = match (known.outcome(&input), &now) {
            (Some(known), Told::Is(outcome)) if known == outcome => return Ok(()),
            (Some(known), Told::IsNot(wrong)) if known != wrong => return Ok(()),
            (None, Told::IsNot(wrong)) if is_excluded(wrong) => return Ok(()),
            (Some(known), _) => Some(Told::Is(known.clone())),
            (None, Told::Is(outcome)) if is_excluded(outcome) => Some(Told::IsNot(outcome.clone())),
            (None, _) => None,
        };
        if let Some(known) = contradicts {
            return Err(ObservationError::Contradiction {
                known,
                input: Box::new(input),
                now,
            });
        }
        self.take(Reply::Told(input, now));
        Ok(())
    }

    /// Asks about this input no more.
    pub fn skip(&mut self, input: Input) {
        self.take(Reply::Skipped(input));
    }

    /// Takes a reply into account.
    fn take(&mut self, reply: Reply) {
        match &reply {
            Reply::Told(input, Told::Is(outcome)) => {
                self.search.observe(input.clone(), outcome.clone());
            }
            Reply::Told(input, Told::IsNot(wrong)) => {
                self.search.exclude(input.clone(), wrong.clone());
            }
            Reply::Skipped(input) => self.search.skip(input.clone()),
        }
        self.replies.push(reply);
    }

    /// Lets the next run look through everything again: with more time there may be more to find.
    pub fn look_again(&mut self) {
        self.search.look_again();
    }

    /// Forgets what was said or skipped last; `false` where only the examples are left.
    pub fn take_back(&mut self) -> bool {
        if self.replies.pop().is_none() {
            return false;
        }
        let engine = &self.synthesiser.engine;
        self.search = Search::new(engine, Observations::of(&self.examples));
        for reply in std::mem::take(&mut self.replies) {
            self.take(reply);
        }
        true
    }

    /// What was said beyond the examples and not taken back, in order.
    pub fn told(&self) -> impl Iterator<Item = (&Input, &Told)> {
        self.replies.iter().filter_map(|reply| match reply {
            Reply::Told(input, told) => Some((input, told)),
            Reply::Skipped(_) => None,
        })
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
