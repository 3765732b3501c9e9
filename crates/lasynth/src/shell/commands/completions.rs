//! `lasynth completions`.

use crate::shell::cli::{Completions, Global, command};
use crate::shell::{Status, output};

pub fn completions(global: &Global, args: &Completions) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    let mut command = command(global.domains.table());
    clap_complete::generate(args.shell, &mut command, "lasynth", &mut script);
    output::text(&String::from_utf8(script)?)?;
    Ok(Status::Done)
}
