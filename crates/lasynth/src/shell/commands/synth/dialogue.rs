//! Questions and answers, without where they are written.

use crate::{Budget, Input, ObservationError, Question, Session, Synthesis, Value};
use lasynth_core::{Domain, parse_input, parse_value};
use lasynth_search::Outcome;
use serde::Deserialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// How to search after each answer, and how long to ask.
pub struct Search<'a> {
    pub budget: &'a Budget,
    pub top: usize,
    pub interrupt: &'a AtomicBool,
    /// The questions end as soon as the answer has this probability, see [`Ended::Confident`].
    pub enough: f64,
}

/// What is replied to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The outcome for an input; `None` stands for the input that was asked for.
    Outcome(Option<Input>, Outcome),
    /// What the program makes of an input is wrong, and what is right is not said.
    NotThis(Option<Input>),
    /// Ask something else.
    Skip,
    /// Search again, for longer.
    More,
    /// Forget the last reply.
    Back,
    /// Ask no more and print the answer.
    Stop,
}

/// Why no more questions are asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ended {
    /// The answer is as certain as it has to be.
    Confident {
        /// The probability of its behaviour or that it is right on five unseen inputs, whichever is
        /// greater.
        certain: f64,
        /// What is enough.
        enough: f64,
    },
    /// All programs that are left behave alike, or differ on inputs alone that were skipped.
    NothingToAsk,
    /// The user said so, or said nothing more.
    User,
    /// Ctrl-C.
    Interrupted,
}

impl Ended {
    /// Its name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Ended::Confident { .. } => "confident",
            Ended::NothingToAsk => "nothing_to_ask",
            Ended::User => "user",
            Ended::Interrupted => "interrupted",
        }
    }
}

/// What can be replied, for people.
pub const REPLIES: &str = "`undefined` where there is none, `no` where the program is wrong and you \
                           do not say what is right, `skip` for another question, `more` for a longer \
                           search; `back` takes the last reply back, and an empty line ends the questions";

fn expected(domain: &dyn Domain) -> String {
    format!(
        "expected the output, {}, or {REPLIES}",
        domain.output_form()
    )
}

impl Reply {
    /// Reads a line that a person types.
    pub fn read(line: &str, domain: &dyn Domain) -> Result<Reply, String> {
        let line = line.trim();
        match line {
            "" | "q" | "quit" => return Ok(Reply::Stop),
            "back" => return Ok(Reply::Back),
            "skip" => return Ok(Reply::Skip),
            "more" => return Ok(Reply::More),
            _ => {}
        }
        let explain = |message: String| format!("{message}; {}", expected(domain));
        let (input, output) = match line.split_once("->") {
            Some((input, output)) => {
                let input = parse_input(input.trim());
                let input = input.map_err(|error| explain(error.message))?;
                (Some(input), output.trim())
            }
            None => (None, line),
        };
        match output {
            "undefined" => Ok(Reply::Outcome(input, None)),
            "no" | "not this" => Ok(Reply::NotThis(input)),
            _ => {
                let output = parse_value(output).map_err(|error| explain(error.message))?;
                Ok(Reply::Outcome(input, Some(output)))
            }
        }
    }

    /// Reads a line of JSON.
    pub fn read_json(line: &str) -> Result<Reply, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Line {
            input: Option<Input>,
            output: Option<Value>,
            #[serde(default)]
            undefined: bool,
            #[serde(default)]
            not_this: bool,
            #[serde(default)]
            skip: bool,
            #[serde(default)]
            more: bool,
            #[serde(default)]
            back: bool,
            #[serde(default)]
            stop: bool,
        }
        let expected = "expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, \
                        {\"not_this\": true}, with an \"input\" where another one is meant than was \
                        asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and \
                        {\"stop\": true}";
        let line: Line =
            serde_json::from_str(line).map_err(|error| format!("{error}; {expected}"))?;
        let flags = [
            (line.undefined, Reply::Outcome(line.input.clone(), None)),
            (line.not_this, Reply::NotThis(line.input.clone())),
            (line.skip, Reply::Skip),
            (line.more, Reply::More),
            (line.back, Reply::Back),
            (line.stop, Reply::Stop),
        ];
        let about_no_input =
            |reply: &Reply| !matches!(reply, Reply::Outcome(..) | Reply::NotThis(_));
        let mut set = flags.into_iter().filter(|(is_set, _)| *is_set);
        match (line.output, set.next(), set.next()) {
            (Some(output), None, None) => Ok(Reply::Outcome(line.input, Some(output))),
            (None, Some((_, reply)), None) if line.input.is_none() || !about_no_input(&reply) => {
                Ok(reply)
            }
            _ => Err(expected.to_owned()),
        }
    }
}

