//! Programs from a task file, held in memory. A run over a fixed set of programs needs every
//! program once an epoch, in an order that a resumed run can find again.

use super::{Chunk, ProgramStream, Sample, StreamError, derive_seed};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

const CHUNK: usize = 64;

/// Programs held in memory, gone through again and again in an order that changes every time.
pub struct MemoryStream {
    samples: Vec<Sample>,
    order: Vec<u32>,
    seed: u64,
    epochs: Option<u64>,
    position: u64,
}

impl MemoryStream {
    /// A stream over `samples`, `epochs` times (without end if `None`).
    pub fn new(samples: Vec<Sample>, seed: u64, epochs: Option<u64>) -> Self {
        let mut stream = MemoryStream {
            samples,
            order: Vec::new(),
            seed,
            epochs,
            position: 0,
        };
        stream.shuffle(0);
        stream
    }

    fn chunks(&self) -> u64 {
        self.samples.len().div_ceil(CHUNK) as u64
    }

    fn shuffle(&mut self, epoch: u64) {
        self.order = (0..self.samples.len() as u32).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(derive_seed(self.seed, epoch));
        self.order.shuffle(&mut rng);
    }
}

impl ProgramStream for MemoryStream {
    fn next_chunk(&mut self) -> Result<Option<Chunk>, StreamError> {
        if self.samples.is_empty() {
            return Ok(None);
        }
        let epoch = self.position / self.chunks();
        if self.epochs.is_some_and(|epochs| epoch >= epochs) {
            return Ok(None);
        }
        let start = (self.position % self.chunks()) as usize * CHUNK;
        let end = (start + CHUNK).min(self.samples.len());
        let samples = self.order[start..end]
            .iter()
            .map(|&index| self.samples[index as usize].clone())
            .collect();
        self.position += 1;
        if self.position.is_multiple_of(self.chunks()) {
            self.shuffle(self.position / self.chunks());
        }
        Ok(Some(Chunk {
            samples,
            ..Chunk::default()
        }))
    }

    fn position(&self) -> u64 {
        self.position
    }

    fn seek(&mut self, position: u64) -> Result<(), StreamError> {
        self.position = position;
        if !self.samples.is_empty() {
            self.shuffle(position / self.chunks());
        }
        Ok(())
    }
}
