//! From programs and drawn behaviours to weighed groups.

use super::{Draw, Proposed, Search};
use crate::behaviour::{AsWritten, meets};
use crate::posterior::{Candidate, Group, Posterior, Sources};
use crate::{DrawRequest, Effort, LengthPrior, Weighed};
use foldhash::fast::FixedState;
use lasynth_core::Program;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Groups whose programs are written down to learn their length, and what they must hold.
const WRITTEN: usize = 32;
const WORTH_WRITING: f64 = 1e-3;

impl Search<'_> {
    /// Takes what proposers have found.
    pub(super) fn take(&mut self, found: Vec<(usize, Box<dyn Program>)>) {
        for (number, program) in found {
            let source = Sources::proposer(number);
            if !self.observations.are_met_by(&*program) {
                continue;
            }
            let outcomes = self.engine.prior.run(&*program, &self.sample);
            let length = program.length();
            if let Some(known) = self.by_outcomes.get(&outcomes) {
                let known = &mut self.programs[*known];
                known.sources.join(source);
                if length < known.length {
                    (known.program, known.length) = (program.into(), length);
                }
                continue;
            }
            let Weighed { behaviour, weight } = self.engine.prior.behaviour(&*program);
            self.by_outcomes
                .insert(outcomes.clone(), self.programs.len());
            self.programs.push(Proposed {
                behaviour,
                outcomes,
                program: program.into(),
                length,
                weight,
                sources: source,
            });
        }
    }

    /// Draws from the prior, puts all candidates into groups and weighs them. With `lengths`, the most
    /// probable groups are written down to learn their lengths. Returns the number of candidates.
    ///
    /// A pass that time cuts short would give what the moment happens to make of it. With `or_nothing`
    /// such a pass changes nothing and returns `None`.
    pub(super) fn pass(
        &mut self,
        effort: Effort,
        seed: u64,
        lengths: bool,
        deadline: Option<Instant>,
        or_nothing: bool,
    ) -> Option<u64> {
        self.drawing = Duration::ZERO;
        let mut candidates = match effort.structures {
            0 => Vec::new(),
            _ => self.drawn(effort, seed, deadline),
        };
        // What was drawn counts already.
        let drawn: HashSet<AsWritten, FixedState> = match self.programs.is_empty() {
            true => HashSet::default(),
            false => (candidates.iter())
                .map(|candidate| AsWritten(Arc::clone(&candidate.behaviour)))
                .collect(),
        };
        let proposed = self.programs.iter().map(|proposed| Candidate {
            weight: match drawn.contains(&AsWritten(Arc::clone(&proposed.behaviour))) {
                true => 0.0,
                false => proposed.weight,
            },
            behaviour: Arc::clone(&proposed.behaviour),
            sources: proposed.sources,
        });
        candidates.extend(proposed);
        let count = candidates.len() as u64;
        let total: f64 = candidates.iter().map(|c| c.weight).sum();
        let posterior = Posterior::new(candidates, &self.sample);
        let before = (
            std::mem::replace(&mut self.posterior, posterior),
            self.evidence,
        );
        let drawn_examples = match self.engine.config.drawn_in_range {
            true => self.drawn_examples as i32,
            false => 0,
        };
        let least = self.engine.prior.least_in_range();
        let sample = Arc::clone(&self.sample);
        let likelihood = |group: &Group| {
            group
                .share_in_range(&sample)
                .max(least)
                .powi(-drawn_examples)
        };
        let groups = self.posterior.groups.iter();
        let total = total * groups.map(|g| g.probability * likelihood(g)).sum::<f64>();
        (self.posterior).reweigh(|_, group| group.probability * likelihood(group));
        self.evidence = match self.engine.config.length {
            None => total,
            Some(prior) => self.mix(prior, total, lengths, &likelihood, deadline),
        };
        if let Some(heaviest) = self.posterior.groups.first() {
            let prior = &self.engine.prior;
            let odds = prior.unexplained(&self.observations, &*heaviest.behaviour);
            self.posterior.leave_room(odds);
        }
        if or_nothing && is_over(deadline) {
            (self.posterior, self.evidence) = before;
            return None;
        }
        Some(count)
    }

    /// What the prior gives, which is the same each time.
    fn drawn(&mut self, effort: Effort, seed: u64, deadline: Option<Instant>) -> Vec<Candidate> {
        let of = (effort, seed);
        if let Some(last) = self.last_draw.as_ref().filter(|last| last.of == of) {
            return last.candidates.clone();
        }
        let began = Instant::now();
        let is_over = || is_over(deadline);
        let drawn = self.engine.prior.draw(&DrawRequest {
            observations: &self.observations,
            effort,
            seed,
            is_over: &is_over,
        });
        let candidate = |Weighed { behaviour, weight }| Candidate {
            behaviour,
            weight,
            sources: Sources::PRIOR,
        };
        let mut candidates: Vec<Candidate> = drawn.into_iter().map(candidate).collect();
        // Priors need not know of outcomes that are excluded.
        let observations = &self.observations;
        candidates.retain(|c| observations.excludes_nothing_of(|input| c.behaviour.outcome(input)));
        debug_assert!((candidates.iter()).all(|c| meets(&*c.behaviour, observations)));
        self.drawing = began.elapsed();
        if !is_over() {
            self.last_draw = Some(Draw {
                of,
                candidates: candidates.clone(),
            });
        }
        candidates
    }

    /// Mixes the prior by length in, for the groups whose programs are known or, with `write`, among
    /// the most probable. Returns the weight of all groups together.
    fn mix(
        &mut self,
        prior: LengthPrior,
        total: f64,
        write: bool,
        likelihood: &dyn Fn(&Group) -> f64,
        deadline: Option<Instant>,
    ) -> f64 {
        let mut lengths: Vec<Option<usize>> = Vec::new();
        for (n, group) in self.posterior.groups.iter().enumerate() {
            let proposed = match group.sources.proposed() {
                false => None,
                true => self.by_outcomes.get(&group.outcomes),
            };
            let mut length = proposed.map(|number| self.programs[*number].length);
            if write && n < WRITTEN && group.probability > WORTH_WRITING {
                let key = AsWritten(Arc::clone(&group.behaviour));
                let known = self.written.get(&key).cloned();
                let program = known.unwrap_or_else(|| {
                    if is_over(deadline) {
                        return None;
                    }
                    let program: Option<Arc<dyn Program>> =
                        group.behaviour.program().map(Arc::from);
                    self.written.insert(key, program.clone());
                    program
                });
                let written = program.map(|program| program.length());
                length = length.into_iter().chain(written).min();
            }
            lengths.push(length);
        }
        self.posterior.reweigh(|n, group| {
            let by_length = lengths[n].map_or(0.0, |length| {
                (-prior.base - prior.rate * length as f64).exp()
            });
            let random = total * group.probability;
            (1.0 - prior.share) * random + prior.share * by_length * likelihood(group)
        })
    }
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|at| Instant::now() >= at)
}
