//! Figures of sets of records.

use super::record::SearchRecord;
use crate::eval::group;
use crate::{Group, Record, Seconds, quantile, wilson95};

use serde::Serialize;
use std::collections::BTreeMap;

/// Accuracies over some tasks, with what the search adds. Fractions are of the tasks that have
/// held-out pairs, and of these, where the true program is needed, of those that have one; `None`
/// where there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchGroup {
    /// What is told of every evaluation.
    #[serde(flatten)]
    pub group: Group,
    /// After 0, 1, ... questions.
    pub correct_by_questions: Vec<Option<f64>>,
    /// The answer does the same as the true program on every input whose true output is in the range.
    pub equal: Option<f64>,
    /// Where a right behaviour is.
    pub lost: Lost,
}

/// How far right behaviours come, as fractions: what each step of the search loses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lost {
    /// The prior holds the true behaviour.
    pub in_space: Option<f64>,
    /// A behaviour that is right on the held-out pairs is among the groups.
    pub in_groups: Option<f64>,
    /// It is among the 50 most probable: what a perfect choice would come to.
    pub in_top_50: Option<f64>,
    /// It is the answer that the search gives.
    pub chosen: Option<f64>,
}

/// Calibration: the stated probability to be right on five unseen inputs, and how often that holds
/// on the five held-out pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Tasks by stated probability, in ten bins of equal width; empty ones left out.
    pub bins: Vec<Bin>,
    /// Mean distance between the stated probability and the observed share, weighted by tasks.
    pub expected_calibration_error: Option<f64>,
    /// The calibration under which these answers are most likely to be right where they are: what
    /// the configuration should have if all the tasks to come were like these.
    pub fitted: lasynth_search::Calibration,
}

/// Answers of about the same stated probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Mean of the stated probabilities.
    pub stated: f64,
    /// Share of the answers that are right.
    pub observed: f64,
    /// How many answers there are.
    pub count: usize,
}

/// Lengths of right answers beside those of the references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// Right answers to tasks whose reference's length is known.
    pub correct: usize,
    /// Of these, such that are no longer than the reference.
    pub no_longer: usize,
}

/// Accuracy with a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Budgeted {
    /// The time, in seconds.
    pub budget: f64,
    /// Fraction of the tasks with an answer.
    pub consistent: Option<f64>,
    /// Fraction that is right.
    pub correct: Option<f64>,
    /// Wilson's 95 % interval of `correct`.
    pub correct_ci95: Option<[f64; 2]>,
    /// Quantiles of the wall-clock time of a task.
    pub seconds_per_task: Seconds,
}

fn fraction(flags: impl Iterator<Item = bool>) -> Option<f64> {
    let (holds, all) = flags.fold((0, 0), |(holds, all), flag| {
        (holds + usize::from(flag), all + 1)
    });
    (all > 0).then(|| holds as f64 / all as f64)
}

/// Wall-clock seconds.
pub(super) fn seconds(values: impl Iterator<Item = f64>) -> Seconds {
    let values: Vec<f64> = values.collect();
    Seconds {
        median: quantile(&values, 0.5),
        p95: quantile(&values, 0.95),
    }
}

pub(super) fn search_group<'a>(records: impl Iterator<Item = &'a SearchRecord>) -> SearchGroup {
    let records: Vec<&SearchRecord> = records.collect();
    let plain = records.iter().map(|record| &record.record);
    let judged = || {
        records
            .iter()
            .filter(|record| record.record.correct.is_some())
    };
    let questions = records
        .iter()
        .map(|record| record.correct_by_questions.len())
        .max();
    let after = |n| {
        fraction(
            records
                .iter()
                .filter_map(|record| record.correct_by_questions.get(n))
                .copied(),
        )
    };
    SearchGroup {
        group: group(plain),
        correct_by_questions: (0..questions.unwrap_or(0)).map(after).collect(),
        equal: fraction(records.iter().filter_map(|record| record.equal)),
        lost: Lost {
            in_space: fraction(judged().filter_map(|record| record.in_space)),
            in_groups: fraction(judged().map(|record| record.found().0)),
            in_top_50: fraction(judged().map(|record| record.found().1)),
            chosen: fraction(judged().filter_map(|record| record.record.correct)),
        },
    }
}

