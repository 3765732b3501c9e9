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
//! At least half of the programs of each split contain a loop. What [`lasynth_core::Tasks::draw`] draws has a
//! little more than that; where chance brings too few, programs without a loop are dropped near the
//! end ([`GenConfig::loop_share`]). Where a mixture of kinds is prescribed
//! ([`DrawRules::kinds`]), each split has it exactly.
//!
//! Files are made so that a run which is ended at any point, by a kill or a power failure too, can go
//! on later and gives the same bytes ([`generate_files`]).

mod files;
mod parts;
mod pipeline;
mod source;
mod splits;
mod summary;
mod unfinished;

pub use files::{Destination, Start, generate_files};
pub use source::{Native, Source};
pub use summary::{Lengths, SplitSummary, Summary};

use crate::tasks::TaskFileError;
use lasynth_core::{DrawRules, Task};
use pipeline::{BARREN, Pipeline};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;
use thiserror::Error;

/// Which program a task holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The program as drawn.
    #[default]
    Raw,
    /// Its normal form; the task has a field `"form": "normal"` then.
    Normal,
    /// The shortest equivalent program that is found; the field is `"form": "minimal"`.
    Minimal,
}

/// What decides the tasks of a run: the same configuration gives the same files.
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
    /// At least this share of the drawn programs of each split is of a kind with a loop, from 0 to
    /// one. Has no meaning where [`DrawRules::kinds`] prescribes the whole mixture, and in a language
    /// without such kinds.
    pub loop_share: f64,
    /// Which program a task holds.
    pub form: Form,
    /// Number of threads; 0 for one a core. Has no influence on what comes out.
    #[serde(skip)]
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
    /// Tasks wanted in all splits together.
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
        /// The folder that could not be made.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Nothing turns up any more that is new and wanted.
    #[error(
        "only {made} of {wanted} tasks: the last {} programs brought no task that was \
         still wanted; ask for fewer tasks, another mixture of kinds, or allow duplicates",
        BARREN
    )]
    Exhausted {
        /// Tasks that were kept until then, in all splits.
        made: usize,
        /// Tasks wanted in all splits together.
        wanted: usize,
    },
    /// The source of the programs does not work.
    #[error(transparent)]
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// An earlier run to the same place is not finished.
    #[error(
        "{}: an unfinished run stands there ({made} of {wanted} tasks); --resume goes on with it, \
         --restart discards it", path.display()
    )]
    Unfinished {
        /// The folder that holds it.
        path: PathBuf,
        /// Tasks that the unfinished run has kept.
        made: usize,
        /// Tasks that it was to make.
        wanted: usize,
    },
    /// There is nothing to go on with.
    #[error("{}: there is no unfinished run to resume; leave out --resume to start", path.display())]
    NothingToResume {
        /// The folder that would hold it.
        path: PathBuf,
    },
    /// The unfinished run makes something else.
    #[error(
        "{}: the unfinished run has another `{what}`: {before} there, {now} here; ask for the same as \
         before to resume it, or discard it with --restart", path.display()
    )]
    OtherRun {
        /// The folder that holds it.
        path: PathBuf,
        /// The first field that differs, such as `rules.examples`.
        what: String,
        /// Its value in the unfinished run, as JSON.
        before: String,
        /// Its value in the configuration at hand, as JSON.
        now: String,
    },
    /// The unfinished run is damaged.
    #[error("{}: {message}; discard the unfinished run with --restart", path.display())]
    Damaged {
        /// The file of the unfinished run that does not hold what it should.
        path: PathBuf,
        /// What was found and what was expected.
        message: String,
    },
    /// Another process works on the same files.
    #[error("{}: another process is at work there; wait for it or stop it", path.display())]
    Busy {
        /// The folder of the unfinished run, which the other process has locked.
        path: PathBuf,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// Generates tasks and hands them to `sink` with the index of their split, each split in its final
/// order. `progress` is called after every chunk and may stop the run.
///
/// # Errors
/// Where the configuration makes no sense, the source has not enough behaviours, `sink` fails or
/// `progress` breaks.
pub fn generate(
    source: &dyn Source,
    config: &GenConfig,
    sink: &mut dyn FnMut(usize, Task) -> Result<(), GenError>,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Summary, GenError> {
    let started = Instant::now();
    let mut pipeline = Pipeline::new(source, config)?;
    while !pipeline.is_done() {
        for (split, task) in pipeline.next_chunk(|split, task| (split, task))? {
            sink(split, task)?;
        }
        if progress(&pipeline.progress()).is_break() {
            return Err(GenError::Interrupted);
        }
        pipeline.check_yield()?;
    }
    Ok(pipeline.summary(started.elapsed()))
}

fn check(source: &dyn Source, config: &GenConfig) -> Result<(), GenError> {
    let refuse = |message: String| Err(GenError::Config(message));
    if config.splits.is_empty() || config.splits.len() > files::SPLIT_NAMES.len() {
        return refuse(format!(
            "{} splits were asked for; 1 to {} are supported: {}",
            config.splits.len(),
            files::SPLIT_NAMES.len(),
            files::SPLIT_NAMES.join(", ")
        ));
    }
    if !(0.0..=1.0).contains(&config.loop_share) {
        return refuse(format!(
            "the share of programs with a loop is {}; it must be between 0 and 1",
            config.loop_share
        ));
    }
    if config.rules.examples == 0 {
        return refuse("a task needs at least one example to show".to_owned());
    }
    let domain = source.domain();
    let rules = DrawRules {
        normalise: config.form != Form::Raw,
        ..config.rules.clone()
    };
    domain.check_rules(&rules).map_err(GenError::Config)?;
    Ok(())
}
