//! Functions as Python, run beside the evaluator, and what they look like.

use crate::random::{Case, cases, number};
use lasynth_core::Value;
use lasynth_lists::emit::python_function;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A script that runs all functions on all inputs, and prints where one gives something else.
fn script(cases: &[Case]) -> String {
    let mut text = String::from(
        "def same(n, f, run):\n    *values, expected = run\n    try:\n        found = f(*values)\n    except Exception as error:\n        found = repr(error)\n    if found != expected or isinstance(found, bool):\n        print(n, values, \"gives\", found, \"for\", expected)\n\n",
    );
    for (n, case) in cases.iter().enumerate() {
        let function = python_function(&case.function, "f");
        let _ = writeln!(text, "{function}");
        let runs = case.runs.iter().map(|(input, value)| {
            let values: Vec<String> = input
                .0
                .iter()
                .chain([value])
                .map(Value::to_string)
                .collect();
            format!("[{}]", values.join(", "))
        });
        let runs: Vec<String> = runs.collect();
        let _ = writeln!(
            text,
            "for run in [{}]:\n    same({n}, f, run)",
            runs.join(", ")
        );
    }
    text
}

#[test]
fn random_functions_do_in_python_what_the_evaluator_says() {
    let count = number("LASYNTH_EMIT_PYTHON").unwrap_or(1_000);
    let cases = cases(77_000_001, count);
    let text = script(&cases);
    let started = Command::new("python3")
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut process = match started {
        Ok(process) => process,
        Err(error) => {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "python3: {error}"
            );
            println!("skipped: python3: {error}");
            return;
        }
    };
    let mut stdin = process.stdin.take().expect("it is piped");
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = process.wait_with_output().expect("python3 ends");
    writer
        .join()
        .expect("the script is written")
        .expect("python3 reads it");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut message = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut seen = Vec::new();
    for line in found.lines() {
        let at: usize = line
            .split(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        if !seen.contains(&at) && seen.len() < 8 {
            seen.push(at);
            let case = &cases[at];
            let text = python_function(&case.function, "f");
            let _ = writeln!(message, "{line}\n{:?}\n{text}", case.function);
        }
    }
    assert!(output.status.success() && message.is_empty(), "{message}");
}
