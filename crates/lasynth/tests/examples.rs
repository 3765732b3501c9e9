//! The specifications in `examples/`, each with a reference program in `examples/reference/`.

use lasynth::{Budget, DOMAINS, Example, Input, Session, Synthesiser, Value};
use lasynth_c::domain::RestrictedC as C;
use lasynth_c_tools::system_cc;
use lasynth_core::{Language, Program, Tasks, Values, parse_spec};
use lasynth_search::SearchConfig;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

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
            reference: C.parse(&source).unwrap(),
            name,
            path,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() >= 8);
    found
}

/// Inputs on which the reference stays in the range that specifications are written in.
fn judged_inputs(reference: &dyn Program) -> Vec<(Input, Value)> {
    let pair = |input: Input| {
        let output = reference.run(&input).ok()?;
        C.in_range(&output).then_some((input, output))
    };
    let pairs: Vec<_> = C.probe_inputs().into_iter().filter_map(pair).collect();
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
        C.check_examples(&examples).unwrap();
        for example in examples {
            assert_eq!(
                reference.run(&example.input).unwrap(),
                example.output,
                "{name}"
            );
        }
        system_cc::compiles_cleanly(&reference.source(), &AtomicBool::new(false)).unwrap();
    }
}

#[test]
fn at_least_half_are_beyond_the_baseline() {
    let all = specifications();
    let is_beyond = |specification: &&Specification| {
        let predict = C.baseline(&specification.examples);
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

/// Programs that each proposer may look at: no test depends on the clock.
const CANDIDATES: usize = 30_000;
/// Questions after which the answer has to be right.
const QUESTIONS: usize = 3;

/// Every specification is answered, and an answer that is wrong is corrected by questions.
#[test]
fn they_are_answered() {
    let config = SearchConfig::default();
    let synthesiser = Synthesiser::new(DOMAINS[0], None, None, config).unwrap();
    let budget = Budget {
        candidates: Some(CANDIDATES),
        ..Budget::default()
    };
    let mut table = Vec::new();
    for Specification {
        name,
        examples,
        reference,
        ..
    } in specifications()
    {
        let judged = judged_inputs(reference.as_ref());
        let mut session = Session::new(&synthesiser, &examples).unwrap();
        let mut questions = 0;
        let source = loop {
            let answer = session.run(&budget, 0, &AtomicBool::new(false), &mut |_| {});
            let found = answer
                .answer
                .unwrap_or_else(|| panic!("{name}: nothing found"));
            let meets =
                |(input, output): &(Input, Value)| found.program.run(input).as_ref() == Ok(output);
            if judged.iter().all(meets) {
                break found.source;
            }
            let question = answer.uncertainty.unwrap().question;
            let question = question.filter(|_| questions < QUESTIONS);
            let input = question
                .unwrap_or_else(|| panic!("{name}: wrong\n{}", found.source))
                .input;
            let outcome = reference.run(&input).ok();
            session.observe(input, outcome).unwrap();
            questions += 1;
        };
        system_cc::verify(&source, &examples).unwrap();
        table.push((questions, name));
    }
    let at_once = table
        .iter()
        .filter(|(questions, _)| *questions == 0)
        .count();
    assert!(4 * at_once >= 3 * table.len(), "{table:?}");
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
        (&"executor+cc".into(), &"found".into()),
        "{answer}"
    );
    assert_eq!(
        (&answer["cc"]["agrees"], &answer["near_miss"]),
        (&true.into(), &().into())
    );
    assert!((0.0..=1.0).contains(&answer["confidence"].as_f64().unwrap()));
    assert!(answer["tokens"].as_u64().unwrap() > 0 && answer["alternatives"].is_array());
}
