//! What a set of programs looks like: how often each form occurs, how long the programs are, and how
//! many of their tasks the baseline solves.

use lasynth_core::{Domain, Example, Kind, Program};
use std::f64::consts::PI;

/// Forms that exclude each other: they are counted together and shown as shares of one whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// What it is about.
    pub title: &'static str,
    /// Names of the forms.
    pub forms: &'static [&'static str],
}

/// The forms that a language tells apart in its programs.
pub trait Forms: Send + Sync {
    /// The topics, in the order in which reports list them.
    fn topics(&self) -> &'static [Topic];

    /// Tells `count` the number of the topic and of the form for every occurrence in a program; a
    /// number beyond the last form stands for that one.
    fn survey(&self, program: &dyn Program, count: &mut dyn FnMut(usize, usize));
}

/// The forms of a language that tells none apart: its sets are compared by length and baseline.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoForms;

impl Forms for NoForms {
    fn topics(&self) -> &'static [Topic] {
        &[]
    }

    fn survey(&self, _program: &dyn Program, _count: &mut dyn FnMut(usize, usize)) {}
}

/// Counts over a set of programs.
#[derive(Clone)]
pub struct Distribution<'d> {
    domain: &'d dyn Domain,
    forms: &'d dyn Forms,
    /// By topic and form.
    counts: Vec<Vec<u64>>,
    /// Lengths of the programs in plain tokens, by kind.
    lengths: Vec<Vec<usize>>,
    /// Tasks that the baseline solves, and all tasks, by kind.
    baseline: Vec<(u64, u64)>,
}

impl<'d> Distribution<'d> {
    /// A distribution with no program counted yet.
    pub fn new(domain: &'d dyn Domain, forms: &'d dyn Forms) -> Distribution<'d> {
        let topics = forms.topics().iter();
        let kinds = domain.kinds().len();
        Distribution {
            domain,
            forms,
            counts: topics.map(|topic| vec![0; topic.forms.len()]).collect(),
            lengths: vec![Vec::new(); kinds],
            baseline: vec![(0, 0); kinds],
        }
    }

    /// The same language without a program.
    pub(super) fn empty(&self) -> Distribution<'d> {
        Distribution::new(self.domain, self.forms)
    }

    /// The language of the programs.
    pub(super) fn domain(&self) -> &'d dyn Domain {
        self.domain
    }

    /// The kinds of programs, in the order in which reports list them.
    pub fn kinds(&self) -> &'static [Kind] {
        self.domain.kinds()
    }

    /// The topics, in the order in which reports list them.
    pub fn topics(&self) -> &'static [Topic] {
        self.forms.topics()
    }

    /// Counts the kind, length and forms of a program.
    pub fn add(&mut self, program: &dyn Program) {
        let kind = self.number(program.kind());
        self.lengths[kind].push(program.length());
        let counts = &mut self.counts;
        self.forms.survey(program, &mut |topic, form| {
            let counts = &mut counts[topic];
            let last = counts.len() - 1;
            counts[form.min(last)] += 1;
        });
    }

    /// Counts a program and whether the baseline, fitted to `examples`, is right on them and on
    /// `heldout`.
    pub fn add_task(&mut self, program: &dyn Program, examples: &[Example], heldout: &[Example]) {
        self.add(program);
        let right = self.domain.baseline(examples).is_some_and(|predict| {
            let mut all = examples.iter().chain(heldout);
            all.all(|example| predict(&example.input) == example.output)
        });
        let kind = self.number(program.kind());
        let (solved, tasks) = &mut self.baseline[kind];
        *solved += u64::from(right);
        *tasks += 1;
    }

    fn number(&self, kind: Kind) -> usize {
        let found = self.kinds().iter().position(|known| *known == kind);
        found.expect("programs are of the kinds that their domain lists")
    }

    /// Counts what another one of the same language has counted, too.
    pub fn merge(&mut self, other: Distribution<'_>) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        }
        for (mine, theirs) in self.lengths.iter_mut().zip(other.lengths) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.baseline.iter_mut().zip(other.baseline) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
        }
    }

    /// Number of programs.
    pub fn programs(&self) -> usize {
        self.lengths.iter().map(Vec::len).sum()
    }

    /// Occurrences of each form of a topic, which is given by its number.
    pub fn counts(&self, topic: usize) -> &[u64] {
        &self.counts[topic]
    }

    /// Share of each form of a topic, from 0 to 1; `None` where nothing was counted.
    pub fn shares(&self, topic: usize) -> Option<Vec<f64>> {
        let counts = &self.counts[topic];
        let total: u64 = counts.iter().sum();
        (total > 0).then(|| counts.iter().map(|&n| n as f64 / total as f64).collect())
    }

    /// Half of the sum of the differences between the shares of a topic, from 0 to 1: the share that
    /// would have to move for both to be alike. `None` where one of them has no counts.
    pub fn distance(&self, other: &Distribution<'_>, topic: usize) -> Option<f64> {
        let (mine, theirs) = (self.shares(topic)?, other.shares(topic)?);
        let sum: f64 = mine.iter().zip(theirs).map(|(m, t)| (m - t).abs()).sum();
        Some(sum / 2.0)
    }

    /// The distance to be expected by chance between two sets as large as these if both came from the
    /// same source and every occurrence were independent of the others.
    pub fn chance(&self, other: &Distribution<'_>, topic: usize) -> Option<f64> {
        let (mine, theirs) = (&self.counts[topic], &other.counts[topic]);
        let total = |counts: &[u64]| Some(counts.iter().sum::<u64>() as f64).filter(|n| *n > 0.0);
        let (n, m) = (total(mine)?, total(theirs)?);
        let sum: f64 = mine
            .iter()
            .zip(theirs)
            .map(|(a, b)| (a + b) as f64 / (n + m))
            // The mean of the absolute value of a normal variable with this variance.
            .map(|p| (p * (1.0 - p) * (1.0 / n + 1.0 / m) * 2.0 / PI).sqrt())
            .sum();
        Some(sum / 2.0)
    }

    /// The length in plain tokens that `percent` of the programs do not reach, of one kind or of all;
    /// `None` where there are none.
    pub fn length(&self, kind: Option<Kind>, percent: usize) -> Option<usize> {
        let mut lengths: Vec<usize> = match kind {
            Some(kind) => self.lengths[self.number(kind)].clone(),
            None => self.lengths.concat(),
        };
        lengths.sort_unstable();
        let at = (lengths.len() * percent / 100).min(lengths.len().checked_sub(1)?);
        Some(lengths[at])
    }

    /// Share of the tasks that the baseline solves, of one kind or of all; `None` where there are
    /// none.
    pub fn baseline(&self, kind: Option<Kind>) -> Option<f64> {
        let (solved, tasks) = match kind {
            Some(kind) => self.baseline[self.number(kind)],
            None => self
                .baseline
                .iter()
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)),
        };
        (tasks > 0).then(|| solved as f64 / tasks as f64)
    }
}
