//! `lasynth completions`.

use crate::shell::{Status, cli, output};
use clap::CommandFactory;

pub fn completions(args: &cli::Completions) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli::Cli::command(), "lasynth", &mut script);
    output::text(&String::from_utf8(script)?)?;
    Ok(Status::Done)
}
