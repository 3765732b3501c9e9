//! A model as two documents: `model.toml` (this card) and `model.safetensors` (the weights). Reading
//! and writing the files is the caller's business.

use crate::config::{ConfigError, ModelConfig};
use crate::network::Lasynth;
use burn::tensor::Device;
use burn_store::{HalfPrecisionAdapter, ModuleSnapshot, SafetensorsStore};
use lasynth_core::{Encoding, Place, Vocabulary};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Version of the pair of documents. Raised when an older reader could misread a newer model.
///
/// 2: tensors are named by the terms of the paper, encodings have several forms. Format 1 is read too.
pub const FORMAT: u32 = 2;

/// Names of tensors in format 1, by their beginnings, and what they are called now.
const RENAMED: [(&str, &str); 10] = [
    ("^values\\.", "codec.values."),
    ("^encoder\\.cross\\.", "codec.encoder.cross_attention."),
    ("^encoder\\.", "codec.encoder."),
    ("^executor\\.", "codec.latent_executor."),
    (
        "^operations\\.operations\\.",
        "codec.operation_predictor.operation_embedding.",
    ),
    ("^operations\\.", "codec.operation_predictor."),
    ("^decoder\\.tokens\\.", "decoder.token_embedding."),
    ("^decoder\\.pool\\.", "decoder.example_pooling."),
    ("^decoder\\.history\\.", "decoder.token_attention."),
    ("^decoder\\.first\\.", "decoder.first_token."),
];

/// Name of the card in a model directory.
pub const CARD_FILE: &str = "model.toml";
/// Name of the weights in a model directory.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// Everything about a model but its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// [`FORMAT`] when it was written.
    pub format: u32,
    /// Name, such as `c-small`.
    pub name: String,
    /// The domain it writes programs of.
    pub domain: String,
    /// Numbers in a weight: `f16` or `f32`.
    pub precision: Precision,
    /// How its values look.
    pub encoding: Encoding,
    /// Sizes of the network, and which of its parts there are.
    pub config: ModelConfig,
    /// How it was trained.
    pub training: TrainingRecord,
    /// Accuracy as printed by `lasynth eval`, one entry a data set and mode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accuracy: Vec<toml::Table>,
    /// The program tokens, in the order of the weights.
    pub vocabulary: Vocabulary,
}

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Half precision: what is shipped.
    F16,
    /// Single precision: what training goes on from.
    F32,
}

/// Where a model's weights come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// The command that trained it.
    pub command: String,
    /// Steps of the optimiser in all parts of the run.
    pub steps: u64,
    /// Programs seen in those steps; one that came up twice counts twice.
    pub programs: u64,
    /// Programs seen that differ in behaviour.
    pub distinct_programs: u64,
    /// Seed of the weights and of the order of data.
    pub seed: u64,
    /// Seed of the data.
    pub data_seed: u64,
    /// Wall-clock seconds spent training.
    pub seconds: f64,
    /// Threads that training computed on.
    pub threads: usize,
    /// How often training was interrupted and resumed.
    pub resumed: u64,
    /// Commit of the code, where known.
    #[serde(default)]
    pub commit: String,
    /// The machine, in words.
    #[serde(default)]
    pub machine: String,
    /// Anything a reader should know.
    #[serde(default)]
    pub notes: String,
}

/// A model that cannot be loaded or saved.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The card is not a model card.
    #[error("{CARD_FILE}: {0}")]
    Card(String),
    /// The card is of another version.
    #[error(
        "{CARD_FILE}: format {found}, but this program reads formats 1 to {FORMAT}; train the model again or use a matching version of lasynth"
    )]
    Format {
        /// The version that the card states.
        found: u32,
    },
    /// The model serves another domain, or an older version of its tokens.
    #[error("{CARD_FILE}: {0}")]
    Mismatch(String),
    /// The sizes make no sense.
    #[error("{CARD_FILE}: {0}")]
    Config(#[from] ConfigError),
    /// The weights do not fit the card, are damaged or cut off.
    #[error("{WEIGHTS_FILE}: {0}")]
    Weights(String),
}

/// Rounds all weights to 16 bits on the way out and widens them on the way in. The engine knows its own
/// kinds of layers; ours that hold weights themselves are named here.
fn half_precision() -> HalfPrecisionAdapter {
    HalfPrecisionAdapter::new().with_module("LstmCell")
}

