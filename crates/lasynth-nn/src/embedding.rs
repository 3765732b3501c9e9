//! Table of vectors.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor};
use rand::Rng;

use crate::uniform;

/// Sizes of an [`Embedding`].
#[derive(Config, Debug)]
pub struct EmbeddingConfig {
    /// Number of vectors, one for each thing that is embedded.
    pub entries: usize,
    /// Width of each vector.
    pub width: usize,
    /// Entries start from U(-range, range).
    #[config(default = 0.1)]
    pub range: f64,
}

/// One learned vector per index.
#[derive(Module, Debug)]
pub struct Embedding {
    /// `[entries, width]`.
    pub weight: Param<Tensor<2>>,
}

impl EmbeddingConfig {
    /// A table with fresh entries.
    pub fn init(&self, device: &Device, rng: &mut impl Rng) -> Embedding {
        Embedding {
            weight: uniform([self.entries, self.width], self.range, device, rng),
        }
    }
}

impl Embedding {
    /// Vectors of the indices `[rows, steps]`: `[rows, steps, width]`.
    pub fn forward(&self, indices: Tensor<2, Int>) -> Tensor<3> {
        let [rows, steps] = indices.dims();
        self.weight
            .val()
            .select(0, indices.reshape([rows * steps]))
            .reshape([rows as isize, steps as isize, -1])
    }
}
