//! What a program does on all inputs: linear forms of the five input values, chosen by linear tests.
//!
//! A program is executed once on a symbolic list. Constant loops unroll by themselves; a condition or
//! an index that depends on the input forks, and the inputs of a fork are a bit set over the 59,049
//! lists over [-4, 4], so that paths nobody takes are noticed and dropped.

mod linear;
mod region;
mod symbolic;
mod table;

pub use linear::{AffineForm, N};
pub use region::{
    Comparison, Hull, MAX_COEFFICIENT, Region, Rel, Shadows, Test, positive, short_weights, zero,
};
pub use symbolic::{NotLinear, Path, Paths, execute, straight};
pub use table::{Cell, CellResult, RegionTable};
