//! Fuzz targets, which run as tests; ARCHITECTURE.md says for how long and how to run them longer.

mod text;

use lasynth_core::Task;
use lasynth_data::tasks::{TaskFileError, TaskReader};
use std::io::Cursor;
use std::time::Duration;

/// How long a target runs as a test.
fn test_time() -> Duration {
    let asked = std::env::var("LASYNTH_FUZZ_SECONDS").ok();
    let asked = asked.and_then(|seconds| seconds.parse().ok());
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    Duration::from_secs(asked.unwrap_or(if in_ci { 60 } else { 5 }))
}

/// What the reader makes of each line that is not blank, and the error that ended it.
#[derive(Debug, Default, PartialEq)]
struct Read {
    /// Number of the line, and its task or what is said about it.
    lines: Vec<(usize, Result<Task, String>)>,
    end: Option<TaskEnd>,
}

#[derive(Debug, PartialEq)]
struct TaskEnd(String);

fn read(name: &str, bytes: &[u8]) -> Read {
    let mut reader = TaskReader::new(name, Cursor::new(bytes.to_vec())).expect("a reader");
    let mut read = Read::default();
    while let Some(task) = reader.next() {
        assert_eq!(read.end, None, "goes on after the end");
        let task = match task {
            Ok(task) => Ok(task),
            Err(TaskFileError::Line {
                line,
                column,
                message,
                ..
            }) => {
                assert_eq!(line, reader.line());
                assert!(column > 0 && !message.is_empty());
                Err(format!("column {column}: {message}"))
            }
            Err(error) => {
                read.end = Some(TaskEnd(error.to_string()));
                continue;
            }
        };
        if let Some((last, _)) = read.lines.last() {
            assert!(*last < reader.line(), "lines come in order");
        }
        read.lines.push((reader.line(), task));
    }
    read
}

/// Every line of a file gives the task or the complaint that it gives alone, whatever stands around
/// it; places are in the line; a task that is written again is the same task.
#[test]
fn task_lines() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let text = text::file(bytes);
            let whole = read("a.jsonl", &text);
            assert_eq!(whole.end, None, "a file in memory can be read");
            let mut found = whole.lines.iter();
            for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
                let alone = read("a.jsonl", line);
                let Some((_, alone)) = alone.lines.into_iter().next() else {
                    assert!(line.trim_ascii().is_empty());
                    continue;
                };
                let (number, task) = found.next().expect("no line is left out");
                assert_eq!((*number, task), (index + 1, &alone));
                match task {
                    Ok(task) => {
                        let once = serde_json::to_string(task).expect("a task can be written");
                        let again = read("a.jsonl", once.as_bytes()).lines;
                        assert_eq!(again, [(1, Ok(task.clone()))], "{once}");
                    }
                    Err(message) => {
                        let column = message["column ".len()..].split(':').next();
                        let column: usize = column.and_then(|c| c.parse().ok()).expect("a number");
                        let characters = String::from_utf8_lossy(line).chars().count();
                        assert!(column <= characters + 1, "{message}: {line:?}");
                    }
                }
            }
            assert_eq!(found.next(), None);
        });
}

/// A compressed file gives what the plain one gives. One that was cut off gives the beginning of it
/// and an error, and one with a wrong byte an error or what it gave before.
#[test]
fn compressed_tasks() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let (choices, rest) = bytes.split_at(bytes.len().min(8));
            let mut choice = [0; 8];
            choice[..choices.len()].copy_from_slice(choices);
            let [a, b, c, d, flip, level, ..] = choice;
            let text = text::file(rest);
            let plain = read("a.jsonl", &text);
            let packed = compress(&text, level);
            assert_eq!(read("a.jsonl.zst", &packed), plain);

            let at = u32::from_le_bytes([a, b, c, d]) as usize % packed.len();
            let cut = read("a.jsonl.zst", &packed[..at]);
            assert!(
                cut.end.is_some(),
                "nobody notices that {at} bytes are not all"
            );
            assert_eq!(cut.lines, plain.lines[..cut.lines.len()]);

            let mut damaged = packed;
            damaged[at] ^= flip.max(1);
            let damaged = read("a.jsonl.zst", &damaged);
            if damaged.end.is_none() {
                assert_eq!(damaged, plain, "nobody notices the byte {at}");
            }

            // Bytes that were never compressed end as well.
            read("a.jsonl.zst", bytes);
        });
}

/// As a writer of task files does.
fn compress(text: &[u8], level: u8) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), i32::from(level % 7)).expect("an encoder");
    encoder.include_checksum(true).expect("a checksum");
    std::io::Write::write_all(&mut encoder, text).expect("written");
    encoder.finish().expect("finished")
}
