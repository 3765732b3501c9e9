//! Why there is no result.

use crate::outcome::Outcome;
use std::path::PathBuf;
use thiserror::Error;

/// Why a text did not become a process, or the process could not be watched to its end.
///
/// Each text says all there is to say: none has a further error as its source.
#[derive(Debug, Error)]
pub enum CcError {
    /// The compiler cannot be started.
    #[error("the C compiler `{compiler}` cannot be started: {reason}; install one or set CC")]
    Start {
        /// The command that was to be run, such as `cc`.
        compiler: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The compiler refused the text; this is what it wrote.
    #[error("the C compiler refused the program:\n{0}")]
    Refused(String),
    /// The compiler met one of its limits or crashed.
    #[error("the C compiler `{compiler}` {outcome}")]
    Stopped {
        /// The command that was run, such as `cc`.
        compiler: String,
        /// The limit that it met, or the signal that ended it.
        outcome: Outcome,
    },
    /// A temporary file cannot be written, the compiled program cannot be started, or the like.
    #[error(
        "{path}: {reason}; the temporary folder (TMPDIR) must allow writing and running programs",
        path = path.display()
    )]
    Io {
        /// The file, folder or compiled program that the system would not serve.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The flag was set that says so.
    #[error("interrupted")]
    Interrupted,
}
