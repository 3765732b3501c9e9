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
use crate::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE, probes};
use crate::{automaton, baseline, parser, vocab};
use lasynth_core::{
    BaselineFn, Comparison, DecodeError, Domain, Draw, DrawRules, Dropped, Encoding, Example,
    ExampleError, GrammarState, Program, SourceError, TokenId, Value, Vocabulary,
};

/// The domain `"c"`: functions that change one list of five integers in place.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestrictedC;

impl Domain for RestrictedC {
    fn name(&self) -> &'static str {
        "c"
    }

    fn encoding(&self) -> Encoding {
        Encoding::ValueList {
            len: LIST_LEN,
            min: MIN_VALUE,
            max: MAX_VALUE,
        }
    }

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

    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        check::check(examples)
    }

    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn> {
        let fitted = baseline::fit(examples)?;
        Some(Box::new(move |input| fitted.predict(input)))
    }

    fn probe_inputs(&self) -> Vec<Value> {
        probes().iter().map(|p| Value::List(p.to_vec())).collect()
    }

    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        let tree = |program: &dyn Program| {
            parser::parse(&program.source())
                .expect("a program of this language prints as it parses")
        };
        let found = equivalent(&tree(first), &tree(second));
        Comparison {
            inputs: Inputs::all().count(),
            differs_on: found.err().map(|found| Value::List(found.input)),
        }
    }

    fn check_rules(&self, rules: &DrawRules) -> Result<(), String> {
        draw::check_rules(rules)
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        draw_from(Source::Native, rules, seed)
    }
}
