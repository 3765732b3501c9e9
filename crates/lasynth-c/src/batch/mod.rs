//! Batch executor: one program on many inputs at once.
//!
//! A run on one list is a *lane*; a block of lanes walks through the syntax tree together. What is
//! the same in all lanes, as the counter of a loop with constant bounds is, is one number and costs
//! next to nothing; the rest is vectors. Where the lanes disagree on a branch, both sides are walked,
//! each with the lanes that take it ([`lanes`] has the bookkeeping).
//!
//! Three modes give the same outcomes, each slower than the one before. A block starts in the
//! narrowest that can hold its inputs and starts again in the next when something does not fit:
//!
//! 1. eight bits a lane, until a value leaves them;
//! 2. 32 bits a lane, where overflow is an outcome. Both count steps for all lanes together, which
//!    is exact while the lanes agree and an upper bound afterwards, until the limit is passed;
//! 3. 32 bits a lane with a step counter for each.
//!
//! Every variable has to be used in the scope of its declaration, as in all programs that parse: what
//! it holds elsewhere is not kept. The outcomes are those of [`crate::exec`], kind of fault included; the place of a fault is found
//! by running that executor on the lane.

mod blocks;
mod inputs;
mod lanes;
mod machine;
mod simd;
#[cfg(test)]
mod tests;
mod walk;

pub use blocks::{Batch, BlockOutcome, Outcomes};
pub use inputs::Inputs;
pub use simd::{Level, vector_throughput};
