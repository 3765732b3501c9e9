//! Functions over integers and lists as a [`lasynth_core::Domain`].

mod baseline;
mod check;
mod program;
#[cfg(test)]
mod tests;

pub use check::{MAX_ELEMENTS, MAX_EXAMPLES};
pub use program::ListProgram;

use crate::generate::{self, STANDARD};
use crate::kind::{KINDS, LENGTHS};
use crate::probes::{probes, probes_for, probes_of, signatures};
use crate::{automaton, emit, notation, vocab};
use lasynth_core::{
    BaselineFn, Comparison, DecodeError, Domain, Draw, DrawRules, Dropped, Encoding, Example,
    ExampleError, Extent, GrammarState, Input, Kind, Language, Lists as Sizes, Program,
    SourceError, Tasks, TokenId, Value, Values, Vocabulary, compare_on,
};
use std::ops::RangeInclusive;

/// The domain `"lists"`: functions from one to three integers and lists to an integer or a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists;

impl Domain for Lists {
    fn name(&self) -> &'static str {
        "lists"
    }
}

impl Language for Lists {
    fn vocabulary(&self) -> &Vocabulary {
        vocab::vocabulary()
    }

    fn grammar(&self) -> Box<dyn GrammarState> {
        Box::new(automaton::State::new())
    }

    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        Ok(Box::new(ListProgram::new(notation::parse(source)?)))
    }

    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        Ok(Box::new(ListProgram::new(automaton::decode(tokens)?)))
    }

    fn file_extension(&self) -> &'static str {
        "term"
    }

    /// C99 is what users get; programs are read as terms.
    fn formats(&self) -> Vec<&'static str> {
        vec!["c", "python", "rust", "term"]
    }

    fn emit(&self, program: &dyn Program, format: &str) -> Option<String> {
        let function = ListProgram::of(program).function();
        match format {
            "c" => Some(emit::c(function)),
            "python" => Some(emit::python(function)),
            "rust" => Some(emit::rust(function)),
            "term" => Some(program.source()),
            _ => None,
        }
    }

    fn term(&self, program: &dyn Program) -> Option<String> {
        Some(notation::print(ListProgram::of(program).function()))
    }
}

impl Values for Lists {
    /// Programs have arguments of any types, a network those of one encoding: from one list of up to ten
    /// values to another, the commonest sort of task.
    fn encoding(&self) -> Encoding {
        let list = Extent::List {
            shortest: 0,
            longest: 10,
        };
        Encoding::Integers {
            min: -99,
            max: 99,
            output: list,
            arguments: vec![list],
        }
    }

    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        check::check(examples)
    }

    fn check_input(&self, input: &Input) -> Result<(), String> {
        check::check_input(input)
    }

    fn check_observation(&self, input: &Input, outcome: Option<&Value>) -> Result<(), String> {
        check::check_observation(input, outcome)
    }

    /// Every integer, and every list that an example may hold.
    fn in_range(&self, output: &Value) -> bool {
        check::fits(output)
    }

    fn max_examples(&self) -> usize {
        MAX_EXAMPLES
    }

    fn input_form(&self) -> &'static str {
        "one to three integers and lists such as `[3, 1, 2], 5`"
    }

    fn output_form(&self) -> &'static str {
        "an integer or a list such as `[1, 2]`"
    }

    /// Inputs of all types of arguments. A program gives a value for those of its own alone;
    /// [`probes_for`] and [`probes_of`] have more of one sort.
    fn probe_inputs(&self) -> Vec<Input> {
        let of_each = signatures().flat_map(|arguments| probes(&arguments).iter().step_by(3));
        of_each.cloned().collect()
    }
}

impl Tasks for Lists {
    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn> {
        let fitted = baseline::fit(examples)?;
        Some(Box::new(move |input| fitted.predict(input)))
    }

    /// On probes for both. Where their arguments are others, one of the two has no value there.
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        let of = |program| ListProgram::of(program).function();
        let (ours, theirs) = (of(first), of(second));
        let inputs = match ours.arguments == theirs.arguments {
            true => probes_of(&[ours, theirs]),
            false => [probes_for(&ours.arguments), probes_for(&theirs.arguments)].concat(),
        };
        compare_on(inputs, first, second)
    }

    fn check_rules(&self, rules: &DrawRules) -> Result<(), String> {
        generate::check_rules(rules)
    }

    /// Lists have up to so many elements.
    fn lists(&self) -> Option<Sizes> {
        Some(STANDARD)
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        generate::draw(rules, seed)
    }

    fn signature(&self, program: &dyn Program) -> u128 {
        ListProgram::of(program).signature()
    }

    fn kinds(&self) -> &'static [Kind] {
        &KINDS
    }

    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        &LENGTHS
    }
}
