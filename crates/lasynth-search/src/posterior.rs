//! The posterior: groups of candidates that behave alike, each with its probability.

use crate::{Behaviour, OutcomeId, Sample};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::Arc;

/// Drawn groups kept at most; the lightest are dropped first.
const MAX_GROUPS: usize = 4_096;
/// Groups among which the answer is chosen.
const MAX_ANSWERS: usize = 512;
/// Unseen inputs on which an answer counts as correct if it is right on all of them.
pub const UNSEEN: i32 = 5;

/// Where candidates came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources(u64);

impl Sources {
    /// The prior alone: the candidate was drawn, and no proposer has found it.
    pub const PRIOR: Sources = Sources(1);
    /// Proposers that are told apart; later ones count as the last of these.
    const MOST: usize = 62;

    /// The proposer with this number.
    pub fn proposer(number: usize) -> Sources {
        Sources(2 << number.min(Sources::MOST))
    }

    /// Whether any of them is a proposer.
    pub fn proposed(self) -> bool {
        self.0 > Sources::PRIOR.0
    }

    /// Whether the source with this number, 0 for the prior, is one of them.
    pub fn has(self, number: usize) -> bool {
        self.0 >> number.min(Sources::MOST + 1) & 1 == 1
    }

    /// Takes the union of both sets, for a candidate that several sources found.
    pub fn join(&mut self, others: Sources) {
        self.0 |= others.0;
    }
}

/// A candidate before grouping.
#[derive(Clone)]
pub struct Candidate {
    /// What it does on every input.
    pub behaviour: Arc<dyn Behaviour>,
    /// Posterior probability up to a factor that all candidates share.
    pub weight: f64,
    /// The prior or the proposers that found it.
    pub sources: Sources,
}

/// Candidates with the same outcomes on the sample.
pub struct Group {
    /// The behaviour with the largest weight, which stands for the group.
    pub behaviour: Arc<dyn Behaviour>,
    /// What they make of the inputs of the sample.
    pub outcomes: Vec<OutcomeId>,
    /// Posterior probability of the group: the sum over its candidates.
    pub probability: f64,
    /// The prior or the proposers that found any of them.
    pub sources: Sources,
    /// Number of drawn inputs of the sample whose outcomes lie in the range.
    pub in_range: usize,
}

impl Group {
    /// The share of all inputs whose outcome lies in the range.
    pub fn share_in_range(&self, sample: &Sample) -> f64 {
        (self.in_range as f64 + 1.0) / (sample.drawn() as f64 + 1.0)
    }
}

/// The groups, the most probable first. Their probabilities sum to 1, or to less where room was left
/// for what nobody has found.
pub struct Posterior {
    /// Groups of candidates in order of falling probability; their outcomes differ pairwise on the
    /// sample.
    pub groups: Vec<Group>,
    sample: Arc<Sample>,
}

impl Posterior {
    /// Groups candidates by what they do on the inputs of a sample.
    pub fn new(candidates: Vec<Candidate>, sample: &Arc<Sample>) -> Posterior {
        let mut by_outcomes: HashMap<Vec<OutcomeId>, (Group, f64), FixedState> = HashMap::default();
        for candidate in candidates {
            let Candidate {
                behaviour,
                weight,
                sources,
            } = candidate;
            let outcomes = behaviour.outcomes(sample);
            if let Some((group, largest)) = by_outcomes.get_mut(&outcomes) {
                group.probability += weight;
                group.sources.join(sources);
                if weight > *largest {
                    *largest = weight;
                    group.behaviour = behaviour;
                }
                continue;
            }
            let in_range = outcomes[..sample.drawn()]
                .iter()
                .filter(|o| o.in_range())
                .count();
            let group = Group {
                behaviour,
                outcomes: outcomes.clone(),
                probability: weight,
                sources,
                in_range,
            };
            by_outcomes.insert(outcomes, (group, weight));
        }
        let mut groups: Vec<Group> = by_outcomes.into_values().map(|(group, _)| group).collect();
        groups.sort_by(|a, b| {
            let weight = b.probability.total_cmp(&a.probability);
            weight.then_with(|| a.outcomes.cmp(&b.outcomes))
        });
        // What somebody has proposed may still gain by its length.
        let mut place = 0;
        groups.retain(|group| {
            place += 1;
            place <= MAX_GROUPS || group.sources.proposed()
        });
        let mut posterior = Posterior {
            groups,
            sample: Arc::clone(sample),
        };
        posterior.normalise();
        posterior
    }

