//! `lasynth fuzz`.

use crate::Place;
use serde_json::Value;

fn fuzz(place: &Place, args: &[&str]) -> Value {
    let run = place.run(&[&["fuzz", "--against", "cc", "--json", "--seed", "5"], args].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let mut summary: Value = serde_json::from_str(&run.stdout).unwrap();
    summary.as_object_mut().unwrap().remove("seconds");
    summary
}

/// A run in two parts sees what a run in one does, and a third does nothing more.
#[test]
fn the_state_goes_on() {
    let place = Place::with(&[]);
    let whole = fuzz(&place, &["--count", "500"]);
    assert_eq!(whole["programs"], 500);
    assert_eq!(whole["runs"], 5_000);
    let part = fuzz(&place, &["--count", "250", "--state", "state.json"]);
    assert_eq!(part["programs"], 250);
    for _ in 0..2 {
        let rest = fuzz(&place, &["--count", "500", "--state", "state.json"]);
        assert_eq!(rest, whole);
    }
}

#[test]
fn states_that_do_not_fit() {
    let place = Place::with(&[
        ("broken.json", "{\"units\": "),
        (
            "other.json",
            "{\"config\": {\"seed\": 1, \"count\": 250}, \"units\": 1, \"outcomes\": {}}",
        ),
    ]);
    for file in ["broken.json", "other.json"] {
        let run = place.run(&["fuzz", "--count", "250", "--state", file]);
        assert_eq!(run.status, 2);
        assert!(
            run.stderr.starts_with(&format!("error: {file}: ")),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("another file"), "{}", run.stderr);
    }
}
