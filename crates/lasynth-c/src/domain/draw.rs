//! Random programs with examples, and the rules that drop some of them.

use super::program::CProgram;
use crate::exec::Executable;
use crate::generate::{Skeleton, random_program_for, resample};
use crate::normal;
use crate::probes::{
    LIST_LEN, MAX_LIMIT, MAX_LIST_LEN, MAX_VALUE, MIN_VALUE, STANDARD, probe_lists, probes,
    random_list, supports,
};
use crate::syntax::MAX_TOKENS;
use lasynth_core::{
    Draw, DrawRules, Dropped, Example, FaultKind, Input, Lists, Program, RangeRule, Value,
    fnv1a_128,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How many inputs are tried for one program.
const MAX_DRAWS: usize = 300;

/// Tokens of the shortest program with a statement, `a[0]++;`.
const MIN_TOKENS: usize = 20;

/// The list that a run leaves; the elements beyond the length are 0.
type Outcome = Result<[i32; MAX_LIST_LEN], FaultKind>;

fn outcome(executable: &Executable, input: &[i32]) -> Outcome {
    let mut list = [0; MAX_LIST_LEN];
    list[..input.len()].copy_from_slice(input);
    match executable.run(&mut list[..input.len()]) {
        Ok(()) => Ok(list),
        Err(fault) => Err(fault.kind),
    }
}

/// The statement structure of a drawn program. Its contents are drawn in the same way.
#[derive(Clone, Copy, Debug)]
pub enum Source<'s> {
    /// It is drawn, too.
    Native,
    /// It is that of a program by somebody else.
    Skeleton(&'s Skeleton),
}

/// Whether programs can be drawn by these rules; else what is wrong with them.
pub(super) fn check_rules(rules: &DrawRules) -> Result<(), String> {
    let lists = rules.lists.unwrap_or(STANDARD);
    let Lists { len, max } = lists;
    let min = max.saturating_neg();
    if !supports(lists) {
        return Err(format!(
            "lists of {len} values from {min} to {max} were asked for; supported are 1 to {MAX_LIST_LEN} \
             values, from -1 to 1 up to from -{MAX_LIMIT} to {MAX_LIMIT}"
        ));
    }
    if rules.normalise && (len != LIST_LEN || max > MAX_VALUE) {
        return Err(format!(
            "short forms are made for lists of {LIST_LEN} values from {MIN_VALUE} to {MAX_VALUE} and may \
             do something else on lists of {len} values from -{max} to {max}; leave the programs as \
             they are drawn"
        ));
    }
    let pairs = rules.examples + rules.heldout;
    if lists.count() < pairs as u64 {
        return Err(format!(
            "there are only {} lists of {len} values from {min} to {max}, but a task needs {pairs} different \
             ones; ask for longer lists or a wider range",
            lists.count()
        ));
    }
    if let Some(limit) = rules.max_tokens
        && !(MIN_TOKENS..=MAX_TOKENS).contains(&limit)
    {
        return Err(format!(
            "programs of at most {limit} tokens were asked for; the shortest one has {MIN_TOKENS}, \
             and the language ends at {MAX_TOKENS}"
        ));
    }
    Ok(())
}

/// Draws one program of this structure with its examples. A pure function of its arguments; with
/// [`Source::Native`] it is the domain's [`lasynth_core::Tasks::draw`].
///
/// # Errors
/// Why the program was dropped.
pub fn draw_from(source: Source<'_>, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
    let lists = rules.lists.unwrap_or(STANDARD);
    if !supports(lists) {
        return Err(Dropped::Range);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let tree = match source {
        Source::Native => random_program_for(lists.len, rules.kinds.as_ref(), &mut rng),
        Source::Skeleton(skeleton) => {
            resample(skeleton, lists.len, &mut rng).map_err(|_| Dropped::Length)?
        }
    };
    if rules.max_tokens.is_some_and(|limit| tree.length() > limit) {
        return Err(Dropped::Length);
    }
    let program = CProgram::new(tree);
    let executable = program.executable();
    let probes = probe_lists(lists);
    let outcomes: Vec<Outcome> = probes
        .iter()
        .map(|input| outcome(executable, input))
        .collect();
    let same = |outcome: &Outcome, input: &[i32]| match outcome {
        Ok(list) => list[..lists.len] == *input,
        Err(_) => false,
    };
    if (probes.iter().zip(&outcomes)).all(|(input, outcome)| same(outcome, input)) {
        return Err(Dropped::Identity);
    }
    if outcomes[0].is_ok() && outcomes.iter().all(|outcome| *outcome == outcomes[0]) {
        return Err(Dropped::Constant);
    }
    let mut pairs = draw_pairs(executable, rules, lists, &mut rng).ok_or(Dropped::Range)?;
    if let Some(reason) = trivial(&pairs) {
        return Err(reason);
    }
    let heldout = pairs.split_off(rules.examples);
    let normal: Option<Box<dyn Program>> = rules
        .normalise
        .then(|| Box::new(CProgram::new(normal::normalise(program.tree()))) as _);
    Ok(Draw {
        program: Box::new(program),
        normal,
        signature: hash(&outcomes, lists.len),
        examples: pairs,
        heldout,
    })
}

/// Whether the pairs show nothing but the identity or one constant: the program differs from it only
/// where its output leaves the range, which no pair can show. A single pair always shows one output.
fn trivial(pairs: &[Example]) -> Option<Dropped> {
    let (first, others) = pairs.split_first()?;
    if (pairs.iter()).all(|pair| pair.input.as_list() == pair.output.as_list()) {
        return Some(Dropped::Identity);
    }
    let constant = others.iter().all(|pair| pair.output == first.output);
    (constant && !others.is_empty()).then_some(Dropped::Constant)
}

/// Distinct inputs with their outputs, all in range; `None` where the rules drop the program.
fn draw_pairs(
    executable: &Executable,
    rules: &DrawRules,
    Lists { len, max }: Lists,
    rng: &mut ChaCha8Rng,
) -> Option<Vec<Example>> {
    let wanted = rules.examples + rules.heldout;
    let mut inputs = Vec::with_capacity(wanted);
    let mut pairs = Vec::with_capacity(wanted);
    for _ in 0..MAX_DRAWS {
        if pairs.len() == wanted {
            break;
        }
        let mut input = [0; MAX_LIST_LEN];
        random_list(rng, max, &mut input[..len]);
        if inputs.contains(&input) {
            continue;
        }
        match outcome(executable, &input[..len]) {
            Ok(output) if output.iter().all(|v| (-max..=max).contains(v)) => {
                inputs.push(input);
                pairs.push(Example {
                    input: Input::list(&input[..len]),
                    output: Value::List(output[..len].to_vec()),
                });
            }
            _ if rules.range == RangeRule::Strict => return None,
            _ => {}
        }
    }
    (pairs.len() == wanted).then_some(pairs)
}

/// Hash of a program's outcomes on the probes of standard lists. Programs of equal behaviour there, the kinds of their
/// invalid runs included, have equal signatures, on every platform and in every version.
pub fn signature(executable: &Executable) -> u128 {
    let outcomes: Vec<Outcome> = probes()
        .iter()
        .map(|input| outcome(executable, input))
        .collect();
    hash(&outcomes, LIST_LEN)
}

/// The hash over the little-endian bytes of each outcome on lists of `len` elements, after a byte that
/// says how the run ended.
fn hash(outcomes: &[Outcome], len: usize) -> u128 {
    let mut bytes = Vec::with_capacity(outcomes.len() * (1 + len * size_of::<i32>()));
    for outcome in outcomes {
        match outcome {
            Ok(list) => {
                bytes.push(0);
                bytes.extend(list[..len].iter().flat_map(|value| value.to_le_bytes()));
            }
            Err(FaultKind::OutOfBounds) => bytes.push(1),
            Err(FaultKind::Overflow) => bytes.push(2),
            Err(FaultKind::StepLimit) => bytes.push(3),
            Err(FaultKind::BadInput) => bytes.push(4),
            Err(FaultKind::Undefined) => bytes.push(5),
        }
    }
    fnv1a_128(bytes)
}
