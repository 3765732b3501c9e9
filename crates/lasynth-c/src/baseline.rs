//! The straight-line baseline: one affine form per output position, fitted to the examples.
