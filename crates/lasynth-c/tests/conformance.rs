//! Every program of the benchmark files is a program of the language.

use lasynth_c::{lexer, parser, printer};
use serde_json::Value;
use std::path::Path;

/// The tasks of a benchmark file; `None` where the benchmark is not at hand.
fn tasks(file: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("LASYNTH_BENCH_DIR") else {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "LASYNTH_BENCH_DIR must be set"
        );
        eprintln!("skipped: LASYNTH_BENCH_DIR is not set");
        return None;
    };
    let text = std::fs::read_to_string(Path::new(&folder).join(file)).expect(file);
    let parse = |line: &str| serde_json::from_str(line).expect("a task");
    Some(text.lines().map(parse).collect())
}

fn check_file(file: &str, expected: usize) {
    let Some(tasks) = tasks(file) else { return };
    assert_eq!(tasks.len(), expected);
    for task in tasks {
        let id = task["id"].as_str().unwrap();
        let source = task["program"].as_str().unwrap();
        let program = parser::parse(source).unwrap_or_else(|e| panic!("{id}: {e}\n{source}"));
        let tokens = task["tokens"].as_u64().unwrap() as usize;
        assert_eq!(lexer::count_tokens(source), Ok(tokens), "{id}");
        assert_eq!(program.kind().name(), task["kind"], "{id}");
        let text = printer::print(&program);
        assert_eq!(lexer::count_tokens(&text), Ok(program.length()), "{id}");
        assert_eq!(parser::parse(&text), Ok(program), "{id}\n{text}");
    }
}

#[test]
fn random_programs_of_the_benchmark_parse() {
    check_file("c/sample_200.jsonl", 200);
}

#[test]
fn written_programs_of_the_benchmark_parse() {
    check_file("c/human_30.jsonl", 30);
}
