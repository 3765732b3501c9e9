//! The configuration of a training run. Everything that decides the trained weights stands here and
//! is kept with every checkpoint, so that a run can be resumed or repeated.

use crate::Schedule;
use lasynth_core::{Place, RangeRule};
use lasynth_model::ModelConfig;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Everything that decides a training run. Written in TOML, kept with checkpoints and results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Name of the trained model.
    pub name: String,
    /// Seed of the initial weights, of the order of batches and of the choice of pairs.
    #[serde(default)]
    pub seed: u64,
    /// Programs in the batch of one step.
    pub batch: usize,
    /// Parts into which every batch is cut; each part runs on a thread of its own. The numbers that
    /// come out depend on it, so it belongs to the configuration and not to the machine.
    #[serde(default = "one")]
    pub shards: usize,
    /// Threads that draw programs.
    #[serde(default = "one")]
    pub generators: usize,
    /// Whether the exported weights are rounded to 16 bits.
    #[serde(default)]
    pub half: bool,
    /// When the run ends. The first limit reached counts; at least one is needed.
    pub stop: Stop,
    /// The programs to learn from.
    #[serde(default)]
    pub data: DataConfig,
    /// Step sizes, moments and clipping of Adam.
    #[serde(default)]
    pub optimizer: OptimizerConfig,
    /// Learning rate over time.
    #[serde(default)]
    pub schedule: Schedule,
    /// When the state is saved.
    #[serde(default)]
    pub checkpoint: CheckpointConfig,
    /// Steps between two log records.
    #[serde(default = "log_every")]
    pub log_every: u64,
    /// Programs set aside to measure progress.
    #[serde(default)]
    pub validation: ValidationConfig,
    /// Sizes and parts of the network that is trained.
    pub model: ModelConfig,
}

/// When a run ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stop {
    /// Number of steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// Number of programs seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programs: Option<u64>,
    /// Wall-clock time in minutes, earlier parts of a resumed run included. Runs that end by time
    /// cannot be repeated exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
}

/// Where the training programs come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Drawn from the domain while training.
    #[default]
    Generate,
    /// Handed in by the caller, who reads them from a file.
    File,
}

/// What the model learns to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Targets {
    /// The short equivalent program.
    #[default]
    Normal,
    /// The program as drawn.
    Raw,
}

/// The programs to learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataConfig {
    /// Where they come from.
    pub source: Source,
    /// Path of the task file where `source = "file"`; read by the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// Seed of the drawn programs.
    pub seed: u64,
    /// What happens to inputs whose output leaves the range.
    pub range: RangeRule,
    /// What the model learns to write.
    pub targets: Targets,
    /// Whether a behaviour that was seen before is skipped.
    pub distinct: bool,
    /// Longer targets are skipped, in tokens.
    pub max_tokens: usize,
    /// Number of pairs shown.
    pub pairs: PairsConfig,
    /// Batches sorted by length together.
    pub pool: usize,
    /// A test split with which training must share no behaviour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Exclude>,
}

/// Number of pairs shown for the programs of a batch: `usual` with probability `usual_share`,
/// otherwise any number from `min` to `max`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PairsConfig {
    /// Fewest pairs shown, from 1.
    pub min: usize,
    /// Most pairs shown, up to 10.
    pub max: usize,
    /// The number of pairs that is shown most often, from 1 to 10.
    pub usual: usize,
    /// Probability with which `usual` is chosen outright, from 0 to 1.
    pub usual_share: f64,
}

/// The test split that `lasynth gen --seed SEED --count COUNT` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclude {
    /// The value of `--seed`.
    pub seed: u64,
    /// The value of `--count`.
    pub count: usize,
}

/// Adam with clipping by the global norm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OptimizerConfig {
    /// Learning rate at its highest; the schedule multiplies it by a factor from 0 to 1.
    pub lr: f64,
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
    /// Largest norm of the whole gradient.
    pub clip: f64,
    /// Decay of the running mean of the weights, which is then what is exported; 0 for none. Early
    /// in a run a smaller decay is used, so that the first weights are forgotten.
    pub ema: f64,
}

/// When the state is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckpointConfig {
    /// After so many minutes; 0 for never.
    pub every_minutes: f64,
    /// After so many steps; 0 for never.
    pub every_steps: u64,
    /// How many are kept.
    pub keep: usize,
}

/// Programs set aside to measure progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValidationConfig {
    /// Steps between two measurements; 0 for none but the last.
    pub every_steps: u64,
    /// Seed of the programs.
    pub seed: u64,
    /// Number of programs; 0 switches validation off.
    pub count: usize,
}

fn one() -> usize {
    1
}
fn log_every() -> u64 {
    50
}

impl Default for DataConfig {
    fn default() -> Self {
        DataConfig {
            source: Source::Generate,
            path: None,
            seed: 1,
            range: RangeRule::Redraw,
            targets: Targets::Normal,
            distinct: true,
            max_tokens: 96,
            pairs: PairsConfig::default(),
            pool: 32,
            exclude: None,
        }
    }
}

