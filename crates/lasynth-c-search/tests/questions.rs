//! What questions are worth, with behaviours of restricted C.

use lasynth_c::domain::CProgram;
use lasynth_c::parser::parse;
use lasynth_c_search::{CSearchKit, Edits};
use lasynth_core::{Input, Program};
use lasynth_search::{
    Candidate, Observations, Posterior, ProgramBehaviour, Proposer, Sample, SearchKit, Sources,
};
use std::sync::Arc;

/// Inputs whose value is computed.
const INPUTS: usize = 64;

/// The sample that behaviours of restricted C are compared on: that of any prior.
fn sample() -> Arc<Sample> {
    let inputs = lasynth_c_search::outcomes::sample().iter();
    let inputs: Vec<Input> = inputs.map(|list| Input::list(list)).collect();
    Arc::new(Sample::new(inputs, lasynth_c_search::outcomes::UNIFORM))
}

fn posterior(programs: &[(&str, f64)]) -> Posterior {
    let candidates = programs.iter().map(|(statements, weight)| {
        let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
        let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let program = Box::new(CProgram::new(program));
        Candidate {
            behaviour: Arc::new(ProgramBehaviour::new(
                &lasynth_c::domain::RestrictedC,
                program,
            )),
            weight: *weight,
            sources: Sources::proposer(0),
        }
    });
    Posterior::new(candidates.collect(), &sample())
}

fn element(input: &Input, at: usize) -> i32 {
    input.as_list().expect("a list")[at]
}

#[test]
fn an_outcome_that_tells_behaviours_apart_is_worth_most() {
    let posterior = posterior(&[("a[0] = a[1];", 3.0), ("a[0] = a[2];", 1.0)]);
    let values = posterior.values(&posterior.entropies());
    let alike = posterior.confidence(0);
    assert!((0.75..0.76).contains(&alike), "{alike}");
    let (mut apart, mut same) = (0, 0);
    for (input, value) in posterior.sample().inputs().iter().zip(values) {
        let Some(value) = value else {
            continue;
        };
        let equal = element(input, 1) == element(input, 2);
        let expected = if equal { alike } else { 1.0 };
        assert!((value - expected).abs() < 1e-5, "{input} {value}");
        *if equal { &mut same } else { &mut apart } += 1;
    }
    assert_eq!((apart, same), (INPUTS, 0));
}

#[test]
fn what_lies_beyond_the_range_is_worth_nothing() {
    // They differ only where the output has an 8 or a 7.
    let posterior = posterior(&[
        ("if (a[0] > 0) { a[1] = 4 + 4; }", 1.0),
        ("if (a[0] > 0) { a[1] = 4 + 3; }", 1.0),
    ]);
    let entropies = posterior.entropies();
    assert!(entropies.iter().any(|&entropy| entropy > 0.69));
    let values = posterior.values(&entropies);
    let mut known = values.iter().flatten();
    assert!(known.all(|value| (value - 1.0).abs() < 1e-6));
}

/// Far more groups than are compared one by one, all of them together half of the probability.
#[test]
fn many_unlikely_groups_stand_for_a_hidden_branch() {
    let mut programs = vec![("a[4] = 0;".to_owned(), 400.0)];
    for c in -4..=4 {
        for at in 0..5 {
            for when in -4..=4 {
                let branch = format!("a[4] = 0; if (a[3] > 3) {{ a[{at}] = a[2] - {when}; }}");
                let other = format!("a[4] = 0; if (a[3] > 3) {{ a[{at}] = {c} - a[1]; }}");
                programs.extend([(branch, 0.5), (other, 0.5)]);
            }
        }
    }
    let programs: Vec<(&str, f64)> = (programs.iter())
        .map(|(text, weight)| (text.as_str(), *weight))
        .collect();
    let posterior = posterior(&programs);
    let values = posterior.values(&posterior.entropies());
    let inputs = posterior.sample().inputs();
    let best = (0..inputs.len()).max_by(|&a, &b| {
        let value = |n: usize| values[n].unwrap_or(0.0);
        value(a).total_cmp(&value(b))
    });
    assert!(best.is_some_and(|best| element(&inputs[best], 3) > 3));
}

/// The kit brings both proposers and says what does not fit of a prior.
#[test]
fn the_kit_of_restricted_c() {
    let names: Vec<&str> = (CSearchKit.proposers().iter())
        .map(|proposer| proposer.name())
        .collect();
    assert_eq!(names, ["enumeration", "edits"]);
    assert!(CSearchKit.prior(Some(b"nothing of the kind")).is_err());
    assert!(CSearchKit.prior(None).is_err());
    // What is no list of five has no program here.
    let mut other = Observations::default();
    other.push(Input::list(&[1, 2]), None);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let limits = lasynth_search::Limits {
        deadline: None,
        candidates: Some(10),
        memory: 1 << 20,
        stop: &stop,
        seed: 0,
        progress: None,
    };
    let reason = Edits::default().propose(&other, &limits, &|program: Box<dyn Program>| {
        panic!("{}", program.source())
    });
    assert_eq!(reason, lasynth_core::StopReason::Exhausted);
}
