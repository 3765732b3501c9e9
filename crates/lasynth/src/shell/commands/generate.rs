//! `lasynth gen`: data sets.

use crate::shell::cli::Global;
use crate::shell::cli::generate::Gen;
use crate::shell::commands::tool;
use crate::shell::errors::BadInput;
use crate::shell::{Status, errors, interrupt, output, progress};
use lasynth_core::{Domain, DrawRules, Lists};
use lasynth_data::generation::{
    Destination, GenConfig, GenError, Native, Progress, Source, Start, Summary, generate_files,
};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

pub fn generate(global: &Global, args: &Gen) -> anyhow::Result<Status> {
    let (splits, to) = match args.count {
        Some(count) => (vec![count], Destination::File(args.out.clone())),
        None => (args.splits.clone(), Destination::Folder(args.out.clone())),
    };
    let bundle = global.domains.without_examples();
    let domain = bundle.domain;
    let config = GenConfig {
        seed: global.seed.unwrap_or(0),
        rules: rules(args, domain)?,
        dedup: !args.no_dedup,
        form: args.form(),
        threads: global.threads.unwrap_or(0),
        splits,
        ..GenConfig::default()
    };
    let start = match (args.resume, args.restart) {
        (true, _) => Start::Resume,
        (_, true) => Start::Restart,
        _ => Start::Fresh,
    };
    let source: Box<dyn Source> = match args.csmith {
        true => {
            let mut sources = bundle.tools.sources.iter();
            let source = sources.find(|source| source.name == "csmith");
            let source = tool(bundle, "--csmith", source, "Csmith writes C")?;
            (source.find)().map_err(anyhow::Error::from_boxed)?
        }
        false => Box::new(Native(domain)),
    };
    let bar = progress::bar(config.splits.iter().sum::<usize>() as u64, "tasks");
    let flag = interrupt::flag();
    let mut made = 0;
    let mut on_progress = |progress: &Progress| {
        made = progress.tasks;
        bar.set_position(made as u64);
        match flag.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let result = generate_files(source.as_ref(), &config, &to, start, &mut on_progress);
    bar.finish_and_clear();
    let summary = match result {
        Ok(summary) => summary,
        Err(GenError::Interrupted) => {
            let wanted: usize = config.splits.iter().sum();
            errors::print_message(&format!(
                "interrupted after {made} of {wanted} tasks; the state is saved in {}, the same command \
                 with --resume goes on from it",
                to.unfinished().display()
            ));
            return Ok(Status::Negative);
        }
        Err(error) => return Err(explain(error)),
    };
    if global.json {
        output::json(&summary)?;
    } else {
        output::text(&table(&summary))?;
    }
    Ok(Status::Done)
}

/// What a drawn program must satisfy.
fn rules(args: &Gen, domain: &dyn Domain) -> Result<DrawRules, BadInput> {
    let kinds = args
        .kinds
        .as_ref()
        .map(|kinds| kinds.of_kinds(domain.kinds()));
    let kinds = kinds.transpose();
    let kinds = kinds.map_err(|error| BadInput::file("--kinds", error))?;
    let standard = domain.lists();
    let lists = match (args.length, args.max_value) {
        (None, None) => None,
        (len, max) => {
            let Some(standard) = standard else {
                let what = if len.is_some() {
                    "--length"
                } else {
                    "--max-value"
                };
                let message = format!(
                    "the tasks of the domain `{}` are not about lists of one length; leave it out",
                    domain.name()
                );
                return Err(BadInput::file(what, message));
            };
            Some(Lists {
                len: len.unwrap_or(standard.len),
                max: max.unwrap_or(standard.max),
            })
        }
    };
    Ok(DrawRules {
        range: args.range.into(),
        // The standard lists in words are the standard lists.
        lists: lists.filter(|lists| Some(*lists) != standard),
        max_tokens: args.max_tokens,
        kinds,
        ..DrawRules::default()
    })
}

/// An error that names the file where there is one.
fn explain(error: GenError) -> anyhow::Error {
    let folder = match &error {
        GenError::Folder { path, .. }
        | GenError::Unfinished { path, .. }
        | GenError::NothingToResume { path }
        | GenError::OtherRun { path, .. }
        | GenError::Damaged { path, .. }
        | GenError::Busy { path } => path.display().to_string(),
        GenError::File(_) | GenError::Config(_) | GenError::Exhausted { .. } => String::new(),
        GenError::Source(_) | GenError::Interrupted => String::new(),
    };
    match error {
        GenError::File(error) => BadInput::from(error).into(),
        GenError::Folder { source, .. } => {
            BadInput::file(folder, format!("cannot make the folder: {source}")).into()
        }
        error if folder.is_empty() => error.into(),
        error => {
            let message = error.to_string();
            let message = message
                .strip_prefix(&format!("{folder}: "))
                .unwrap_or(&message);
            BadInput::file(folder, message).into()
        }
    }
}

/// The summary for people.
fn table(summary: &Summary) -> String {
    let mut text = format!(
        "{} in {}, seed {}, {}\n",
        output::count(summary.tasks, "task"),
        output::duration(summary.seconds),
        summary.seed,
        summary.source
    );
    if summary.splits.len() > 1 {
        for split in &summary.splits {
            let _ = writeln!(text, "  {:8} {:>8}", split.name, split.tasks);
        }
    }
    for (kind, tasks) in &summary.by_kind {
        let _ = writeln!(text, "  {:8} {tasks:>8}", kind.name());
    }
    if let Some(lengths) = summary.lengths {
        let _ = writeln!(
            text,
            "length in tokens: {} (10 %), {} (median), {} (90 %)",
            lengths.p10, lengths.median, lengths.p90
        );
    }
    let dropped: Vec<String> = summary
        .dropped
        .iter()
        .map(|(reason, n)| format!("{n} {reason}"))
        .chain([format!("{} duplicate", summary.duplicates)])
        .collect();
    let _ = writeln!(
        text,
        "{} programs drawn, {:.0} a second; dropped: {}",
        summary.candidates,
        summary.candidates_per_second,
        dropped.join(", ")
    );
    text
}
