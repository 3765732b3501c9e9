//! The LaSynth model (sections 3 and 4 of the paper, section 4 of the specification).
//!
//! | module | part of the paper |
//! |---|---|
//! | [`encoder`] | list encoders and the attention of outputs over inputs |
//! | [`decoder`] | program decoder: LSTM, double attention, max-pooling over pairs, attention over decoded tokens |
//! | [`executor`] | latent executor |
//! | [`operations`] | operation predictor |
//! | [`network`] | the whole: teacher-forced pass and losses |
//! | [`decoding`] | the same network one token at a time, as a [`lasynth_core::Policy`] |
//!
//! Letters in shapes: `B` programs, `K` pairs a program, `R = B*K` rows (pair-major within a
//! program), `N` list length, `T` tokens, `S` segments (stretches of tokens between two runs of the
//! latent executor), `E` embedding width, `H` LSTM width per direction, `V` vocabulary.

pub mod batch;
pub mod card;
pub mod config;
pub mod decoder;
pub mod decoding;
pub mod encoder;
pub mod executor;
pub mod init;
pub mod network;
pub mod operations;

pub use batch::{Batch, Item};
pub use card::{
    ModelCard, ModelError, Precision, TrainingRecord, load_card, load_model, save_model,
};
pub use config::{ConfigError, ExecPeriod, ModelConfig};
pub use decoding::NeuralPolicy;
pub use network::{Lasynth, Losses, Pass};
