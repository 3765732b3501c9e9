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
use crate::shell::choice::Domains;
use crate::shell::cli::search::Search;
use crate::shell::cli::{Cli, Command, Global};
use crate::shell::errors::BadInput;
use crate::{Budget, Policy, Synthesiser};

use lasynth_model::{CARD_FILE, load_card};
use lasynth_search::SearchConfig;
use std::path::PathBuf;
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

/// The languages, the one of the model that is named among them chosen.
fn domains(global: &Global, search: &Search) -> Domains {
    let text = |dir: &PathBuf| std::fs::read_to_string(dir.join(CARD_FILE)).ok();
    let card = search.model.as_ref().and_then(text);
    match card.and_then(|text| load_card(&text).ok()) {
        Some(card) => global.domains.of_model(&card.domain),
        // What is wrong with it is said when it is loaded.
        None => global.domains,
    }
}

/// The model that is named, or the embedded one.
fn policy(bundle: &Bundle, search: &Search) -> Result<Arc<dyn Policy>, BadInput> {
    match &search.model {
        Some(dir) => Ok(crate::load_policy(bundle.domain, dir)?),
        None => crate::embedded_policy(bundle).ok_or_else(|| {
            let name = bundle.domain.name();
            let message = format!(
                "there is no model for the domain `{name}` in this program; name one, made by \
                 `lasynth train`"
            );
            BadInput::file("--model", message)
        }),
    }
}

/// The search with the prior and the model that are named. The embedded model is not loaded here: it
/// joins the search later.
fn synthesiser(
    bundle: &'static Bundle,
    search: &Search,
    config: SearchConfig,
) -> Result<Synthesiser, BadInput> {
    let prior = match &search.prior {
        Some(path) => Some((crate::load_prior(bundle, path)?, path.display().to_string())),
        None => None,
    };
    let policy = search
        .model
        .as_ref()
        .map(|dir| crate::load_policy(bundle.domain, dir))
        .transpose()?;
    Ok(Synthesiser::new(bundle, prior, policy, config)?)
}

fn budget(search: &Search, seed: Option<u64>) -> Budget {
    Budget {
        time: search.budget,
        candidates: search.candidates,
        seed: seed.unwrap_or(0),
    }
}
