//! Task files: JSON Lines, compressed where the name ends in `.zst`.
//!
//! One [`Task`] a line. Readers name the place of whatever they cannot read; writers write to a
//! temporary name beside the file and rename it when everything is written, so that a file under its
//! own name is always complete.

use lasynth_core::Task;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Compression of `.zst` files: still much faster than tasks are made.
const ZSTD_LEVEL: i32 = 6;

/// What a line of a task file has to be.
const EXPECTED: &str = "expected one task as a JSON object such as \
                        {\"examples\": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}";

/// A task file that cannot be read or written.
#[derive(Debug, Error)]
pub enum TaskFileError {
    /// The file cannot be opened, read, written or renamed.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is no task.
    #[error("{}, line {line}, column {column}: {message}", path.display())]
    Line {
        /// The file.
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
        /// The file.
        path: PathBuf,
        /// Lines read before.
        line: usize,
        /// What the decoder says.
        source: io::Error,
    },
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zst")
}

/// Reads tasks one by one. Blank lines are skipped. The first error ends the iteration.
pub struct TaskReader {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    compressed: bool,
    line: usize,
    buffer: Vec<u8>,
    failed: bool,
}

impl TaskReader {
    /// Opens a task file.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn open(path: impl Into<PathBuf>) -> Result<TaskReader, TaskFileError> {
        let path = path.into();
        let io_error = |source| TaskFileError::Io {
            action: "open",
            path: path.clone(),
            source,
        };
        let file = File::open(&path).map_err(io_error)?;
        let compressed = is_compressed(&path);
        let input: Box<dyn BufRead + Send> = if compressed {
            Box::new(BufReader::new(zstd::Decoder::new(file).map_err(io_error)?))
        } else {
            Box::new(BufReader::new(file))
        };
        Ok(TaskReader {
            path,
            input,
            compressed,
            line: 0,
            buffer: Vec::new(),
            failed: false,
        })
    }

    /// The line of the task that was returned last, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    fn read(&mut self) -> Option<Result<Task, TaskFileError>> {
        loop {
            self.buffer.clear();
            match self.input.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(source) => return Some(Err(self.read_error(source))),
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Some(parse_line(self.buffer.trim_ascii_end()).map_err(
                    |(column, message)| TaskFileError::Line {
                        path: self.path.clone(),
                        line: self.line,
                        column,
                        message,
                    },
                ));
            }
        }
    }

    fn read_error(&self, source: io::Error) -> TaskFileError {
        let path = self.path.clone();
        if self.compressed {
            TaskFileError::Compression {
                path,
                line: self.line,
                source,
            }
        } else {
            TaskFileError::Io {
                action: "read",
                path,
                source,
            }
        }
    }
}

impl Iterator for TaskReader {
    type Item = Result<Task, TaskFileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.read();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}

/// Reads one line. Errors are a column and a message.
fn parse_line(line: &[u8]) -> Result<Task, (usize, String)> {
    serde_json::from_slice(line).map_err(|error| {
        // The library counts bytes; people count characters.
        let bytes = line.len().min(error.column().saturating_sub(1));
        let column = String::from_utf8_lossy(&line[..bytes]).chars().count() + 1;
        (column, explain(&error))
    })
}

fn explain(error: &serde_json::Error) -> String {
    let full = error.to_string();
    // The place is said by the caller.
    let message = full
        .rfind(" at line ")
        .map_or(full.as_str(), |end| &full[..end]);
    match error.classify() {
        serde_json::error::Category::Eof => {
            format!("the line ends in the middle of a task (is the file cut off?); {EXPECTED}")
        }
        serde_json::error::Category::Syntax => format!("not valid JSON ({message}); {EXPECTED}"),
        _ if message.contains("untagged enum Value") => {
            "found a value of another kind, expected a list of integers such as [1, 0, -2, 3, 4]"
                .to_owned()
        }
        _ if message.starts_with("missing field") => {
            format!("the task ends here, but there is a {message}; {EXPECTED}")
        }
        _ if message.contains("expected") => message
            .replace("a tuple of size 2", "a pair [input, output]")
            .replace(
                "struct Task",
                "a task, a JSON object such as {\"examples\": [...]}",
            ),
        _ => format!("{message}; {EXPECTED}"),
    }
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

/// Writes tasks one by one. The file appears under its name at [`TaskWriter::finish`]; a writer that
/// is dropped before leaves nothing behind.
pub struct TaskWriter {
    path: PathBuf,
    temporary: PathBuf,
    /// `None` once finished.
    output: Option<Output>,
}

enum Output {
    Plain(BufWriter<File>),
    Compressed(BufWriter<zstd::Encoder<'static, File>>),
}

impl TaskWriter {
    /// Starts a task file.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn create(path: impl Into<PathBuf>) -> Result<TaskWriter, TaskFileError> {
        let path = path.into();
        let io_error = |source| TaskFileError::Io {
            action: "create",
            path: path.clone(),
            source,
        };
        let mut name = OsString::from(".");
        name.push(path.file_name().ok_or_else(|| {
            io_error(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a file name",
            ))
        })?);
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary).map_err(io_error)?;
        let output = if is_compressed(&path) {
            let encoder = zstd::Encoder::new(file, ZSTD_LEVEL).map_err(io_error)?;
            Output::Compressed(BufWriter::new(encoder))
        } else {
            Output::Plain(BufWriter::new(file))
        };
        Ok(TaskWriter {
            path,
            temporary,
            output: Some(output),
        })
    }

    /// Appends a task.
    ///
    /// # Errors
    /// If the disk is full or the like.
    pub fn write(&mut self, task: &Task) -> Result<(), TaskFileError> {
        let written = match &mut self.output {
            Some(Output::Plain(output)) => write_line(output, task),
            Some(Output::Compressed(output)) => write_line(output, task),
            None => Ok(()),
        };
        written.map_err(|source| self.error("write", source))
    }

    /// Completes the file and gives it its name, replacing an older one.
    ///
    /// # Errors
    /// If the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), TaskFileError> {
        let finished = match self.output.take() {
            Some(Output::Plain(output)) => output
                .into_inner()
                .map(drop)
                .map_err(io::IntoInnerError::into_error),
            Some(Output::Compressed(output)) => output
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|encoder| encoder.finish().map(drop)),
            None => Ok(()),
        };
        let renamed = finished.and_then(|()| fs::rename(&self.temporary, &self.path));
        renamed.map_err(|source| {
            // Nothing more can be done about a file that cannot be removed either.
            let _ = fs::remove_file(&self.temporary);
            self.error("write", source)
        })
    }

    fn error(&self, action: &'static str, source: io::Error) -> TaskFileError {
        TaskFileError::Io {
            action,
            path: self.path.clone(),
            source,
        }
    }
}

impl Drop for TaskWriter {
    fn drop(&mut self) {
        if self.output.take().is_some() {
            // A destructor has nobody to tell.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

fn write_line(output: &mut impl Write, task: &Task) -> io::Result<()> {
    serde_json::to_writer(&mut *output, task)?;
    output.write_all(b"\n")
}
