//! Questions and answers, without where they are written.

use crate::{Budget, Input, ObservationError, Question, Session, Synthesis, Value, shown};
use lasynth_core::{Domain, parse_input, parse_value};
use lasynth_search::Outcome;
use serde::Deserialize;
use std::sync::atomic::AtomicBool;

/// How to search after each answer.
pub struct Search<'a> {
    pub budget: &'a Budget,
    pub top: usize,
    pub interrupt: &'a AtomicBool,
}

/// What is replied to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The outcome for an input; `None` stands for the input that was asked for.
    Outcome(Option<Input>, Outcome),
    /// Forget the last answer.
    Back,
    /// Ask no more and print the answer.
    Stop,
}

fn expected(domain: &dyn Domain) -> String {
    format!(
        "expected the output, {}, or `undefined` where there is none; `back` takes the last answer \
         back, and an empty line ends the questions",
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
            back: bool,
            #[serde(default)]
            stop: bool,
        }
        let expected = "expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, \
                        {\"back\": true} and {\"stop\": true}, with an \"input\" where another one is \
                        meant than was asked for";
        let line: Line =
            serde_json::from_str(line).map_err(|error| format!("{error}; {expected}"))?;
        match (line.output, line.undefined, line.back, line.stop) {
            (Some(output), false, false, false) => Ok(Reply::Outcome(line.input, Some(output))),
            (None, true, false, false) => Ok(Reply::Outcome(line.input, None)),
            (None, false, true, false) if line.input.is_none() => Ok(Reply::Back),
            (None, false, false, true) if line.input.is_none() => Ok(Reply::Stop),
            _ => Err(expected.to_owned()),
        }
    }
}

/// A session in which an answer is never lost: what leads to none is taken back.
pub struct Dialogue<'s, 'e> {
    session: &'s mut Session<'e>,
    search: &'s Search<'s>,
    /// The answer so far, and those before it.
    answers: Vec<Synthesis>,
}

impl<'s, 'e> Dialogue<'s, 'e> {
    /// Searches for the first time.
    pub fn new(session: &'s mut Session<'e>, search: &'s Search<'s>) -> Dialogue<'s, 'e> {
        let answers = vec![search.run(session)];
        Dialogue {
            session,
            search,
            answers,
        }
    }

    /// The answer so far.
    pub fn answer(&self) -> &Synthesis {
        self.answers.last().expect("there is the first one")
    }

    /// What to ask; `None` where nothing is left to ask.
    pub fn question(&self) -> Option<&Question> {
        self.answer().uncertainty.as_ref()?.question.as_ref()
    }

    /// How many answers are taken into account.
    pub fn answered(&self) -> usize {
        self.session.answered()
    }

    /// Takes an outcome into account; an error is what is wrong with it, and changes nothing.
    pub fn observe(&mut self, input: Option<Input>, outcome: Outcome) -> Result<(), String> {
        let asked = self.question().map(|question| question.input.clone());
        let Some(input) = input.or(asked) else {
            return Err("nothing was asked".to_owned());
        };
        let before = self.session.answered();
        let observed = self.session.observe(input.clone(), outcome.clone());
        observed.map_err(|error| match error {
            ObservationError::Contradiction { .. } => format!("{error}; the answer so far stays"),
            ObservationError::Unsupported(found) => {
                format!("{found}; {}", expected(self.session.domain()))
            }
        })?;
        if self.session.answered() == before {
            return Err(format!(
                "{input} gives that by what is known already; nothing changes"
            ));
        }
        let answer = self.search.run(self.session);
        if answer.answer.is_none() {
            self.session.take_back();
            return Err(format!(
                "no program was found that makes {} of {input} and meets everything else; that answer \
                 is left out, and the best program so far stays",
                shown(&outcome),
            ));
        }
        self.answers.push(answer);
        Ok(())
    }

    /// Forgets the last answer; an error where there is none.
    pub fn back(&mut self) -> Result<(), String> {
        if self.session.take_back().is_none() {
            return Err("there is no answer to take back".to_owned());
        }
        self.answers.pop();
        Ok(())
    }

    /// The answer of the last search, for the end of the dialogue.
    pub fn into_answer(mut self) -> Synthesis {
        self.answers.pop().expect("there is the first one")
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
            [1,2,3,4,x]: Err("expected an integer, found `x`; expected the output, a list of five integers such as `[0, 1, 2, 3, 4]`, or `undefined` where there is none; `back` takes the last answer back, and an empty line ends the questions")
            yes: Err("expected a value, such as `[0, 1, 2, 3, 4]`, found `yes`; expected the output, a list of five integers such as `[0, 1, 2, 3, 4]`, or `undefined` where there is none; `back` takes the last answer back, and an empty line ends the questions")
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
            {"input": [0,0,0,0,0], "output": [1,2,3,4,0]}: Ok(Outcome(Some(Input([List([0, 0, 0, 0, 0])])), Some(List([1, 2, 3, 4, 0]))))
            {"output": [1,2]}: Ok(Outcome(None, Some(List([1, 2]))))
            {"output": [1,2,3,4,0], "undefined": true}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"back\": true} and {\"stop\": true}, with an \"input\" where another one is meant than was asked for")
            {"outputs": [1,2,3,4,0]}: Err("unknown field `outputs`, expected one of `input`, `output`, `undefined`, `back`, `stop` at line 1 column 10; expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"back\": true} and {\"stop\": true}, with an \"input\" where another one is meant than was asked for")
            {}: Err("expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"back\": true} and {\"stop\": true}, with an \"input\" where another one is meant than was asked for")
            stop: Err("expected value at line 1 column 1; expected one of {\"output\": [0, 1, 2, 3, 4]}, {\"undefined\": true}, {\"back\": true} and {\"stop\": true}, with an \"input\" where another one is meant than was asked for")
        "#]]
        .assert_eq(&table.concat());
    }
}
