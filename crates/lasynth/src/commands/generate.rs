//! `lasynth gen`: data sets.

use crate::cli::{Gen, Global, Range, Targets};
use crate::errors::BadInput;
use crate::{Status, errors, interrupt, output, progress};
use lasynth_core::{DrawRules, RangeRule};
use lasynth_data::generation::{Destination, Form, GenConfig, GenError, Summary, generate_files};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

pub fn generate(global: &Global, args: &Gen) -> anyhow::Result<Status> {
    let (splits, to) = match args.count {
        Some(count) => (vec![count], Destination::File(args.out.clone())),
        None => (args.splits.clone(), Destination::Folder(args.out.clone())),
    };
    let rules = DrawRules {
        range: match args.range {
            Range::Redraw => RangeRule::Redraw,
            Range::Strict => RangeRule::Strict,
        },
        ..DrawRules::default()
    };
    let config = GenConfig {
        seed: global.seed.unwrap_or(0),
        rules,
        dedup: !args.no_dedup,
        form: if args.normal || args.targets == Targets::Normal {
            Form::Normal
        } else {
            Form::Raw
        },
        threads: global.threads.unwrap_or(0),
        splits,
        ..GenConfig::default()
    };
    let bar = progress::bar(config.splits.iter().sum::<usize>() as u64, "tasks");
    let flag = interrupt::flag();
    let mut on_progress = |progress: &lasynth_data::generation::Progress| {
        bar.set_position(progress.tasks as u64);
        match flag.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let domain = lasynth::domain();
    let result = generate_files(domain.as_ref(), &config, &to, &mut on_progress);
    bar.finish_and_clear();
    let summary = match result {
        Ok(summary) => summary,
        Err(GenError::Interrupted) => {
            errors::print_message("interrupted; no file was written");
            return Ok(Status::Negative);
        }
        Err(GenError::File(error)) => return Err(BadInput::from(error).into()),
        Err(GenError::Folder { path, source }) => {
            return Err(BadInput::file(
                path.display().to_string(),
                format!("cannot make the folder: {source}"),
            )
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    if global.json {
        output::json(&summary)?;
    } else {
        output::text(&table(&summary))?;
    }
    Ok(Status::Done)
}

/// The summary for people.
fn table(summary: &Summary) -> String {
    let mut text = format!(
        "{} in {}, seed {}\n",
        output::count(summary.tasks, "task"),
        output::duration(summary.seconds),
        summary.seed
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
