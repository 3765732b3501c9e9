//! Input that cannot be used: one paragraph on standard error, status 2, no panic.

use crate::{INCREMENT, Place, Run};
use expect_test::{Expect, expect};

/// Asserts what holds for every refusal.
pub fn refused(run: &Run) {
    assert_eq!(run.status, 2, "{run}");
    assert_eq!(run.stdout, "", "{run}");
    assert!(run.stderr.starts_with("error: "), "{run}");
    assert_eq!(run.stderr.trim_end().lines().count(), 1, "{run}");
}

/// Gives each text as the file `spec.txt` to `lasynth synth`.
fn check_specifications(texts: &[&str], expected: Expect) {
    check_specifications_with(&[], texts, expected);
}

/// The same with flags.
fn check_specifications_with(flags: &[&str], texts: &[&str], expected: Expect) {
    let place = Place::with(&[]);
    let mut table = String::new();
    for text in texts {
        std::fs::write(place.path("spec.txt"), text).unwrap();
        let run = place.run(&[&["synth", "spec.txt"], flags].concat());
        refused(&run);
        table += &run.stderr;
    }
    expected.assert_eq(&table);
}

/// Runs each command line.
pub fn check_commands(place: &Place, lines: &[&[&str]], expected: Expect) {
    let mut table = String::new();
    for args in lines {
        let run = place.run(args);
        refused(&run);
        table += &run.stderr;
    }
    expected.assert_eq(&table);
}

