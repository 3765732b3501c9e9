//! What to say where no program meets all examples: which elements are the trouble, and what comes
//! near.
//!
//! An element is left out of account by pretending that it keeps its value, which every program can
//! do. An element that is in the way by itself is one for which there is no program even where all
//! others are left out.

use crate::NearMiss;
use crate::session::observations;
use lasynth_c::behaviour::N;
use lasynth_c::domain::CProgram;
use lasynth_c::syntax::Program as Tree;
use lasynth_c_search::Observations;
use lasynth_c_search::config::SearchConfig;
use lasynth_c_search::search::{Engine, Search};
use lasynth_core::{Budget, Example, Program};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Time for each of the searches, as a share of that for the whole search, and at least and most.
const SHARE: f64 = 0.03;
const LEAST: Duration = Duration::from_millis(30);
const MOST: Duration = Duration::from_millis(150);

/// The best program that is found where elements or examples are left out of account.
pub(crate) fn near_miss(
    engine: &Engine,
    examples: &[Example],
    budget: &Budget,
    interrupt: &AtomicBool,
) -> Option<NearMiss> {
    let time = budget
        .time
        .map_or(MOST, |time| time.mul_f64(SHARE).clamp(LEAST, MOST));
    let quick = Quick {
        engine: Engine {
            model: Arc::clone(&engine.model),
            proposers: Vec::new(),
            config: SearchConfig {
                factorised: true,
                length: None,
                ..engine.config.clone()
            },
        },
        budget: Budget {
            time: Some(time),
            ..budget.clone()
        },
        interrupt,
    };
    let known = observations(examples);
    let others = |position: usize| (0..N).filter(move |&other| other != position);
    let mut positions: Vec<usize> = (0..N)
        .filter(|&position| quick.search(&without(&known, others(position))).is_none())
        .collect();
    let mut programs: Vec<Tree> = Vec::new();
    programs.extend(quick.search(&without(&known, positions.iter().copied())));
    if programs.is_empty() || positions.is_empty() {
        // Each of them alone has a program, but they have none in common.
        let pairs = (0..N).flat_map(|a| (a + 1..N).map(move |b| vec![a, b]));
        let pairs = pairs.filter(|_| positions.is_empty());
        let found = (0..N).map(|a| vec![a]).chain(pairs).find_map(|mut set| {
            set.extend(&positions);
            Some((quick.search(&without(&known, set.iter().copied()))?, set))
        });
        if let Some((program, mut set)) = found {
            set.sort_unstable();
            set.dedup();
            programs.push(program);
            positions = set;
        }
    }
    programs.extend(quick.most_examples(&known));
    programs.extend(Tree::new(Vec::new()).ok());
    let near = |program| {
        let program = CProgram::new(program);
        let outputs: Vec<_> = examples
            .iter()
            .map(|pair| program.run(&pair.input))
            .collect();
        let met = outputs
            .iter()
            .zip(examples)
            .filter(|(o, e)| o.as_ref() == Ok(&e.output));
        NearMiss {
            source: program.source(),
            matched: met.count(),
            positions: positions.clone(),
            outputs,
        }
    };
    // Of equals the last is taken: those come first that leave out elements.
    let all = programs.into_iter().rev().map(near);
    all.max_by_key(|near| (near.matched, elements(near, examples)))
}

/// Output elements that a near miss gets right, over all examples.
fn elements(near: &NearMiss, examples: &[Example]) -> usize {
    let right = |(output, example): (&Result<lasynth_core::Value, _>, &Example)| {
        let (Ok(lasynth_core::Value::List(found)), lasynth_core::Value::List(wanted)) =
            (output, &example.output)
        else {
            return 0;
        };
        found.iter().zip(wanted).filter(|(a, b)| a == b).count()
    };
    near.outputs.iter().zip(examples).map(right).sum()
}

/// The observations with some elements keeping their values.
fn without(known: &Observations, positions: impl Iterator<Item = usize> + Clone) -> Observations {
    let mut kept = known.clone();
    for (input, outcome) in kept.inputs.iter().zip(&mut kept.outcomes) {
        if let Some(list) = outcome {
            positions
                .clone()
                .for_each(|position| list[position] = input[position]);
        }
    }
    kept
}

/// Short searches without proposers.
struct Quick<'i> {
    engine: Engine,
    budget: Budget,
    interrupt: &'i AtomicBool,
}

impl Quick<'_> {
    fn search(&self, known: &Observations) -> Option<Tree> {
        if self.interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let mut search = Search::new(&self.engine, known.clone());
        let found = search.run(&self.budget, 0, self.interrupt, &mut |_| {});
        found.answer.map(|answer| answer.choice.program)
    }

    /// A program for all examples but one; where there is none, for as many as join the first ones
    /// one by one.
    fn most_examples(&self, known: &Observations) -> Option<Tree> {
        let one_less = (0..known.len()).rev().find_map(|left_out| {
            let mut fewer = known.clone();
            fewer.inputs.remove(left_out);
            fewer.outcomes.remove(left_out);
            self.search(&fewer)
        });
        one_less.or_else(|| {
            let mut some = Observations::default();
            let mut best = None;
            for (input, outcome) in known.inputs.iter().zip(&known.outcomes) {
                let mut more = some.clone();
                more.push(*input, *outcome);
                if let Some(program) = self.search(&more) {
                    (some, best) = (more, Some(program));
                }
            }
            best
        })
    }
}
