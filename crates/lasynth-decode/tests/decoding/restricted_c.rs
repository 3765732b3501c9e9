//! Decoding restricted C with a policy that knows nothing: whatever comes out must be a program.

use crate::common::arbitrary;
use lasynth_c::domain::RestrictedC;
use lasynth_core::{Budget, Example, Input, Language, StopReason, Value};
use lasynth_decode::{Mode, Options, synthesise};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

fn examples() -> Vec<Example> {
    [[1, 0, -2, 3, 4], [2, -1, 0, 0, 1]]
        .map(|input| Example {
            output: Value::List(input.map(|x| x.min(2)).to_vec()),
            input: Input::list(&input),
        })
        .to_vec()
}

#[test]
fn every_finished_sequence_is_a_program_of_its_own() {
    let n_tokens = RestrictedC.vocabulary().len();
    let budget = Budget {
        candidates: Some(60),
        ..Budget::default()
    };
    let mut n_candidates = 0;
    for seed in 0..12 {
        let mode = if seed % 3 == 0 {
            Mode::Greedy
        } else {
            Mode::Beam(8)
        };
        let options = Options {
            mode,
            budget: budget.clone(),
            answer_only: false,
        };
        let policy = arbitrary(seed, n_tokens);
        let interrupt = AtomicBool::new(false);
        let found = synthesise(&RestrictedC, &policy, &examples(), &options, &interrupt).unwrap();
        assert_eq!(found.undecodable, 0);
        assert!(
            !found.candidates.is_empty(),
            "the grammar ends every program"
        );
        let mut sources = HashSet::new();
        for candidate in &found.candidates {
            assert_eq!(candidate.program.tokens().as_ref(), Some(&candidate.tokens));
            let source = candidate.program.source();
            let parsed = RestrictedC.parse(&source).unwrap();
            assert_eq!(
                parsed.tokens().as_ref(),
                Some(&candidate.tokens),
                "{source}"
            );
            assert!(candidate.program.length() <= 256, "{source}");
            assert!(sources.insert(source), "two sequences, one program");
        }
        if mode == Mode::Greedy {
            assert_eq!(
                (found.candidates.len(), found.stop),
                (1, StopReason::Exhausted)
            );
        }
        n_candidates += found.candidates.len();
    }
    assert!(n_candidates > 50, "{n_candidates}");
}
