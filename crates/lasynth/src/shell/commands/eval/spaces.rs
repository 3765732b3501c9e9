//! `lasynth eval --spaces`: where the proposers look, and what of a task file is there.

use super::explain;
use super::search::Data;
use crate::shell::cli::Global;
use crate::shell::cli::eval::Eval;
use crate::shell::{Status, commands, errors, interrupt, output, progress};
use lasynth_eval::EvalError;
use lasynth_eval::search::spaces;

pub fn eval(global: &Global, args: &Eval, data: &Data) -> anyhow::Result<Status> {
    let synthesiser =
        commands::synthesiser(data.bundle, &args.search, data.bundle.search.config())?;
    let judge = data.bundle.search.judge();
    let bar = progress::bar(data.tasks.len() as u64, "tasks");
    let told = |done: usize| bar.set_position(done as u64);
    let result = spaces(
        &synthesiser.engine,
        judge,
        data.tasks,
        global.threads(),
        &told,
        &interrupt::flag(),
    );
    bar.finish_and_clear();
    let mut report = match result {
        Ok(report) => report,
        Err(error @ EvalError::Interrupted { .. }) => {
            errors::print_message(&format!("{error}; nothing was written"));
            return Ok(Status::Negative);
        }
        Err(error) => return Err(explain(error, &args.data, data.lines).into()),
    };
    report.prior = synthesiser.prior.clone();
    report.data = data.file.clone();
    if global.json {
        output::json(&report)?;
    } else {
        output::text(&report.to_string())?;
    }
    Ok(Status::Done)
}
