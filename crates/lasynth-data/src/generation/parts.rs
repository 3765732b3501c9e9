//! Task files in the making.

use crate::tasks::{TaskFileError, compress, is_compressed};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A compressed file is a sequence of frames that can be read on their own. Each ends with the line
/// that brings it to so many bytes, so that the frames follow from the tasks alone, wherever a run
/// was interrupted.
const FRAME: usize = 1 << 20;

/// A task file that grows line by line under a name of its own.
pub(super) struct Part {
    target: PathBuf,
    file: File,
    /// Bytes in the file.
    written: u64,
    /// Lines that are not in the file yet.
    pending: Vec<u8>,
    compressed: bool,
}

/// How far a part is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct PartState {
    written: u64,
    /// Lines of a frame that is not complete; in a file without compression there are none.
    pending: String,
}

impl Part {
    /// Starts a part that will be renamed to `target`, whose name says whether it is compressed.
    pub(super) fn create(path: &Path, target: PathBuf) -> Result<Part, TaskFileError> {
        let file = File::create(path).map_err(|e| failed("create", path, e))?;
        Ok(Part {
            compressed: is_compressed(&target),
            target,
            file,
            written: 0,
            pending: Vec::new(),
        })
    }

    /// Goes on with a part; what was written after `state` was taken is cut off. `None` where the
    /// file is shorter than it was then.
    pub(super) fn open(
        path: &Path,
        target: PathBuf,
        state: PartState,
    ) -> Result<Option<Part>, TaskFileError> {
        let open = || -> io::Result<Option<File>> {
            let mut file = File::options().write(true).open(path)?;
            if file.metadata()?.len() < state.written {
                return Ok(None);
            }
            file.set_len(state.written)?;
            file.seek(SeekFrom::Start(state.written))?;
            Ok(Some(file))
        };
        let file = open().map_err(|e| failed("open", path, e))?;
        Ok(file.map(|file| Part {
            compressed: is_compressed(&target),
            target,
            file,
            written: state.written,
            pending: state.pending.into_bytes(),
        }))
    }

    /// Appends a line, which ends in a newline.
    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), TaskFileError> {
        self.pending.extend_from_slice(line);
        match self.pending.len() >= FRAME {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<(), TaskFileError> {
        let written = match self.compressed {
            true => compress(&self.pending).and_then(|frame| {
                self.file.write_all(&frame)?;
                Ok(frame.len())
            }),
            false => (self.file.write_all(&self.pending)).map(|()| self.pending.len()),
        };
        self.written += written.map_err(|e| failed("write", &self.target, e))? as u64;
        self.pending.clear();
        Ok(())
    }

    /// Brings everything to the disk, so that a part can be opened with what is returned.
    pub(super) fn save(&mut self) -> Result<PartState, TaskFileError> {
        if !self.compressed {
            self.flush()?;
        }
        (self.file.sync_data()).map_err(|e| failed("write", &self.target, e))?;
        Ok(PartState {
            written: self.written,
            pending: String::from_utf8_lossy(&self.pending).into_owned(),
        })
    }

    /// Writes the last bytes; the file keeps its name.
    pub(super) fn finish(&mut self) -> Result<(), TaskFileError> {
        if !self.pending.is_empty() {
            self.flush()?;
        }
        (self.file.sync_all()).map_err(|e| failed("write", &self.target, e))
    }
}

/// Gives a finished part its name. It may have it already.
pub(super) fn publish(part: &Path, target: &Path) -> Result<(), TaskFileError> {
    match fs::rename(part, target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && target.exists() => Ok(()),
        renamed => renamed.map_err(|e| failed("write", target, e)),
    }
}

pub(super) fn failed(action: &'static str, path: &Path, source: io::Error) -> TaskFileError {
    TaskFileError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}
