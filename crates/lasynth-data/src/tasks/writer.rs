//! Writing task files: under another name until the file is complete.

use super::{TaskFileError, is_compressed};
use crate::files::unfinished;
use lasynth_core::Task;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Compression of `.zst` files: still much faster than tasks are made.
const ZSTD_LEVEL: i32 = 6;

/// Writes tasks one by one. The file appears under its name at [`TaskWriter::finish`]; a writer that
/// is dropped before leaves nothing behind.
pub struct TaskWriter {
    path: PathBuf,
    output: Output,
}

enum Output {
    Plain(BufWriter<NamedTempFile>),
    Compressed(BufWriter<zstd::Encoder<'static, NamedTempFile>>),
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
        let file = unfinished(&path).map_err(io_error)?;
        let output = if is_compressed(&path) {
            Output::Compressed(BufWriter::new(encoder(file).map_err(io_error)?))
        } else {
            Output::Plain(BufWriter::new(file))
        };
        Ok(TaskWriter { path, output })
    }

    /// Appends a task.
    ///
    /// # Errors
    /// If the disk is full or the like.
    pub fn write(&mut self, task: &Task) -> Result<(), TaskFileError> {
        let written = match &mut self.output {
            Output::Plain(output) => write_line(output, task),
            Output::Compressed(output) => write_line(output, task),
        };
        written.map_err(|source| error(&self.path, source))
    }

    /// Completes the file and gives it its name, replacing an older one.
    ///
    /// # Errors
    /// If the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(self) -> Result<(), TaskFileError> {
        let file = match self.output {
            Output::Plain(output) => {
                let file = output.into_inner();
                file.map_err(io::IntoInnerError::into_error)
            }
            Output::Compressed(output) => {
                let encoder = output.into_inner();
                let encoder = encoder.map_err(io::IntoInnerError::into_error);
                encoder.and_then(zstd::Encoder::finish)
            }
        };
        let persisted = file.and_then(|file| Ok(file.persist(&self.path)?));
        persisted.map_err(|source| error(&self.path, source))?;
        Ok(())
    }
}

fn error(path: &Path, source: io::Error) -> TaskFileError {
    TaskFileError::Io {
        action: "write",
        path: path.to_owned(),
        source,
    }
}

fn write_line(output: &mut impl Write, task: &Task) -> io::Result<()> {
    serde_json::to_writer(&mut *output, task)?;
    output.write_all(b"\n")
}

fn encoder<W: Write>(output: W) -> io::Result<zstd::Encoder<'static, W>> {
    let mut encoder = zstd::Encoder::new(output, ZSTD_LEVEL)?;
    // Damage that leaves the format intact is noticed by it.
    encoder.include_checksum(true)?;
    Ok(encoder)
}

/// Some lines of a compressed task file: a sequence of such pieces is one, too.
pub(crate) fn compress(lines: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = encoder(Vec::with_capacity(lines.len() / 4))?;
    encoder.write_all(lines)?;
    encoder.finish()
}
