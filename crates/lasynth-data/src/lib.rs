//! Data sets: task files, the generation pipeline, other formats, statistics and plots.

pub mod compare;
mod digest;
pub mod generation;
pub mod plot;
pub mod published;
pub mod stats;
pub mod tasks;

pub use digest::sha256_hex;
