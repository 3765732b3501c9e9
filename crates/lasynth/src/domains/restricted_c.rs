//! Restricted C with its tools.

use super::{
    BenchmarkCase, Bundle, EmbeddedModel, EmbeddedPrior, ExecutorBenchmark, ExecutorFigures,
    NamedSource, SystemCompiler, Tools,
};
use lasynth_c::domain::{CProgram, MAX_LIST_LEN, RestrictedC};
use lasynth_c_search::CSearchKit;
use lasynth_c_tools::csmith::Csmith;
use lasynth_c_tools::foreign::Function;
use lasynth_c_tools::forms::CForms;
use lasynth_c_tools::fuzz::{EXECUTORS, fuzz};
use lasynth_c_tools::published::LatentExecution;
use lasynth_c_tools::speed::{Case, ExecutorReport};
use lasynth_c_tools::statistics::BranchStatistics;
use lasynth_c_tools::system_cc::{self, CcError, Compiled};
use lasynth_core::{Example, Input};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Functions in C that change one list of five integers in place.
pub static RESTRICTED_C: Bundle = Bundle {
    domain: &RestrictedC,
    search: &CSearchKit,
    model: Some(EmbeddedModel {
        name: "c-small",
        card: include_str!("../../../../models/c-small/model.toml"),
        weights: include_bytes!("../../../../models/c-small/model.safetensors"),
        loaded: OnceLock::new(),
    }),
    prior: Some(EmbeddedPrior {
        name: "c-prior",
        content: include_bytes!("../../../../models/c-prior/prior.bin.zst"),
        loaded: OnceLock::new(),
    }),
    statistics: &BranchStatistics,
    forms: &CForms,
    tools: Tools {
        compiler: Some(&SystemC),
        foreign: Some(Function::open),
        fuzz: Some(|state, compiler, interrupt, progress| {
            fuzz(state, EXECUTORS, compiler, interrupt, progress)
        }),
        formats: &[&LatentExecution],
        sources: &[NamedSource {
            name: "csmith",
            find: || Ok(Box::new(Csmith::find()?)),
        }],
        executor: Some(&Executors),
    },
};

/// The compiler that `CC` names, else `cc`.
struct SystemC;

impl SystemCompiler for SystemC {
    fn check(&self) -> Result<(), CcError> {
        system_cc::check_compiler()
    }

    fn run(
        &self,
        source: &str,
        inputs: &[Input],
        interrupt: &AtomicBool,
    ) -> Result<Compiled, CcError> {
        system_cc::run(source, inputs, interrupt)
    }

    fn verify(
        &self,
        source: &str,
        examples: &[Example],
        interrupt: &AtomicBool,
    ) -> Result<Vec<String>, CcError> {
        system_cc::verify_with(source, examples, interrupt)
    }
}

/// The scalar and the batch executor.
struct Executors;

impl ExecutorBenchmark for Executors {
    fn inputs(&self) -> usize {
        ExecutorReport::INPUTS
    }

    fn check(&self, inputs: &[Input]) -> Result<(), String> {
        let mut lengths = inputs.iter().map(|input| input.as_list().map(<[i32]>::len));
        let first = lengths.next().flatten().unwrap_or_default();
        let of_one_length = lengths.all(|length| length == Some(first));
        if inputs.len() < self.inputs() || !of_one_length {
            return Err(format!(
                "the task has {} inputs; {} of one length are needed to time it",
                inputs.len(),
                self.inputs()
            ));
        }
        match (1..=MAX_LIST_LEN).contains(&first) {
            true => Ok(()),
            false => Err(format!(
                "the inputs of this task have {first} element{}; lists of 1 to {MAX_LIST_LEN} are \
                 supported",
                if first == 1 { "" } else { "s" }
            )),
        }
    }

    fn measure(
        &self,
        cases: &[BenchmarkCase],
        interrupt: &AtomicBool,
    ) -> Result<ExecutorFigures, CcError> {
        let list = |input: &Input| input.as_list().unwrap_or_default().to_vec();
        let case = |case: &BenchmarkCase| Case {
            program: CProgram::of(case.program.as_ref()).tree().clone(),
            inputs: case.inputs.iter().map(list).collect(),
        };
        let cases: Vec<Case> = cases.iter().map(case).collect();
        let report = ExecutorReport::measure(&cases, interrupt)?;
        Ok(ExecutorFigures {
            fields: report.fields(),
            text: report.to_string(),
        })
    }
}
