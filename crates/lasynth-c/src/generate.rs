//! Random programs of the distribution that models are trained on.

use crate::syntax::Program;
use rand::Rng;

/// Draws one program; its length is at most [`crate::syntax::MAX_TOKENS`].
pub fn random_program<R: Rng>(_rng: &mut R) -> Program {
    unimplemented!()
}
