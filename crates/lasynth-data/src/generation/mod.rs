//! The generation pipeline: random programs with their examples, as data sets.
//!
//! Candidate `i` is drawn with a seed made of the configured one and `i`, whole chunks of candidates
//! in parallel; what becomes of them is decided in order of `i` on one thread. So what comes out
//! depends on the seed alone, not on the number of threads.
//!
//! With [`GenConfig::dedup`] of programs with equal behaviour the first is kept, across splits too:
//! no behaviour of the training set is in the test set. Each task goes to a split at random, in
//! proportion to what the split still needs, because the last tasks of a large set differ from the
//! first ones: the more behaviours are taken, the longer are the programs that still bring new ones.
//!
//! At least half of the programs of each split contain a loop. What [`Domain::draw`] draws has a
//! little more than that; where chance brings too few, programs without a loop are dropped near the
//! end ([`GenConfig::loop_share`]).

mod files;
mod summary;

pub use files::{Destination, generate_files};
pub use summary::{Lengths, SplitSummary, Summary};

use crate::tasks::TaskFileError;
use lasynth_core::{Domain, Draw, DrawRules, Dropped, Kind, Task};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Instant;
use summary::Counter;
use thiserror::Error;

/// Candidates that are drawn between two looks at progress and interruption.
const CHUNK: u64 = 2_048;
/// The run ends where so many chunks in a row bring nothing new.
const BARREN_CHUNKS: usize = 500;

/// Which program a task holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The program as drawn.
    #[default]
    Raw,
    /// Its normal form; the task has a field `"form": "normal"` then.
    Normal,
}

/// What to generate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenConfig {
    /// Number of tasks of each split: one number, or those of `train`, `valid` and `test`.
    pub splits: Vec<usize>,
    /// Everything random follows from it.
    pub seed: u64,
    /// What a program must satisfy. [`DrawRules::normalise`] is ignored in favour of `form`.
    pub rules: DrawRules,
    /// Whether only the first of several programs with equal behaviour is kept.
    pub dedup: bool,
    /// At least this share of the drawn programs of each split is of kind `for` or `mixed`, from 0
    /// to 1.
    pub loop_share: f64,
    /// Which program a task holds.
    pub form: Form,
    /// Number of threads; 0 for one a core. Has no influence on what comes out.
    pub threads: usize,
}

