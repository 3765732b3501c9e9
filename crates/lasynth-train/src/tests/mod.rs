//! Tests of the crate as a whole, on a toy language.

mod config;
mod data;
mod toy;
mod train;
