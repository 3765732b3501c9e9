//! The toy language's proposer: expressions smallest first, one for each behaviour on the probes.

use crate::language::{MAX_WORDS, OPS, Op, StackProgram};
use crate::tasks::{input, probes};
use lasynth_core::{Program, StopReason};
use lasynth_search::{Limits, Observations, Proposer, Sink, Space, outcome_of};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Numbers in an expression at most.
const MAX_LEAVES: usize = 4;

/// Enumerates expressions by the count of their numbers.
pub struct Smallest;

impl Proposer for Smallest {
    fn name(&self) -> &'static str {
        "smallest"
    }

    fn space(&self) -> Space {
        Space {
            grammar: "program := number | program program sign\n",
            size: format!("all programs with {MAX_LEAVES} numbers or fewer"),
        }
    }

    fn contains(&self, program: &dyn Program) -> bool {
        program.length() < 2 * MAX_LEAVES
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let mut looked_at = 0;
        let ended = enumerate(MAX_LEAVES, |program| {
            looked_at += 1;
            if let Some(reason) = limits.reached(looked_at) {
                return ControlFlow::Break(reason);
            }
            let mut pairs = observations.pairs();
            if pairs.all(|(input, outcome)| outcome_of(program, input) == *outcome) {
                sink(program.clone_box());
            }
            ControlFlow::Continue(())
        });
        ended.break_value().unwrap_or(StopReason::Exhausted)
    }
}

/// What a program does on the probes.
fn behaviour(program: &StackProgram) -> Vec<Option<i32>> {
    probes().map(|(a, b)| program.result(a, b).ok()).collect()
}

/// Calls `each` with one program for each behaviour, the smallest first.
fn enumerate<B>(
    leaves: usize,
    mut each: impl FnMut(&StackProgram) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let (pushes, signs): (Vec<Op>, Vec<Op>) = OPS.iter().partition(|op| matches!(op, Op::Push(_)));
    let mut seen = HashSet::new();
    let mut by_leaves: Vec<Vec<StackProgram>> = vec![Vec::new()];
    for count in 1..=leaves {
        let mut programs: Vec<Vec<Op>> = Vec::new();
        if count == 1 {
            programs.extend(pushes.iter().map(|op| vec![*op]));
        }
        for left in 1..count {
            for first in &by_leaves[left] {
                for second in &by_leaves[count - left] {
                    for sign in &signs {
                        programs.push([&first.0[..], &second.0[..], &[*sign]].concat());
                    }
                }
            }
        }
        let mut kept = Vec::new();
        for program in programs.into_iter().map(StackProgram) {
            if seen.insert(behaviour(&program)) {
                each(&program)?;
                kept.push(program);
            }
        }
        by_leaves.push(kept);
    }
    ControlFlow::Continue(())
}

/// The smallest program with the same behaviour on the probes, of those with fewer numbers.
pub fn smallest(program: &StackProgram) -> StackProgram {
    let wanted = behaviour(program);
    let fewer = program.0.len() / 2;
    let found = enumerate(fewer.min(MAX_WORDS), |other| {
        match behaviour(other) == wanted {
            true => ControlFlow::Break(other.clone()),
            false => ControlFlow::Continue(()),
        }
    });
    found.break_value().unwrap_or_else(|| program.clone())
}

/// Whether a program gives these results.
pub fn gives(program: &dyn Program, results: &[(i32, i32, i32)]) -> bool {
    let right = |(a, b, result): &(i32, i32, i32)| {
        program.run(&input(*a, *b)) == Ok(lasynth_core::Value::Int(*result))
    };
    results.iter().all(right)
}
