//! Task files: JSON Lines, compressed where the name ends in `.zst`.
//!
//! One [`Task`] a line. Readers name the place of whatever they cannot read, and can go on after a
//! line that is no task; writers write to a temporary name beside the file and rename it when
//! everything is written, so that a file under its own name is always complete.

mod reader;
mod writer;

pub use reader::{MAX_LINE, TaskReader};
pub use writer::TaskWriter;
pub(crate) use writer::compress;

use lasynth_core::Task;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A task file that cannot be read or written.
#[derive(Debug, Error)]
pub enum TaskFileError {
    /// The file cannot be opened, read, written or renamed.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file that could not be used.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is no task.
    #[error("{}, line {line}, column {column}: {message}", path.display())]
    Line {
        /// The file with that line.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// The compressed data are damaged or cut off.
    #[error(
        "{}, after line {line}: the compressed data are damaged or cut off ({source}); \
         make or copy the file again", path.display()
    )]
    Compression {
        /// The compressed file.
        path: PathBuf,
        /// Number of whole lines that were read before.
        line: usize,
        /// What the decoder says.
        source: io::Error,
    },
}

/// Whether the file is compressed, as its name says.
pub(crate) fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zst")
}

/// Reads a whole task file.
///
/// # Errors
/// At the first line that is no task, or if the file cannot be read.
pub fn read_tasks(path: impl Into<PathBuf>) -> Result<Vec<Task>, TaskFileError> {
    TaskReader::open(path)?.collect()
}

/// Writes a whole task file.
///
/// # Errors
/// If the file cannot be written; nothing is left behind then.
pub fn write_tasks<'t>(
    path: impl Into<PathBuf>,
    tasks: impl IntoIterator<Item = &'t Task>,
) -> Result<(), TaskFileError> {
    let mut writer = TaskWriter::create(path)?;
    for task in tasks {
        writer.write(task)?;
    }
    writer.finish()
}
