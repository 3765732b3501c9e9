//! Writing task files: under another name until the file is complete.

use super::{TaskFileError, is_compressed};
use lasynth_core::Task;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Compression of `.zst` files: still much faster than tasks are made.
const ZSTD_LEVEL: i32 = 6;

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
            Output::Compressed(BufWriter::new(encoder(file).map_err(io_error)?))
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
