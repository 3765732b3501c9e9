//! `lasynth bench`: the speed of this machine.

mod search;

use super::minimise::task_program;
use crate::shell::cli::{Bench, BenchExecutor, BenchWhat, Global, TaskFile};
use crate::shell::errors::BadInput;
use crate::shell::task_input::TaskInput;
use crate::shell::{Status, interrupt, output};
use crate::system_cc::{self, CcError, CompiledSpeed};
use lasynth_c::batch::Inputs;
use lasynth_c::domain::MAX_LIST_LEN;
use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c::speed::{Case, executor_speed};
use lasynth_core::{DrawRules, Task};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Time for each figure of each program.
const EFFORT: Duration = Duration::from_millis(5);
/// Programs that are drawn where no file is given.
const DRAWN: usize = 200;
/// Inputs of each program, besides all of them.
const FEW: usize = 10;
/// Programs that are compiled by each compiler.
const COMPILED: usize = 40;

pub fn bench(global: &Global, args: &Bench) -> anyhow::Result<Status> {
    match &args.what {
        BenchWhat::Executor(args) => executor(global, args),
        BenchWhat::Search(args) => search::search(global, args),
    }
}

fn executor(global: &Global, args: &BenchExecutor) -> anyhow::Result<Status> {
    let seed = global.seed.unwrap_or(0);
    let (cases, skipped) = match &args.data {
        Some(path) => read(path, &args.how)?,
        None => (drawn(seed)?, 0),
    };
    let speed = executor_speed(&cases, EFFORT);
    let cc = compiled_per_second("cc", &cases)?;
    let tcc = compiled_per_second("tcc", &cases)?;
    if global.json {
        output::json(&json!({
            "runs_per_second": { "10": speed.batch.few, "59049": speed.batch.all },
            "scalar_runs_per_second": { "10": speed.scalar.few, "59049": speed.scalar.all },
            "cc_programs_per_second": cc.map(|speed| speed.few),
            "tcc_programs_per_second": tcc.map(|speed| speed.few),
            "cc_programs_per_second_59049": cc.and_then(|speed| speed.all),
            "tcc_programs_per_second_59049": tcc.and_then(|speed| speed.all),
            "share_of_vector_throughput": speed.share_of_vector_throughput,
            "steps_per_run": speed.steps,
            "equivalent_seconds": speed.equivalent,
            "minimise_seconds": speed.minimise,
            "instructions": format!("{:?}", speed.level).to_lowercase(),
            "programs": cases.len(),
            "skipped": skipped,
            "seed": seed,
        }))?;
        return Ok(Status::Done);
    }
    let mut text = format!(
        "{}, one core, {:?}; medians over the programs\n{:18}{:>16}{:>16}\n",
        output::count(cases.len(), "program"),
        speed.level,
        "million runs/s",
        "10 inputs",
        "59,049 inputs"
    );
    for (name, rates) in [
        ("batch executor", speed.batch),
        ("scalar executor", speed.scalar),
    ] {
        let (few, all) = (rates.few / 1e6, rates.all / 1e6);
        text += &format!("{name:18}{few:16.2}{all:16.1}\n");
    }
    text += &format!("compiled and run, of {COMPILED} programs at most:\n");
    for (name, speed) in [("cc", cc), ("tcc", tcc)] {
        let cell = |rate: Option<f64>, inputs: usize| match rate {
            Some(rate) => format!("{:.6}", rate * inputs as f64 / 1e6),
            None => "not measured".to_owned(),
        };
        let few = cell(speed.map(|speed| speed.few), FEW);
        let all = cell(speed.and_then(|speed| speed.all), Inputs::all().count());
        text += &format!("{name:18}{few:>16}{all:>16}\n");
    }
    text += &format!(
        "a run takes {:.1} steps; on all inputs the batch executor reaches {:.0} % of the core's vector \
         throughput\n",
        speed.steps,
        100.0 * speed.share_of_vector_throughput
    );
    text += &format!(
        "equivalence of a program and its minimal form {:.3} ms, minimising {:.3} ms\n",
        1e3 * speed.equivalent,
        1e3 * speed.minimise
    );
    output::text(&text)?;
    Ok(Status::Done)
}

