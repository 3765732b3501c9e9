//! Decoding: model, executor and budget in, ranked verified programs out.
//!
//! A [`Policy`](lasynth_core::Policy) says how probable every next token is; a
//! [`Domain`](lasynth_core::Domain)'s grammar says which tokens may come at all. [`synthesise`] puts
//! them together: it decodes whole programs, runs each on the examples and ranks them. It knows
//! neither the language nor the model, prints nothing, and the same arguments give the same answer
//! unless the clock or the caller stops it.
//!
//! **Nothing but the decoder acts here.** There is no baseline, no enumeration and no repair of
//! near misses, so that an accuracy measured through this crate is the model's own.
//!
//! **Scores.** Tokens that the grammar forbids have probability 0, and the rest is scaled to sum to
//! 1: the model is the *product* of network and grammar, and a hypothesis pays nothing where the
//! grammar leaves no choice. A program's score is the sum of its tokens' log-probabilities, the end
//! token included, without a length bonus: it is the program's probability.

mod beam;
mod result;
mod step;
mod synthesise;

pub use beam::{Beam, Finished};
pub use result::{Candidate, Synthesis};
pub use step::{Mode, ModeError};
pub use synthesise::{Options, shown, synthesise};
