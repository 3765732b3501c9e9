//! Figures from records.

use super::record::{EvalOptions, Judged, Record};
use super::stats::{quantile, wilson95};
use lasynth_core::Kind;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::ops::RangeInclusive;

/// Accuracies over some tasks. Fractions are of those that have held-out pairs, `tasks - unknown`;
/// they are `None` (`null`) where there is no such task.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Group {
    /// Number of tasks, judged or not.
    pub tasks: usize,
    /// Those without held-out pairs, which cannot be judged.
    pub unknown: usize,
    /// Some candidate reproduces the examples.
    pub consistent: Option<f64>,
    /// The first consistent candidate reproduces the held-out pairs as well.
    pub correct: Option<f64>,
    /// The first consistent candidate is the reference, token for token.
    pub exact: Option<f64>,
    /// Wilson's 95 % interval of `correct`.
    pub correct_ci95: Option<[f64; 2]>,
    /// The domain's trivial baseline reproduces examples and held-out pairs.
    pub baseline_correct: Option<f64>,
    /// What is solved of the tasks that the baseline gets wrong.
    pub correct_beyond_baseline: Beyond,
    /// Wall-clock time of synthesis.
    pub seconds_per_task: Seconds,
}

/// The tasks that the baseline gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Beyond {
    /// How many there are.
    pub tasks: usize,
    /// How many of them are solved.
    pub correct: usize,
}

/// Wall-clock seconds, over all tasks, judged or not.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Seconds {
    /// Half of the tasks take at most this long.
    pub median: Option<f64>,
    /// 95 % of the tasks take at most this long.
    pub p95: Option<f64>,
}

/// Named groups in the order in which they are reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups(pub Vec<(&'static str, Group)>);

impl Serialize for Groups {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, group) in &self.0 {
            map.serialize_entry(name, group)?;
        }
        map.end()
    }
}

/// The task file of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DataFile {
    /// Its SHA-256, where the caller states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_sha256: Option<String>,
    /// Its lines that could not be used, where the caller states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<usize>,
}

/// The result of an evaluation, as `lasynth eval --json` prints it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Report {
    /// Figures over every task that was evaluated, flattened into the object.
    #[serde(flatten)]
    pub all: Group,
    /// By the kind of the reference. Tasks of unknown kind are in none.
    pub by_kind: Groups,
    /// By length of the reference. Tasks of unknown length are in none.
    pub by_length: Groups,
    /// Name of the model.
    pub model: String,
    /// How the decoder chose.
    pub mode: String,
    /// Seed of the search.
    pub seed: u64,
    /// Tasks evaluated at a time.
    pub threads: usize,
    /// Where the tasks come from.
    #[serde(flatten)]
    pub data: DataFile,
}

