//! Temporary folders that do not outlive their process for long.

use crate::error::CcError;
use std::fs::{DirEntry, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Once;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const PREFIX: &str = "lasynth-sandbox-";

/// Between making a folder and locking it a moment passes.
const YOUNG: Duration = Duration::from_secs(60);

/// A temporary folder that goes when this is dropped.
///
/// A process that is killed drops nothing. So each folder is locked as long as its process lives, and
/// the first folder that a process makes is the occasion to remove those that nobody holds.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: TempDir,
    /// The kernel takes the lock away with the process, whatever ends it.
    _lock: File,
}

impl Folder {
    /// Makes one where the system keeps temporary files (`TMPDIR`).
    pub(crate) fn new() -> Result<Folder, CcError> {
        static FIRST: Once = Once::new();
        let parent = std::env::temp_dir();
        FIRST.call_once(|| remove_abandoned(&parent));
        Folder::within(&parent).map_err(|reason| CcError::Io {
            path: parent,
            reason,
        })
    }

    fn within(parent: &Path) -> io::Result<Folder> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        let lock = File::open(folder.path())?;
        lock.try_lock()?;
        Ok(Folder {
            folder,
            _lock: lock,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), CcError> {
        let path = self.path().join(name);
        std::fs::write(&path, text).map_err(|reason| CcError::Io { path, reason })
    }
}

/// Removes the folders of processes that are gone. What cannot be removed stays: it is somebody
/// else's, or another process is at it.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(PREFIX.as_bytes())
        {
            let _ = remove_if_abandoned(&entry);
        }
    }
}

fn remove_if_abandoned(entry: &DirEntry) -> io::Result<()> {
    // Not through a link, which this crate never makes under such a name.
    let metadata = entry.metadata()?;
    let age = SystemTime::now().duration_since(metadata.modified()?);
    if !metadata.is_dir() || age.unwrap_or_default() < YOUNG {
        return Ok(());
    }
    let folder = File::open(entry.path())?;
    // Fails where the process that made the folder lives.
    folder.try_lock()?;
    std::fs::remove_dir_all(entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn folders_go_with_what_is_in_them() {
        let parent = TempDir::new().unwrap();
        let folder = Folder::within(parent.path()).unwrap();
        folder.write("file", "text").unwrap();
        assert_eq!(
            std::fs::metadata(folder.path())
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o700
        );
        drop(folder);
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn abandoned_folders_go() {
        let parent = TempDir::new().unwrap();
        let aged = |path: &Path| {
            let hour_ago = SystemTime::now() - Duration::from_secs(3600);
            File::open(path).unwrap().set_modified(hour_ago).unwrap();
        };
        let make = |name: &str| {
            let path = parent.path().join(name);
            std::fs::create_dir(&path).unwrap();
            std::fs::write(path.join("file"), "text").unwrap();
            path
        };
        aged(&make("lasynth-sandbox-abandoned"));
        aged(&make("somebody-else"));
        make("lasynth-sandbox-young");
        std::os::unix::fs::symlink(make("target"), parent.path().join("lasynth-sandbox-link"))
            .unwrap();
        aged(&parent.path().join("target"));
        let held = Folder::within(parent.path()).unwrap();
        aged(held.path());

        remove_abandoned(parent.path());
        let held = held
            .path()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let mut left: Vec<String> = std::fs::read_dir(parent.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| name.replace(&held, "held"))
            .collect();
        left.sort();
        expect!["held lasynth-sandbox-link lasynth-sandbox-young somebody-else target"]
            .assert_eq(&left.join(" "));
    }
}
