//! Task files: what is written is read back, and what cannot be read is named.

use expect_test::{Expect, expect};
use lasynth_core::Task;
use lasynth_data::tasks::{
    MAX_LINE, TaskFileError, TaskReader, TaskWriter, read_tasks, write_tasks,
};
use std::fs;
use std::io::{Cursor, Read};
use tempfile::tempdir;

const LINE: &str = r#"{"id":"c-1","name":"first up","program":"int * func_1(int a[])\n{\n    a[0]++;\n    return a;\n}\n","tokens":18,"kind":"seq","examples":[[[0,1,2,3,4],[1,1,2,3,4]]],"heldout":[[[1,1,1,1,1],[2,1,1,1,1]]],"weight":0.5,"from":{"file":"x"}}"#;
const SHORT: &str = r#"{"examples":[[[0,0,0,0,0],[1,0,0,0,0]]]}"#;

#[test]
fn what_is_read_is_written_again_unknown_fields_included() {
    let folder = tempdir().expect("a folder");
    let text = format!("{LINE}\n{SHORT}\n");
    let first = folder.path().join("a.jsonl");
    fs::write(&first, &text).expect("written");
    let tasks = read_tasks(&first).expect("tasks");
    assert_eq!(tasks[0].extra["weight"], 0.5);
    for name in ["b.jsonl", "b.jsonl.zst"] {
        let path = folder.path().join(name);
        write_tasks(&path, &tasks).expect("written");
        assert_eq!(read_tasks(&path).expect("tasks"), tasks);
    }
    assert_eq!(
        fs::read_to_string(folder.path().join("b.jsonl")).expect("text"),
        text
    );
    assert_ne!(
        fs::read(folder.path().join("b.jsonl.zst")).expect("bytes"),
        text.as_bytes()
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        3,
        "nothing else is left"
    );
}

#[test]
fn numbers_in_unknown_fields_keep_every_digit() {
    let line = r#"{"examples":[],"weights":[-2.5000000000000002e+33,0.1,1.7976931348623157e+308]}"#;
    let mut reader = TaskReader::new("a.jsonl", Cursor::new(line)).expect("a reader");
    let task = reader.next().expect("a line").expect("a task");
    assert_eq!(serde_json::to_string(&task).expect("JSON"), line);
}

#[test]
fn blank_lines_and_a_missing_last_newline_do_no_harm() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, format!("\n{SHORT}\r\n  \n{SHORT}")).expect("written");
    let mut reader = TaskReader::open(&path).expect("opened");
    let mut lines = Vec::new();
    while let Some(task) = reader.next() {
        task.expect("a task");
        lines.push(reader.line());
    }
    assert_eq!(lines, [2, 4]);
}

fn check(text: &[u8], expected: Expect) {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, text).expect("written");
    let error = read_tasks(&path).expect_err("no task file").to_string();
    expected.assert_eq(&error.replace(&folder.path().display().to_string(), "DIR"));
}

