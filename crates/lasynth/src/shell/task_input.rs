//! Reading task files, bad lines skipped where the user says so.

use crate::domains::Bundle;
use crate::shell::choice::OneDomain;
use crate::shell::cli::TaskFile;
use crate::shell::errors::BadInput;
use crate::shell::output;
use lasynth_core::{Place, Task};
use lasynth_data::tasks::{TaskFileError, TaskReader};
use std::path::{Path, PathBuf};

/// Bad lines that are reported one by one; of the others only the number is told.
const REPORTED: usize = 10;

/// The tasks of a file one by one, and what is to be done about lines that cannot be used.
pub struct TaskInput {
    reader: TaskReader,
    path: PathBuf,
    skip_bad: bool,
    skipped: usize,
    quiet: bool,
}

impl TaskInput {
    /// Opens a task file, whose lines are then read one by one.
    pub fn open(path: &Path, how: &TaskFile) -> Result<TaskInput, BadInput> {
        Ok(TaskInput {
            reader: TaskReader::open(path)?,
            path: path.to_owned(),
            skip_bad: how.skip_bad,
            skipped: 0,
            quiet: false,
        })
    }

    /// Says nothing about skipped lines: for a file that is read once more.
    pub fn quiet(mut self) -> TaskInput {
        self.quiet = true;
        self
    }

    /// The next task and its line; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(usize, Task)>, BadInput> {
        loop {
            match self.reader.next() {
                None => return Ok(None),
                Some(Ok(task)) => return Ok(Some((self.reader.line(), task))),
                Some(Err(error @ TaskFileError::Io { .. })) => return Err(error.into()),
                // After damage to the compression nothing more comes.
                Some(Err(error)) => self.refuse(error.into())?,
            }
        }
    }

    /// A line cannot be used: that is an error, or the line is skipped and counted.
    pub fn refuse(&mut self, error: BadInput) -> Result<(), BadInput> {
        if !self.skip_bad {
            return Err(error);
        }
        self.skipped += 1;
        if self.skipped <= REPORTED && !self.quiet {
            output::note(&format!("skipped: {error}"));
        }
        Ok(())
    }

    /// Trouble with the task on a line.
    pub fn error(&self, line: usize, message: impl std::fmt::Display) -> BadInput {
        let place = Place { line, column: 1 };
        BadInput::at(self.path.display().to_string(), place, message)
    }

    /// The domain of the task on a line.
    pub fn domain(
        &self,
        domains: &mut OneDomain,
        line: usize,
        task: &Task,
    ) -> Result<&'static Bundle, BadInput> {
        let bundle = domains.of_task(task);
        bundle.map_err(|error| self.error(line, error))
    }

    /// How many lines were skipped, which is told on standard error.
    pub fn finish(self) -> usize {
        if self.skipped > 0 && !self.quiet {
            let lines = output::count(self.skipped, "bad line");
            output::note(&format!("{}: {lines} skipped", self.path.display()));
        }
        self.skipped
    }
}
