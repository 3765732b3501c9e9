//! Values and tasks of the toy language.

use crate::language::{OPS, Op, PRODUCT, SUM, StackMachine, StackProgram, numbers};
use lasynth_core::{
    BaselineFn, Comparison, Domain, Draw, DrawRules, Dropped, Encoding, Example, ExampleError,
    Extent, Input, Kind, Program, Tasks, Value, Values, compare_on, fnv1a_128,
};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::RangeInclusive;

/// Arguments and results of examples lie between its negative and this.
const MAX: i32 = 20;
/// Arguments that are drawn.
const DRAWN: RangeInclusive<i32> = -4..=4;
/// Inputs that are tried for one program.
const MAX_DRAWS: usize = 300;

/// Two numbers as an input.
pub fn input(a: i32, b: i32) -> Input {
    Input(vec![Value::Int(a), Value::Int(b)])
}

/// All pairs of arguments that are drawn.
pub fn probes() -> impl Iterator<Item = (i32, i32)> {
    DRAWN.flat_map(|a| DRAWN.map(move |b| (a, b)))
}

impl Domain for StackMachine {
    fn name(&self) -> &'static str {
        "stack"
    }
}

fn fits(value: &Value) -> Result<(), String> {
    match value {
        Value::Int(number) if (-MAX..=MAX).contains(number) => Ok(()),
        Value::Int(number) => Err(format!("{number} is not between -{MAX} and {MAX}")),
        other => Err(format!("found {}, expected an integer", other.kind())),
    }
}

impl Values for StackMachine {
    fn encoding(&self) -> Encoding {
        Encoding::Integers {
            min: -MAX,
            max: MAX,
            output: Extent::Int,
            arguments: vec![Extent::Int, Extent::Int],
        }
    }

    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        let error = |example, other, message| ExampleError {
            example,
            other,
            message,
        };
        if !(1..=self.max_examples()).contains(&examples.len()) {
            let message = format!("{} examples, 1 to 10 are supported", examples.len());
            return Err(error(None, None, message));
        }
        for (index, pair) in examples.iter().enumerate() {
            let wrong = |message| error(Some(index), None, message);
            self.check_input(&pair.input).map_err(wrong)?;
            for value in pair.input.0.iter().chain([&pair.output]) {
                fits(value).map_err(wrong)?;
            }
            let other = examples[..index]
                .iter()
                .position(|other| other.input == pair.input && other.output != pair.output);
            if other.is_some() {
                let message = format!("{} has two outputs.", pair.input);
                return Err(error(Some(index), other, message));
            }
        }
        Ok(())
    }

    fn check_input(&self, input: &Input) -> Result<(), String> {
        match numbers(input) {
            Some(_) => Ok(()),
            None => Err(format!(
                "found `{input}`, expected two integers such as `3, 4`"
            )),
        }
    }

    fn check_observation(&self, input: &Input, outcome: Option<&Value>) -> Result<(), String> {
        self.check_input(input)?;
        outcome.map_or(Ok(()), fits)
    }

    fn in_range(&self, output: &Value) -> bool {
        fits(output).is_ok()
    }

    fn max_examples(&self) -> usize {
        10
    }

    fn input_form(&self) -> &'static str {
        "two integers such as `3, 4`"
    }

    fn output_form(&self) -> &'static str {
        "an integer such as `7`"
    }

    fn probe_inputs(&self) -> Vec<Input> {
        probes().map(|(a, b)| input(a, b)).collect()
    }
}

impl Tasks for StackMachine {
    /// The first of a number, an argument and a number, and the sum of both and a number that fits.
    fn baseline(&self, examples: &[Example]) -> Option<BaselineFn> {
        let forms: [fn(i32, i32) -> i32; 4] = [|_, _| 0, |a, _| a, |_, b| b, |a, b| a + b];
        let rest = |form: fn(i32, i32) -> i32, pair: &Example| match pair.output {
            Value::Int(output) => numbers(&pair.input).map(|(a, b)| output - form(a, b)),
            _ => None,
        };
        forms.into_iter().find_map(|form| {
            let first = rest(form, examples.first()?)?;
            let same = examples.iter().all(|pair| rest(form, pair) == Some(first));
            let predict = move |input: &Input| {
                Value::Int(numbers(input).map_or(0, |(a, b)| form(a, b) + first))
            };
            same.then(|| Box::new(predict) as BaselineFn)
        })
    }

    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        compare_on(self.probe_inputs(), first, second)
    }

    fn check_rules(&self, rules: &DrawRules) -> Result<(), String> {
        match (rules.lists, rules.examples + rules.heldout) {
            (Some(_), _) => Err("programs of this language take no lists".to_owned()),
            (None, pairs) if pairs > probes().count() => {
                Err(format!("there are fewer than {pairs} inputs"))
            }
            _ => Ok(()),
        }
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let leaves = rng.random_range(1..=4);
        let mut ops = Vec::new();
        random(leaves, &mut ops, &mut rng);
        let program = StackProgram(ops);
        if rules.max_tokens.is_some_and(|most| program.length() > most) {
            return Err(Dropped::Length);
        }
        let results: Vec<i32> = (probes())
            .filter_map(|(a, b)| program.result(a, b).ok())
            .collect();
        if results.iter().all(|result| *result == results[0]) {
            return Err(Dropped::Constant);
        }
        let mut pairs: Vec<Example> = Vec::new();
        for _ in 0..MAX_DRAWS {
            if pairs.len() == rules.examples + rules.heldout {
                break;
            }
            let input = input(rng.random_range(DRAWN), rng.random_range(DRAWN));
            match program.run(&input) {
                Ok(output)
                    if self.in_range(&output) && pairs.iter().all(|pair| pair.input != input) =>
                {
                    pairs.push(Example { input, output });
                }
                _ => {}
            }
        }
        if pairs.len() < rules.examples + rules.heldout {
            return Err(Dropped::Range);
        }
        let heldout = pairs.split_off(rules.examples);
        Ok(Draw {
            normal: rules.normalise.then(|| program.normalise()),
            signature: self.signature(&program),
            program: Box::new(program),
            examples: pairs,
            heldout,
        })
    }

    fn signature(&self, program: &dyn Program) -> u128 {
        let outcome = |input: &Input| match program.run(input) {
            Ok(Value::Int(number)) => number.to_le_bytes(),
            _ => i32::MIN.to_le_bytes(),
        };
        fnv1a_128(self.probe_inputs().iter().flat_map(outcome))
    }

    fn kinds(&self) -> &'static [Kind] {
        &[SUM, PRODUCT]
    }

    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        &[("1-3", 1..=3), ("4-9", 4..=9)]
    }
}

/// A random expression with so many numbers.
fn random(leaves: usize, ops: &mut Vec<Op>, rng: &mut ChaCha8Rng) {
    let of_kind = |pushes: bool| {
        let fits = move |op: &&Op| matches!(op, Op::Push(_)) == pushes;
        OPS.iter().filter(fits).copied().collect::<Vec<Op>>()
    };
    if leaves > 1 {
        let left = rng.random_range(1..leaves);
        random(left, ops, rng);
        random(leaves - left, ops, rng);
    }
    ops.extend(of_kind(leaves == 1).choose(rng));
}
