//! Fitting the prior: random programs are drawn, and what they do is counted.

use super::Prior;
use super::file::Record;
use super::forms::{FormCounts, Forms, Role};
use super::relations::Relations;
use crate::decision_table::DecisionTable;
use crate::factorised::PreparedPrior;
use crate::skeleton::{FAULT, MAX_TESTS, Skeleton};
use lasynth_c::behaviour::{AffineForm, N, RegionTable, execute};
use lasynth_c::domain::{Source, draw_from};
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_core::DrawRules;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Cells of a table on the way to a skeleton, before tests that do not matter are dropped.
const CELLS_ON_THE_WAY: usize = 64;

/// What was counted in a sample of random programs.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Programs drawn, those dropped by the rules included.
    pub drawn: u64,
    /// Programs that the rules kept.
    pub kept: u64,
    /// Programs kept whose behaviour has no skeleton.
    pub beyond: u64,
    /// How often each skeleton occurred.
    pub skeletons: HashMap<Skeleton, u64>,
    /// How often each form occurred.
    pub forms: FormCounts,
    /// How often each behaviour with a skeleton occurred, by its digest.
    pub behaviours: HashMap<u64, u32>,
}

impl Counts {
    /// Counts the program that belongs to a seed.
    pub fn draw(&mut self, seed: u64) {
        self.drawn += 1;
        let Some(table) = kept_table(seed) else {
            return;
        };
        self.kept += 1;
        match table.and_then(|table| Some((Skeleton::of(&table)?, DecisionTable::of(&table)?))) {
            Some(((skeleton, forms), hypothesis)) => {
                *self.behaviours.entry(hypothesis.digest()).or_default() += 1;
                self.add(skeleton, &forms);
            }
            None => self.beyond += 1,
        }
    }

    fn add(&mut self, skeleton: Skeleton, forms: &[Vec<AffineForm>; N]) {
        for (position, forms) in forms.iter().enumerate() {
            let at = role_of(&skeleton, position);
            for form in forms {
                self.forms.add(at, form, position);
            }
        }
        *self.skeletons.entry(skeleton).or_default() += 1;
    }

    /// Adds what was counted in another part of the sample.
    pub fn merge(&mut self, other: Counts) {
        self.drawn += other.drawn;
        self.kept += other.kept;
        self.beyond += other.beyond;
        for (skeleton, count) in other.skeletons {
            *self.skeletons.entry(skeleton).or_default() += count;
        }
        self.forms.merge(other.forms);
        for (digest, count) in other.behaviours {
            *self.behaviours.entry(digest).or_default() += count;
        }
    }

    /// The counts with renamed skeletons put together.
    pub fn canonical(self) -> Counts {
        let mut skeletons: HashMap<Skeleton, u64> = HashMap::new();
        for (skeleton, count) in self.skeletons {
            *skeletons.entry(skeleton.canonical()).or_default() += count;
        }
        Counts { skeletons, ..self }
    }
}

/// How a prior is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FitOptions {
    /// Random programs that are drawn.
    pub count: u64,
    /// Seed of the programs.
    pub seed: u64,
    /// Skeletons that are kept at most.
    pub skeletons: usize,
    /// Behaviours that are kept at most.
    pub behaviours: usize,
    /// Programs that are counted at a time; at least 1.
    pub threads: usize,
}

/// A fitted prior, and what was not kept of it.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// What goes into the prior's file.
    pub record: Record,
    /// Programs kept whose behaviour has no skeleton.
    pub beyond: u64,
    /// Skeletons that occurred, up to renaming.
    pub skeletons: usize,
    /// Behaviours that occurred twice or more.
    pub behaviours: usize,
}

/// Programs that a thread counts between two looks at what the others do.
const CHUNK: u64 = 1_000;
/// Further programs, by which relations are fitted and the counts of whole behaviours are weighed
/// against the rest.
const FURTHER: u64 = 100_000;

/// Draws random programs and counts what they do. The result does not depend on the number of
/// threads. `progress` is told how many programs are done, from several threads; `None` where
/// `interrupt` was set meanwhile.
pub fn fit(
    options: &FitOptions,
    progress: &(dyn Fn(u64) + Sync),
    interrupt: &AtomicBool,
) -> Option<Fitted> {
    let FitOptions { count, seed, .. } = *options;
    // Seeds of no other use of random programs begin there.
    let first: u64 = ChaCha8Rng::seed_from_u64(seed).random();
    let next = AtomicU64::new(0);
    let done = AtomicU64::new(0);
    let work = || {
        let mut counts = Counts::default();
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            if from >= count || interrupt.load(Ordering::Relaxed) {
                return counts;
            }
            let chunk = from..count.min(from + CHUNK);
            let programs = chunk.end - chunk.start;
            chunk.for_each(|number| counts.draw(first.wrapping_add(number)));
            progress(done.fetch_add(programs, Ordering::Relaxed) + programs);
        }
    };
    let counts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..options.threads).map(|_| scope.spawn(work)).collect();
        let mut counts = work();
        for other in others {
            match other.join() {
                Ok(its) => counts.merge(its),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        counts
    });
    if interrupt.load(Ordering::Relaxed) {
        return None;
    }
    let counts = counts.canonical();
    let (beyond, skeletons) = (counts.beyond, counts.skeletons.len());
    let behaviours = counts
        .behaviours
        .values()
        .filter(|&&count| count > 1)
        .count();
    let mut record = Record::of(counts, options.skeletons, options.behaviours);
    let further = (count..count + FURTHER.min(count)).map(|number| first.wrapping_add(number));
    let further: Vec<Further> = further.filter_map(Further::of).collect();
    record.backoff.scales = scales(&record, &further);
    record.relations = relations(&record, &further);
    record.concentration = concentration(&PreparedPrior::new(Prior::fitted(&record)), &further);
    Some(Fitted {
        record,
        beyond,
        skeletons,
        behaviours,
    })
}

