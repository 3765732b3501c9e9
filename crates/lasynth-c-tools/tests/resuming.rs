//! Runs to files that end early, and go on.

use expect_test::{Expect, expect};
use lasynth_c::domain::RestrictedC;
use lasynth_core::{DrawRules, Lists};
use lasynth_data::generation::{
    Destination, Form, GenConfig, GenError, Native, Progress, Start, Summary, generate_files,
};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use tempfile::tempdir;

/// Runs for so many chunks.
fn run(
    config: &GenConfig,
    to: &Destination,
    start: Start,
    mut chunks: usize,
) -> Result<Summary, GenError> {
    let mut progress = |_: &Progress| {
        chunks -= 1;
        match chunks {
            0 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    };
    generate_files(&Native(&RestrictedC), config, to, start, &mut progress)
}

fn whole(config: &GenConfig, to: &Destination) -> Summary {
    run(config, to, Start::Fresh, usize::MAX).expect("files")
}

fn stopped(config: &GenConfig, to: &Destination, start: Start, chunks: usize) {
    let ended = run(config, to, start, chunks);
    assert!(matches!(ended, Err(GenError::Interrupted)), "{ended:?}");
}

/// What lies in a folder: names and bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name");
            (name, fs::read(entry.path()).unwrap_or_default())
        })
        .collect();
    files.sort();
    files
}

/// All but the times.
fn same(one: &Summary, other: &Summary) -> bool {
    let timeless = |summary: &Summary| Summary {
        seconds: 0.0,
        candidates_per_second: 0.0,
        ..summary.clone()
    };
    timeless(one) == timeless(other)
}

/// What a process leaves that is killed after more was written than it has noted down.
fn write_more(unfinished: &Path) {
    for name in ["train", "valid", "test", "seen"] {
        let path = unfinished.join(name);
        if path.exists() {
            let file = OpenOptions::new().append(true).open(path);
            (file.expect("a file").write_all(b"lost in the kill")).expect("space");
        }
    }
    fs::write(unfinished.join("state.json.tmp"), "{").expect("space");
}

#[test]
fn a_run_in_pieces_gives_the_bytes_of_one_in_one_piece() {
    let config = GenConfig {
        splits: vec![9_000, 300, 300],
        seed: 7,
        ..GenConfig::default()
    };
    let mixture = DrawRules {
        kinds: Some("seq=1,if=1,for=1,mixed=1".parse().expect("a mixture")),
        ..DrawRules::default()
    };
    let configs = [
        config.clone(),
        GenConfig {
            dedup: false,
            rules: mixture,
            ..config
        },
    ];
    for config in configs {
        let place = tempdir().expect("a folder");
        let one = place.path().join("one");
        let summary = whole(&config, &Destination::Folder(one.clone()));
        let pieces = place.path().join("pieces");
        let to = Destination::Folder(pieces.clone());
        stopped(&config, &to, Start::Fresh, 1);
        for chunks in [1, 2, 1] {
            write_more(&to.unfinished());
            stopped(&config, &to, Start::Resume, chunks);
        }
        let resumed = GenConfig {
            threads: 1,
            ..config
        };
        let again = run(&resumed, &to, Start::Resume, usize::MAX).expect("files");
        assert!(contents(&pieces) == contents(&one));
        assert!(same(&again, &summary), "{again:?}, {summary:?}");
    }
}

/// Several frames, and interruptions within one.
#[test]
fn compressed_files_are_the_same_too() {
    let config = GenConfig {
        splits: vec![5_000],
        seed: 8,
        ..GenConfig::default()
    };
    let place = tempdir().expect("a folder");
    let one = place.path().join("one.jsonl.zst");
    whole(&config, &Destination::File(one.clone()));
    let plain = place.path().join("plain.jsonl");
    whole(&config, &Destination::File(plain.clone()));
    let pieces = place.path().join("pieces.jsonl.zst");
    let to = Destination::File(pieces.clone());
    stopped(&config, &to, Start::Fresh, 1);
    for _ in 0..2 {
        write_more(&to.unfinished());
        stopped(&config, &to, Start::Resume, 1);
    }
    run(&config, &to, Start::Resume, usize::MAX).expect("a file");
    let bytes = fs::read(&pieces).expect("a file");
    assert!(bytes == fs::read(&one).expect("a file"));
    let lines = zstd::decode_all(&bytes[..]).expect("compressed lines");
    assert!(lines.len() > 3 << 20, "more than one frame");
    assert!(lines == fs::read(&plain).expect("a file"));
    assert_eq!(contents(place.path()).len(), 3);
}

