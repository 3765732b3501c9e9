//! Layers on the tensor engine and the fused operations registered with it.
