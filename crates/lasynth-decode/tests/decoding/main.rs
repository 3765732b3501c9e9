//! Decoding against hand-made policies over a tiny language.

mod common;
mod restricted_c;

use common::{END, Hand, N_TOKENS, Words, arbitrary, examples, mixture, tokens};
use expect_test::{Expect, expect};
use lasynth_core::{Budget, Language, StopReason, TokenMask};
use lasynth_decode::{Mode, Options, Synthesis, shown, synthesise};
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

fn options(mode: Mode) -> Options {
    Options {
        mode,
        ..Options::default()
    }
}

fn run(policy: &Hand, pairs: &[(i32, i32)], options: &Options) -> Synthesis {
    let interrupt = AtomicBool::new(false);
    synthesise(
        &Words::new(4),
        policy,
        &examples(pairs),
        options,
        &interrupt,
    )
    .unwrap()
}

fn word(candidate: &lasynth_decode::Candidate) -> String {
    candidate.program.source().trim_end().to_owned()
}

fn report(found: &Synthesis) -> String {
    let words = |list: &[lasynth_decode::Candidate]| {
        list.iter()
            .map(|c| {
                let mark = if c.consistent { "+" } else { "" };
                format!(
                    " {:?}{mark} {:.3} {:.3}",
                    word(c),
                    c.log_prob.exp(),
                    c.confidence
                )
            })
            .collect::<String>()
    };
    format!(
        "answer: {:?}\nnear miss: {:?}\ncandidates:{}\nalternatives:{}\nstop: {:?}\n",
        found.answer.as_ref().map(word),
        found.near_miss.as_ref().map(|c| (word(c), c.matched)),
        words(&found.candidates),
        words(&found.alternatives),
        found.stop,
    )
}

fn check(policy: &Hand, pairs: &[(i32, i32)], options: &Options, expected: Expect) {
    expected.assert_eq(&report(&run(policy, pairs, options)));
}

