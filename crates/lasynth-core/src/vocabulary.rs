//! The program tokens of a language as numbers. The tables of a trained network are indexed by
//! them, so their order is part of every saved model.

use serde::{Deserialize, Serialize};

/// Index of a program token in its [`Vocabulary`].
pub type TokenId = u16;

/// A set of tokens, one flag a vocabulary entry.
pub type TokenMask = Vec<bool>;

/// The program tokens of a domain, in the order in which the model's tables hold them.
///
/// Token 0 is the start symbol: it precedes every program and is never part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    names: Vec<String>,
    end: TokenId,
    statement_ends: Vec<TokenId>,
}

impl Vocabulary {
    /// The start symbol: what the decoder is given before the first token.
    pub const START: TokenId = 0;

    /// A vocabulary whose entry 0 is the start symbol. `end` closes every program;
    /// `statement_ends` (sorted, `end` not among them) are the tokens after which a statement is
    /// complete: there the latent executor may advance.
    pub fn new(names: Vec<String>, end: TokenId, statement_ends: Vec<TokenId>) -> Self {
        debug_assert!(statement_ends.is_sorted());
        Vocabulary {
            names,
            end,
            statement_ends,
        }
    }

    /// Number of tokens, the start symbol included.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no token at all.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The token that closes every program.
    pub fn end(&self) -> TokenId {
        self.end
    }

    /// The spelling of a token, as shown in reports.
    pub fn name(&self, token: TokenId) -> &str {
        &self.names[usize::from(token)]
    }

    /// All spellings in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a statement is complete after this token.
    pub fn ends_statement(&self, token: TokenId) -> bool {
        self.statement_ends.binary_search(&token).is_ok()
    }
}
