//! Functions as text in other languages: C99, Python and Rust.

mod c;
mod core;
mod guards;
mod python;
mod range;
mod rewrite;
mod rust;
mod signature;
mod text;

pub use c::{CFunction, Room, function as c_function};
pub use python::function as python_function;
pub use rust::function as rust_function;

use crate::Function;

/// The function in C99, called `f`.
pub fn c(function: &Function) -> String {
    c::function(function, "f").text
}

/// The function in Python, called `f`.
pub fn python(function: &Function) -> String {
    python::function(function, "f")
}

/// The function in Rust, called `f`.
pub fn rust(function: &Function) -> String {
    rust::function(function, "f")
}
