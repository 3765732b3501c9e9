//! `lasynth bench`: the speed of this machine.

mod search;

use super::minimise::task_program;
use super::tool;
use crate::domains::{BenchmarkCase, Bundle, ExecutorBenchmark};
use crate::shell::choice::Domains;
use crate::shell::cli::{Bench, BenchExecutor, BenchWhat, Global, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, interrupt, output};
use lasynth_core::{Domain, DrawRules, Example, Input, Task};
use std::path::Path;

/// Programs that are drawn where no file is given.
const DRAWN: usize = 200;

pub fn bench(global: &Global, args: &Bench) -> anyhow::Result<Status> {
    match &args.what {
        BenchWhat::Executor(args) => executor(global, args),
        BenchWhat::Search(args) => search::search(global, args),
    }
}

fn executor(global: &Global, args: &BenchExecutor) -> anyhow::Result<Status> {
    let seed = global.seed.unwrap_or(0);
    let (cases, skipped, benchmark) = match &args.data {
        Some(path) => read(&global.domains, path, &args.how)?,
        None => {
            let bundle = global.domains.without_examples();
            let benchmark = benchmark(bundle)?;
            (drawn(bundle.domain, benchmark, seed), 0, benchmark)
        }
    };
    let mut figures = benchmark.measure(&cases, &interrupt::flag())?;
    if global.json {
        figures.fields.insert("skipped".to_owned(), skipped.into());
        figures.fields.insert("seed".to_owned(), seed.into());
        output::json(&figures.fields)?;
    } else {
        output::text(&figures.text)?;
    }
    Ok(Status::Done)
}

fn benchmark(bundle: &Bundle) -> Result<&'static dyn ExecutorBenchmark, BadInput> {
    let message = "its executor is not measured";
    tool(bundle, "bench executor", bundle.tools.executor, message)
}

/// The programs of a task file that have inputs enough, how many lines were skipped, and what to
/// measure them with.
fn read(
    domains: &Domains,
    path: &Path,
    how: &TaskFile,
) -> Result<(Vec<BenchmarkCase>, usize, &'static dyn ExecutorBenchmark), BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let mut cases = Vec::new();
    let mut domains = domains.of_files();
    while let Some((line, task)) = input.next()? {
        let case = (input.domain(&mut domains, line, &task)).and_then(|bundle| {
            let benchmark = benchmark(bundle)?;
            let case = case(bundle.domain, benchmark, &task);
            case.map_err(|message| input.error(line, message))
        });
        match case {
            Ok(case) => cases.extend(case),
            Err(error) => input.refuse(error)?,
        }
    }
    if cases.is_empty() {
        let message = "no task in it has a program, so there is nothing to run";
        return Err(BadInput::file(path.display().to_string(), message));
    }
    Ok((cases, input.finish(), benchmark(domains.get())?))
}

/// The program of a task and its inputs; `None` where it has no program.
fn case(
    domain: &dyn Domain,
    benchmark: &dyn ExecutorBenchmark,
    task: &Task,
) -> Result<Option<BenchmarkCase>, String> {
    let Some(program) = task_program(domain, task)? else {
        return Ok(None);
    };
    let heldout = task.heldout.iter().flatten();
    let pairs = task.examples.iter().chain(heldout);
    let pairs = pairs.take(benchmark.inputs());
    let inputs: Vec<Input> = pairs.map(|pair| pair.input.clone()).collect();
    benchmark.check(&inputs)?;
    Ok(Some(BenchmarkCase { program, inputs }))
}

fn drawn(domain: &dyn Domain, benchmark: &dyn ExecutorBenchmark, seed: u64) -> Vec<BenchmarkCase> {
    let inputs = |examples: Vec<Example>, heldout: Vec<Example>| {
        let pairs = examples.into_iter().chain(heldout);
        pairs.map(|pair| pair.input).collect()
    };
    (0..)
        .filter_map(|number| {
            domain
                .draw(&DrawRules::default(), seed.wrapping_add(number))
                .ok()
        })
        .map(|draw| BenchmarkCase {
            program: draw.program,
            inputs: inputs(draw.examples, draw.heldout),
        })
        .filter(|case| benchmark.check(&case.inputs).is_ok())
        .take(DRAWN)
        .collect()
}
