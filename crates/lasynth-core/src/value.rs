use serde::{Deserialize, Serialize};

/// One input or output of a program. Which variant a domain uses is stated by its [`Encoding`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A list of integers, written `[1,2,3]`.
    List(Vec<i32>),
}

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

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(i32::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
        }
    }
}
