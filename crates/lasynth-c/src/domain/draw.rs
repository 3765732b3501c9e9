//! Random programs with examples, and the rules that drop some of them.

use super::program::CProgram;
use crate::csmith::Skeleton;
use crate::exec::Executable;
use crate::generate::{random_program, resample};
use crate::normal;
use crate::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE, probes, random_input};
use lasynth_core::{Draw, DrawRules, Dropped, Example, FaultKind, Program, RangeRule, Value};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How many inputs are tried for one program.
const MAX_DRAWS: usize = 300;

type List = [i32; LIST_LEN];
type Outcome = Result<List, FaultKind>;

fn outcome(executable: &Executable, input: &List) -> Outcome {
    let mut list = *input;
    match executable.run(&mut list) {
        Ok(()) => Ok(list),
        Err(fault) => Err(fault.kind),
    }
}

/// Where the structure of a drawn program comes from. Its contents are drawn alike.
#[derive(Clone, Copy, Debug)]
pub enum Source<'s> {
    /// It is drawn, too.
    Native,
    /// It is that of a program by Csmith.
    Csmith(&'s Skeleton),
}

/// Draws one program from `source` with its examples. A pure function of its arguments; with
/// [`Source::Native`] it is the domain's [`lasynth_core::Domain::draw`].
///
/// # Errors
/// Why the program was dropped.
pub fn draw_from(source: Source<'_>, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let tree = match source {
        Source::Native => random_program(&mut rng),
        Source::Csmith(skeleton) => resample(skeleton, &mut rng).map_err(|_| Dropped::Length)?,
    };
    let program = CProgram::new(tree);
    let executable = program.executable();
    let outcomes: Vec<Outcome> = probes()
        .iter()
        .map(|input| outcome(executable, input))
        .collect();
    if probes()
        .iter()
        .zip(&outcomes)
        .all(|(input, outcome)| outcome.as_ref() == Ok(input))
    {
        return Err(Dropped::Identity);
    }
    if outcomes[0].is_ok() && outcomes.iter().all(|outcome| *outcome == outcomes[0]) {
        return Err(Dropped::Constant);
    }
    let mut pairs = draw_pairs(executable, rules, &mut rng).ok_or(Dropped::Range)?;
    let heldout = pairs.split_off(rules.examples);
    let normal: Option<Box<dyn Program>> = rules
        .normalise
        .then(|| Box::new(CProgram::new(normal::normalise(program.tree()))) as _);
    Ok(Draw {
        program: Box::new(program),
        normal,
        signature: hash(&outcomes),
        examples: pairs,
        heldout,
    })
}

/// Distinct inputs with their outputs, all in range; `None` where the rules drop the program.
fn draw_pairs(
    executable: &Executable,
    rules: &DrawRules,
    rng: &mut ChaCha8Rng,
) -> Option<Vec<Example>> {
    let wanted = rules.examples + rules.heldout;
    let mut inputs: Vec<List> = Vec::with_capacity(wanted);
    let mut pairs = Vec::with_capacity(wanted);
    for _ in 0..MAX_DRAWS {
        if pairs.len() == wanted {
            break;
        }
        let input = random_input(rng);
        if inputs.contains(&input) {
            continue;
        }
        match outcome(executable, &input) {
            Ok(output) if output.iter().all(|v| (MIN_VALUE..=MAX_VALUE).contains(v)) => {
                inputs.push(input);
                pairs.push(Example {
                    input: Value::List(input.to_vec()),
                    output: Value::List(output.to_vec()),
                });
            }
            _ if rules.range == RangeRule::Strict => return None,
            _ => {}
        }
    }
    (pairs.len() == wanted).then_some(pairs)
}

/// Hash of a program's outcomes on the probes. Programs of equal behaviour there, the kinds of their
/// invalid runs included, have equal signatures, on every platform and in every version.
pub fn signature(executable: &Executable) -> u128 {
    let outcomes: Vec<Outcome> = probes()
        .iter()
        .map(|input| outcome(executable, input))
        .collect();
    hash(&outcomes)
}

/// FNV-1a, 128 bits, over the little-endian bytes of each outcome.
fn hash(outcomes: &[Outcome]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut state = OFFSET;
    let mut byte = |byte: u8| state = (state ^ u128::from(byte)).wrapping_mul(PRIME);
    for outcome in outcomes {
        match outcome {
            Ok(list) => {
                byte(0);
                list.iter()
                    .flat_map(|value| value.to_le_bytes())
                    .for_each(&mut byte);
            }
            Err(FaultKind::OutOfBounds) => byte(1),
            Err(FaultKind::Overflow) => byte(2),
            Err(FaultKind::StepLimit) => byte(3),
            Err(FaultKind::BadInput) => byte(4),
        }
    }
    state
}
