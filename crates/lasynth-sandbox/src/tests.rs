//! Programs behind fewer fences than there are, as where the system denies them.

use crate::confine::Fences;
use crate::{Binary, CallFilter, Compiler, Limits, Network, Outcome, Run};
use std::sync::atomic::AtomicBool;

fn compile(main: &str) -> Binary {
    let source = format!(
        "#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n\
         #include <unistd.h>\nint main(void)\n{{\n{main}\n}}\n"
    );
    let compiled = Compiler::from_env().compile(&source, &["-w"], &AtomicBool::new(false));
    compiled.unwrap()
}

fn run(main: &str, fences: Fences) -> Run {
    let run = compile(main).run_within(&[], &Limits::PROGRAM, fences, &AtomicBool::new(false));
    run.unwrap()
}

const FORKS: &str = "for (int i = 0; i < 20; i++) if (fork() == 0) for (;;) pause(); return 0;";
#[cfg(target_os = "linux")]
const WRITES: &str = "return open(\"file\", O_CREAT | O_WRONLY, 0600) < 0;";
#[cfg(target_os = "linux")]
const CONNECTS: &str = "return socket(AF_INET, SOCK_STREAM, 0) < 0;";
#[cfg(target_os = "linux")]
const ALLOCATES: &str = "return malloc(10ul << 30) == 0;";

#[cfg(target_os = "linux")]
#[test]
fn without_a_watcher_the_filter_kills() {
    let fences = Fences {
        watch: false,
        ..Fences::ALL
    };
    for main in [FORKS, WRITES, CONNECTS] {
        let run = run(main, fences);
        assert_eq!(run.outcome, Outcome::ForbiddenCall, "{main}");
        assert!(
            matches!(run.calls, CallFilter::Unwatched(_)),
            "{:?}",
            run.calls
        );
    }
    // The kernel denies the memory, and the program notices.
    assert_eq!(run(ALLOCATES, fences).outcome, Outcome::Finished(1));
    let honest = run("puts(\"fine\"); free(malloc(1000)); return 0;", fences);
    assert_eq!(
        (honest.outcome, &honest.stdout[..]),
        (Outcome::Finished(0), &b"fine\n"[..])
    );
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_namespace_the_filter_keeps_the_network_away() {
    let fences = Fences {
        namespace: false,
        ..Fences::ALL
    };
    let run = run(CONNECTS, fences);
    assert_eq!(run.outcome, Outcome::UsedNetwork);
    assert!(
        matches!(run.network, Network::Filtered(_)),
        "{:?}",
        run.network
    );
    assert_eq!(run.missing_fences().len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_filter_the_namespace_is_empty() {
    let fences = Fences {
        filter: false,
        ..Fences::ALL
    };
    // Lists the interfaces that are up; the loopback interface of a new namespace is down.
    let run = run(
        "char line[256]; FILE *routes = fopen(\"/proc/net/route\", \"r\");\n\
         while (routes && fgets(line, sizeof line, routes)) fputs(line, stdout); return 0;",
        fences,
    );
    let routes = String::from_utf8(run.stdout).unwrap();
    match run.network {
        Network::Isolated => assert!(routes.lines().count() <= 1, "{routes}"),
        Network::Open(reason) => println!("no network namespace here: {reason}"),
        Network::Filtered(_) => panic!("there is no filter"),
    }
}

#[test]
fn without_any_fence_the_session_ends_with_its_first_process() {
    let fences = Fences {
        namespace: false,
        filter: false,
        watch: false,
    };
    // Children that wait for ever hold the output. An ordinary user has none, the super-user has 20.
    let run = run(FORKS, fences);
    assert_eq!(run.outcome, Outcome::Finished(0));
    assert!(
        matches!(run.calls, CallFilter::Missing(_)),
        "{:?}",
        run.calls
    );
    assert!(matches!(run.network, Network::Open(_)), "{:?}", run.network);
    assert_eq!(run.missing_fences().len(), 2);
}

#[test]
fn without_any_fence_files_stay_empty() {
    let fences = Fences {
        namespace: false,
        filter: false,
        watch: false,
    };
    let run = run(
        "int file = open(\"file\", O_CREAT | O_WRONLY, 0600); write(file, \"text\", 4); return 0;",
        fences,
    );
    assert_eq!(run.outcome, Outcome::FileTooLarge(0));
}

#[test]
fn a_program_is_given_its_arguments() {
    let source = "#include <stdio.h>\nint main(int n, char **texts)\n{\n    for (int i = 1; i < n; i++)\n    \
                  {\n        printf(\"<%s>\", texts[i]);\n    }\n    return 0;\n}\n";
    let interrupt = AtomicBool::new(false);
    let binary = Compiler::from_env().compile(source, &["-w"], &interrupt);
    let arguments = ["one", "", "two words", "$HOME"].map(str::to_owned);
    let run = binary
        .unwrap()
        .run_with(&arguments, &Limits::PROGRAM, &interrupt);
    let run = run.unwrap();
    assert_eq!(run.outcome, Outcome::Finished(0));
    assert_eq!(
        String::from_utf8_lossy(&run.stdout),
        "<one><><two words><$HOME>"
    );
}
