//! One module a command.

mod bench;
mod completions;
mod data;
mod diff;
mod eval;
mod export;
mod fuzz;
mod generate;
mod minimise;
mod run;
mod synth;
mod train;

use crate::Status;
use crate::cli::{Cli, Command, Search};
use crate::errors::BadInput;
use lasynth::{Budget, Policy};
use std::sync::Arc;
use std::time::Duration;

/// Does what the command line says.
pub fn run(cli: Cli) -> anyhow::Result<Status> {
    let Cli { global, command } = cli;
    if let Some(threads) = global.threads {
        // Fails only where the pool was used before, which nothing does.
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()?;
    }
    match command {
        Command::Synth(args) => synth::synth(&global, &args),
        Command::Run(args) => run::run(&global, &args),
        Command::Gen(args) => generate::generate(&global, &args),
        Command::Data(args) => data::data(&global, &args),
        Command::Train(args) => train::train(&global, &args),
        Command::Export(args) => export::export(&global, &args),
        Command::Eval(args) => eval::eval(&global, &args),
        Command::Minimise(args) => minimise::minimise(&global, &args),
        Command::Diff(args) => diff::diff(&global, &args),
        Command::Fuzz(args) => fuzz::fuzz(&global, &args),
        Command::Bench(args) => bench::bench(&global, &args),
        Command::Completions(args) => completions::completions(&args),
    }
}

fn policy(search: &Search) -> Result<Arc<dyn Policy>, BadInput> {
    match &search.model {
        Some(dir) => Ok(lasynth::load_policy(dir)?),
        None => Ok(lasynth::embedded_policy()),
    }
}

fn budget(search: &Search, seed: Option<u64>) -> Budget {
    Budget {
        time: search.seconds.map(Duration::from_secs_f64),
        candidates: search.candidates,
        seed: seed.unwrap_or(0),
    }
}
