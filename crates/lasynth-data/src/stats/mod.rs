//! What a task file holds: kinds, lengths, how much of it the baseline solves, and what else a
//! language counts of its programs ([`Statistics`]).

mod plots;
mod table;

use crate::plot::{Bars, PlotError};
use lasynth_core::{Domain, Kind, Program, SourceError, Task};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Width of the bins of the histogram of lengths, in plain tokens.
pub const BIN: usize = 10;

/// What a language counts of its programs beside kind and length.
///
/// The facts of a program are numbers in an order that the language knows, and everything else is
/// made of them. By default there are none.
pub trait Statistics: Send + Sync {
    /// The facts of one program. May take some milliseconds; called by many threads.
    fn facts(&self, program: &dyn Program) -> Vec<usize> {
        let _ = program;
        Vec::new()
    }

    /// The fields that the facts of many programs add to the JSON object.
    fn fields(&self, facts: &[Vec<usize>]) -> Map<String, Value> {
        let _ = facts;
        Map::new()
    }

    /// The lines that they add to the table for people; there is at least one program.
    fn table(&self, facts: &[Vec<usize>]) -> String {
        let _ = facts;
        String::new()
    }

    /// The plots that they add, by file name; there is at least one program. `set` names the tasks
    /// in titles.
    fn plots(&self, facts: &[Vec<usize>], set: &str) -> Vec<(&'static str, Bars)> {
        let _ = (facts, set);
        Vec::new()
    }
}

/// The statistics of a language of whose programs only kind and length are counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct KindAndLength;

impl Statistics for KindAndLength {}

/// What is counted of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Of its program; `None` where it has none.
    pub program: Option<ProgramFacts>,
    /// Whether the baseline, fitted to the examples, is right on them and on the held-out pairs;
    /// `None` where there are none.
    pub baseline: Option<bool>,
}

/// What is counted of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramFacts {
    /// Which control flow it has, of the kinds of its language.
    pub kind: Kind,
    /// Length of its canonical text in plain tokens.
    pub tokens: usize,
    /// What [`Statistics::facts`] says.
    pub facts: Vec<usize>,
}

/// Looks at one task.
///
/// # Errors
/// If its program is none.
pub fn facts(
    domain: &dyn Domain,
    statistics: &dyn Statistics,
    task: &Task,
) -> Result<Facts, SourceError> {
    let program = match &task.program {
        None => None,
        Some(source) => {
            let program = domain.parse(source)?;
            Some(ProgramFacts {
                kind: program.kind(),
                tokens: program.length(),
                facts: statistics.facts(program.as_ref()),
            })
        }
    };
    let heldout = task.heldout.as_deref().filter(|pairs| !pairs.is_empty());
    let baseline = heldout.map(|heldout| {
        domain.baseline(&task.examples).is_some_and(|predict| {
            let mut all = task.examples.iter().chain(heldout);
            all.all(|pair| predict(&pair.input) == pair.output)
        })
    });
    Ok(Facts { program, baseline })
}

/// Figures of a set of tasks.
#[derive(Clone, Serialize)]
pub struct Stats<'s> {
    /// Number of tasks, with a program or without.
    pub tasks: usize,
    /// Those without a program, of which only the baseline says something.
    pub without_program: usize,
    /// Programs by kind, in the order of the domain; kinds that do not occur have 0.
    #[serde(serialize_with = "as_map")]
    pub kinds: Vec<(Kind, usize)>,
    /// Lengths in plain tokens of all programs and by kind, where there are programs.
    pub tokens: BTreeMap<&'static str, Lengths>,
    /// Number of programs of 0 to 9 tokens, of 10 to 19 and so on, up to the longest.
    pub token_histogram: Vec<usize>,
    /// [`Statistics::fields`].
    #[serde(flatten)]
    pub fields: Map<String, Value>,
    /// The baseline on all tasks with held-out pairs, and by kind of their program.
    pub baseline: BTreeMap<&'static str, Solved>,
    #[serde(skip)]
    statistics: &'s dyn Statistics,
    /// Of every program.
    #[serde(skip)]
    facts: &'s [Vec<usize>],
}

/// Lengths of programs in plain tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lengths {
    /// A tenth of the programs is shorter.
    pub p10: usize,
    /// Half of them are.
    pub median: usize,
    /// Nine tenths are.
    pub p90: usize,
    /// Length of the longest program.
    pub max: usize,
    /// Mean length, not rounded.
    pub mean: f64,
}

