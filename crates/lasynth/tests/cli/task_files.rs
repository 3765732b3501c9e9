//! Task files with lines that cannot be used, and `--skip-bad`.

use crate::{INCREMENT, Place, fields};
use expect_test::expect;
use serde_json::json;

/// A task with ten pairs of the increment function.
fn task() -> String {
    let pair = |first: i32| json!([[first, 0, 1, 2, 3], [first + 1, 1, 2, 3, 4]]);
    let pairs: Vec<_> = (-4..4).map(pair).collect();
    let more = json!([
        [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1]],
        [[1, 0, 0, 0, 0], [2, 1, 1, 1, 1]]
    ]);
    json!({"program": INCREMENT, "examples": pairs, "heldout": more}).to_string()
}

/// Two good lines, a cut one, one with a program that is none, and one of another domain.
fn place() -> Place {
    let good = task();
    let lines = [
        &good,
        &good[..40],
        &good.replace("func_1", "func"),
        "",
        &good.replace("{\"program\"", "{\"domain\":\"karel\",\"program\""),
        &good,
    ];
    Place::with(&[("tasks.jsonl", &lines.join("\n"))])
}

const SKIPPED: &str = "\
skipped: tasks.jsonl, line 2, column 38: the line ends in the middle of a task (is the file cut off?); \
expected one task as a JSON object such as {\"examples\": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}
";

#[test]
fn the_first_bad_line_ends_a_command() {
    let place = place();
    for args in [
        &["eval", "--data", "tasks.jsonl", "--mode", "greedy"][..],
        &["minimise", "tasks.jsonl", "--out", "minimal.jsonl"],
        &["bench", "executor", "--data", "tasks.jsonl"],
    ] {
        let run = place.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
        assert_eq!(run.stderr, SKIPPED.replace("skipped", "error"), "{run}");
        assert_eq!(place.files(), ["tasks.jsonl"]);
    }
}

