//! Models: those in the binary, and those in directories.

use crate::domains::Bundle;
use burn::tensor::Device;
use lasynth_core::{Domain, Policy};
use lasynth_model::{CARD_FILE, ModelError, NeuralPolicy, WEIGHTS_FILE, load_model};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// A model directory that cannot be used.
#[derive(Debug, Error)]
pub enum ModelDirError {
    /// One of its files cannot be read.
    #[error("{}: {source}; a model directory holds {CARD_FILE} and {WEIGHTS_FILE}", path.display())]
    Read {
        /// The file that could not be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its files are not a model, or not one for this language.
    #[error("{}: {source}", path.display())]
    Model {
        /// The directory that was named as a model.
        path: PathBuf,
        /// What does not fit.
        source: ModelError,
    },
}

/// The model of a language in the binary; `None` where there is none. Loading takes longer than a first
/// answer.
pub fn embedded_policy(bundle: &Bundle) -> Option<Arc<dyn Policy>> {
    let model = bundle.model.as_ref()?;
    let policy = model.loaded.get_or_init(|| {
        let policy = policy(bundle.domain, model.card, model.weights.to_vec());
        policy.expect("the embedded model is tested")
    });
    Some(Arc::new(policy.clone()))
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

/// The model of a directory, for a language.
///
/// # Errors
/// If a file is missing, damaged or does not fit the other or the language.
pub fn load_policy(domain: &dyn Domain, dir: &Path) -> Result<Arc<dyn Policy>, ModelDirError> {
    let (card, weights) = read_model_dir(dir)?;
    let policy = policy(domain, &card, weights).map_err(|source| ModelDirError::Model {
        path: dir.to_path_buf(),
        source,
    })?;
    Ok(Arc::new(policy))
}

fn policy(domain: &dyn Domain, card: &str, weights: Vec<u8>) -> Result<NeuralPolicy, ModelError> {
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
    use crate::DOMAINS;

    #[test]
    fn the_embedded_models_load_and_have_their_names() {
        for bundle in DOMAINS {
            let name = embedded_policy(bundle).map(|policy| policy.name().to_owned());
            let expected = bundle.model.as_ref().map(|model| model.name.to_owned());
            assert_eq!(name, expected);
        }
    }
}
