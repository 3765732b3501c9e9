//! The program vocabulary: plain and compound tokens, encoding and decoding.
//!
//! Compound tokens stand where the grammar leaves no choice or where a piece of text is very
//! frequent: a whole element access, the start of an assignment to a fixed element, a whole loop
//! head. Wherever a compound token fits it must be used, so that every program has exactly one token
//! sequence; the automaton refuses the long way round.

mod decode;
mod encode;
pub(crate) mod token;

pub use decode::decode;
pub use encode::encode;

use lasynth_core::Vocabulary;
use std::sync::LazyLock;
use token::Token;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let ends = Token::all()
        .filter(|t| t.ends_statement())
        .map(Token::id)
        .collect();
    Vocabulary::new(
        Token::all().map(|t| t.to_string()).collect(),
        Token::End.id(),
        ends,
    )
});

/// The vocabulary of restricted C.
pub fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}
