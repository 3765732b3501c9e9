//! Executor: program -> compact code -> outcome on a list.

use crate::syntax::{Program, Span};
use lasynth_core::FaultKind;

/// A program compiled to compact code.
#[derive(Clone, Debug)]
pub struct Executable {}

/// Why a run gave no list, and which part of the program was being evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunFault {
    /// What went wrong.
    pub kind: FaultKind,
    /// Where, in the text the program was parsed from.
    pub span: Span,
}

impl Executable {
    /// Compiles a program.
    pub fn new(_program: &Program) -> Executable {
        unimplemented!()
    }

    /// Runs on `list` in place with at most [`crate::syntax::STEP_LIMIT`] steps. After a fault the
    /// contents of `list` mean nothing.
    pub fn run(&self, _list: &mut [i32]) -> Result<(), RunFault> {
        unimplemented!()
    }
}
