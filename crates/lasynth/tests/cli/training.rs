//! `lasynth train`, and what is made of its results.

use crate::data::{interrupt, wait_until};
use crate::{Place, Run, fields, names};
use expect_test::expect;

/// A run of a few seconds; `steps` are to be filled in.
const CONFIG: &str = r#"
name = "toy"
batch = 4
log_every = 1

[stop]
steps = STEPS

[data]
max_tokens = 32
pool = 2

[data.exclude]
seed = 2
count = 20

[validation]
count = 4

[model]
embedding = 4
hidden = 4
layers = 1
exec_period = "statement"
"#;

fn config(steps: u64) -> String {
    CONFIG.replace("STEPS", &steps.to_string())
}

#[test]
fn an_interrupted_run_goes_on_and_its_model_can_be_used() {
    let place = Place::with(&[("endless.toml", &config(1_000_000))]);
    let args = [
        "train",
        "--config",
        "endless.toml",
        "--out",
        "run",
        "--json",
    ];
    let child = place.command(&args).spawn().unwrap();
    let log = place.path("run/log.jsonl");
    wait_until("a step", || {
        std::fs::read_to_string(&log).is_ok_and(|log| log.contains("\"event\":\"log\""))
    });
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    assert_eq!(run.status, 1, "{run}");
    assert!(run.stderr.ends_with("--resume goes on from it\n"), "{run}");
    let summary = run.json();
    expect![[r#"
        stop: string
        step: number
        programs: number
        distinct: number
        seconds: number
        skipped: number
        parameters: number
        validation: null
        checkpoint: string
        model: null
    "#]]
    .assert_eq(&fields(&summary));
    assert_eq!(summary["stop"], "interrupted");
    let step = summary["step"].as_u64().unwrap();
    assert_eq!(
        names(&place.path("run")),
        [format!("checkpoint-{step}"), "log.jsonl".into()]
    );

    // Not without --resume: that would mix two runs.
    let run = place.run(&args);
    assert_eq!(run.status, 2, "{run}");
    assert!(
        run.stderr
            .contains("run: the folder holds the checkpoints of a run"),
        "{run}"
    );

    std::fs::write(place.path("more.toml"), config(step + 3)).unwrap();
    let args = [
        "train",
        "--config",
        "more.toml",
        "--out",
        "run",
        "--resume",
        "--json",
    ];
    let run = place.run(&args);
    assert_eq!(run.status, 0, "{run}");
    let summary = run.json();
    assert_eq!(
        (&summary["stop"], &summary["step"]),
        (&"done".into(), &(step + 3).into())
    );
    let log = std::fs::read_to_string(&log).unwrap();
    let starts = log
        .lines()
        .filter(|line| line.contains("\"event\":\"start\""));
    assert_eq!(starts.count(), 2);
    let card = std::fs::read_to_string(place.path("run/model.toml")).unwrap();
    assert!(
        card.contains("command = \"lasynth train --config more.toml"),
        "{card}"
    );
    assert!(names(&place.path("run")).contains(&"model.safetensors".to_owned()));

    let run = place.run(&["export", "run", "--out", "model", "--json"]);
    assert_eq!(run.status, 0, "{run}");
    expect![[r#"
        name: string
        domain: string
        precision: string
        steps: number
        programs: number
        checkpoint: string
        out: string
    "#]]
    .assert_eq(&fields(&run.json()));
    assert_eq!(
        names(&place.path("model")),
        ["model.safetensors", "model.toml"]
    );
    let spec = "[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 0]";
    let args = [
        "synth",
        "--example",
        spec,
        "--model",
        "model",
        "--mode",
        "greedy",
        "--json",
    ];
    assert_eq!(place.run(&args).json()["model"], "toy");
}

#[test]
fn programs_can_come_from_a_file() {
    let place = Place::with(&[]);
    assert_eq!(
        place
            .run(&["gen", "--count", "8", "--out", "tasks.jsonl"])
            .status,
        0
    );
    let config = config(2).replace(
        "[data]",
        "[data]\nsource = \"file\"\npath = \"tasks.jsonl\"",
    );
    std::fs::write(place.path("file.toml"), config).unwrap();
    let args = ["train", "--config", "file.toml", "--out", "run"];
    let run = place.run(&args);
    assert_eq!(run.status, 0, "{run}");
    assert!(run.stdout.starts_with("2 steps, 8 programs"), "{run}");
    assert!(run.stdout.ends_with("model: run\n"), "{run}");
}

#[test]
fn configurations_that_cannot_be_used() {
    let good = config(1);
    let no_programs = r#"{"examples": [[[0,1,2,3,4],[1,1,2,3,4]]]}"#;
    let place = Place::with(&[("tasks.jsonl", no_programs)]);
    let mut table = String::new();
    for (from, to) in [
        ("batch = 4", "batch = \"many\""),
        ("batch = 4", "batsch = 4"),
        ("batch = 4", "batch = 0"),
        ("hidden = 4", "hidden = 0"),
        ("[data]", "[data]\nsource = \"file\""),
        (
            "[data]",
            "[data]\nsource = \"file\"\npath = \"missing.jsonl\"",
        ),
        (
            "[data]",
            "[data]\nsource = \"file\"\npath = \"tasks.jsonl\"",
        ),
    ] {
        std::fs::write(place.path("bad.toml"), good.replace(from, to)).unwrap();
        let run = place.run(&["train", "--config", "bad.toml", "--out", "run"]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
        assert_eq!(run.stderr.lines().count(), 1, "{run}");
        table += &run.stderr;
    }
    std::fs::write(place.path("good.toml"), good).unwrap();
    let run = place.run(&["train", "--config", "good.toml", "--out", "new", "--resume"]);
    assert_eq!(run.status, 2);
    table += &run.stderr;
    expect![[r#"
        error: bad.toml, line 3, column 9: invalid type: string "many", expected usize
        error: bad.toml, line 3, column 1: unknown field `batsch`, expected one of `name`, `seed`, `batch`, `shards`, `generators`, `half`, `stop`, `data`, `optimizer`, `schedule`, `checkpoint`, `log_every`, `validation`, `model`
        error: bad.toml: `batch`: must be at least 1
        error: bad.toml: model.hidden = 0: expected at least 1
        error: bad.toml: `data.source` is "file", but `data.path` names none
        error: missing.jsonl: cannot open it: No such file or directory (os error 2)
        error: tasks.jsonl, line 1, column 1: the task has no program; training needs programs to learn
        error: new: there is no checkpoint to resume from; leave out --resume to start
    "#]].assert_eq(&table);
}
