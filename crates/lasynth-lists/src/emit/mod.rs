//! Functions as text in other languages: C99, Python and Rust.

mod c;
mod core;
mod guards;
mod range;
mod rewrite;

pub use c::{CFunction, Room, function as c_function};

use crate::Function;

/// The function in C99, called `f`.
pub fn c(function: &Function) -> String {
    c::function(function, "f").text
}
