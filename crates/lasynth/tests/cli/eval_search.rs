//! `eval --search`: what it reports, and what it refuses.

use crate::bad_input::refused;
use crate::{Place, fields};
use expect_test::expect;

#[test]
fn every_field_is_reported() {
    let place = Place::with_tasks();
    let time = ["--search", "--budget", "200ms", "--budgets", "0.1s,200ms"];
    let files = ["--out", "records.jsonl", "--report", "report", "--json"];
    let run = place.eval(&[&time[..], &["--questions", "1"], &files].concat());
    let report = run.object();
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
        correct_by_questions: array
        equal: number
        lost: object
        by_kind: object
        by_length: object
        by_behaviour: object
        by_budget: array
        calibration: object
        found_by: object
        solved_only_by: object
        length: object
        first_seconds: object
        over_budget: number
        budget: number
        ask: string
        config: object
        mode: string
        model: string
        prior: string
        seed: number
        threads: number
        data_sha256: string
        skipped: number
    "#]]
    .assert_eq(&fields(&report));
    assert_eq!(
        (&report["mode"], &report["budget"]),
        (&"search".into(), &0.2.into())
    );
    assert_eq!(report["correct_by_questions"].as_array().unwrap().len(), 2);
    let budgets = report["by_budget"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| at["budget"].as_f64().unwrap());
    assert_eq!(budgets.collect::<Vec<_>>(), [0.1, 0.2]);
    let classes: Vec<&String> = report["by_behaviour"].as_object().unwrap().keys().collect();
    assert_eq!(classes, ["affine", "one_test", "more"]);
    let records = std::fs::read_to_string(place.path("records.jsonl")).unwrap();
    assert_eq!(records.lines().count(), 3);
    expect![[r#"
        id: string
        kind: string
        prediction: string
        consistent: bool
        correct: bool
        exact: bool
        baseline: bool
        seconds: number
        behaviour: string
        confidence: number
        probability: number
        proposers: array
        tokens: number
        reference_tokens: number
        equal: bool
        in_space: bool
        rank: number
        first_seconds: number
        stop: string
        correct_by_questions: array
        asked: array
        by_budget: array
    "#]]
    .assert_eq(&fields(
        &serde_json::from_str(records.lines().next().unwrap()).unwrap(),
    ));
    let pages = crate::names(&place.path("report"));
    assert!(pages.contains(&"report.md".to_owned()) && pages.contains(&"kinds.svg".to_owned()));
    let page = std::fs::read_to_string(place.path("report/report.md")).unwrap();
    for name in pages.iter().filter(|name| name.ends_with(".svg")) {
        assert!(page.contains(&format!("({name})")), "{name}: {page}");
    }
}

#[test]
fn the_inner_loops_are_timed() {
    let place = Place::with_tasks();
    let args = ["bench", "search", "--data", "tasks.jsonl", "--threads", "1"];
    let speed = place.run(&[&args[..], &["--json"]].concat()).object();
    expect![[r#"
        microseconds: object
        at_the_median: object
        samples: number
        tasks: number
        skipped: number
        threads: number
        seed: number
        evidence: number
        weighing: number
        sampling: number
        grouping: number
        decision: number
        question: number
        code: number
        verifying: number
    "#]]
    .assert_eq(&(fields(&speed) + &fields(&speed["microseconds"])));
    let times = speed["microseconds"].as_object().unwrap().values();
    assert!(
        times.into_iter().all(|time| time.as_f64().unwrap() > 0.0),
        "{speed}"
    );
    assert_eq!((&speed["tasks"], &speed["threads"]), (&3.into(), &1.into()));
    let run = place.run(&args);
    assert!(
        run.status == 0
            && run
                .stdout
                .starts_with("3 tasks, 1 thread; medians in microseconds\n")
    );
    for (file, message) in [
        ("missing.jsonl", "cannot open it: No such file"),
        ("empty.jsonl", "empty.jsonl: there is no task in it"),
    ] {
        std::fs::write(place.path("empty.jsonl"), "").unwrap();
        let run = place.run(&["bench", "search", "--data", file]);
        refused(&run);
        assert!(run.stderr.contains(message), "{run}");
    }
}

#[test]
fn parts_can_be_switched_off() {
    let place = Place::with_tasks();
    std::fs::write(place.path("search.toml"), "certainty = 0.5\n").unwrap();
    let config = |flags: &[&str]| {
        let always = ["--search", "--candidates", "2000", "--json"];
        place.eval(&[&always[..], flags].concat()).object()
    };
    let report = config(&[
        "--without",
        "factorised,edits",
        "--no-hidden",
        "--decision",
        "heaviest",
    ]);
    let config_of = &report["config"];
    assert_eq!(config_of["without"], serde_json::json!(["edits"]));
    assert_eq!(
        (
            &config_of["factorised"],
            &config_of["hidden"],
            &config_of["decision"]
        ),
        (&false.into(), &false.into(), &"heaviest".into())
    );
    assert_eq!(
        (
            &report["found_by"]["factorised"],
            &report["found_by"]["edits"]
        ),
        (&0.into(), &0.into())
    );
    let report = config(&[
        "--config",
        "search.toml",
        "--counts-only",
        "--no-relations",
        "--no-length",
        "--ask-at-random",
    ]);
    let config_of = &report["config"];
    assert_eq!(
        (
            &config_of["certainty"],
            &config_of["random"],
            &config_of["relations"],
            &config_of["length"]
        ),
        (
            &0.5.into(),
            &"counts".into(),
            &false.into(),
            &serde_json::Value::Null
        )
    );
    assert_eq!(report["ask"], "random");
    std::fs::write(
        place.path("search.toml"),
        "without = [\"factorised\", \"edits\"]\n",
    )
    .unwrap();
    let found_by = &config(&["--config", "search.toml"])["found_by"];
    assert_eq!(
        (&found_by["factorised"], &found_by["edits"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn spaces_say_what_they_hold() {
    let place = Place::with_tasks();
    let report = place.eval(&["--spaces", "--json"]).object();
    expect![[r#"
        tasks: object
        unknown: number
        spaces: array
        in_none: object
        prior: string
        data_sha256: string
        skipped: number
        all: number
        affine: number
        one_test: number
        more: number
        name: string
        size: string
        grammar: string
        contains: object
    "#]]
    .assert_eq(&(fields(&report) + &fields(&report["tasks"]) + &fields(&report["spaces"][0])));
    let spaces = report["spaces"].as_array().unwrap();
    let names: Vec<&str> = (spaces.iter())
        .map(|its| its["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["factorised", "enumeration", "edits", "model"]);
    // Generated programs are what the last two are made for.
    for space in &spaces[2..] {
        assert_eq!(space["contains"], report["tasks"]);
    }
    assert_eq!(report["tasks"]["all"], 3);
    assert_eq!(report["in_none"]["all"], 0);
    let run = place.eval(&["--spaces"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    assert!(run.stdout.contains("\nbehaviours          3 "), "{run}");
    for space in spaces {
        for line in space["grammar"].as_str().unwrap().lines() {
            assert!(run.stdout.contains(line), "{line}: {run}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let place = Place::with_tasks();
    std::fs::write(place.path("bad.toml"), "certainty = 0.5\nsample = 3\n").unwrap();
    std::fs::write(place.path("range.toml"), "certainty = -0.5\n").unwrap();
    let mut table = String::new();
    for flags in [
        &["--questions", "2"][..],
        &["--prior", "prior.zst"],
        &["--search", "--mode", "greedy"],
        &["--spaces", "--search"],
        &["--spaces", "--budget", "1s"],
        &["--search", "--budget", "0s"],
        &["--search", "--budgets", "1s,0s"],
        &["--search", "--without", "luck"],
        &["--search", "--config", "bad.toml"],
        &["--search", "--config", "range.toml"],
        &["--search", "--config", "missing.toml"],
        &["--search", "--report", "tasks.jsonl"],
        &["--search", "--out", "missing/records.jsonl"],
    ] {
        let run = place.eval(flags);
        refused(&run);
        table += &run.stderr;
    }
    expect![[r#"
        error: the following required arguments were not provided: --search; for the whole usage, try --help
        error: --prior: a prior serves the search, and the decoder alone is measured; add --search
        error: the argument '--search' cannot be used with '--mode <MODE>'; for the whole usage, try --help
        error: the argument '--spaces' cannot be used with '--search'; for the whole usage, try --help
        error: the argument '--spaces' cannot be used with '--budget <TIME>'; for the whole usage, try --help
        error: invalid value '0s' for '--budget <TIME>': no program is found in no time; expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
        error: invalid value '0s' for '--budgets <TIMES>': no program is found in no time; expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
        error: --without: there is no proposer `luck`; there are factorised, enumeration, edits, model
        error: bad.toml, line 2, column 1: unknown field `sample`, expected one of `samples`, `length`, `drawn_in_range`, `decision`, `question`, `without`, `certainty`, `calibration`, `factorised`, `hidden`, `random`, `relations`
        error: range.toml: certainty is -0.5, expected a number of at least 0
        error: missing.toml: cannot read it: No such file or directory (os error 2)
        error: tasks.jsonl: cannot make the folder: File exists (os error 17)
        error: missing/records.jsonl: cannot create it: No such file or directory (os error 2)
    "#]]
    .assert_eq(&table);
}
