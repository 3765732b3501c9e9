//! What ARCHITECTURE.md says about the crates: those that serve every language rest on none.

use serde_json::Value;
use std::process::Command;

/// Crates that know a language: those of restricted C and of functions over lists.
fn knows_a_language(name: &str) -> bool {
    let is_of = |language: &str| {
        let rest = name.strip_prefix(language);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    is_of("lasynth-c") || is_of("lasynth-lists")
}

/// The crate that puts languages and generic crates together.
const TOP: &str = "lasynth";

/// Generic crates whose tests, and nothing else of them, use a language.
const TESTED_WITH_A_LANGUAGE: [&str; 1] = ["lasynth-decode"];

/// The crates of the workspace, each with its direct dependencies and their kinds.
fn crates() -> Vec<(String, Vec<(String, String)>)> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let name = |object: &Value| object["name"].as_str().expect("a name").to_owned();
    let dependency = |object: &Value| {
        // A normal dependency has no kind.
        let kind = object["kind"].as_str().unwrap_or("normal");
        (name(object), kind.to_owned())
    };
    let package = |object: &Value| {
        let dependencies = object["dependencies"].as_array().expect("dependencies");
        (name(object), dependencies.iter().map(dependency).collect())
    };
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(package).collect()
}

#[test]
fn generic_crates_rest_on_no_language() {
    let mut wrong = Vec::new();
    let mut generic = Vec::new();
    for (name, dependencies) in crates() {
        if name == TOP || knows_a_language(&name) {
            continue;
        }
        for (dependency, kind) in dependencies {
            let tested = kind == "dev" && TESTED_WITH_A_LANGUAGE.contains(&&name[..]);
            if knows_a_language(&dependency) && !tested {
                wrong.push(format!("{name} has the {kind} dependency {dependency}"));
            }
        }
        generic.push(name);
    }
    assert!(
        generic.contains(&"lasynth-core".to_owned()),
        "{generic:?} are not the generic crates of this workspace"
    );
    assert!(
        wrong.is_empty(),
        "crates for every language know one:\n{}",
        wrong.join("\n")
    );
}
