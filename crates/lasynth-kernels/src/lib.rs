//! Engine-free numeric kernels: LSTM sequence and activations, forward and backward.
