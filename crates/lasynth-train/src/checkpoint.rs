//! Saved states of a run, and models made from them.
//!
//! A checkpoint is a directory `checkpoint-<steps>`: a model (`model.safetensors`, `model.toml`), the
//! moments of the optimiser (`optimizer.safetensors`), where the run stands (`state.json`), the
//! configuration (`config.toml`) and the behaviours seen (`seen.u64`, little endian). It is written
//! under a temporary name and renamed when complete, so a directory of that name is always whole.

use crate::weights::{Slot, read_weights, with_weights};
use crate::{Adam, ConfigError, FeedStart, OptimizerConfig, TrainConfig, tensor_file};
use burn::tensor::Device;
use lasynth_model::{
    CARD_FILE, Lasynth, ModelCard, ModelError, Precision, WEIGHTS_FILE, load_card, load_model,
    save_model,
};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

const STATE_FILE: &str = "state.json";
const OPTIMIZER_FILE: &str = "optimizer.safetensors";
const CONFIG_FILE: &str = "config.toml";
const SEEN_FILE: &str = "seen.u64";
const PREFIX: &str = "checkpoint-";
const UNFINISHED: &str = ".unfinished-";
/// 2: the moments are stored under the present names of the weights.
const FORMAT: u32 = 2;

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of the checkpoint's layout, compared with the one that this code writes.
    pub format: u32,
    /// Steps made since the run began, those left out included.
    pub step: u64,
    /// Updates of the weights: the steps less those left out.
    pub updates: u64,
    /// Programs seen in those steps; one that came up twice counts twice.
    pub programs: u64,
    /// Steps left out in a row, the last one counted.
    pub bad_in_a_row: u32,
    /// Steps left out in all, because numbers were not finite.
    pub skipped: u64,
    /// Start of the pool in use.
    pub feed: FeedStart,
    /// Batches of that pool taken.
    pub taken: usize,
    /// Different behaviours that went into batches.
    pub distinct: u64,
    /// Seconds of training in all parts of the run.
    pub seconds: f64,
    /// How often the run was resumed.
    pub resumed: u64,
}

impl Default for State {
    fn default() -> Self {
        State {
            format: FORMAT,
            step: 0,
            updates: 0,
            programs: 0,
            bad_in_a_row: 0,
            skipped: 0,
            feed: FeedStart::default(),
            taken: 0,
            distinct: 0,
            seconds: 0.0,
            resumed: 0,
        }
    }
}

/// A checkpoint or model that cannot be written or read.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// A file operation failed.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder that was written or read.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// The model in it is damaged or does not fit.
    #[error("{}: {source}", path.display())]
    Model {
        /// The directory that holds the model's files.
        path: PathBuf,
        /// What is damaged or does not fit.
        source: ModelError,
    },
    /// Its configuration is damaged.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It was written by another version.
    #[error("{}: format {found}, but this program reads format {FORMAT}; begin the run again or use a matching version of lasynth", path.display())]
    Format {
        /// The file that states the version.
        path: PathBuf,
        /// The version that it states.
        found: u32,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CheckpointError + '_ {
    move |source| CheckpointError::File {
        path: path.to_path_buf(),
        source,
    }
}

fn model_at(path: &Path) -> impl FnOnce(ModelError) -> CheckpointError + '_ {
    move |source| CheckpointError::Model {
        path: path.to_path_buf(),
        source,
    }
}

/// What a checkpoint holds.
pub(crate) struct Snapshot<'a> {
    pub state: &'a State,
    pub config: &'a TrainConfig,
    pub card: &'a ModelCard,
    /// With the weights being trained.
    pub network: &'a Lasynth,
    pub slots: &'a [Slot],
    pub adam: &'a Adam,
    pub seen: &'a [u64],
}

/// Writes a checkpoint and removes all but the newest `keep`.
pub(crate) fn write(
    out: &Path,
    keep: usize,
    snapshot: &Snapshot<'_>,
) -> Result<PathBuf, CheckpointError> {
    let step = snapshot.state.step;
    let unfinished = out.join(format!("{UNFINISHED}{step}"));
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(&unfinished).map_err(at(&unfinished))?;
    write_model(&unfinished, snapshot.network, snapshot.card)?;
    let adam = snapshot.adam;
    let mut groups = vec![
        ("first", adam.first.as_slice()),
        ("second", adam.second.as_slice()),
    ];
    if !adam.mean.is_empty() {
        groups.push(("mean", adam.mean.as_slice()));
    }
    let path = unfinished.join(OPTIMIZER_FILE);
    tensor_file::write(&path, snapshot.slots, &groups).map_err(at(&path))?;
    let seen: Vec<u8> = snapshot.seen.iter().flat_map(|s| s.to_le_bytes()).collect();
    put(&unfinished.join(SEEN_FILE), &seen)?;
    put(
        &unfinished.join(CONFIG_FILE),
        snapshot.config.to_toml()?.as_bytes(),
    )?;
    let path = unfinished.join(STATE_FILE);
    let state = serde_json::to_vec_pretty(snapshot.state)
        .map_err(io::Error::from)
        .map_err(at(&path))?;
    put(&path, &state)?;

    let finished = out.join(format!("{PREFIX}{step}"));
    if finished.exists() {
        fs::remove_dir_all(&finished).map_err(at(&finished))?;
    }
    fs::rename(&unfinished, &finished).map_err(at(&finished))?;
    let mut all = list(out)?;
    all.sort_by_key(|(step, _)| std::cmp::Reverse(*step));
    for (_, old) in all.into_iter().skip(keep.max(1)) {
        fs::remove_dir_all(&old).map_err(at(&old))?;
    }
    Ok(finished)
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), CheckpointError> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(at(path))
}