/// What a reply has led to.
#[derive(Clone)]
struct State {
    answer: Synthesis,
    /// Whether the answer has not been put to the test: the last outcome that was told refuted the one
    /// before. Such an answer may be no more than the only program that is known.
    is_untested: bool,
}

/// A session of questions and answers.
///
/// The questions do not end with an answer that has not been put to the test since one was refuted.
///
/// What is said is never left out. Where no program is found that meets it all, there is no answer and
/// no question until something more is said, taken back, or searched for longer.
pub struct Dialogue<'s, 'e> {
    session: &'s mut Session<'e>,
    search: &'s Search<'s>,
    /// The answer so far, and those before it: one for each reply.
    answers: Vec<State>,
    /// How often the budget was doubled for the present answer.
    doublings: u32,
    /// Whether the session has not searched since a reply was taken back.
    is_stale: bool,
}

impl<'s, 'e> Dialogue<'s, 'e> {
    /// Searches for the first time.
    pub fn new(session: &'s mut Session<'e>, search: &'s Search<'s>) -> Dialogue<'s, 'e> {
        let first = State {
            answer: search.run(session, search.budget),
            is_untested: false,
        };
        let answers = vec![first];
        Dialogue {
            session,
            search,
            answers,
            doublings: 0,
            is_stale: false,
        }
    }

    /// The answer so far.
    pub fn answer(&self) -> &Synthesis {
        &self.state().answer
    }

    fn state(&self) -> &State {
        self.answers.last().expect("there is the first one")
    }

    /// What to ask; `None` where nothing is left to ask, and where there is no answer.
    pub fn question(&self) -> Option<&Question> {
        self.answer().uncertainty.as_ref()?.question.as_ref()
    }

    /// Whether the questions are over by themselves, and why.
    pub fn ended(&self) -> Option<Ended> {
        if self.search.interrupt.load(Ordering::Relaxed) {
            return Some(Ended::Interrupted);
        }
        let enough = self.search.enough;
        let found = self.answer().answer.as_ref()?;
        let open = self.answer().uncertainty.as_ref()?;
        let certain = open.probability.max(found.confidence);
        match self.question() {
            None => Some(Ended::NothingToAsk),
            Some(_) if self.state().is_untested => None,
            Some(_) if certain >= enough => Some(Ended::Confident { certain, enough }),
            Some(_) => None,
        }
    }

    /// The budget of a search that [`Reply::More`] asks for.
    pub fn longer(&self) -> Budget {
        let factor = 1 << (self.doublings + 1).min(16);
        let budget = crate::with_default_time(self.search.budget);
        Budget {
            time: budget.time.map(|time| time.saturating_mul(factor)),
            candidates: (budget.candidates).map(|most| most.saturating_mul(factor as usize)),
            ..budget
        }
    }

    /// Acts on a reply that is not [`Reply::Stop`]; an error is what is wrong with it, and changes
    /// nothing.
    pub fn take(&mut self, reply: Reply) -> Result<(), String> {
        match reply {
            Reply::Outcome(input, outcome) => self.tell(input, Some(outcome)),
            Reply::NotThis(input) => self.tell(input, None),
            Reply::Skip => self.skip(),
            Reply::More => {
                self.more();
                Ok(())
            }
            Reply::Back => self.back(),
            Reply::Stop => Ok(()),
        }
    }

