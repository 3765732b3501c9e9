//! Files that get their names when they are complete.

use crate::shell::errors::BadInput;
use lasynth_data::files::unfinished;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// A file that gets its name when it is complete, and vanishes before.
pub struct Unfinished(NamedTempFile);

impl Unfinished {
    /// Makes the file under another name in the same folder.
    pub fn create(path: &Path) -> Result<Unfinished, BadInput> {
        let file = unfinished(path);
        file.map(Unfinished)
            .map_err(|error| BadInput::io(path, "create", &error))
    }

    /// Writes the content and gives the file its name.
    pub fn finish(
        mut self,
        path: &Path,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BadInput> {
        let file = &mut self.0;
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(file);
            content(&mut out)?;
            out.flush()
        };
        write()
            .and_then(|()| Ok(self.0.persist(path)?))
            .map(drop)
            .map_err(|error| BadInput::io(path, "write", &error))
    }
}

/// Writes a whole file.
pub fn write(path: &Path, content: &[u8]) -> Result<(), BadInput> {
    Unfinished::create(path)?.finish(path, |out| out.write_all(content))
}
