//! Shorter terms with the same meaning.

use crate::Function;
use crate::probes::probes;
use crate::shrink::shrink;

/// Replacements that a minimiser tries.
const EFFORT: usize = 20_000;

/// The normal form.
pub fn normalise(function: &Function) -> Function {
    function.clone()
}

/// The shortest function that is found with some effort: it does the same on all probes.
pub fn minimise(function: &Function) -> Function {
    shrink(&normalise(function), probes(&function.arguments), EFFORT)
}
