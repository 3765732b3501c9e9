//! The executors beside C compilers, for people and as JSON.

use super::{Case, ExecutorSpeed, executor_speed};
use crate::system_cc::{CcError, CompiledSpeed, compiled_programs_per_second};
use lasynth_c::batch::Inputs;
use lasynth_c::exec::Executable;
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Time for each figure of each program.
const EFFORT: Duration = Duration::from_millis(5);
/// Programs that are compiled by each compiler: a few are enough, their times hardly differ.
const COMPILED: usize = 40;

/// The speed of the executors, and what it costs to leave the work to a compiler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExecutorReport {
    /// Programs that were run.
    programs: usize,
    executors: ExecutorSpeed,
    /// `None` where there is no such compiler, or no program that it could run.
    cc: Option<CompiledSpeed>,
    tcc: Option<CompiledSpeed>,
}

impl ExecutorReport {
    /// Inputs of each program, besides all of them.
    pub const INPUTS: usize = 10;

    /// Measures the executors and the compilers `cc` and `tcc` on programs with
    /// [`ExecutorReport::INPUTS`] lists each.
    ///
    /// # Panics
    /// If there are no programs.
    ///
    /// # Errors
    /// If a compiler misbehaves, or `interrupt` is set.
    pub fn measure(cases: &[Case], interrupt: &AtomicBool) -> Result<ExecutorReport, CcError> {
        Ok(ExecutorReport {
            programs: cases.len(),
            executors: executor_speed(cases, EFFORT),
            cc: compiled_per_second("cc", cases, interrupt)?,
            tcc: compiled_per_second("tcc", cases, interrupt)?,
        })
    }

    /// The figures as fields of a JSON object.
    pub fn fields(&self) -> Map<String, Value> {
        let ExecutorReport { cc, tcc, .. } = self;
        let speed = &self.executors;
        let fields = json!({
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
            "programs": self.programs,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}

impl fmt::Display for ExecutorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let speed = &self.executors;
        let plural = if self.programs == 1 { "" } else { "s" };
        writeln!(
            f,
            "{} program{plural}, one core, {:?}; medians over the programs\n{:18}{:>16}{:>16}",
            self.programs, speed.level, "million runs/s", "10 inputs", "59,049 inputs"
        )?;
        for (name, rates) in [
            ("batch executor", speed.batch),
            ("scalar executor", speed.scalar),
        ] {
            let (few, all) = (rates.few / 1e6, rates.all / 1e6);
            writeln!(f, "{name:18}{few:16.2}{all:16.1}")?;
        }
        writeln!(f, "compiled and run, of {COMPILED} programs at most:")?;
        for (name, speed) in [("cc", self.cc), ("tcc", self.tcc)] {
            let cell = |rate: Option<f64>, inputs: usize| match rate {
                Some(rate) => format!("{:.6}", rate * inputs as f64 / 1e6),
                None => "not measured".to_owned(),
            };
            let few = cell(speed.map(|speed| speed.few), ExecutorReport::INPUTS);
            let all = cell(speed.and_then(|speed| speed.all), Inputs::all().count());
            writeln!(f, "{name:18}{few:>16}{all:>16}")?;
        }
        writeln!(
            f,
            "a run takes {:.1} steps; on all inputs the batch executor reaches {:.0} % of the core's \
             vector throughput",
            speed.steps,
            100.0 * speed.share_of_vector_throughput
        )?;
        writeln!(
            f,
            "equivalence of a program and its minimal form {:.3} ms, minimising {:.3} ms",
            1e3 * speed.equivalent,
            1e3 * speed.minimise
        )
    }
}

/// Programs a second through a compiler, compiled and run; `None` where there is no such compiler.
fn compiled_per_second(
    command: &str,
    cases: &[Case],
    interrupt: &AtomicBool,
) -> Result<Option<CompiledSpeed>, CcError> {
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
    match compiled_programs_per_second(command, &valid, interrupt) {
        Ok(speed) => Ok(Some(speed)),
        Err(CcError::Cc(lasynth_sandbox::CcError::Start { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}
