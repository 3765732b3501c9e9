use crate::{Example, Place};
use thiserror::Error;

/// A specification that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct SpecError {
    /// Where.
    pub place: Place,
    /// What was found, what was expected and what to do.
    pub message: String,
}

/// Reads a user's own specification, JSON (`{"examples": [...]}`) or plain text (one
/// `[..] -> [..]` a line, `#` starts a comment). Returns each pair with the line it stands on.
pub fn parse_spec(_text: &str) -> Result<Vec<(Example, usize)>, SpecError> {
    unimplemented!("written next")
}
