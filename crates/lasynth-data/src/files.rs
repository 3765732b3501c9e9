//! Files and folders that get their names when they are complete.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use tempfile::{Builder, NamedTempFile, TempDir};

/// Makes a file beside `path`, under a hidden name that no other one has. It gets the name `path` when
/// it is persisted, and vanishes when it is dropped before.
///
/// # Errors
/// If `path` names no file, or none can be made there.
pub fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    within(path, 0o666, |builder, folder| builder.tempfile_in(folder))
}

/// The same for a folder, which is renamed by hand.
///
/// # Errors
/// If `path` names no folder, or none can be made there.
pub fn unfinished_folder(path: &Path) -> io::Result<TempDir> {
    within(path, 0o777, |builder, folder| builder.tempdir_in(folder))
}

/// Makes something in the folder of `path`. Results are for everybody whom the user's mask lets in, as
/// other files are, and not for the user alone, as temporary ones.
fn within<T>(
    path: &Path,
    mode: u32,
    make: impl FnOnce(&Builder<'_, '_>, &Path) -> io::Result<T>,
) -> io::Result<T> {
    let name = path.file_name();
    let name =
        name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file name"))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".");
    let mut builder = Builder::new();
    builder.prefix(&hidden).suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    make(&builder, folder.unwrap_or(Path::new("."))).map_err(plain)
}

/// What the system says, without the hidden name, which means nothing to the user.
fn plain(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((message, _)) => io::Error::new(error.kind(), message.to_owned()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn files_get_their_names_when_they_are_persisted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let count = || fs::read_dir(folder.path()).unwrap().count();
        let (one, other) = (unfinished(&path).unwrap(), unfinished(&path).unwrap());
        assert_ne!(one.path(), other.path());
        assert!(!path.exists());
        one.persist(&path).unwrap();
        drop(other);
        assert!(path.exists());
        assert_eq!(count(), 1);
        drop(unfinished_folder(&path).unwrap());
        assert_eq!(count(), 1);
        assert!(unfinished(Path::new("..")).is_err());
        let missing = unfinished(&folder.path().join("missing/a.txt")).unwrap_err();
        assert!(!missing.to_string().contains(".tmp"), "{missing}");
    }

    #[cfg(unix)]
    #[test]
    fn results_are_not_for_the_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (path, plain) = (folder.path().join("a"), folder.path().join("plain"));
        unfinished(&path).unwrap().persist(&path).unwrap();
        fs::write(&plain, "").unwrap();
        assert_eq!(mode(&path), mode(&plain));
        let plain = folder.path().join("folder");
        fs::create_dir(&plain).unwrap();
        assert_eq!(mode(unfinished_folder(&path).unwrap().path()), mode(&plain));
    }
}
