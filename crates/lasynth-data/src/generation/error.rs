//! What can go wrong in a run.

use crate::tasks::TaskFileError;
use std::path::PathBuf;
use thiserror::Error;

/// The run ends where so many candidates in a row bring nothing that is kept.
pub(super) const BARREN: u64 = 1_024_000;

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
