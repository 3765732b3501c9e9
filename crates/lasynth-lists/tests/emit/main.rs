//! What functions look like in other languages, and that they mean the same there.

mod c;
mod c_text;
mod examples;
mod python;
mod python_text;
mod random;
mod rust;
mod rust_text;
