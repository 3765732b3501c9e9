//! `lasynth data compare`.

use crate::Place;
use expect_test::expect;

/// The columns of a comparison, with the first word of each row.
fn columns(text: &str, rows: &[&str]) -> String {
    let line = |row: &&str| {
        let mut lines = text.lines();
        lines
            .find(|line| line.trim_start().starts_with(row))
            .unwrap()
    };
    let lines: Vec<String> = rows
        .iter()
        .map(|row| line(row).split_whitespace().collect::<Vec<_>>().join(" ") + "\n")
        .collect();
    lines.concat()
}

#[test]
fn task_files_are_compared_side_by_side() {
    let place = Place::with(&[]);
    for (out, kinds) in [("a.jsonl", "seq=3,for=1"), ("b.jsonl.zst", "if=1")] {
        let args = ["gen", "--count", "40", "--kinds", kinds, "--out", out];
        assert_eq!(place.run(&args).status, 0);
    }
    let args = ["data", "compare", "a.jsonl", "b.jsonl.zst"];
    let run = place.run(&args);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    let heading = run.stdout.lines().next().unwrap();
    assert_eq!(heading.split_whitespace().collect::<Vec<_>>(), ["a", "b"]);
    expect![[r#"
        programs 40 40
    "#]]
    .assert_eq(&columns(&run.stdout, &["programs"]));
    let (_, kinds) = run.stdout.split_once("\nkind\n").unwrap();
    expect![[r#"
        seq 75.0 0.0
        if 0.0 100.0
        for 25.0 0.0
        mixed 0.0 0.0
    "#]]
    .assert_eq(&columns(kinds, &["seq", "if", "for", "mixed"]));
    let (_, distance) = kinds.split_once("distance (by chance)").unwrap();
    assert!(distance.trim_start().starts_with("100.0 ("), "{run}");

    let run = place.run(&[&args[..], &["--json"]].concat());
    let report = run.json();
    expect![[r#"{"for":0.25,"if":0.0,"mixed":0.0,"seq":0.75}"#]]
        .assert_eq(&report["sets"][0]["topics"]["kind"]["shares"].to_string());
    assert_eq!(report["sets"][1]["topics"]["kind"]["distance"], 1.0);
    assert_eq!(report["sets"][1]["name"], "b");
    assert_eq!(report["skipped"], serde_json::json!([0, 0]));
}

#[test]
fn comparing_needs_programs() {
    let pairs = r#""examples": [[[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]]]"#;
    let text = format!(
        "{{\"program\": \"int * func_1(int a[]) {{ a[0]++; return a; }}\", {pairs}}}\n{{{pairs}}}\n{{\"program\": \"int\", {pairs}}}\n"
    );
    let place = Place::with(&[("tasks.jsonl", &text)]);
    let run = place.run(&["data", "compare", "tasks.jsonl"]);
    expect![[r#"
        status 2
          err: error: tasks.jsonl, line 2, column 1: the task has no program, and programs are compared
    "#]].assert_eq(&run.to_string());
    let run = place.run(&["data", "compare", "tasks.jsonl", "--skip-bad", "--json"]);
    assert_eq!(run.status, 0, "{run}");
    let report = run.json();
    assert_eq!(report["sets"][0]["programs"], 1);
    assert_eq!(report["sets"][0]["baseline"], serde_json::json!({}));
    assert_eq!(report["skipped"], serde_json::json!([2]));
    expect![[r#"
        skipped: tasks.jsonl, line 2, column 1: the task has no program, and programs are compared
        skipped: tasks.jsonl, line 3, column 1: the field `program` does not hold a program: line 1, column 4: expected `*`, found the end of the text: a program is one function that starts `int * func_1(int a[])`
        tasks.jsonl: 2 bad lines skipped
    "#]].assert_eq(&run.stderr);
    let run = place.run(&["data", "compare", "missing.jsonl"]);
    expect![[r#"
        status 2
          err: error: missing.jsonl: cannot open it: No such file or directory (os error 2)
    "#]]
    .assert_eq(&run.to_string());
}
