//! Functions over lists from outside: every command takes them, and says what it cannot take.

use crate::bad_input::{check_commands, refused};
use crate::{Place, fields};
use expect_test::expect;

/// Adds one to every element.
const SPEC: &str = "[1, 2, 3] -> [2, 3, 4]\n[5] -> [6]\n[] -> []\n[-7, 0] -> [-6, 1]\n";

#[test]
fn every_form_is_printed() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let mut table = String::new();
    for form in ["c", "python", "rust", "term"] {
        let run = place.run(&["synth", "spec.txt", "--candidates", "2000", "--emit", form]);
        assert_eq!(run.status, 0, "{run}");
        assert!(
            run.stderr
                .starts_with("domain `lists`, by the examples (--domain names another)\n"),
            "{run}"
        );
        table += &run.stdout;
    }
    expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int f(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i] + 1;
            return n;
        }
        def f(a: list[int]) -> list[int]:
            return [x + 1 for x in a]
        fn f(a: &[i32]) -> Vec<i32> {
            a.iter().copied().map(|x| x + 1).collect()
        }
        map(x -> x + 1, a)
    "#]]
    .assert_eq(&table);
}

#[test]
fn answers_are_objects() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let answer = place.run(&[
        "synth",
        "spec.txt",
        "--candidates",
        "2000",
        "--json",
        "--cc",
    ]);
    let mut answer = answer.object();
    // Whether anything is left to ask depends on what else the search finds.
    answer["question"].take();
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
        model: null
        domain: string
        term: string
        prior: null
        probability: number
        agreement: number
        proposers: array
        runners_up: array
        question: null
        doubtful_example: null
        first_seconds: number
        cc: object
    "#]]
    .assert_eq(&fields(&answer));
    assert_eq!(answer["domain"], "lists");
    assert_eq!(answer["verified_with"], "executor+cc");
    assert_eq!(answer["term"], "map(x -> x + 1, a)");
}

