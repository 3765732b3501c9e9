//! Training loop, schedule, checkpoints and resume.
//!
//! [`train`] takes a [`Job`] and tells an [`Observer`] what happens. Programs come from a
//! [`ProgramStream`] ([`Generator`] draws them on threads of its own), are filtered and cut into
//! batches of similar length by a [`Feed`], and every step's numbers are a pure function of the
//! configuration: a run that was interrupted and resumed gives the same weights as one that was not.
//!
//! This crate knows no domain and prints nothing. The only files it touches are those below
//! [`Job::out`], described in [`checkpoint`].

mod adam;
pub mod checkpoint;
mod config;
pub mod data;
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

pub use adam::Adam;
pub use checkpoint::{CheckpointError, State, export, latest_checkpoint, read_state};
pub use config::{
    CheckpointConfig, ConfigError, DataConfig, Exclude, OptimizerConfig, PairsConfig, Source, Stop,
    Targets, TrainConfig, ValidationConfig,
};
pub use data::{
    BatchPlan, Chunk, Counts, Feed, FeedStart, Generator, MemoryStream, ProgramStream, Sample,
    SampleError, StreamError, short_signature,
};
pub use job::{Job, Provenance, Summary, TrainError, TrainStop};
pub use observe::{Event, LogRecord, LossParts, Observer, StepRecord, ValidationRecord};
pub use run::train;
pub use schedule::Schedule;
