//! What is the same in every pair of the format.

/// Examples of a task.
pub const EXAMPLES: usize = 5;
