//! Hostile and honest texts, below any parser.

mod compiling;
#[cfg(target_os = "linux")]
mod hostile;
mod leftovers;
mod limits;

use expect_test::Expect;
use lasynth_sandbox::{Binary, Compiler, Limits, Run};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Everything that the programs here refer to.
const HEAD: &str = "\
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
";

/// Far more time than any program here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(300);

fn patient() -> Limits {
    Limits {
        wall: PATIENCE,
        ..Limits::PROGRAM
    }
}

/// A program whose `main` has this body.
fn program(main: &str) -> String {
    format!("{HEAD}int main(void)\n{{\n{main}\n}}\n")
}

fn compile(source: &str, flags: &[&str]) -> Binary {
    let compiled = Compiler::from_env().compile(source, flags, &AtomicBool::new(false));
    compiled.unwrap_or_else(|error| panic!("{error}\n{source}"))
}

fn run(binary: &Binary, limits: &Limits) -> Run {
    binary.run(limits, &AtomicBool::new(false)).unwrap()
}

/// Outcome and output of a program whose `main` has this body.
fn check(main: &str, limits: &Limits, expected: Expect) {
    check_text(&program(main), limits, expected);
}

fn check_text(source: &str, limits: &Limits, expected: Expect) {
    let run = run(&compile(source, &["-w"]), limits);
    let mut said = format!("{:?}", run.outcome);
    for (name, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if !text.is_empty() {
            said += &format!(", {name} {:?}", String::from_utf8_lossy(text));
        }
    }
    expected.assert_eq(&said);
}
