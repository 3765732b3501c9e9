//! Limits that hold on every system, and programs that keep them.

use crate::{check, compile, patient, program, run};
use expect_test::expect;
use lasynth_sandbox::{Limits, Outcome};
use std::time::Duration;

#[test]
fn programs_that_keep_the_limits_end_by_themselves() {
    check(
        "puts(\"fine\"); return 0;",
        &patient(),
        expect![[r#"Finished(0), stdout "fine\n""#]],
    );
    check(
        "fputs(\"why\", stderr); return 3;",
        &patient(),
        expect![[r#"Finished(3), stderr "why""#]],
    );
    check(
        "char *p = malloc(100 << 20); memset(p, 1, 100 << 20); printf(\"%d\", p[12345]); return 0;",
        &patient(),
        expect![[r#"Finished(0), stdout "1""#]],
    );
    check(
        "for (int i = 0; i < 100000; i++) if (!malloc(1000)) return 1; puts(\"fine\"); return 0;",
        &patient(),
        expect![[r#"Finished(0), stdout "fine\n""#]],
    );
}

#[test]
fn signals_are_told_apart() {
    check("abort();", &patient(), expect!["Signalled(6)"]);
    check(
        "*(volatile int *)0 = 1; return 0;",
        &patient(),
        expect!["Signalled(11)"],
    );
    check(
        "raise(SIGTERM); return 0;",
        &patient(),
        expect!["Signalled(15)"],
    );
    check(
        "kill(getpid(), SIGUSR1); return 0;",
        &patient(),
        expect!["Signalled(10)"],
    );
}

#[test]
fn nothing_of_ours_reaches_the_program() {
    check(
        "printf(\"%d %d\", getchar() == EOF, getenv(\"PATH\") == 0 && getenv(\"HOME\") == 0);\n\
         return open(\"/dev/tty\", O_RDONLY) >= 0;",
        &patient(),
        expect![[r#"Finished(0), stdout "1 1""#]],
    );
}

#[test]
fn an_endless_program_runs_out_of_time() {
    let limits = Limits {
        wall: Duration::from_millis(300),
        ..Limits::PROGRAM
    };
    check("for (;;) ;", &limits, expect!["TimedOut(300ms)"]);
    check("for (;;) pause();", &limits, expect!["TimedOut(300ms)"]);
    // Nobody would be woken by the end of such a process.
    check(
        "close(1); close(2); for (;;) pause();",
        &limits,
        expect!["TimedOut(300ms)"],
    );
    check(
        "close(1); close(2); return 5;",
        &patient(),
        expect!["Finished(5)"],
    );
}

#[test]
fn an_endless_program_runs_out_of_processor_time() {
    let limits = Limits {
        cpu: Duration::from_millis(300),
        ..patient()
    };
    check("for (;;) ;", &limits, expect!["CpuLimit(1s)"]);
    check(
        "signal(SIGXCPU, SIG_IGN); for (;;) ;",
        &limits,
        expect!["CpuLimit(1s)"],
    );
}

#[test]
fn endless_output_is_cut_off() {
    let limits = Limits {
        output: 1 << 20,
        ..patient()
    };
    let binary = compile(&program("for (;;) puts(\"more\");"), &[]);
    let flood = run(&binary, &limits);
    assert_eq!(flood.outcome, Outcome::TooMuchOutput(1 << 20));
    assert!(flood.stdout.starts_with(b"more\nmore\n"));
    // What is kept is hardly more than what is allowed.
    assert!(
        flood.stdout.len() < (1 << 20) + (1 << 16),
        "{}",
        flood.stdout.len()
    );
    // The streams share the limit.
    let limits = Limits {
        output: 5,
        ..patient()
    };
    check(
        "fputs(\"123\", stderr); puts(\"456\"); return 0;",
        &limits,
        expect![[r#"TooMuchOutput(5), stdout "456\n", stderr "123""#]],
    );
}

#[test]
fn usage_is_measured() {
    let text = program("char *p = malloc(64 << 20); memset(p, 1, 64 << 20); return p[4096] - 1;");
    let run = run(&compile(&text, &["-O0"]), &patient());
    assert_eq!(run.outcome, Outcome::Finished(0));
    assert!(run.usage.memory >= 64 << 20, "{:?}", run.usage);
    assert!(run.usage.memory < 1 << 30, "{:?}", run.usage);
    assert!(run.usage.cpu > Duration::ZERO, "{:?}", run.usage);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_in_use_has_a_limit_of_its_own() {
    let limits = Limits {
        memory: None,
        resident: Some(64 << 20),
        ..patient()
    };
    let main = |size: &str, then: &str| {
        format!("char *p = malloc({size}); memset(p, 1, {size}); {then} return p[7] - 1;")
    };
    let few = run(&compile(&program(&main("1 << 20", "")), &[]), &limits);
    assert_eq!(few.outcome, Outcome::Finished(0));
    // Memory that was asked for and is not in use counts for nothing.
    let asked = "for (int i = 0; i < 100; i++) if (!malloc(64 << 20)) return 1;";
    let asked = run(&compile(&program(&main("1 << 20", asked)), &[]), &limits);
    assert_eq!(asked.outcome, Outcome::Finished(0));
    let many = main("128 << 20", "for (;;) pause();");
    let many = run(&compile(&program(&many), &[]), &limits);
    assert_eq!(many.outcome, Outcome::OutOfMemory(64 << 20));
}

#[test]
fn sanitizers_work_without_a_limit_on_memory() {
    let flags = [
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];
    let limits = Limits {
        memory: None,
        ..patient()
    };
    let sanitized = |main: &str| run(&compile(&program(main), &flags), &limits);

    let good = sanitized("int *p = malloc(40); p[9] = 3; printf(\"%d\", p[9]); return 0;");
    assert_eq!(good.outcome, Outcome::Finished(0));
    assert_eq!((&good.stdout[..], &good.stderr[..]), (&b"3"[..], &b""[..]));

    let bad = sanitized("volatile int i = 10; int *p = malloc(40); return p[i];");
    assert_eq!(bad.outcome, Outcome::Finished(1));
    let report = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(report.contains("heap-buffer-overflow"), "{report}");
}