#[test]
fn specifications_that_make_no_sense() {
    let long = vec!["1"; 1_001].join(", ");
    let place = Place::with(&[]);
    let mut table = String::new();
    for text in [
        "[1, 2, 3] -> [2, 3]\n[1] -> 5\n",
        "[1, 2], 1 -> [1]\n[3, 4] -> [3]\n",
        "[1, 2] -> [1]\n\n7 -> [7]\n",
        "[1, 2] -> [1]\n[1, 2] -> [2]\n",
        "[1, 2] -> [3000000000]\n",
        "1, 2, 3, 4 -> 5\n",
        "[[1, 2], [3]] -> [1]\n",
        &format!("[1] -> 1\n[{long}] -> 7\n"),
        &format!("[1] -> [1]\n[2] -> [{long}]\n"),
        &"[1, 2] -> 3\n".repeat(101),
        "",
        "# nothing\n",
    ] {
        std::fs::write(place.path("spec.txt"), text).unwrap();
        let run = place.run(&["synth", "spec.txt"]);
        refused(&run);
        table += &run.stderr;
    }
    expect![[r#"
        error: spec.txt, line 2, column 8: expected the output to be a list as in line 1, found an integer; a list of one number is written `[5]`
        error: spec.txt, line 2, column 1: expected 2 arguments as in line 1, found 1
        error: spec.txt, line 3, column 1: expected the input to be a list as in line 1, found an integer; a list of one number is written `[7]`
        error: spec.txt, line 2: examples 1 and 2 contradict each other: the input [1, 2] gives [1] in the first and [2] in the second, but a program gives one output. Correct or remove one of them. They stand in line 1 and line 2.
        error: spec.txt, line 1, column 12: expected an integer between -2147483648 and 2147483647, found `3000000000`
        error: spec.txt, line 1: example 1: the input has 4 values, but 1 to 3 are supported.
        error: spec.txt, line 1, column 2: expected an integer, found `[`
        error: spec.txt, line 2, column 1: this list has more than 1000 elements; lists of at most 1000 are supported
        error: spec.txt, line 2, column 8: this list has more than 1000 elements; lists of at most 1000 are supported
        error: spec.txt: there are 101 examples, but between 1 and 100 are supported. Keep the most telling ones and leave the others out.
        error: spec.txt, line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
        error: spec.txt, line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
    "#]].assert_eq(&table);
}

#[test]
fn flags_that_make_no_sense() {
    let place = Place::with(&[
        ("spec.txt", SPEC),
        ("f.term", "map(x -> x + 1, a)\n"),
        ("two.term", "take(a, b)\n"),
        ("open.term", "take(a, b\n"),
        ("name.term", "map(x -> y, a)\n"),
        ("type.term", "map(x -> a, a)\n"),
        ("empty.term", ""),
    ]);
    check_commands(
        &place,
        &[
            &["synth", "spec.txt", "--emit", "fortran"],
            &["synth", "spec.txt", "--budget", "0s"],
            &["synth", "spec.txt", "--candidates", "0"],
            &["synth", "spec.txt", "--domain", "c"],
            &["minimise", "f.term", "--emit", "fortran"],
            &["run", "f.term", "--input", "[1,2], 3"],
            &["run", "f.term", "--input", "[1]", "--input", "5"],
            &["run", "two.term", "--input", "2, [1]"],
            &["run", "two.term", "--input", "[1, 2"],
            &["run", "two.term", "--input", "[1], [2], 3, 4"],
            &["run", "open.term", "--input", "[1], 2"],
            &["run", "name.term", "--input", "[1]"],
            &["run", "type.term", "--input", "[1]"],
            &["run", "empty.term", "--input", "[1]"],
            &["fuzz", "--count", "1", "--domain", "lists"],
            &[
                "prior", "fit", "--count", "10", "--domain", "lists", "--out", "p",
            ],
            &["bench", "search", "--domain", "lists"],
            &[
                "gen", "--domain", "lists", "--count", "1", "--length", "101", "--out", "x",
            ],
            &[
                "gen", "--domain", "lists", "--count", "1", "--kinds", "seq=1", "--out", "x",
            ],
            &[
                "gen", "--domain", "lists", "--count", "1", "--csmith", "--out", "x",
            ],
        ],
        expect![[r#"
            error: --emit: programs of the domain `lists` cannot be printed as `fortran`; known for it: `c`, `python`, `rust`, `term`
            error: invalid value '0s' for '--budget <TIME>': no program is found in no time; expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
            error: invalid value '0' for '--candidates <N>': expected a number of at least 1; for the whole usage, try --help
            error: spec.txt, line 1: example 1: the lists have 3 elements, but exactly 5 are supported. Append elements that stay as they are.
            error: --emit: programs of the domain `lists` cannot be printed as `fortran`; known for it: `c`, `python`, `rust`, `term`
            error: --input 1: found a list, an integer, the program takes a list
            error: --input 2: found an integer, the program takes a list
            error: --input 1: found an integer, a list, the program takes a list, an integer
            error: --input 1, column 6: expected `,` or `]`, found the end of the text
            error: --input 1: found 4 values, expected 1 to 3 integers or lists
            error: open.term, line 1, column 10: expected `,` or `)`, found the end
            error: name.term, line 1, column 10: `y` is neither an argument nor a variable of a loop around it; the first 3 arguments are called a, b, c
            error: type.term, line 1, column 5: the body of `map` gives an integer, found a list
            error: empty.term, line 1, column 1: expected a term, found the end
            error: fuzz: this is not for the domain `lists`: its executors are not compared with a compiler; leave it out, or choose another domain with --domain
            error: --domain: costs of functions over lists are fitted on the corpus in the program, not by counting random ones
            error: --domain: the loops of this search are not timed one by one; `eval --search` says how long tasks take
            error: lists of up to 101 values from -99 to 99 were asked for; supported are 1 to 100 values, from -1 to 1 up to from -1000000 to 1000000
            error: --kinds: `seq` is none of straight, loop, chain, fold and nested; expected a mixture such as `seq=29,if=16,for=24,mixed=31`
            error: --csmith: this is not for the domain `lists`: Csmith writes C; leave it out, or choose another domain with --domain
        "#]],
    );
}

#[test]
fn programs_run_with_what_they_take() {
    let place = Place::with(&[
        ("f.term", "map(x -> x / b, a)\n"),
        ("g.term", "max(0, first(a))\n"),
    ]);
    let run = |args: &[&str]| {
        let run = place.run(&[&["run"], args].concat());
        format!("{} {}{}", run.status, run.stdout, run.stderr)
    };
    let table = [
        run(&["f.term", "--input", "[7, -8, 9], 2", "--input", "[], 1"]),
        run(&["f.term", "--input", "[7, -8, 9], 0"]),
        run(&[
            "f.term",
            "--input",
            "[7], 0",
            "--input",
            "[-2147483648], -1",
            "--json",
        ]),
        run(&["g.term", "--input", "[]", "--json"]),
        run(&["g.term", "--input", "[-5]", "--cc", "--json"]),
        run(&[
            "f.term",
            "--input",
            "[7, -8, 9], 2",
            "--input",
            "[1], 0",
            "--cc",
            "--json",
        ]),
    ];
    expect![[r#"
        0 [3, -4, 4]
        []
        1 error: the run on [7, -8, 9], 0 is invalid: out_of_bounds at x / b
        1 {"invalid":"out_of_bounds","at":"x / b"}
        {"invalid":"overflow","at":"x / b"}
        error: the run on [7], 0 is invalid: out_of_bounds at x / b
        error: the run on [-2147483648], -1 is invalid: overflow at x / b
        1 {"invalid":"out_of_bounds","at":"first(a)"}
        error: the run on [] is invalid: out_of_bounds at first(a)
        0 {"output":0,"cc":{"output":0,"agrees":true}}
        1 {"output":[3,-4,4],"cc":{"output":[3,-4,4],"agrees":true}}
        {"invalid":"out_of_bounds","at":"x / b","cc":{"invalid":"out_of_bounds","agrees":true}}
        error: the run on [1], 0 is invalid: out_of_bounds at x / b
    "#]]
    .assert_eq(&table.concat());
}

#[test]
fn programs_are_compared_and_shortened() {
    let place = Place::with(&[
        ("f.term", "map(x -> x + 1, a)\n"),
        ("same.term", "map(x -> x + 1, map(y -> y + 0, a))\n"),
        ("other.term", "map(x -> x + 2, a)\n"),
        ("first.term", "first(a)\n"),
        (
            "f.c",
            "int f(const int a[], int n, int out[])\n{\n    for (int i = 0; i < n; i++)\n        \
             out[i] = a[i] + 1;\n    return n;\n}\n",
        ),
    ]);
    let run = |args: &[&str]| {
        let run = place.run(args);
        format!("{} {}{}", run.status, run.stdout, run.stderr)
    };
    let table = [
        run(&["diff", "f.term", "same.term"]),
        run(&["diff", "f.term", "same.term", "--json"]),
        run(&["diff", "f.term", "other.term"]),
        run(&["diff", "f.term", "other.term", "--json"]),
        run(&["diff", "f.term", "first.term"]),
        run(&["diff", "f.term", "f.c"]),
        run(&["diff", "first.term", "f.c"]),
        run(&["minimise", "same.term"]),
        run(&["minimise", "same.term", "--emit", "term"]),
        run(&["minimise", "same.term", "--emit", "python"]),
    ];
    expect![[r#"
        0 the programs do the same on all 167 inputs that were tried
        0 {"equivalent":true,"inputs":167}
        1 the programs differ on [0]:
          f.term: [1]
          other.term: [2]
        1 {"equivalent":false,"inputs":167,"counterexample":{"input":[0],"first":{"output":[1]},"second":{"output":[2]}}}
        1 the programs differ on []:
          f.term: []
          first.term: out_of_bounds at first(a)
        0 the programs do the same on all 23 inputs that were tried
        f.c is no program of the domain `c`: `f` is compiled and run confined
        1 the programs differ on []:
          first.term: out_of_bounds at first(a)
          f.c: []
        f.c is no program of the domain `c`: `f` is compiled and run confined
        0 /* Returns the length of the result; room needed in out: n. */
        int f(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i] + 1;
            return n;
        }
        9 tokens before, 5 after
        0 map(x -> x + 1, a)
        9 tokens before, 5 after
        0 def f(a: list[int]) -> list[int]:
            return [x + 1 for x in a]
        9 tokens before, 5 after
    "#]].assert_eq(&table.concat());
    let object = place.run(&["minimise", "same.term", "--json"]).object();
    assert_eq!(
        (&object["tokens"], &object["tokens_before"]),
        (&5.into(), &9.into())
    );
    assert_eq!(object["term"], "map(x -> x + 1, a)");
}

#[test]
fn data_sets_are_drawn_counted_and_timed() {
    let place = Place::with(&[]);
    let generate = |out: &str, threads: &str| {
        let args = [
            "gen", "--domain", "lists", "--splits", "12,4", "--length", "6",
        ];
        let rest = [
            "--max-value",
            "30",
            "--out",
            out,
            "--threads",
            threads,
            "--json",
        ];
        place.run(&[args, rest].concat()).object()
    };
    let summary = generate("one", "1");
    assert_eq!(summary["tasks"], 16);
    generate("two", "2");
    for file in ["train.jsonl", "valid.jsonl"] {
        let read = |folder: &str| std::fs::read_to_string(place.path(folder).join(file)).unwrap();
        let text = read("one");
        assert_eq!(text, read("two"));
        for line in text.lines() {
            let task: lasynth_core::Task = serde_json::from_str(line).unwrap();
            assert_eq!(task.domain.as_deref(), Some("lists"));
            for example in task.examples.iter().chain(task.heldout.iter().flatten()) {
                for value in &example.input.0 {
                    let list = value.as_list().unwrap_or_default();
                    assert!(
                        list.len() <= 6 && list.iter().all(|n| n.abs() <= 30),
                        "{line}"
                    );
                }
            }
        }
    }
    let run = place.run(&["data", "stats", "one/train.jsonl"]);
    assert!(
        run.status == 0 && run.stdout.starts_with("12 tasks\n"),
        "{run}"
    );
    let shorter = [
        "minimise",
        "one/train.jsonl",
        "--out",
        "short.jsonl",
        "--json",
    ];
    assert_eq!(place.run(&shorter).object()["tasks"], 12);
    let speed = place.run(&["bench", "executor", "--data", "one/train.jsonl", "--json"]);
    let speed = speed.object();
    expect![[r#"
        runs_per_second: object
        elements_per_input: number
        programs: number
        skipped: number
        seed: number
        10: number
    "#]]
    .assert_eq(&(fields(&speed) + &fields(&speed["runs_per_second"])));
    assert_eq!(speed["programs"], 12);
    let run = place.run(&["bench", "executor", "--data", "one/train.jsonl"]);
    assert!(
        run.status == 0 && run.stdout.starts_with("12 programs on 10 inputs each"),
        "{run}"
    );
}

/// Pairs that more than one function meets, without a program that could answer questions.
const OPEN: &str = r#"{"id": "last", "domain": "lists", "examples": [[[1, 2, 3], 3]], "heldout": [[[4], 4], [[7, 2], 2], [[9, 1, 8, 3], 3]]}
"#;

#[test]
fn heldout_pairs_answer_questions_where_there_is_no_program() {
    let place = Place::with(&[("tasks.jsonl", OPEN)]);
    let flags = [
        "--search",
        "--candidates",
        "4000",
        "--questions",
        "2",
        "--json",
    ];
    let out = ["--out", "records.jsonl"];
    let report = place.eval(&[&flags[..], &out].concat()).object();
    let after = report["correct_by_questions"].as_array().unwrap();
    assert_eq!(
        (after.len(), &after[0], &after[2]),
        (3, &0.0.into(), &1.0.into())
    );
    let record = std::fs::read_to_string(place.path("records.jsonl")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let heldout = ["[[4]]", "[[7,2]]", "[[9,1,8,3]]"];
    let asked = record["asked"].as_array().unwrap();
    assert_eq!(asked.len(), 2);
    for asked in asked {
        let input = format!("[{}]", asked["input"]);
        assert!(heldout.contains(&&input[..]), "{record}");
    }
}

#[test]
fn parts_of_the_search_are_options() {
    let place = Place::with(&[
        ("tasks.jsonl", OPEN),
        (
            "off.toml",
            "masks = false\ncorpus = false\ndecision = \"heaviest\"\n",
        ),
        ("unknown.toml", "masks = false\nmask = false\n"),
        ("number.toml", "masks = 3\n"),
        ("hidden.toml", "hidden = true\n"),
    ]);
    let flags = ["--search", "--candidates", "1000", "--config"];
    let report = place
        .eval(&[&flags[..], &["off.toml", "--json"]].concat())
        .object();
    expect![[r#"
        {
          "samples": 16000,
          "length": null,
          "drawn_in_range": false,
          "decision": "heaviest",
          "question": "value",
          "without": [],
          "certainty": 0.9,
          "calibration": {
            "shift": 0.0,
            "slope": 1.0
          },
          "cases": true,
          "clamps": true,
          "conjunctions": true,
          "corpus": false,
          "deduction": true,
          "filter_map": true,
          "flat_map": true,
          "folds": true,
          "groups": true,
          "masks": false,
          "meet": true,
          "parts": true,
          "prefixes": true,
          "reduce": true,
          "scans": true,
          "sort_by": true,
          "states": true,
          "strip": true
        }
    "#]]
    .assert_eq(&format!("{:#}\n", report["config"]));
    let mut table = String::new();
    for file in ["unknown.toml", "number.toml", "hidden.toml"] {
        let run = place.eval(&[&flags[..], &[file]].concat());
        refused(&run);
        table += &run.stderr;
    }
    expect![[r#"
        error: unknown.toml, line 2, column 1: unknown field `mask`, expected one of `samples`, `length`, `drawn_in_range`, `decision`, `question`, `without`, `certainty`, `calibration`, `cases`, `clamps`, `conjunctions`, `corpus`, `deduction`, `filter_map`, `flat_map`, `folds`, `groups`, `masks`, `meet`, `parts`, `prefixes`, `reduce`, `scans`, `sort_by`, `states`, `strip`
        error: number.toml: invalid type: integer `3`, expected a boolean
        error: hidden.toml, line 1, column 1: unknown field `hidden`, expected one of `samples`, `length`, `drawn_in_range`, `decision`, `question`, `without`, `certainty`, `calibration`, `cases`, `clamps`, `conjunctions`, `corpus`, `deduction`, `filter_map`, `flat_map`, `folds`, `groups`, `masks`, `meet`, `parts`, `prefixes`, `reduce`, `scans`, `sort_by`, `states`, `strip`
    "#]].assert_eq(&table);
}
