//! Random tasks.

use super::inputs::{Values, random_input};
use super::random::{MAX_NESTING, Terms};
use super::weights::{self, ARGUMENTS, RESULTS, SIZES};
use crate::domain::ListProgram;
use crate::kind::{CHAIN, FOLD, KINDS, LOOP, NESTED, STRAIGHT, kind};
use crate::shrink::{STEPS, shrink, without_unused};
use crate::{Function, MAX_NODES, Op, Stop, Type, evaluate_within};
use lasynth_core::{
    Draw, DrawRules, Dropped, Example, Input, Kind, Lists, Program, RangeRule, Value,
};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Lists have so many values at most, each from -99 to 99, unless the rules say otherwise.
pub(crate) const STANDARD: Lists = Lists { len: 10, max: 99 };

/// Elements of a list and largest values that rules may ask for.
const MOST: Lists = Lists {
    len: 100,
    max: 1_000_000,
};

/// Inputs that are tried for one program.
const MAX_DRAWS: usize = 300;

/// Inputs on which it is seen what matters.
const SEEN: usize = 24;

/// Replacements that are tried to take out what does not matter.
const EFFORT: usize = 2_000;

/// Terms that are tried for a kind that was asked for.
const TRIES: usize = 30;

/// Whether programs can be drawn by these rules; else what is wrong with them.
pub(crate) fn check_rules(rules: &DrawRules) -> Result<(), String> {
    let Lists { len, max } = rules.lists.unwrap_or(STANDARD);
    if !(1..=MOST.len).contains(&len) || !(1..=MOST.max).contains(&max) {
        return Err(format!(
            "lists of up to {len} values from {} to {max} were asked for; supported are 1 to {} values, \
             from -1 to 1 up to from -{} to {}",
            max.saturating_neg(),
            MOST.len,
            MOST.max,
            MOST.max
        ));
    }
    let pairs = rules.examples + rules.heldout;
    if pairs > MAX_DRAWS {
        return Err(format!(
            "{pairs} pairs a task were asked for; {MAX_DRAWS} are supported"
        ));
    }
    if rules.max_tokens == Some(0) {
        return Err("programs of 0 nodes were asked for; the shortest one has 1".to_owned());
    }
    Ok(())
}

/// Draws one function with its examples. A pure function of its arguments.
pub(crate) fn draw(rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
    if check_rules(rules).is_err() {
        return Err(Dropped::Range);
    }
    let lists = rules.lists.unwrap_or(STANDARD);
    let longest = rules.max_tokens.unwrap_or(MAX_NODES).min(MAX_NODES);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let asked = rules.kinds.as_ref().map(|mixture| {
        let shares = KINDS.map(|kind| mixture.share(kind));
        let kinds: Vec<(u32, Kind)> = shares.into_iter().zip(KINDS).collect();
        weighted(&kinds, &mut rng)
    });
    let drawn = random_function(asked.as_ref(), longest, &mut rng).ok_or(Dropped::Kind)?;
    let values = Values::random(&mut rng);
    let inputs = (0..SEEN).map(|_| random_input(&drawn.arguments, lists, values, &mut rng));
    let mut inputs: Vec<Input> = inputs.collect();
    let wanted = rules.examples + rules.heldout;
    let defined = |function: &Function, inputs: &[Input]| {
        let outcomes = inputs
            .iter()
            .map(|input| evaluate_within(function, input, STEPS));
        let values = outcomes.filter_map(Result::ok);
        values.filter(|value| in_range(value, lists)).count()
    };
    // A function that is mostly undefined is nothing to learn from.
    if 3 * defined(&drawn, &inputs) < 2 * SEEN {
        return Err(Dropped::Range);
    }
    let small = shrink(&drawn, &inputs, EFFORT);
    if let Some(reason) = trivial(&outcomes(&small, &inputs), &inputs) {
        return Err(reason);
    }
    let function = without_unused(&small);
    if function.arguments != drawn.arguments {
        inputs = (0..SEEN)
            .map(|_| random_input(&function.arguments, lists, values, &mut rng))
            .collect();
    }
    if asked.is_some_and(|asked| kind(&function.body) != asked) {
        return Err(Dropped::Kind);
    }
    let program = ListProgram::new(function);
    let function = program.function();
    let mut pairs: Vec<Example> = Vec::with_capacity(wanted);
    inputs.reverse();
    for _ in 0..MAX_DRAWS {
        if pairs.len() == wanted {
            break;
        }
        let fresh = || random_input(&function.arguments, lists, values, &mut rng);
        let input = inputs.pop().unwrap_or_else(fresh);
        if pairs.iter().any(|pair| pair.input == input) {
            continue;
        }
        match evaluate_within(function, &input, STEPS) {
            Ok(output) if in_range(&output, lists) => pairs.push(Example { input, output }),
            _ if rules.range == RangeRule::Strict => return Err(Dropped::Range),
            _ => {}
        }
    }
    if pairs.len() < wanted {
        return Err(Dropped::Range);
    }
    let shown: Vec<Input> = pairs.iter().map(|pair| pair.input.clone()).collect();
    let given: Vec<Result<Value, Stop>> =
        pairs.iter().map(|pair| Ok(pair.output.clone())).collect();
    if let Some(reason) = trivial(&given, &shown) {
        return Err(reason);
    }
    let heldout = pairs.split_off(rules.examples);
    Ok(Draw {
        normal: rules.normalise.then(|| program.normalise()),
        signature: program.signature(),
        program: Box::new(program),
        examples: pairs,
        heldout,
    })
}