/// The two documents of a model: text of the card and bytes of the weights, in half precision where the card
/// says so.
pub fn save_model(network: &Lasynth, card: &ModelCard) -> Result<(String, Vec<u8>), ModelError> {
    let card = ModelCard {
        format: FORMAT,
        ..card.clone()
    };
    let text = toml::to_string(&card).map_err(|error| ModelError::Card(error.to_string()))?;
    let mut store = SafetensorsStore::from_bytes(None).skip_enum_variants(true);
    if card.precision == Precision::F16 {
        store = store.with_to_adapter(half_precision());
    }
    let failed = |error: &dyn std::fmt::Display| ModelError::Weights(error.to_string());
    network
        .save_into(&mut store)
        .map_err(|error| failed(&error))?;
    let bytes = store.get_bytes().map_err(|error| failed(&error))?;
    Ok((text, bytes))
}

/// Reads a card without its weights.
pub fn load_card(text: &str) -> Result<ModelCard, ModelError> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let card_error = |error: toml::de::Error| {
        let Place { line, column } = Place::of(text, error.span().map_or(0, |span| span.start));
        let message = error.message().trim_end().replace('\n', "; ");
        ModelError::Card(format!("line {line}, column {column}: {message}"))
    };
    let version: Version = toml::from_str(text).map_err(card_error)?;
    if !(1..=FORMAT).contains(&version.format) {
        return Err(ModelError::Format {
            found: version.format,
        });
    }
    toml::from_str(text).map_err(card_error)
}

/// A network from its two documents, on `device`. `domain`, `encoding` and `vocabulary` are those of the
/// domain it is meant for.
pub fn load_model(
    card: &str,
    weights: Vec<u8>,
    domain: &str,
    encoding: &Encoding,
    vocabulary: &Vocabulary,
    device: &Device,
) -> Result<(Lasynth, ModelCard), ModelError> {
    let card = load_card(card)?;
    if card.domain != domain {
        return Err(ModelError::Mismatch(format!(
            "the model is for the domain `{}`, the task for `{domain}`",
            card.domain
        )));
    }
    if &card.encoding != encoding {
        return Err(ModelError::Mismatch(format!(
            "the model reads {}; the domain has {encoding}",
            card.encoding
        )));
    }
    if &card.vocabulary != vocabulary {
        return Err(ModelError::Mismatch(format!(
            "its {} tokens are not the {} tokens of this version of the language",
            card.vocabulary.len(),
            vocabulary.len()
        )));
    }
    card.config.validate(encoding)?;
    check_header(&weights)?;
    let mut network = Lasynth::new(&card.config, encoding, vocabulary.len(), 0, device);
    let mut store = SafetensorsStore::from_bytes(Some(weights))
        .skip_enum_variants(true)
        .allow_partial(true)
        .validate(false);
    if card.precision == Precision::F16 {
        store = store.with_from_adapter(half_precision());
    }
    if card.format == 1 {
        for (old, new) in RENAMED {
            store = store.with_key_remapping(old, new);
        }
    }
    let result = network
        .load_from(&mut store)
        .map_err(|error| ModelError::Weights(error.to_string()))?;
    let mut problems: Vec<String> = Vec::new();
    problems.extend(result.missing.iter().map(|m| format!("{m:?} is missing")));
    problems.extend(
        result
            .unused
            .iter()
            .map(|name| format!("{name} is not part of the model")),
    );
    problems.extend(result.errors.iter().map(|error| error.to_string()));
    match problems.as_slice() {
        [] => Ok((network, card)),
        [first, ..] => Err(ModelError::Weights(format!(
            "{} of its tensors do not fit the sizes in {CARD_FILE}; the first: {first}",
            problems.len()
        ))),
    }
}

/// Whether the bytes can be a safetensors file at all: a clear message for files that are cut off.
fn check_header(bytes: &[u8]) -> Result<(), ModelError> {
    let cut = |found: usize, expected: u64| {
        ModelError::Weights(format!(
            "the file has {found} bytes, at least {expected} were expected: it is cut off or not a safetensors file"
        ))
    };
    let Some(length) = bytes.get(..8).and_then(|b| <[u8; 8]>::try_from(b).ok()) else {
        return Err(cut(bytes.len(), 8));
    };
    let length = u64::from_le_bytes(length);
    if (bytes.len() as u64) < length.saturating_add(8) {
        return Err(cut(bytes.len(), length.saturating_add(8)));
    }
    Ok(())
}
