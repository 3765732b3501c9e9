//! From programs and drawn hypotheses to weighed groups.

use super::{Draw, FACTORISED, Proposed, Search};
use crate::behaviour::Behaviour;
use crate::code;
use crate::config::{LengthPrior, SearchConfig};
use crate::evidence::{Evidence, MAX_OBSERVATIONS};
use crate::hypothesis::Hypothesis;
use crate::posterior::{Candidate, Group, Posterior, Sources};
use crate::sample::Sampler;
use crate::skeleton::Skeleton;
use lasynth_c::behaviour::{Table, execute};
use lasynth_c::exec::Executable;
use lasynth_c::syntax::Program;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;
use std::time::Instant;

/// Groups whose programs are written down to learn their length, and what they must hold.
const WRITTEN: usize = 32;
const WORTH_WRITING: f64 = 1e-3;
/// A random program with a smaller share of inputs with an output in the range is dropped when it is
/// drawn.
const LEAST_IN_RANGE: f64 = 1.0 / 30.0;
/// Cells of a table on the way from a program to its hypothesis.
const CELLS_ON_THE_WAY: usize = 32;

impl Search<'_> {
    /// Takes what proposers have found.
    pub(super) fn take(&mut self, found: Vec<(usize, Program)>) {
        for (n, program) in found {
            let source: Sources = FACTORISED << (n + 1).min(7);
            let executable = Executable::new(&program);
            if !self.observations.are_met_by(&executable) {
                continue;
            }
            let behaviour = Behaviour::of_program(program.clone());
            let outcomes = behaviour.outcomes();
            if let Some(old) = self
                .programs
                .iter_mut()
                .find(|old| old.outcomes == outcomes)
            {
                old.sources |= source;
                if program.length() < old.program.length() {
                    old.program = program;
                }
                continue;
            }
            let table = execute(&program)
                .ok()
                .and_then(|paths| Table::of(&paths, CELLS_ON_THE_WAY));
            let skeleton = table.as_ref().and_then(Skeleton::of);
            let p = skeleton.map_or(0.0, |(s, forms)| self.engine.probability(&s, &forms));
            let (behaviour, random) = match table.as_ref().and_then(Hypothesis::of) {
                Some(hypothesis) => {
                    let random = self.engine.random(&hypothesis, p);
                    (Behaviour::Table(hypothesis), random)
                }
                None => (behaviour, 0.0),
            };
            self.programs.push(Proposed {
                behaviour,
                program,
                outcomes,
                random,
                sources: source,
            });
        }
    }

    /// Draws hypotheses, puts all candidates into groups and weighs them. Returns their number.
    pub(super) fn look(
        &mut self,
        skeletons: usize,
        samples: usize,
        seed: u64,
        lengths: bool,
        deadline: Option<Instant>,
    ) -> u64 {
        let mut candidates = match skeletons {
            0 => Vec::new(),
            _ => self.drawn(skeletons, samples, seed, deadline),
        };
        // What was drawn counts already.
        let drawn: HashSet<&Behaviour> = candidates.iter().map(|c| &c.behaviour).collect();
        let proposed: Vec<Candidate> = (self.programs.iter())
            .map(|proposed| Candidate {
                behaviour: proposed.behaviour.clone(),
                weight: match drawn.contains(&proposed.behaviour) {
                    true => 0.0,
                    false => proposed.random,
                },
                sources: proposed.sources,
            })
            .collect();
        drop(drawn);
        candidates.extend(proposed);
        let count = candidates.len() as u64;
        let total: f64 = candidates.iter().map(|c| c.weight).sum();
        self.posterior = Posterior::new(candidates);
        let drawn = match self.engine.config.drawn_in_range {
            true => self.drawn as i32,
            false => 0,
        };
        let likelihood = |group: &Group| group.share_in_range().max(LEAST_IN_RANGE).powi(-drawn);
        let groups = self.posterior.groups.iter();
        let total = total * groups.map(|g| g.probability * likelihood(g)).sum::<f64>();
        (self.posterior).reweigh(|_, group| group.probability * likelihood(group));
        if let Some(prior) = self.engine.config.length {
            self.mix(prior, total, lengths, &likelihood, deadline);
        }
        count
    }

    /// What the factorised posterior gives, which is the same each time.
    fn drawn(
        &mut self,
        skeletons: usize,
        samples: usize,
        seed: u64,
        deadline: Option<Instant>,
    ) -> Vec<Candidate> {
        let of = (self.observations.len(), skeletons, samples, seed);
        if let Some(last) = self.last_draw.as_ref().filter(|last| last.of == of) {
            return last.candidates.clone();
        }
        let candidates = self.draw(skeletons, samples, seed, deadline);
        if !is_over(deadline) {
            self.last_draw = Some(Draw {
                of,
                candidates: candidates.clone(),
            });
        }
        candidates
    }

    /// Draws from the factorised posterior. Each hypothesis has its own probability, so how often it is
    /// drawn does not matter.
    fn draw(
        &self,
        skeletons: usize,
        samples: usize,
        seed: u64,
        deadline: Option<Instant>,
    ) -> Vec<Candidate> {
        let engine = self.engine;
        let SearchConfig {
            hidden, relations, ..
        } = engine.config;
        let mut known = self.observations.clone();
        // The tables of the evidence hold so many; what is left out is checked below.
        known.inputs.truncate(MAX_OBSERVATIONS);
        known.outcomes.truncate(MAX_OBSERVATIONS);
        let evidence = Evidence::new(&known, &engine.model.prior.forms);
        let weighed = engine.model.weigh(&known, &evidence, skeletons, hidden);
        let mut sampler = Sampler::new(&engine.model, &known, &evidence, &weighed, relations);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let drawn = sampler.draw_many(samples, || is_over(deadline), &mut rng);
        let all_met = self.observations.len() <= MAX_OBSERVATIONS;
        let candidates = drawn.into_iter().filter_map(|drawn| {
            let weight = engine.random(&drawn.hypothesis, sampler.probability(&drawn));
            let behaviour = Behaviour::Table(drawn.hypothesis);
            (all_met || behaviour.meets(&self.observations)).then_some(Candidate {
                behaviour,
                weight,
                sources: FACTORISED,
            })
        });
        candidates.collect()
    }

    /// Mixes the prior by length in, for the groups whose programs are known or, with `write`, among
    /// the most probable.
    fn mix(
        &mut self,
        prior: LengthPrior,
        total: f64,
        write: bool,
        likelihood: &dyn Fn(&Group) -> f64,
        deadline: Option<Instant>,
    ) {
        let mut lengths: Vec<Option<usize>> = Vec::new();
        for (n, group) in self.posterior.groups.iter().enumerate() {
            let proposed = match group.sources & !FACTORISED {
                0 => None,
                _ => self.programs.iter().find(|p| p.outcomes == group.outcomes),
            };
            let mut length = proposed.map(|p| p.program.length());
            if write
                && n < WRITTEN
                && group.probability > WORTH_WRITING
                && let Behaviour::Table(hypothesis) = &group.behaviour
            {
                let known = self.written.get(hypothesis).cloned();
                let program = known.unwrap_or_else(|| {
                    if is_over(deadline) {
                        return None;
                    }
                    let program = code::program(hypothesis);
                    self.written.insert(hypothesis.clone(), program.clone());
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
        });
    }
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|at| Instant::now() >= at)
}
