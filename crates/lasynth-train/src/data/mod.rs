//! The stream of training programs and its cutting into batches.

mod feed;
mod generate;
mod memory;
mod pool;
mod sample;

pub use feed::{Counts, Feed, FeedStart};
pub use generate::Generator;
pub use memory::MemoryStream;
pub use pool::{BatchPlan, cut_batches, plan_pool};
pub use sample::{Chunk, ProgramStream, Sample, SampleError, StreamError, short_signature};

/// A well mixed number for the `index`-th use of `seed` (the finaliser of SplitMix64, twice).
pub(crate) fn derive_seed(seed: u64, index: u64) -> u64 {
    fn mix(mut x: u64) -> u64 {
        x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
    mix(mix(seed).wrapping_add(index))
}
