//! What to generate, and how far a run is.

use super::error::GenError;
use super::source::Source;
use lasynth_core::DrawRules;
use serde::{Deserialize, Serialize};

/// Names of the splits, in their order.
pub(super) const SPLIT_NAMES: [&str; 3] = ["train", "valid", "test"];

/// Which program a task holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The program as drawn.
    #[default]
    Raw,
    /// Its normal form; the task has a field `"form": "normal"` then.
    Normal,
    /// The shortest equivalent program that is found; the field is `"form": "minimal"`.
    Minimal,
}

/// What decides the tasks of a run: the same configuration gives the same files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenConfig {
    /// Number of tasks of each split: one number, or those of `train`, `valid` and `test`.
    pub splits: Vec<usize>,
    /// Everything random follows from it.
    pub seed: u64,
    /// What a program must satisfy. [`DrawRules::normalise`] is ignored in favour of `form`.
    pub rules: DrawRules,
    /// Whether only the first of several programs with equal behaviour is kept.
    pub dedup: bool,
    /// At least this share of the drawn programs of each split is of a kind with a loop, from 0 to
    /// one. Has no meaning where [`DrawRules::kinds`] prescribes the whole mixture, and in a language
    /// without such kinds.
    pub loop_share: f64,
    /// Which program a task holds.
    pub form: Form,
    /// Number of threads; 0 for one a core. Has no influence on what comes out.
    #[serde(skip)]
    pub threads: usize,
}

impl Default for GenConfig {
    fn default() -> Self {
        GenConfig {
            splits: vec![1_000],
            seed: 0,
            rules: DrawRules::default(),
            dedup: true,
            loop_share: 0.5,
            form: Form::Raw,
            threads: 0,
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Tasks kept so far, in all splits.
    pub tasks: usize,
    /// Tasks wanted in all splits together.
    pub wanted: usize,
    /// Programs drawn so far.
    pub candidates: u64,
}

/// Whether a source can follow a configuration.
pub(super) fn check(source: &dyn Source, config: &GenConfig) -> Result<(), GenError> {
    let refuse = |message: String| Err(GenError::Config(message));
    if config.splits.is_empty() || config.splits.len() > SPLIT_NAMES.len() {
        return refuse(format!(
            "{} splits were asked for; 1 to {} are supported: {}",
            config.splits.len(),
            SPLIT_NAMES.len(),
            SPLIT_NAMES.join(", ")
        ));
    }
    if !(0.0..=1.0).contains(&config.loop_share) {
        return refuse(format!(
            "the share of programs with a loop is {}; it must be between 0 and 1",
            config.loop_share
        ));
    }
    if config.rules.examples == 0 {
        return refuse("a task needs at least one example to show".to_owned());
    }
    let domain = source.domain();
    let rules = DrawRules {
        normalise: config.form != Form::Raw,
        ..config.rules.clone()
    };
    domain.check_rules(&rules).map_err(GenError::Config)?;
    Ok(())
}
