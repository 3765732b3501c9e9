//! What a posterior leads to: an answer and runners-up.

use super::Search;
use super::telling::telling_inputs;
use crate::edge_cases::EdgeCases;
use crate::{Behaviour, Decision, Outcome, OutcomeId};
use lasynth_core::{Input, Program};
use std::sync::Arc;

/// An answer must be so probable beside the most probable behaviour.
const POSSIBLE: f64 = 0.1;
/// Differences in expected agreement that do not count.
const AS_GOOD: f64 = 1e-3;

/// A behaviour that is possible, as a program.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The shortest known program with this behaviour.
    pub program: Arc<dyn Program>,
    /// What that program does, in the form in which it was found.
    pub behaviour: Arc<dyn Behaviour>,
    /// Posterior probability of the behaviour, from 0 to 1.
    pub probability: f64,
    /// Names of the proposers that found it.
    pub proposers: Vec<&'static str>,
}

/// A runner-up, and where it differs from the answer.
#[derive(Clone, Debug)]
pub struct RunnerUp {
    /// The runner-up.
    pub choice: Choice,
    /// An input on which the two differ.
    pub input: Input,
    /// What the answer makes of it.
    pub answer: Outcome,
    /// What the runner-up makes of it.
    pub other: Outcome,
}

/// What the search has found so far.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The behaviour that is chosen, and its program.
    pub choice: Choice,
    /// The probability that it is right on five unseen inputs, calibrated.
    pub confidence: f64,
    /// The share of unseen inputs on which it is expected to be right.
    pub agreement: f64,
    /// The most probable behaviours that differ from it, the most probable first.
    pub runners_up: Vec<RunnerUp>,
}

/// A behaviour that was written down.
struct Written {
    program: Arc<dyn Program>,
    behaviour: Arc<dyn Behaviour>,
}

impl Search<'_> {
    /// The answer that the posterior leads to, with runners-up.
    pub(super) fn answer(&mut self, top: usize) -> Option<Answer> {
        let agreement = self.posterior.expected_agreement();
        let mut order: Vec<usize> = (0..agreement.len()).collect();
        if self.engine.config.decision == Decision::Agreement {
            // What is hardly possible itself is no answer, however well it hedges between others.
            let groups = &self.posterior.groups;
            let heaviest = groups.first().map_or(0.0, |group| group.probability);
            let possible = groups.partition_point(|g| g.probability >= POSSIBLE * heaviest);
            let possible = possible.min(order.len());
            let order = &mut order[..possible];
            order.sort_by(|&a, &b| agreement[b].total_cmp(&agreement[a]).then(a.cmp(&b)));
            // Of those that are as good as the best, the most probable: a condition that changes next
            // to nothing is not worth having.
            let best = order.first().map_or(0.0, |&best| agreement[best]);
            let close = order.partition_point(|&n| agreement[n] >= best - AS_GOOD);
            order[..close].sort_unstable();
        }
        // What is answered is checked once more: on the examples, and against its behaviour.
        let (n, program) = order
            .into_iter()
            .find_map(|n| Some((n, self.program(n, true)?)))?;
        let confidence = self.posterior.confidence(n);
        let choice = self.choice(n, program);
        let runners_up = self.runners_up(n, &choice, top);
        Some(Answer {
            confidence: self.engine.config.calibration.apply(confidence),
            agreement: agreement[n],
            choice,
            runners_up,
        })
    }

    fn choice(&self, n: usize, written: Written) -> Choice {
        let group = &self.posterior.groups[n];
        let names = self.engine.names().into_iter().enumerate();
        let proposers = names.filter(|(number, _)| group.sources.has(*number));
        Choice {
            program: written.program,
            behaviour: written.behaviour,
            probability: group.probability,
            proposers: proposers.map(|(_, name)| name).collect(),
        }
    }

    /// The most probable groups other than the answer, each with an input on which it differs.
    fn runners_up(&mut self, n: usize, answer: &Choice, top: usize) -> Vec<RunnerUp> {
        let mut others = Vec::new();
        for other in 0..self.posterior.groups.len().min(4 * top) {
            if others.len() == top {
                break;
            }
            if other != n
                && let Some(program) = self.program(other, false)
            {
                others.push((other, program));
            }
        }
        let groups = &self.posterior.groups;
        let outcomes: Vec<&[OutcomeId]> = others
            .iter()
            .map(|(other, _)| &groups[*other].outcomes[..])
            .collect();
        let edges = EdgeCases::new(self.sample.inputs());
        let inputs = telling_inputs(&groups[n].outcomes, &outcomes, |input| {
            edges.score(&self.sample.inputs()[input])
        });
        let runner_up = |((other, program), input): ((usize, Written), usize)| {
            let input = self.sample.inputs()[input].clone();
            let choice = self.choice(other, program);
            RunnerUp {
                answer: answer.behaviour.outcome(&input),
                other: choice.behaviour.outcome(&input),
                choice,
                input,
            }
        };
        others.into_iter().zip(inputs).map(runner_up).collect()
    }

    /// The shortest known program of a group, and the behaviour that it was written from. With
    /// `verified`, the shortest that has all observed outcomes and does what its behaviour says.
    fn program(&mut self, n: usize, verified: bool) -> Option<Written> {
        let group = &self.posterior.groups[n];
        let number = match group.sources.proposed() {
            false => None,
            true => self.by_outcomes.get(&group.outcomes).copied(),
        };
        let proposed = number.map(|number| {
            let proposed = &mut self.programs[number];
            proposed.program = proposed.program.minimise().into();
            proposed.length = proposed.program.length();
            Written {
                program: Arc::clone(&proposed.program),
                behaviour: Arc::clone(&proposed.behaviour),
            }
        });
        let key = crate::behaviour::AsWritten(Arc::clone(&group.behaviour));
        let known = self.written.get(&key).cloned();
        let written = known.unwrap_or_else(|| group.behaviour.program().map(Arc::from));
        let written = written.map(|program| Written {
            program,
            behaviour: Arc::clone(&group.behaviour),
        });
        let mut programs: Vec<Written> = proposed.into_iter().chain(written).collect();
        programs.sort_by_key(|written| written.program.length());
        let mut programs = programs.into_iter();
        programs.find(|written| !verified || self.is_verified(written))
    }

    fn is_verified(&self, written: &Written) -> bool {
        written.behaviour.is_done_by(&*written.program)
            && self.observations.are_met_by(&*written.program)
    }
}
