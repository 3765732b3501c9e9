//! Random functions with inputs, for data sets.
//!
//! [`draw`] chooses the arguments, a kind and a size, grows a term from the table of weights
//! ([`weights`]), and takes out what does not matter on inputs like those of its task
//! ([`crate::shrink`]). What is left is *live*: no part of it can be replaced by one of its own parts, by a
//! constant or a variable without changing a result, it uses all its arguments, and it is neither constant
//! nor the identity.

mod draw;
mod inputs;
mod random;
#[cfg(test)]
mod tests;
mod weights;

pub(crate) use draw::{STANDARD, check_rules, draw};
pub(crate) use inputs::{Values, random_input};
pub(crate) use random::{MAX_NESTING, smallest};

#[cfg(test)]
pub(crate) use random::{Terms, any_function};
