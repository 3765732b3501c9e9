//! What to ask next.

use crate::hash::WordHasher;
use crate::outcomes::{Packed, SAMPLE, UNIFORM};
use crate::posterior::{Group, Posterior, UNSEEN};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Groups that the value of a question is computed with: the most probable ones, and as many from
/// all others, drawn in proportion to their probabilities. Hidden branches are many unlikely groups.
const GROUPS: usize = 128;
/// The inputs with the most uncertain outcomes, of which the value is computed.
const INPUTS: usize = 64;
/// Answers that are thought of after each outcome.
const ANSWERS: usize = 24;

impl Posterior {
    /// For each input of the sample, the probability that the answer is right on five unseen inputs
    /// once the outcome of that input is known; `None` where its outcome is so much less uncertain
    /// than others that it was not computed. `entropies` are those of the outcomes.
    pub fn values(&self, entropies: &[f64]) -> Vec<Option<f64>> {
        let (groups, weights) = self.representatives();
        let columns: Vec<Vec<u64>> = groups
            .iter()
            .map(|group| group.outcomes[..UNIFORM].iter().map(|o| o.0).collect())
            .collect();
        // `[truth][answer]`: how much a truth is worth, if it is answered with that.
        let worth: Vec<Vec<f32>> = (groups.iter().zip(&columns).zip(&weights))
            .map(|((truth, wanted), weight)| {
                let in_range: Vec<bool> = (truth.outcomes[..UNIFORM].iter())
                    .map(|outcome| outcome.in_range())
                    .collect();
                let all = truth.in_range.max(1) as f64;
                let each = columns.iter().map(|found| {
                    let agree = (wanted.iter().zip(found).zip(&in_range))
                        .filter(|((a, b), inside)| a == b && **inside)
                        .count();
                    (weight * (agree as f64 / all).powi(UNSEEN)) as f32
                });
                each.collect()
            })
            .collect();
        let mut order: Vec<usize> = (0..SAMPLE).collect();
        order.sort_by(|&a, &b| entropies[b].total_cmp(&entropies[a]).then(a.cmp(&b)));
        let mut values = vec![None; SAMPLE];
        for &input in order.iter().take(INPUTS) {
            let mut by_outcome: HashMap<Packed, usize, BuildHasherDefault<WordHasher>> =
                HashMap::default();
            let mut possible: Vec<Vec<usize>> = Vec::new();
            for (n, group) in groups.iter().enumerate() {
                let next = possible.len();
                let its = *by_outcome.entry(group.outcomes[input]).or_insert(next);
                if its == next {
                    possible.push(Vec::new());
                }
                possible[its].push(n);
            }
            let value = possible.iter().map(|truths| {
                let answers = truths.iter().take(ANSWERS);
                let worth = |&answer: &usize| -> f32 {
                    truths.iter().map(|&truth| worth[truth][answer]).sum()
                };
                answers.map(worth).fold(0.0, f32::max)
            });
            values[input] = Some(f64::from(value.sum::<f32>()));
        }
        values
    }

    /// Groups that stand for all, and how much each stands for.
    fn representatives(&self) -> (Vec<&Group>, Vec<f64>) {
        let (first, rest) = self.groups.split_at(self.groups.len().min(GROUPS));
        let mut groups: Vec<&Group> = first.iter().collect();
        let mut weights: Vec<f64> = first.iter().map(|group| group.probability).collect();
        let total: f64 = rest.iter().map(|group| group.probability).sum();
        let step = total / GROUPS as f64;
        let (mut sum, mut next) = (0.0, step / 2.0);
        for group in rest {
            sum += group.probability;
            let mut weight = 0.0;
            while next < sum && step > 0.0 {
                weight += step;
                next += step;
            }
            if weight > 0.0 {
                groups.push(group);
                weights.push(weight);
            }
        }
        (groups, weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::Behaviour;
    use crate::outcomes::sample;
    use crate::posterior::Candidate;
    use lasynth_c::parser::parse;

    fn posterior(programs: &[(&str, f64)]) -> Posterior {
        let candidates = programs.iter().map(|(statements, weight)| {
            let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
            let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
            Candidate {
                behaviour: Behaviour::of_program(program),
                weight: *weight,
                sources: 2,
            }
        });
        Posterior::new(candidates.collect())
    }

    #[test]
    fn an_outcome_that_tells_behaviours_apart_is_worth_most() {
        let posterior = posterior(&[("a[0] = a[1];", 3.0), ("a[0] = a[2];", 1.0)]);
        let values = posterior.values(&posterior.entropies());
        let alike = posterior.confidence(0);
        assert!((0.75..0.76).contains(&alike), "{alike}");
        let (mut apart, mut same) = (0, 0);
        for (input, value) in sample().iter().zip(values) {
            let Some(value) = value else {
                continue;
            };
            let expected = if input[1] == input[2] { alike } else { 1.0 };
            assert!((value - expected).abs() < 1e-5, "{input:?} {value}");
            *if input[1] == input[2] {
                &mut same
            } else {
                &mut apart
            } += 1;
        }
        assert_eq!((apart, same), (INPUTS, 0));
    }

    #[test]
    fn what_lies_beyond_the_range_is_worth_nothing() {
        // They differ only where the output has an 8 or a 7.
        let posterior = posterior(&[
            ("if (a[0] > 0) { a[1] = 4 + 4; }", 1.0),
            ("if (a[0] > 0) { a[1] = 4 + 3; }", 1.0),
        ]);
        let entropies = posterior.entropies();
        assert!(entropies.iter().any(|&entropy| entropy > 0.69));
        let values = posterior.values(&entropies);
        assert!(
            values
                .iter()
                .flatten()
                .all(|value| (value - 1.0).abs() < 1e-6)
        );
    }

    /// Far more groups than are compared one by one, all of them together half of the probability.
    #[test]
    fn many_unlikely_groups_stand_for_a_hidden_branch() {
        let mut programs = vec![("a[4] = 0;".to_owned(), 400.0)];
        for c in -4..=4 {
            for at in 0..5 {
                for when in -4..=4 {
                    let branch = format!("a[4] = 0; if (a[3] > 3) {{ a[{at}] = a[2] - {when}; }}");
                    let other = format!("a[4] = 0; if (a[3] > 3) {{ a[{at}] = {c} - a[1]; }}");
                    programs.extend([(branch, 0.5), (other, 0.5)]);
                }
            }
        }
        let programs: Vec<(&str, f64)> = (programs
            .iter()
            .map(|(text, weight)| (text.as_str(), *weight)))
        .collect();
        let posterior = posterior(&programs);
        let (groups, weights) = posterior.representatives();
        assert!(groups.len() <= 2 * GROUPS);
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let values = posterior.values(&posterior.entropies());
        let best = (0..SAMPLE).max_by(|&a, &b| {
            let value = |n: usize| values[n].unwrap_or(0.0);
            value(a).total_cmp(&value(b))
        });
        assert!(best.is_some_and(|best| sample()[best][3] > 3));
    }
}