/// The report on all judged tasks.
pub(super) fn report(
    judged: &[Judged],
    model: &str,
    options: &EvalOptions,
    threads: usize,
    kinds: &[Kind],
    lengths: &[(&'static str, RangeInclusive<usize>)],
) -> Report {
    let records = || judged.iter().map(|judged| (&judged.record, judged.length));
    let kind = |kind: &Kind| {
        let its = records().filter(|(record, _)| record.kind.as_deref() == Some(kind.name()));
        (kind.name(), group(its.map(|(record, _)| record)))
    };
    let length = |(name, range): &(&'static str, RangeInclusive<usize>)| {
        let its = records().filter(|(_, length)| length.is_some_and(|n| range.contains(&n)));
        (*name, group(its.map(|(record, _)| record)))
    };
    Report {
        all: group(records().map(|(record, _)| record)),
        by_kind: Groups(kinds.iter().map(kind).collect()),
        by_length: Groups(lengths.iter().map(length).collect()),
        model: model.to_owned(),
        mode: options.mode.to_string(),
        seed: options.budget.seed,
        threads,
        data: DataFile::default(),
    }
}

/// Figures of a set of judged tasks.
pub(crate) fn group<'a>(records: impl Iterator<Item = &'a Record>) -> Group {
    let records: Vec<&Record> = records.collect();
    let known = || records.iter().filter_map(|r| Some((r, r.correct?)));
    let n_known = known().count();
    let fraction = |count: usize| (n_known > 0).then(|| count as f64 / n_known as f64);
    let correct = known().filter(|&(_, correct)| correct).count();
    let beyond = || known().filter(|(r, _)| r.baseline != Some(true));
    let seconds: Vec<f64> = records.iter().map(|r| r.seconds).collect();
    Group {
        tasks: records.len(),
        unknown: records.len() - n_known,
        consistent: fraction(known().filter(|(r, _)| r.consistent).count()),
        correct: fraction(correct),
        exact: fraction(known().filter(|(r, _)| r.exact == Some(true)).count()),
        correct_ci95: wilson95(correct, n_known),
        baseline_correct: fraction(known().filter(|(r, _)| r.baseline == Some(true)).count()),
        correct_beyond_baseline: Beyond {
            tasks: beyond().count(),
            correct: beyond().filter(|&(_, correct)| correct).count(),
        },
        seconds_per_task: Seconds {
            median: quantile(&seconds, 0.5),
            p95: quantile(&seconds, 0.95),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use lasynth_core::Budget;
    use lasynth_decode::Mode;

    const KINDS: [Kind; 4] = [
        Kind::new("seq", false),
        Kind::new("if", false),
        Kind::new("for", true),
        Kind::new("mixed", true),
    ];
    const LENGTHS: [(&str, RangeInclusive<usize>); 4] = [
        ("1-50", 1..=50),
        ("51-100", 51..=100),
        ("101-150", 101..=150),
        ("151-256", 151..=256),
    ];

    /// `outcome` is one of `-` nothing consistent, `c` consistent, `C` correct, `E` exact; then `b`
    /// where the baseline is right.
    fn judged(kind: &str, length: usize, outcome: &str, seconds: f64) -> Judged {
        let level = "-cCE".find(&outcome[..1]).unwrap();
        Judged {
            record: Record {
                id: String::new(),
                kind: Some(kind.to_owned()),
                prediction: (level > 0).then(|| "int".to_owned()),
                consistent: level > 0,
                correct: Some(level > 1),
                exact: Some(level > 2),
                baseline: Some(outcome.ends_with('b')),
                seconds,
            },
            length: Some(length),
        }
    }

    fn five_tasks() -> Report {
        let mut unknown = judged("if", 101, "c", 0.9);
        unknown.record.correct = None;
        unknown.record.baseline = None;
        let judged = [
            judged("seq", 50, "Eb", 0.1),
            judged("seq", 51, "-b", 0.2),
            judged("for", 100, "C", 0.3),
            judged("for", 256, "c", 0.4),
            unknown,
        ];
        let budget = Budget {
            seed: 3,
            ..Budget::default()
        };
        let options = EvalOptions {
            mode: Mode::Beam(64),
            budget,
            threads: 2,
        };
        Report {
            data: DataFile {
                data_sha256: Some("ab12".to_owned()),
                skipped: None,
            },
            ..report(&judged, "small", &options, 2, &KINDS, &LENGTHS)
        }
    }

    #[test]
    fn figures_follow_from_records() {
        let json = serde_json::to_value(five_tasks()).unwrap();
        let line = |value: &serde_json::Value| format!("{value}\n");
        let mut shown = String::new();
        for (name, value) in json.as_object().unwrap() {
            match value.as_object().filter(|_| name.starts_with("by_")) {
                None => shown += &format!("{name}: {}", line(value)),
                Some(groups) => {
                    for (group, figures) in groups {
                        shown += &format!("{name} {group}: {}", line(figures));
                    }
                }
            }
        }
        expect![[r#"
            tasks: 5
            unknown: 1
            consistent: 0.75
            correct: 0.5
            exact: 0.25
            correct_ci95: [0.15003898915214947,0.8499610108478506]
            baseline_correct: 0.5
            correct_beyond_baseline: {"tasks":2,"correct":1}
            seconds_per_task: {"median":0.3,"p95":0.7999999999999999}
            by_kind seq: {"tasks":2,"unknown":0,"consistent":0.5,"correct":0.5,"exact":0.5,"correct_ci95":[0.09453120573423071,0.9054687942657693],"baseline_correct":1.0,"correct_beyond_baseline":{"tasks":0,"correct":0},"seconds_per_task":{"median":0.15000000000000002,"p95":0.195}}
            by_kind if: {"tasks":1,"unknown":1,"consistent":null,"correct":null,"exact":null,"correct_ci95":null,"baseline_correct":null,"correct_beyond_baseline":{"tasks":0,"correct":0},"seconds_per_task":{"median":0.9,"p95":0.9}}
            by_kind for: {"tasks":2,"unknown":0,"consistent":1.0,"correct":0.5,"exact":0.0,"correct_ci95":[0.09453120573423071,0.9054687942657693],"baseline_correct":0.0,"correct_beyond_baseline":{"tasks":2,"correct":1},"seconds_per_task":{"median":0.35,"p95":0.395}}
            by_kind mixed: {"tasks":0,"unknown":0,"consistent":null,"correct":null,"exact":null,"correct_ci95":null,"baseline_correct":null,"correct_beyond_baseline":{"tasks":0,"correct":0},"seconds_per_task":{"median":null,"p95":null}}
            by_length 1-50: {"tasks":1,"unknown":0,"consistent":1.0,"correct":1.0,"exact":1.0,"correct_ci95":[0.20654931437723742,1.0],"baseline_correct":1.0,"correct_beyond_baseline":{"tasks":0,"correct":0},"seconds_per_task":{"median":0.1,"p95":0.1}}
            by_length 51-100: {"tasks":2,"unknown":0,"consistent":0.5,"correct":0.5,"exact":0.0,"correct_ci95":[0.09453120573423071,0.9054687942657693],"baseline_correct":0.5,"correct_beyond_baseline":{"tasks":1,"correct":1},"seconds_per_task":{"median":0.25,"p95":0.295}}
            by_length 101-150: {"tasks":1,"unknown":1,"consistent":null,"correct":null,"exact":null,"correct_ci95":null,"baseline_correct":null,"correct_beyond_baseline":{"tasks":0,"correct":0},"seconds_per_task":{"median":0.9,"p95":0.9}}
            by_length 151-256: {"tasks":1,"unknown":0,"consistent":1.0,"correct":0.0,"exact":0.0,"correct_ci95":[0.0,0.7934506856227626],"baseline_correct":0.0,"correct_beyond_baseline":{"tasks":1,"correct":0},"seconds_per_task":{"median":0.4,"p95":0.4}}
            model: "small"
            mode: "beam:64"
            seed: 3
            threads: 2
            data_sha256: "ab12"
        "#]].assert_eq(&shown);
    }

    #[test]
    fn the_table_is_in_per_cent_of_judged_tasks() {
        expect![[r#"
            small, beam:64, seed 3, 2 at a time
            data ab12

                       tasks consistent  correct          95 %  exact  baseline  beyond baseline   seconds
            all            4       75.0     50.0    15.0..85.0   25.0      50.0           1 of 2     0.300
            seq            2       50.0     50.0     9.5..90.5   50.0     100.0           0 of 0     0.150
            if             0          -        -             -      -         -           0 of 0     0.900
            for            2      100.0     50.0     9.5..90.5    0.0       0.0           1 of 2     0.350
            1-50           1      100.0    100.0   20.7..100.0  100.0     100.0           0 of 0     0.100
            51-100         2       50.0     50.0     9.5..90.5    0.0      50.0           1 of 1     0.250
            101-150        0          -        -             -      -         -           0 of 0     0.900
            151-256        1      100.0      0.0     0.0..79.3    0.0       0.0           0 of 1     0.400

            1 of 5 tasks have no held-out pairs and are not counted.
        "#]].assert_eq(&five_tasks().to_string());
    }
}
