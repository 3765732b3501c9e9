//! `lasynth eval --search`: how often the search is right, and how well it knows that.

use super::{explain, write_lines};
use crate::Bundle;
use crate::shell::cli::Global;
use crate::shell::cli::eval::{DecisionName, Eval, QuestionName, RandomName, SearchEval};
use crate::shell::errors::BadInput;
use crate::shell::files::{self, Unfinished};
use crate::shell::{Status, commands, errors, input, interrupt, output, progress};
use lasynth_core::{Place, Task};
use lasynth_eval::search::{Ask, Page, SearchOptions, evaluate_search, pages};
use lasynth_eval::{DataFile, EvalError};
use lasynth_search::{Decision, Options, Prior, QuestionRule, SearchConfig};
use serde_json::Value;
use std::path::Path;

/// The tasks, and where they come from.
pub struct Data<'a> {
    pub tasks: &'a [Task],
    /// The line of each task.
    pub lines: &'a [usize],
    pub file: DataFile,
    pub bundle: &'static Bundle,
}

pub fn eval(global: &Global, args: &Eval, data: &Data) -> anyhow::Result<Status> {
    let bundle = data.bundle;
    let config = config(bundle, &args.what)?;
    let synthesiser = commands::synthesiser(bundle, &args.search, config)?;
    // Before the work, so that a folder that does not exist costs nothing.
    let out = match &args.out {
        Some(path) => Some((path, Unfinished::create(path)?)),
        None => None,
    };
    if let Some(folder) = &args.what.report {
        std::fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
    }
    let budget = crate::with_default_time(&commands::budget(&args.search, global.seed));
    let mut times = args.what.budgets.clone();
    times.sort_unstable();
    times.dedup();
    times.retain(|time| Some(*time) != budget.time);
    let options = SearchOptions {
        budget,
        times,
        questions: args.what.questions,
        ask: if args.what.ask_at_random {
            Ask::Random
        } else {
            Ask::Best
        },
        threads: global.threads(),
    };
    let bar = progress::bar(data.tasks.len() as u64, "tasks");
    let told = |done: usize| bar.set_position(done as u64);
    let judge = bundle.search.judge();
    let result = evaluate_search(
        &synthesiser.engine,
        judge,
        data.tasks,
        &options,
        &told,
        &interrupt::flag(),
    );
    bar.finish_and_clear();
    let mut evaluation = match result {
        Ok(evaluation) => evaluation,
        Err(error @ EvalError::Interrupted { .. }) => {
            errors::print_message(&format!("{error}; nothing was written"));
            return Ok(Status::Negative);
        }
        Err(error) => return Err(explain(error, &args.data, data.lines).into()),
    };
    let report = &mut evaluation.report;
    report.data = data.file.clone();
    report.model = synthesiser.model.clone();
    report.prior = synthesiser.prior.clone();
    if let Some((path, file)) = out {
        file.finish(path, |out| write_lines(out, &evaluation.records))?;
    }
    if let Some(folder) = &args.what.report {
        let name = args.data.file_name().unwrap_or_default().to_string_lossy();
        let pages: Vec<Page> = pages(&evaluation.report, &name)?;
        for (name, text) in pages {
            files::write(&folder.join(name), text.as_bytes())?;
        }
    }
    if global.json {
        output::json(&evaluation.report)?;
    } else {
        output::text(&evaluation.report.to_string())?;
    }
    Ok(Status::Done)
}

fn no_folder(path: &Path, error: &std::io::Error) -> BadInput {
    let message = format!("cannot make the folder: {error}");
    BadInput::file(path.display().to_string(), message)
}

/// The configuration: the file, if there is one, and what the flags change.
fn config(bundle: &'static Bundle, args: &SearchEval) -> Result<SearchConfig, BadInput> {
    let prior = crate::embedded_prior(bundle);
    let prior_name = prior.name();
    let mut config = match &args.config {
        Some(path) => read(path, &*prior, &bundle.search.config())?,
        None => bundle.search.config(),
    };
    let mut switch = |name: &str, value: Value| {
        config.prior.insert(name.to_owned(), value);
    };
    // The prior is switched off by the option of its own name.
    for name in args.without.iter().filter(|name| *name == prior_name) {
        switch(name, false.into());
    }
    if args.no_hidden {
        switch("hidden", false.into());
    }
    if args.no_relations {
        switch("relations", false.into());
    }
    match args.random {
        _ if args.counts_only => switch("random", "counts".into()),
        Some(RandomName::Both) => switch("random", "both".into()),
        Some(RandomName::Factorised) => switch("random", "factorised".into()),
        Some(RandomName::Counts) => switch("random", "counts".into()),
        None => {}
    }
    let others = args.without.iter().filter(|name| *name != prior_name);
    config.without.extend(others.cloned());
    if args.no_length {
        config.length = None;
    }
    match args.decision {
        Some(DecisionName::Agreement) => config.decision = Decision::Agreement,
        Some(DecisionName::Heaviest) => config.decision = Decision::Heaviest,
        None => {}
    }
    match args.question {
        Some(QuestionName::Value) => config.question = QuestionRule::Value,
        Some(QuestionName::Entropy) => config.question = QuestionRule::Entropy,
        None => {}
    }
    Ok(config)
}

/// The configuration in a file; what it does not name is as the language has it.
fn read(path: &Path, prior: &dyn Prior, own: &SearchConfig) -> Result<SearchConfig, BadInput> {
    let text = input::text(path)?;
    let bad = |error: toml::de::Error| {
        let message = error.message().replace('\n', "; ");
        match error.span() {
            Some(span) => BadInput::at(input::name(path), Place::of(&text, span.start), message),
            None => BadInput::file(input::name(path), message),
        }
    };
    let alone: SearchConfig = toml::from_str(&text).map_err(bad)?;
    let named: toml::Table = toml::from_str(&text).map_err(bad)?;
    let config = with_defaults(own, named).unwrap_or(alone);
    let checked = config.check();
    checked.map_err(|error| BadInput::file(input::name(path), error))?;
    let options = prior.options();
    if let Some(name) = config
        .prior
        .keys()
        .find(|name| !options.contains_key(*name))
    {
        return Err(unknown_field(path, &text, name, &options));
    }
    let configured = prior.configured(&config.prior);
    configured.map_err(|error| BadInput::file(input::name(path), error))?;
    Ok(config)
}

/// The fields that are named, and all others from another configuration.
fn with_defaults(own: &SearchConfig, named: toml::Table) -> Option<SearchConfig> {
    let mut fields = serde_json::to_value(own).ok()?;
    for (name, value) in named {
        fields[name] = serde_json::to_value(value).ok()?;
    }
    serde_json::from_value(fields).ok()
}

/// A field that is neither the search's nor the prior's, and where it stands.
fn unknown_field(path: &Path, text: &str, name: &str, options: &Options) -> BadInput {
    let defaults = serde_json::to_value(SearchConfig::default()).unwrap_or_default();
    let known = defaults
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    let known: Vec<String> = known
        .chain(options.keys())
        .map(|name| format!("`{name}`"))
        .collect();
    let message = format!(
        "unknown field `{name}`, expected one of {}",
        known.join(", ")
    );
    let starts = |line: &&str| {
        let rest = line.trim_start().strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    match text.lines().find(starts) {
        Some(line) => {
            let offset = line.as_ptr() as usize - text.as_ptr() as usize;
            let indent = line.len() - line.trim_start().len();
            BadInput::at(input::name(path), Place::of(text, offset + indent), message)
        }
        None => BadInput::file(input::name(path), message),
    }
}
