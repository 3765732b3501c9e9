//! The report on a search.

use super::figures::{
    Budgeted, Calibration, Lengths, SearchGroup, by_budget, calibration, lengths, proposers,
    search_group, seconds,
};
use super::record::{Ask, SearchOptions, SearchRecord};
use crate::{DataFile, Seconds};
use lasynth_core::Kind;
use lasynth_search::Engine;
use lasynth_search::SearchConfig;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Named groups in the order in which they are reported.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchGroups(pub Vec<(&'static str, SearchGroup)>);

impl Serialize for SearchGroups {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, group) in &self.0 {
            map.serialize_entry(name, group)?;
        }
        map.end()
    }
}

/// The result of an evaluation of the search, as `lasynth eval --search --json` prints it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SearchReport {
    /// Figures over every task that was evaluated, flattened into the object.
    #[serde(flatten)]
    pub all: SearchGroup,
    /// By the kind of the reference. Tasks of unknown kind are in none.
    pub by_kind: SearchGroups,
    /// By length of the reference. Tasks of unknown length are in none.
    pub by_length: SearchGroups,
    /// By the class of the true behaviour. Tasks without a program are in none.
    pub by_behaviour: SearchGroups,
    /// Accuracy with each time.
    pub by_budget: Vec<Budgeted>,
    /// Whether stated probabilities are true.
    pub calibration: Calibration,
    /// Right answers by the proposers that found them.
    pub found_by: BTreeMap<&'static str, usize>,
    /// Right answers that one proposer alone found.
    pub solved_only_by: BTreeMap<&'static str, usize>,
    /// Lengths beside the references.
    pub length: Lengths,
    /// Wall-clock time to the first answer.
    pub first_seconds: Seconds,
    /// Tasks that took more than 1.1 times the budget.
    pub over_budget: usize,
    /// The time of a task, in seconds.
    pub budget: Option<f64>,
    /// Which questions were asked.
    pub ask: Ask,
    /// How the search was configured.
    pub config: SearchConfig,
    /// Always `search`.
    pub mode: &'static str,
    /// Name of the model, where the caller states it.
    pub model: Option<String>,
    /// Name of the prior, where the caller states it.
    pub prior: Option<String>,
    /// Seed of the search.
    pub seed: u64,
    /// Tasks evaluated at a time.
    pub threads: usize,
    /// Where the tasks come from.
    #[serde(flatten)]
    pub data: DataFile,
}

/// A budget may be exceeded by so much.
const TOLERANCE: f64 = 1.1;

/// The report on all records.
pub(super) fn report(
    records: &[SearchRecord],
    engine: &Engine,
    options: &SearchOptions,
    threads: usize,
    classes: &[&'static str],
) -> SearchReport {
    let domain = engine.domain();
    let kind = |kind: &Kind| {
        let its = records
            .iter()
            .filter(|record| record.record.kind.as_deref() == Some(kind.name()));
        (kind.name(), search_group(its))
    };
    let length = |(name, range): &(&'static str, RangeInclusive<usize>)| {
        let fits =
            |record: &&SearchRecord| record.reference_tokens.is_some_and(|n| range.contains(&n));
        (*name, search_group(records.iter().filter(fits)))
    };
    let behaviour = |class: &&'static str| {
        let its = records
            .iter()
            .filter(|record| record.behaviour == Some(*class));
        (*class, search_group(its))
    };
    let budget = options.budget.time.map(|time| time.as_secs_f64());
    let (found_by, solved_only_by) = proposers(records, &engine.names());
    let over =
        |record: &&SearchRecord| budget.is_some_and(|b| record.record.seconds > TOLERANCE * b);
    SearchReport {
        all: search_group(records.iter()),
        by_kind: SearchGroups(domain.kinds().iter().map(kind).collect()),
        by_length: SearchGroups(domain.lengths().iter().map(length).collect()),
        by_behaviour: SearchGroups(classes.iter().map(behaviour).collect()),
        by_budget: by_budget(records, budget),
        calibration: calibration(records, &engine.config.calibration),
        found_by,
        solved_only_by,
        length: lengths(records),
        first_seconds: seconds(records.iter().filter_map(|record| record.first_seconds)),
        over_budget: records.iter().filter(over).count(),
        budget,
        ask: options.ask,
        config: engine.config.clone(),
        mode: "search",
        model: None,
        prior: None,
        seed: options.budget.seed,
        threads,
        data: DataFile::default(),
    }
}
