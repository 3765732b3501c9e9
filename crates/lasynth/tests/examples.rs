//! The specifications in `examples/`, each with a reference program in `examples/reference/`.

use lasynth::{Answer, Budget, Example, Value, system_cc};
use lasynth_core::{Program, parse_spec};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Specification {
    name: String,
    path: PathBuf,
    examples: Vec<Example>,
    reference: Box<dyn Program>,
}

fn specifications() -> Vec<Specification> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let examples = parse_spec(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let source = folder.join("reference").join(format!("{name}.c"));
        let source = std::fs::read_to_string(source).unwrap();
        found.push(Specification {
            examples: examples.into_iter().map(|(example, _)| example).collect(),
            reference: lasynth::domain().parse(&source).unwrap(),
            name,
            path,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() >= 8);
    found
}

/// Inputs on which the reference stays in the range that specifications are written in.
fn judged_inputs(reference: &dyn Program) -> Vec<(Value, Value)> {
    let pair = |input: Value| {
        let output = reference.run(&input).ok()?;
        let Value::List(items) = &output;
        let fits = items.iter().all(|item| (-4..=4).contains(item));
        fits.then_some((input, output))
    };
    let pairs: Vec<_> = lasynth::domain()
        .probe_inputs()
        .into_iter()
        .filter_map(pair)
        .collect();
    assert!(pairs.len() >= 10);
    pairs
}

#[test]
fn references_meet_their_examples() {
    for Specification {
        name,
        examples,
        reference,
        ..
    } in specifications()
    {
        lasynth::domain().check_examples(&examples).unwrap();
        for example in examples {
            assert_eq!(
                reference.run(&example.input).unwrap(),
                example.output,
                "{name}"
            );
        }
        system_cc::compiles_cleanly(&reference.source()).unwrap();
    }
}

#[test]
fn at_least_half_are_beyond_the_baseline() {
    let all = specifications();
    let is_beyond = |specification: &&Specification| {
        let predict = lasynth::domain().baseline(&specification.examples);
        predict.is_none_or(|predict| {
            judged_inputs(specification.reference.as_ref())
                .iter()
                .any(|(input, output)| predict(input) != *output)
        })
    };
    let beyond: Vec<&str> = all
        .iter()
        .filter(is_beyond)
        .map(|s| s.name.as_str())
        .collect();
    assert!(
        2 * beyond.len() >= all.len(),
        "{} of {}: {beyond:?}",
        beyond.len(),
        all.len()
    );
}

#[test]
fn the_model_solves_them() {
    let mut failures = Vec::new();
    for Specification {
        name,
        examples,
        reference,
        ..
    } in specifications()
    {
        let answer: Answer = lasynth::synthesize(&examples, &Budget::default()).unwrap();
        let Some(found) = answer.answer else {
            failures.push(format!("{name}: nothing found"));
            continue;
        };
        system_cc::verify(&found.source, &examples).unwrap();
        for (input, output) in judged_inputs(reference.as_ref()) {
            if found.program.run(&input).as_ref() != Ok(&output) {
                failures.push(format!("{name}: wrong on {input}\n{}", found.source));
                break;
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_binary_prints_a_program_that_compiles() {
    let specifications = specifications();
    let increment = specifications
        .iter()
        .find(|s| s.name == "increment")
        .unwrap();
    let synth = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lasynth"));
        let output = command
            .arg("synth")
            .arg(&increment.path)
            .args(flags)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let source = synth(&[]);
    system_cc::verify(&source, &increment.examples).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&synth(&["--json", "--cc"])).unwrap();
    assert_eq!(answer["program"], source);
    assert_eq!(
        (&answer["found"], &answer["consistent"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        (&answer["verified_with"], &answer["stop"]),
        (&"executor+cc".into(), &"found".into())
    );
    assert_eq!(
        (&answer["cc"]["agrees"], &answer["near_miss"]),
        (&true.into(), &().into())
    );
    assert!((0.0..=1.0).contains(&answer["confidence"].as_f64().unwrap()));
    assert!(answer["tokens"].as_u64().unwrap() > 0 && answer["alternatives"].is_array());
}