    /// Takes into account what is said of an input: its outcome or, with `None`, that what the program
    /// makes of it is wrong.
    fn tell(&mut self, input: Option<Input>, outcome: Option<Outcome>) -> Result<(), String> {
        let asked = self.question().map(|question| question.input.clone());
        let Some(input) = input.or(asked) else {
            return Err(
                "nothing was asked; an input and its output, as in `[..] -> [..]`, tell more"
                    .to_owned(),
            );
        };
        let before = self.session.told().count();
        let found = self.answer().answer.as_ref();
        let expected_outcome = found.map(|found| found.program.run(&input).ok());
        let is_refuted = expected_outcome.is_none() || expected_outcome != outcome;
        let told = match (outcome, &self.answer().answer) {
            (Some(outcome), _) => self.session.observe(input.clone(), outcome),
            (None, Some(found)) => {
                let wrong = found.program.run(&input).ok();
                self.session.exclude(input.clone(), wrong)
            }
            (None, None) => return Err("there is no program that could be wrong".to_owned()),
        };
        told.map_err(|error| match error {
            ObservationError::Contradiction { .. } => format!("{error}; the answer so far stays"),
            ObservationError::Unsupported(found) => {
                format!("{found}; {}", expected(self.session.domain()))
            }
        })?;
        if self.session.told().count() == before {
            return Err(format!(
                "{input} gives that by what is known already; nothing changes"
            ));
        }
        self.doublings = 0;
        self.is_stale = false;
        let answer = self.search.run(self.session, self.search.budget);
        self.push(answer, is_refuted);
        Ok(())
    }

    /// Takes an answer for the present one.
    fn push(&mut self, mut answer: Synthesis, is_untested: bool) {
        if let Some(open) = answer.uncertainty.as_mut().filter(|_| is_untested) {
            let test = || self.session.test_question();
            open.question = open.question.take().or_else(test);
        }
        self.answers.push(State {
            answer,
            is_untested,
        });
    }

    /// Asks about another input.
    fn skip(&mut self) -> Result<(), String> {
        let Some(question) = self.question() else {
            return Err("nothing was asked".to_owned());
        };
        let input = question.input.clone();
        self.session.skip(input);
        let answer = match std::mem::take(&mut self.is_stale) {
            true => self.search.run(self.session, self.search.budget),
            false => {
                let mut same = self.answer().clone();
                if let Some(open) = &mut same.uncertainty {
                    open.question = self.session.question();
                }
                same
            }
        };
        let is_untested = self.state().is_untested;
        self.push(answer, is_untested);
        Ok(())
    }

    /// Searches again with twice the budget of the last time.
    fn more(&mut self) {
        let budget = self.longer();
        self.doublings += 1;
        self.is_stale = false;
        self.session.look_again();
        let answer = self.search.run(self.session, &budget);
        let is_untested = self.state().is_untested || self.answer().answer.is_none();
        self.answers.pop();
        self.push(answer, is_untested);
    }

    /// Forgets the last reply; an error where there is none.
    fn back(&mut self) -> Result<(), String> {
        if !self.session.take_back() {
            return Err("there is no answer to take back".to_owned());
        }
        self.answers.pop();
        self.doublings = 0;
        self.is_stale = true;
        Ok(())
    }