/// The table of the program that belongs to a seed; `None` where the rules drop the program, and
/// within that where its behaviour has no table.
fn kept_table(seed: u64) -> Option<Option<RegionTable>> {
    let draw = draw_from(Source::Native, &DrawRules::default(), seed).ok()?;
    let program = parse(&draw.program.source()).ok()?;
    Some(table_of(&program))
}

/// What a program does as a table, where it is not too large for a skeleton by far.
pub(crate) fn table_of(program: &Program) -> Option<RegionTable> {
    let paths = execute(program).ok()?;
    RegionTable::of(&paths, CELLS_ON_THE_WAY)
}

/// Concentrations that are tried, in observations.
const CONCENTRATIONS: [f64; 13] = [
    1e5, 3e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 1e10,
];

/// What a program does that was not counted.
pub struct Further {
    /// The tests and the division into forms, with the positions that the program has.
    pub skeleton: Skeleton,
    /// The least of its renamings.
    canonical: Skeleton,
    /// `[position][group - 1]`: its forms.
    pub forms: [Vec<AffineForm>; N],
    digest: u64,
}

impl Further {
    /// The program that belongs to a seed, if it is kept and its behaviour has a skeleton.
    pub fn of(seed: u64) -> Option<Further> {
        let table = kept_table(seed)??;
        let (skeleton, forms) = Skeleton::of(&table)?;
        Some(Further {
            canonical: skeleton.canonical(),
            skeleton,
            forms,
            digest: DecisionTable::of(&table)?.digest(),
        })
    }
}

/// Skeletons that are drawn to see how many of them are new.
const DRAWS: usize = 40_000;

/// By number of tests, in millionths: the share of further programs whose skeleton is not among
/// those that are kept, over the share of what the shapes give that is not.
pub fn scales(record: &Record, further: &[Further]) -> Vec<u32> {
    let mut all = record.clone();
    all.backoff.scales = vec![1_000_000; MAX_TESTS + 1];
    let model = PreparedPrior::new(Prior::fitted(&all));
    let mut missed = [0.0; MAX_TESTS + 1];
    for its in further.iter().filter(|its| !model.is_kept(&its.canonical)) {
        missed[its.skeleton.tests().len()] += 1.0;
    }
    let new = model.new_shares(DRAWS);
    let each = missed.iter().zip(new).map(|(missed, new)| match new > 0.0 {
        true => (1e6 * missed / further.len().max(1) as f64 / new).round() as u32,
        false => 0,
    });
    each.collect()
}

/// How the forms of further programs follow from each other.
pub fn relations(record: &Record, further: &[Further]) -> Relations {
    let sample: Vec<(&Skeleton, &[Vec<AffineForm>; N])> = further
        .iter()
        .map(|its| (&its.skeleton, &its.forms))
        .collect();
    Relations::fitted(&Forms::fitted(&record.forms), &sample)
}

/// How many observations the factorised distribution is worth beside the counts of whole behaviours:
/// the number under which programs that were not counted are most likely.
pub fn concentration(model: &PreparedPrior, further: &[Further]) -> f64 {
    let known = &model.prior.known;
    let seen: Vec<(f64, f64)> = (further.iter())
        .map(|its| {
            let p = model.probability(&its.skeleton, &its.forms, true);
            (f64::from(known.count(its.digest)), p)
        })
        // What neither knows is as unlikely under every concentration.
        .filter(|&(count, p)| count > 0.0 || p > 0.0)
        .collect();
    let likelihood = |alpha: f64| -> f64 {
        let terms = seen
            .iter()
            .map(|(count, p)| ((count + alpha * p) / (known.total + alpha)).ln());
        terms.sum()
    };
    let best = CONCENTRATIONS
        .iter()
        .copied()
        .max_by(|&a, &b| likelihood(a).total_cmp(&likelihood(b)));
    best.unwrap_or(CONCENTRATIONS[0])
}

/// Where the forms of a position stand.
pub fn role_of(skeleton: &Skeleton, position: usize) -> Role {
    if skeleton.tests().is_empty() {
        Role::Straight
    } else {
        role_of_groups(skeleton.groups(position))
    }
}

/// The same where there are tests, given what the position does in each cell.
pub fn role_of_groups(groups: &[u8]) -> Role {
    if groups.iter().any(|&group| (2..FAULT).contains(&group)) {
        Role::Several
    } else if groups.contains(&0) {
        Role::Alone
    } else {
        Role::Everywhere
    }
}
