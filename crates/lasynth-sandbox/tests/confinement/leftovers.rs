//! What is left when a call has returned: nothing.

use crate::{compile, patient, program, run};
use lasynth_sandbox::{CcError, Compiler, Limits, Outcome};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Processes that run this program.
#[cfg(target_os = "linux")]
fn processes(program: &std::path::Path) -> usize {
    let entries = std::fs::read_dir("/proc").unwrap();
    let links =
        entries.filter_map(|entry| std::fs::read_link(entry.unwrap().path().join("exe")).ok());
    links.filter(|link| link == program).count()
}

#[cfg(not(target_os = "linux"))]
fn processes(_: &std::path::Path) -> usize {
    0
}

#[test]
fn no_process_and_no_folder() {
    for main in [
        "return 0;",
        "for (;;) ;",
        "signal(SIGTERM, SIG_IGN); signal(SIGHUP, SIG_IGN); for (;;) pause();",
        "for (;;) if (fork() == 0) for (;;) pause();",
        "FILE *f = fopen(\"file\", \"w\"); fclose(f); return 0;",
        "for (;;) puts(\"more\");",
        "memset(malloc(10ul << 30), 1, 10ul << 30); return 0;",
    ] {
        let binary = compile(&program(main), &["-w"]);
        let path = binary.path();
        let limits = Limits {
            wall: Duration::from_millis(500),
            ..Limits::PROGRAM
        };
        run(&binary, &limits);
        assert_eq!(processes(&path), 0, "{main}");
        assert!(path.exists(), "{main}");
        drop(binary);
        assert!(!path.parent().unwrap().exists(), "{main}");
    }
}

#[test]
fn programs_can_run_again() {
    let binary = compile(&program("puts(\"fine\"); return 0;"), &[]);
    for _ in 0..3 {
        assert_eq!(run(&binary, &patient()).stdout, b"fine\n");
    }
}

#[test]
fn an_interruption_ends_programs_and_compilers() {
    let binary = compile(&program("for (;;) ;"), &[]);
    let bomb: String = (1..=60)
        .map(|i| format!("#define X{i} X{0} X{0}\n", i - 1))
        .collect();
    let bomb = format!("#define X0 1 +\n{bomb}int x = X60 0;\n");
    let compiler = Compiler::from_env().with_limits(Limits {
        memory: None,
        ..patient()
    });
    type Call<'a> = &'a (dyn Fn(&AtomicBool) -> Result<Outcome, CcError> + Sync);
    let calls: [Call; 2] = [
        &|flag| {
            let limits = Limits {
                cpu: Duration::from_secs(3600),
                ..patient()
            };
            binary.run(&limits, flag).map(|run| run.outcome)
        },
        &|flag| {
            compiler
                .compile(&bomb, &[], flag)
                .map(|_| Outcome::Finished(0))
        },
    ];
    for call in calls {
        for delay in [Duration::ZERO, Duration::from_millis(300)] {
            let flag = AtomicBool::new(delay.is_zero());
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(delay);
                    flag.store(true, Ordering::Relaxed);
                });
                let said = call(&flag);
                assert!(matches!(said, Err(CcError::Interrupted)), "{said:?}");
            });
        }
    }
    assert_eq!(processes(&binary.path()), 0);
}

#[test]
fn many_run_at_once() {
    let binary = compile(&program("puts(\"fine\"); return 0;"), &[]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let run = run(&binary, &patient());
                    assert_eq!(run.outcome, Outcome::Finished(0));
                    assert_eq!(run.stdout, b"fine\n");
                }
            });
        }
    });
}
