//! Runs to files: where they go, how they begin, go on and end.
//!
//! All parts are written under other names in a folder of the run, and renamed when the last of them
//! is complete.

use super::config::{GenConfig, Progress, SPLIT_NAMES};
use super::error::GenError;
use super::parts::{Part, failed, publish};
use super::pipeline::Pipeline;
use super::source::Source;
use super::summary::Summary;
use super::unfinished::{Folder, State, shorter};
use lasynth_core::Task;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A kill loses at most about so much work.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// Where the tasks go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// One task file; one split.
    File(PathBuf),
    /// A folder, made where it does not exist, with a file `train.jsonl`, `valid.jsonl`,
    /// `test.jsonl` for each split.
    Folder(PathBuf),
}

impl Destination {
    /// The folder that holds a run to here until it is finished: `.NAME.unfinished` beside the file
    /// `NAME`, or `.unfinished` in the folder.
    pub fn unfinished(&self) -> PathBuf {
        match self {
            Destination::File(path) => {
                let mut name = std::ffi::OsString::from(".");
                name.push(path.file_name().unwrap_or_default());
                name.push(".unfinished");
                path.with_file_name(name)
            }
            Destination::Folder(folder) => folder.join(".unfinished"),
        }
    }
}

/// What to do about an earlier run to the same place that is not finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// There must be none.
    #[default]
    Fresh,
    /// There must be one, and it goes on where it stopped.
    Resume,
    /// If there is one it is deleted, and the run begins anew.
    Restart,
}

/// Generates task files. They appear under their names when all of them are complete. Until then the
/// run is in the folder [`Destination::unfinished`]; a run that is interrupted in whatever way
/// leaves that folder behind, and [`Start::Resume`] goes on with it. The result is the same, byte for
/// byte, as that of a run that was not interrupted.
///
/// # Errors
/// See [`super::generate`]; where the unfinished run is not what `start` and `config` expect.
pub fn generate_files(
    source: &dyn Source,
    config: &GenConfig,
    to: &Destination,
    start: Start,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Summary, GenError> {
    let mut pipeline = Pipeline::new(source, config)?;
    let targets = targets(config, to)?;
    let path = to.unfinished();
    if start == Start::Resume && !path.exists() {
        return Err(GenError::NothingToResume { path });
    }
    let (folder, state) = Folder::enter(path, source, config)?;
    let state = match (start, state) {
        (Start::Fresh, Some(Ok(state))) => {
            return Err(GenError::Unfinished {
                path: folder.path().to_owned(),
                made: state.position.tasks(),
                wanted: state.wanted(),
            });
        }
        (Start::Fresh | Start::Resume, Some(Err(error))) => return Err(error),
        (Start::Resume, Some(Ok(state))) => Some(state),
        (Start::Resume, None) => {
            let path = folder.path().to_owned();
            folder.remove()?;
            return Err(GenError::NothingToResume { path });
        }
        (Start::Restart, _) | (Start::Fresh, None) => None,
    };
    let before = state.as_ref().map_or(0.0, |state| state.seconds);
    let mut run = Run {
        started: Instant::now(),
        before: Duration::try_from_secs_f64(before).unwrap_or_default(),
        parts: Vec::new(),
        folder,
    };
    let finished = run.begin(&mut pipeline, &targets, state)?;
    if !finished && let Err(error) = run.work(&mut pipeline, progress) {
        // These runs would end in the same way again.
        if let GenError::Exhausted { .. } | GenError::Config(_) = error {
            run.folder.remove()?;
        }
        return Err(error);
    }
    drop(run.parts);
    let took = run.before + run.started.elapsed();
    for (split, target) in targets.iter().enumerate() {
        publish(&run.folder.path().join(SPLIT_NAMES[split]), target)?;
    }
    run.folder.remove()?;
    Ok(pipeline.summary(took))
}

/// The files to make.
fn targets(config: &GenConfig, to: &Destination) -> Result<Vec<PathBuf>, GenError> {
    match to {
        Destination::File(path) if config.splits.len() > 1 => Err(GenError::Config(format!(
            "{} splits do not fit into the one file {}; name a folder",
            config.splits.len(),
            path.display()
        ))),
        Destination::File(path) => {
            let refuse = |error| Err(failed("create", path, error).into());
            if path.file_name().is_none() || path.is_dir() {
                return refuse(io::Error::other("this is a folder; name a file"));
            }
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            match folder.map(fs::metadata) {
                Some(Err(error)) => refuse(error),
                _ => Ok(vec![path.clone()]),
            }
        }
        Destination::Folder(folder) => {
            fs::create_dir_all(folder).map_err(|source| GenError::Folder {
                path: folder.clone(),
                source,
            })?;
            let names = SPLIT_NAMES.iter().take(config.splits.len());
            Ok(names
                .map(|name| folder.join(format!("{name}.jsonl")))
                .collect())
        }
    }
}

/// A run to files.
struct Run {
    started: Instant,
    /// Time that was spent before this process.
    before: Duration,
    parts: Vec<Part>,
    folder: Folder,
}

impl Run {
    /// Opens the parts, for a new run or one that goes on; whether it has only to be renamed.
    fn begin(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        targets: &[PathBuf],
        state: Option<State>,
    ) -> Result<bool, GenError> {
        let part = |split: usize| self.folder.path().join(SPLIT_NAMES[split]);
        let paths: Vec<PathBuf> = (0..targets.len()).map(part).collect();
        let files = paths.into_iter().zip(targets.iter().cloned());
        let Some(state) = state else {
            self.folder.clear()?;
            for (path, target) in files {
                self.parts.push(Part::create(&path, target)?);
            }
            self.save(pipeline, false)?;
            return Ok(false);
        };
        let seen: HashSet<u128> = self.folder.resume(&state)?;
        pipeline.restore(state.position, seen);
        if state.finished {
            return Ok(true);
        }
        let mut states = state.parts.into_iter();
        for (path, target) in files {
            let state = states.next().unwrap_or_default();
            let part = Part::open(&path, target, state)?;
            self.parts.push(part.ok_or_else(|| shorter(path))?);
        }
        Ok(false)
    }

    fn work(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<(), GenError> {
        let mut saved = Instant::now();
        while !pipeline.is_done() {
            for (split, line) in pipeline.next_chunk(line)? {
                self.parts[split].write(&line?)?;
            }
            if progress(&pipeline.progress()).is_break() {
                self.save(pipeline, false)?;
                return Err(GenError::Interrupted);
            }
            pipeline.check_yield()?;
            if saved.elapsed() >= SAVE_EVERY {
                self.save(pipeline, false)?;
                saved = Instant::now();
            }
        }
        for part in &mut self.parts {
            part.finish()?;
        }
        self.save(pipeline, true)
    }

    fn save(&mut self, pipeline: &mut Pipeline<'_>, finished: bool) -> Result<(), GenError> {
        let parts = self.parts.iter_mut().map(Part::save);
        let parts = parts.collect::<Result<_, _>>()?;
        let seconds = (self.before + self.started.elapsed()).as_secs_f64();
        let fresh = pipeline.take_fresh();
        (self.folder).save(pipeline.position(), parts, &fresh, seconds, finished)?;
        Ok(())
    }
}

/// A task as a line of a file.
fn line(split: usize, task: Task) -> (usize, Result<Vec<u8>, GenError>) {
    let line = serde_json::to_vec(&task).map(|mut line| {
        line.push(b'\n');
        line
    });
    (
        split,
        line.map_err(|error| GenError::Config(format!("a task cannot be written: {error}"))),
    )
}
