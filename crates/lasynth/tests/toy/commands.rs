//! Every command, with the toy language.

use crate::language::StackMachine;
use crate::place::Place;
use crate::proposer::gives;
use crate::tasks;
use expect_test::expect;
use lasynth_core::{Input, Language, Program, Value};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

/// All tests, by name.
pub const ALL: &[(&str, fn())] = &[
    ("synth_answers_with_a_program", synth_answers),
    ("synth_takes_json_and_prints_it", synth_json),
    ("synth_asks_what_decides", synth_asks),
    ("nothing_found_is_status_1", nothing_found),
    ("bad_specifications_are_status_2", bad_specifications),
    ("examples_choose_the_language", examples_choose),
    ("files_choose_the_language", files_choose),
    ("gen_and_data", gen_and_data),
    ("run", run),
    ("diff_and_minimise", diff_and_minimise),
    ("programs_are_printed_in_the_form_that_is_asked_for", emit),
    ("train_export_eval_and_synth_with_the_model", training),
    ("eval_of_the_search", eval_search),
    ("tools_that_it_does_not_have", missing_tools),
];

fn program(source: &str) -> Box<dyn Program> {
    let program = StackMachine.parse(source);
    program.unwrap_or_else(|error| panic!("{error}: {source}"))
}

const SPECIFICATION: &str = "# twice the first, and the second\n2, 3 -> 7\n0, 4 -> 4\n-1, 1 => -1\n3, \u{2212}2 \u{2192} 4\n";
const RESULTS: [(i32, i32, i32); 4] = [(2, 3, 7), (0, 4, 4), (-1, 1, -1), (3, -2, 4)];

fn synth_answers() {
    let place = Place::with(&[("spec.txt", SPECIFICATION)]);
    let found = place.run(&["synth", "--candidates", "100000", "spec.txt"]);
    let found = found.succeeded();
    assert!(gives(&*program(&found.stdout), &RESULTS), "{found:?}");
    assert!(found.stderr.contains("verified on 4 examples"), "{found:?}");
}

fn synth_json() {
    let examples: Vec<Json> = (RESULTS.iter())
        .map(|(a, b, result)| json!([{ "args": [a, b] }, result]))
        .collect();
    let place = Place::with(&[("spec.json", &json!({ "examples": examples }).to_string())]);
    let found = place.run(&["synth", "--json", "--candidates", "100000", "spec.json"]);
    let object = found.succeeded().json();
    assert_eq!(object["found"], true);
    assert_eq!(object["domain"], "stack");
    assert_eq!(object["model"], Json::Null);
    assert_eq!(object["prior"], Json::Null);
    assert_eq!(object["proposers"], json!(["smallest"]));
    let source = object["program"].as_str().unwrap();
    assert!(gives(&*program(source), &RESULTS), "{object}");
    for other in object["runners_up"].as_array().unwrap() {
        let input: Input = serde_json::from_value(other["input"].clone()).unwrap();
        let other_program = program(other["program"].as_str().unwrap());
        assert_ne!(other["answer"], other["output"], "{other}");
        let output = other_program.run(&input).ok();
        assert_eq!(other["output"], json!(output), "{other}");
    }
}