/// Checkpoints in a directory, with their steps.
fn list(out: &Path) -> Result<Vec<(u64, PathBuf)>, CheckpointError> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(at(out)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(at(out))?;
        let name = entry.file_name();
        let step = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX))
            .and_then(|step| step.parse().ok());
        if let Some(step) = step {
            found.push((step, entry.path()));
        }
    }
    Ok(found)
}

/// The newest checkpoint in the directory of a run.
pub fn latest_checkpoint(out: &Path) -> Result<Option<PathBuf>, CheckpointError> {
    Ok(list(out)?
        .into_iter()
        .max_by_key(|(step, _)| *step)
        .map(|(_, path)| path))
}

/// Removes what interrupted writing left behind.
pub(crate) fn clean(out: &Path) -> Result<(), CheckpointError> {
    for entry in fs::read_dir(out).map_err(at(out))? {
        let entry = entry.map_err(at(out))?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_dir_all(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}

/// A checkpoint that was read.
pub(crate) struct Restored {
    pub state: State,
    pub config: TrainConfig,
    pub network: Lasynth,
    pub adam: Adam,
    pub seen: Vec<u64>,
}

/// Reads where a checkpoint stands and how it was trained, without the weights.
pub fn read_state(dir: &Path) -> Result<(State, TrainConfig), CheckpointError> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let path = dir.join(STATE_FILE);
    let bytes = fs::read(&path).map_err(at(&path))?;
    let bad = |error: serde_json::Error| at(&path)(error.into());
    let version: Version = serde_json::from_slice(&bytes).map_err(bad)?;
    if version.format != FORMAT {
        return Err(CheckpointError::Format {
            path,
            found: version.format,
        });
    }
    let bad = |error: serde_json::Error| at(&path)(error.into());
    let state = serde_json::from_slice(&bytes).map_err(bad)?;
    Ok((state, TrainConfig::load(&dir.join(CONFIG_FILE))?))
}

/// Reads a checkpoint; the weights go to `device`.
pub(crate) fn read(dir: &Path, device: &Device) -> Result<Restored, CheckpointError> {
    let (state, config) = read_state(dir)?;
    let (network, _) = read_model(dir, device)?;
    let (slots, weights) = read_weights(&network);
    let adam = read_adam(dir, &slots, &weights, &config.optimizer, state.updates)?;
    let path = dir.join(SEEN_FILE);
    let bytes = fs::read(&path).map_err(at(&path))?;
    let (words, _) = bytes.as_chunks::<8>();
    Ok(Restored {
        seen: words.iter().map(|word| u64::from_le_bytes(*word)).collect(),
        state,
        config,
        network,
        adam,
    })
}

fn read_adam(
    dir: &Path,
    slots: &[Slot],
    weights: &[f32],
    config: &OptimizerConfig,
    updates: u64,
) -> Result<Adam, CheckpointError> {
    let path = dir.join(OPTIMIZER_FILE);
    let groups: &[&str] = if config.ema > 0.0 {
        &["first", "second", "mean"]
    } else {
        &["first", "second"]
    };
    let mut values = tensor_file::read(&path, slots, groups)
        .map_err(at(&path))?
        .into_iter();
    let mut adam = Adam::new(config, weights);
    adam.updates = updates;
    for target in [&mut adam.first, &mut adam.second, &mut adam.mean] {
        if let Some(values) = values.next() {
            *target = values;
        }
    }
    Ok(adam)
}

pub(crate) fn read_model(
    dir: &Path,
    device: &Device,
) -> Result<(Lasynth, ModelCard), CheckpointError> {
    let card_path = dir.join(CARD_FILE);
    let text = fs::read_to_string(&card_path).map_err(at(&card_path))?;
    let weights_path = dir.join(WEIGHTS_FILE);
    let weights = fs::read(&weights_path).map_err(at(&weights_path))?;
    let card = load_card(&text).map_err(model_at(dir))?;
    load_model(
        &text,
        weights,
        &card.domain,
        &card.encoding,
        &card.vocabulary,
        device,
    )
    .map_err(model_at(dir))
}

/// Writes the two files of a model.
pub(crate) fn write_model(
    dir: &Path,
    network: &Lasynth,
    card: &ModelCard,
) -> Result<(), CheckpointError> {
    let (text, weights) = save_model(network, card).map_err(model_at(dir))?;
    put(&dir.join(WEIGHTS_FILE), &weights)?;
    put(&dir.join(CARD_FILE), text.as_bytes())
}

/// Turns a checkpoint into a model to be used: the running mean of the weights where the run keeps
/// one, in half precision if `half`.
pub fn export(checkpoint: &Path, out: &Path, half: bool) -> Result<ModelCard, CheckpointError> {
    let device = Device::flex();
    let (state, config) = read_state(checkpoint)?;
    let (network, mut card) = read_model(checkpoint, &device)?;
    let (slots, weights) = read_weights(&network);
    let adam = read_adam(
        checkpoint,
        &slots,
        &weights,
        &config.optimizer,
        state.updates,
    )?;
    card.precision = if half { Precision::F16 } else { Precision::F32 };
    let network = with_weights(network, adam.exported(&weights), &device);
    fs::create_dir_all(out).map_err(at(out))?;
    write_model(out, &network, &card)?;
    Ok(card)
}
