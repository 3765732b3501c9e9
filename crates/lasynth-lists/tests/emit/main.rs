//! What functions look like in other languages, and that they mean the same there.

mod c;
mod random;
mod dbg;
mod examples;
