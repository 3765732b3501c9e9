//! `lasynth data`: what data sets hold, and other formats.

mod compare;
mod export;
mod import;
mod stats;

use crate::shell::Status;
use crate::shell::cli::Global;
use crate::shell::cli::data::{Data, DataWhat};
use crate::shell::commands::tool;
use crate::shell::errors::BadInput;
use lasynth_data::formats::Format;

pub fn data(global: &Global, args: &Data) -> anyhow::Result<Status> {
    match &args.what {
        DataWhat::Stats(args) => stats::stats(global, args),
        DataWhat::Compare(args) => compare::compare(global, args),
        DataWhat::Import(args) => import::import(global, args),
        DataWhat::Export(args) => export::export(global, args),
    }
}

/// The format with this name.
fn format(global: &Global, name: &str) -> Result<&'static dyn Format, BadInput> {
    let bundle = global.domains.without_examples();
    let mut formats = bundle.tools.formats.iter();
    let format = formats.find(|format| format.name() == name).copied();
    let message = format!("its tasks are not written as {name}");
    tool(bundle, "--format", format, &message)
}