#[test]
fn lines_that_are_no_tasks_are_named() {
    let after = |line: &str| format!("{SHORT}\n{line}\n{SHORT}\n").into_bytes();
    check(
        &after("[[1,2,3],[1,2,3]]"),
        expect![[
            r#"DIR/a.jsonl, line 2, column 1: invalid type: sequence, expected a task, a JSON object such as {"examples": [...]}"#
        ]],
    );
    check(
        &after(r#"{"id": "x"}"#),
        expect![[
            r#"DIR/a.jsonl, line 2, column 11: the task ends here, but there is a missing field `examples`; expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        &after(r#"{"examples": [[[1,2],[3"#),
        expect![[
            r#"DIR/a.jsonl, line 2, column 23: the line ends in the middle of a task (is the file cut off?); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        &after(r#"{"examples": [[[1,2],[3,x]]]}"#),
        expect![[
            r#"DIR/a.jsonl, line 2, column 25: not valid JSON (expected value); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        &after(r#"{"name": "größer", "examples": [[[1,2],"no"]]}"#),
        expect![[
            r#"DIR/a.jsonl, line 2, column 43: invalid type: string "no", expected an integer, a list of integers or a grid"#
        ]],
    );
    check(
        &after(r#"{"examples": [[[1,2]]]}"#),
        expect![
            "DIR/a.jsonl, line 2, column 21: invalid length 1, expected a pair [input, output]"
        ],
    );
    check(
        &after(r#"{"examples": [[[1,99999999999],[1,2]]]}"#),
        expect![
            "DIR/a.jsonl, line 2, column 29: invalid value: integer `99999999999`, expected an integer between -2147483648 and 2147483647"
        ],
    );
    check(
        &after(r#"{"examples": [], "examples": []}"#),
        expect![[
            r#"DIR/a.jsonl, line 2, column 27: duplicate field `examples`; expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        &after(&format!("{SHORT} {SHORT}")),
        expect![[
            r#"DIR/a.jsonl, line 2, column 42: not valid JSON (trailing characters); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        b"\xff\xfe{}",
        expect![[
            r#"DIR/a.jsonl, line 1, column 1: not valid JSON (expected value); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
    check(
        &LINE.as_bytes()[..80],
        expect![[
            r#"DIR/a.jsonl, line 1, column 80: the line ends in the middle of a task (is the file cut off?); expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#
        ]],
    );
}

#[test]
fn after_a_line_that_is_no_task_the_reader_goes_on() {
    let text = format!("{SHORT}\nrubbish\n{LINE}\n[]\n{SHORT}");
    let mut reader = TaskReader::new("a.jsonl", Cursor::new(text)).expect("a reader");
    let mut seen = Vec::new();
    while let Some(task) = reader.next() {
        seen.push((reader.line(), task.is_ok()));
    }
    assert_eq!(
        seen,
        [(1, true), (2, false), (3, true), (4, false), (5, true)]
    );
}

#[test]
fn a_line_without_an_end_is_not_kept_in_memory() {
    let endless = std::io::repeat(b'[').take(3 * MAX_LINE as u64);
    let rest = format!("\n{SHORT}\n");
    let mut reader =
        TaskReader::new("a.jsonl", endless.chain(Cursor::new(rest))).expect("a reader");
    let error = reader.next().expect("a line").expect_err("no task");
    expect![[r#"a.jsonl, line 1, column 1: the line is longer than 16777216 bytes; expected one task as a JSON object such as {"examples": [[[0, 1, 2, 3, 4], [1, 1, 2, 3, 4]]]}"#]]
        .assert_eq(&error.to_string());
    assert!(reader.next().expect("a line").is_ok());
    assert_eq!((reader.line(), reader.next().is_none()), (2, true));
}

#[test]
fn damaged_compressed_files_are_named() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl.zst");
    let tasks: Vec<Task> = (0..500)
        .map(|i| Task {
            id: format!("c-{}", i * 7_919 % 2_003),
            ..Task::default()
        })
        .collect();
    write_tasks(&path, &tasks).expect("written");
    let bytes = fs::read(&path).expect("bytes");
    for damaged in [
        &bytes[..bytes.len() / 2],
        &bytes[..bytes.len() - 1],
        b"plain text",
        b"",
    ] {
        fs::write(&path, damaged).expect("written");
        let error = read_tasks(&path).expect_err("damaged");
        assert!(
            matches!(error, TaskFileError::Compression { .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains("a.jsonl.zst, after line "),
            "{error}"
        );
    }
    // A byte that leaves the format intact makes another text, and maybe another task, of a line.
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let reader = TaskReader::new("a.jsonl.zst", Cursor::new(changed)).expect("a reader");
        let read: Result<Vec<Task>, _> = reader.collect();
        assert!(
            read.is_err() || read.is_ok_and(|read| read == tasks),
            "byte {at}"
        );
    }
}

#[test]
fn files_that_cannot_be_opened_or_made_are_named() {
    let folder = tempdir().expect("a folder");
    let missing = folder.path().join("none").join("a.jsonl");
    let errors = [
        read_tasks(&missing).expect_err("missing").to_string(),
        write_tasks(&missing, []).expect_err("missing").to_string(),
        write_tasks("/", []).expect_err("no name").to_string(),
    ];
    for (error, start) in errors
        .iter()
        .zip(["cannot open ", "cannot create ", "cannot create /"])
    {
        assert!(error.starts_with(start), "{error}");
    }
}

#[test]
fn an_unfinished_file_never_appears() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "old").expect("written");
    let mut writer = TaskWriter::create(&path).expect("created");
    writer.write(&Task::default()).expect("written");
    assert_eq!(fs::read_to_string(&path).expect("text"), "old");
    drop(writer);
    assert_eq!(fs::read_to_string(&path).expect("text"), "old");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}