    /// The answer of the last search, for the end of the dialogue.
    pub fn into_answer(mut self) -> Synthesis {
        let last = self.answers.pop().expect("there is the first one");
        last.answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn what_people_say() {
        let lines = [
            "",
            "q",
            "back",
            "undefined",
            "[1,2,3,4,0]",
            " [ 1, 2, 3, 4, -12 ] ",
            "[1,2]",
            "[1,2,3,4,x]",
            "yes",
            "no",
            "not this",
            "skip",
            "more",
            "[0,0,0,0,0] -> no",
            "[0,0,0,0,0] -> [1,0,0,0,0]",
            "[0,0,0,0,0] -> undefined",
            "[0] -> [0]",
        ];
        let table = lines.map(|line| {
            format!(
                "{line}: {:?}\n",
                Reply::read(line, crate::DOMAINS[0].domain)
            )
        });
        expect![[r#"
            : Ok(Stop)
            q: Ok(Stop)
            back: Ok(Back)
            undefined: Ok(Outcome(None, None))
            [1,2,3,4,0]: Ok(Outcome(None, Some(List([1, 2, 3, 4, 0]))))
             [ 1, 2, 3, 4, -12 ] : Ok(Outcome(None, Some(List([1, 2, 3, 4, -12]))))
            [1,2]: Ok(Outcome(None, Some(List([1, 2]))))
            [1,2,3,4,x]: Err("expected an integer, found `x`; expected the output, a list of five integers such as `[0, 1, 2, 3, 4]`, or `undefined` where there is none, `no` where the program is wrong and you do not say what is right, `skip` for another question, `more` for a longer search; `back` takes the last reply back, and an empty line ends the questions")
            yes: Err("expected a value, such as `[0, 1, 2, 3, 4]`, found `yes`; expected the output, a list of five integers such as `[0, 1, 2, 3, 4]`, or `undefined` where there is none, `no` where the program is wrong and you do not say what is right, `skip` for another question, `more` for a longer search; `back` takes the last reply back, and an empty line ends the questions")
            no: Ok(NotThis(None))
            not this: Ok(NotThis(None))
            skip: Ok(Skip)
            more: Ok(More)
            [0,0,0,0,0] -> no: Ok(NotThis(Some(Input([List([0, 0, 0, 0, 0])]))))
            [0,0,0,0,0] -> [1,0,0,0,0]: Ok(Outcome(Some(Input([List([0, 0, 0, 0, 0])])), Some(List([1, 0, 0, 0, 0]))))
            [0,0,0,0,0] -> undefined: Ok(Outcome(Some(Input([List([0, 0, 0, 0, 0])])), None))
            [0] -> [0]: Ok(Outcome(Some(Input([List([0])])), Some(List([0]))))
        "#]]
        .assert_eq(&table.concat());
    }

    #[test]
    fn what_programs_say() {
        let lines = [
            r#"{"output": [1,2,3,4,0]}"#,
            r#"{"undefined": true}"#,
            r#"{"back": true}"#,
            r#"{"stop": true}"#,
            r#"{"not_this": true}"#,
            r#"{"input": [0,0,0,0,0], "not_this": true}"#,
            r#"{"skip": true}"#,
            r#"{"more": true}"#,
            r#"{"skip": true, "more": true}"#,
            r#"{"input": [0,0,0,0,0], "skip": true}"#,
            r#"{"input": [0,0,0,0,0], "output": [1,2,3,4,0]}"#,
            r#"{"output": [1,2]}"#,
            r#"{"output": [1,2,3,4,0], "undefined": true}"#,
            r#"{"outputs": [1,2,3,4,0]}"#,
            "{}",
            "stop",
        ];
        let table = lines.map(|line| format!("{line}: {:?}\n", Reply::read_json(line)));
        expect![[r#"
            {"output": [1,2,3,4,0]}: Ok(Outcome(None, Some(List([1, 2, 3, 4, 0]))))
            {"undefined": true}: Ok(Outcome(None, None))
            {"back": true}: Ok(Back)
            {"stop": true}: Ok(Stop)
            {"not_this": true}: Ok(NotThis(None))
            {"input": [0,0,0,0,0], "not_this": true}: Ok(NotThis(Some(Input([List([0, 0, 0, 0, 0])]))))
            {"skip": true}: Ok(Skip)
            {"more": true}: Ok(More)
            {"skip": true, "more": true}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
            {"input": [0,0,0,0,0], "skip": true}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
            {"input": [0,0,0,0,0], "output": [1,2,3,4,0]}: Ok(Outcome(Some(Input([List([0, 0, 0, 0, 0])])), Some(List([1, 2, 3, 4, 0]))))
            {"output": [1,2]}: Ok(Outcome(None, Some(List([1, 2]))))
            {"output": [1,2,3,4,0], "undefined": true}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
            {"outputs": [1,2,3,4,0]}: Err("unknown field `outputs`, expected one of `input`, `output`, `undefined`, `not_this`, `skip`, `more`, `back`, `stop` at line 1 column 10; expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
            {}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
            stop: Err("expected value at line 1 column 1; expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"not_this\": true}, with an \"input\" where another one is meant than was asked for, {\"skip\": true}, {\"more\": true}, {\"back\": true} and {\"stop\": true}")
        "#]]
        .assert_eq(&table.concat());
    }
}
