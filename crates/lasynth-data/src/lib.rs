//! Data sets: task files, the generation pipeline, other formats, statistics and plots.
//!
//! Nothing here knows a language. Programs are read, drawn and judged through
//! [`lasynth_core::Domain`]; what else a language counts of its programs ([`stats::Statistics`],
//! [`compare::Forms`]) and the formats of its other data sets ([`formats::Format`]) are traits.

pub mod compare;
mod digest;
pub mod files;
pub mod formats;
pub mod generation;
pub mod plot;
pub mod stats;
pub mod tasks;

pub use digest::sha256_hex;
