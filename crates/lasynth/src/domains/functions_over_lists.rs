//! Functions over lists of any length, with their tools.

use super::{BenchmarkCase, Bundle, ExecutorBenchmark, ExecutorFigures, SystemCompiler, Tools};
use lasynth_c_tools::foreign::{Function, OpenError, Runs};
use lasynth_c_tools::speed::{median, rate};
use lasynth_c_tools::system_cc::{self, CcError, Compiled};
use lasynth_core::{Example, Fault, Input, Language, Values};
use lasynth_data::compare::NoForms;
use lasynth_data::stats::KindAndLength;
use lasynth_lists::Lists;
use lasynth_lists_search::ListsSearchKit;
use serde_json::{Map, json};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Functions from integers and lists of any length to an integer or a list.
pub static FUNCTIONS_OVER_LISTS: Bundle = Bundle {
    domain: &Lists,
    search: &ListsSearchKit,
    model: None,
    prior: None,
    statistics: &KindAndLength,
    forms: &NoForms,
    tools: Tools {
        compiler: Some(&PrintedC),
        executor: Some(&Evaluator),
        ..Tools::NONE
    },
};

/// The C that is printed for a function, through the compiler that `CC` names, else `cc`, with
/// sanitizers.
struct PrintedC;

/// The C that is printed for a program that is given as a term.
fn printed(source: &str) -> Result<String, CcError> {
    let program = Lists.parse(source)?;
    Ok(Lists.emit(&*program, "c").unwrap_or_default())
}

/// Compiles C that was printed and runs it on inputs.
fn run_c(text: &str, inputs: &[Input], interrupt: &AtomicBool) -> Result<Runs, CcError> {
    let function = Function::open(text, interrupt).map_err(|error| match error {
        OpenError::Cc(error) => error,
        OpenError::Refused { message, .. } => lasynth_sandbox::CcError::Refused(message).into(),
        OpenError::NoFunction | OpenError::Shape { .. } => {
            CcError::Run(format!("cannot be called: {error}"))
        }
    })?;
    for input in inputs {
        let checked = function.check_input(input);
        checked.map_err(|why| CcError::Run(format!("cannot be given {input}: {why}")))?;
    }
    function.run(inputs, interrupt)
}

impl SystemCompiler for PrintedC {
    fn check(&self) -> Result<(), CcError> {
        system_cc::check_compiler()
    }

    /// C does not say why a run is undefined: one that is so is taken for one of the kind that the
    /// evaluator names.
    fn run(
        &self,
        source: &str,
        inputs: &[Input],
        interrupt: &AtomicBool,
    ) -> Result<Compiled, CcError> {
        let program = Lists.parse(source)?;
        let runs = run_c(&printed(source)?, inputs, interrupt)?;
        let outcome = |(input, outcome): (&Input, Result<_, Fault>)| {
            outcome.map_err(|fault| match program.run(input) {
                Err(own) => own.kind,
                Ok(_) => fault.kind,
            })
        };
        Ok(Compiled {
            outcomes: inputs.iter().zip(runs.outcomes).map(outcome).collect(),
            missing_fences: runs.missing_fences,
        })
    }

    fn verify(
        &self,
        source: &str,
        examples: &[Example],
        interrupt: &AtomicBool,
    ) -> Result<Vec<String>, CcError> {
        let text = printed(source)?;
        system_cc::compiles_cleanly(&text, interrupt)?;
        let inputs: Vec<Input> = (examples.iter())
            .map(|example| example.input.clone())
            .collect();
        let runs = run_c(&text, &inputs, interrupt)?;
        let outcomes = runs.outcomes.into_iter();
        let outcomes = outcomes.map(|outcome| outcome.map_err(|fault| fault.to_string()));
        system_cc::agree(outcomes, examples)?;
        Ok(runs.missing_fences)
    }
}

/// The evaluator of terms.
struct Evaluator;

/// Inputs that a program is timed on.
const INPUTS: usize = 10;
/// Time spent on each program.
const EFFORT: Duration = Duration::from_millis(5);

impl ExecutorBenchmark for Evaluator {
    fn inputs(&self) -> usize {
        INPUTS
    }

    fn check(&self, inputs: &[Input]) -> Result<(), String> {
        if inputs.len() < INPUTS {
            let found = inputs.len();
            return Err(format!(
                "the task has {found} input{}; {INPUTS} are needed to time it",
                if found == 1 { "" } else { "s" },
            ));
        }
        inputs.iter().try_for_each(|input| Lists.check_input(input))
    }

    fn measure(
        &self,
        cases: &[BenchmarkCase],
        interrupt: &AtomicBool,
    ) -> Result<ExecutorFigures, CcError> {
        let mut rates = Vec::new();
        let mut elements = 0;
        for case in cases {
            if interrupt.load(Ordering::Relaxed) {
                return Err(lasynth_sandbox::CcError::Interrupted.into());
            }
            let inputs = &case.inputs[..INPUTS];
            let lists = inputs.iter().flat_map(|input| &input.0);
            elements += lists
                .filter_map(|value| value.as_list())
                .map(<[i32]>::len)
                .sum::<usize>();
            rates.push(rate(EFFORT, INPUTS, || {
                for input in inputs {
                    let _ = black_box(case.program.run(input));
                }
            }));
        }
        let elements = elements as f64 / (cases.len() * INPUTS) as f64;
        let runs = median(rates);
        let fields = json!({
            "runs_per_second": { (INPUTS.to_string()): runs },
            "elements_per_input": elements,
            "programs": cases.len(),
        });
        let plural = if cases.len() == 1 { "" } else { "s" };
        Ok(ExecutorFigures {
            fields: match fields {
                serde_json::Value::Object(fields) => fields,
                _ => Map::new(),
            },
            text: format!(
                "{} program{plural} on {INPUTS} inputs each, with {elements:.1} elements at the mean; one \
                 core, median over the programs\nevaluator: {:.2} million runs/s\n",
                cases.len(),
                runs / 1e6
            ),
        })
    }
}
