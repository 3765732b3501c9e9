//! Programs smallest first: loops whose body is one rule for all positions.

mod bank;
mod contexts;
mod count;
mod effects;
mod grammar;
mod items;
mod last_loop;
mod linear;
mod machine;
mod member;
mod read;
mod search;
mod spell;
mod straight;
#[cfg(test)]
mod tests;

use crate::ListObservations;
use lasynth_c::domain::CProgram;
use lasynth_c::syntax::Program as Tree;
use lasynth_core::{Program, StopReason};
use lasynth_search::{Limits, Observations, Proposer, Sink, Space};
use std::sync::LazyLock;

static SIZE: LazyLock<String> = LazyLock::new(|| {
    let counts =
        [10, 15, 20].map(|bound| format!("{} of cost {bound} or less", count::programs(bound)));
    counts.join(", ")
});

/// Enumerates programs of the form that people write, smallest first, with observational equivalence
/// on the inputs of the observations.
///
/// What comes before the last statement is enumerated forward: states (lists and the local variable
/// on all inputs) that statements lead to, each kept once. The last statement is not enumerated but
/// found from what it has to do: a loop that assigns only `a[p]` and leads to the wanted list has no
/// secrets, so that what its right sides and conditions are worth at every pass is known beforehand.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Ends after this many different behaviours; that on the 64 probes counts.
    pub behaviours: usize,
    /// Ends with programs that cost this much more than the cheapest found.
    pub slack: u32,
    /// Ends with programs that cost this much.
    pub dearest: u32,
}

impl Default for Enumeration {
    fn default() -> Enumeration {
        Enumeration {
            behaviours: 50,
            slack: 14,
            dearest: 48,
        }
    }
}

impl Proposer for Enumeration {
    fn name(&self) -> &'static str {
        "enumeration"
    }

    fn space(&self) -> Space {
        Space {
            grammar: include_str!("grammar.txt"),
            size: SIZE.clone(),
        }
    }

    fn contains(&self, program: &dyn Program) -> bool {
        member::find(CProgram::of(program).tree()).is_some_and(|(cost, _)| cost <= self.dearest)
    }

    /// Statements are run fast beside whole programs.
    fn portion(&self) -> Option<u64> {
        Some(100_000)
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let Some(lists) = ListObservations::of(observations) else {
            return StopReason::Exhausted;
        };
        self.enumerate(&lists, limits, &mut |program| {
            sink(Box::new(CProgram::new(program)));
        })
    }
}

impl Enumeration {
    /// Hands programs that have all observed outcomes to `sink`, the smallest first.
    fn enumerate(
        &self,
        observations: &ListObservations,
        limits: &Limits<'_>,
        sink: &mut dyn FnMut(Tree),
    ) -> StopReason {
        search::Search::new(self, observations, limits, &mut |_, program| sink(program)).run()
    }
}
