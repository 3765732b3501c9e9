//! What files a folder has.

use lasynth_data::formats::Problem;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Largest file that is read, in bytes: far beyond any that holds a program.
const MAX_BYTES: u64 = 1 << 20;

/// The files of a folder, none of them read yet.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Whether there is a `.c` and a `.out` file, by number.
    files: BTreeMap<u64, [bool; 2]>,
    /// Files with names that mean nothing, sorted.
    others: Vec<String>,
}

impl Folder {
    /// Looks what files there are.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Folder> {
        let path = path.into();
        let mut files: BTreeMap<u64, [bool; 2]> = BTreeMap::new();
        let mut others = Vec::new();
        for entry in fs::read_dir(&path)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            match parse_name(&name) {
                Some((index, part)) => files.entry(index).or_default()[part] = true,
                None => others.push(name),
            }
        }
        others.sort();
        Ok(Folder {
            path,
            files,
            others,
        })
    }

    /// The folder as it was named when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Numbers of which there is a file, in order.
    pub fn indices(&self) -> impl Iterator<Item = u64> {
        self.files.keys().copied()
    }

    /// Number of pairs, complete or not.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file of a pair.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Names of the files that belong to no pair, sorted.
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// Numbers between the first and the last of which there is no file.
    pub fn gaps(&self) -> Vec<RangeInclusive<u64>> {
        let numbers = || self.files.keys().copied();
        let pairs = numbers().zip(numbers().skip(1));
        let gaps = pairs.filter(|(this, next)| this + 1 < *next);
        gaps.map(|(this, next)| this + 1..=next - 1).collect()
    }

    /// The texts of a pair.
    pub(super) fn texts(&self, index: u64) -> Result<[String; 2], Problem> {
        let names = ["c", "out"].map(|extension| format!("code_{index}.{extension}"));
        let present = self.files.get(&index).copied().unwrap_or_default();
        for (i, name) in names.iter().enumerate() {
            if !present[i] {
                let other = &names[1 - i];
                return Err(Problem::file(
                    other,
                    format!("it has no partner {name}; a task needs both"),
                ));
            }
        }
        let [c, out] = names.map(|name| self.text(&name));
        Ok([c?, out?])
    }

    fn text(&self, name: &str) -> Result<String, Problem> {
        let path = self.path.join(name);
        let bytes = fs::metadata(&path)
            .and_then(|data| match data.len() {
                0..=MAX_BYTES => fs::read(&path),
                length => Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("it has {length} bytes, at most {MAX_BYTES} are read"),
                )),
            })
            .map_err(|error| Problem::file(name, format!("cannot read it: {error}")))?;
        String::from_utf8(bytes).map_err(|_| Problem::file(name, "it is not UTF-8 text"))
    }
}

/// The number in a name `code_<i>.c` or `code_<i>.out`, and which of both it is.
fn parse_name(name: &str) -> Option<(u64, usize)> {
    let (number, extension) = name.strip_prefix("code_")?.split_once('.')?;
    let part = ["c", "out"].iter().position(|e| *e == extension)?;
    let index: u64 = number.parse().ok()?;
    // Only one spelling of each number, so that no two files are the same one.
    (index.to_string() == number).then_some((index, part))
}
