//! What to say where no program meets all examples and answers: which parts of the output are the trouble, and
//! what comes near.
//!
//! A part, such as an element of a list, is left out of account by pretending that its outcome is the
//! one that is easiest to meet ([`Prior::without_parts`]). A part that is in the way by itself is one
//! for which there is no program even where all others are left out.

use crate::{Engine, Observations, Prior, Search, SearchConfig, outcome_of};
use lasynth_core::{Budget, Program, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Time for each of the searches, as a share of that for the whole search, and at least and most.
const SHARE: f64 = 0.03;
const LEAST: Duration = Duration::from_millis(30);
const MOST: Duration = Duration::from_millis(150);

/// Candidates that each of the searches may look at.
const CANDIDATES: usize = 16_000;

/// The best program where none meets all that is known.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// The program that meets the most observations of those that were found.
    pub program: Arc<dyn Program>,
    /// Parts of the output, from 0, for which no program was found.
    pub positions: Vec<usize>,
}

/// The best program that is found where parts of the output or observations are left out of account,
/// or one of `earlier`, answers that were refuted. The budget is that of the search that found nothing.
pub fn near_miss(
    engine: &Engine,
    known: &Observations,
    earlier: &[Arc<dyn Program>],
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
    let parts = prior.parts(known);
    let without = |left_out: &[usize]| quick.search(&prior.without_parts(known, left_out));
    let others = |part: usize| -> Vec<usize> { (0..parts).filter(|&n| n != part).collect() };
    let mut positions: Vec<usize> = (0..parts)
        .filter(|&part| without(&others(part)).is_none())
        .collect();
    let mut programs: Vec<Arc<dyn Program>> = earlier.to_vec();
    if parts > 0 {
        programs.extend(without(&positions));
    }
    if parts > 0 && (programs.len() == earlier.len() || positions.is_empty()) {
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
    programs.extend(quick.most_examples(known));
    programs.extend(prior.simplest().map(Arc::from));
    // Of equals the last is taken: those come first that leave out parts.
    let best = (programs.into_iter().rev()).max_by_key(|program| nearness(&**program, known))?;
    Some(NearMiss {
        program: best,
        positions,
    })
}

/// How many observations a program meets, and how many elements of lists it gets right.
fn nearness(program: &dyn Program, known: &Observations) -> (usize, usize) {
    let (mut met, mut elements) = (0, 0);
    for (input, wanted) in known.pairs() {
        let outcome = outcome_of(program, input);
        met += usize::from(outcome == *wanted);
        if let (Some(Value::List(found)), Some(Value::List(wanted))) = (&outcome, wanted) {
            elements += found.iter().zip(wanted).filter(|(a, b)| a == b).count();
        }
    }
    let excluded = known.excluded.iter();
    met += excluded
        .filter(|(input, wrong)| outcome_of(program, input) != *wrong)
        .count();
    (met, elements)
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

    /// A program for all observations but one, the last if there is one; where there is none, for as
    /// many as join the first ones one by one.
    fn most_examples(&self, known: &Observations) -> Option<Arc<dyn Program>> {
        // What was answered last refuted a program that met all the rest.
        if !known.excluded.is_empty() {
            let mut fewer = known.clone();
            fewer.excluded.clear();
            if let Some(program) = self.search(&fewer) {
                return Some(program);
            }
        }
        let mut left_out = (0..known.len()).rev();
        let one_less = left_out.find_map(|left_out| self.search(&known.without(left_out)));
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
