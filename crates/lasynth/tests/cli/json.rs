//! The objects that other tools read.

use crate::{Place, fields};
use expect_test::expect;

/// No program of the language is likely to do this.
const NONSENSE: &str = "\
[4, -3, 2, 1, 0] -> [-1, 3, 3, -2, 4]
[4, -3, 2, 1, 1] -> [2, -4, 0, 0, -3]
[4, -3, 2, 1, 2] -> [-4, 1, 1, 3, 0]
[4, -3, 2, 1, 3] -> [0, 0, -2, 4, 1]
[4, -3, 2, 1, 4] -> [3, 2, 4, -1, -2]
";

#[test]
fn synth_that_finds_nothing() {
    let place = Place::with(&[("spec.txt", NONSENSE)]);
    let run = place.run(&[
        "synth", "spec.txt", "--json", "--mode", "beam:2", "--seed", "7",
    ]);
    assert_eq!((run.status, run.stderr.lines().count()), (1, 0), "{run}");
    let answer = run.json();
    expect![[r#"
        found: bool
        program: null
        tokens: null
        consistent: bool
        verified_with: null
        confidence: null
        alternatives: array
        near_miss: object
        candidates: number
        seconds: number
        stop: string
        seed: number
        model: string
        domain: string
    "#]]
    .assert_eq(&fields(&answer));
    assert_eq!(
        (&answer["found"], &answer["consistent"]),
        (&false.into(), &false.into())
    );
    assert_eq!(answer["stop"], "exhausted");
    assert_eq!(
        (&answer["seed"], &answer["model"]),
        (&7.into(), &"c-small".into())
    );
    let near = &answer["near_miss"];
    expect![[r#"
        program: string
        matched: number
        outputs: array
    "#]]
    .assert_eq(&fields(near));
    assert!(near["matched"].as_u64().unwrap() < 5);
    assert_eq!(near["outputs"].as_array().unwrap().len(), 5);
}

/// The last element of the output jumps up and down with that of the input, and nothing else differs.
pub const PARTLY_NONSENSE: &str = "\
[1, 2, 0, -1, -4] -> [1, 3, 0, -1, 3]
[1, 2, 0, -1, -3] -> [1, 3, 0, -1, -4]
[1, 2, 0, -1, -2] -> [1, 3, 0, -1, 4]
[1, 2, 0, -1, -1] -> [1, 3, 0, -1, -1]
[1, 2, 0, -1, 0] -> [1, 3, 0, -1, 4]
[1, 2, 0, -1, 1] -> [1, 3, 0, -1, -3]
[1, 2, 0, -1, 2] -> [1, 3, 0, -1, 1]
[1, 2, 0, -1, 3] -> [1, 3, 0, -1, -2]
[1, 2, 0, -1, 4] -> [1, 3, 0, -1, 3]
";

#[test]
fn the_search_that_finds_nothing_names_the_trouble() {
    let place = Place::with(&[("spec.txt", PARTLY_NONSENSE)]);
    let args = ["synth", "spec.txt", "--candidates", "16000"];
    let run = place.run(&[&args[..], &["--json"]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{run}");
    let answer = run.json();
    expect![[r#"
        found: bool
        program: null
        tokens: null
        consistent: bool
        verified_with: null
        confidence: null
        alternatives: array
        near_miss: object
        candidates: number
        seconds: number
        stop: string
        seed: number
        model: string
        domain: string
        prior: string
        probability: null
        agreement: null
        proposers: null
        runners_up: array
        question: null
        doubtful_example: null
        first_seconds: null
    "#]]
    .assert_eq(&fields(&answer));
    assert_eq!(answer["stop"], "exhausted");
    let near = &answer["near_miss"];
    assert_eq!(near["positions"], serde_json::json!([4]), "{near}");
    assert_eq!(near["outputs"].as_array().unwrap().len(), 9);
    for (output, line) in near["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .zip(PARTLY_NONSENSE.lines())
    {
        let (_, wanted) = line.split_once("-> ").unwrap();
        let wanted: serde_json::Value = serde_json::from_str(wanted).unwrap();
        assert_eq!(output[1], wanted[1], "{near}");
    }
    let run = place.run(&args);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run}");
    let start = "\nno program meets all 9 examples (";
    assert!(run.stderr.contains(start), "{run}");
    let trouble = "; element 5 of the output is the trouble; the nearest meets ";
    assert!(run.stderr.contains(trouble), "{run}");
}

/// The first and the third element change places, but for a slip in the fourth pair.
const ONE_SLIP: &str = "\
[1, 2, 3, 4, 0] -> [3, 2, 1, 4, 0]
[3, 0, 0, -1, -2] -> [0, 0, 3, -1, -2]
[-4, 1, 2, 0, 3] -> [2, 1, -4, 0, 3]
[2, -3, 1, 1, 1] -> [1, -3, 2, 2, 1]
[0, 4, -2, 3, 4] -> [-2, 4, 0, 3, 4]
[-1, -1, 4, 2, -3] -> [4, -1, -1, 2, -3]
";

#[test]
fn the_pair_that_stands_out_is_named() {
    let place = Place::with(&[
        ("slip.txt", ONE_SLIP),
        (
            "right.txt",
            &ONE_SLIP.replace("[1, -3, 2, 2, 1]", "[1, -3, 2, 1, 1]"),
        ),
        // Two pairs with the branch are no slip.
        (
            "branch.txt",
            "[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 1]\n[3, 0, 0, -1, -2] -> [3, 0, 0, -1, -2]\n\
                        [-4, 1, 2, 0, 3] -> [-4, 1, 2, 0, 3]\n[2, -3, 1, 1, 1] -> [2, -3, 1, 1, 2]\n\
                        [0, 4, -2, 3, 4] -> [0, 4, -2, 3, 0]\n[-1, -1, 4, -2, -3] -> [-1, -1, 4, -2, -3]\n",
        ),
    ]);
    let args = |spec: &'static str| ["synth", spec, "--candidates", "2000", "--json"];
    for spec in ["right.txt", "branch.txt"] {
        let answer = place.run(&args(spec)).json();
        assert_eq!(
            answer["doubtful_example"],
            serde_json::Value::Null,
            "{answer}"
        );
    }
    let answer = place.run(&args("slip.txt")).json();
    let doubtful = &answer["doubtful_example"];
    assert!(
        doubtful["probability"].as_f64().unwrap() > 0.9,
        "{doubtful}"
    );
    expect![[r#"
        3
        int * func_1(int a[])
        {
            int l_0 = a[0];
            a[0] = a[2];
            a[2] = l_0;
            return a;
        }
    "#]]
    .assert_eq(&format!(
        "{}\n{}",
        doubtful["index"],
        doubtful["program"].as_str().unwrap()
    ));
    let run = place.run(&args("slip.txt")[..4]);
    let sentence = "example 4 stands out, [2, -3, 1, 1, 1] -> [1, -3, 2, 2, 1]: without it, this meets \
                    all others with probability 1.00:";
    assert!(run.stderr.contains(sentence), "{run}");
}

#[test]
fn the_search_says_what_is_left_open() {
    let spec = "[1, 2, 3, 4, 0] -> [2, 2, 3, 4, 0]\n[3, 0, 0, -1, 2] -> [4, 0, 0, -1, 2]\n";
    let place = Place::with(&[("spec.txt", spec)]);
    let args = ["synth", "spec.txt", "--candidates", "16000", "--top", "2"];
    let answer = place.run(&[&args[..], &["--json"]].concat()).object();
    expect![[r#"
        found: bool
        program: string
        tokens: number
        consistent: bool
        verified_with: string
        confidence: number
        alternatives: array
        near_miss: null
        candidates: number
        seconds: number
        stop: string
        seed: number
        model: string
        domain: string
        prior: string
        probability: number
        agreement: number
        proposers: array
        runners_up: array
        question: object
        doubtful_example: null
        first_seconds: number
    "#]]
    .assert_eq(&fields(&answer));
    assert_eq!(
        (&answer["prior"], &answer["model"]),
        (&"c-prior".into(), &"c-small".into())
    );
    let others = answer["runners_up"].as_array().unwrap();
    assert!(others.len() == 2 && others.len() == answer["alternatives"].as_array().unwrap().len());
    let run_on = |program: &str, input: &serde_json::Value| {
        let input = serde_json::from_value(input.clone()).unwrap();
        serde_json::json!(lasynth::run(program, &input).ok())
    };
    let all: Vec<String> = others.iter().map(fields).collect();
    assert_eq!(all[0], all[1]);
    expect![[r#"
        program: string
        tokens: number
        probability: number
        input: array
        answer: array
        output: array
        lines: object
    "#]]
    .assert_eq(&all[0]);
    // No two are told apart from the answer by the same input, and lines of code say how they differ.
    assert_ne!(others[0]["input"], others[1]["input"]);
    assert_ne!(others[0]["lines"], others[1]["lines"]);
    for other in others {
        assert_ne!(other["lines"]["answer"], other["lines"]["here"]);
        let program = |object: &serde_json::Value| object["program"].as_str().unwrap().to_owned();
        assert_eq!(
            run_on(&program(&answer), &other["input"]),
            other["answer"],
            "{other}"
        );
        assert_eq!(
            run_on(&program(other), &other["input"]),
            other["output"],
            "{other}"
        );
        assert_ne!(other["answer"], other["output"]);
    }
    let run = place.run(&args);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, answer["program"].as_str().unwrap()),
        "{run}"
    );
    let lines = [
        "verified on 2 examples; probability 0.",
        "\nor, with probability 0.",
        "\nwhat should [",
    ];
    assert!(lines.iter().all(|line| run.stderr.contains(line)), "{run}");
    // Without their texts, the lines that differ are shown.
    let run = place.run(&args[..4]);
    let line = others[0]["lines"]["here"][0].as_str().unwrap();
    assert!(run.stderr.contains(&format!("\n    + {line}")), "{run}");
}

#[test]
fn synth_that_finds_nothing_prints_no_program() {
    let place = Place::with(&[]);
    let run = place.run_with_input(&["synth", "-", "--mode", "greedy"], NONSENSE);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run}");
    assert!(
        run.stderr
            .contains("\nno program meets all 5 examples (1 candidate in "),
        "{run}"
    );
    assert!(run.stderr.contains("int * func_1(int a[])"), "{run}");
    assert!(run.stderr.contains("expected [-1, 3, 3, -2, 4]"), "{run}");
}

#[test]
fn synth_stops_at_its_limits() {
    let place = Place::with(&[("spec.txt", NONSENSE)]);
    let stop = |flags: &[&str]| {
        let args = ["synth", "spec.txt", "--json", "--mode", "beam:64"];
        let run = place.run(&[&args[..], flags].concat());
        assert_eq!(run.status, 1, "{run}");
        let answer = run.json();
        (
            answer["stop"].as_str().unwrap().to_owned(),
            answer["candidates"].as_u64().unwrap(),
        )
    };
    assert_eq!(stop(&["--candidates", "1"]), ("candidates".to_owned(), 1));
    assert_eq!(stop(&["--budget", "1e-6ms"]), ("time".to_owned(), 0));
}

#[test]
fn synth_repeats_itself() {
    let place = Place::with(&[("spec.txt", NONSENSE)]);
    let answers = ["1", "2"].map(|threads| {
        let args = [
            "synth",
            "spec.txt",
            "--json",
            "--mode",
            "beam:4",
            "--threads",
            threads,
        ];
        let mut answer = place.run(&args).json();
        answer["seconds"] = 0.into();
        answer
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn eval_reports_every_field() {
    let place = Place::with_tasks();
    let args = ["--mode", "greedy", "--threads", "2"];
    let files = ["--json", "--out", "records.jsonl"];
    let report = place.eval(&[&args[..], &files].concat()).object();
    expect![[r#"
        tasks: number
        unknown: number
        consistent: number
        correct: number
        exact: number
        correct_ci95: array
        baseline_correct: number
        correct_beyond_baseline: object
        seconds_per_task: object
        by_kind: object
        by_length: object
        model: string
        mode: string
        seed: number
        threads: number
        data_sha256: string
        skipped: number
    "#]]
    .assert_eq(&fields(&report));
    assert_eq!(
        (&report["tasks"], &report["mode"]),
        (&3.into(), &"greedy".into())
    );
    assert_eq!(
        (&report["model"], &report["threads"]),
        (&"c-small".into(), &2.into())
    );
    let records = std::fs::read_to_string(place.path("records.jsonl")).unwrap();
    let records: Vec<serde_json::Value> = records
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(records.len(), 3);
    let names: Vec<&String> = records[0].as_object().unwrap().keys().collect();
    expect![[
        r#"["id", "kind", "prediction", "consistent", "correct", "exact", "baseline", "seconds"]"#
    ]]
    .assert_eq(&format!("{names:?}"));
    assert_eq!(place.files(), ["records.jsonl", "tasks.jsonl"]);

    let table = place.eval(&args);
    assert_eq!(table.status, 0, "{table}");
    assert!(
        table
            .stdout
            .starts_with("c-small, greedy, seed 0, 2 at a time\ndata "),
        "{table}"
    );
    assert!(
        table
            .stdout
            .contains(report["data_sha256"].as_str().unwrap()),
        "{table}"
    );
}