impl Default for GenConfig {
    fn default() -> Self {
        GenConfig {
            splits: vec![1_000],
            seed: 0,
            rules: DrawRules::default(),
            dedup: true,
            loop_share: 0.5,
            form: Form::Raw,
            threads: 0,
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Tasks kept so far, in all splits.
    pub tasks: usize,
    /// Tasks wanted.
    pub wanted: usize,
    /// Programs drawn so far.
    pub candidates: u64,
}

/// Why a run ended without what it was to make.
#[derive(Debug, Error)]
pub enum GenError {
    /// The configuration makes no sense.
    #[error("{0}")]
    Config(String),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] TaskFileError),
    /// A folder cannot be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// No new behaviour turns up any more.
    #[error(
        "only {made} of {wanted} tasks: the last {} programs brought no new behaviour; \
         ask for fewer tasks or allow duplicates", BARREN_CHUNKS as u64 * CHUNK
    )]
    Exhausted {
        /// Tasks made.
        made: usize,
        /// Tasks wanted.
        wanted: usize,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// Generates tasks and hands them to `sink` with the index of their split, each split in its final
/// order. `progress` is called after every chunk and may stop the run.
///
/// # Errors
/// Where the configuration makes no sense, the domain has not enough behaviours, `sink` fails or
/// `progress` breaks.
pub fn generate(
    domain: &dyn Domain,
    config: &GenConfig,
    sink: &mut dyn FnMut(usize, Task) -> Result<(), GenError>,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Summary, GenError> {
    check(config)?;
    let started = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(config.threads)
        .build()
        .map_err(|e| GenError::Config(format!("cannot start {} threads: {e}", config.threads)))?;
    let rules = DrawRules {
        normalise: false,
        ..config.rules.clone()
    };
    let mut splits = Splits::new(config);
    let mut counter = Counter::default();
    let mut seen: HashSet<u128> = HashSet::new();
    let mut candidates = 0;
    let mut barren = 0;
    while splits.remaining() > 0 {
        let chunk = candidates..candidates + CHUNK;
        let draws: Vec<Result<Draw, Dropped>> = pool.install(|| {
            chunk
                .into_par_iter()
                .map(|i| domain.draw(&rules, candidate_seed(config.seed, i)))
                .collect()
        });
        let mut kept = Vec::new();
        for draw in draws {
            if splits.remaining() == 0 {
                break;
            }
            candidates += 1;
            match draw {
                Err(reason) => counter.dropped(reason),
                Ok(draw) if config.dedup && !seen.insert(draw.signature) => counter.duplicate(),
                Ok(draw) => match splits.next(draw.program.kind()) {
                    Some(place) => kept.push((place, draw)),
                    None => counter.dropped(Dropped::Kind),
                },
            }
        }
        barren = if kept.is_empty() { barren + 1 } else { 0 };
        let tasks: Vec<(usize, Task)> = pool.install(|| {
            kept.into_par_iter()
                .map(|((split, index), draw)| (split, task(domain, config.form, index, draw)))
                .collect()
        });
        for (split, task) in tasks {
            counter.kept(split, &task);
            sink(split, task)?;
        }
        let state = Progress {
            tasks: splits.wanted - splits.remaining(),
            wanted: splits.wanted,
            candidates,
        };
        if progress(&state).is_break() {
            return Err(GenError::Interrupted);
        }
        if barren == BARREN_CHUNKS {
            return Err(GenError::Exhausted {
                made: state.tasks,
                wanted: state.wanted,
            });
        }
    }
    Ok(counter.summary(config, candidates, started.elapsed()))
}

fn check(config: &GenConfig) -> Result<(), GenError> {
    if config.splits.is_empty() || config.splits.len() > files::SPLIT_NAMES.len() {
        return Err(GenError::Config(format!(
            "{} splits were asked for; 1 to {} are supported: {}",
            config.splits.len(),
            files::SPLIT_NAMES.len(),
            files::SPLIT_NAMES.join(", ")
        )));
    }
    if !(0.0..=1.0).contains(&config.loop_share) {
        return Err(GenError::Config(format!(
            "the share of programs with a loop is {}; it must be between 0 and 1",
            config.loop_share
        )));
    }
    if config.rules.examples == 0 {
        return Err(GenError::Config(
            "a task needs at least one example to show".to_owned(),
        ));
    }
    Ok(())
}

/// Which split the next task goes to.
struct Splits {
    wanted: usize,
    splits: Vec<Split>,
    rng: ChaCha8Rng,
}

struct Split {
    size: usize,
    left: usize,
    /// How many more programs without a loop it takes.
    straight: usize,
}

impl Splits {
    fn new(config: &GenConfig) -> Splits {
        let split = |&size: &usize| Split {
            size,
            left: size,
            straight: ((1.0 - config.loop_share) * size as f64).floor() as usize,
        };
        Splits {
            wanted: config.splits.iter().sum(),
            splits: config.splits.iter().map(split).collect(),
            rng: ChaCha8Rng::seed_from_u64(mix(config.seed)),
        }
    }

    fn remaining(&self) -> usize {
        self.splits.iter().map(|split| split.left).sum()
    }

    /// The split for a program of the given kind, and the index of the task in it; `None` where it
    /// takes no more programs of this kind. Something must remain.
    fn next(&mut self, kind: Kind) -> Option<(usize, usize)> {
        let mut at = (self.rng.next_u64() % self.remaining() as u64) as usize;
        let mut chosen = 0;
        while at >= self.splits[chosen].left {
            at -= self.splits[chosen].left;
            chosen += 1;
        }
        let split = &mut self.splits[chosen];
        if !matches!(kind, Kind::For | Kind::Mixed) {
            split.straight = split.straight.checked_sub(1)?;
        }
        split.left -= 1;
        Some((chosen, split.size - split.left - 1))
    }
}

/// The seed of candidate `i`: different candidates of one run have different seeds, and runs with
/// different seeds have nothing in common.
fn candidate_seed(seed: u64, i: u64) -> u64 {
    mix(mix(seed).wrapping_add(i))
}

/// The finaliser of SplitMix64, a permutation.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn task(domain: &dyn Domain, form: Form, index: usize, draw: Draw) -> Task {
    let mut extra = serde_json::Map::new();
    let program = match form {
        Form::Raw => draw.program,
        Form::Normal => {
            extra.insert("form".to_owned(), "normal".into());
            draw.program.normalise()
        }
    };
    Task {
        id: format!("{}-{index:06}", domain.name()),
        domain: Some(domain.name().to_owned()),
        program: Some(program.source()),
        tokens: Some(program.length()),
        kind: Some(program.kind()),
        examples: draw.examples,
        heldout: Some(draw.heldout),
        extra,
        ..Task::default()
    }
}
