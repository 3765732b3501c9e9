//! Functions over integers and lists of any length.
//!
//! A program is a [`Term`]: `map(x -> x + 1, filter(x -> x > 3, a))`. Terms have the meaning of C: 32-bit
//! integers, truncating division, and runs that have no value where C has none ([`evaluate`]). A
//! [`Function`] says beside the term what its arguments are.

pub mod emit;
mod evaluate;
mod numbers;
mod op;
mod term;

pub use evaluate::{Stop, apply_groups, evaluate};
pub use numbers::{LONGEST, apply_int, apply_list, look_up, reduce};
pub use op::{Notation, Op, Operand, Type};
pub use term::{Function, Role, Scope, Term, type_of};
