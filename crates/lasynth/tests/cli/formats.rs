//! `lasynth data`: statistics, plots, and the published format.

use crate::data::{interrupt, wait_until};
use crate::{INCREMENT, Place, Run, fields};
use expect_test::expect;
use std::path::Path;

/// Some generated tasks.
fn place(count: &str) -> Place {
    let place = Place::with(&[]);
    let args = [
        "gen",
        "--count",
        count,
        "--seed",
        "7",
        "--out",
        "tasks.jsonl",
    ];
    let run = place.run(&args);
    assert_eq!(run.status, 0, "{run}");
    place
}

fn tasks(place: &Place, name: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(place.path(name)).unwrap();
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().map(parse).collect()
}

const FORMAT: [&str; 2] = ["--format", "latent-execution"];

#[test]
fn stats_are_tables_an_object_and_plots() {
    let place = place("60");
    let run = place.run(&["data", "stats", "tasks.jsonl"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    for start in [
        "60 tasks\n",
        "all    ",
        "mixed  ",
        "live branches",
        "length in tokens",
    ] {
        assert!(
            run.stdout
                .lines()
                .any(|line| format!("{line}\n").starts_with(start)),
            "{start}: {run}"
        );
    }
    let run = place.run(&[
        "data",
        "stats",
        "tasks.jsonl",
        "--plots",
        "plots/all",
        "--json",
    ]);
    assert_eq!(run.status, 0, "{run}");
    let stats = run.json();
    expect![[r#"
        tasks: number
        without_program: number
        kinds: object
        tokens: object
        token_histogram: array
        control_flow: object
        live_branches: object
        baseline: object
        skipped: number
        plots: array
    "#]]
    .assert_eq(&fields(&stats));
    let kinds = stats["kinds"].as_object().unwrap();
    assert_eq!(kinds.values().filter_map(|n| n.as_u64()).sum::<u64>(), 60);
    let mut names: Vec<&str> = stats["plots"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|n| n.as_str())
        .collect();
    names.sort();
    assert_eq!(
        names,
        crate::names(&place.path("plots/all")),
        "nothing else is left"
    );
    assert_eq!(names.len(), 5);
    for name in names {
        let svg = std::fs::read_to_string(place.path("plots/all").join(name)).unwrap();
        assert!(
            svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"),
            "{name}"
        );
    }
}

#[test]
fn stats_do_not_depend_on_the_threads() {
    let place = place("40");
    let [one, two] = ["1", "2"].map(|threads| {
        place
            .run(&["data", "stats", "tasks.jsonl", "--threads", threads])
            .stdout
    });
    assert_eq!(one, two);
}

#[test]
fn stats_of_bad_lines_and_of_nothing() {
    let good = r#"{"program": "int * func_1(int a[]) { a[0]++; return a; }", "examples": []}"#;
    let other = good.replace("func_1", "f");
    let place = Place::with(&[
        ("bad.jsonl", &format!("{good}\nrubbish\n{other}\n{good}\n")),
        (
            "bare.jsonl",
            "{\"examples\": [[[0,0,0,0,0],[1,1,1,1,1]]]}\n",
        ),
        ("file", ""),
    ]);
    let run = place.run(&["data", "stats", "bad.jsonl"]);
    expect![[r#"
        status 2
          err: error: bad.jsonl, line 2, column 1: not valid JSON (expected value); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}
    "#]].assert_eq(&run.to_string());
    let run = place.run(&["data", "stats", "bad.jsonl", "--skip-bad", "--json"]);
    assert_eq!(run.status, 0, "{run}");
    assert_eq!(
        (&run.json()["tasks"], &run.json()["skipped"]),
        (&2.into(), &2.into())
    );
    expect![[r#"
        skipped: bad.jsonl, line 2, column 1: not valid JSON (expected value); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}
        skipped: bad.jsonl, line 3, column 1: the field `program` does not hold a program: line 1, column 7: expected `func_1`, found `f`: a program is one function that starts `int * func_1(int a[])`; the function must be called `func_1`
        bad.jsonl: 2 bad lines skipped
    "#]].assert_eq(&run.stderr);
    let run = place.run(&["data", "stats", "bare.jsonl", "--plots", "plots"]);
    expect![[r#"
        status 2
          err: error: bare.jsonl: no task in it has a program, so there is nothing to plot
    "#]]
    .assert_eq(&run.to_string());
    let run = place.run(&[
        "data",
        "stats",
        "bad.jsonl",
        "--skip-bad",
        "--plots",
        "file",
    ]);
    assert_eq!(run.status, 2, "{run}");
    assert!(
        run.stderr.contains("error: file: cannot make the folder: "),
        "{run}"
    );
}

#[test]
fn what_is_exported_is_imported_again() {
    let place = place("30");
    let export = [
        &["data", "export", "tasks.jsonl", "--out", "published"],
        &FORMAT[..],
    ]
    .concat();
    let run = place.run(&[&export[..], &["--json"]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    let summary = run.json();
    assert_eq!(
        summary["splits"],
        serde_json::json!([{"name": "train", "first": 0, "tasks": 30}])
    );
    assert_eq!(
        (&summary["tasks"], &summary["skipped"]),
        (&30.into(), &0.into())
    );
    assert_eq!(crate::names(&place.path("published")).len(), 60);
    assert_eq!(place.files(), ["published", "tasks.jsonl"]);

    let import = [&["data", "import", "published"], &FORMAT[..]].concat();
    let run = place.run(&[&import[..], &["--out", "again.jsonl", "--json"]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    expect![[r#"
        tasks: number
        splits: array
        unusable: number
        problems: array
        gaps: array
        other_files: array
        seed: number
        seconds: number
    "#]]
    .assert_eq(&fields(&run.json()));
    let (before, after) = (tasks(&place, "tasks.jsonl"), tasks(&place, "again.jsonl"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        for field in ["program", "tokens", "kind", "examples"] {
            assert_eq!(before[field], after[field]);
        }
        assert_eq!(after["heldout"].as_array().unwrap().len(), 5);
    }
    // The seed decides, the threads do not.
    for (seed, threads, same) in [("0", "1", true), ("1", "2", false)] {
        let run = place.run(
            &[
                &import[..],
                &["--out", "other.jsonl", "--seed", seed, "--threads", threads],
            ]
            .concat(),
        );
        assert_eq!(run.status, 0, "{run}");
        assert_eq!(tasks(&place, "other.jsonl") == after, same);
    }
    // What is there is not overwritten.
    let run = place.run(&export);
    expect![[r#"
        status 2
          err: error: published: it exists already; name a folder that does not, or remove it
    "#]]
    .assert_eq(&run.to_string());
}

#[test]
fn splits_keep_their_numbers() {
    let place = Place::with(&[]);
    let run = place.run(&["gen", "--splits", "5,2,1", "--out", "data", "--seed", "1"]);
    assert_eq!(run.status, 0, "{run}");
    let run = place.run(
        &[
            &["data", "export", "data", "--out", "published"],
            &FORMAT[..],
        ]
        .concat(),
    );
    assert_eq!(run.status, 0, "{run}");
    let lines: Vec<&str> = run.stdout.lines().skip(1).map(str::trim).collect();
    expect![[r#"
          train           5 from code_0.c on
          valid           2 from code_500000.c on
          test            1 from code_501000.c on"#]]
    .assert_eq(&lines.join("\n"));
    let names = crate::names(&place.path("published"));
    assert!(
        names.contains(&"code_500001.out".to_owned())
            && names.contains(&"code_501000.c".to_owned())
    );
    std::fs::copy(
        place.path("published/code_0.c"),
        place.path("published/code_502000.c"),
    )
    .unwrap();
    std::fs::copy(
        place.path("published/code_0.out"),
        place.path("published/code_502000.out"),
    )
    .unwrap();
    let run = place.run(
        &[
            &["data", "import", "published", "--out", "again"],
            &FORMAT[..],
        ]
        .concat(),
    );
    assert_eq!(run.status, 0, "{run}");
    let lines: Vec<&str> = run.stdout.lines().skip(1).map(str::trim).collect();
    expect![[r#"
        train           5
        valid           2
        test            1
        unusable: code_502000.c: its number belongs to no split; they end at 501999
        no files with the numbers: 5 to 499999, 500002 to 500999, 501001 to 501999
    "#]]
    .assert_eq(&format!("{}\n{}", lines.join("\n"), run.stderr));
    for (name, count) in [("train", 5), ("valid", 2), ("test", 1)] {
        let [before, after] =
            ["data", "again"].map(|folder| tasks(&place, &format!("{folder}/{name}.jsonl")));
        assert_eq!((before.len(), after.len()), (count, count));
        assert_eq!(before[0]["program"], after[0]["program"]);
    }
    // A single file can be any split.
    let args = [
        "data",
        "export",
        "data/test.jsonl",
        "--out",
        "test",
        "--split",
        "test",
    ];
    let run = place.run(&[&args, &FORMAT[..]].concat());
    assert_eq!(
        (run.status, crate::names(&place.path("test"))),
        (
            0,
            vec!["code_501000.c".to_owned(), "code_501000.out".to_owned()]
        )
    );
}

#[test]
fn tasks_that_cannot_be_exported_are_said() {
    let place = place("3");
    let text = std::fs::read_to_string(place.path("tasks.jsonl")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut short: serde_json::Value = serde_json::from_str(&lines[1]).unwrap();
    short["examples"].as_array_mut().unwrap().pop();
    lines[1] = short.to_string();
    std::fs::write(place.path("tasks.jsonl"), lines.join("\n")).unwrap();
    let export = [
        &["data", "export", "tasks.jsonl", "--out", "published"],
        &FORMAT[..],
    ]
    .concat();
    let run = place.run(&export);
    expect![[r#"
        status 2
          err: error: tasks.jsonl, line 2, column 1: the task has 4 examples, but the format holds exactly 5
    "#]].assert_eq(&run.to_string());
    assert_eq!(place.files(), ["tasks.jsonl"], "nothing is left behind");
    let run = place.run(&[&export[..], &["--skip-bad", "--json"]].concat());
    assert_eq!(run.status, 0, "{run}");
    assert_eq!(
        (&run.json()["tasks"], &run.json()["skipped"]),
        (&2.into(), &1.into())
    );
    expect![[r#"
        skipped: tasks.jsonl, line 2, column 1: the task has 4 examples, but the format holds exactly 5
        tasks.jsonl: 1 bad line skipped
    "#]].assert_eq(&run.stderr);
    assert_eq!(
        crate::names(&place.path("published")),
        ["code_0.c", "code_0.out", "code_1.c", "code_1.out"]
    );
}

#[test]
fn an_interrupted_export_leaves_nothing_behind() {
    let place = place("20000");
    let args = [
        &["data", "export", "tasks.jsonl", "--out", "published"],
        &FORMAT[..],
    ];
    let child = place.command(&args.concat()).spawn().unwrap();
    wait_until("an unfinished folder", || place.files().len() > 1);
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    expect![[r#"
        status 1
          err: error: interrupted; no folder was written
    "#]]
    .assert_eq(&run.to_string());
    assert_eq!(place.files(), ["tasks.jsonl"]);
}

#[test]
fn folders_and_files_that_cannot_be_used() {
    let place = Place::with(&[("p.c", INCREMENT), ("empty.jsonl", "")]);
    for folder in ["nothing", "bad"] {
        std::fs::create_dir(place.path(folder)).unwrap();
    }
    std::fs::write(place.path("bad/code_1.c"), INCREMENT).unwrap();
    let mut said = String::new();
    for args in [
        &["data", "import", "absent", "--out", "a.jsonl"][..],
        &["data", "import", "p.c", "--out", "a.jsonl"],
        &["data", "import", "nothing", "--out", "a.jsonl"],
        &["data", "import", "bad", "--out", "a.jsonl"],
        &["data", "import", "bad", "--out", "a.json"],
        &["data", "import", "bad", "--out", "absent/a.jsonl"],
        &["data", "export", "absent.jsonl", "--out", "out"],
        &["data", "export", "empty.jsonl", "--out", "out"],
        &["data", "export", "nothing", "--out", "out"],
        &[
            "data", "export", "nothing", "--out", "out", "--split", "test",
        ],
        &["data", "export", "empty.jsonl", "--out", "bad"],
        &["data", "export", "empty.jsonl", "--out", "absent/out"],
    ] {
        let run = place.run(&[args, &FORMAT[..]].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
        said += &run.stderr;
    }
    expect![[r#"
        error: absent: cannot read it: No such file or directory (os error 2)
        error: p.c: cannot read it: Not a directory (os error 20)
        error: nothing: there is no file code_<i>.c or code_<i>.out in it
        unusable: code_1.c: it has no partner code_1.out; a task needs both
        error: bad: none of 1 pair in it can be used
        error: a.json: name a file that ends in .jsonl or .jsonl.zst, or a folder
        error: absent/a.jsonl: cannot create it: No such file or directory (os error 2)
        error: absent.jsonl: cannot open it: No such file or directory (os error 2)
        error: empty.jsonl: it holds no task that can be exported
        error: nothing: it has no file train.jsonl, valid.jsonl or test.jsonl (or .jsonl.zst)
        error: nothing: --split is for a single file; the files of a folder have their splits in their names
        error: bad: it exists already; name a folder that does not, or remove it
        error: absent/out: cannot write it: No such file or directory (os error 2)
    "#]].assert_eq(&said);
    assert_eq!(
        place.files(),
        ["bad", "empty.jsonl", "nothing", "p.c"],
        "nothing is left behind"
    );
}

#[test]
fn every_part_has_help_with_an_example() {
    let place = Place::with(&[]);
    for part in ["stats", "import", "export"] {
        let run = place.run(&["data", part, "--help"]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
        assert!(
            run.stdout.contains(&format!("\n  lasynth data {part} ")),
            "{run}"
        );
    }
}

/// Outside data, in two spellings, one pair of which is damaged.
#[test]
fn pairs_by_others_are_imported() {
    let Some(bench) = std::env::var_os("LASYNTH_BENCH_DIR") else {
        let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!in_ci, "LASYNTH_BENCH_DIR must be set in CI");
        eprintln!("skipped: LASYNTH_BENCH_DIR is not set");
        return;
    };
    let folder = Path::new(&bench).join("c").join("published_format");
    let folder = folder.to_str().expect("a path that is text");
    let place = Place::with(&[]);
    let run = place.run(
        &[
            &["data", "import", folder, "--out", "tasks.jsonl"],
            &FORMAT[..],
        ]
        .concat(),
    );
    assert_eq!(run.status, 0, "{run}");
    assert!(
        run.stdout.starts_with("3 tasks in ") && run.stdout.ends_with(", 1 pair unusable\n"),
        "{run}"
    );
    expect!["unusable: code_3.out, line 4, column 1: the file has 3 lines, expected 5, one for each example (is it cut off?)\n"]
        .assert_eq(&run.stderr);
    assert_eq!(tasks(&place, "tasks.jsonl").len(), 3);
}