fn outcomes(function: &Function, inputs: &[Input]) -> Vec<Result<Value, Stop>> {
    inputs
        .iter()
        .map(|input| evaluate_within(function, input, STEPS))
        .collect()
}

/// Whether the outcomes are all one, or all the input itself. A single pair always shows one output.
fn trivial(outcomes: &[Result<Value, Stop>], inputs: &[Input]) -> Option<Dropped> {
    let mut given = outcomes.iter().flatten();
    let first = given.next()?;
    let same = given.all(|output| output == first);
    let returned = |(input, outcome): (&Input, &Result<Value, Stop>)| match outcome {
        Ok(output) => input.0.len() == 1 && input.0[0] == *output,
        Err(_) => true,
    };
    if inputs.iter().zip(outcomes).all(returned) {
        return Some(Dropped::Identity);
    }
    (same && inputs.len() > 1).then_some(Dropped::Constant)
}

/// Outputs are at most ten times as large as values of inputs, and lists twice as long.
fn in_range(output: &Value, Lists { len, max }: Lists) -> bool {
    let fits = |value: &i32| value.unsigned_abs() <= 10 * max.unsigned_abs();
    match output {
        Value::Int(number) => fits(number),
        Value::List(items) => items.len() <= 2 * len.max(5) && items.iter().all(fits),
        Value::Grid(_) => false,
    }
}

fn weighted<T: Clone>(choices: &[(u32, T)], rng: &mut impl Rng) -> T {
    let chosen = choices.choose_weighted(rng, |(weight, _)| *weight);
    chosen.expect("not all weights are 0").1.clone()
}

/// A term of this kind, where one is asked for, and of at most this size; `None` where none came up.
fn random_function(asked: Option<&Kind>, longest: usize, rng: &mut impl Rng) -> Option<Function> {
    let emphasised = |op: Op| {
        let factor = match asked {
            Some(kind) if *kind == FOLD && op.accumulates() => 8,
            Some(kind) if *kind == NESTED && op.is_loop() => 3,
            Some(kind) if *kind == FOLD && op.is_loop() => 1,
            Some(kind) if [LOOP, CHAIN].contains(kind) && op.accumulates() => 0,
            Some(kind) if [LOOP, CHAIN].contains(kind) && op.is_loop() => 2,
            _ => 1,
        };
        factor * weights::weight(op)
    };
    for _ in 0..TRIES {
        let terms = Terms {
            arguments: weighted(&ARGUMENTS, rng).to_vec(),
            weight: &emphasised,
            constant: &weights::constant,
            nesting: match asked {
                Some(kind) if *kind == STRAIGHT => 0,
                Some(kind) if *kind != NESTED => 1,
                Some(_) => MAX_NESTING,
                None => *[1, 2].choose(rng).expect("there are choices"),
            },
            patience: 4,
        };
        let of: Type = weighted(&RESULTS, rng);
        let sizes = weighted(&SIZES, rng);
        let size = rng.random_range(sizes).min(longest);
        let body = terms.term(of, size, &mut Vec::new(), rng);
        if asked.is_none_or(|asked| kind(&body) == *asked) {
            let arguments = terms.arguments;
            return Some(Function { arguments, body });
        }
    }
    None
}