/// Programs a second through a compiler, compiled and run; `None` where there is no such compiler. A
/// few programs are enough: their times hardly differ.
fn compiled_per_second(command: &str, cases: &[Case]) -> anyhow::Result<Option<CompiledSpeed>> {
    // Runs that are invalid are undefined in plain C.
    let valid: Vec<_> = (cases.iter())
        .filter(|case| {
            let executable = Executable::new(&case.program);
            let runs = |input: &Vec<i32>| executable.run(&mut input.clone()).is_ok();
            case.inputs.iter().all(runs)
        })
        .take(COMPILED)
        .map(|case| (case.program.clone(), case.inputs.clone()))
        .collect();
    if valid.is_empty() {
        return Ok(None);
    }
    match system_cc::compiled_programs_per_second(command, &valid, &interrupt::flag()) {
        Ok(speed) => Ok(Some(speed)),
        Err(CcError::Cc(lasynth_sandbox::CcError::Start { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The programs of a task file that have inputs enough, and how many lines were skipped.
fn read(path: &Path, how: &TaskFile) -> Result<(Vec<Case>, usize), BadInput> {
    let mut input = TaskInput::open(path, how)?;
    let mut cases = Vec::new();
    while let Some((line, task)) = input.next()? {
        match case(&input, path, line, &task) {
            Ok(case) => cases.extend(case),
            Err(error) => input.refuse(error)?,
        }
    }
    if cases.is_empty() {
        let message = "no task in it has a program, so there is nothing to run";
        return Err(BadInput::file(path.display().to_string(), message));
    }
    Ok((cases, input.finish()))
}

/// The program of a task and its inputs; `None` where it has no program.
fn case(
    input: &TaskInput,
    path: &Path,
    line: usize,
    task: &Task,
) -> Result<Option<Case>, BadInput> {
    let Some(program) = task_program(path, line, task)? else {
        return Ok(None);
    };
    let program = parse(&program.source()).map_err(|error| input.error(line, error))?;
    let inputs = inputs(task);
    let length = inputs.first().map_or(0, Vec::len);
    if inputs.len() < FEW || inputs.iter().any(|input| input.len() != length) {
        let message = format!(
            "the task has {} inputs; {FEW} of one length are needed to time it",
            inputs.len()
        );
        return Err(input.error(line, message));
    }
    if !(1..=MAX_LIST_LEN).contains(&length) {
        let message = format!(
            "the inputs of this task have {}; lists of 1 to {MAX_LIST_LEN} are supported",
            output::count(length, "element")
        );
        return Err(input.error(line, message));
    }
    Ok(Some(Case { program, inputs }))
}

fn inputs(task: &Task) -> Vec<Vec<i32>> {
    let heldout = task.heldout.iter().flatten();
    (task.examples.iter().chain(heldout))
        .map(|pair| pair.input.as_list().unwrap_or_default().to_vec())
        .take(FEW)
        .collect()
}

fn drawn(seed: u64) -> anyhow::Result<Vec<Case>> {
    let domain = crate::domain();
    let mut cases = Vec::with_capacity(DRAWN);
    for number in 0.. {
        if cases.len() == DRAWN {
            break;
        }
        let Ok(draw) = domain.draw(&DrawRules::default(), seed.wrapping_add(number)) else {
            continue;
        };
        let pairs = draw.examples.iter().chain(&draw.heldout);
        let inputs = pairs.map(|pair| pair.input.as_list().unwrap_or_default().to_vec());
        cases.push(Case {
            inputs: inputs.collect(),
            program: parse(&draw.program.source())?,
        });
    }
    Ok(cases)
}
