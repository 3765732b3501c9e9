//! What to ask: of the inputs that behaviours are compared on, of those that somebody has outcomes for,
//! and to put an answer to the test.

use super::Search;
use crate::edge_cases::EdgeCases;
use crate::{OutcomeId, QuestionRule};
use lasynth_core::Input;
use std::cmp::Reverse;

/// Outcomes of less entropy are certain.
const CERTAIN: f64 = 1e-9;
/// What a question that does not decide at once is worth, because others follow: added to the
/// probability of being right after it, for each nat of uncertainty about outcomes in the range that
/// it takes away.
const WORTH_OF_A_NAT: f64 = 0.03;
/// Values of questions are told apart to this part of one.
const LEVELS: f64 = 1e4;
/// Questions are as good as the best one if they are worth as much and their outcome is as uncertain but
/// for this factor. Where more of them counted as equal, worse questions were asked.
const AS_UNCERTAIN: f64 = 0.9999;

impl Search<'_> {
    /// The input whose outcome is worth most, and how uncertain its outcome is, in nats; `None` where
    /// all that is left behaves alike on the sample, but for inputs that are not asked about any more.
    /// Among inputs of equal worth, edge cases come first: the empty list, zeros, extremes.
    pub fn question(&self) -> Option<(Input, f64)> {
        let inputs = self.sample.inputs();
        let entropies = self.posterior.entropies();
        let open = |n: &usize| entropies[*n] > CERTAIN && !self.is_closed(&inputs[*n]);
        let values: Vec<Option<f64>> = match self.engine.config.question {
            QuestionRule::Value => {
                let in_range = self.posterior.entropies_in_range();
                let values = self.posterior.values(&entropies).into_iter().zip(in_range);
                let worth = values.map(|(value, nats)| Some(value? + WORTH_OF_A_NAT * nats));
                worth.collect()
            }
            QuestionRule::Entropy => entropies.iter().copied().map(Some).collect(),
        };
        let value = |n: usize| values[n].map_or(-1, |value| (value * LEVELS) as i64);
        let candidates: Vec<usize> = (0..inputs.len()).filter(open).collect();
        // Where values are alike, uncertainty decides.
        let best = candidates.iter().copied().max_by(|&a, &b| {
            (value(a).cmp(&value(b)))
                .then_with(|| entropies[a].total_cmp(&entropies[b]))
                .then(b.cmp(&a))
        })?;
        // Of those that are worth as much, an edge case.
        let (most, nats) = (value(best), entropies[best]);
        let edges = EdgeCases::new(inputs);
        let as_good = |n: &usize| value(*n) == most && entropies[*n] >= nats * AS_UNCERTAIN;
        let as_good = candidates.into_iter().filter(as_good);
        let score = |n: &usize| (edges.score(&inputs[*n]), *n == best, Reverse(*n));
        let best = as_good.max_by_key(score).unwrap_or(best);
        Some((inputs[best].clone(), entropies[best]))
    }

    /// The same among some inputs that somebody knows the outcomes of, whatever they are: the one whose
    /// outcome is worth most, and of equal ones the most uncertain, then the first. Where all that is left
    /// agrees on all of them, the first puts that to the test. `None` where nothing is left to ask.
    pub fn question_among(&self, inputs: &[Input]) -> Option<(Input, f64)> {
        let domain = self.engine.domain();
        let groups = &self.posterior.groups;
        let worth = match self.engine.config.question {
            QuestionRule::Value => Some(self.posterior.worth()),
            QuestionRule::Entropy => None,
        };
        let mut best: Option<(i64, f64, &Input)> = None;
        for input in inputs.iter().filter(|input| !self.is_closed(input)) {
            let outcomes: Vec<OutcomeId> = (groups.iter())
                .map(|group| {
                    let outcome = group.behaviour.outcome(input);
                    let in_range = |value: &_| domain.in_range(value);
                    self.sample.intern(outcome.as_ref(), in_range)
                })
                .collect();
            let outcome = |group: usize| outcomes[group];
            let nats = self.posterior.entropy(outcome, |_| true);
            let nats = if nats > CERTAIN { nats } else { 0.0 };
            let value = match &worth {
                _ if nats == 0.0 => -1.0,
                None => nats,
                Some(worth) => {
                    let in_range = self.posterior.entropy(outcome, OutcomeId::in_range);
                    worth.of(outcome) + WORTH_OF_A_NAT * in_range
                }
            };
            let level = (value * LEVELS) as i64;
            let is_better = |(other, uncertain, _): (i64, f64, _)| {
                level > other || level == other && nats > uncertain
            };
            if best.is_none_or(is_better) {
                best = Some((level, nats, input));
            }
        }
        best.map(|(_, nats, input)| (input.clone(), nats))
    }

    /// Whether an input is not asked about (any more).
    fn is_closed(&self, input: &Input) -> bool {
        self.observations.inputs.contains(input) || self.closed.contains(input)
    }

    /// An input that puts the answer to the test where all that is known behaves alike: the first of
    /// those that stand for all that the program will be given of which nothing is known.
    pub fn test_question(&self) -> Option<Input> {
        let drawn = self.sample.inputs().iter().take(self.sample.drawn());
        let mut open = drawn.filter(|input| !self.is_closed(input));
        open.next().cloned()
    }
}