/// Tasks that the baseline solves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Solved {
    /// Tasks with held-out pairs.
    pub tasks: usize,
    /// Those that it solves.
    pub solved: usize,
}

impl Solved {
    /// The share that is solved; `None` where there are no tasks.
    pub fn share(self) -> Option<f64> {
        (self.tasks > 0).then(|| self.solved as f64 / self.tasks as f64)
    }
}

/// The name under which figures of all kinds together stand.
const ALL: &str = "all";

/// Counts tasks of one language.
pub struct Counter<'d> {
    kinds: &'static [Kind],
    statistics: &'d dyn Statistics,
    tasks: usize,
    without_program: usize,
    baseline: BTreeMap<&'static str, Solved>,
    /// Lengths of the programs, by kind.
    lengths: BTreeMap<Kind, Vec<usize>>,
    facts: Vec<Vec<usize>>,
}

impl<'d> Counter<'d> {
    /// Has counted nothing yet.
    pub fn new(domain: &dyn Domain, statistics: &'d dyn Statistics) -> Counter<'d> {
        Counter {
            kinds: domain.kinds(),
            statistics,
            tasks: 0,
            without_program: 0,
            baseline: BTreeMap::new(),
            lengths: BTreeMap::new(),
            facts: Vec::new(),
        }
    }

    /// Counts a task of which `facts` were found.
    pub fn add(&mut self, facts: Facts) {
        self.tasks += 1;
        if let Some(solved) = facts.baseline {
            let kind = facts.program.as_ref().map(|program| program.kind.name());
            for name in std::iter::once(ALL).chain(kind) {
                let of = self.baseline.entry(name).or_default();
                of.tasks += 1;
                of.solved += usize::from(solved);
            }
        }
        match facts.program {
            None => self.without_program += 1,
            Some(program) => {
                let lengths = self.lengths.entry(program.kind).or_default();
                lengths.push(program.tokens);
                self.facts.push(program.facts);
            }
        }
    }

    /// The figures of everything that was counted so far.
    pub fn stats(&self) -> Stats<'_> {
        let all: Vec<usize> = self.lengths.values().flatten().copied().collect();
        let bins = all.iter().max().map_or(0, |longest| longest / BIN + 1);
        let mut token_histogram = vec![0; bins];
        for length in &all {
            token_histogram[length / BIN] += 1;
        }
        let of_kind = |kind: &Kind| self.lengths.get(kind).cloned().unwrap_or_default();
        let by_kind = (self.kinds.iter()).map(|kind| (kind.name(), of_kind(kind)));
        let tokens = std::iter::once((ALL, all)).chain(by_kind);
        Stats {
            tasks: self.tasks,
            without_program: self.without_program,
            kinds: (self.kinds.iter())
                .map(|kind| (*kind, of_kind(kind).len()))
                .collect(),
            tokens: tokens
                .filter_map(|(name, all)| Some((name, lengths(all)?)))
                .collect(),
            token_histogram,
            fields: self.statistics.fields(&self.facts),
            baseline: self.baseline.clone(),
            statistics: self.statistics,
            facts: &self.facts,
        }
    }
}

fn lengths(mut all: Vec<usize>) -> Option<Lengths> {
    all.sort_unstable();
    let at = |percent: usize| all[(all.len() * percent / 100).min(all.len() - 1)];
    (!all.is_empty()).then(|| Lengths {
        p10: at(10),
        median: at(50),
        p90: at(90),
        max: at(100),
        mean: all.iter().sum::<usize>() as f64 / all.len() as f64,
    })
}

fn as_map<S: Serializer>(kinds: &[(Kind, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(kinds.iter().map(|(kind, count)| (kind.name(), count)))
}

impl Stats<'_> {
    /// Number of tasks that have a program.
    pub fn programs(&self) -> usize {
        self.facts.len()
    }

    /// Plots as texts of SVG files, by name. `set` names the tasks in their titles.
    ///
    /// # Errors
    /// If there are no programs. Without held-out pairs the plot of the baseline is left out.
    pub fn plots(&self, set: &str) -> Result<Vec<(&'static str, String)>, PlotError> {
        plots::plots(self, set)
    }
}
