//! Data sets in formats other than task files: what a format has to say for itself, so that `data
//! import` and `data export` serve them all.
//!
//! A data set of a format is a folder of records with numbers, each of them a task. The numbers decide
//! to which split a record belongs.

use crate::tasks::TaskFileError;
use lasynth_core::{Place, Task};
use serde::Serialize;
use std::fmt;
use std::io;
use std::ops::{ControlFlow, Range, RangeInclusive};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A format of data sets.
pub trait Format: Send + Sync {
    /// The name by which users choose it.
    fn name(&self) -> &'static str;

    /// What it is, in a line, for the help.
    fn about(&self) -> &'static str;

    /// What a record is called, in the singular.
    fn record(&self) -> &'static str;

    /// The parts of a data set, in the order of their numbers.
    fn splits(&self) -> &'static [Split];

    /// The name of the first file of a record.
    fn file_name(&self, number: u64) -> String;

    /// Looks which records there are in a folder; none of them is read yet.
    ///
    /// # Errors
    /// If the folder cannot be read, or holds nothing of this format.
    fn open(&self, folder: &Path) -> Result<Box<dyn Records>, OpenError>;

    /// Starts a new folder, which gets its name when it is complete.
    ///
    /// # Errors
    /// If there is something under its name that is not an empty folder, or no folder can be made
    /// there.
    fn create(&self, folder: &Path) -> Result<Box<dyn Export>, ExportError>;
}

/// A part of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// `train`, `valid` or `test`, which are names of files too.
    pub name: &'static str,
    /// The numbers of its records.
    pub numbers: Range<u64>,
}

/// The split of a record; `None` beyond the last one.
pub fn split_of(splits: &[Split], number: u64) -> Option<&Split> {
    splits.iter().find(|split| split.numbers.contains(&number))
}

/// The records of a data set.
pub trait Records {
    /// How many there are, complete or not; at least one.
    fn count(&self) -> usize;

    /// Numbers between the first and the last of which there is nothing.
    fn gaps(&self) -> Vec<RangeInclusive<u64>>;

    /// Names of the files that belong to no record, sorted.
    fn others(&self) -> &[String];

    /// Reads all records on the threads of the current pool, and hands what comes of each to `sink`
    /// in the order of the numbers: a task or why it cannot be used. `progress` is told how many
    /// records are done and may stop the import.
    ///
    /// The result does not depend on the number of threads, nor a task on the other records.
    ///
    /// # Errors
    /// If `sink` fails or `progress` breaks.
    fn import(
        &self,
        options: &ImportOptions,
        sink: &mut Sink<'_>,
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Counts, ImportError>;
}

/// Takes what comes of each record.
pub type Sink<'s> = dyn FnMut(u64, Result<Task, Problem>) -> Result<(), TaskFileError> + 's;

/// A data set in the making. One that is dropped before it is finished leaves nothing behind.
pub trait Export {
    /// Writes the record with this number. Held-out pairs are left out where the format has no place
    /// for them.
    ///
    /// # Errors
    /// If the task cannot be written in this format, which leaves the folder as it is, or if the disk
    /// is full or the like.
    fn write(&mut self, number: u64, task: &Task) -> Result<(), ExportError>;

    /// Gives the folder its name.
    ///
    /// # Errors
    /// If that cannot be done.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// How records become tasks: which held-out pairs are made for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// The inputs of held-out pairs follow from it and from the number of the record.
    pub seed: u64,
    /// Held-out pairs that are made for each task.
    pub heldout: usize,
}

impl Default for ImportOptions {
    fn default() -> ImportOptions {
        ImportOptions {
            seed: 0,
            heldout: 5,
        }
    }
}

/// What came of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that became tasks.
    pub tasks: usize,
    /// Those that cannot be used.
    pub unusable: usize,
}

/// A folder that cannot be imported.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("cannot read it: {0}")]
    Io(#[from] io::Error),
    /// It holds nothing of the format.
    #[error("{0}")]
    Empty(String),
}

/// Why an import ended early.
#[derive(Debug, Error)]
pub enum ImportError {
    /// What was to take the tasks failed.
    #[error(transparent)]
    Sink(#[from] TaskFileError),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// Why nothing is exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The format has no place for this task.
    #[error("{0}")]
    Task(String),
    /// There is something under the name of the folder already.
    #[error("{} exists already; name a folder that does not, or remove it", .0.display())]
    Exists(PathBuf),
    /// A file or the folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// What cannot be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why a file of the folder cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Name of the file in the folder.
    pub file: String,
    /// Line, from 1, where the trouble is at a place in the file.
    pub line: Option<usize>,
    /// Column, in characters from 1.
    pub column: Option<usize>,
    /// What was found and what was expected.
    pub message: String,
}

impl Problem {
    /// Trouble with a whole file.
    pub fn file(file: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem {
            file: file.into(),
            line: None,
            column: None,
            message: message.into(),
        }
    }

    /// Trouble at a place in a file.
    pub fn at(file: impl Into<String>, place: Place, message: impl Into<String>) -> Problem {
        Problem {
            line: Some(place.line),
            column: Some(place.column),
            ..Problem::file(file, message)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
