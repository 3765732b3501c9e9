//! The executors against the system's C compiler, and a wrong executor, which has to be found.

mod productions;

use lasynth::FaultKind;
use lasynth::fuzz::{FuzzConfig, FuzzEnd, FuzzState, UNIT, executors, fuzz, unit};
use lasynth_c::emit::Outcome;
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_cc::Compiler;
use productions::Production;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// Programs that are compared: enough for every production of the grammar.
fn count() -> usize {
    match std::env::var("CI").is_ok_and(|ci| ci == "true") {
        true => 10_000,
        false => 2_000,
    }
}

fn run(state: &mut FuzzState, executor: &(dyn Fn(&Program, &[i32]) -> Outcome + Sync)) -> FuzzEnd {
    let interrupt = AtomicBool::new(false);
    let go_on = &mut |_: &FuzzState| ControlFlow::Continue(());
    fuzz(state, executor, &Compiler::from_env(), &interrupt, go_on)
        .unwrap_or_else(|error| panic!("this test needs a C compiler with sanitizers: {error}"))
}

#[test]
fn every_outcome_is_that_of_the_c_compiler() {
    let config = FuzzConfig {
        seed: 1,
        count: count(),
    };
    let mut productions: BTreeMap<Production, usize> = Production::ALL
        .iter()
        .map(|production| (*production, 0))
        .collect();
    for number in 0..config.count.div_ceil(UNIT) {
        for (program, inputs) in unit(&config, number) {
            for production in productions::of(&program) {
                *productions.entry(production).or_default() += inputs.len();
            }
        }
    }
    for (production, count) in &productions {
        assert_ne!(*count, 0, "no program contains {production:?}");
    }
    let mut state = FuzzState::new(config);
    if let FuzzEnd::Disagreement(found) = run(&mut state, &executors) {
        panic!("{found:#?}");
    }
    assert_eq!(state.programs(), count());
    println!(
        "runs by outcome: {:?}\nruns by production: {productions:?}",
        state.outcomes
    );
    for outcome in ["value", "out_of_bounds", "overflow", "step_limit"] {
        assert!(
            state.outcomes.contains_key(outcome),
            "no run came to {outcome}"
        );
    }
}

/// A mistake of an executor comes out as a program of a line or two.
#[test]
fn a_wrong_executor_is_found_out() {
    // Results that do not fit are said to wrap.
    let wrapping = |program: &Program, input: &[i32]| match executors(program, input) {
        Err(FaultKind::Overflow) => Ok(input.to_vec()),
        right => right,
    };
    // Loops are said to end one pass early: what they would change last stays.
    let negative = |program: &Program, input: &[i32]| match executors(program, input) {
        Ok(mut list) if list.first().is_some_and(|first| *first < -20) => {
            list[0] += 1;
            Ok(list)
        }
        right => right,
    };
    let config = FuzzConfig {
        seed: 3,
        count: UNIT,
    };
    let wrong: [(&str, &(dyn Fn(&Program, &[i32]) -> Outcome + Sync)); 2] =
        [("overflow", &wrapping), ("values", &negative)];
    for (name, executor) in wrong {
        let mut state = FuzzState::new(config);
        let FuzzEnd::Disagreement(found) = run(&mut state, executor) else {
            panic!("{name}: the mistake was not found");
        };
        let minimal = parse(&found.minimal).expect("a program");
        assert!(minimal.length() <= 40, "{name}: {}", found.minimal);
        let right = executors(&minimal, &found.input);
        let wrong = executor(&minimal, &found.input);
        assert_ne!(right, wrong, "{name}");
        let shown = match &right {
            Ok(list) => format!("{list:?}").replace([' ', ','], ""),
            Err(kind) => kind.to_string(),
        };
        let compiled = found.compiled.replace([' ', ','], "");
        assert!(
            compiled.contains(shown.trim_matches(['[', ']'])),
            "{name}: {found:#?}"
        );
    }
}
