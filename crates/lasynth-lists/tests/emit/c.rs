//! Functions as C, compiled with sanitizers and run beside the evaluator.

use crate::random::{Case, cases, number};
use lasynth_core::Value;
use lasynth_lists::emit::{CFunction, c_function};
use lasynth_sandbox::{CcError, Compiler, Limits, Outcome};
use std::fmt::Write;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

const FLAGS: &[&str] = &[
    "-std=c99",
    "-pedantic",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-O0",
    "-fsanitize=undefined,address",
    // Traps and calls are compiled in half the time that messages in place take.
    "-fsanitize-undefined-trap-on-error",
    "--param=asan-instrumentation-with-call-threshold=0",
];

/// Functions in one file.
const BATCH: usize = 250;

/// A C file with these functions, and a `main` that runs them on all inputs and prints where a result
/// is another one than the evaluator's.
fn file(cases: &[Case]) -> (String, Vec<CFunction>) {
    let mut text = String::from("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");
    let mut functions = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        let function = c_function(&case.function, &format!("f{n}"));
        let _ = writeln!(
            text,
            "static {}",
            function
                .text
                .rsplit_once("*/\n")
                .map_or(&function.text[..], |(_, t)| t)
        );
        let mut arguments: Vec<String> = Vec::new();
        let (input, _) = &case.runs[0];
        for (at, value) in input.0.iter().enumerate() {
            arguments.push(match value {
                Value::List(_) => format!("p[{at}], n[{at}]"),
                _ => format!("*p[{at}]"),
            });
        }
        arguments.extend(function.out.as_ref().map(|_| "out".to_owned()));
        arguments.extend(function.work.as_ref().map(|_| "tmp".to_owned()));
        let _ = writeln!(
            text,
            "static int call{n}(int **p, const int *n, int *out, int *tmp)\n{{ (void)p; (void)n; (void)out; (void)tmp; return f{n}({}); }}",
            arguments.join(", ")
        );
        functions.push(function);
    }
    let _ = writeln!(
        text,
        "static int (*const calls[])(int **, const int *, int *, int *) = {{"
    );
    for n in 0..cases.len() {
        let _ = writeln!(text, "call{n},");
    }
    text.push_str("};\nstatic const int data[] = {\n");
    let int = |value: i32| match value {
        i32::MIN => "-2147483647 - 1".to_owned(),
        value => value.to_string(),
    };
    let mut record = |values: &[i32]| {
        for value in values {
            text.push_str(&int(*value));
            text.push(',');
        }
    };
    for (n, (case, function)) in cases.iter().zip(&functions).enumerate() {
        for (input, expected) in &case.runs {
            record(&[n as i32, input.0.len() as i32]);
            for value in &input.0 {
                match value {
                    Value::List(items) => {
                        record(&[items.len() as i32]);
                        record(items);
                    }
                    Value::Int(number) => record(&[1, *number]),
                    Value::Grid(_) => unreachable!("no grids"),
                }
            }
            let room = |room: &Option<lasynth_lists::emit::Room>| {
                room.as_ref().map_or(0, |room| {
                    room.for_input(input)
                        .map_or(300_000, |room| room.min(300_000))
                })
            };
            record(&[room(&function.out) as i32, room(&function.work) as i32]);
            match expected {
                Value::List(items) => {
                    record(&[items.len() as i32]);
                    record(items);
                }
                Value::Int(number) => record(&[-1, *number]),
                Value::Grid(_) => unreachable!("no grids"),
            }
        }
    }
    text.push_str(
        "0};
static int *copy(const int *from, int count)
{
    int *to = malloc(count * sizeof *to);
    memcpy(to, from, count * sizeof *to);
    return to;
}
int main(void)
{
    const int *d = data, *end = data + sizeof data / sizeof *data - 1;
    int run = 0;
    while (d < end) {
        int f = *d++, count = *d++, *p[3] = {0}, n[3] = {0};
        for (int i = 0; i < count; i++) {
            n[i] = *d++;
            p[i] = copy(d, n[i]);
            d += n[i];
        }
        int *out = malloc(d[0] * sizeof *out), *tmp = malloc(d[1] * sizeof *tmp);
        d += 2;
        fprintf(stderr, \"f%d run %d\\n\", f, run);
        int result = calls[f](p, n, out, tmp);
        int length = *d++;
        int bad = length < 0 ? result != *d++ : result != length;
        if (!bad && length > 0)
            bad = memcmp(out, d, length * sizeof *d);
        if (length > 0)
            d += length;
        if (bad)
            printf(\"f%d run %d gives %d\\n\", f, run, result);
        for (int i = 0; i < count; i++)
            free(p[i]);
        free(out);
        free(tmp);
        run++;
    }
    return 0;
}
",
    );
    (text, functions)
}

fn tool() -> Option<Compiler> {
    let interrupt = AtomicBool::new(false);
    let compiler = Compiler::new("gcc").with_limits(Limits {
        memory: None,
        ..Limits::COMPILER
    });
    match compiler.check(&interrupt) {
        Ok(()) => Some(compiler),
        Err(error) => {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{error}");
            println!("skipped: {error}");
            None
        }
    }
}

fn check(compiler: &Compiler, cases: &[Case]) -> Result<(), String> {
    let interrupt = AtomicBool::new(false);
    let (text, functions) = file(cases);
    let describe = |n: usize| {
        let case = &cases[n];
        format!(
            "{:?}\n{}\n{:?}",
            case.function, functions[n].text, case.runs
        )
    };
    let binary = match compiler.compile(&text, FLAGS, &interrupt) {
        Ok(binary) => binary,
        Err(CcError::Refused(said)) => {
            return Err(said);
        }
        Err(error) => return Err(error.to_string()),
    };
    let limits = Limits {
        wall: Duration::from_secs(300),
        cpu: Duration::from_secs(120),
        memory: None,
        ..Limits::PROGRAM
    };
    let run = binary
        .run(&limits, &interrupt)
        .map_err(|error| error.to_string())?;
    let stdout = String::from_utf8_lossy(&run.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
    if run.outcome == Outcome::Finished(0) && stdout.is_empty() {
        return Ok(());
    }
    let at =
        |line: &str| -> Option<usize> { line.strip_prefix('f')?.split(' ').next()?.parse().ok() };
    let mut message = String::new();
    let mut bad: Vec<usize> = stdout.lines().filter_map(at).collect();
    if run.outcome != Outcome::Finished(0) {
        let last = stderr.lines().rev().find_map(at);
        bad.extend(last);
        let said: Vec<&str> = stderr
            .lines()
            .filter(|line| at(line).is_none())
            .take(12)
            .collect();
        let _ = writeln!(message, "{:?}\n{}", run.outcome, said.join("\n"));
    }
    bad.sort_unstable();
    bad.dedup();
    let _ = writeln!(message, "{stdout}");
    for n in bad.into_iter().take(5) {
        let _ = writeln!(message, "f{n}: {}", describe(n));
    }
    Err(message)
}

#[test]
fn random_functions_do_in_c_what_the_evaluator_says() {
    let Some(compiler) = tool() else { return };
    let count = number("LASYNTH_EMIT_TERMS").unwrap_or(10_000);
    let seed = number("LASYNTH_EMIT_SEED").unwrap_or(1) as u64;
    let batches = count.div_ceil(BATCH);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let started = Instant::now();
    let failures = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let batch = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if batch >= batches || failures.lock().expect("a lock").len() > 3 {
                        break;
                    }
                    let cases = cases(
                        seed * 1_000_000 + batch as u64,
                        BATCH.min(count - batch * BATCH),
                    );
                    if let Err(message) = check(&compiler, &cases) {
                        failures.lock().expect("a lock").push(message);
                    }
                }
            });
        }
    });
    println!("{count} functions in {:.1?}", started.elapsed());
    let failures = failures.into_inner().expect("a lock");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
