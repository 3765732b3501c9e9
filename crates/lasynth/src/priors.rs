//! Priors: the one in the binary, and those in files.

use lasynth_c_search::factorised::Model;
use lasynth_c_search::prior::Prior;
use lasynth_c_search::prior::file::{PriorFileError, Record, decode, encode};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use thiserror::Error;

const EMBEDDED: &[u8] = include_bytes!("../../../models/c-prior/prior.bin.zst");

/// Name of the embedded prior.
pub const EMBEDDED_PRIOR: &str = "c-prior";

/// How hard a prior is compressed: it is written once and shipped.
const ZSTD_LEVEL: i32 = 19;

/// A prior file that cannot be used.
#[derive(Debug, Error)]
pub enum PriorError {
    /// It cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
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
        /// The file.
        path: PathBuf,
        /// What does not fit.
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("{}: {source}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        source: PriorFileError,
    },
}

/// The embedded prior, prepared once.
pub fn embedded_prior() -> Arc<Model> {
    static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
    let model = MODEL.get_or_init(|| {
        let bytes = zstd::decode_all(EMBEDDED).expect("the embedded prior is tested");
        let record = decode(&bytes).expect("the embedded prior is tested");
        Arc::new(Model::new(Prior::fitted(&record)))
    });
    Arc::clone(model)
}

/// The prior of a file.
///
/// # Errors
/// If the file cannot be read, or is no prior of this version.
pub fn load_prior(path: &Path) -> Result<Arc<Model>, PriorError> {
    let path = || path.to_path_buf();
    let bytes = std::fs::read(path()).map_err(|source| PriorError::Read {
        path: path(),
        source,
    })?;
    let bytes = zstd::decode_all(&bytes[..]).map_err(|source| PriorError::Compression {
        path: path(),
        source,
    })?;
    let record = decode(&bytes).map_err(|source| PriorError::Content {
        path: path(),
        source,
    })?;
    Ok(Arc::new(Model::new(Prior::fitted(&record))))
}

/// The content of a prior file.
pub fn prior_file(record: &Record) -> Vec<u8> {
    let bytes = zstd::encode_all(&encode(record)[..], ZSTD_LEVEL);
    bytes.expect("memory takes everything that is written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_prior_loads() {
        assert!(embedded_prior().len() > 1_000);
    }
}
