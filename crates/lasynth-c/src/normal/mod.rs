//! Normal form: one short program per behaviour.

use crate::syntax::Program;

/// A short program with the same outcomes on the 64 probes and 300 further inputs.
pub fn normalise(_program: &Program) -> Program {
    unimplemented!()
}