/// A kill while the finished files get their names.
#[test]
fn the_last_step_can_be_repeated() {
    let config = GenConfig {
        splits: vec![50, 10],
        ..GenConfig::default()
    };
    let place = tempdir().expect("a folder");
    let data = place.path().join("data");
    let to = Destination::Folder(data.clone());
    // One chunk is enough for all tasks, and then the run is asked to stop: nothing is renamed yet.
    stopped(&config, &to, Start::Fresh, 1);
    let unfinished = to.unfinished();
    let state = fs::read_to_string(unfinished.join("state.json")).expect("a state");
    assert!(state.contains("\"finished\":false"));
    let finished = state.replace("\"finished\":false", "\"finished\":true");
    fs::write(unfinished.join("state.json"), finished).expect("space");
    fs::rename(unfinished.join("train"), data.join("train.jsonl")).expect("a file");
    let summary = run(&config, &to, Start::Resume, usize::MAX).expect("files");
    assert_eq!(summary.tasks, 60);
    let other = place.path().join("other");
    whole(&config, &Destination::Folder(other.clone()));
    assert!(contents(&data) == contents(&other));
}

#[test]
fn an_unfinished_run_is_not_lost_by_accident() {
    let config = GenConfig {
        splits: vec![4_000],
        seed: 1,
        ..GenConfig::default()
    };
    let place = tempdir().expect("a folder");
    let to = Destination::File(place.path().join("a.jsonl"));
    let check = |config: &GenConfig, start: Start, expected: Expect| {
        let error = run(config, &to, start, usize::MAX).expect_err("no files");
        let text = error.to_string();
        let folder = format!("{}/", place.path().display());
        expected.assert_eq(&text.replace(&folder, ""));
    };
    check(
        &config,
        Start::Resume,
        expect![
            ".a.jsonl.unfinished: there is no unfinished run to resume; leave out --resume to start"
        ],
    );
    assert_eq!(contents(place.path()), []);
    stopped(&config, &to, Start::Fresh, 1);
    check(
        &config,
        Start::Fresh,
        expect![
            ".a.jsonl.unfinished: an unfinished run stands there (1489 of 4000 tasks); --resume goes on with it, --restart discards it"
        ],
    );
    let rules = DrawRules {
        lists: Some(Lists { len: 3, max: 4 }),
        ..DrawRules::default()
    };
    for (other, expected) in [
        (
            GenConfig {
                seed: 2,
                ..config.clone()
            },
            expect![
                ".a.jsonl.unfinished: the unfinished run has another `seed`: 1 there, 2 here; ask for the same as before to resume it, or discard it with --restart"
            ],
        ),
        (
            GenConfig {
                splits: vec![4_001],
                ..config.clone()
            },
            expect![
                ".a.jsonl.unfinished: the unfinished run has another `splits`: [4000] there, [4001] here; ask for the same as before to resume it, or discard it with --restart"
            ],
        ),
        (
            GenConfig {
                form: Form::Minimal,
                ..config.clone()
            },
            expect![[
                r#".a.jsonl.unfinished: the unfinished run has another `form`: "raw" there, "minimal" here; ask for the same as before to resume it, or discard it with --restart"#
            ]],
        ),
        (
            GenConfig {
                rules,
                ..config.clone()
            },
            expect![[
                r#".a.jsonl.unfinished: the unfinished run has another `rules.lists`: null there, {"len":3,"max":4} here; ask for the same as before to resume it, or discard it with --restart"#
            ]],
        ),
    ] {
        check(&other, Start::Resume, expected);
    }

    let lock = fs::File::open(to.unfinished().join("lock")).expect("a lock");
    lock.lock().expect("the lock");
    check(
        &config,
        Start::Resume,
        expect![".a.jsonl.unfinished: another process is at work there; wait for it or stop it"],
    );
    drop(lock);

    let state = to.unfinished().join("state.json");
    let text = fs::read(&state).expect("a state");
    fs::write(to.unfinished().join("train"), "").expect("space");
    check(
        &config,
        Start::Resume,
        expect![
            ".a.jsonl.unfinished/train: the file is shorter than when the state was saved; discard the unfinished run with --restart"
        ],
    );
    // Within the configuration: what comes later, times for example, is not always as long.
    fs::write(&state, &text[..100]).expect("space");
    check(
        &config,
        Start::Resume,
        expect![
            ".a.jsonl.unfinished/state.json: this is no state of a run (EOF while parsing a string at line 1 column 100); discard the unfinished run with --restart"
        ],
    );
    check(
        &config,
        Start::Fresh,
        expect![
            ".a.jsonl.unfinished/state.json: this is no state of a run (EOF while parsing a string at line 1 column 100); discard the unfinished run with --restart"
        ],
    );

    run(&config, &to, Start::Restart, usize::MAX).expect("a file");
    let names: Vec<String> = contents(place.path()).into_iter().map(|f| f.0).collect();
    assert_eq!(names, ["a.jsonl"]);
}
