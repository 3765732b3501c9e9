//! The program vocabulary: plain and compound tokens, encoding and decoding.

use crate::syntax::Program;
use lasynth_core::{DecodeError, TokenId, Vocabulary};

/// The vocabulary of restricted C.
pub fn vocabulary() -> &'static Vocabulary {
    unimplemented!()
}

/// The token sequence of a program, start symbol excluded, end token included.
pub fn encode(_program: &Program) -> Vec<TokenId> {
    unimplemented!()
}

/// The program of a complete token sequence.
pub fn decode(_tokens: &[TokenId]) -> Result<Program, DecodeError> {
    unimplemented!()
}
