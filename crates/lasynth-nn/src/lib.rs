//! Layers on the tensor engine and the fused operations registered with it.
//!
//! Every layer takes sequences as `[rows, steps, features]`, flattens them to two dimensions for its
//! products, and draws its first weights from a seeded generator, so that equal seeds give equal
//! models whatever else the process is doing.

mod attention;
mod embedding;
mod fused;
mod gradients;
mod init;
mod linear;
mod lstm;
mod sequence;

pub use attention::{Attention, AttentionConfig, attend, attend_composed};
pub use embedding::{Embedding, EmbeddingConfig};
pub use gradients::global_norm;
pub use init::uniform;
pub use linear::{Linear, LinearConfig, linear, linear_composed};
pub use lstm::{Lstm, LstmCell, LstmConfig, LstmState, LstmTrace};
pub use sequence::{LstmSequence, lstm_sequence, lstm_sequence_composed};
