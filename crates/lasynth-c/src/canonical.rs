//! Canonical form: variable numbering and names, length, kind.

use crate::syntax::{Program, Stmt, Unsupported};
use lasynth_core::Kind;

impl Program {
    /// Brings a body with arbitrary distinct variable numbers into canonical form: variables are
    /// renumbered in order of declaration and named, limits are checked.
    ///
    /// Panics if a variable is used outside the scope of its declaration: that is a bug of the caller.
    pub fn new(_body: Vec<Stmt>) -> Result<Program, Unsupported> {
        unimplemented!()
    }

    /// Number of plain C tokens of the canonical text, without printing it.
    pub fn length(&self) -> usize {
        unimplemented!()
    }

    /// Which control flow the program contains.
    pub fn kind(&self) -> Kind {
        unimplemented!()
    }
}
