//! Fresh layers from one seeded generator.

use crate::config::ModelConfig;
use burn::tensor::Device;
use lasynth_nn::{
    Attention, AttentionConfig, Embedding, EmbeddingConfig, Linear, LinearConfig, Lstm, LstmConfig,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Makes layers in the order in which they are asked for, with the initial ranges of a configuration.
pub(crate) struct Init<'a> {
    device: &'a Device,
    rng: ChaCha8Rng,
    range: f64,
    embedding_range: f64,
}

impl<'a> Init<'a> {
    /// A source of weights on `device`.
    pub fn new(device: &'a Device, seed: u64, config: &ModelConfig) -> Self {
        Init {
            device,
            rng: ChaCha8Rng::seed_from_u64(seed),
            range: config.init,
            embedding_range: config.embedding_init,
        }
    }

    /// An affine map.
    pub fn linear(&mut self, input: usize, output: usize) -> Linear {
        LinearConfig::new(input, output)
            .with_range(self.range)
            .init(self.device, &mut self.rng)
    }

    /// A table of `entries` vectors.
    pub fn embedding(&mut self, entries: usize, width: usize) -> Embedding {
        EmbeddingConfig::new(entries, width)
            .with_range(self.embedding_range)
            .init(self.device, &mut self.rng)
    }

    /// Attention from queries of width `query` over keys of width `keys`.
    pub fn attention(&mut self, keys: usize, query: usize, output: usize) -> Attention {
        AttentionConfig::new(keys, query, output)
            .with_range(self.range)
            .init(self.device, &mut self.rng)
    }

    /// An LSTM with the sizes of `config`; its range is replaced by that of the model.
    pub fn lstm(&mut self, config: LstmConfig) -> Lstm {
        config
            .with_range(self.range)
            .init(self.device, &mut self.rng)
    }
}
