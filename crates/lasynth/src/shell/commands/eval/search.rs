//! `lasynth eval --search`: how often the search is right, and how well it knows that.

use super::{explain, write_lines};
use crate::DEFAULT_TIME;
use crate::shell::cli::Global;
use crate::shell::cli::eval::{DecisionName, Eval, QuestionName, RandomName, SearchEval};
use crate::shell::errors::BadInput;
use crate::shell::files::{self, Unfinished};
use crate::shell::{Status, commands, errors, input, interrupt, output, progress};
use lasynth_c_search::config::{Decision, Question, RandomPrior, SearchConfig};
use lasynth_c_search::search::FACTORISED_NAME;
use lasynth_core::{Place, Task};
use lasynth_eval::search::{Ask, Page, SearchOptions, evaluate_search, pages};
use lasynth_eval::{DataFile, EvalError};
use std::path::Path;

/// The tasks, and where they come from.
pub struct Data<'a> {
    pub tasks: &'a [Task],
    /// The line of each task.
    pub lines: &'a [usize],
    pub file: DataFile,
}

pub fn eval(global: &Global, args: &Eval, data: &Data) -> anyhow::Result<Status> {
    let config = config(&args.what)?;
    let (engine, model) = commands::engine(&args.search, config)?;
    let known = engine.names();
    if let Some(name) = args
        .what
        .without
        .iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        let message = format!(
            "there is no proposer `{name}`; there are {}",
            known.join(", ")
        );
        return Err(BadInput::file("--without", message).into());
    }
    // Before the work, so that a folder that does not exist costs nothing.
    let out = match &args.out {
        Some(path) => Some((path, Unfinished::create(path)?)),
        None => None,
    };
    if let Some(folder) = &args.what.report {
        std::fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
    }
    let mut budget = commands::budget(&args.search, global.seed);
    budget.time = Some(budget.time.unwrap_or(DEFAULT_TIME));
    let mut times = args.what.budgets.clone();
    times.sort_unstable();
    times.dedup();
    times.retain(|time| Some(*time) != budget.time);
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = SearchOptions {
        budget,
        times,
        questions: args.what.questions,
        ask: if args.what.ask_at_random {
            Ask::Random
        } else {
            Ask::Best
        },
        threads: global.threads.unwrap_or_else(cores),
    };
    let bar = progress::bar(data.tasks.len() as u64, "tasks");
    let told = |done: usize| bar.set_position(done as u64);
    let result = evaluate_search(&engine, data.tasks, &options, &told, &interrupt::flag());
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
    report.model = Some(model);
    report.prior = Some(commands::prior_name(&args.search));
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
fn config(args: &SearchEval) -> Result<SearchConfig, BadInput> {
    let mut config = match &args.config {
        Some(path) => read(path)?,
        None => SearchConfig::default(),
    };
    for name in &args.without {
        match name.as_str() {
            FACTORISED_NAME => config.factorised = false,
            _ => config.without.push(name.clone()),
        }
    }
    if args.no_hidden {
        config.hidden = false;
    }
    if args.no_relations {
        config.relations = false;
    }
    if args.no_length {
        config.length = None;
    }
    match args.decision {
        Some(DecisionName::Agreement) => config.decision = Decision::Agreement,
        Some(DecisionName::Heaviest) => config.decision = Decision::Heaviest,
        None => {}
    }
    match args.question {
        Some(QuestionName::Value) => config.question = Question::Value,
        Some(QuestionName::Entropy) => config.question = Question::Entropy,
        None => {}
    }
    match args.random {
        _ if args.counts_only => config.random = RandomPrior::Counts,
        Some(RandomName::Both) => config.random = RandomPrior::Both,
        Some(RandomName::Factorised) => config.random = RandomPrior::Factorised,
        Some(RandomName::Counts) => config.random = RandomPrior::Counts,
        None => {}
    }
    Ok(config)
}

fn read(path: &Path) -> Result<SearchConfig, BadInput> {
    let text = input::text(path)?;
    let config: SearchConfig = toml::from_str(&text).map_err(|error| {
        let message = error.message().replace('\n', "; ");
        match error.span() {
            Some(span) => BadInput::at(input::name(path), Place::of(&text, span.start), message),
            None => BadInput::file(input::name(path), message),
        }
    })?;
    let checked = config.check();
    checked.map_err(|error| BadInput::file(input::name(path), error))?;
    Ok(config)
}