#[test]
fn eval_skips_and_counts_bad_lines() {
    let place = place();
    let args = [
        "eval",
        "--data",
        "tasks.jsonl",
        "--mode",
        "greedy",
        "--skip-bad",
    ];
    let run = place.run(&[&args[..], &["--json"]].concat());
    assert_eq!(run.status, 0, "{run}");
    let report = run.json();
    assert_eq!(
        (&report["tasks"], &report["skipped"]),
        (&2.into(), &3.into())
    );
    assert!(run.stderr.starts_with(SKIPPED), "{run}");
    expect![[r#"
        skipped: tasks.jsonl, line 3: task 2: program, line 1, column 7: expected `func_1`, found `func`: a program is one function that starts `int * func_1(int a[])`; the function must be called `func_1`
        skipped: tasks.jsonl, line 5, column 1: the domain `karel` is not supported; `c` and `lists` are
        tasks.jsonl: 3 bad lines skipped
    "#]]
    .assert_eq(&run.stderr[SKIPPED.len()..]);
    let table = place.run(&args);
    assert!(table.stdout.contains("\n3 bad lines skipped\n"), "{table}");
}

#[test]
fn minimise_skips_and_counts_bad_lines() {
    let place = place();
    let args = [
        "minimise",
        "tasks.jsonl",
        "--out",
        "minimal.jsonl",
        "--skip-bad",
        "--json",
    ];
    let run = place.run(&args);
    assert_eq!(run.status, 0, "{run}");
    expect![[r#"
        tasks: number
        without_program: number
        skipped: number
        kept: number
        shorter: number
        tokens_before: number
        tokens: number
        seconds: number
    "#]]
    .assert_eq(&fields(&run.json()));
    assert_eq!(
        (&run.json()["tasks"], &run.json()["skipped"]),
        (&2.into(), &3.into())
    );
    assert!(run.stderr.starts_with(SKIPPED), "{run}");
    assert!(
        run.stderr.ends_with("tasks.jsonl: 3 bad lines skipped\n"),
        "{run}"
    );
    assert_eq!(run.stderr.lines().count(), 4, "{run}");
    let minimal = std::fs::read_to_string(place.path("minimal.jsonl")).unwrap();
    assert_eq!(minimal.lines().count(), 2);
}

#[test]
fn a_compressed_file_that_was_cut_off_gives_what_it_holds() {
    let place = Place::with(&[]);
    let run = place.run(&[
        "gen",
        "--count",
        "400",
        "--out",
        "all.jsonl.zst",
        "--seed",
        "1",
    ]);
    assert_eq!(run.status, 0, "{run}");
    let bytes = std::fs::read(place.path("all.jsonl.zst")).unwrap();
    std::fs::write(place.path("cut.jsonl.zst"), &bytes[..bytes.len() * 3 / 4]).unwrap();
    let args = ["minimise", "cut.jsonl.zst", "--out", "some.jsonl"];
    let run = place.run(&args);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
    let said = "the compressed data are damaged or cut off (incomplete frame); make or copy the file again";
    assert!(
        run.stderr.starts_with("error: cut.jsonl.zst: after line "),
        "{run}"
    );
    assert!(run.stderr.contains(said), "{run}");
    let run = place.run(&[&args[..], &["--skip-bad", "--json"]].concat());
    assert_eq!(
        (run.status, &run.json()["skipped"]),
        (0, &1.into()),
        "{run}"
    );
    let tasks = run.json()["tasks"].as_u64().unwrap();
    assert!((1..400).contains(&tasks), "{run}");
    assert!(run.stderr.contains(said), "{run}");
}

#[test]
fn of_many_bad_lines_the_first_are_reported() {
    let text = format!("{}{}\n", "rubbish\n".repeat(1_000), task());
    let place = Place::with(&[("tasks.jsonl", &text)]);
    let run = place.run(&[
        "minimise",
        "tasks.jsonl",
        "--out",
        "minimal.jsonl",
        "--skip-bad",
    ]);
    assert_eq!(run.status, 0, "{run}");
    assert_eq!(run.stderr.lines().count(), 11, "{run}");
    assert!(
        run.stderr
            .ends_with("\ntasks.jsonl: 1000 bad lines skipped\n"),
        "{run}"
    );
}

#[test]
fn a_single_program_has_no_bad_lines() {
    let place = Place::with(&[("p.c", INCREMENT)]);
    let run = place.run(&["minimise", "p.c", "--skip-bad"]);
    expect![[r#"
        status 2
          err: error: p.c: --skip-bad is for data sets (.jsonl, .jsonl.zst)
    "#]]
    .assert_eq(&run.to_string());
}

#[test]
fn bench_executor_measures_every_cell() {
    let place = place();
    let run = place.run(&[
        "bench",
        "executor",
        "--data",
        "tasks.jsonl",
        "--skip-bad",
        "--json",
    ]);
    assert_eq!(run.status, 0, "{run}");
    assert!(
        run.stderr.ends_with("tasks.jsonl: 3 bad lines skipped\n"),
        "{run}"
    );
    let answer = run.json();
    assert_eq!(
        (&answer["programs"], &answer["skipped"]),
        (&2.into(), &3.into())
    );
    let positive = |value: &serde_json::Value| value.as_f64().is_some_and(|rate| rate > 0.0);
    for figures in ["runs_per_second", "scalar_runs_per_second"] {
        for inputs in ["10", "59049"] {
            assert!(positive(&answer[figures][inputs]), "{run}");
        }
    }
    for figure in [
        "cc_programs_per_second",
        "cc_programs_per_second_59049",
        "steps_per_run",
    ] {
        assert!(positive(&answer[figure]), "{run}");
    }
    // Five elements are incremented: vectors are computed.
    assert!(positive(&answer["share_of_vector_throughput"]), "{run}");
    // Another compiler need not be there, but is measured in both ways or not at all.
    let tcc = ["tcc_programs_per_second", "tcc_programs_per_second_59049"];
    let [few, all] = tcc.map(|figure| answer[figure].is_null());
    assert_eq!(few, all, "{run}");
}
