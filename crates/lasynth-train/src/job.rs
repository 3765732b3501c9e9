//! What a training run is given and what it gives back. The caller decides where programs come
//! from, on what device to compute and where to write; the run itself reads no arguments and prints
//! nothing.

use crate::run::BAD_LIMIT;
use crate::{
    CheckpointError, ConfigError, ProgramStream, StreamError, TrainConfig, ValidationRecord,
};
use burn::tensor::Device;
use lasynth_core::Domain;
use serde::Serialize;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// A run to be done.
pub struct Job {
    /// What is trained, on what, how and for how long.
    pub config: TrainConfig,
    /// The language whose programs the network learns to write.
    pub domain: &'static dyn Domain,
    /// The programs where the configuration says `source = "file"`.
    pub stream: Option<Box<dyn ProgramStream>>,
    /// Signatures (see [`crate::short_signature`]) of behaviours that training must not see.
    pub excluded: HashSet<u64>,
    /// Directory for checkpoints and the trained model.
    pub out: PathBuf,
    /// Whether to go on from the newest checkpoint in `out`.
    pub resume: bool,
    /// Device to compute on; whether it records gradients does not matter.
    pub device: Device,
    /// Set from outside to save the state and stop.
    pub interrupt: Arc<AtomicBool>,
    /// What the trained model says about where it comes from.
    pub provenance: Provenance,
}

/// What the caller knows about a run and its model should say.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The command line, as the card is to show it.
    pub command: String,
    /// Commit of the code, where known.
    pub commit: String,
    /// The machine, in words.
    pub machine: String,
    /// Threads that computed, for the model's card.
    pub threads: usize,
    /// Anything a reader should know.
    pub notes: String,
}

/// Why a run ended without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainStop {
    /// A limit of the configuration was reached.
    Done,
    /// There are no more programs.
    EndOfData,
    /// The caller asked for it.
    Interrupted,
}

/// How a run ended.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Which of the ordinary ends it was.
    pub stop: TrainStop,
    /// Steps made since the run began, before interruptions too.
    pub step: u64,
    /// Programs seen in those steps; one that came up twice counts twice.
    pub programs: u64,
    /// Different behaviours that went into batches.
    pub distinct: u64,
    /// Seconds of training, earlier parts of a resumed run included.
    pub seconds: f64,
    /// Steps left out because of numbers that are not finite.
    pub skipped: u64,
    /// Number of weights.
    pub parameters: usize,
    /// The last measurement of the validation programs.
    pub validation: Option<ValidationRecord>,
    /// Directory of the last checkpoint that was saved.
    pub checkpoint: PathBuf,
    /// The trained model; absent where the run was interrupted.
    pub model: Option<PathBuf>,
}

/// Why a run failed.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The network cannot be built.
    #[error(transparent)]
    Model(#[from] lasynth_model::ConfigError),
    /// A checkpoint or model cannot be written or read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The programs could not be read or drawn.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The configuration asks for a file, but the caller gave no programs.
    #[error("`data.source` is \"file\", but no programs were given")]
    NoStream,
    /// There is nothing to go on from.
    #[error("{}: no checkpoint to resume from", .0.display())]
    NothingToResume(PathBuf),
    /// The directory belongs to another run.
    #[error("{}: holds the checkpoints of a run; resume it or choose another directory", .0.display())]
    Occupied(PathBuf),
    /// The configuration is not the one of the checkpoint.
    #[error("{}: was trained with another `{field}`; a run must be resumed with the one it began with", path.display())]
    Changed {
        /// The newest checkpoint of the run.
        path: PathBuf,
        /// Name of the first part that differs.
        field: &'static str,
    },
    /// The directory cannot be made.
    #[error("{}: {source}", path.display())]
    Out {
        /// The directory that could not be made.
        path: PathBuf,
        /// The error of the file system.
        source: std::io::Error,
    },
    /// The numbers are no longer finite.
    #[error(
        "step {step}: loss or gradient was not finite {BAD_LIMIT} times in a row; lower the learning rate{}",
        checkpoint.as_ref().map_or(String::new(), |path| format!(" (last good state: {})", path.display()))
    )]
    Diverged {
        /// Number of the last step that was tried, from 1.
        step: u64,
        /// The last state that was saved.
        checkpoint: Option<PathBuf>,
    },
}