    /// The inputs that behaviours are compared on.
    pub fn sample(&self) -> &Arc<Sample> {
        &self.sample
    }

    /// Changes the weight of each group, then puts them in order again. Returns the sum of the weights.
    pub fn reweigh(&mut self, mut weight: impl FnMut(usize, &Group) -> f64) -> f64 {
        for (n, group) in self.groups.iter_mut().enumerate() {
            group.probability = weight(n, group);
        }
        self.groups
            .sort_by(|a, b| b.probability.total_cmp(&a.probability));
        self.normalise()
    }

    /// Leaves some probability to what nobody has found: so many times that of the first group.
    pub fn leave_room(&mut self, odds: f64) {
        let first = self.groups.first().map_or(0.0, |group| group.probability);
        let total = 1.0 + odds * first;
        for group in &mut self.groups {
            group.probability /= total;
        }
    }

    fn normalise(&mut self) -> f64 {
        let total: f64 = self.groups.iter().map(|group| group.probability).sum();
        let alike = 1.0 / self.groups.len() as f64;
        for group in &mut self.groups {
            // Where all are hardly possible, none is more so than another.
            group.probability = match total > 0.0 {
                true => group.probability / total,
                false => alike,
            };
        }
        total
    }

    /// For the first groups, the share of unseen inputs on which each is expected to agree with the
    /// wanted program: inputs that are uniform among those with an outcome in the range.
    pub fn expected_agreement(&self) -> Vec<f64> {
        let answers = self.groups.len().min(MAX_ANSWERS);
        let mut agreement = vec![0.0; answers];
        let mut votes: Votes = HashMap::default();
        for input in 0..self.sample.drawn() {
            votes.clear();
            for group in &self.groups {
                let outcome = group.outcomes[input];
                if outcome.in_range() {
                    *votes.entry(outcome).or_default() += group.probability / group.in_range as f64;
                }
            }
            for (agreement, group) in agreement.iter_mut().zip(&self.groups) {
                *agreement += votes.get(&group.outcomes[input]).copied().unwrap_or(0.0);
            }
        }
        agreement
    }

    /// The probability that a group is right on [`UNSEEN`] unseen inputs.
    pub fn confidence(&self, answer: usize) -> f64 {
        let answer = &self.groups[answer].outcomes;
        let right = self.groups.iter().map(|group| {
            let agree = (answer[..self.sample.drawn()].iter().zip(&group.outcomes))
                .filter(|(a, b)| a == b && b.in_range())
                .count();
            group.probability * (agree as f64 / group.in_range.max(1) as f64).powi(UNSEEN)
        });
        right.sum::<f64>().min(1.0)
    }

    /// For each input of the sample, the entropy of its outcome, in nats.
    pub fn entropies(&self) -> Vec<f64> {
        self.entropies_of(|_| true)
    }

    /// The same without what outcomes beyond the range add: what happens there does not matter.
    pub fn entropies_in_range(&self) -> Vec<f64> {
        self.entropies_of(OutcomeId::in_range)
    }

    fn entropies_of(&self, matters: fn(OutcomeId) -> bool) -> Vec<f64> {
        let inputs = 0..self.sample.inputs().len();
        inputs
            .map(|input| self.entropy(|group| self.groups[group].outcomes[input], matters))
            .collect()
    }

    /// The entropy of an outcome that every group has, told by the number of the group, in nats; without
    /// what outcomes add that do not matter.
    pub(crate) fn entropy(
        &self,
        outcome: impl Fn(usize) -> OutcomeId,
        matters: fn(OutcomeId) -> bool,
    ) -> f64 {
        let mut votes: Votes = HashMap::default();
        for (number, group) in self.groups.iter().enumerate() {
            *votes.entry(outcome(number)).or_default() += group.probability;
        }
        let mattering = votes
            .iter()
            .filter(|(outcome, p)| **p > 0.0 && matters(**outcome));
        let mut shares: Vec<f64> = mattering.map(|(_, p)| *p).collect();
        // A sum must not depend on the order of a map.
        shares.sort_unstable_by(f64::total_cmp);
        shares.iter().map(|p| -p * p.ln()).sum()
    }
}

type Votes = HashMap<OutcomeId, f64, FixedState>;
