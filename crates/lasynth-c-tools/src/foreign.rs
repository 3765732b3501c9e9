//! C functions that are no restricted C: whatever a person wrote, compiled by the system's compiler and
//! run confined, with sanitizers that make every undefined operation an invalid run.
//!
//! A file holds one function to be run, and whatever it needs. These shapes are known, with other names,
//! with `int *a` for `int a[]`, and with or without `const` and `static`:
//!
//! ```c
//! int f(int a, int b)                                           /* integers to an integer */
//! int f(const int a[], int n)                                   /* a list to an integer */
//! int f(const int a[], int n, int k, int out[])                 /* to a list; the result is its length */
//! int f(const int a[], int n, const int b[], int m, int out[])
//! void f(int a[], int n)                                        /* a list that changes in place */
//! int *f(int a[], int n)                                        /* a list as long as the first argument */
//! int *func_1(int a[])                                          /* the same without a length */
//! ```
//!
//! A length follows its list; every other integer is an argument. A last parameter `int tmp[]` is work
//! space, wherever the result is. There is room in `out` and in `tmp` for
//! `(n + 1) * (n + 1) + 1000` elements, where `n` counts the elements of all lists, and one more for each
//! unit of every positive integer among the arguments, up to [`MAX_ROOM`].
//!
//! Each input is run twice, with other garbage in `out` and `tmp`. Where the results differ the function reads
//! memory that was never set, or remembers earlier calls, and the run is invalid.

mod harness;
mod inputs;
mod report;
mod signature;

use crate::system_cc::CcError;
use lasynth_core::{Fault, FaultKind, Input, Place, Value};
use lasynth_sandbox::{Binary, Compiler, Limits, Outcome};
use report::Refusal;
use signature::{Argument, Signature};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use thiserror::Error;

/// Elements that `out` has room for at most.
pub const MAX_ROOM: usize = 1 << 22;

/// Basic blocks that a call may enter.
pub const MAX_STEPS: usize = 20_000_000;

/// What a compiled function may use. Address sanitizers run only without a limit on the address space.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(20),
    cpu: Duration::from_secs(10),
    memory: None,
    resident: Some(1 << 30),
    file_size: 0,
    output: 16 << 20,
};

/// Bytes of arguments that a process is given at most; systems take far more.
const MAX_ARGUMENTS: usize = 256 << 10;

/// The flags of every build.
const FLAGS: &[&str] = &[
    "-std=gnu99",
    "-Werror=implicit-function-declaration",
    // Optimisation takes undefined operations away before a sanitizer sees them.
    "-O0",
    "-g",
    "-Dmain=lasynth_main_of_the_program",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
];
/// Calls a function of the harness in every basic block, which counts the steps.
const COUNT_STEPS: &str = "-fsanitize-coverage=trace-pc";
/// For a compiler that cannot: the limit of time has to do.
const NO_STEPS: &str = "-DLASYNTH_NO_STEPS";

/// Why a text cannot be run as a C function.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no function in it.
    #[error("there is no function in it")]
    NoFunction,
    /// The function is of none of the supported shapes.
    #[error("{message}")]
    Shape {
        /// Where the function's head says so.
        place: Place,
        /// What was found and what is supported.
        message: String,
    },
    /// The compiler refuses the text.
    #[error("{message}")]
    Refused {
        /// Where in the text; `None` where the compiler names no place in it.
        place: Option<Place>,
        /// What the compiler says.
        message: String,
        /// Whether the function has the form of a program of restricted C, so that what is wrong with
        /// it is better said by the parser of that language.
        restricted_form: bool,
    },
    /// There is no compiler, or something went wrong on the way.
    #[error(transparent)]
    Cc(#[from] CcError),
}

/// What runs came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The outcome on each input.
    pub outcomes: Vec<Result<Value, Fault>>,
    /// A sentence for each fence around the program that this system denied.
    pub missing_fences: Vec<String>,
}

/// A C function that was compiled and can be run.
#[derive(Debug)]
pub struct Function {
    signature: Signature,
    binary: Binary,
    /// Lines of the text, to tell places in it from places in the harness.
    lines: usize,
}

