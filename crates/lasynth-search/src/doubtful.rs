//! Which example stands out: where a far likelier program meets all the others, it is perhaps a slip.
//!
//! Programs are weighed by what is expected beforehand, so that the evidence for a set of pairs, the
//! weight of all programs that meet them, says how well the pairs go together. The evidence of all pairs
//! is compared with that of all but one, times the probability that somebody slips in just this way.
//! Both come from equally short searches that no clock cuts short.

use crate::search::FIRST;
use crate::{Engine, Observations, Search, SearchConfig};
use lasynth_core::{Budget, Program};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Fewer pairs do not show a rule that one of them could break.
pub const FEWEST: usize = 4;
/// Candidates that each search may look at, where proposers are all there is.
const CANDIDATES: usize = 16_000;
/// The most time for each search where proposers are all there is, as a share of the budget.
const SHARE: f64 = 0.05;
/// How much likelier the others have to be without the pair than with it. Of 55 tasks with six pairs,
/// 40 of 47 that were in doubt came to more where one element of one pair was changed by one, and two
/// where none was: there, one pair alone showed a branch.
const CLEAR: f64 = 3e3;
/// How much likelier it has to be that this pair is the slip than that another one is.
const STANDS_OUT: f64 = 100.0;
/// How probable the program of the others has to be: where they do not settle it themselves, no pair
/// stands out.
const SETTLED: f64 = 0.9;

/// An example that stands out.
#[derive(Clone, Debug)]
pub struct Doubtful {
    /// Its number among the observations, from 0.
    pub index: usize,
    /// What all other observations lead to.
    pub program: Arc<dyn Program>,
    /// The probability of that program's behaviour without the example.
    pub probability: f64,
}

/// The example, one of the first `examples` observations, without which a far likelier program meets
/// all others.
pub fn doubtful_example(
    engine: &Engine,
    known: &Observations,
    examples: usize,
    budget: &Budget,
    interrupt: &AtomicBool,
) -> Option<Doubtful> {
    if examples < FEWEST {
        return None;
    }
    let draws = engine.most().structures > 0;
    let engine = Engine {
        prior: Arc::clone(&engine.prior),
        proposers: match draws {
            true => Vec::new(),
            false => engine.proposers.clone(),
        },
        config: SearchConfig {
            // Nothing is left out for being certain already.
            certainty: f64::INFINITY,
            ..engine.config.clone()
        },
    };
    let budget = Budget {
        time: match draws {
            true => None,
            false => budget.time.map(|time: Duration| time.mul_f64(SHARE)),
        },
        candidates: Some((budget.candidates).map_or(CANDIDATES, |most| most.min(CANDIDATES))),
        ..budget.clone()
    };
    let search = |known: Observations| {
        let mut search = Search::new(&engine, known);
        search.look_at_most(FIRST);
        let found = search.run(&budget, 0, interrupt, &mut |_| {});
        found.answer.map(|answer| (search.evidence(), answer))
    };
    let all = search(known.clone()).map_or(0.0, |(evidence, _)| evidence);
    let mut without = Vec::new();
    for index in 0..examples {
        if interrupt.load(Ordering::Relaxed) {
            return None;
        }
        if let Some((evidence, answer)) = search(known.without(index)) {
            without.push((index, evidence, answer));
        }
    }
    without.sort_by(|(_, a, _), (_, b, _)| b.total_cmp(a));
    let second = without.get(1).map_or(0.0, |(_, evidence, _)| *evidence);
    let (index, evidence, answer) = without.into_iter().next()?;
    let stands_out = evidence > CLEAR * all && evidence > STANDS_OUT * second;
    let is_settled = answer.choice.probability >= SETTLED;
    (stands_out && is_settled).then(|| Doubtful {
        index,
        program: answer.choice.program,
        probability: answer.choice.probability,
    })
}
