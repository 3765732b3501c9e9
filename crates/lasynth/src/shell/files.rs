//! Files that get their names when they are complete.

use crate::shell::errors::BadInput;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::TempPath;

/// A file that gets its name when it is complete, and vanishes before.
pub struct Unfinished {
    file: File,
    path: TempPath,
}

impl Unfinished {
    /// Makes the file under another name in the same folder.
    pub fn create(path: &Path) -> Result<Unfinished, BadInput> {
        let error = |error| BadInput::io(path, "create", &error);
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(name);
        let file = File::create(&unfinished).map_err(error)?;
        let path = TempPath::try_from_path(unfinished).map_err(error)?;
        Ok(Unfinished { file, path })
    }

    /// Writes the content and gives the file its name.
    pub fn finish(
        self,
        path: &Path,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BadInput> {
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(&self.file);
            content(&mut out)?;
            out.flush()
        };
        write()
            .and_then(|()| Ok(self.path.persist(path)?))
            .map_err(|error| BadInput::io(path, "write", &error))
    }
}

/// Writes a whole file.
pub fn write(path: &Path, content: &[u8]) -> Result<(), BadInput> {
    Unfinished::create(path)?.finish(path, |out| out.write_all(content))
}
