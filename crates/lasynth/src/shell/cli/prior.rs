//! `lasynth prior`: what can be typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth prior fit --count 20000000 --seed 1 --out prior.bin.zst")]
pub struct PriorCommand {
    #[command(subcommand)]
    pub what: PriorWhat,
}

#[derive(Debug, Subcommand)]
pub enum PriorWhat {
    /// Count what random programs do, and write it as a prior
    #[command(after_help = "\
The same seed gives the same file with any number of threads. What is printed is a record of the run, \
in TOML.

Example:
  lasynth prior fit --count 20000000 --seed 1 --out prior.bin.zst > prior.toml")]
    Fit(PriorFit),
}

#[derive(Debug, Args)]
pub struct PriorFit {
    /// Random programs that are drawn
    #[arg(long, value_name = "N", value_parser = super::positive)]
    pub count: usize,
    /// Skeletons that are kept, the most frequent ones
    #[arg(long, value_name = "N", value_parser = super::positive, default_value_t = 80_000)]
    pub skeletons: usize,
    /// Behaviours that are kept, the most frequent of those that occur twice or more
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub behaviours: usize,
    /// The file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}
