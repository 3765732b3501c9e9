//! Programs in files: those of a language, and those of none that can be run all the same.
//!
//! A text that its language cannot read may be a program of the larger language around it. Where the
//! language has a tool for such programs ([`crate::domains::Tools::foreign`]) it is compiled by the
//! system's compiler and run confined, which is said on standard error.

use crate::domains::Bundle;
use crate::shell::cli::Global;
use crate::shell::errors::BadInput;
use crate::shell::{input, interrupt, output};
use crate::{Fault, FaultKind, Input, Value};
use lasynth_c_tools::foreign::{Function, OpenError};
use lasynth_core::{Program, SourceError};
use std::path::Path;

/// A program that can be run.
pub enum Loaded {
    /// One of a language.
    Own {
        bundle: &'static Bundle,
        program: Box<dyn Program>,
        source: String,
    },
    /// One that is compiled.
    Foreign(Box<Function>),
}

/// The program in a file. With `compiled` it may be of no language, which is told on standard error.
pub fn load(global: &Global, path: &Path, compiled: bool) -> anyhow::Result<Loaded> {
    let source = input::text(path)?;
    let bundle = global.domains.of_program(path, &source);
    let name = input::name(path);
    let error = match bundle.domain.parse(&source) {
        Ok(program) => {
            return Ok(Loaded::Own {
                bundle,
                program,
                source,
            });
        }
        Err(error) => error,
    };
    let Some(open) = bundle.tools.foreign.filter(|_| compiled) else {
        return Err(BadInput::source(name, &error).into());
    };
    let function = open(&source, &interrupt::flag()).map_err(|why| refusal(&name, &error, why))?;
    let reason = match function.is_restricted_form() {
        true => format!(" ({error})"),
        false => String::new(),
    };
    output::note(&format!(
        "{name} is no program of the domain `{}`{reason}: `{}` is compiled and run confined",
        bundle.name(),
        function.name()
    ));
    Ok(Loaded::Foreign(Box::new(function)))
}

/// What is said of a text that neither the language nor the compiler takes: the words of the language
/// where it looks like one of its programs.
fn refusal(name: &str, own: &SourceError, why: OpenError) -> anyhow::Error {
    let own = BadInput::source(name, own);
    match why {
        OpenError::NoFunction
        | OpenError::Refused {
            restricted_form: true,
            ..
        } => own.into(),
        OpenError::Shape { place, message }
        | OpenError::Refused {
            place: Some(place),
            message,
            ..
        } => BadInput::at(name, place, message).into(),
        OpenError::Refused { message, .. } => BadInput::file(name, message).into(),
        OpenError::Cc(error) if error.is_interruption() => error.into(),
        OpenError::Cc(error) => BadInput {
            message: format!(
                "{}; as other C it would be compiled, but {error}",
                own.message
            ),
            ..own
        }
        .into(),
    }
}

impl Loaded {
    /// Whether the program can be run on an input; an error says what it takes.
    pub fn check_input(&self, input: &Input) -> Result<(), String> {
        match self {
            Loaded::Own { bundle, .. } => bundle.domain.check_input(input),
            Loaded::Foreign(function) => function.check_input(input),
        }
    }

    /// The outcomes on inputs that the program can be run on, and a sentence for each fence around a
    /// compiled program that this system denied.
    pub fn run(&self, inputs: &[Input]) -> anyhow::Result<Outcomes> {
        match self {
            Loaded::Own { program, .. } => {
                let outcomes = inputs.iter().map(|input| program.run(input));
                Ok((outcomes.collect(), Vec::new()))
            }
            Loaded::Foreign(function) => {
                let runs = function.run(inputs, &interrupt::flag())?;
                Ok((runs.outcomes, runs.missing_fences))
            }
        }
    }

    /// Inputs to tell the program from another one, which it can be run on.
    pub fn probes(&self) -> Vec<Input> {
        match self {
            Loaded::Own { bundle, .. } => bundle.domain.probe_inputs(),
            Loaded::Foreign(function) => function.inputs(),
        }
    }

    /// Whether an input is one for this very program: a language may take inputs of many shapes, of which
    /// a program takes one.
    pub fn takes(&self, input: &Input) -> bool {
        let bad = |outcome: Result<Value, Fault>| {
            outcome.is_err_and(|fault| fault.kind == FaultKind::BadInput)
        };
        let ran = match self {
            Loaded::Own { program, .. } => !bad(program.run(input)),
            Loaded::Foreign(_) => true,
        };
        ran && self.check_input(input).is_ok()
    }
}

/// What runs came to, and the fences that are missing.
type Outcomes = (Vec<Result<Value, Fault>>, Vec<String>);
