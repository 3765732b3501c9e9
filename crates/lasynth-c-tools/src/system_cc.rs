//! Programs through the system's C compiler: whether it takes them, what they compute, how long that
//! takes.

use lasynth_c::emit::{Case, EmitOptions, checksum_on_all, harness, harness_on_all, parse_outcome};
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_core::{Example, FaultKind, Input, SourceError, Value};
use lasynth_sandbox::{Compiler, Limits};
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use thiserror::Error;

/// What a run came to.
pub type Outcome = Result<Value, FaultKind>;

/// Flags that a program shown to a person compiles under.
pub const STRICT_FLAGS: &[&str] = &[
    "-std=c99",
    "-pedantic-errors",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-c",
];

/// Why the compiler gave no verdict, or which one.
#[derive(Debug, Error)]
pub enum CcError {
    /// There is no compiler, it refused the program, or something went wrong on the way.
    #[error(transparent)]
    Cc(#[from] lasynth_sandbox::CcError),
    /// The compiled program did not end by itself or printed something else than results.
    #[error("the compiled program {0}")]
    Run(String),
    /// It gives other results than the executor.
    #[error(
        "the C compiler disagrees: on {input} the compiled program gives {found}, not {expected}"
    )]
    Disagrees {
        /// An input on which the two results differ.
        input: Input,
        /// What the compiled program came to.
        found: String,
        /// What the executor came to.
        expected: Value,
    },
    /// The text is not a program.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The program cannot be given this input.
    #[error("{0} is no list of integers; a program takes one")]
    Input(Input),
}

impl CcError {
    /// Whether program and compiler disagree; otherwise the comparison could not be made.
    pub fn is_disagreement(&self) -> bool {
        matches!(
            self,
            CcError::Cc(lasynth_sandbox::CcError::Refused(_))
                | CcError::Run(_)
                | CcError::Disagrees { .. }
        )
    }

    /// Whether the comparison could not be made because the flag was set that interrupts it.
    pub fn is_interruption(&self) -> bool {
        matches!(self, CcError::Cc(lasynth_sandbox::CcError::Interrupted))
    }
}

/// What a compiled program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The outcome on each input.
    pub outcomes: Vec<Outcome>,
    /// A sentence for each fence around the program that this system denied, as a network of its own.
    pub missing_fences: Vec<String>,
}

/// Whether there is a C compiler.
///
/// # Errors
/// If it cannot be started.
pub fn check_compiler() -> Result<(), CcError> {
    Ok(Compiler::from_env().check(&AtomicBool::new(false))?)
}

/// Whether the text compiles cleanly under [`STRICT_FLAGS`]. The flag ends the call when another thread
/// sets it.
///
/// # Errors
/// If it does not, or if there is no compiler.
pub fn compiles_cleanly(source: &str, interrupt: &AtomicBool) -> Result<(), CcError> {
    Compiler::from_env().compile(source, STRICT_FLAGS, interrupt)?;
    Ok(())
}

/// Runs a program on inputs through the system's compiler, with bounds checks, overflow traps and a
/// step counter built in: every run ends, with an outcome that ought to be the executor's. The flag
/// ends the call when another thread sets it.
///
/// # Errors
/// If the text is not a program, an input is no list, there is no compiler, it refuses the program, or
/// the compiled program misbehaves.
pub fn run(source: &str, inputs: &[Input], interrupt: &AtomicBool) -> Result<Compiled, CcError> {
    let program = &parse(source)?;
    let list = |input: &Input| match input.as_list() {
        Some(list) => Ok(list.to_vec()),
        None => Err(CcError::Input(input.clone())),
    };
    let inputs: Vec<Vec<i32>> = inputs.iter().map(list).collect::<Result<_, _>>()?;
    let case = Case {
        program,
        inputs: &inputs,
    };
    let text = harness(&[case], EmitOptions::INSTRUMENTED);
    let flags = [
        "-std=gnu99",
        "-w",
        "-O1",
        "-fsanitize=signed-integer-overflow",
        "-fsanitize-undefined-trap-on-error",
    ];
    let binary = Compiler::from_env().compile(&text, &flags, interrupt)?;
    let run = binary.run(&Limits::PROGRAM, interrupt)?;
    if run.outcome != lasynth_sandbox::Outcome::Finished(0) {
        return Err(CcError::Run(run.outcome.to_string()));
    }
    let output = String::from_utf8_lossy(&run.stdout);
    let outcome = |line| Some(parse_outcome(line)?.map(Value::List));
    let outcomes: Option<Vec<Outcome>> = output.lines().map(outcome).collect();
    match outcomes {
        Some(outcomes) if outcomes.len() == inputs.len() => Ok(Compiled {
            outcomes,
            missing_fences: run.missing_fences(),
        }),
        _ => Err(CcError::Run(format!("printed `{}`", output.trim_end()))),
    }
}

/// Programs a second that a compiler command compiles and runs, at the median: what it costs to leave
/// the work to a compiler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompiledSpeed {
    /// On the few inputs of each program, the results printed.
    pub few: f64,
    /// On all 59,049 inputs, a checksum of the results printed; `None` where no program is valid on
    /// all of them.
    pub all: Option<f64>,
}

