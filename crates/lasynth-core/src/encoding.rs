//! How the values of a domain look to the network.

use serde::{Deserialize, Serialize};

/// How the values of a domain look to the model. The model has one encoder and one executor head
/// for each variant and never asks which domain it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Encoding {
    /// Lists of exactly `len` integers, each in `min..=max`.
    ValueList {
        /// Number of positions.
        len: usize,
        /// Smallest value at a position.
        min: i32,
        /// Largest value at a position.
        max: i32,
    },
}
