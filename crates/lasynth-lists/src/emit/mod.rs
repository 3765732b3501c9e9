//! Functions as text in other languages: C99, Python and Rust.
//!
//! All three begin with the same steps. A term's guards are written out (`guards`): what can be missing,
//! and is asked about by a comparison or `??`, becomes a condition such as `i + 1 < n`. Rules make what
//! comes out simpler (`rewrite`), and bounds of integers tell which guards need no asking (`range`). From
//! there Python and Rust print expressions, while C has loops to arrange; see [`c_function`].
//!
//! Where the term has a value for an input, so has the printed function, and it is the same; where it
//! has none, the function may do anything. The tests run random functions over all operators through
//! `gcc` with sanitizers, `python3` and `rustc`. The fourth form, the notation, is that of the printer
//! of terms.

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
    c_function(function, "f").text
}

/// The function in Python, called `f`.
pub fn python(function: &Function) -> String {
    python_function(function, "f")
}

/// The function in Rust, called `f`.
pub fn rust(function: &Function) -> String {
    rust_function(function, "f")
}
