//! Restricted C as a [`lasynth_core::Domain`].

mod check;
mod draw;
mod program;

pub use crate::probes::MAX_LIST_LEN;
pub use check::{MAX_EXAMPLES, MIN_EXAMPLES};
pub use draw::{Source, draw_from, signature};
pub use program::CProgram;

use crate::batch::Inputs;
use crate::equivalence::equivalent;
use crate::kind::{KINDS, LENGTHS};
use crate::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE, STANDARD, probes};
use crate::{automaton, baseline, parser, vocab};
use lasynth_core::{
    BaselineFn, Comparison, DecodeError, Domain, Draw, DrawRules, Dropped, Encoding, Example,
    ExampleError, GrammarState, Input, Kind, Language, Lists, Program, SourceError, Tasks, TokenId,
    Value, Values, Vocabulary,
};
use std::any::Any;
use std::ops::RangeInclusive;

/// The domain `"c"`: functions that change one list of five integers in place.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestrictedC;

impl Domain for RestrictedC {
    fn name(&self) -> &'static str {
        "c"
    }
}

impl Language for RestrictedC {
    fn vocabulary(&self) -> &Vocabulary {
        vocab::vocabulary()
    }

    fn grammar(&self) -> Box<dyn GrammarState> {
        Box::new(automaton::State::new())
    }

    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        let program = parser::parse(source)?;
        Ok(Box::new(CProgram::parsed(program, source)))
    }

    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        Ok(Box::new(CProgram::new(vocab::decode(tokens)?)))
    }

    fn file_extension(&self) -> &'static str {
        "c"
    }
}

impl Values for RestrictedC {
    fn encoding(&self) -> Encoding {
        Encoding::list(LIST_LEN, MIN_VALUE, MAX_VALUE)
    }

    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        check::check(examples)
    }

    fn check_input(&self, input: &Input) -> Result<(), String> {
        check::list_of(input).map(|_| ())
    }

    fn check_observation(&self, input: &Input, outcome: Option<&Value>) -> Result<(), String> {
        check::check_observation(input, outcome)
    }

    fn in_range(&self, output: &Value) -> bool {
        let fits = |value: &i32| (MIN_VALUE..=MAX_VALUE).contains(value);
        output.as_list().is_some_and(|list| list.iter().all(fits))
    }

    fn max_examples(&self) -> usize {
        MAX_EXAMPLES
    }

    fn input_form(&self) -> &'static str {
        "a list of five integers such as `[0, 1, 2, 3, 4]`"
    }

    fn probe_inputs(&self) -> Vec<Input> {
        probes().iter().map(|probe| Input::list(probe)).collect()
    }
}

impl Tasks for RestrictedC {
    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn> {
        let fitted = baseline::fit(examples)?;
        Some(Box::new(move |input| fitted.predict(input)))
    }

    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        let found = equivalent(CProgram::of(first).tree(), CProgram::of(second).tree());
        Comparison {
            inputs: Inputs::all().count(),
            differs_on: found.err().map(|found| Input::list(&found.input)),
        }
    }

    fn check_rules(&self, rules: &DrawRules) -> Result<(), String> {
        draw::check_rules(rules)
    }

    fn lists(&self) -> Option<Lists> {
        Some(STANDARD)
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        draw_from(Source::Native, rules, seed)
    }

    fn signature(&self, program: &dyn Program) -> u128 {
        signature(CProgram::of(program).executable())
    }

    fn kinds(&self) -> &'static [Kind] {
        &KINDS
    }

    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        &LENGTHS
    }
}

impl CProgram {
    /// The program as one of this language.
    ///
    /// # Panics
    /// If it is a program of another language.
    pub fn of(program: &dyn Program) -> &CProgram {
        let program: &dyn Any = program;
        program
            .downcast_ref()
            .expect("only programs of restricted C come to restricted C")
    }
}