impl Default for PairsConfig {
    fn default() -> Self {
        PairsConfig {
            min: 1,
            max: 10,
            usual: 5,
            usual_share: 0.5,
        }
    }
}

impl Default for OptimizerConfig {
    fn default() -> Self {
        OptimizerConfig {
            lr: 1e-3,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            clip: 5.0,
            ema: 0.0,
        }
    }
}

impl Default for CheckpointConfig {
    fn default() -> Self {
        CheckpointConfig {
            every_minutes: 10.0,
            every_steps: 0,
            keep: 2,
        }
    }
}

impl Default for ValidationConfig {
    fn default() -> Self {
        ValidationConfig {
            every_steps: 0,
            seed: 77,
            count: 256,
        }
    }
}

/// A configuration that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file that could not be read.
        path: PathBuf,
        /// The error of the file system.
        source: std::io::Error,
    },
    /// The text is not a configuration.
    #[error("{file}:{line}:{column}: {message}")]
    Syntax {
        /// File name, or `<config>` where the text came from elsewhere.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// A field has a value that makes no sense.
    #[error("`{field}`: {message}")]
    Value {
        /// Path of the field, such as `data.pairs.max`.
        field: &'static str,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// The configuration has no text.
    #[error("the configuration cannot be written: {0}")]
    Write(String),
}

impl TrainConfig {
    /// Reads and checks a configuration file.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_path_buf(),
            source,
        })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads and checks a configuration; `file` is named in errors.
    pub fn parse(text: &str, file: &str) -> Result<Self, ConfigError> {
        let config: TrainConfig = toml::from_str(text).map_err(|error| {
            let place = Place::of(text, error.span().map_or(0, |span| span.start));
            let Place { line, column } = place;
            ConfigError::Syntax {
                file: file.to_owned(),
                line,
                column,
                message: error.message().to_owned(),
            }
        })?;
        config.check()?;
        Ok(config)
    }

    /// The text that [`TrainConfig::parse`] reads.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        toml::to_string(self).map_err(|error| ConfigError::Write(error.to_string()))
    }

    /// Checks the values of all fields but the sizes of the network, which depend on the domain.
    pub fn check(&self) -> Result<(), ConfigError> {
        let pairs = &self.data.pairs;
        let optimizer = &self.optimizer;
        let stop = &self.stop;
        let unit = |x: f64| (0.0..1.0).contains(&x);
        let schedule = match self.schedule {
            Schedule::Paper { factor, every } => factor > 0.0 && factor <= 1.0 && every > 0,
            Schedule::Cosine { floor, .. } => (0.0..=1.0).contains(&floor),
        };
        let rules: [(bool, &'static str, &str); 15] = [
            (self.batch > 0, "batch", "must be at least 1"),
            (
                (1..=self.batch.max(1)).contains(&self.shards),
                "shards",
                "must lie between 1 and `batch`",
            ),
            (self.generators > 0, "generators", "must be at least 1"),
            (self.log_every > 0, "log_every", "must be at least 1"),
            (
                stop.steps.is_some() || stop.programs.is_some() || stop.minutes.is_some(),
                "stop",
                "needs `steps`, `programs` or `minutes`",
            ),
            (
                stop.steps != Some(0)
                    && stop.programs != Some(0)
                    && stop.minutes.is_none_or(|m| m.is_finite() && m > 0.0),
                "stop",
                "limits must be positive",
            ),
            (
                self.data.max_tokens > 0,
                "data.max_tokens",
                "must be at least 1",
            ),
            (self.data.pool > 0, "data.pool", "must be at least 1"),
            (
                1 <= pairs.min && pairs.min <= pairs.max && pairs.max <= 10,
                "data.pairs",
                "needs 1 <= min <= max <= 10",
            ),
            (
                (1..=10).contains(&pairs.usual),
                "data.pairs.usual",
                "must lie between 1 and 10",
            ),
            (
                (0.0..=1.0).contains(&pairs.usual_share),
                "data.pairs.usual_share",
                "must lie between 0 and 1",
            ),
            (
                optimizer.lr > 0.0 && optimizer.lr.is_finite() && optimizer.epsilon > 0.0,
                "optimizer",
                "`lr` and `epsilon` must be positive",
            ),
            (
                unit(optimizer.beta1) && unit(optimizer.beta2) && unit(optimizer.ema),
                "optimizer",
                "`beta1`, `beta2` and `ema` must lie in [0, 1)",
            ),
            (
                optimizer.clip > 0.0,
                "optimizer.clip",
                "must be positive (`inf` for none)",
            ),
            (schedule, "schedule", "factors must lie between 0 and 1"),
        ];
        for (good, field, message) in rules {
            if !good {
                return Err(ConfigError::Value {
                    field,
                    message: message.to_owned(),
                });
            }
        }
        if self.checkpoint.keep == 0 {
            return Err(ConfigError::Value {
                field: "checkpoint.keep",
                message: "must be at least 1".to_owned(),
            });
        }
        Ok(())
    }
}
