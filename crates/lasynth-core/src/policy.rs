//! What decoding needs of a model. The beam search rests on these two traits alone, so that it can
//! be tested without a network, and a network can be replaced without a change to the search.

use crate::{Example, TokenId};

/// A conditional distribution over programs, token by token: what decoding needs of a model.
pub trait Policy: Send + Sync {
    /// Name for results, such as `"c-small"`.
    fn name(&self) -> &str;

    /// Starts decoding for one task, with a single hypothesis: the empty prefix.
    fn begin(&self, examples: &[Example]) -> Box<dyn Decoding>;
}

/// A set of hypotheses (program prefixes) that grow in step.
pub trait Decoding {
    /// Log-probabilities of the next token, `[hypotheses, vocabulary]` row-major, over the whole
    /// vocabulary: the grammar is applied by the caller.
    fn log_probs(&mut self) -> Vec<f32>;

    /// Replaces the hypotheses: entry `i` continues hypothesis `choices[i].0` with token
    /// `choices[i].1`.
    fn advance(&mut self, choices: &[(usize, TokenId)]);
}