/// Bins of stated probabilities.
const BINS: usize = 10;

pub(super) fn calibration(
    records: &[SearchRecord],
    used: &lasynth_search::Calibration,
) -> Calibration {
    let stated: Vec<(f64, bool)> = (records.iter())
        .filter_map(|record| Some((record.confidence?, record.record.correct?)))
        .collect();
    let bin_of = |p: f64| ((p * BINS as f64) as usize).min(BINS - 1);
    let bin = |number: usize| {
        let its = || stated.iter().filter(move |(p, _)| bin_of(*p) == number);
        let count = its().count();
        (count > 0).then(|| Bin {
            stated: its().map(|(p, _)| p).sum::<f64>() / count as f64,
            observed: its().filter(|(_, right)| *right).count() as f64 / count as f64,
            count,
        })
    };
    let bins: Vec<Bin> = (0..BINS).filter_map(bin).collect();
    let distance = |bin: &Bin| (bin.stated - bin.observed).abs() * bin.count as f64;
    let error = bins.iter().map(distance).sum::<f64>() / stated.len().max(1) as f64;
    let before: Vec<(f64, bool)> = (stated.iter())
        .map(|&(p, right)| (used.invert(p), right))
        .collect();
    Calibration {
        fitted: lasynth_search::Calibration::fitted(&before),
        bins,
        expected_calibration_error: (!stated.is_empty()).then_some(error),
    }
}

pub(super) fn lengths(records: &[SearchRecord]) -> Lengths {
    let right = records
        .iter()
        .filter(|record| record.record.correct == Some(true));
    let pairs: Vec<(usize, usize)> = right
        .filter_map(|record| record.tokens.zip(record.reference_tokens))
        .collect();
    Lengths {
        correct: pairs.len(),
        no_longer: pairs
            .iter()
            .filter(|(its, reference)| its <= reference)
            .count(),
    }
}

/// Right answers by what found them: `(by it, by it alone)`.
pub(super) fn proposers(
    records: &[SearchRecord],
    names: &[&'static str],
) -> (BTreeMap<&'static str, usize>, BTreeMap<&'static str, usize>) {
    let right = || {
        records
            .iter()
            .filter(|record| record.record.correct == Some(true))
    };
    let by = |name: &&'static str| {
        right()
            .filter(|record| record.proposers.contains(name))
            .count()
    };
    let alone = |name: &&'static str| right().filter(|record| record.proposers == [*name]).count();
    let all = |count: &dyn Fn(&&'static str) -> usize| {
        names.iter().map(|name| (*name, count(name))).collect()
    };
    (all(&by), all(&alone))
}

/// Accuracy with each of the times, the main one among them, in ascending order.
pub(super) fn by_budget(records: &[SearchRecord], main: Option<f64>) -> Vec<Budgeted> {
    let others = records.first().map_or(0, |record| record.by_budget.len());
    let entry = |budget: f64, its: &[(bool, Option<bool>, f64)]| {
        let judged = || its.iter().filter_map(|(_, correct, _)| *correct);
        let correct = judged().filter(|right| *right).count();
        Budgeted {
            budget,
            consistent: fraction(
                its.iter()
                    .filter(|(_, c, _)| c.is_some())
                    .map(|(found, ..)| *found),
            ),
            correct: fraction(judged()),
            correct_ci95: wilson95(correct, judged().count()),
            seconds_per_task: seconds(its.iter().map(|(.., seconds)| *seconds)),
        }
    };
    let mut all: Vec<Budgeted> = (0..others)
        .map(|n| {
            let its = records.iter().map(|record| record.by_budget[n]);
            let its: Vec<_> = its
                .map(|at| (at.consistent, at.correct, at.seconds))
                .collect();
            entry(records[0].by_budget[n].budget, &its)
        })
        .collect();
    if let Some(main) = main {
        let plain = |record: &Record| (record.consistent, record.correct, record.seconds);
        let its: Vec<_> = records.iter().map(|record| plain(&record.record)).collect();
        all.push(entry(main, &its));
    }
    all.sort_by(|a, b| a.budget.total_cmp(&b.budget));
    all
}
