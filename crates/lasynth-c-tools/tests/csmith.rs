//! The process: with the installed Csmith where there is one, and with others that misbehave.

use lasynth_c::domain::RestrictedC;
use lasynth_c::syntax::MAX_TOKENS;
use lasynth_c_tools::csmith::{Csmith, CsmithError, Options, parse};
use lasynth_core::{DrawRules, Dropped, Tasks};
use std::path::PathBuf;
use std::time::Duration;

/// The installed Csmith; without one the test is skipped, which it says.
fn installed() -> Option<Csmith> {
    match Csmith::find() {
        Ok(csmith) => Some(csmith),
        Err(missing @ CsmithError::Missing { .. }) => {
            println!("skipped: {missing}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn all_that_csmith_writes_is_read() {
    let Some(csmith) = installed() else { return };
    assert!(
        csmith.version().starts_with("csmith 2."),
        "{}",
        csmith.version()
    );
    let mut arrays = 0;
    for seed in 0..150 {
        let skeleton = csmith.skeleton(seed).unwrap();
        let array = skeleton.has_array();
        assert!(!array || Options::drawn(seed).arrays, "seed {seed}");
        arrays += usize::from(array);
    }
    assert!(arrays > 10, "{arrays} programs with arrays");
}

#[test]
fn a_seed_gives_the_same_program_again() {
    let Some(csmith) = installed() else { return };
    let other = Csmith::find().unwrap();
    for seed in 0..20 {
        let options = Options::drawn(seed);
        assert_eq!(
            csmith.text(&options).unwrap(),
            other.text(&options).unwrap()
        );
        assert_eq!(
            parse(&csmith.text(&options).unwrap()),
            Ok(csmith.skeleton(seed).unwrap())
        );
    }
}

#[test]
fn drawn_programs_follow_the_rules_of_the_domain() {
    let Some(csmith) = installed() else { return };
    let rules = DrawRules::default();
    let mut kinds = Vec::new();
    for seed in 0..150 {
        match csmith.draw(&rules, seed).unwrap() {
            Ok(draw) => {
                assert!(draw.program.length() <= MAX_TOKENS);
                assert_eq!((draw.examples.len(), draw.heldout.len()), (5, 5));
                for example in draw.examples.iter().chain(&draw.heldout) {
                    assert_eq!(
                        draw.program.run(&example.input).as_ref(),
                        Ok(&example.output)
                    );
                }
                kinds.push(draw.program.kind());
            }
            Err(reason) => assert_ne!(reason, Dropped::Kind),
        }
    }
    for kind in RestrictedC.kinds() {
        assert!(kinds.contains(kind), "no program of kind {}", kind.name());
    }
}

/// Many threads share one Csmith.
#[test]
fn threads_do_not_disturb_each_other() {
    let Some(csmith) = installed() else { return };
    let one = |seed| csmith.text(&Options::drawn(seed)).unwrap();
    let alone: Vec<String> = (0..8).map(one).collect();
    let together: Vec<String> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..8).map(|seed| scope.spawn(move || one(seed))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .collect()
    });
    assert_eq!(alone, together);
}

#[test]
fn a_missing_package_is_named() {
    let error = Csmith::at(PathBuf::from("no-such-csmith"), Duration::from_secs(1)).unwrap_err();
    assert!(matches!(error, CsmithError::Missing { .. }));
    assert_eq!(
        error.to_string(),
        "the program `no-such-csmith` is not installed; install the package csmith (on Debian and \
         Ubuntu: apt-get install csmith), or generate without Csmith"
    );
}

#[cfg(unix)]
mod misbehaving {
    use super::*;
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;

    /// A Csmith that answers like the real one to what [`Csmith::at`] asks first, and then with
    /// `answer` in a shell.
    fn check(answer: &str, limit: Duration, examine: impl Fn(CsmithError)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("csmith");
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in *--version*|*\"--seed 0\") echo first; exit;; esac\n{answer}\n"
        );
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        // Another test may be starting a process while this script is still open for writing there.
        let csmith = loop {
            match Csmith::at(path.clone(), limit) {
                Err(CsmithError::Run { source, .. })
                    if source.kind() == ErrorKind::ExecutableFileBusy => {}
                result => break result.unwrap(),
            }
        };
        assert_eq!(csmith.version(), "first");
        examine(csmith.skeleton(1).unwrap_err());
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn one_that_never_ends_is_killed() {
        // Four seeds are tried; each is given up although the child of the shell holds the output.
        check("sleep 20", Duration::from_secs(2), |error| {
            assert!(matches!(error, CsmithError::Timeout { .. }), "{error}");
        });
    }

    #[test]
    fn one_that_fails_is_quoted() {
        check("echo out of luck >&2; exit 3", LONG, |error| {
            let text = error.to_string();
            assert!(text.contains("exit status: 3: out of luck"), "{text}");
            assert!(text.contains("seed: "), "{text}");
        });
    }

    #[test]
    fn other_text_is_refused_with_its_place() {
        check(
            "printf 'int32_t  func_1(void)\\n{ goto lbl_1; }\\n'",
            LONG,
            |error| {
                let text = error.to_string();
                assert!(
                    text.contains("line 2, column 3: expected a statement, found `goto`"),
                    "{text}"
                );
            },
        );
    }

    #[test]
    fn endless_output_is_cut() {
        check("yes", LONG, |error| {
            let cut = matches!(
                error,
                CsmithError::Foreign { .. } | CsmithError::Failed { .. }
            );
            assert!(cut, "{error}");
        });
    }
}
