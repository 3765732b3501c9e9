//! The published data set's format: a folder of pairs `code_<i>.c`, `code_<i>.out`.
//!
//! The `.c` file is a whole C program. Five globals `a0[5]` to `a4[5]` hold the inputs: `a<j>` has
//! position `j` of all five examples. `func_1` is the program of the task; `main` runs it on the
//! examples and prints one line for each. The `.out` file is what it prints. The number `i` decides
//! to which split a pair belongs ([`Split::of`]). There are no held-out pairs: [`import()`] makes some
//! by running the program on new inputs, and [`Exporter`] leaves them out.

mod export;
mod folder;
mod import;
mod pair;
mod scan;

pub use export::{ExportError, Exporter, c_text, out_text};
pub use folder::Folder;
pub use import::{Counts, ImportError, ImportOptions, import};
pub use pair::{Pair, read_pair};

use lasynth_core::Place;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// Examples of a task.
pub const EXAMPLES: usize = 5;

/// One of the parts of the data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The first 500,000 pairs.
    Train,
    /// The 1,000 after them.
    Valid,
    /// The 1,000 after these.
    Test,
}

impl Split {
    /// All of them, in order.
    pub const ALL: [Split; 3] = [Split::Train, Split::Valid, Split::Test];

    /// The numbers of its pairs.
    pub fn indices(self) -> Range<u64> {
        match self {
            Split::Train => 0..500_000,
            Split::Valid => 500_000..501_000,
            Split::Test => 501_000..502_000,
        }
    }

    /// The split of a pair; `None` beyond the last one.
    pub fn of(index: u64) -> Option<Split> {
        let mut all = Split::ALL.into_iter();
        all.find(|split| split.indices().contains(&index))
    }

    /// `train`, `valid` or `test`, which are names of files too.
    pub fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Valid => "valid",
            Split::Test => "test",
        }
    }
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

    fn at(file: impl Into<String>, place: Place, message: impl Into<String>) -> Problem {
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
