//! Reading task files line by line, with the place of whatever is no task.

use super::{TaskFileError, is_compressed};
use lasynth_core::Task;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a line at most. A task has about a thousand; a longer line is no task, and need not fit
/// into the memory.
pub const MAX_LINE: usize = 16 << 20;

/// What a line of a task file has to be.
const EXPECTED: &str = "expected one task as a JSON object such as \
                        {\"examples\": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}";

/// Reads tasks one by one. Blank lines are skipped.
///
/// After a line that is no task ([`TaskFileError::Line`]) the iteration goes on with the line after
/// it, for those who want to skip it. Any other error ends the iteration.
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
        let file = File::open(&path).map_err(|source| open_error(&path, source))?;
        TaskReader::new(path, file)
    }

    /// Reads what would be in the file `path`; its name says whether it is compressed.
    ///
    /// # Errors
    /// If there is no memory for the decoder.
    pub fn new(
        path: impl Into<PathBuf>,
        bytes: impl Read + Send + 'static,
    ) -> Result<TaskReader, TaskFileError> {
        let path = path.into();
        let compressed = is_compressed(&path);
        let input: Box<dyn BufRead + Send> = if compressed {
            let decoder = zstd::Decoder::with_buffer(NotEmpty::new(bytes))
                .map_err(|source| open_error(&path, source))?;
            Box::new(BufReader::new(decoder))
        } else {
            Box::new(BufReader::new(bytes))
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

    /// The line of the task or of the error that was returned last, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    fn read(&mut self) -> Option<Result<Task, TaskFileError>> {
        loop {
            self.buffer.clear();
            let limit = MAX_LINE as u64 + 1;
            let read = (&mut self.input)
                .take(limit)
                .read_until(b'\n', &mut self.buffer);
            match read {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(source) => return Some(Err(self.read_error(source))),
            }
            if self.buffer.len() > MAX_LINE && !self.buffer.ends_with(b"\n") {
                let message = format!("the line is longer than {MAX_LINE} bytes; {EXPECTED}");
                return Some(Err(match self.skip_line() {
                    Ok(()) => self.line_error(1, message),
                    Err(source) => self.read_error(source),
                }));
            }
            if !self.buffer.trim_ascii().is_empty() {
                let task = parse_line(self.buffer.trim_ascii_end());
                return Some(task.map_err(|(column, message)| self.line_error(column, message)));
            }
        }
    }

    /// Reads on to the end of the line.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.input.fill_buf()?;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (read, ended) = match end {
                Some(end) => (end + 1, true),
                None => (bytes.len(), bytes.is_empty()),
            };
            self.input.consume(read);
            if ended {
                return Ok(());
            }
        }
    }

    fn line_error(&self, column: usize, message: String) -> TaskFileError {
        TaskFileError::Line {
            path: self.path.clone(),
            line: self.line,
            column,
            message,
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
        self.failed = match &next {
            Some(Err(error)) => !matches!(error, TaskFileError::Line { .. }),
            Some(Ok(_)) | None => false,
        };
        next
    }
}

fn open_error(path: &Path, source: io::Error) -> TaskFileError {
    TaskFileError::Io {
        action: "open",
        path: path.to_owned(),
        source,
    }
}

/// Compressed bytes, of which there must be some: the decoder takes a file that was cut off before
/// its first byte for one without tasks.
struct NotEmpty<R> {
    input: BufReader<R>,
    begun: bool,
}

impl<R: Read> NotEmpty<R> {
    fn new(input: R) -> NotEmpty<R> {
        NotEmpty {
            input: BufReader::new(input),
            begun: false,
        }
    }
}

impl<R: Read> Read for NotEmpty<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for NotEmpty<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.input.fill_buf()?;
        if bytes.is_empty() && !self.begun {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file is empty",
            ));
        }
        self.begun = true;
        Ok(bytes)
    }

    fn consume(&mut self, read: usize) {
        self.input.consume(read);
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
