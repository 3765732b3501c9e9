//! Priors: those in the binary, and those in files.

use crate::domains::Bundle;
use lasynth_search::Prior;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// How hard a prior is compressed: it is written once and shipped.
const ZSTD_LEVEL: i32 = 19;

/// A prior file that cannot be used.
#[derive(Debug, Error)]
pub enum PriorError {
    /// It cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file that could not be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not compressed, or damaged.
    #[error(
        "{}: the compressed data are damaged or cut off ({source}); a prior is a file made by `lasynth prior fit`",
        path.display()
    )]
    Compression {
        /// The file whose compressed data are damaged.
        path: PathBuf,
        /// What does not fit.
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("{}: {message}", path.display())]
    Content {
        /// The file that holds something else than a prior.
        path: PathBuf,
        /// What does not fit.
        message: String,
    },
}

/// The prior of a language in the binary, or the one that it has without any file.
pub fn embedded_prior(bundle: &Bundle) -> Arc<dyn Prior> {
    let make = |content: Option<&[u8]>| {
        let prior = bundle.search.prior(content);
        prior.expect("the embedded prior is tested")
    };
    let Some(embedded) = &bundle.prior else {
        return make(None);
    };
    let prior = embedded.loaded.get_or_init(|| {
        let content = zstd::decode_all(embedded.content);
        make(Some(&content.expect("the embedded prior is tested")))
    });
    Arc::clone(prior)
}

/// The prior of a file.
///
/// # Errors
/// If the file cannot be read, or is no prior of this language and version.
pub fn load_prior(bundle: &Bundle, path: &Path) -> Result<Arc<dyn Prior>, PriorError> {
    let path = || path.to_path_buf();
    let bytes = std::fs::read(path()).map_err(|source| PriorError::Read {
        path: path(),
        source,
    })?;
    let bytes = zstd::decode_all(&bytes[..]).map_err(|source| PriorError::Compression {
        path: path(),
        source,
    })?;
    let prior = bundle.search.prior(Some(&bytes));
    prior.map_err(|message| PriorError::Content {
        path: path(),
        message,
    })
}

/// The content of a prior file.
pub fn prior_file(content: &[u8]) -> Vec<u8> {
    let bytes = zstd::encode_all(content, ZSTD_LEVEL);
    bytes.expect("memory takes everything that is written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DOMAINS;

    #[test]
    fn the_embedded_priors_load() {
        for bundle in DOMAINS {
            let prior = embedded_prior(bundle);
            assert_eq!(prior.domain().name(), bundle.domain.name());
            assert!(bundle.prior.is_none() || prior.most().structures > 1_000);
        }
    }
}
