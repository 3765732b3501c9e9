//! Sets of programs side by side: what differs between them, form by form.
//!
//! Which forms there are the language says ([`Forms`]); kinds, lengths and the baseline are compared
//! in every language.

mod distribution;
mod table;

pub use distribution::{Distribution, Forms, NoForms, Topic};

use lasynth_core::{Kind, Task};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Tasks that are counted together.
const PIECE: usize = 64;

/// Counts tasks into a distribution, in parallel. For every task that has no program that can be read
/// there is its index and a message.
pub fn count(whole: &mut Distribution<'_>, tasks: &[Task]) -> Vec<(usize, String)> {
    let empty = whole.empty();
    let pieces: Vec<_> = tasks
        .par_chunks(PIECE)
        .enumerate()
        .map(|(piece, tasks)| {
            let mut distribution = empty.clone();
            let mut refused = Vec::new();
            for (at, task) in tasks.iter().enumerate() {
                if let Err(message) = count_task(&mut distribution, task) {
                    refused.push((piece * PIECE + at, message));
                }
            }
            (distribution, refused)
        })
        .collect();
    let mut refused = Vec::new();
    for (distribution, messages) in pieces {
        whole.merge(distribution);
        refused.extend(messages);
    }
    refused
}

fn count_task(distribution: &mut Distribution<'_>, task: &Task) -> Result<(), String> {
    let Some(source) = &task.program else {
        return Err("the task has no program, and programs are compared".to_owned());
    };
    let program = (distribution.domain().parse(source))
        .map_err(|error| format!("the field `program` does not hold a program: {error}"))?;
    match task.heldout.as_deref() {
        // Without held-out pairs nothing says whether the baseline is right.
        None | Some([]) => distribution.add(program.as_ref()),
        Some(heldout) => distribution.add_task(program.as_ref(), &task.examples, heldout),
    }
    Ok(())
}

/// Sets of programs of one language, named.
pub struct Comparison<'d> {
    /// Name and counts of each; the distances are those from the first.
    pub sets: Vec<(String, Distribution<'d>)>,
}

impl fmt::Display for Comparison<'_> {
    /// A table with a column for each set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<(&str, &Distribution<'_>)> = (self.sets.iter())
            .map(|(name, set)| (&name[..], set))
            .collect();
        f.write_str(&table::table(&columns))
    }
}

/// A [`Comparison`] for machines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// One report a set, in the order of [`Comparison::sets`].
    pub sets: Vec<SetReport>,
}

/// One set of programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetReport {
    /// Name that the caller gave the set, such as that of its file.
    pub name: String,
    /// Number of programs.
    pub programs: usize,
    /// Lengths in plain tokens, for `all` and every kind that occurs.
    pub lengths: BTreeMap<&'static str, Lengths>,
    /// Share of the tasks that the baseline solves, from 0 to 1, for `all` and every kind of which
    /// there are tasks with held-out pairs.
    pub baseline: BTreeMap<&'static str, f64>,
    /// By topic: how often each form occurs.
    pub topics: BTreeMap<&'static str, TopicReport>,
}

/// Quantiles of lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// A tenth of the programs is shorter.
    pub p10: usize,
    /// Half of them are.
    pub median: usize,
    /// Nine tenths are.
    pub p90: usize,
}

/// How often the forms of a topic occur.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicReport {
    /// Share of each form, from 0 to 1; none where nothing was counted.
    pub shares: BTreeMap<&'static str, f64>,
    /// How far the shares are from those of the first set ([`Distribution::distance`]); none for
    /// that one.
    pub distance: Option<f64>,
    /// How far they would be by chance ([`Distribution::chance`]).
    pub by_chance: Option<f64>,
}

impl Comparison<'_> {
    /// Everything that is compared, as numbers: shares, lengths, and distances from the first set.
    pub fn report(&self) -> Report {
        let first = self.sets.first().map(|(_, set)| set);
        let set = |(at, (name, set)): (usize, &(String, Distribution))| SetReport {
            name: name.clone(),
            programs: set.programs(),
            lengths: by_kind(set, |kind| {
                let at = |percent| set.length(kind, percent);
                Some(Lengths {
                    p10: at(10)?,
                    median: at(50)?,
                    p90: at(90)?,
                })
            }),
            baseline: by_kind(set, |kind| set.baseline(kind)),
            topics: (set.topics().iter().enumerate())
                .map(|(number, topic)| {
                    let first = first.filter(|_| at > 0);
                    (topic.title, topic_report(topic, number, set, first))
                })
                .collect(),
        };
        Report {
            sets: self.sets.iter().enumerate().map(set).collect(),
        }
    }
}

fn topic_report(
    topic: &Topic,
    number: usize,
    set: &Distribution<'_>,
    first: Option<&Distribution<'_>>,
) -> TopicReport {
    let shares = set.shares(number).unwrap_or_default();
    TopicReport {
        shares: topic.forms.iter().copied().zip(shares).collect(),
        distance: first.and_then(|first| set.distance(first, number)),
        by_chance: first.and_then(|first| set.chance(first, number)),
    }
}

fn by_kind<T>(
    set: &Distribution<'_>,
    figure: impl Fn(Option<Kind>) -> Option<T>,
) -> BTreeMap<&'static str, T> {
    let kinds = set.kinds().iter().map(|kind| (kind.name(), Some(*kind)));
    [("all", None)]
        .into_iter()
        .chain(kinds)
        .filter_map(|(name, kind)| Some((name, figure(kind)?)))
        .collect()
}
