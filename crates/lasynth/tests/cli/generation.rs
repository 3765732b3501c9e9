//! `lasynth gen`: its options, and runs that end early.

use crate::data::{interrupt, wait_until};
use crate::{Place, Run, names};
use expect_test::{Expect, expect};
use std::fs;
use std::process::{Child, Command};

fn tasks(place: &Place, name: &str) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(place.path(name)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn gen_tasks(place: &Place, args: &[&str]) -> Run {
    let run = place.run(&[&["gen", "--out", "tasks.jsonl"], args].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    run
}

#[test]
fn lists_have_the_length_and_the_values_asked_for() {
    for (length, most) in [(1, 16), (2, 2), (3, 4), (7, 1), (10, 16)] {
        let place = Place::with(&[]);
        let (len, max) = (length.to_string(), most.to_string());
        let args = ["--count", "60", "--length", &len, "--max-value", &max];
        gen_tasks(&place, &args);
        let mut largest = 0;
        for task in tasks(&place, "tasks.jsonl") {
            for pairs in [&task["examples"], &task["heldout"]] {
                for list in pairs.as_array().unwrap().iter().flat_map(|p| p.as_array()) {
                    for list in list {
                        let list = list.as_array().unwrap();
                        assert_eq!(list.len(), length);
                        for value in list {
                            largest = largest.max(value.as_i64().unwrap().abs());
                        }
                    }
                }
            }
        }
        assert_eq!(largest, most, "length {length}");
    }
}

/// Every program gives what its task says, for the executor from outside, too.
#[test]
fn programs_for_long_lists_run() {
    let place = Place::with(&[]);
    gen_tasks(&place, &["--count", "5", "--length", "10"]);
    for task in tasks(&place, "tasks.jsonl") {
        fs::write(place.path("p.c"), task["program"].as_str().unwrap()).unwrap();
        let input = task["examples"][0][0].to_string();
        let run = place.run(&["run", "p.c", "--input", &input, "--json"]);
        assert_eq!(run.json()["output"], task["examples"][0][1], "{run}");
    }
}

#[test]
fn kinds_and_tokens_are_as_asked_for() {
    let place = Place::with(&[]);
    let args = [
        "--count",
        "100",
        "--kinds",
        "seq=29,if=16,for=24,mixed=31",
        "--max-tokens",
        "80",
        "--json",
    ];
    let summary = gen_tasks(&place, &args).json();
    expect![[r#"{"seq":29,"if":16,"for":24,"mixed":31}"#]]
        .assert_eq(&summary["by_kind"].to_string());
    assert!(
        summary["dropped"]["length"].as_u64() > Some(100),
        "{summary}"
    );
    for task in tasks(&place, "tasks.jsonl") {
        assert!(task["tokens"].as_u64() <= Some(80), "{task}");
    }
}

#[test]
fn programs_can_be_minimal() {
    let place = Place::with(&[]);
    gen_tasks(&place, &["--count", "20", "--seed", "4"]);
    let run = place.run(&["minimise", "tasks.jsonl", "--out", "shorter.jsonl"]);
    assert_eq!(run.status, 0, "{run}");
    let shorter = tasks(&place, "shorter.jsonl");
    for flags in [&["--minimise"][..], &["--targets", "minimal"]] {
        gen_tasks(&place, &[&["--count", "20", "--seed", "4"], flags].concat());
        let minimal = tasks(&place, "tasks.jsonl");
        for (minimal, shorter) in minimal.iter().zip(&shorter) {
            assert_eq!(minimal["form"], "minimal");
            for field in ["program", "tokens", "kind", "examples", "heldout"] {
                assert_eq!(minimal[field], shorter[field]);
            }
        }
    }
}

/// What `gen` with these arguments says that ends in status 2.
fn refused(args: &[&str], expected: Expect) {
    let place = Place::with(&[]);
    let run = place.run(&[&["gen", "--count", "9", "--out", "tasks.jsonl"], args].concat());
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
    expected.assert_eq(&run.stderr);
    assert_eq!(place.files(), [""; 0]);
}

#[test]
fn values_beyond_the_limits_are_refused() {
    refused(
        &["--length", "0"],
        expect![[r#"
            error: invalid value '0' for '--length <N>': expected a number of at least 1; for the whole usage, try --help
        "#]],
    );
    refused(
        &["--length", "11"],
        expect![[r#"
            error: lists of 11 values from -4 to 4 were asked for; supported are 1 to 10 values, from -1 to 1 up to from -16 to 16
        "#]],
    );
    refused(
        &["--max-value", "17"],
        expect![[r#"
            error: lists of 5 values from -17 to 17 were asked for; supported are 1 to 10 values, from -1 to 1 up to from -16 to 16
        "#]],
    );
    refused(
        &["--max-value", "-3"],
        expect![[r#"
            error: invalid value '-3' for '--max-value <R>': expected a number of at least 1; for the whole usage, try --help
        "#]],
    );
    refused(
        &["--length", "1", "--max-value", "4"],
        expect![[r#"
        error: there are only 9 lists of 1 values from -4 to 4, but a task needs 10 different ones; ask for longer lists or a wider range
    "#]],
    );
    refused(
        &["--length", "4", "--minimise"],
        expect![[r#"
        error: short forms are made for lists of 5 values from -4 to 4 and may do something else on lists of 4 values from -4 to 4; leave the programs as they are drawn
    "#]],
    );
    refused(
        &["--max-value", "5", "--normal"],
        expect![[r#"
        error: short forms are made for lists of 5 values from -4 to 4 and may do something else on lists of 5 values from -5 to 5; leave the programs as they are drawn
    "#]],
    );
    refused(
        &["--max-tokens", "19"],
        expect![[r#"
            error: programs of at most 19 tokens were asked for; the shortest one has 20, and the language ends at 256
        "#]],
    );
    refused(
        &["--max-tokens", "257"],
        expect![[r#"
            error: programs of at most 257 tokens were asked for; the shortest one has 20, and the language ends at 256
        "#]],
    );
    refused(
        &["--kinds", "seq=1,while=2"],
        expect![[r#"
            error: --kinds: `while` is none of seq, if, for and mixed; expected a mixture such as `seq=29,if=16,for=24,mixed=31`
        "#]],
    );
    refused(
        &["--kinds", "seq=0"],
        expect![[r#"
        error: invalid value 'seq=0' for '--kinds <KIND=SHARE,...>': all shares are 0; expected a mixture such as `seq=29,if=16,for=24,mixed=31`; for the whole usage, try --help
    "#]],
    );
    refused(
        &["--resume"],
        expect![[r#"
        error: .tasks.jsonl.unfinished: there is no unfinished run to resume; leave out --resume to start
    "#]],
    );
    refused(
        &["--resume", "--restart"],
        expect![[r#"
        error: the argument '--resume' cannot be used with '--restart'; for the whole usage, try --help
    "#]],
    );
    refused(
        &["--minimise", "--normal"],
        expect![[r#"
        error: the argument '--minimise' cannot be used with '--normal'; for the whole usage, try --help
    "#]],
    );
}

/// Models are for lists of five values from -4 to 4, and say so.
#[test]
fn models_refuse_other_lists() {
    for (args, expected) in [
        (
            ["--length", "3"],
            expect![[r#"
            error: tasks.jsonl, line 1: task 1 (c-000000): example 1: the lists have 3 elements, but exactly 5 are supported. Append elements that stay as they are.
        "#]],
        ),
        (
            ["--max-value", "9"],
            expect![[r#"
            error: tasks.jsonl, line 1: task 1 (c-000000): example 1: element 2 of the input is 6, but values from -4 to 4 are supported. Choose an example whose values all lie in that range.
        "#]],
        ),
    ] {
        let place = Place::with(&[]);
        gen_tasks(
            &place,
            &[&["--count", "3", "--seed", "1"], &args[..]].concat(),
        );
        let run = place.run(&["eval", "--data", "tasks.jsonl", "--mode", "greedy"]);
        assert_eq!(run.status, 2);
        expected.assert_eq(&run.stderr);
        let task = tasks(&place, "tasks.jsonl").remove(0);
        let spec = serde_json::json!({"examples": task["examples"]}).to_string();
        let run = place.run_with_input(&["synth", "-", "--domain", "c"], &spec);
        assert_eq!(run.status, 2, "{run}");
    }
}

/// Starts a run that would take minutes.
fn long_run(place: &Place, out: &str, more: &[&str]) -> Child {
    let args = [&["gen", "--splits", "100000000,5,5", "--out", out], more].concat();
    place.command(&args).spawn().unwrap()
}

#[test]
fn an_interrupted_run_says_how_to_go_on() {
    let place = Place::with(&[]);
    let child = long_run(&place, "data", &["--threads", "1"]);
    wait_until("an unfinished run", || {
        place.path("data/.unfinished/state.json").exists()
    });
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    assert_eq!(run.status, 1, "{run}");
    let (before, after) = run.stderr.split_once(" of ").unwrap();
    assert!(before.starts_with("error: interrupted after "), "{run}");
    expect![[r#"
        100000010 tasks; the state is saved in data/.unfinished, the same command with --resume goes on from it
    "#]]
    .assert_eq(after);
    assert_eq!(names(&place.path("data")), [".unfinished"]);

    // It is not overwritten by accident, and can be discarded.
    let args = ["gen", "--splits", "4,2,2", "--out", "data"];
    let run = place.run(&args);
    assert_eq!(run.status, 2, "{run}");
    assert!(
        run.stderr.contains("an unfinished run stands there"),
        "{run}"
    );
    let run = place.run(&[&args[..], &["--resume"]].concat());
    assert_eq!(run.status, 2, "{run}");
    assert!(
        run.stderr
            .contains("has another `splits`: [100000000,5,5] there"),
        "{run}"
    );
    let run = place.run(&[&args[..], &["--restart"]].concat());
    assert_eq!(run.status, 0, "{run}");
    assert_eq!(
        names(&place.path("data")),
        ["test.jsonl", "train.jsonl", "valid.jsonl"]
    );
}

/// Killed before anything is made, and again and again after some of it was saved.
#[test]
fn a_killed_run_goes_on_and_gives_the_same_bytes() {
    let place = Place::with(&[]);
    let args = |out: &'static str| ["gen", "--count", "120000", "--seed", "6", "--out", out];
    let run = place.run(&args("one.jsonl.zst"));
    assert_eq!(run.status, 0, "{run}");
    let state = place.path(".two.jsonl.zst.unfinished/state.json");
    // The state without anything made names no kind.
    let made = || {
        let text = fs::read_to_string(&state).unwrap_or_default();
        text.contains("\"seq\"").then_some(text)
    };
    let more: &[&str] = &["--threads", "1"];
    let mut kills = 0;
    loop {
        let before = made();
        let resume: &[&str] = if kills == 0 { &[] } else { &["--resume"] };
        let command = [&args("two.jsonl.zst")[..], more, resume].concat();
        let mut child = place.command(&command).spawn().unwrap();
        let mut ended = false;
        wait_until("a state", || {
            ended = child.try_wait().unwrap().is_some();
            let reached = match kills {
                0 => state.exists(),
                _ => made().is_some() && made() != before,
            };
            ended || reached
        });
        if ended {
            let run = Run::from(child.wait_with_output().unwrap());
            assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
            break;
        }
        // SIGKILL: nothing can be tidied up.
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 1, "the run is too short for this test");
    let bytes = |name| fs::read(place.path(name)).unwrap();
    assert!(bytes("one.jsonl.zst") == bytes("two.jsonl.zst"));
    assert_eq!(place.files(), ["one.jsonl.zst", "two.jsonl.zst"]);
}

/// Whether Csmith is installed. It leaves a file about the machine where it runs.
fn csmith(place: &Place) -> bool {
    let version = Command::new("csmith")
        .arg("--version")
        .current_dir(place.0.path())
        .output();
    version.is_ok_and(|output| output.status.success())
}

#[test]
fn csmith_is_a_source_like_the_other() {
    let place = Place::with(&[]);
    if !csmith(&place) {
        println!("skipped: csmith is not installed");
        return;
    }
    let mut bytes = Vec::new();
    for threads in ["1", "2"] {
        let args = [
            "--splits",
            "30,5,5",
            "--csmith",
            "--seed",
            "3",
            "--json",
            "--threads",
            threads,
        ];
        let run = place.run(&[&["gen", "--out", threads], &args[..]].concat());
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
        let summary = run.json();
        assert!(summary["source"].as_str().unwrap().starts_with("csmith 2."));
        assert_eq!(summary["tasks"], 40);
        let file = |name| fs::read(place.path(threads).join(name)).unwrap();
        bytes.push(["train.jsonl", "valid.jsonl", "test.jsonl"].map(file));
    }
    assert!(bytes[0] == bytes[1]);
}

/// Ctrl-C in a terminal reaches Csmith as well, if nothing keeps it away; a program that is cut off
/// by it must not be replaced by another.
#[test]
#[cfg(unix)]
fn ctrl_c_does_not_change_what_csmith_writes() {
    use std::os::unix::process::CommandExt;
    let place = Place::with(&[]);
    if !csmith(&place) {
        println!("skipped: csmith is not installed");
        return;
    }
    let args = |out: &'static str| ["gen", "--count", "300", "--csmith", "--out", out];
    let run = place.run(&args("one.jsonl"));
    assert_eq!(run.status, 0, "{run}");
    let state = place.path(".two.jsonl.unfinished/state.json");
    let mut resume: &[&str] = &[];
    let mut interruptions = 0;
    loop {
        let command = [&args("two.jsonl")[..], resume].concat();
        let mut child = place.command(&command).process_group(0).spawn().unwrap();
        wait_until("a state", || {
            state.exists() || child.try_wait().unwrap().is_some()
        });
        std::thread::sleep(std::time::Duration::from_millis(150));
        // To the whole group, as a terminal sends it; nobody is there where the run has ended.
        let group = format!("-{}", child.id());
        let kill = Command::new("kill").args(["-INT", "--", &group]).output();
        assert!(kill.is_ok());
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            break;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        // A signal that comes before anything was done ends the process in the usual way.
        let interrupted = said.contains("interrupted after") || output.status.code().is_none();
        assert!(interrupted, "{said}");
        interruptions += 1;
        resume = &["--resume"];
    }
    assert!(interruptions > 1, "the run is too short for this test");
    let bytes = |name| fs::read(place.path(name)).unwrap();
    assert!(bytes("one.jsonl") == bytes("two.jsonl"));
}

#[test]
fn a_missing_csmith_is_named() {
    let place = Place::with(&[]);
    let mut command = place.command(&["gen", "--count", "3", "--csmith", "--out", "a.jsonl"]);
    let run = Run::from(command.env("PATH", place.path("nothing")).output().unwrap());
    expect![[r#"
        status 2
          err: error: the program `csmith` is not installed; install the package csmith (on Debian and Ubuntu: apt-get install csmith), or generate without Csmith
    "#]]
    .assert_eq(&run.to_string());
    assert_eq!(place.files(), [""; 0]);
}
