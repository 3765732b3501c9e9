//! What to say where no program meets all examples: which parts of the output are the trouble, and
//! what comes near.
//!
//! A part, such as an element of a list, is left out of account by pretending that its outcome is the
//! one that is easiest to meet ([`Prior::without_parts`]). A part that is in the way by itself is one
//! for which there is no program even where all others are left out.

use crate::{Engine, Observations, Prior, Search, SearchConfig};
use lasynth_core::{Budget, Example, Fault, Program, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Time for each of the searches, as a share of that for the whole search, and at least and most.
const SHARE: f64 = 0.03;
const LEAST: Duration = Duration::from_millis(30);
const MOST: Duration = Duration::from_millis(150);

/// Candidates that each of the searches may look at.
const CANDIDATES: usize = 16_000;

/// The best program where none meets all examples.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// The program that meets the most examples of those that were found.
    pub program: Arc<dyn Program>,
    /// Number of examples it meets.
    pub matched: usize,
    /// Parts of the output, from 0, for which no program was found.
    pub positions: Vec<usize>,
    /// What it does on each example's input.
    pub outputs: Vec<Result<Value, Fault>>,
}

/// The best program that is found where parts of the output or examples are left out of account.
/// The budget is that of the search that found nothing.
pub fn near_miss(
    engine: &Engine,
    examples: &[Example],
    budget: &Budget,
    interrupt: &AtomicBool,
) -> Option<NearMiss> {
    let time = budget
        .time
        .map(|time| time.mul_f64(SHARE).clamp(LEAST, MOST));
    // Where the prior draws nothing, the length of programs is all that weighs them.
    let (proposers, length) = match engine.most().structures {
        0 => (engine.proposers.clone(), engine.config.length),
        _ => (Vec::new(), None),
    };
    let quick = Quick {
        engine: Engine {
            prior: Arc::clone(&engine.prior),
            proposers,
            config: SearchConfig {
                length,
                ..engine.config.clone()
            },
        },
        budget: Budget {
            time,
            candidates: Some(
                budget
                    .candidates
                    .map_or(CANDIDATES, |most| most.min(CANDIDATES)),
            ),
            ..budget.clone()
        },
        interrupt,
    };
    let prior: &dyn Prior = &*engine.prior;
    let known = Observations::of(examples);
    let parts = prior.parts(&known);
    let without = |left_out: &[usize]| quick.search(&prior.without_parts(&known, left_out));
    let others = |part: usize| -> Vec<usize> { (0..parts).filter(|&n| n != part).collect() };
    let mut positions: Vec<usize> = (0..parts)
        .filter(|&part| without(&others(part)).is_none())
        .collect();
    let mut programs: Vec<Arc<dyn Program>> = Vec::new();
    if parts > 0 {
        programs.extend(without(&positions));
    }
    if parts > 0 && (programs.is_empty() || positions.is_empty()) {
        // Each of them alone has a program, but they have none in common.
        let pairs = (0..parts).flat_map(|a| (a + 1..parts).map(move |b| vec![a, b]));
        let pairs = pairs.filter(|_| positions.is_empty());
        let found = (0..parts)
            .map(|a| vec![a])
            .chain(pairs)
            .find_map(|mut set| {
                set.extend(&positions);
                Some((without(&set)?, set))
            });
        if let Some((program, mut set)) = found {
            set.sort_unstable();
            set.dedup();
            programs.push(program);
            positions = set;
        }
    }
    programs.extend(quick.most_examples(&known));
    programs.extend(prior.simplest().map(Arc::from));
    let near = |program: Arc<dyn Program>| {
        let outputs: Vec<_> = examples
            .iter()
            .map(|pair| program.run(&pair.input))
            .collect();
        let met = outputs
            .iter()
            .zip(examples)
            .filter(|(o, e)| o.as_ref() == Ok(&e.output));
        NearMiss {
            matched: met.count(),
            program,
            positions: positions.clone(),
            outputs,
        }
    };
    // Of equals the last is taken: those come first that leave out parts.
    let all = programs.into_iter().rev().map(near);
    all.max_by_key(|near| (near.matched, elements(near, examples)))
}

/// Elements of lists that a near miss gets right, over all examples.
fn elements(near: &NearMiss, examples: &[Example]) -> usize {
    let right = |(output, example): (&Result<Value, _>, &Example)| {
        let (Ok(Value::List(found)), Value::List(wanted)) = (output, &example.output) else {
            return 0;
        };
        found.iter().zip(wanted).filter(|(a, b)| a == b).count()
    };
    near.outputs.iter().zip(examples).map(right).sum()
}

/// Short searches: from the prior alone, or with the proposers where it draws nothing.
struct Quick<'i> {
    engine: Engine,
    budget: Budget,
    interrupt: &'i AtomicBool,
}

impl Quick<'_> {
    fn search(&self, known: &Observations) -> Option<Arc<dyn Program>> {
        if self.interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let mut search = Search::new(&self.engine, known.clone());
        let found = search.run(&self.budget, 0, self.interrupt, &mut |_| {});
        found.answer.map(|answer| answer.choice.program)
    }

    /// A program for all examples but one; where there is none, for as many as join the first ones
    /// one by one.
    fn most_examples(&self, known: &Observations) -> Option<Arc<dyn Program>> {
        let one_less = (0..known.len()).rev().find_map(|left_out| {
            let mut fewer = known.clone();
            fewer.inputs.remove(left_out);
            fewer.outcomes.remove(left_out);
            self.search(&fewer)
        });
        one_less.or_else(|| {
            let mut some = Observations::default();
            let mut best = None;
            for (input, outcome) in known.pairs() {
                let mut more = some.clone();
                more.push(input.clone(), outcome.clone());
                if let Some(program) = self.search(&more) {
                    (some, best) = (more, Some(program));
                }
            }
            best
        })
    }
}
