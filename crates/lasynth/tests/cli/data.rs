//! `lasynth gen`.

use crate::{Place, fields};
use expect_test::expect;
use std::process::Command;
use std::time::{Duration, Instant};

fn lines(place: &Place, name: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(place.path(name)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_summary_is_one_object() {
    let place = Place::with(&[]);
    let run = place.run(&[
        "gen", "--count", "5", "--seed", "3", "--out", "a.jsonl", "--json",
    ]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    let summary = run.json();
    expect![[r#"
        tasks: number
        splits: array
        by_kind: object
        lengths: object
        candidates: number
        dropped: object
        duplicates: number
        seed: number
        source: string
        seconds: number
        candidates_per_second: number
    "#]]
    .assert_eq(&fields(&summary));
    assert_eq!(
        (&summary["tasks"], &summary["seed"]),
        (&5.into(), &3.into())
    );
    assert_eq!(lines(&place, "a.jsonl").len(), 5);
}

#[test]
fn the_seed_decides_and_not_the_threads() {
    let place = Place::with(&[]);
    for (seed, threads, out) in [
        ("3", "1", "a.jsonl"),
        ("3", "2", "b.jsonl"),
        ("4", "2", "c.jsonl"),
    ] {
        let args = [
            "gen",
            "--count",
            "8",
            "--seed",
            seed,
            "--threads",
            threads,
            "--out",
            out,
        ];
        assert_eq!(place.run(&args).status, 0);
    }
    assert_eq!(lines(&place, "a.jsonl"), lines(&place, "b.jsonl"));
    assert_ne!(lines(&place, "a.jsonl"), lines(&place, "c.jsonl"));
}

#[test]
fn three_splits_make_a_folder() {
    let place = Place::with(&[]);
    let run = place.run(&["gen", "--splits", "6,2,1", "--out", "data", "--seed", "1"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    assert!(run.stdout.starts_with("9 tasks in "), "{run}");
    assert_eq!(
        crate::names(&place.path("data")),
        ["test.jsonl", "train.jsonl", "valid.jsonl"]
    );
    assert_eq!(lines(&place, "data/train.jsonl").len(), 6);
}

#[test]
fn programs_can_be_in_normal_form_and_files_compressed() {
    let place = Place::with(&[]);
    for (flags, out) in [
        (&["--normal"][..], "a.jsonl"),
        (&["--targets", "normal"], "b.jsonl"),
        (&["--no-dedup", "--range", "strict"], "c.jsonl.zst"),
    ] {
        let run = place.run(&[&["gen", "--count", "4", "--out", out], flags].concat());
        assert_eq!(run.status, 0, "{run}");
    }
    let tasks = lines(&place, "a.jsonl");
    assert!(tasks.iter().all(|task| task["form"] == "normal"));
    assert_eq!(tasks, lines(&place, "b.jsonl"));
    let magic = std::fs::read(place.path("c.jsonl.zst")).unwrap();
    assert_eq!(magic[..4], [0x28, 0xb5, 0x2f, 0xfd]);
}

/// Sends SIGINT, as Ctrl-C does.
pub fn interrupt(process: u32) {
    let status = Command::new("kill")
        .args(["-INT", &process.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Waits until something holds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "waited in vain: {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
