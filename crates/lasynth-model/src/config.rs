//! The one configuration of the model: sizes and the paper's ablations.

use lasynth_core::Encoding;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Largest reach of a table of values.
const MAX_VALUE_RANGE: usize = 1 << 20;

/// When the latent executor advances its estimate while a program is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecPeriod {
    /// At the end of every statement: the natural period for short, normal-form programs.
    Statement,
    /// Every so many of the model's tokens (the paper: 16).
    Tokens(usize),
}

/// Sizes and switches of a [`crate::Lasynth`]. Saved with the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Embedding width `E` of values, tokens and operations.
    pub embedding: usize,
    /// LSTM width `H` per direction; the decoder is `2H` wide.
    pub hidden: usize,
    /// Layers of each LSTM: encoders, executor and decoder alike.
    #[serde(default = "two")]
    pub layers: usize,
    /// Decoder cells a layer: 1 is one LSTM of width `2H`, 2 are two parallel LSTMs of width `H` whose
    /// outputs are concatenated, as in the reference code.
    #[serde(default = "one")]
    pub decoder_cells: usize,
    /// The embedded values are `-value_range..=value_range`; grids have none.
    #[serde(default = "sixteen")]
    pub value_range: usize,
    /// When the latent executor advances.
    pub exec_period: ExecPeriod,
    /// All weights but embeddings start from U(-init, init).
    #[serde(default = "tenth")]
    pub init: f64,
    /// Embeddings start from U(-embedding_init, embedding_init). The paper has 0.1 for both, at 16 times the
    /// width; narrow models learn several times faster from larger values.
    #[serde(default = "tenth")]
    pub embedding_init: f64,
    /// Ablation: logits straight from the pooled state, no attention over decoded tokens.
    #[serde(default)]
    pub no_attention_in_decoding: bool,
    /// Ablation: no operation predictor, no `L_Op`.
    #[serde(default)]
    pub no_op_predictor: bool,
    /// Ablation: the estimate stays `I` while decoding; the executor runs once, for `L_Exec`.
    #[serde(default)]
    pub no_partial_executor: bool,
    /// Ablation: no latent executor, no `L_Exec`.
    #[serde(default)]
    pub no_executor: bool,
}

fn two() -> usize {
    2
}
fn one() -> usize {
    1
}
fn sixteen() -> usize {
    16
}
fn tenth() -> f64 {
    0.1
}

/// A configuration that no model can have.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{field} = {found}: expected {expected}")]
pub struct ConfigError {
    /// The field with its table, such as `model.hidden`.
    pub field: &'static str,
    /// The value that was given, as text.
    pub found: String,
    /// What values the field may have.
    pub expected: String,
}

impl ModelConfig {
    /// A model of the given widths with the paper's structure and the default execution period.
    pub fn new(embedding: usize, hidden: usize) -> Self {
        ModelConfig {
            embedding,
            hidden,
            layers: 2,
            decoder_cells: 1,
            value_range: 16,
            exec_period: ExecPeriod::Statement,
            init: 0.1,
            embedding_init: 0.1,
            no_attention_in_decoding: false,
            no_op_predictor: false,
            no_partial_executor: false,
            no_executor: false,
        }
    }

    /// Width of the decoder's state and of every context vector: `2H`.
    pub fn width(&self) -> usize {
        2 * self.hidden
    }

    /// Whether the estimate advances while decoding.
    pub fn advances(&self) -> bool {
        !self.no_executor && !self.no_partial_executor
    }

    /// Checks the sizes against each other and against the values of a domain.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn validate(&self, encoding: &Encoding) -> Result<(), ConfigError> {
        let at_least_one = [
            ("model.embedding", self.embedding),
            ("model.hidden", self.hidden),
            ("model.layers", self.layers),
        ];
        for (field, found) in at_least_one {
            if found == 0 {
                return Err(ConfigError {
                    field,
                    found: found.to_string(),
                    expected: "at least 1".into(),
                });
            }
        }
        if !(1..=2).contains(&self.decoder_cells) {
            return Err(ConfigError {
                field: "model.decoder_cells",
                found: self.decoder_cells.to_string(),
                expected: "1 or 2".into(),
            });
        }
        if self.exec_period == ExecPeriod::Tokens(0) {
            return Err(ConfigError {
                field: "model.exec_period.tokens",
                found: "0".into(),
                expected: "at least 1".into(),
            });
        }
        encoding.validate().map_err(|invalid| ConfigError {
            field: "encoding",
            found: invalid.found,
            expected: invalid.expected,
        })?;
        if !self.no_op_predictor && !encoding.positions_correspond() {
            return Err(ConfigError {
                field: "model.no_op_predictor",
                found: "false".into(),
                expected: format!(
                    "true, because operations lead from an input position to the same output position, which there is not in {encoding}"
                ),
            });
        }
        let Encoding::Integers { min, max, .. } = *encoding else {
            return Ok(());
        };
        let reach = min.unsigned_abs().max(max.unsigned_abs()) as usize;
        let (needed, what) = match self.no_op_predictor {
            // Operation tables hold sums and differences of two values.
            false => (2 * reach, "sums and differences of values"),
            true => (reach, "values"),
        };
        if !(needed..=MAX_VALUE_RANGE).contains(&self.value_range) {
            return Err(ConfigError {
                field: "model.value_range",
                found: self.value_range.to_string(),
                expected: format!("{needed} to {MAX_VALUE_RANGE}, for {what} in {min}..={max}"),
            });
        }
        Ok(())
    }
}
