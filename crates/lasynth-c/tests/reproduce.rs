//! Recorded input-output pairs of programs written or drawn by others, checked with a C compiler.

use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_core::{Task, Value};
use std::path::PathBuf;

/// The folder with outside data, or a note that the test is skipped.
fn bench_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LASYNTH_BENCH_DIR").map(PathBuf::from);
    if folder.is_none() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "LASYNTH_BENCH_DIR must be set"
        );
        println!("skipped: LASYNTH_BENCH_DIR is not set");
    }
    folder
}

#[test]
fn recorded_pairs_are_reproduced() {
    let Some(folder) = bench_folder() else { return };
    let mut pairs = 0;
    for file in ["c/sample_200.jsonl", "c/human_30.jsonl"] {
        let text = std::fs::read_to_string(folder.join(file)).expect("the task file can be read");
        for line in text.lines() {
            let task: Task = serde_json::from_str(line).expect("a task");
            let source = task.program.expect("a program");
            let program = parse(&source).unwrap_or_else(|error| panic!("{}: {error}", task.id));
            let executable = Executable::new(&program);
            for pair in task.examples.iter().chain(task.heldout.iter().flatten()) {
                let input = pair.input.as_list().expect("a list");
                let mut list = input.to_vec();
                assert_eq!(executable.run(&mut list), Ok(()), "{}\n{source}", task.id);
                assert_eq!(
                    Value::List(list),
                    pair.output,
                    "{} on {input:?}\n{source}",
                    task.id
                );
                pairs += 1;
            }
        }
    }
    assert_eq!(pairs, 2_300);
}
