//! Help, version, completions.

use crate::Place;
use expect_test::expect;

#[test]
fn the_version_names_the_embedded_model() {
    let run = Place::with(&[]).run(&["--version"]);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        (run.status, run.stdout),
        (0, format!("lasynth {version} (model c-small)\n"))
    );
}

#[test]
fn every_command_has_help_with_an_example() {
    let place = Place::with(&[]);
    for command in [
        "synth",
        "run",
        "gen",
        "data",
        "train",
        "export",
        "eval",
        "prior",
        "completions",
    ] {
        let run = place.run(&[command, "--help"]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{command}");
        assert!(
            run.stdout.contains(&format!("\n  lasynth {command} ")),
            "{}",
            run.stdout
        );
    }
    let run = place.run(&[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("Usage: lasynth"), "{run}");
}

#[test]
fn completions_for_every_shell() {
    let place = Place::with(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = place.run(&["completions", shell]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("candidates"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::with(&[]);
    let mut child = place.command(&["completions", "bash"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    expect![""].assert_eq(&String::from_utf8(output.stderr).unwrap());
}
