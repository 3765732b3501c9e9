//! Programs through the system's C compiler.

use lasynth_c::emit::{Case, EmitOptions, harness, parse_outcome};
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_core::{Example, SourceError, Value};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use thiserror::Error;

pub use lasynth_c::emit::Outcome;

/// Flags that a program shown to a person compiles under.
pub const STRICT_FLAGS: &[&str] = &[
    "-std=c99",
    "-pedantic-errors",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-c",
];

/// Wall-clock time that a compiled program may take for all its runs.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Why the compiler gave no verdict.
#[derive(Debug, Error)]
pub enum CcError {
    /// It cannot be started.
    #[error("the C compiler `{compiler}` cannot be started: {source}; install one or set CC")]
    Start {
        /// Its name.
        compiler: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It refused the program.
    #[error("the C compiler refused the program:\n{0}")]
    Refused(String),
    /// A temporary file cannot be written, or the like.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The compiled program did not end or printed something else than results.
    #[error("the compiled program {0}")]
    Run(String),
    /// It gives other results than the executor.
    #[error(
        "the C compiler disagrees: on {input} the compiled program gives {found}, not {expected}"
    )]
    Disagrees {
        /// The input.
        input: Value,
        /// What the compiled program came to.
        found: String,
        /// What the executor came to.
        expected: Value,
    },
    /// The text is not a program.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl CcError {
    /// Whether program and compiler disagree; otherwise the comparison could not be made.
    pub fn is_disagreement(&self) -> bool {
        matches!(
            self,
            CcError::Refused(_) | CcError::Run(_) | CcError::Disagrees { .. }
        )
    }
}

fn compiler() -> String {
    std::env::var("CC").unwrap_or_else(|_| "cc".into())
}

fn compile(dir: &Path, source: &str, flags: &[&str]) -> Result<PathBuf, CcError> {
    let c = dir.join("program.c");
    let out = dir.join("program.out");
    std::fs::write(&c, source).map_err(|source| CcError::Io {
        path: c.clone(),
        source,
    })?;
    let compiler = compiler();
    let result = Command::new(&compiler)
        .args(flags)
        .arg("-o")
        .arg(&out)
        .arg(&c)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| CcError::Start { compiler, source })?;
    if result.status.success() {
        Ok(out)
    } else {
        Err(CcError::Refused(
            String::from_utf8_lossy(&result.stderr)
                .trim_end()
                .to_owned(),
        ))
    }
}

fn temporary() -> Result<tempfile::TempDir, CcError> {
    tempfile::tempdir().map_err(|source| CcError::Io {
        path: std::env::temp_dir(),
        source,
    })
}

/// Whether there is a C compiler.
///
/// # Errors
/// If it cannot be started.
pub fn check_compiler() -> Result<(), CcError> {
    let compiler = compiler();
    Command::new(&compiler)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map(|_| ())
        .map_err(|source| CcError::Start { compiler, source })
}

/// Whether the text compiles cleanly under [`STRICT_FLAGS`].
///
/// # Errors
/// If it does not, or if there is no compiler.
pub fn compiles_cleanly(source: &str) -> Result<(), CcError> {
    let dir = temporary()?;
    compile(dir.path(), source, STRICT_FLAGS).map(|_| ())
}

/// Runs a program on inputs through the system's compiler, with bounds checks, overflow traps and a
/// step counter built in: every run ends, with an outcome that ought to be the executor's.
///
/// # Errors
/// If there is no compiler, it refuses the program, or the compiled program misbehaves.
pub fn run(program: &Program, inputs: &[Vec<i32>]) -> Result<Vec<Outcome>, CcError> {
    let dir = temporary()?;
    let text = harness(&[Case { program, inputs }], EmitOptions::INSTRUMENTED);
    let flags = [
        "-std=gnu99",
        "-w",
        "-O1",
        "-fsanitize=signed-integer-overflow",
        "-fsanitize-undefined-trap-on-error",
    ];
    let binary = compile(dir.path(), &text, &flags)?;
    let output = output_within(&binary, TIME_LIMIT)?;
    let outcomes: Option<Vec<Outcome>> = output.lines().map(parse_outcome).collect();
    match outcomes {
        Some(outcomes) if outcomes.len() == inputs.len() => Ok(outcomes),
        _ => Err(CcError::Run(format!("printed `{}`", output.trim_end()))),
    }
}

/// [`run`] for source text.
///
/// # Errors
/// As [`run`], and if the text is not a program.
pub fn run_source(source: &str, inputs: &[Value]) -> Result<Vec<Outcome>, CcError> {
    let inputs: Vec<Vec<i32>> = inputs
        .iter()
        .map(|Value::List(list)| list.clone())
        .collect();
    run(&parse(source)?, &inputs)
}

/// Whether the compiler takes a program without a warning and the compiled program meets the
/// examples.
///
/// # Errors
/// If not, or if that cannot be found out; see [`CcError::is_disagreement`].
pub fn verify(source: &str, examples: &[Example]) -> Result<(), CcError> {
    compiles_cleanly(source)?;
    let inputs: Vec<Value> = examples
        .iter()
        .map(|example| example.input.clone())
        .collect();
    for (outcome, example) in run_source(source, &inputs)?.into_iter().zip(examples) {
        let found = match outcome.map(Value::List) {
            Ok(value) if value == example.output => continue,
            Ok(value) => value.to_string(),
            Err(kind) => kind.to_string(),
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

/// What a program prints, if it ends in time.
fn output_within(binary: &Path, limit: Duration) -> Result<String, CcError> {
    let io = |source| CcError::Io {
        path: binary.to_path_buf(),
        source,
    };
    let mut child = Command::new(binary)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(io)?;
    // The output of at most a few runs fits into the pipe's buffer, so waiting cannot block it.
    let start = Instant::now();
    while child.try_wait().map_err(io)?.is_none() {
        if start.elapsed() > limit {
            child.kill().map_err(io)?;
            child.wait().map_err(io)?;
            return Err(CcError::Run(format!(
                "did not end within {} s",
                limit.as_secs()
            )));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let result = child.wait_with_output().map_err(io)?;
    String::from_utf8(result.stdout).map_err(|_| CcError::Run("printed no text".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// Verifies a program that stands between the head and `return a;` on one pair.
    fn check(body: &str, input: [i32; 2], output: [i32; 2], expected: Expect) {
        let source = format!("int * func_1(int a[])\n{{\n    {body}\n    return a;\n}}\n");
        let [input, output] = [input, output].map(|list| Value::List(list.into()));
        let said = match verify(&source, &[Example { input, output }]) {
            Ok(()) => "agrees".to_owned(),
            // Every compiler words its complaints differently.
            Err(CcError::Refused(_)) => "refused".to_owned(),
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
