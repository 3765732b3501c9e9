//! What a run made, in figures.

use super::config::{GenConfig, SPLIT_NAMES};
use lasynth_core::{Dropped, Kind};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::time::Duration;

/// What a run made. All but the times follows from the configuration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Tasks in all splits.
    pub tasks: usize,
    /// One entry a file, in the order train, valid, test.
    pub splits: Vec<SplitSummary>,
    /// Tasks by the kind of the program that they hold.
    #[serde(serialize_with = "as_map")]
    pub by_kind: Vec<(Kind, usize)>,
    /// Lengths of the programs in plain tokens; `None` where there are no tasks.
    pub lengths: Option<Lengths>,
    /// Programs drawn, those dropped included.
    pub candidates: u64,
    /// Programs dropped, by reason.
    pub dropped: BTreeMap<String, usize>,
    /// Programs dropped because an earlier one has the same behaviour.
    pub duplicates: usize,
    /// The seed of the run.
    pub seed: u64,
    /// Where the programs come from: the name of the [`super::Source`].
    pub source: String,
    /// Wall time, that before an interruption included.
    pub seconds: f64,
    /// Programs drawn a second.
    pub candidates_per_second: f64,
}

/// One of the files of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SplitSummary {
    /// `train`, `valid` or `test`.
    pub name: String,
    /// Tasks in the file.
    pub tasks: usize,
}

/// Quantiles of program lengths, in plain tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// A tenth of the programs is shorter.
    pub p10: usize,
    /// Half of them are.
    pub median: usize,
    /// Nine tenths are.
    pub p90: usize,
}

/// Counts while a run goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Counter {
    splits: [usize; SPLIT_NAMES.len()],
    by_kind: BTreeMap<String, usize>,
    /// Number of programs of each length.
    lengths: BTreeMap<usize, usize>,
    dropped: Vec<(Dropped, usize)>,
    duplicates: usize,
}

impl Counter {
    pub(super) fn dropped(&mut self, reason: Dropped) {
        match self.dropped.iter_mut().find(|(its, _)| *its == reason) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((reason, 1)),
        }
    }

    pub(super) fn duplicate(&mut self) {
        self.duplicates += 1;
    }

    pub(super) fn kept(&mut self, split: usize, kind: Option<String>, tokens: Option<usize>) {
        self.splits[split] += 1;
        if let Some(kind) = kind {
            *self.by_kind.entry(kind).or_default() += 1;
        }
        if let Some(tokens) = tokens {
            *self.lengths.entry(tokens).or_default() += 1;
        }
    }

    /// Tasks in all splits.
    pub(super) fn tasks(&self) -> usize {
        self.splits.iter().sum()
    }

    pub(super) fn summary(
        &self,
        config: &GenConfig,
        source: &str,
        kinds: &[Kind],
        candidates: u64,
        took: Duration,
    ) -> Summary {
        let quantile = |percent: usize| {
            let total: usize = self.lengths.values().sum();
            let mut below = 0;
            let at = self.lengths.iter().find(|(_, count)| {
                below += **count;
                below * 100 > total * percent
            });
            at.map(|(length, _)| *length)
        };
        let lengths = match (quantile(10), quantile(50), quantile(90)) {
            (Some(p10), Some(median), Some(p90)) => Some(Lengths { p10, median, p90 }),
            _ => None,
        };
        let names = SPLIT_NAMES
            .iter()
            .zip(self.splits)
            .take(config.splits.len());
        Summary {
            tasks: self.tasks(),
            splits: names
                .map(|(name, tasks)| SplitSummary {
                    name: (*name).to_owned(),
                    tasks,
                })
                .collect(),
            by_kind: kinds
                .iter()
                .filter_map(|kind| Some((*kind, *self.by_kind.get(kind.name())?)))
                .collect(),
            lengths,
            candidates,
            dropped: self
                .dropped
                .iter()
                .map(|(reason, count)| (name(*reason), *count))
                .collect(),
            duplicates: self.duplicates,
            seed: config.seed,
            source: source.to_owned(),
            seconds: took.as_secs_f64(),
            candidates_per_second: candidates as f64 / took.as_secs_f64().max(1e-9),
        }
    }
}

fn as_map<S: Serializer>(by_kind: &[(Kind, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(by_kind.iter().map(|(kind, count)| (kind.name(), count)))
}

/// The word for a reason in reports.
fn name(reason: Dropped) -> String {
    match reason {
        Dropped::Identity => "identity",
        Dropped::Constant => "constant",
        Dropped::Range => "range",
        Dropped::Length => "length",
        Dropped::Kind => "kind",
    }
    .to_owned()
}
