//! The executors against the system's C compiler, and a wrong executor, which has to be found.

mod productions;

use lasynth_c::emit::Outcome;
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_c_tools::fuzz::{
    EXECUTORS, Executors, FuzzConfig, FuzzEnd, FuzzState, Run, UNIT, fuzz, run_scalar, unit,
};
use lasynth_core::FaultKind;
use lasynth_sandbox::Compiler;
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

fn run(state: &mut FuzzState, executors: Executors) -> FuzzEnd {
    let interrupt = AtomicBool::new(false);
    let go_on = &mut |_: &FuzzState| ControlFlow::Continue(());
    fuzz(state, executors, &Compiler::from_env(), &interrupt, go_on)
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
    if let FuzzEnd::Disagreement(found) = run(&mut state, EXECUTORS) {
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

/// A mistake of an executor comes out as a program of a few lines, whether the compiler notices it or
/// another executor.
#[test]
fn a_wrong_executor_is_found_out() {
    // Results that do not fit are said to change nothing.
    let forgiving = |program: &Program, inputs: &[Vec<i32>]| -> Vec<Outcome> {
        let right = run_scalar(program, inputs).into_iter().zip(inputs);
        right
            .map(|(outcome, input)| match outcome {
                Err(FaultKind::Overflow) => Ok(input.clone()),
                outcome => outcome,
            })
            .collect()
    };
    // Lists that begin far below zero begin one higher.
    let sloppy = |program: &Program, inputs: &[Vec<i32>]| -> Vec<Outcome> {
        let mut outcomes = run_scalar(program, inputs);
        for list in outcomes.iter_mut().flatten() {
            if list[0] < -20 {
                list[0] += 1;
            }
        }
        outcomes
    };
    let config = FuzzConfig {
        seed: 3,
        count: UNIT,
    };
    for wrong in [&forgiving as Run, &sloppy] {
        for executors in [
            &[("wrong executor", wrong)][..],
            &[
                ("scalar executor", &run_scalar as Run),
                ("wrong executor", wrong),
            ],
        ] {
            let mut state = FuzzState::new(config);
            let FuzzEnd::Disagreement(found) = run(&mut state, executors) else {
                panic!("the mistake was not found");
            };
            let minimal = parse(&found.minimal).expect("a program");
            assert!(minimal.length() <= 60, "{}", found.minimal);
            let input = vec![found.input.clone()];
            let outcomes = [run_scalar(&minimal, &input), wrong(&minimal, &input)];
            assert_ne!(outcomes[0], outcomes[1], "{found:#?}");
            let said = match executors.len() {
                1 => "the compiled program ",
                _ => "the wrong executor gives ",
            };
            assert!(found.other.starts_with(said), "{found:#?}");
        }
    }
}
