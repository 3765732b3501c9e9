//! The LaSynth model (sections 3 and 4 of the paper).
//!
//! | module | part of the paper |
//! |---|---|
//! | `encoder` | encoders of inputs and outputs, attention of outputs over inputs |
//! | `decoder` | program decoder: LSTM, double attention, max-pooling over examples, attention over decoded tokens |
//! | `executor` | latent executor |
//! | `codec` | values in and out, one codec a kind of values; the operation predictor |
//! | `network` | the whole: teacher-forced pass and losses |
//! | `decoding` | the same network one token at a time, as a [`lasynth_core::Policy`] |
//!
//! Letters in shapes: `B` programs, `K` pairs a program, `R = B*K` rows (pair-major within a
//! program), `N` positions of a value, `T` tokens, `S` segments (stretches of tokens between two runs of the
//! latent executor), `E` embedding width, `H` LSTM width per direction, `V` vocabulary.

mod batch;
mod card;
mod codec;
mod config;
mod decoder;
mod decoding;
mod encoder;
mod executor;
mod init;
mod network;

pub use batch::{Batch, Item};
pub use card::{
    CARD_FILE, FORMAT, ModelCard, ModelError, Precision, TrainingRecord, WEIGHTS_FILE, load_card,
    load_model, save_model,
};
pub use config::{ConfigError, ExecPeriod, ModelConfig};
pub use decoding::NeuralPolicy;
pub use network::{Lasynth, Losses, Pass};
