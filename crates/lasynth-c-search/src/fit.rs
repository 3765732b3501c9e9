//! Fitting the prior: random programs are drawn, and what they do is counted.

use crate::decision_table::DecisionTable;
use crate::factorised::PreparedPrior;
use crate::prior::Prior;
use crate::prior::counts::{Counts, kept_table};
use crate::prior::file::Record;
use crate::prior::forms::Forms;
use crate::prior::relations::Relations;
use crate::skeleton::{MAX_TESTS, Skeleton};
use lasynth_c::behaviour::{AffineForm, N};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
                Ok(other) => counts.merge(other),
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
    let prepared = PreparedPrior::new(Prior::fitted(&all));
    let mut missed = [0.0; MAX_TESTS + 1];
    for new in further
        .iter()
        .filter(|new| !prepared.is_kept(&new.canonical))
    {
        missed[new.skeleton.tests().len()] += 1.0;
    }
    let new = prepared.new_shares(DRAWS);
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
        .map(|one| (&one.skeleton, &one.forms))
        .collect();
    Relations::fitted(&Forms::fitted(&record.forms), &sample)
}

/// How many observations the factorised distribution is worth beside the counts of whole behaviours:
/// the number under which programs that were not counted are most likely.
pub fn concentration(prepared: &PreparedPrior, further: &[Further]) -> f64 {
    let known = &prepared.prior.known;
    let seen: Vec<(f64, f64)> = (further.iter())
        .map(|one| {
            let p = prepared.probability(&one.skeleton, &one.forms, true);
            (f64::from(known.count(one.digest)), p)
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
