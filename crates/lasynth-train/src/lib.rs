//! Training loop, schedule, checkpoints and resume.
//!
//! [`train`] takes a [`Job`] and tells an [`Observer`] what happens. Programs come from a
//! [`ProgramStream`] (where the caller gives none, threads draw them), are filtered and cut into batches
//! of similar length, and every step's numbers are a pure function of the
//! configuration: a run that was interrupted and resumed gives the same weights as one that was not.
//!
//! This crate knows no domain and prints nothing. The only files it touches are those below
//! [`Job::out`], described in `checkpoint`.

mod adam;
mod checkpoint;
mod config;
mod data;
mod job;
mod observe;
mod run;
mod schedule;
mod step;
mod tensor_file;
#[cfg(test)]
mod tests;
mod validation;
mod weights;

pub use checkpoint::{CheckpointError, export, latest_checkpoint};
pub use config::{
    CheckpointConfig, ConfigError, DataConfig, Exclude, OptimizerConfig, PairsConfig, Source, Stop,
    Targets, TrainConfig, ValidationConfig,
};
pub use data::{
    Chunk, Counts, MemoryStream, ProgramStream, Sample, SampleError, StreamError, short_signature,
};
pub use job::{Job, Provenance, Summary, TrainError, TrainStop};
pub use observe::{Event, LogRecord, LossParts, Observer, StepRecord, ValidationRecord};
pub use run::train;
pub use schedule::Schedule;

pub(crate) use adam::Adam;
pub(crate) use checkpoint::State;
pub(crate) use data::{BatchPlan, FeedStart};
