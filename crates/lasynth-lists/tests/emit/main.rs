//! What functions look like in other languages, and that they mean the same there.

mod c;
mod c_text;
mod examples;
mod python;
mod random;
mod rust;
