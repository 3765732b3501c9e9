//! Engine-free numeric kernels: LSTM sequence, affine map and attention, forward and backward.
//!
//! Everything is `f32`, row-major and contiguous. The instruction set is chosen at run time
//! ([`Level`]); work is split between the threads of the current rayon pool in a way that leaves
//! every result bit the same for any number of threads. Cell states, attention weights and
//! gradients below 2^-100 count as zero where they go into products, because arithmetic on denormal
//! numbers is slow; the processor's mode is left alone. Sizes whose product does not fit into memory are refused with a panic.

mod activation;
mod attention;
mod buffer;
mod linear;
mod lstm;
mod product;
mod simd;
mod size;

pub use attention::{
    AttentionGradients, AttentionMask, AttentionShape, attention_backward, attention_forward,
};
pub use buffer::Buffer;
pub use linear::{LinearGradients, LinearWeights, linear_backward, linear_forward};
pub use lstm::{
    LstmForward, LstmGradients, LstmInputs, LstmOutputGradients, LstmShape, LstmTape, LstmWanted,
    LstmWeights, lstm_sequence_backward, lstm_sequence_forward,
};
pub use simd::Level;
