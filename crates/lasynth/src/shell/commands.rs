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
mod prior;
mod run;
mod synth;
mod train;

use crate::domains::{Bundle, SystemCompiler};
use crate::shell::Status;
use crate::shell::cli::search::Search;
use crate::shell::cli::{Cli, Command, Global};
use crate::shell::errors::BadInput;
use crate::{Budget, Policy};
use lasynth_c_search::config::SearchConfig;
use lasynth_c_search::search::Engine;
use std::sync::Arc;

/// Does what the command line says.
pub fn run(cli: Cli, domains: &'static [&'static Bundle]) -> anyhow::Result<Status> {
    let Cli { global, command } = cli;
    let global = Global::new(global, domains).map_err(|error| BadInput::file("--domain", error))?;
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
        Command::Prior(args) => prior::prior(&global, &args),
        Command::Minimise(args) => minimise::minimise(&global, &args),
        Command::Diff(args) => diff::diff(&global, &args),
        Command::Fuzz(args) => fuzz::fuzz(&global, &args),
        Command::Bench(args) => bench::bench(&global, &args),
        Command::Completions(args) => completions::completions(&global, &args),
    }
}

/// The compiler that `--cc` is about.
fn compiler(bundle: &Bundle) -> Result<&'static dyn SystemCompiler, BadInput> {
    let message = "its programs do not go through a compiler of the system";
    tool(bundle, "--cc", bundle.tools.compiler, message)
}

/// A tool of a language; without it `what` was asked for in vain.
fn tool<T>(bundle: &Bundle, what: &str, tool: Option<T>, message: &str) -> Result<T, BadInput> {
    tool.ok_or_else(|| {
        let name = bundle.name();
        let message = format!(
            "this is not for the domain `{name}`: {message}; leave it out, or choose another domain \
             with --domain"
        );
        BadInput::file(what, message)
    })
}

/// The model that is named, or the embedded one.
fn policy(search: &Search) -> Result<Arc<dyn Policy>, BadInput> {
    match &search.model {
        Some(dir) => Ok(crate::load_policy(dir)?),
        None => Ok(crate::embedded_policy()),
    }
}

/// The engine with the prior and the model that are named, and the model's name. The embedded model
/// is not loaded here: it joins the search later.
fn engine(search: &Search, config: SearchConfig) -> Result<(Engine, String), BadInput> {
    let prior = match &search.prior {
        Some(path) => crate::load_prior(path)?,
        None => crate::embedded_prior(),
    };
    let policy = search
        .model
        .as_ref()
        .map(|dir| crate::load_policy(dir))
        .transpose()?;
    let name = policy
        .as_ref()
        .map_or(crate::EMBEDDED_NAME, |policy| policy.name());
    let name = name.to_owned();
    Ok((crate::engine(prior, policy, config), name))
}

/// The name of the prior for results.
fn prior_name(search: &Search) -> String {
    match &search.prior {
        Some(path) => path.display().to_string(),
        None => crate::EMBEDDED_PRIOR.to_owned(),
    }
}

fn budget(search: &Search, seed: Option<u64>) -> Budget {
    Budget {
        time: search.budget,
        candidates: search.candidates,
        seed: seed.unwrap_or(0),
    }
}