#[test]
fn beam_finds_the_answer_that_greedy_misses() {
    // The most probable first letter leads away from the most probable consistent word.
    let policy = || mixture(&[("ii", 0.3), ("id", 0.25), ("d", 0.45)]);
    let double = [(1, 2), (3, 6)];
    check(
        &policy(),
        &double,
        &options(Mode::Greedy),
        expect![[r#"
            answer: None
            near miss: Some(("ii", 0))
            candidates: "ii" 0.300 1.000
            alternatives:
            stop: Exhausted
        "#]],
    );
    check(
        &policy(),
        &double,
        &options(Mode::Beam(3)),
        expect![[r#"
            answer: Some("d")
            near miss: None
            candidates: "d"+ 0.450 0.450 "ii" 0.300 0.300 "id" 0.250 0.250
            alternatives:
            stop: Found
        "#]],
    );
}

#[test]
fn the_answer_is_the_most_probable_not_the_first_to_finish() {
    // The short word finishes two steps before the more probable long one.
    let policy = mixture(&[("i", 0.2), ("nni", 0.5), ("b", 0.3)]);
    check(
        &policy,
        &[(1, 2), (3, 4)],
        &options(Mode::Beam(4)),
        expect![[r#"
            answer: Some("nni")
            near miss: None
            candidates: "nni"+ 0.500 0.500 "b" 0.300 0.300 "i"+ 0.200 0.200
            alternatives:
            stop: Found
        "#]],
    );
}

#[test]
fn alternatives_differ_in_behaviour_from_the_answer_and_from_each_other() {
    // On small numbers `b` does nothing; `ib` and `bi` differ from `i` and, at 50, from each other.
    let policy = mixture(&[
        ("i", 0.4),
        ("in", 0.2),
        ("ib", 0.16),
        ("nib", 0.14),
        ("bi", 0.1),
    ]);
    check(
        &policy,
        &[(1, 2), (3, 4)],
        &options(Mode::Beam(8)),
        expect![[r#"
            answer: Some("i")
            near miss: None
            candidates: "i"+ 0.400 0.400 "in"+ 0.200 0.200 "ib"+ 0.160 0.160 "nib"+ 0.140 0.140 "bi"+ 0.100 0.100
            alternatives: "ib"+ 0.160 0.160 "bi"+ 0.100 0.100
            stop: Found
        "#]],
    );
}

#[test]
fn a_near_miss_meets_most_examples_and_then_is_most_probable() {
    let policy = mixture(&[("x", 0.4), ("ii", 0.3), ("d", 0.2), ("nd", 0.1)]);
    let found = run(&policy, &[(1, 3), (2, 4), (0, 1)], &options(Mode::Beam(8)));
    expect![[r#"
        answer: None
        near miss: Some(("ii", 2))
        candidates: "x" 0.400 0.400 "ii" 0.300 0.300 "d" 0.200 0.200 "nd" 0.100 0.100
        alternatives:
        stop: Exhausted
    "#]]
    .assert_eq(&report(&found));
    let near_miss = found.near_miss.unwrap();
    let outputs: Vec<String> = near_miss
        .outputs
        .iter()
        .map(|o| o.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(outputs, ["[3]", "[4]", "[2]"]);
    let fault = found.candidates[0].outputs[0].as_ref().unwrap_err();
    assert_eq!(fault.to_string(), "out_of_bounds at letter 1");
}

#[test]
fn equal_probabilities_are_ranked_by_tokens() {
    let found = run(
        &mixture(&[("d", 0.25), ("i", 0.25), ("n", 0.25), ("b", 0.25)]),
        &[(1, 1)],
        &options(Mode::Beam(8)),
    );
    assert_eq!(
        found.candidates.iter().map(word).collect::<String>(),
        "idnb"
    );
    assert_eq!(found.answer.as_ref().map(word).as_deref(), Some("n"));
}

#[test]
fn probability_on_forbidden_tokens_is_shared_among_the_allowed() {
    // After four letters only the end may come, however improbable the policy thinks it.
    let policy = Hand::new(|_| {
        vec![0.3f32.ln(), 1e-3f32.ln(), 0.5f32.ln(), 0.2f32.ln()]
            .into_iter()
            .chain([f32::NEG_INFINITY; 4])
            .collect()
    });
    let found = run(&policy, &[(0, 4)], &options(Mode::Greedy));
    let answer = found.answer.unwrap();
    assert_eq!(word(&answer), "iiii");
    assert!(
        (answer.log_prob - 4.0 * (0.5f64 / 0.701).ln()).abs() < 1e-5,
        "{}",
        answer.log_prob
    );
}

#[test]
fn a_policy_without_numbers_gives_no_candidate() {
    for score in [f32::NAN, f32::NEG_INFINITY] {
        check(
            &Hand::new(move |_| vec![score; 8]),
            &[(1, 2)],
            &options(Mode::Beam(4)),
            expect![[r#"
                answer: None
                near miss: None
                candidates:
                alternatives:
                stop: Exhausted
            "#]],
        );
    }
}

#[test]
fn every_limit_ends_the_search_with_its_reason() {
    let policy = || mixture(&[("i", 0.6), ("d", 0.2), ("n", 0.15), ("iin", 0.05)]);
    let stop = |budget: Budget, interrupted: bool| {
        let options = Options {
            mode: Mode::Beam(8),
            budget,
            answer_only: false,
        };
        let interrupt = AtomicBool::new(interrupted);
        let words = Words::new(4);
        let found = synthesise(
            &words,
            &policy(),
            &examples(&[(1, 1)]),
            &options,
            &interrupt,
        );
        let found = found.unwrap();
        (found.stop, found.candidates.len(), found.answer.is_some())
    };
    let none = Budget::default();
    assert_eq!(stop(none.clone(), false), (StopReason::Found, 4, true));
    assert_eq!(
        stop(none.clone(), true),
        (StopReason::Interrupted, 0, false)
    );
    let time = Budget {
        time: Some(Duration::ZERO),
        ..none.clone()
    };
    assert_eq!(stop(time, false), (StopReason::Time, 0, false));
    let candidates = |n| Budget {
        candidates: Some(n),
        ..none.clone()
    };
    assert_eq!(
        stop(candidates(0), false),
        (StopReason::Candidates, 0, false)
    );
    assert_eq!(
        stop(candidates(2), false),
        (StopReason::Candidates, 2, false)
    );
    assert_eq!(
        stop(candidates(3), false),
        (StopReason::Candidates, 3, true)
    );
    assert_eq!(stop(candidates(9), false), (StopReason::Found, 4, true));
    let seed = Budget { seed: 7, ..none };
    let options = Options {
        budget: seed,
        ..options(Mode::Greedy)
    };
    assert_eq!(run(&policy(), &[(1, 1)], &options).seed, 7);
}

#[test]
fn examples_that_the_domain_refuses_are_an_error() {
    let policy = mixture(&[("i", 1.0)]);
    let found = synthesise(
        &Words::new(4),
        &policy,
        &[],
        &Options::default(),
        &AtomicBool::new(false),
    );
    assert_eq!(found.unwrap_err().to_string(), "none");
}

#[test]
fn batches_hold_the_live_prefixes_only() {
    let sizes = |policy: Hand, mode| {
        run(&policy, &[(1, 9)], &options(mode));
        policy.batches.lock().unwrap().clone()
    };
    let policy = || mixture(&[("i", 0.3), ("dd", 0.25), ("nnn", 0.25), ("b", 0.2)]);
    assert_eq!(sizes(policy(), Mode::Beam(8)), [1, 4, 2, 1]);
    assert_eq!(sizes(policy(), Mode::Beam(2)), [1, 2, 1]);
    assert_eq!(sizes(policy(), Mode::Greedy), [1, 1]);
}

#[test]
fn a_user_is_shown_the_normal_form_if_it_is_verified() {
    for (decoded, expected) in [("nin", "i"), ("m", "m"), ("i", "i")] {
        let found = run(
            &mixture(&[(decoded, 1.0)]),
            &[(1, 2)],
            &options(Mode::Greedy),
        );
        let program = shown(&found.answer.unwrap().program, &examples(&[(1, 2)]));
        assert_eq!(program.source().trim_end(), expected);
    }
}

/// All words of the grammar with their log-probabilities, most probable first.
fn brute_force(policy: &Hand, words: &Words) -> Vec<(Vec<u16>, f64)> {
    let mut open = vec![(Vec::new(), words.grammar(), 0.0f64)];
    let mut complete = Vec::new();
    while let Some((prefix, grammar, log_prob)) = open.pop() {
        let mut mask = TokenMask::new();
        grammar.allowed(&mut mask);
        let row = policy.row(&prefix);
        let allowed = || {
            row.iter()
                .zip(&mask)
                .filter(|&(_, &m)| m)
                .map(|(&x, _)| f64::from(x))
        };
        let total: f64 = allowed().map(f64::exp).sum();
        for token in (0..row.len()).filter(|&t| mask[t]) {
            let log_prob = log_prob + f64::from(row[token]) - total.ln();
            let mut longer = prefix.clone();
            longer.push(token as u16);
            if longer.ends_with(&[END]) {
                complete.push((longer, log_prob));
            } else {
                let mut grammar = grammar.clone_box();
                assert!(grammar.push(token as u16));
                open.push((longer, grammar, log_prob));
            }
        }
    }
    complete.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    complete
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A beam as wide as the language ranks all of it, and its probabilities sum to 1.
    #[test]
    fn a_wide_beam_is_exact(seed: u64, longest in 0usize..4) {
        let words = Words::new(longest);
        let policy = arbitrary(seed, N_TOKENS);
        let all = brute_force(&policy, &words);
        let interrupt = AtomicBool::new(false);
        let pairs = examples(&[(1, 2), (2, 3)]);
        let wide = options(Mode::Beam(all.len()));
        let found = synthesise(&words, &policy, &pairs, &wide, &interrupt).unwrap();
        prop_assert_eq!(found.candidates.len(), all.len());
        for (candidate, (tokens, log_prob)) in found.candidates.iter().zip(&all) {
            prop_assert_eq!(&candidate.tokens, tokens);
            prop_assert!((candidate.log_prob - log_prob).abs() < 1e-9);
            prop_assert!((candidate.confidence - candidate.log_prob.exp()).abs() < 1e-9);
        }
        let consistent = found.candidates.iter().find(|c| c.consistent);
        prop_assert_eq!(found.answer.map(|c| c.tokens), consistent.map(|c| c.tokens.clone()));
    }

    /// Six prefixes hold all words of one letter, so nothing is pruned; the search may end before
    /// all seven words have finished, but never without the best six.
    #[test]
    fn stopping_when_settled_loses_nothing(seed: u64) {
        let words = Words::new(1);
        let policy = arbitrary(seed, N_TOKENS);
        let interrupt = AtomicBool::new(false);
        let wide = options(Mode::Beam(6));
        let found = synthesise(&words, &policy, &examples(&[(1, 2)]), &wide, &interrupt).unwrap();
        prop_assert!(found.candidates.len() >= 6);
        for (candidate, (tokens, _)) in found.candidates.iter().zip(&brute_force(&policy, &words)) {
            prop_assert_eq!(&candidate.tokens, tokens);
        }
    }

    /// Same arguments, same result; and stopping at the answer gives the same answer.
    #[test]
    fn search_is_deterministic(seed: u64, width in 1usize..20) {
        let policy = arbitrary(seed, N_TOKENS);
        let pairs = [(1, 2), (2, 3)];
        let all = options(Mode::Beam(width));
        let (first, second) = (run(&policy, &pairs, &all), run(&policy, &pairs, &all));
        prop_assert_eq!(report(&first), report(&second));
        let early = run(&policy, &pairs, &Options { answer_only: true, ..all });
        prop_assert_eq!(early.answer.map(|c| c.tokens), first.answer.map(|c| c.tokens));
        prop_assert!(early.candidates.len() <= first.candidates.len());
    }

    /// No program is offered twice, and ranks follow probabilities.
    #[test]
    fn candidates_are_distinct_and_ordered(seed: u64, width in 1usize..20) {
        let found = run(&arbitrary(seed, N_TOKENS), &[(1, 2)], &options(Mode::Beam(width)));
        let mut seen = std::collections::HashSet::new();
        prop_assert!(found.candidates.iter().all(|c| seen.insert(c.tokens.clone())));
        prop_assert!(found.candidates.is_sorted_by(|a, b| a.log_prob >= b.log_prob));
        prop_assert!(found.candidates.len() >= width.min(1));
        prop_assert_eq!(found.undecodable, 0);
    }
}

#[test]
fn words_are_spelt_as_expected() {
    assert_eq!(tokens("id"), [2, 3, END]);
}
