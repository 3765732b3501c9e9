//! From examples to ranked, verified programs.

use crate::beam::Beam;
use crate::result::{Candidate, Synthesis};
use crate::step::Mode;
use lasynth_core::{
    Budget, Domain, Example, ExampleError, FaultKind, Input, Policy, Program, StopReason, Value,
};
use std::sync::Arc;
use std::sync::atomic::{self, AtomicBool};
use std::time::Instant;

/// What to search, and for how long.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the decoder chooses.
    pub mode: Mode,
    /// What it may spend.
    pub budget: Budget,
    /// End as soon as no later candidate can come before the answer. The answer is the same as
    /// without; only fewer candidates, and so other confidences and alternatives, are known.
    pub answer_only: bool,
}

/// Decodes programs for the examples and runs each of them.
///
/// `interrupt` ends the search at the next step when another thread sets it. Time is looked at
/// between steps, so a search may exceed its time by that of one step.
pub fn synthesise(
    domain: &dyn Domain,
    policy: &dyn Policy,
    examples: &[Example],
    options: &Options,
    interrupt: &AtomicBool,
) -> Result<Synthesis, ExampleError> {
    domain.check_examples(examples)?;
    let start = Instant::now();
    let limit = options.budget.candidates.unwrap_or(usize::MAX);
    let width = options.mode.width();
    let decoding = policy.begin(examples);
    let mut beam = Beam::new(domain.vocabulary(), domain.grammar(), decoding, width);
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut undecodable = 0;
    let stop = 'search: loop {
        if interrupt.load(atomic::Ordering::Relaxed) {
            break StopReason::Interrupted;
        }
        if beam.is_settled() || options.answer_only && is_answered(&beam, &candidates) {
            break match candidates.iter().any(|c| c.consistent) {
                true => StopReason::Found,
                false => StopReason::Exhausted,
            };
        }
        if candidates.len() >= limit {
            break StopReason::Candidates;
        }
        if options
            .budget
            .time
            .is_some_and(|time| start.elapsed() >= time)
        {
            break StopReason::Time;
        }
        for finished in beam.step() {
            if candidates.len() >= limit {
                break 'search StopReason::Candidates;
            }
            match domain.decode(&finished.tokens) {
                Ok(program) => candidates.push(Candidate::new(
                    finished.tokens,
                    program,
                    finished.log_prob,
                    examples,
                )),
                Err(_) => undecodable += 1,
            }
        }
    };
    rank(&mut candidates);
    let answer = candidates.iter().find(|c| c.consistent).cloned();
    let near_miss = match answer {
        Some(_) => None,
        // Of equals the first is kept: they are in order of probability.
        None => candidates.iter().rev().max_by_key(|c| c.matched).cloned(),
    };
    let alternatives = answer
        .iter()
        .flat_map(|a| alternatives(domain, a, &candidates))
        .collect();
    Ok(Synthesis {
        answer,
        alternatives,
        near_miss,
        candidates,
        undecodable,
        stop,
        seconds: start.elapsed().as_secs_f64(),
        seed: options.budget.seed,
    })
}

/// Whether some consistent candidate comes before everything that may still finish.
fn is_answered(beam: &Beam, candidates: &[Candidate]) -> bool {
    let later = beam.best_live().unwrap_or(f64::NEG_INFINITY);
    candidates
        .iter()
        .any(|c| c.consistent && c.log_prob > later)
}

/// Sorts by probability and shares out the confidence.
fn rank(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| {
        b.log_prob
            .total_cmp(&a.log_prob)
            .then_with(|| a.tokens.cmp(&b.tokens))
    });
    let Some(max) = candidates.first().map(|c| c.log_prob) else {
        return;
    };
    let total: f64 = candidates.iter().map(|c| (c.log_prob - max).exp()).sum();
    for candidate in candidates {
        candidate.confidence = (candidate.log_prob - max).exp() / total;
    }
}

/// What a program does on the domain's probe inputs. All consistent candidates agree on the
/// examples, so those need not be compared.
fn behaviour(program: &dyn Program, inputs: &[Input]) -> Vec<Result<Value, FaultKind>> {
    inputs
        .iter()
        .map(|input| program.run(input).map_err(|fault| fault.kind))
        .collect()
}

fn alternatives(domain: &dyn Domain, answer: &Candidate, ranked: &[Candidate]) -> Vec<Candidate> {
    let inputs = domain.probe_inputs();
    let mut known = vec![behaviour(&*answer.program, &inputs)];
    let mut result = Vec::new();
    for candidate in ranked.iter().filter(|c| c.consistent) {
        let behaviour = behaviour(&*candidate.program, &inputs);
        if !known.contains(&behaviour) {
            known.push(behaviour);
            result.push(candidate.clone());
        }
    }
    result
}

/// What a user is shown for a consistent program: its normal form, if that reproduces the examples
/// as well, else the program itself.
pub fn shown(program: &Arc<dyn Program>, examples: &[Example]) -> Arc<dyn Program> {
    let normal = program.normalise();
    if examples
        .iter()
        .all(|e| normal.run(&e.input).as_ref() == Ok(&e.output))
    {
        normal.into()
    } else {
        Arc::clone(program)
    }
}