impl Function {
    /// Finds the function in a text and compiles it. The flag ends the call when another thread sets it.
    ///
    /// # Errors
    /// If the text has no function of a supported shape, or does not compile with sanitizers.
    pub fn open(source: &str, interrupt: &AtomicBool) -> Result<Function, OpenError> {
        let signature = Signature::find(source)?;
        if let Some(place) = signature::unclosed(source) {
            return Err(OpenError::Refused {
                place: Some(place),
                message: "this `{` is never closed".to_owned(),
                restricted_form: signature.is_restricted_form(),
            });
        }
        let text = harness::harness(source, &signature);
        let compiler = Compiler::from_env();
        let name = &signature.name;
        let renamed = format!("-D{name}={}{name}", harness::PREFIX);
        let compile =
            |flag| compiler.compile(&text, &[FLAGS, &[&renamed, flag]].concat(), interrupt);
        let binary = match compile(COUNT_STEPS) {
            Err(lasynth_sandbox::CcError::Refused(said)) if report::cannot_count(&said) => {
                compile(NO_STEPS)
            }
            result => result,
        };
        let lines = source.lines().count();
        let binary = binary.map_err(|error| match error {
            lasynth_sandbox::CcError::Refused(said) => {
                let Refusal { place, message } = Refusal::read(&said, lines);
                OpenError::Refused {
                    place,
                    message,
                    restricted_form: signature.is_restricted_form(),
                }
            }
            error => OpenError::Cc(error.into()),
        })?;
        Ok(Function {
            signature,
            binary,
            lines,
        })
    }

    /// The name of the function.
    pub fn name(&self) -> &str {
        &self.signature.name
    }

    /// Whether its head is that of a program of restricted C, so that its author may have meant one.
    pub fn is_restricted_form(&self) -> bool {
        self.signature.is_restricted_form()
    }

    /// What it is given, for messages: `a list and an integer`.
    pub fn takes(&self) -> String {
        let name = |argument: &Argument| match argument {
            Argument::List { .. } => "a list",
            Argument::Int => "an integer",
        };
        let names: Vec<&str> = self.signature.arguments.iter().map(name).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }

    /// Whether the function can be called with this input.
    ///
    /// # Errors
    /// What was found and what it takes.
    pub fn check_input(&self, input: &Input) -> Result<(), String> {
        let fits = |(value, argument): (&Value, &Argument)| {
            matches!(
                (value, argument),
                (Value::List(_), Argument::List { .. }) | (Value::Int(_), Argument::Int)
            )
        };
        let arguments = &self.signature.arguments;
        let same_number = input.0.len() == arguments.len();
        if same_number && input.0.iter().zip(arguments).all(fits) {
            return Ok(());
        }
        let found: Vec<&str> = input.0.iter().map(Value::kind).collect();
        Err(format!(
            "it is {}, but `{}` takes {}",
            found.join(" and "),
            self.name(),
            self.takes()
        ))
    }

    /// Inputs on which functions like this one are told apart: edge cases first, then drawn ones, always
    /// the same.
    pub fn inputs(&self) -> Vec<Input> {
        inputs::draw(&self.signature)
    }

    /// Runs it on inputs that [`Function::check_input`] accepts.
    ///
    /// # Errors
    /// If the compiled program cannot be started or the flag is set. An invalid run is an outcome.
    pub fn run(&self, inputs: &[Input], interrupt: &AtomicBool) -> Result<Runs, CcError> {
        let arguments: Vec<String> = inputs.iter().map(harness::argument).collect();
        let mut outcomes = Vec::with_capacity(inputs.len());
        let mut missing_fences = Vec::new();
        while outcomes.len() < inputs.len() {
            let rest = &arguments[outcomes.len()..];
            let mut bytes = 0;
            let fits = rest.iter().take_while(|argument| {
                bytes += argument.len();
                bytes <= MAX_ARGUMENTS
            });
            let chunk = &rest[..fits.count().max(1)];
            let run = self.binary.run_with(chunk, &LIMITS, interrupt)?;
            missing_fences = run.missing_fences();
            let results = harness::results(&run.stdout, self.signature.gives_list());
            let returned = results.len().min(chunk.len());
            outcomes.extend(results.into_iter().take(chunk.len()).map(Ok));
            let out_of_time = matches!(run.outcome, Outcome::TimedOut(_) | Outcome::CpuLimit(_));
            // The calls before may have used up the time: the next process begins with this one.
            if returned < chunk.len() && !(out_of_time && returned > 0) {
                outcomes.push(Err(report::fault(&run, self.lines)));
            }
        }
        Ok(Runs {
            outcomes,
            missing_fences,
        })
    }
}

/// An invalid run for a reason that C leaves undefined.
fn undefined(place: impl Into<String>) -> Fault {
    Fault {
        kind: FaultKind::Undefined,
        place: place.into(),
    }
}

#[cfg(test)]
mod tests;
