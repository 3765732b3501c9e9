//! Functions as Rust, compiled and run beside the evaluator.

use crate::random::{Case, cases, number};
use lasynth_core::Value;
use lasynth_lists::emit::rust_function;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// A program that runs all functions on all inputs, and prints where one gives something else.
fn program(cases: &[Case]) -> String {
    let mut text = String::from("#![allow(warnings)]\n");
    let mut main = String::new();
    for (n, case) in cases.iter().enumerate() {
        let function = rust_function(&case.function, "f");
        let _ = writeln!(
            text,
            "mod f{n} {{\n{}}}",
            function.replacen("fn f(", "pub fn f(", 1)
        );
        for (input, expected) in &case.runs {
            let values: Vec<String> = (input.0.iter())
                .map(|value| match value {
                    Value::List(_) => format!("&{value}"),
                    _ => value.to_string(),
                })
                .collect();
            let expected = match expected {
                Value::List(items) if items.is_empty() => "Vec::<i32>::new()".to_owned(),
                Value::List(_) => format!("vec!{expected}"),
                _ => expected.to_string(),
            };
            let _ = writeln!(
                main,
                "    check({n}, || f{n}::f({}), {expected});",
                values.join(", ")
            );
        }
    }
    let _ = writeln!(
        text,
        "fn check<T: PartialEq + std::fmt::Debug>(n: usize, f: impl FnOnce() -> T + std::panic::UnwindSafe, expected: T) {{
    let found = std::panic::catch_unwind(f);
    if !found.as_ref().is_ok_and(|found| *found == expected) {{
        println!(\"{{n}} gives {{:?}} for {{expected:?}}\", found.ok());
    }}
}}
fn main() {{
    std::panic::set_hook(Box::new(|_| ()));
{main}}}"
    );
    text
}

#[test]
fn random_functions_do_in_rust_what_the_evaluator_says() {
    let count = number("LASYNTH_EMIT_RUST").unwrap_or(1_000);
    if let Err(error) = Command::new("rustc").arg("--version").output() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "rustc: {error}");
        println!("skipped: rustc: {error}");
        return;
    }
    let folder = std::env::temp_dir().join(format!("lasynth-lists-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let mut message = String::new();
    for batch in 0..count.div_ceil(250) {
        let cases = cases(88_000_000 + batch as u64, 250.min(count - 250 * batch));
        message.push_str(&run(&cases, &folder));
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    assert!(message.is_empty(), "{message}");
}

fn run(cases: &[Case], folder: &Path) -> String {
    let source = folder.join("program.rs");
    let binary = folder.join("program");
    let text = program(cases);
    std::fs::write(&source, &text).expect("the program can be written");
    let compiled = Command::new("rustc")
        .args([
            "--edition=2024",
            "-Coverflow-checks=on",
            "-Cdebuginfo=0",
            "-Ccodegen-units=4",
            "-o",
        ])
        .arg(&binary)
        .arg(&source)
        .output()
        .expect("rustc can be started");
    if !compiled.status.success() {
        return String::from_utf8_lossy(&compiled.stderr)
            .chars()
            .take(6_000)
            .collect();
    }
    let output = Command::new(&binary)
        .output()
        .expect("the program can be started");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut message = String::new();
    let mut seen = Vec::new();
    for line in found.lines() {
        let at: usize = line
            .split(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        if !seen.contains(&at) && seen.len() < 5 {
            seen.push(at);
            let case = &cases[at];
            let text = rust_function(&case.function, "f");
            let _ = writeln!(message, "{line}\n{:?}\n{text}", case.function);
        }
    }
    if !output.status.success() {
        let _ = writeln!(message, "{}", output.status);
    }
    message
}
