//! The search as a proposer of the generic one.

use crate::Switches;
use crate::solve::{Effort, Solution, solve};
use lasynth_core::{Program, StopReason};
use lasynth_lists::ListProgram;
use lasynth_search::{Limits, Observations, Proposer, Sink, Space};

/// Programs are handed over that cost less than this more than the cheapest one.
const WINDOW: u32 = 3;

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

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let effort = Effort {
            terms: limits.candidates,
            deadline: limits.deadline,
            memory: limits.memory,
            stop: limits.stop,
            window: WINDOW,
            switches: self.switches,
        };
        let pairs = observations.pairs();
        let pairs = pairs.filter_map(|(input, outcome)| Some((input, outcome.as_ref()?)));
        let hand_over = |solution: &Solution| {
            let program = ListProgram::new(solution.function.clone());
            if observations.are_met_by(&program) {
                sink(Box::new(program));
            }
        };
        let solved = solve(pairs, &effort, &hand_over);
        solved.stop
    }
}
