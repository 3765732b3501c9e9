//! `lasynth data`: what data sets hold, and other formats.

mod compare;
mod export;
mod import;
mod stats;

use crate::shell::Status;
use crate::shell::cli::Global;
use crate::shell::cli::data::{Data, DataWhat};

pub fn data(global: &Global, args: &Data) -> anyhow::Result<Status> {
    match &args.what {
        DataWhat::Stats(args) => stats::stats(global, args),
        DataWhat::Compare(args) => compare::compare(global, args),
        DataWhat::Import(args) => import::import(global, args),
        DataWhat::Export(args) => export::export(global, args),
    }
}
