//! The search as a proposer of the generic one.

use crate::Switches;
use crate::costs::{base, constant};
use crate::solve::{Effort, Solution, solve};
use lasynth_core::{Program, StopReason};
use lasynth_lists::{Function, ListProgram, Op, Term};
use lasynth_search::{Limits, Observations, Options, Proposer, Sink, Space};
use std::sync::Arc;
use std::time::Instant;

/// Programs are handed over that cost less than this more than the cheapest one.
const WINDOW: u32 = 8;
/// The share of the time that is used.
const TIME: f64 = 0.9;
/// Terms that count as one candidate: most are parts of programs, and only tried in one way.
const TERMS: u64 = 32;
/// Candidates of the first portion: about a thousandth of a second.
const PORTION: u64 = 100;

/// What costs more is made to fit: of such programs hardly one in ten is what was meant. Constants that
/// the output begins or ends with do not count.
const MOST_COST: u32 = 60;

/// What a program costs besides the constants at both ends of its output.
fn cost_beside_constants(function: &Function, cost: u32) -> u32 {
    fn constants(term: &Term) -> u32 {
        let is_constant = |term: &Term| matches!(term, Term::Constant(_));
        let own = |value: &Term| match value {
            Term::Constant(value) => base(Op::Cons) + constant(*value),
            _ => 0,
        };
        match term {
            Term::Apply(Op::Cons, operands) => own(&operands[0]) + constants(&operands[1]),
            Term::Apply(Op::Append, operands) => constants(&operands[0]) + own(&operands[1]),
            Term::Apply(Op::Concat, operands) => operands.iter().map(constants).sum(),
            Term::Apply(Op::Single, operands) if is_constant(&operands[0]) => own(&operands[0]),
            _ => 0,
        }
    }
    cost.saturating_sub(constants(&function.body))
}

/// Finds functions over lists, the cheapest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListsProposer {
    /// Which parts of the search take part.
    pub switches: Switches,
}

impl Proposer for ListsProposer {
    fn name(&self) -> &'static str {
        "deduction"
    }

    fn space(&self) -> Space {
        Space {
            grammar: "program := a term over the arguments, by rising cost; loops whose bodies are \
                      deduced from what is wanted\n",
            size: "all programs, as far as time and memory allow".to_owned(),
        }
    }

    fn contains(&self, _program: &dyn Program) -> bool {
        true
    }

    /// The parts of the search are options of the prior.
    fn configured(&self, options: &Options) -> Result<Option<Arc<dyn Proposer>>, String> {
        let switches = Switches::of(options)?;
        Ok(Some(Arc::new(ListsProposer { switches })))
    }

    fn portion(&self) -> Option<u64> {
        Some(PORTION)
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        // What is handed over has to be weighed before the time is over.
        let started = Instant::now();
        let own = (limits.deadline)
            .map(|at| started + at.saturating_duration_since(started).mul_f64(TIME));
        let limit = |terms: u64| match limits.reached(terms / TERMS) {
            None if own.is_some_and(|at| Instant::now() >= at) => Some(StopReason::Time),
            reason => reason,
        };
        let effort = Effort {
            limit: &limit,
            memory: limits.memory,
            window: WINDOW,
            switches: self.switches,
        };
        let pairs = observations.pairs();
        let pairs = pairs.filter_map(|(input, outcome)| Some((input, outcome.as_ref()?)));
        let hand_over = |solution: &Solution| {
            let program = ListProgram::new(solution.function.clone());
            let worth = cost_beside_constants(&solution.function, solution.cost) <= MOST_COST;
            if worth && observations.are_met_by(&program) {
                sink(Box::new(program));
            }
        };
        let solved = solve(pairs, &effort, &hand_over);
        solved.stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lasynth_lists::parse;

    #[test]
    fn constants_at_the_ends_of_the_output_do_not_count() {
        let beside = |text: &str| {
            let function = parse(text).unwrap();
            cost_beside_constants(&function, 100)
        };
        assert_eq!(beside("map(x -> x + 1, a)"), 100);
        assert!(beside("cons(9, cons(7, append(a, 5)))") < 80);
        assert_eq!(beside("cons(first(a), a)"), 100);
        assert!(beside("[1, 2, 3]") < 90);
    }
}
