//! Model directories that cannot be used.

use crate::Place;
use std::path::Path;

/// The model in the binary, as files.
const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/c-small");

fn copy(place: &Place, name: &str) {
    std::fs::create_dir_all(place.path("model")).unwrap();
    std::fs::copy(Path::new(GOOD).join(name), place.path("model").join(name)).unwrap();
}

/// Changes the files of a good model, then asserts that it is refused with these words.
#[track_caller]
fn check(change: impl FnOnce(&Place), words: &[&str]) {
    let place = Place::with(&[]);
    copy(&place, "model.toml");
    copy(&place, "model.safetensors");
    change(&place);
    let spec = "[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 0]";
    let run = place.run(&["synth", "--example", spec, "--model", "model", "--json"]);
    assert_eq!(run.status, 2, "{run}");
    assert_eq!(run.stderr.trim_end().lines().count(), 1, "{run}");
    let error = run.json()["error"].clone();
    assert!(
        error["file"].as_str().unwrap().starts_with("model"),
        "{run}"
    );
    for word in words {
        assert!(
            error["message"].as_str().unwrap().contains(word),
            "`{word}`: {run}"
        );
    }
}

/// Changes the card of the model.
fn edit(place: &Place, change: impl FnOnce(&mut toml::Table)) {
    let path = place.path("model/model.toml");
    let mut card = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    change(&mut card);
    std::fs::write(path, card.to_string()).unwrap();
}

#[test]
fn a_good_copy_is_taken() {
    let place = Place::with(&[]);
    copy(&place, "model.toml");
    copy(&place, "model.safetensors");
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
    assert_eq!(place.run(&args).json()["model"], "c-small");
}

#[test]
fn missing_files() {
    let holds = "a model directory holds model.toml and model.safetensors";
    check(
        |place| std::fs::remove_dir_all(place.path("model")).unwrap(),
        &["No such file", holds],
    );
    for file in ["model/model.toml", "model/model.safetensors"] {
        check(
            |place| std::fs::remove_file(place.path(file)).unwrap(),
            &["No such file", holds],
        );
    }
}

#[test]
fn truncated_weights() {
    for keep in [0.0, 0.01, 0.9, 0.9999] {
        let cut = |place: &Place| {
            let path = place.path("model/model.safetensors");
            let bytes = std::fs::read(&path).unwrap();
            let length = (bytes.len() as f64 * keep) as usize;
            std::fs::write(path, &bytes[..length]).unwrap();
        };
        check(cut, &["model.safetensors: "]);
    }
}

#[test]
fn damaged_cards() {
    let version = |place: &Place| edit(place, |card| card["format"] = 999.into());
    check(version, &["format 999", "reads formats 1 to 2"]);
    for text in ["", "format = = 1", "format = 1\nname = \"x\"\n"] {
        let damage = |place: &Place| std::fs::write(place.path("model/model.toml"), text).unwrap();
        check(damage, &["model.toml: "]);
    }
}

#[test]
fn files_that_do_not_fit_each_other_or_the_language() {
    let domain = |place: &Place| edit(place, |card| card["domain"] = "karel".into());
    check(domain, &["domain `karel`"]);
    let range = |place: &Place| edit(place, |card| card["encoding"]["max"] = 5.into());
    check(range, &["model.toml: ", "the domain has"]);
    let token = |place: &Place| edit(place, |card| card["vocabulary"]["names"][1] = "goto".into());
    check(token, &["tokens are not the"]);
    let larger = |place: &Place| {
        edit(place, |card| {
            let layers = card["config"]["layers"].as_integer().unwrap();
            card["config"]["layers"] = (layers + 1).into();
        });
    };
    check(
        larger,
        &["model.safetensors: ", "do not fit the sizes in model.toml"],
    );
}
