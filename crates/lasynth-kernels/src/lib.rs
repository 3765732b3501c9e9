//! Engine-free numeric kernels: LSTM sequence and activations, forward and backward.
//!
//! Everything is `f32`, row-major and contiguous. The instruction set is chosen at run time
//! ([`Level`]); work is split between the threads of the current rayon pool in a way that leaves
//! every result bit the same for any number of threads.

mod activation;
mod buffer;
mod lstm;
mod simd;

pub use activation::{sigmoid, tanh};
pub use buffer::Buffer;
pub use lstm::{
    LstmForward, LstmGradients, LstmInputs, LstmOutputGradients, LstmShape, LstmTape, LstmWanted,
    LstmWeights, lstm_sequence_backward, lstm_sequence_forward,
};
pub use simd::Level;
