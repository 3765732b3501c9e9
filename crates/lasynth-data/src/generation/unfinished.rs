//! Runs that are not finished: a folder that holds all that is needed to go on.

use super::config::GenConfig;
use super::error::GenError;
use super::parts::{PartState, failed};
use super::pipeline::Position;
use super::source::Source;
use crate::tasks::TaskFileError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const STATE: &str = "state.json";
const SEEN: &str = "seen";
const LOCK: &str = "lock";

/// Bytes of a signature.
const SIGNATURE: usize = 16;

/// What a run is, and how far.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    /// What is made: another version, source or configuration makes something else.
    run: Value,
    pub(super) position: Position,
    pub(super) parts: Vec<PartState>,
    /// Signatures in the file of those.
    seen: u64,
    /// Wall time spent.
    pub(super) seconds: f64,
    /// Everything is written, and the parts are being renamed.
    pub(super) finished: bool,
}

impl State {
    /// Tasks that the run is to make: the sum of the sizes of its splits.
    pub(super) fn wanted(&self) -> usize {
        let splits = self.run["config"]["splits"].as_array();
        let sizes = splits.into_iter().flatten().filter_map(Value::as_u64);
        sizes.sum::<u64>() as usize
    }
}

/// The folder of an unfinished run. While this lives no other process works in it.
pub(super) struct Folder {
    path: PathBuf,
    /// Holds the lock.
    _lock: File,
    seen: File,
    seen_count: u64,
    run: Value,
}

impl Folder {
    /// Enters the folder, which is made where it does not exist, and gives the state in it.
    pub(super) fn enter(
        path: PathBuf,
        source: &dyn Source,
        config: &GenConfig,
    ) -> Result<(Folder, Option<Result<State, GenError>>), GenError> {
        match fs::create_dir(&path) {
            Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
                return Err(GenError::Folder { path, source });
            }
            _ => {}
        }
        let open = |name: &str| {
            let path = path.join(name);
            let options = File::options()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path);
            options.map_err(|e| failed("open", &path, e))
        };
        let lock = open(LOCK)?;
        match lock.try_lock() {
            Ok(()) => {}
            // Where the file system knows no locks, people have to take care.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::WouldBlock) => return Err(GenError::Busy { path }),
            Err(TryLockError::Error(e)) => return Err(failed("lock", &path, e).into()),
        }
        let seen = open(SEEN)?;
        let state = read_state(&path.join(STATE)).transpose();
        let folder = Folder {
            _lock: lock,
            seen,
            seen_count: 0,
            run: identity(source, config)?,
            path,
        };
        Ok((folder, state))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Forgets what an earlier run left.
    pub(super) fn clear(&mut self) -> Result<(), GenError> {
        let state = self.path.join(STATE);
        match fs::remove_file(&state) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("remove", &state, error).into());
            }
            _ => {}
        }
        self.cut_seen(0)
            .map_err(|e| failed("write", &self.path.join(SEEN), e))?;
        Ok(())
    }

    /// Takes up the run that `state` belongs to, and gives the signatures that it has seen.
    pub(super) fn resume(&mut self, state: &State) -> Result<HashSet<u128>, GenError> {
        if let Some((what, before, now)) = difference("", &state.run, &self.run) {
            return Err(GenError::OtherRun {
                path: self.path.clone(),
                what,
                before: before.to_string(),
                now: now.to_string(),
            });
        }
        let path = self.path.join(SEEN);
        let seen = self
            .read_seen(state.seen)
            .map_err(|e| failed("read", &path, e))?;
        let Some(seen) = seen else {
            return Err(shorter(path));
        };
        self.cut_seen(state.seen)
            .map_err(|e| failed("write", &path, e))?;
        Ok(seen)
    }

    fn cut_seen(&mut self, count: u64) -> io::Result<()> {
        self.seen_count = count;
        self.seen.set_len(count * SIGNATURE as u64)?;
        self.seen.seek(SeekFrom::End(0)).map(drop)
    }

    /// `None` where there are fewer.
    fn read_seen(&mut self, count: u64) -> io::Result<Option<HashSet<u128>>> {
        if self.seen.metadata()?.len() < count * SIGNATURE as u64 {
            return Ok(None);
        }
        self.seen.rewind()?;
        let mut input = BufReader::new(&self.seen);
        let mut seen = HashSet::with_capacity(count as usize);
        for _ in 0..count {
            let mut bytes = [0; SIGNATURE];
            input.read_exact(&mut bytes)?;
            seen.insert(u128::from_le_bytes(bytes));
        }
        Ok(Some(seen))
    }

    /// Writes down how far the run is. `fresh` are the signatures that came in since the last time.
    pub(super) fn save(
        &mut self,
        position: Position,
        parts: Vec<PartState>,
        fresh: &[u128],
        seconds: f64,
        finished: bool,
    ) -> Result<(), TaskFileError> {
        let bytes: Vec<u8> = fresh.iter().flat_map(|s| s.to_le_bytes()).collect();
        self.seen
            .write_all(&bytes)
            .and_then(|()| self.seen.sync_data())
            .map_err(|e| failed("write", &self.path.join(SEEN), e))?;
        self.seen_count += fresh.len() as u64;
        let state = State {
            run: self.run.clone(),
            position,
            parts,
            seen: self.seen_count,
            seconds,
            finished,
        };
        let path = self.path.join(STATE);
        let temporary = self.path.join(format!("{STATE}.tmp"));
        let write = || -> io::Result<()> {
            let mut file = File::create(&temporary)?;
            file.write_all(&serde_json::to_vec(&state)?)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
        };
        write().map_err(|e| failed("write", &path, e))
    }

    /// Removes the folder: the run is finished, or nobody will want it.
    pub(super) fn remove(self) -> Result<(), GenError> {
        let Folder { path, .. } = &self;
        fs::remove_dir_all(path).map_err(|e| failed("remove", path, e).into())
    }
}

fn read_state(path: &Path) -> Result<Option<State>, GenError> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|e| failed("read", path, e))?,
    };
    let state = serde_json::from_slice(&text).map_err(|error| GenError::Damaged {
        path: path.to_owned(),
        message: format!("this is no state of a run ({error})"),
    })?;
    Ok(Some(state))
}

/// A file that is shorter than the state says.
pub(super) fn shorter(path: PathBuf) -> GenError {
    GenError::Damaged {
        path,
        message: "the file is shorter than when the state was saved".to_owned(),
    }
}

/// What decides what comes out.
fn identity(source: &dyn Source, config: &GenConfig) -> Result<Value, GenError> {
    let config = serde_json::to_value(config)
        .map_err(|error| GenError::Config(format!("the configuration: {error}")))?;
    Ok(serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "source": source.name(),
        "config": config,
    }))
}

/// The first place in which two documents differ, and what stands there.
fn difference<'v>(
    path: &str,
    before: &'v Value,
    now: &'v Value,
) -> Option<(String, &'v Value, &'v Value)> {
    if let (Value::Object(before), Value::Object(now)) = (before, now) {
        let missing = &Value::Null;
        let keys = now.keys().chain(before.keys());
        return keys
            .map(|key| {
                let of = |object: &'v serde_json::Map<String, Value>| object.get(key);
                let path = match path {
                    "" | "config" => key.clone(),
                    _ => format!("{path}.{key}"),
                };
                (
                    path,
                    of(before).unwrap_or(missing),
                    of(now).unwrap_or(missing),
                )
            })
            .find_map(|(path, before, now)| difference(&path, before, now));
    }
    (before != now).then(|| (path.to_owned(), before, now))
}
