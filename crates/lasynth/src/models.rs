//! Models: the one in the binary, and those in directories.

use burn::tensor::Device;
use lasynth_c::domain::RestrictedC;
use lasynth_core::{Domain, Language, Policy, Values};
use lasynth_model::card::{CARD_FILE, WEIGHTS_FILE};
use lasynth_model::{ModelCard, ModelError, NeuralPolicy, load_card, load_model};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use thiserror::Error;

const CARD: &str = include_str!("../../../models/c-small/model.toml");
const WEIGHTS: &[u8] = include_bytes!("../../../models/c-small/model.safetensors");

/// Name of the embedded model.
pub const EMBEDDED_NAME: &str = "c-small";

/// A model directory that cannot be used.
#[derive(Debug, Error)]
pub enum ModelDirError {
    /// One of its files cannot be read.
    #[error("{}: {source}; a model directory holds {CARD_FILE} and {WEIGHTS_FILE}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its files are not a model, or not one for this language.
    #[error("{}: {source}", path.display())]
    Model {
        /// The directory.
        path: PathBuf,
        /// What does not fit.
        source: ModelError,
    },
}

/// The card of the embedded model.
pub fn embedded_card() -> &'static ModelCard {
    static EMBEDDED: OnceLock<ModelCard> = OnceLock::new();
    EMBEDDED.get_or_init(|| load_card(CARD).expect("the embedded card is tested"))
}

/// The embedded model, loaded once.
pub fn embedded_policy() -> Arc<dyn Policy> {
    static EMBEDDED: OnceLock<NeuralPolicy> = OnceLock::new();
    let policy = EMBEDDED
        .get_or_init(|| policy(CARD, WEIGHTS.to_vec()).expect("the embedded model is tested"));
    Arc::new(policy.clone())
}

/// The card and the weights of a model directory.
///
/// # Errors
/// If one of the files is missing or unreadable.
pub fn read_model_dir(dir: &Path) -> Result<(String, Vec<u8>), ModelDirError> {
    let error = |path: &Path| {
        let path = path.to_path_buf();
        move |source| ModelDirError::Read { path, source }
    };
    let card = dir.join(CARD_FILE);
    let weights = dir.join(WEIGHTS_FILE);
    Ok((
        std::fs::read_to_string(&card).map_err(error(&card))?,
        std::fs::read(&weights).map_err(error(&weights))?,
    ))
}

/// The model of a directory.
///
/// # Errors
/// If a file is missing, damaged or does not fit the other or the language.
pub fn load_policy(dir: &Path) -> Result<Arc<dyn Policy>, ModelDirError> {
    let (card, weights) = read_model_dir(dir)?;
    let policy = policy(&card, weights).map_err(|source| ModelDirError::Model {
        path: dir.to_path_buf(),
        source,
    })?;
    Ok(Arc::new(policy))
}

fn policy(card: &str, weights: Vec<u8>) -> Result<NeuralPolicy, ModelError> {
    let domain = RestrictedC;
    let device = Device::flex();
    let (network, card) = load_model(
        card,
        weights,
        domain.name(),
        &domain.encoding(),
        domain.vocabulary(),
        &device,
    )?;
    Ok(NeuralPolicy::new(
        card.name,
        network,
        domain.encoding(),
        domain.vocabulary().clone(),
        device,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_loads_and_has_its_name() {
        assert_eq!(embedded_card().name, EMBEDDED_NAME);
        assert_eq!(embedded_policy().name(), EMBEDDED_NAME);
    }
}