#[test]
fn malformed_specifications_name_the_place_and_what_was_expected() {
    check_specifications(
        &[
            "[0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3]\n[3, 3, 0, 1, 1] = [4, 4, 1, 2, 2]\n",
            "[0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3\n",
            "[0, 1, x, 3, 2] -> [1, 2, -1, 4, 3]\n",
            "{\"examples\": [[[0, 1, 2, 3, 4]]]}",
            "{\"pairs\": []}",
        ],
        expect![[r#"
            error: spec.txt, line 2, column 17: expected `->` and an output, found `=`
            error: spec.txt, line 1, column 36: expected `,` or `]`, found the end of the line
            error: spec.txt, line 1, column 8: expected an integer, found `x`
            error: spec.txt, line 1, column 31: expected `,` and an output, found `]`
            error: spec.txt, line 1, column 1: this object has no field `examples`; expected `{"examples": [[[..], [..]], ...]}`
        "#]],
    );
}

#[test]
fn empty_specifications() {
    check_specifications(
        &["", "# nothing but a comment\n", "{\"examples\": []}"],
        expect![[r#"
            error: spec.txt, line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
            error: spec.txt, line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
            error: spec.txt, line 1, column 14: `examples` is empty; expected at least one pair
        "#]],
    );
}

#[test]
fn more_than_ten_examples() {
    let lines: Vec<String> = (0..11)
        .map(|i| format!("[{}, {}, 0, 0, 0] -> [0, 0, 0, 0, 0]\n", i % 4, i / 4))
        .collect();
    check_specifications_with(
        &["--domain", "c"],
        &[&lines.concat()],
        expect![[r#"
        error: spec.txt: there are 11 examples, but between 1 and 10 are supported. Keep the most telling ones and leave the others out.
    "#]],
    );
}

#[test]
fn unsupported_values_and_lengths() {
    check_specifications_with(
        &["--domain", "c"],
        &[
            "# first\n[0, 1, 2, 3, 4] -> [1, 2, 3, 4, 5]\n",
            "[0, 1, 2, 3, -5] -> [1, 2, 3, 4, 4]\n",
            "[0, 1, 2] -> [1, 2, 3]\n",
            "[0, 1, 2, 3, 4, 4] -> [1, 2, 3, 4, 4, 4]\n",
            "[0, 1, 2, 3, 4] -> [1, 2, 3, 4]\n",
        ],
        expect![[r#"
            error: spec.txt, line 2: example 1: element 5 of the output is 5, but values from -4 to 4 are supported. Choose an example whose values all lie in that range.
            error: spec.txt, line 1: example 1: element 5 of the input is -5, but values from -4 to 4 are supported. Choose an example whose values all lie in that range.
            error: spec.txt, line 1: example 1: the lists have 3 elements, but exactly 5 are supported. Append elements that stay as they are.
            error: spec.txt, line 1: example 1: the lists have 6 elements, but exactly 5 are supported. Leave out elements that do not matter.
            error: spec.txt, line 1: example 1: the input has 5 elements but the output has 4 elements; a program changes its list in place, so both must have the same length, 5.
        "#]],
    );
}

#[test]
fn contradictory_examples_name_both_lines() {
    check_specifications(
        &[
            "# a\n[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 0]\n\n[1, 1, 1, 1, 1] -> [0, 0, 0, 0, 0]\n[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 1]\n",
        ],
        expect![[r#"
            error: spec.txt, line 5: examples 1 and 3 contradict each other: the input [0, 1, 2, 3, 4] gives [0, 0, 0, 0, 0] in the first and [0, 0, 0, 0, 1] in the second, but a program gives one output. Correct or remove one of them. They stand in line 2 and line 5.
        "#]],
    );
}

#[test]
fn pairs_that_do_not_fit_each_other() {
    check_specifications(
        &[
            "[1, 2] -> [2, 3]\n[1, 2], 1 -> [2, 3]\n",
            "1 2 3 -> 2 3 4\n4 -> 5\n",
            "[1, 2] -> 3\n\n[1, 3] -> [4]\n",
            "[1, 2] -> 2147483648\n",
            "a,out\n\"[1, 2]\",3\n3,4\n",
        ],
        expect![[r#"
            error: spec.txt, line 2, column 1: expected 1 argument as in line 1, found 2
            error: spec.txt, line 2, column 1: expected the input to be a list as in line 1, found an integer; a list of one number is written `[4]`
            error: spec.txt, line 3, column 11: expected the output to be an integer as in line 1, found a list
            error: spec.txt, line 1, column 11: expected an integer between -2147483648 and 2147483647, found `2147483648`
            error: spec.txt, line 3, column 1: expected the input to be a list as in line 2, found an integer; a list of one number is written `[3]`
        "#]],
    );
    let long = vec!["1"; 1001].join(",");
    check_specifications(
        &[&format!("[1] -> 1\n[{long}] -> 2\n")],
        expect![[r#"
        error: spec.txt, line 2, column 1: this list has more than 1000 elements; lists of at most 1000 are supported
    "#]],
    );
    let five = "[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]";
    check_commands(
        &Place::with(&[
            ("table.CSV", "a,out\n\"[1, 2]\",\"[3\"\n"),
            ("text.csv", five),
        ]),
        &[
            &["synth", "--example", five, "--example", "[0, 0], 1 -> [1]"],
            &["synth", "--example", five, "--example", "[0, 0] -> 1"],
            &["synth", "table.CSV"],
            &["synth", "text.csv"],
        ],
        expect![[r#"
            error: --example 2: example 2: expected 1 argument as in example 1, found 2; all examples are calls of one function. They stand in --example 1 and --example 2.
            error: --example 2: example 2: expected the output to be a list as in example 1, found an integer; a list of one number is written `[1]`; all examples are calls of one function. They stand in --example 1 and --example 2.
            error: table.CSV, line 2, column 13: expected `,` or `]`, found the closing `"`
            error: text.csv, line 1, column 1: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `[`
        "#]],
    );
}

#[test]
fn examples_on_the_command_line_are_named_by_their_number() {
    let zero = "[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]";
    check_commands(
        &Place::with(&[]),
        &[
            &[
                "synth",
                "--example",
                zero,
                "--example",
                "[0, 0, 0, 0, 0] [1, 1, 1, 1, 1]",
            ],
            &[
                "synth",
                "--example",
                zero,
                "--example",
                "[0, 0, 0, 0] -> [1, 1, 1, 1]",
                "--domain",
                "c",
            ],
            &[
                "synth",
                "--example",
                zero,
                "--example",
                "[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 2]",
            ],
            &[
                "synth",
                "--example",
                "[0,0,0,0,0] -> [1,1,1,1,1]\n[1,0,0,0,0] -> [1,1,1,1,1]",
            ],
            &["synth", "--example", ""],
        ],
        expect![[r#"
            error: --example 2, column 17: expected `->` and an output, found `[`
            error: --example 2: example 2: the lists have 4 elements, but exactly 5 are supported. Append elements that stay as they are.
            error: --example 2: examples 1 and 2 contradict each other: the input [0, 0, 0, 0, 0] gives [1, 1, 1, 1, 1] in the first and [1, 1, 1, 1, 2] in the second, but a program gives one output. Correct or remove one of them. They stand in --example 1 and --example 2.
            error: --example 1: expected one pair, found 2; repeat the flag for each pair
            error: --example 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
        "#]],
    );
}

#[test]
fn forms_that_the_language_does_not_have() {
    let place = Place::with(&[("p.c", INCREMENT), ("tasks.jsonl", "")]);
    let five = "[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]";
    check_commands(
        &place,
        &[
            &["synth", "--emit", "python", "--example", five],
            &["minimise", "--emit", "term", "p.c"],
            &[
                "minimise",
                "--emit",
                "c",
                "tasks.jsonl",
                "--out",
                "out.jsonl",
            ],
        ],
        expect![[r#"
            error: --emit: programs of the domain `c` cannot be printed as `python`; known for it: `c`
            error: --emit: programs of the domain `c` cannot be printed as `term`; known for it: `c`
            error: --emit: a data set keeps its programs in the form in which they are read; leave it out
        "#]],
    );
    let run = place.run(&["minimise", "--emit", "c", "p.c"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, INCREMENT), "{run}");
}

#[test]
fn unreadable_files() {
    let place = Place::with(&[]);
    std::fs::create_dir(place.path("folder")).unwrap();
    std::fs::write(place.path("binary"), b"[0, 1]\n \xff").unwrap();
    check_commands(
        &place,
        &[
            &["synth", "missing.txt"],
            &["synth", "folder"],
            &["synth", "binary"],
            &["run", "missing.c", "--input", "[1]"],
            &["eval", "--data", "missing.jsonl"],
            &["train", "--config", "missing.toml", "--out", "run"],
            &["export", "missing", "--out", "model"],
        ],
        expect![[r#"
            error: missing.txt: cannot read it: No such file or directory (os error 2)
            error: folder: cannot read it: Is a directory (os error 21)
            error: binary, line 2, column 2: the file is not UTF-8 text
            error: missing.c: cannot read it: No such file or directory (os error 2)
            error: missing.jsonl: cannot open it: No such file or directory (os error 2)
            error: missing.toml: cannot read it: No such file or directory (os error 2)
            error: missing/state.json: No such file or directory (os error 2); expected the folder of a run or a checkpoint in it
        "#]],
    );
    assert_eq!(place.files(), ["binary", "folder"]);
}

#[test]
fn unknown_and_wrong_flags() {
    let place = Place::with(&[("p.c", INCREMENT)]);
    check_commands(
        &place,
        &[
            &["frobnicate"],
            &["synth"],
            &["synth", "--exampel", "x"],
            &["synth", "spec.txt", "--example", "x"],
            &["synth", "spec.txt", "--mode", "beam"],
            &["synth", "spec.txt", "--mode", "beam:0"],
            &["synth", "spec.txt", "--seconds", "-1"],
            &["synth", "spec.txt", "--budget", "0"],
            &["synth", "spec.txt", "--budget", "0ms"],
            &["synth", "spec.txt", "--budget", "5h"],
            &["synth", "spec.txt", "--ask", "--mode", "greedy"],
            &["synth", "spec.txt", "--candidates", "0"],
            &["synth", "spec.txt", "--threads", "0"],
            &["synth", "spec.txt", "--seed", "x"],
            &["run", "p.c"],
            &["gen", "--out", "x.jsonl"],
            &["gen", "--count", "0", "--out", "x.jsonl"],
            &["gen", "--count", "1", "--splits", "1,2", "--out", "x.jsonl"],
            &["gen", "--splits", "1,2,3,4", "--out", "data"],
            &[
                "gen", "--count", "1", "--range", "loose", "--out", "x.jsonl",
            ],
            &["completions", "basic"],
        ],
        expect![[r#"
            error: unrecognized subcommand 'frobnicate'; for the whole usage, try --help
            error: the following required arguments were not provided: <SPEC|--example <PAIR>>; for the whole usage, try --help
            error: unexpected argument '--exampel' found; tip: a similar argument exists: '--example'; for the whole usage, try --help
            error: the argument '[SPEC]' cannot be used with '--example <PAIR>'; for the whole usage, try --help
            error: invalid value 'beam' for '--mode <MODE>': `beam` is not a decoding mode: write `greedy` or `beam:N` with N from 1 to 65536; for the whole usage, try --help
            error: invalid value 'beam:0' for '--mode <MODE>': `beam:0` is not a decoding mode: write `greedy` or `beam:N` with N from 1 to 65536; for the whole usage, try --help
            error: invalid value '-1' for '--budget <TIME>': expected a time such as 500ms, 5s or 2m, up to a year; for the whole usage, try --help
            error: invalid value '0' for '--budget <TIME>': no program is found in no time; expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
            error: invalid value '0ms' for '--budget <TIME>': no program is found in no time; expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
            error: invalid value '5h' for '--budget <TIME>': expected a time such as 500ms, 5s or 2m; for the whole usage, try --help
            error: the argument '--ask' cannot be used with '--mode <MODE>'; for the whole usage, try --help
            error: invalid value '0' for '--candidates <N>': expected a number of at least 1; for the whole usage, try --help
            error: invalid value '0' for '--threads <N>': expected a number from 1 to 4096; for the whole usage, try --help
            error: invalid value 'x' for '--seed <N>': expected a number from 0 to 18446744073709551615; for the whole usage, try --help
            error: the following required arguments were not provided: --input <LIST>; for the whole usage, try --help
            error: the following required arguments were not provided: <--count <N>|--splits <N,N,N>>; for the whole usage, try --help
            error: invalid value '0' for '--count <N>': expected a number of at least 1; for the whole usage, try --help
            error: the argument '--count <N>' cannot be used with '--splits <N,N,N>'; for the whole usage, try --help
            error: 4 splits were asked for; 1 to 3 are supported: train, valid, test
            error: invalid value 'loose' for '--range <RULE>' [possible values: redraw, strict]; for the whole usage, try --help
            error: invalid value 'basic' for '<SHELL>' [possible values: bash, elvish, fish, powershell, zsh]; tip: a similar value exists: 'bash'; for the whole usage, try --help
        "#]],
    );
    assert_eq!(place.files(), ["p.c"]);
}

#[test]
fn programs_that_do_not_parse() {
    let place = Place::with(&[
        (
            "syntax.c",
            "int * func_1(int a[])\n{\n    a[0] = 1\n    return a;\n}\n",
        ),
        (
            "name.c",
            "int * func_1(int a[])\n{\n    a[0] = l_3;\n    return a;\n}\n",
        ),
        (
            "while.c",
            "int * func_1(int a[])\n{\n    while (a[0]) { a[0]--; \n    return a;\n}\n",
        ),
        ("empty.c", ""),
        ("text.c", "Dear compiler,\n"),
    ]);
    let deep = format!(
        "int * func_1(int a[]) {{ a[0] = {}1; return a; }}",
        "(".repeat(200_000)
    );
    std::fs::write(place.path("deep.c"), deep).unwrap();
    check_commands(
        &place,
        &[
            "syntax.c", "name.c", "while.c", "empty.c", "text.c", "deep.c",
        ]
        .map(|file| vec!["run", file, "--input", "[0]"])
        .iter()
        .map(Vec::as_slice)
        .collect::<Vec<_>>(),
        expect![[r#"
            error: syntax.c, line 4, column 5: expected `;` at the end of the statement, found `return`
            error: name.c, line 3, column 12: `l_3` is not declared here
            error: while.c, line 3, column 5: `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`
            error: empty.c, line 1, column 1: expected `int`, found the end of the text: a program is one function that starts `int * func_1(int a[])`
            error: text.c, line 1, column 1: expected `int`, found `Dear`: a program is one function that starts `int * func_1(int a[])`
            error: deep.c, line 1, column 133: nested more than 100 deep; no program of at most 256 tokens needs that
        "#]],
    );
}

#[test]
fn inputs_that_are_no_lists() {
    let place = Place::with(&[("p.c", INCREMENT)]);
    check_commands(
        &place,
        &[
            &["run", "p.c", "--input", "1,2,3"],
            &["run", "p.c", "--input", "[1,2", "--input", "[1]"],
            &["run", "p.c", "--input", "[1]", "--input", "[1,2]]"],
            &["run", "p.c", "--input", "[2147483648]"],
            &["run", "p.c", "--input", "[]"],
            &["run", "p.c", "--input", "[0,0,0,0,0,0,0,0,0,0,0]"],
        ],
        expect![[r#"
            error: --input 1: it has 3 values, one list is supported
            error: --input 1, column 5: expected `,` or `]`, found the end of the text
            error: --input 2, column 6: expected the end of the text, found `]`
            error: --input 1, column 2: expected an integer between -2147483648 and 2147483647, found `2147483648`
            error: --input 1: it has 0 elements, a list of 1 to 10 is supported
            error: --input 1: it has 11 elements, a list of 1 to 10 is supported
        "#]],
    );
}

#[test]
fn task_files_name_line_and_column() {
    let good = r#"{"examples": [[[0,1,2,3,4],[1,1,2,3,4]]]}"#;
    let place = Place::with(&[
        (
            "json.jsonl",
            &format!("{good}\n{{\"examples\": [[[0,1,2,3,4]]]}}\n"),
        ),
        ("cut.jsonl", &format!("{good}\n\n{}", &good[..20])),
        (
            "range.jsonl",
            &format!("{good}\n\n{}\n", good.replace("[1,1", "[7,1")),
        ),
        (
            "program.jsonl",
            &format!("{{\"program\": \"int main\", {}\n", &good[1..]),
        ),
        (
            "domain.jsonl",
            &format!("{{\"domain\": \"karel\", {}\n", &good[1..]),
        ),
        ("empty.jsonl", ""),
        ("plain.jsonl.zst", "this is not compressed\n"),
    ]);
    let before = place.files();
    check_commands(
        &place,
        &[
            "json.jsonl",
            "cut.jsonl",
            "range.jsonl",
            "program.jsonl",
            "domain.jsonl",
            "empty.jsonl",
            "plain.jsonl.zst",
        ]
        .map(|file| vec!["eval", "--data", file, "--out", "records.jsonl"])
        .iter()
        .map(Vec::as_slice)
        .collect::<Vec<_>>(),
        expect![[r#"
            error: json.jsonl, line 2, column 27: invalid length 1, expected a pair [input, output]
            error: cut.jsonl, line 3, column 20: the line ends in the middle of a task (is the file cut off?); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}
            error: range.jsonl, line 3: task 2: example 1: element 1 of the output is 7, but values from -4 to 4 are supported. Choose an example whose values all lie in that range.
            error: program.jsonl, line 1: task 1: program, line 1, column 5: expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
            error: domain.jsonl, line 1, column 1: the domain `karel` is not supported; `c` and `lists` are
            error: empty.jsonl: there is no task to evaluate
            error: plain.jsonl.zst: after line 0, the compressed data are damaged or cut off (Unknown frame descriptor); make or copy the file again
        "#]],
    );
    assert_eq!(place.files(), before);
}

#[test]
fn files_that_cannot_be_written() {
    let tasks = r#"{"examples": [[[0,1,2,3,4],[1,1,2,3,4]]]}"#;
    let place = Place::with(&[("tasks.jsonl", tasks), ("file", "")]);
    check_commands(
        &place,
        &[
            &["gen", "--count", "1", "--out", "missing/tasks.jsonl"],
            &["gen", "--splits", "1,1", "--out", "file"],
            &[
                "eval",
                "--data",
                "tasks.jsonl",
                "--out",
                "missing/records.jsonl",
            ],
        ],
        expect![[r#"
            error: missing/tasks.jsonl: cannot create it: No such file or directory (os error 2)
            error: file: cannot make the folder: File exists (os error 17)
            error: missing/records.jsonl: cannot create it: No such file or directory (os error 2)
        "#]],
    );
}

#[test]
fn errors_are_objects_with_json() {
    let place = Place::with(&[
        ("spec.txt", "# ok\n[0, 1, 2, 3, 4] - [0, 0, 0, 0, 0]\n"),
        ("long.txt", "\n[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 9]\n"),
        ("p.c", "int f;\n"),
    ]);
    let mut table = String::new();
    for args in [
        &["synth", "--json", "spec.txt"][..],
        &["--json", "synth", "long.txt", "--domain", "c"],
        &["run", "p.c", "--input", "[1]", "--json"],
        &["synth", "missing.txt", "--json"],
        &["synth", "--json", "--frobnicate"],
        &["gen", "--json"],
    ] {
        let run = place.run(args);
        assert_eq!(run.status, 2, "{run}");
        assert!(run.stderr.starts_with("error: "), "{run}");
        table += &format!("{}\n", run.json());
    }
    expect![[r#"
        {"error":{"message":"expected `->` and an output, found `-`","file":"spec.txt","line":2,"column":17}}
        {"error":{"message":"example 1: element 5 of the output is 9, but values from -4 to 4 are supported. Choose an example whose values all lie in that range.","file":"long.txt","line":2,"column":null}}
        {"error":{"message":"expected `*`, found `f`: a program is one function that starts `int * func_1(int a[])`","file":"p.c","line":1,"column":5}}
        {"error":{"message":"cannot read it: No such file or directory (os error 2)","file":"missing.txt","line":null,"column":null}}
        {"error":{"message":"unexpected argument '--frobnicate' found; tip: to pass '--frobnicate' as a value, use '-- --frobnicate'; for the whole usage, try --help","file":null,"line":null,"column":null}}
        {"error":{"message":"the following required arguments were not provided: --out <PATH> <--count <N>|--splits <N,N,N>>; for the whole usage, try --help","file":null,"line":null,"column":null}}
    "#]].assert_eq(&table);
}

#[test]
fn a_missing_compiler_is_named() {
    let place = Place::with(&[("p.c", INCREMENT)]);
    let run = |args: &[&str]| {
        let output = place
            .command(args)
            .env("CC", "no-such-compiler")
            .output()
            .unwrap();
        Run::from(output)
    };
    for args in [
        &["run", "p.c", "--input", "[1,2,3,4,0]", "--cc"][..],
        &["synth", "--cc", "--example", "[0,0,0,0,0] -> [1,1,1,1,1]"],
    ] {
        let run = run(args);
        refused(&run);
        assert!(
            run.stderr.contains("`no-such-compiler` cannot be started"),
            "{run}"
        );
    }
}
