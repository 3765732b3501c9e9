//! Prints programs as C.

use crate::syntax::Program;

/// The canonical text, ending in a newline; parsing it gives the same program.
pub fn print(_program: &Program) -> String {
    unimplemented!()
}
