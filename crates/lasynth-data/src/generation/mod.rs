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

mod config;
mod error;
mod files;
mod parts;
mod pipeline;
mod seeds;
mod source;
mod splits;
mod summary;
mod unfinished;

pub use config::{Form, GenConfig, Progress};
pub use error::GenError;
pub use files::{Destination, Start, generate_files};
pub use source::{Native, Source};
pub use summary::{Lengths, SplitSummary, Summary};

use lasynth_core::Task;
use pipeline::Pipeline;
use std::ops::ControlFlow;
use std::time::Instant;

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