/// Measures [`CompiledSpeed`]. Every run on the inputs given must be valid, because an invalid one is
/// undefined in plain C; programs with invalid runs on other inputs are left out of
/// [`CompiledSpeed::all`].
///
/// # Panics
/// If there are no programs.
///
/// # Errors
/// If the compiler cannot be started, refuses a program, or the compiled program misbehaves or gives
/// other results than the executor.
pub fn compiled_programs_per_second(
    command: &str,
    cases: &[(Program, Vec<Vec<i32>>)],
    interrupt: &AtomicBool,
) -> Result<CompiledSpeed, CcError> {
    let compiler = Compiler::new(command);
    // Seconds for the text, and what it prints.
    let time = |text: &dyn Fn() -> String| -> Result<(f64, String), CcError> {
        let start = Instant::now();
        let binary = compiler.compile(&text(), &["-w"], interrupt)?;
        let run = binary.run(&Limits::PROGRAM, interrupt)?;
        let seconds = start.elapsed().as_secs_f64();
        if run.outcome != lasynth_sandbox::Outcome::Finished(0) {
            return Err(CcError::Run(run.outcome.to_string()));
        }
        Ok((seconds, String::from_utf8_lossy(&run.stdout).into_owned()))
    };
    let (mut few, mut all) = (Vec::new(), Vec::new());
    for (program, inputs) in cases {
        let (seconds, printed) =
            time(&|| harness(&[Case { program, inputs }], EmitOptions::PLAIN))?;
        if printed.lines().count() != inputs.len() {
            return Err(CcError::Run(format!("printed `{}`", printed.trim_end())));
        }
        few.push(seconds);
        let Some(expected) = checksum_on_all(program) else {
            continue;
        };
        let (seconds, printed) = time(&|| harness_on_all(program))?;
        if printed.trim_end() != expected.to_string() {
            let (printed, command) = (printed.trim_end(), command);
            return Err(CcError::Run(format!(
                "gives results with the checksum {printed}, not {expected}, built by {command} from\n{}",
                lasynth_c::printer::print(program)
            )));
        }
        all.push(seconds);
    }
    let rate = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds.get(seconds.len() / 2).map(|median| 1.0 / median)
    };
    Ok(CompiledSpeed {
        few: rate(few).expect("there are programs"),
        all: rate(all),
    })
}

/// Whether the compiler takes a program without a warning and the compiled program meets the
/// examples.
///
/// # Errors
/// If not, or if that cannot be found out; see [`CcError::is_disagreement`].
pub fn verify(source: &str, examples: &[Example]) -> Result<(), CcError> {
    verify_with(source, examples, &AtomicBool::new(false)).map(drop)
}

/// [`verify`] with a flag that ends it when another thread sets it. Gives
/// [`Compiled::missing_fences`].
///
/// # Errors
/// As [`verify`].
pub fn verify_with(
    source: &str,
    examples: &[Example],
    interrupt: &AtomicBool,
) -> Result<Vec<String>, CcError> {
    compiles_cleanly(source, interrupt)?;
    let inputs: Vec<Input> = examples
        .iter()
        .map(|example| example.input.clone())
        .collect();
    let compiled = run(source, &inputs, interrupt)?;
    let outcomes = compiled.outcomes.into_iter();
    let outcomes = outcomes.map(|outcome| outcome.map_err(|kind| kind.to_string()));
    agree(outcomes, examples)?;
    Ok(compiled.missing_fences)
}

/// Whether what a compiled program came to on examples is what they say. Runs without a value are told by
/// what they ended with.
///
/// # Errors
/// The first that is not: [`CcError::Disagrees`].
pub fn agree(
    outcomes: impl Iterator<Item = Result<Value, String>>,
    examples: &[Example],
) -> Result<(), CcError> {
    for (outcome, example) in outcomes.zip(examples) {
        let found = match outcome {
            Ok(value) if value == example.output => continue,
            Ok(value) => value.to_string(),
            Err(ended) => ended,
        };
        let (input, expected) = (example.input.clone(), example.output.clone());
        return Err(CcError::Disagrees {
            input,
            found,
            expected,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// Verifies a program that stands between the head and `return a;` on one pair.
    fn check(body: &str, input: [i32; 2], output: [i32; 2], expected: Expect) {
        let source = format!("int * func_1(int a[])\n{{\n    {body}\n    return a;\n}}\n");
        let (input, output) = (Input::list(&input), Value::List(output.into()));
        let said = match verify(&source, &[Example { input, output }]) {
            Ok(()) => "agrees".to_owned(),
            // Every compiler words its complaints differently.
            Err(CcError::Cc(lasynth_sandbox::CcError::Refused(_))) => "refused".to_owned(),
            Err(error) => format!("{error} ({})", error.is_disagreement()),
        };
        expected.assert_eq(&said);
    }

    #[test]
    fn verdicts() {
        check("a[0]++;", [1, 2], [2, 2], expect!["agrees"]);
        check(
            "a[0]++;",
            [1, 2],
            [1, 2],
            expect![
                "the C compiler disagrees: on [1, 2] the compiled program gives [2, 2], not [1, 2] (true)"
            ],
        );
        check(
            "a[2]++;",
            [1, 2],
            [1, 2],
            expect![
                "the C compiler disagrees: on [1, 2] the compiled program gives out_of_bounds, not [1, 2] (true)"
            ],
        );
        check(
            "a[0] = a[1] + a[1];",
            [1, i32::MAX],
            [1, 2],
            expect![
                "the C compiler disagrees: on [1, 2147483647] the compiled program gives overflow, not [1, 2] (true)"
            ],
        );
        check(
            "for (int p_0 = 0; p_0 < 1; p_0 += 0) { a[0] = 1; }",
            [1, 2],
            [1, 2],
            expect![
                "the C compiler disagrees: on [1, 2] the compiled program gives step_limit, not [1, 2] (true)"
            ],
        );
        check("int l_0 = 1;", [1, 2], [1, 2], expect!["refused"]);
        check("a[0] = l_0;", [1, 2], [1, 2], expect!["refused"]);
    }
}