/// A machine answers the questions as one program would, until nothing is left to ask. Where a reply
/// refutes the program and leaves only one, that one is put to the test by a question with no entropy.
fn synth_asks() {
    let table = ["a b *", "b b +", "a b * a + b -", "a a * b + a -"].map(|truth| {
        let (asked, tests, stopped) = asked_until_the_end(truth);
        format!("{truth}: {asked} asked, {tests} of them tests, {stopped}\n")
    });
    expect![[r#"
        a b *: 1 asked, 0 of them tests, "nothing_to_ask"
        b b +: 2 asked, 0 of them tests, "nothing_to_ask"
        a b * a + b -: 3 asked, 1 of them tests, "nothing_to_ask"
        a a * b + a -: 2 asked, 0 of them tests, "nothing_to_ask"
    "#]]
    .assert_eq(&table.concat());
}

/// How many questions lead to a program, how many of them had no entropy, and why they ended.
fn asked_until_the_end(truth: &str) -> (usize, usize, Json) {
    let place = Place::with(&[("spec.txt", "2, 2 -> 4\n")]);
    let truth = program(truth);
    let mut child = place
        .command(&[
            "synth",
            "--ask",
            "--json",
            "--candidates",
            "100000",
            "spec.txt",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut asked = 0;
    let mut tests = 0;
    let last = loop {
        let line: Json = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(line["error"], Json::Null, "{line}");
        assert_eq!(line["told"], asked);
        if line["done"] == true {
            break line;
        }
        asked += 1;
        assert!(asked < 30, "{line}");
        tests += usize::from(line["question"]["entropy"] == 0.0);
        let question: Input = serde_json::from_value(line["question"]["input"].clone()).unwrap();
        let reply = match truth.run(&question).unwrap() {
            Value::Int(result) if result.abs() <= 20 => json!({ "output": result }),
            other => panic!("{question} gives {other}"),
        };
        writeln!(input, "{reply}").unwrap();
    };
    assert!(child.wait().unwrap().success());
    let answer = program(last["answer"]["program"].as_str().unwrap());
    let result = |program: &dyn Program, a, b| program.run(&tasks::input(a, b));
    for (a, b) in tasks::probes() {
        assert_eq!(result(&*answer, a, b), result(&*truth, a, b), "{last}");
    }
    (asked, tests, last["stopped"].clone())
}

fn nothing_found() {
    // Neither a sum nor a product of a few small numbers.
    let place = Place::with(&[(
        "spec.txt",
        "0, 0 -> 19\n0, 1 -> -17\n1, 0 -> 13\n1, 1 -> -20\n",
    )]);
    let found = place.run(&["synth", "--json", "--candidates", "100000", "spec.txt"]);
    assert_eq!(found.status, 1, "{found:?}");
    let object = found.json();
    assert_eq!(object["found"], false);
    let near = &object["near_miss"];
    let outputs = near["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 4, "{object}");
    assert!(near["matched"].as_u64().unwrap() >= 1, "{object}");
}

fn bad_specifications() {
    for (text, line, message) in [
        ("2, 3 -> 7\n2, x -> 1\n", 2, "found `x`"),
        ("2, 3 -> 7\n[2, 3] -> 7\n", 2, "expected 2 arguments"),
        ("[2, 3] -> 7\n", 1, "expected two integers"),
        ("2, 3 -> 7\n2, 3 -> 8\n", 2, "two outputs"),
        ("2, 3 -> 21\n", 1, "21 is not between"),
        ("2, 3 -> [7]\n", 1, "found a list, expected an integer"),
        ("1, 2, 3 -> 7\n", 1, "expected two integers"),
    ] {
        let place = Place::with(&[("spec.txt", text)]);
        let found = place.run(&["synth", "--json", "spec.txt"]);
        assert_eq!(found.status, 2, "{found:?}");
        let error = &found.json()["error"];
        assert_eq!(error["line"], line, "{error}");
        assert!(
            error["message"].as_str().unwrap().contains(message),
            "{error}"
        );
    }
}

fn examples_choose() {
    let place = Place {
        table: "beside-c",
        ..Place::with(&[
            ("stack.txt", SPECIFICATION),
            (
                "c.txt",
                "[0, 1, 2, 3, 0] -> [1, 1, 2, 3, 0]\n[1, 1, 2, 3, 1] -> [2, 1, 2, 3, 1]\n",
            ),
            (
                "stack.jsonl",
                "{\"domain\": \"stack\", \"program\": \"a b +\", \"examples\": [[{\"args\": [1, 2]}, 3]]}\n",
            ),
        ])
    };
    for (file, domain) in [("stack.txt", "stack"), ("c.txt", "c")] {
        let found = place.run(&["synth", "--json", "--candidates", "1000", file]);
        assert_eq!(found.succeeded().json()["domain"], domain);
    }
    let said = "domain `stack`, by the examples (--domain names another)\n";
    let fixed = ["synth", "--candidates", "1000", "stack.txt"];
    let found = place.run(&fixed).succeeded();
    assert!(found.stderr.starts_with(said), "{found:?}");
    let named = place.run(&[&fixed[..], &["--domain", "stack"]].concat());
    assert!(!named.succeeded().stderr.contains("domain"));
    let machine = place.run(&[&fixed[..], &["--json"]].concat()).succeeded();
    assert_eq!(machine.stderr, "");
    let alone = Place::with(&[("stack.txt", SPECIFICATION)]);
    assert!(!alone.run(&fixed).succeeded().stderr.contains("domain"));
    // What no language takes is explained by the one that comes nearest.
    for (text, said) in [
        ("1, 2 -> 3\n1, 2 -> 4\n", "has two outputs"),
        (
            "[0, 1, 2, 3, 9] -> [0, 1, 2, 3, 9]\n",
            "values from -4 to 4 are supported",
        ),
        ("1, 2, 3 -> 4\n", "expected two integers"),
    ] {
        std::fs::write(place.path("bad.txt"), text).unwrap();
        let found = place.run(&["synth", "bad.txt"]);
        assert_eq!(found.status, 2, "{found:?}");
        assert!(found.stderr.contains(said), "{text}: {found:?}");
        assert_eq!(found.stderr.lines().count(), 1, "{found:?}");
    }
    let found = place.run(&["synth", "--domain", "c", "stack.txt"]);
    assert_eq!(found.status, 2, "{found:?}");
    let found = place.run(&["synth", "--domain", "karel", "stack.txt"]);
    assert_eq!(found.status, 2, "{found:?}");
    let stats = place.run(&["data", "stats", "--json", "stack.jsonl"]);
    assert_eq!(stats.succeeded().json()["kinds"]["sum"], 1);
}

fn files_choose() {
    let place = Place {
        table: "beside-c",
        ..Place::with(&[
            ("sum.stack", "a b +\n"),
            ("again.stack", "b a +\n"),
            ("sum.txt", "a b +\n"),
        ])
    };
    for file in ["sum.stack", "sum.txt"] {
        let found = place.run(&["run", file, "--input", "1, 2"]);
        assert_eq!(found.succeeded().stdout, "3\n");
    }
    place.run(&["diff", "sum.stack", "again.stack"]).succeeded();
    place.run(&["minimise", "sum.stack"]).succeeded();
    // A compiled program is compared on the inputs of the language that the other one is of.
    std::fs::write(
        place.path("sum.c"),
        "int sum(int a, int b) { return a + b; }\n",
    )
    .unwrap();
    std::fs::write(
        place.path("less.c"),
        "int less(int a, int b) { return a + b - (a > 3); }\n",
    )
    .unwrap();
    let found = place
        .run(&["diff", "--json", "sum.stack", "sum.c"])
        .succeeded();
    assert_eq!(found.json(), json!({ "equivalent": true, "inputs": 81 }));
    let said = "sum.c is no program of the domain `c`: `sum` is compiled and run confined\n";
    assert!(found.stderr.starts_with(said), "{found:?}");
    let found = place.run(&["diff", "--json", "less.c", "sum.stack"]);
    assert_eq!(
        (found.status, &found.json()["equivalent"]),
        (1, &json!(false)),
        "{found:?}"
    );
    assert_eq!(found.json()["counterexample"]["input"]["args"][0], 4);
    std::fs::write(
        place.path("list.c"),
        "int * func_1(int a[])\n{\n    a[0]++;\n    return a;\n}\n",
    )
    .unwrap();
    let found = place.run(&["diff", "list.c", "sum.stack"]);
    assert_eq!(found.status, 2, "{found:?}");
    let found = place.run(&["run", "--domain", "c", "sum.stack", "--input", "1, 2"]);
    assert_eq!(found.status, 2, "{found:?}");
    let arguments = [
        "gen", "--domain", "stack", "--count", "20", "--out", "t.jsonl",
    ];
    place.run(&arguments).succeeded();
    let from_file = "[data]\nsource = \"file\"\npath = \"t.jsonl\"\n";
    let configuration = CONFIGURATION.replace("[data]\n", from_file);
    std::fs::write(place.path("file.toml"), configuration).unwrap();
    let arguments = ["train", "--config", "file.toml", "--out", "run"];
    place.run(&arguments).succeeded();
    let exported = place.run(&["export", "--json", "run", "--out", "model"]);
    assert_eq!(exported.succeeded().json()["domain"], "stack");
}

fn gen_and_data() {
    let place = Place::with(&[]);
    let generate = |out: &str, threads: &str| {
        let arguments = [
            "gen",
            "--count",
            "60",
            "--seed",
            "5",
            "--out",
            out,
            "--threads",
            threads,
            "--json",
        ];
        place.run(&arguments).succeeded().json()
    };
    let summary = generate("one.jsonl", "1");
    generate("two.jsonl", "2");
    assert_eq!(place.read("one.jsonl"), place.read("two.jsonl"));
    assert_eq!(summary["tasks"], 60);
    let mut behaviours = HashSet::new();
    for line in place.read("one.jsonl").lines() {
        let task: lasynth_core::Task = serde_json::from_str(line).unwrap();
        assert_eq!(task.domain.as_deref(), Some("stack"));
        let program = program(&task.program.unwrap());
        for pair in task.examples.iter().chain(&task.heldout.unwrap()) {
            assert_eq!(program.run(&pair.input).as_ref(), Ok(&pair.output));
        }
        use lasynth_core::Tasks;
        assert!(behaviours.insert(StackMachine.signature(&*program)));
    }
    let stats = place.run(&["data", "stats", "--json", "--plots", "plots", "one.jsonl"]);
    let stats = stats.succeeded().json();
    assert_eq!(stats["tasks"], 60);
    let kinds = &stats["kinds"];
    let counted = kinds["sum"].as_u64().unwrap() + kinds["product"].as_u64().unwrap();
    assert_eq!(counted, 60, "{stats}");
    assert!(place.path("plots/kinds.svg").exists());
    let other = [
        "gen",
        "--count",
        "20",
        "--seed",
        "6",
        "--kinds",
        "sum=1",
        "--out",
        "sums.jsonl",
    ];
    place.run(&other).succeeded();
    let compared = place.run(&["data", "compare", "--json", "one.jsonl", "sums.jsonl"]);
    let compared = compared.succeeded().json();
    assert_eq!(compared["sets"][1]["programs"], 20, "{compared}");
}

fn run() {
    let place = Place::with(&[
        ("twice.stack", "a 2 * b +"),
        ("large.stack", "a b *\n"),
        ("bad.stack", "a +\n"),
    ]);
    let found = place.run(&["run", "twice.stack", "--input", "3, 4", "--input", "0, -1"]);
    assert_eq!(found.succeeded().stdout, "10\n-1\n");
    let found = place.run(&[
        "run",
        "--json",
        "large.stack",
        "--input",
        "2000000, 2000000",
    ]);
    assert_eq!(found.status, 1);
    assert_eq!(
        found.json(),
        json!({ "invalid": "overflow", "at": "word 3: *" })
    );
    for (file, input, message) in [
        ("twice.stack", "[3, 4]", "expected two integers"),
        ("twice.stack", "3", "expected two integers"),
        (
            "bad.stack",
            "3, 4",
            "`+` takes two numbers, but there are 1",
        ),
    ] {
        let found = place.run(&["run", file, "--input", input]);
        assert_eq!(found.status, 2, "{found:?}");
        assert!(found.stderr.contains(message), "{found:?}");
    }
}

fn diff_and_minimise() {
    let place = Place::with(&[
        ("long.stack", "a 0 + b 1 * +\n"),
        ("short.stack", "a b +\n"),
        ("other.stack", "a b -\n"),
    ]);
    let same = place.run(&["diff", "--json", "long.stack", "short.stack"]);
    assert_eq!(
        same.succeeded().json(),
        json!({ "equivalent": true, "inputs": 81 })
    );
    let other = place.run(&["diff", "--json", "long.stack", "other.stack"]);
    assert_eq!(other.status, 1);
    assert_eq!(other.json()["equivalent"], false);
    let short = place.run(&["minimise", "long.stack"]).succeeded();
    assert_eq!(short.stdout, "a b +\n");
    place
        .run(&[
            "gen",
            "--count",
            "30",
            "--seed",
            "7",
            "--out",
            "tasks.jsonl",
        ])
        .succeeded();
    let shortened = ["minimise", "--json", "tasks.jsonl", "--out", "short.jsonl"];
    let shortened = place.run(&shortened).succeeded().json();
    assert_eq!(shortened["tasks"], 30);
    assert!(shortened["tokens"].as_u64() < shortened["tokens_before"].as_u64());
}

fn emit() {
    let place = Place::with(&[
        ("long.stack", "a 2 * b 1 * - 0 +\n"),
        ("spec.txt", SPECIFICATION),
        ("nonsense.txt", "0, 0 -> 19\n0, 1 -> -17\n1, 0 -> 13\n"),
    ]);
    let minimise = |arguments: &[&str]| {
        let run = place.run(&[&["minimise", "long.stack"], arguments].concat());
        run.succeeded()
    };
    let shown = |form: &str| minimise(&["--emit", form]).stdout;
    assert_eq!(minimise(&[]).stdout, shown("stack"));
    assert!(shown("infix").starts_with('('), "{}", shown("infix"));
    let object = minimise(&["--emit", "infix", "--json"]).json();
    assert_eq!(object["program"], json!(shown("infix")));
    let term = object["term"].as_str().unwrap();
    assert!(
        term.starts_with("minus(") || term.starts_with("plus("),
        "{object}"
    );

    let synth = |arguments: &[&str]| {
        let fixed = [
            "synth",
            "--candidates",
            "100000",
            "--emit",
            "infix",
            "--top",
            "2",
        ];
        place.run(&[&fixed, arguments].concat())
    };
    let found = synth(&["spec.txt"]).succeeded();
    assert!(
        found.stdout.starts_with('(') && found.stdout.ends_with(")\n"),
        "{found:?}"
    );
    let object = synth(&["--json", "spec.txt"]).succeeded().json();
    assert_eq!(object["program"], json!(found.stdout));
    let others = object["runners_up"].as_array().unwrap();
    let alternatives = object["alternatives"].as_array().unwrap();
    let near = synth(&["--json", "nonsense.txt"]).json()["near_miss"].clone();
    for object in others.iter().chain(alternatives).chain([&object, &near]) {
        let [program, term] = ["program", "term"].map(|field| object[field].as_str().unwrap());
        assert_eq!(program.contains('('), term.contains('('), "{object}");
        assert!(
            !program.trim_end().contains(' ') || program.starts_with('('),
            "{object}"
        );
    }
    let near = synth(&["nonsense.txt"]);
    assert!(near.stderr.contains(":\n\n"), "{near:?}");

    for arguments in [
        &["synth", "--emit", "c", "spec.txt"][..],
        &["minimise", "--emit", "Infix", "long.stack"],
    ] {
        let refused = place.run(arguments);
        assert_eq!(
            (refused.status, &refused.stdout[..]),
            (2, ""),
            "{refused:?}"
        );
        let known = "programs of the domain `stack` cannot be printed as";
        assert!(refused.stderr.contains(known), "{refused:?}");
        assert!(
            refused.stderr.contains("known for it: `stack`, `infix`"),
            "{refused:?}"
        );
    }
}

const CONFIGURATION: &str = "\
name = \"toy\"
seed = 0
batch = 8
log_every = 5
[stop]
steps = 20
[data]
seed = 1
pool = 2
exclude = { seed = 9, count = 20 }
[schedule]
kind = \"cosine\"
warmup = 2
[optimizer]
lr = 3e-3
[validation]
every_steps = 10
count = 16
[model]
embedding = 8
hidden = 8
layers = 1
value_range = 40
exec_period = \"statement\"
no_op_predictor = true
init = 0.3
";

fn training() {
    let place = Place::with(&[("toy.toml", CONFIGURATION), ("spec.txt", SPECIFICATION)]);
    place
        .run(&[
            "train",
            "--config",
            "toy.toml",
            "--out",
            "run",
            "--threads",
            "2",
        ])
        .succeeded();
    let exported = place.run(&["export", "--json", "run", "--out", "model"]);
    assert_eq!(exported.succeeded().json()["domain"], "stack");
    place
        .run(&[
            "gen",
            "--count",
            "20",
            "--seed",
            "9",
            "--out",
            "tasks.jsonl",
        ])
        .succeeded();
    for mode in ["greedy", "beam:8"] {
        let arguments = [
            "eval",
            "--data",
            "tasks.jsonl",
            "--model",
            "model",
            "--mode",
            mode,
            "--json",
        ];
        let report = place.run(&arguments).succeeded().json();
        assert_eq!(report["tasks"], 20);
        assert_eq!(report["model"], "toy");
        assert!(report["by_kind"]["product"]["tasks"].is_u64(), "{report}");
        assert!(report["by_length"]["1-3"]["tasks"].is_u64(), "{report}");
    }
    // The network joins the search.
    let arguments = [
        "synth",
        "--json",
        "--model",
        "model",
        "--candidates",
        "50000",
        "spec.txt",
    ];
    assert_eq!(place.run(&arguments).succeeded().json()["model"], "toy");
    let alone = place.run(&[
        "synth", "--json", "--model", "model", "--mode", "beam:64", "spec.txt",
    ]);
    assert_eq!(alone.json()["model"], "toy", "{alone:?}");
    // Where there is no model, the decoder alone cannot be asked for.
    let none = place.run(&["synth", "--mode", "greedy", "spec.txt"]);
    assert_eq!(none.status, 2, "{none:?}");
    assert!(
        none.stderr.contains("no model for the domain `stack`"),
        "{none:?}"
    );
}

fn eval_search() {
    let place = Place::with(&[]);
    place
        .run(&[
            "gen",
            "--count",
            "12",
            "--seed",
            "3",
            "--out",
            "tasks.jsonl",
        ])
        .succeeded();
    let arguments = [
        "eval",
        "--data",
        "tasks.jsonl",
        "--search",
        "--questions",
        "2",
        "--candidates",
        "100000",
        "--json",
        "--out",
        "records.jsonl",
        "--report",
        "report",
    ];
    let report = place.run(&arguments).succeeded().json();
    assert_eq!(report["tasks"], 12);
    assert_eq!(report["consistent"], 1.0, "{report}");
    let by_questions = report["correct_by_questions"].as_array().unwrap();
    assert_eq!(by_questions.len(), 3, "{report}");
    assert!(
        by_questions[2].as_f64() >= by_questions[0].as_f64(),
        "{report}"
    );
    assert_eq!(report["by_behaviour"], json!({}));
    assert_eq!(place.read("records.jsonl").lines().count(), 12);
    assert!(place.path("report/report.md").exists());
    // The same seed and candidates give the same records, with any number of threads.
    let records = |threads: &str| {
        let again = [&arguments[..], &["--threads", threads]].concat();
        place.run(&again).succeeded();
        let parsed = place.read("records.jsonl");
        let without_times = |line: &str| {
            let mut record: Json = serde_json::from_str(line).unwrap();
            for time in ["seconds", "first_seconds"] {
                record.as_object_mut().unwrap().remove(time);
            }
            record
        };
        parsed.lines().map(without_times).collect::<Vec<Json>>()
    };
    assert_eq!(records("1"), records("2"));
    let spaces = place.run(&["eval", "--data", "tasks.jsonl", "--spaces", "--json"]);
    let spaces = spaces.succeeded().json();
    assert_eq!(spaces["spaces"][1]["name"], "smallest");
    assert_eq!(spaces["tasks"]["all"], 12);
    let switched_off = [&arguments[..8], &["--no-hidden"]].concat();
    let refused = place.run(&switched_off);
    assert_eq!(refused.status, 2, "{refused:?}");
    let unknown = [&arguments[..8], &["--without", "edits"]].concat();
    let refused = place.run(&unknown);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("there are prior, smallest"),
        "{refused:?}"
    );
}

fn missing_tools() {
    let place = Place::with(&[("spec.txt", SPECIFICATION), ("p.stack", "a b +\n")]);
    place
        .run(&["gen", "--count", "3", "--seed", "3", "--out", "tasks.jsonl"])
        .succeeded();
    for arguments in [
        &["synth", "--cc", "spec.txt"][..],
        &["run", "--cc", "p.stack", "--input", "1, 2"],
        &["fuzz", "--against", "cc", "--count", "10"],
        &["gen", "--csmith", "--count", "3", "--out", "c.jsonl"],
        &["gen", "--length", "3", "--count", "3", "--out", "c.jsonl"],
        &[
            "gen", "--kinds", "mixed=1", "--count", "3", "--out", "c.jsonl",
        ],
        &["prior", "fit", "--count", "10", "--out", "prior.zst"],
        &["bench", "executor", "--data", "tasks.jsonl"],
        &["bench", "search", "--data", "tasks.jsonl"],
    ] {
        let found = place.run(arguments);
        assert_eq!(found.status, 2, "{arguments:?}: {found:?}");
        assert!(
            found.stderr.contains("stack") || found.stderr.contains("expected"),
            "{found:?}"
        );
    }
    assert!(!place.path("prior.zst").exists());
    assert!(!place.path("c.jsonl").exists());
}
