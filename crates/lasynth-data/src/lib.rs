//! Data sets: other formats, statistics and plots.

pub mod plot;
