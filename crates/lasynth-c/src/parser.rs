//! Recursive-descent parser with name resolution.

use crate::syntax::Program;
use lasynth_core::SourceError;

/// Reads one function. The result is in canonical form, its spans refer to `source`.
pub fn parse(_source: &str) -> Result<Program, SourceError> {
    unimplemented!()
}
