//! What the fences cost an honest program. `cargo bench -p lasynth-sandbox --bench overhead`.

use lasynth_sandbox::{Compiler, Limits, Outcome};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

const RUNS: usize = 300;

fn main() {
    let interrupt = AtomicBool::new(false);
    let source = "#include <stdio.h>\nint main(void) { puts(\"fine\"); return 0; }\n";
    let binary = Compiler::from_env()
        .compile(source, &["-O1"], &interrupt)
        .expect("a C compiler");
    let path = binary.path();
    let plain = || {
        let output = Command::new(&path).stdin(Stdio::null()).output();
        assert_eq!(output.expect("it can be run").stdout, b"fine\n");
    };
    let unlimited = Limits {
        memory: None,
        ..Limits::PROGRAM
    };
    let confined = |limits: &Limits| {
        let run = binary.run(limits, &interrupt).expect("it can be run");
        assert_eq!(
            (run.outcome, &run.stdout[..]),
            (Outcome::Finished(0), &b"fine\n"[..])
        );
    };
    println!("                     10th percentile    median");
    println!("plain                {}", times(plain));
    println!(
        "confined             {}",
        times(|| confined(&Limits::PROGRAM))
    );
    println!("without memory limit {}", times(|| confined(&unlimited)));
}

/// How long a call takes. On a busy machine the lower figure is the meaningful one.
fn times(call: impl Fn()) -> String {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed()
        })
        .collect();
    times.sort();
    let [low, median] = [times[RUNS / 10], times[RUNS / 2]].map(|time| time.as_secs_f64() * 1e3);
    format!("{low:12.2} ms {median:6.2} ms")
}
