//! What to ask next.

use crate::{Group, OutcomeId, Posterior, UNSEEN};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Groups that the value of a question is computed with: the most probable ones, and as many from
/// all others, drawn in proportion to their probabilities: what is rare can be many groups.
const GROUPS: usize = 128;
/// The inputs with the most uncertain outcomes, of which the value is computed.
const INPUTS: usize = 64;
/// Answers that are thought of after each outcome.
const ANSWERS: usize = 24;

/// What answers are worth after an outcome is known.
pub(crate) struct Worth {
    /// Numbers of the groups that stand for all.
    groups: Vec<usize>,
    /// `[truth][answer]`: how much a truth is worth, if it is answered with that.
    worth: Vec<Vec<f32>>,
}

impl Worth {
    /// The probability that the answer is right on five unseen inputs once an outcome is known that every
    /// group has, told by the number of the group.
    pub(crate) fn of(&self, outcome: impl Fn(usize) -> OutcomeId) -> f64 {
        let mut by_outcome: HashMap<OutcomeId, usize, FixedState> = HashMap::default();
        let mut possible: Vec<Vec<usize>> = Vec::new();
        for (n, group) in self.groups.iter().enumerate() {
            let next = possible.len();
            let place = *by_outcome.entry(outcome(*group)).or_insert(next);
            if place == next {
                possible.push(Vec::new());
            }
            possible[place].push(n);
        }
        let value = possible.iter().map(|truths| {
            let answers = truths.iter().take(ANSWERS);
            let worth = |&answer: &usize| -> f32 {
                truths.iter().map(|&truth| self.worth[truth][answer]).sum()
            };
            answers.map(worth).fold(0.0, f32::max)
        });
        f64::from(value.sum::<f32>())
    }
}

impl Posterior {
    /// For each input of the sample, the probability that the answer is right on five unseen inputs
    /// once the outcome of that input is known; `None` where its outcome is so much less uncertain
    /// than others that it was not computed. `entropies` are those of the outcomes.
    pub fn values(&self, entropies: &[f64]) -> Vec<Option<f64>> {
        let worth = self.worth();
        let inputs = self.sample().inputs().len();
        let mut order: Vec<usize> = (0..inputs).collect();
        order.sort_by(|&a, &b| entropies[b].total_cmp(&entropies[a]).then(a.cmp(&b)));
        let mut values = vec![None; inputs];
        for &input in order.iter().take(INPUTS) {
            values[input] = Some(worth.of(|group| self.groups[group].outcomes[input]));
        }
        values
    }

    /// What answers are worth, for outcomes on any input.
    pub(crate) fn worth(&self) -> Worth {
        let (numbers, weights) = self.representatives();
        let drawn = self.sample().drawn();
        let groups: Vec<&Group> = numbers.iter().map(|n| &self.groups[*n]).collect();
        let columns: Vec<&[OutcomeId]> = groups
            .iter()
            .map(|group| &group.outcomes[..drawn])
            .collect();
        let worth = (groups.iter().zip(&columns).zip(&weights)).map(|((truth, wanted), weight)| {
            let in_range: Vec<bool> = (truth.outcomes[..drawn].iter())
                .map(|outcome| outcome.in_range())
                .collect();
            let all = truth.in_range.max(1) as f64;
            let each = columns.iter().map(|found| {
                let agree = (wanted.iter().zip(*found).zip(&in_range))
                    .filter(|((a, b), inside)| a == b && **inside)
                    .count();
                (weight * (agree as f64 / all).powi(UNSEEN)) as f32
            });
            each.collect()
        });
        Worth {
            worth: worth.collect(),
            groups: numbers,
        }
    }

    /// Numbers of groups that stand for all, and how much each stands for.
    fn representatives(&self) -> (Vec<usize>, Vec<f64>) {
        let first = self.groups.len().min(GROUPS);
        let rest = &self.groups[first..];
        let mut groups: Vec<usize> = (0..first).collect();
        let mut weights: Vec<f64> = (self.groups[..first].iter())
            .map(|group| group.probability)
            .collect();
        let total: f64 = rest.iter().map(|group| group.probability).sum();
        let step = total / GROUPS as f64;
        let (mut sum, mut next) = (0.0, step / 2.0);
        for (number, group) in (first..).zip(rest) {
            sum += group.probability;
            let mut weight = 0.0;
            while next < sum && step > 0.0 {
                weight += step;
                next += step;
            }
            if weight > 0.0 {
                groups.push(number);
                weights.push(weight);
            }
        }
        (groups, weights)
    }
}
