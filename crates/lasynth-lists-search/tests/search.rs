//! What is found for small tasks, and that limits are kept.

use expect_test::{Expect, expect};
use lasynth_core::{Example, StopReason, parse_spec};
use lasynth_lists::print;
use lasynth_lists_search::{Effort, Solved, Switches, solve};

/// Terms that a task of these tests may take.
const TERMS: u64 = 1_500_000;

fn examples(text: &str) -> Vec<Example> {
    let pairs = parse_spec(text).unwrap();
    pairs.into_iter().map(|(pair, _)| pair).collect()
}

fn solved(text: &str, terms: u64, switches: Switches) -> Solved {
    let examples = examples(text);
    let limit = |done: u64| (done >= terms).then_some(StopReason::Candidates);
    let effort = Effort {
        limit: &limit,
        memory: 256 << 20,
        window: 6,
        switches,
    };
    let pairs = examples.iter().map(|pair| (&pair.input, &pair.output));
    solve(pairs, &effort, &|_| {})
}

/// The likeliest program for some pairs.
fn check(text: &str, expected: Expect) {
    let solved = solved(text, TERMS, Switches::default());
    let best = solved.solutions.first();
    let found = best.map_or("nothing".to_owned(), |best| print(&best.function));
    expected.assert_eq(&found);
}

#[test]
fn loops() {
    check(
        "[1, 2, 3] -> [2, 3, 4]\n[] -> []\n[7] -> [8]",
        expect!["map(x -> x + 1, a)"],
    );
    check(
        "[5, -1, 8, -3] -> [5, 8]\n[-2, -9] -> []\n[4, 0, 6] -> [4, 6]",
        expect!["filter(x -> x > 0, a)"],
    );
    check(
        "[5, 1, 8, 3], 4 -> [5, 8]\n[2, 3], 1 -> [2, 3]\n[9, 4, 7], 7 -> [9]",
        expect!["filter(x -> b < x, a)"],
    );
    check(
        "[3, 1, 2] -> [3, 4, 6]\n[5, 5] -> [5, 10]\n[1, 0, 7, 1] -> [1, 1, 8, 9]",
        expect!["scan1((acc, x) -> acc + x, a)"],
    );
    check(
        "[-3, 1, 2] -> [1, 2, -3]\n[5, -4, 0] -> [0, -4, 5]\n[2, -9, 7] -> [2, 7, -9]",
        expect!["sort_by(x -> abs(x), a)"],
    );
    check(
        "[1, 2] -> [1, 10, 2, 20]\n[4] -> [4, 40]\n[7, 3, 7] -> [7, 70, 3, 30, 7, 70]",
        expect!["interleave(a, map(x -> x * 10, a))"],
    );
}

#[test]
fn integers() {
    check(
        "[3, 9, 5] -> 9\n[4] -> 4\n[2, 7] -> 7",
        expect!["maximum(a)"],
    );
    check(
        "[5, 3, 9] -> 6\n[4] -> 0\n[7, 2] -> 5\n[] -> 0\n[1, 8, 4, 6] -> 7",
        expect!["maximum(a) - minimum(a) ?? 0"],
    );
    check(
        "[1, 2, 3], [4, 5, 6] -> 32\n[2], [5] -> 10\n[1, 1], [3, 9] -> 12",
        expect!["sum(map((x, i) -> x * b[i], a))"],
    );
    check(
        "12, 18 -> 6\n7, 5 -> 1\n100, 75 -> 25\n8, 8 -> 8",
        expect!["gcd(a, b)"],
    );
    check(
        "[1, 2, -1, 3] -> 2\n[-1, 0, -2] -> 0\n[1, 1, 1] -> 3\n[0, 4, 0, 2, 1, 5, -3, 1] -> 3\n[-2, 6] -> 1\n[] -> 0",
        expect!["maximum(scan((acc, x) -> if x > 0 then acc + 1 else 0, 0, a)) ?? 0"],
    );
    check(
        "123 -> 321\n40 -> 4\n7 -> 7\n1002 -> 2001",
        expect!["fold((acc, x) -> acc * 10 + x, 0, reverse(digits(a)))"],
    );
}

#[test]
fn lists() {
    check(
        "[1, 2, 3] -> [3, 2, 1]\n[5] -> [5]\n[4, 8] -> [8, 4]",
        expect!["reverse(a)"],
    );
    check(
        "[10, 20, 30, 40], 2 -> [30, 40]\n[1, 2, 3], 1 -> [2, 3]\n[5, 6], 3 -> []",
        expect!["drop(a, b)"],
    );
    check(
        "[3, 1, 3, 2] -> [3, 2, 1]\n[5, 5] -> [5]\n[1, 9, 4, 9] -> [9, 4, 1]\n[7, 2] -> [7, 2]\n[2, 2, 2, 8] -> [8, 2]",
        expect!["reverse(sort(unique(a)))"],
    );
    check(
        "[1, 2, 0, 3] -> [3, 3]\n[0, 5] -> [0, 5]\n[4, 4] -> [8]\n[7, 0, 1, 1, 0, 2] -> [7, 2, 2]",
        expect!["map(g -> sum(g), split(a, 0))"],
    );
    check(
        "[10, -20], 50 -> [60, 40]\n[60], 50 -> [100]\n[-60, 30], 50 -> [0, 30]\n[20, 20, -50, -80], 70 -> [90, 100, 50, 0]",
        expect!["scan((acc, x) -> max(min(acc + x, 100), 0), b, a)"],
    );
}

#[test]
fn nothing_fits_contradictions_of_types() {
    let mut pairs = examples("[1] -> 1");
    pairs.extend(examples("[2] -> [2]"));
    let effort = Effort {
        limit: &|_| None,
        memory: 1 << 20,
        window: 1,
        switches: Switches::default(),
    };
    let all = pairs.iter().map(|pair| (&pair.input, &pair.output));
    let solved = solve(all, &effort, &|_| {});
    assert_eq!(solved.solutions.len(), 0);
    assert_eq!(solved.stop, StopReason::Exhausted);
}

/// A task that needs a long search.
const HARD: &str = "[1, 4, 2] -> 77\n[3] -> -5\n[8, 8] -> 12\n[0, 1, 2, 3] -> 1000\n[9, 2] -> 3";

#[test]
fn limits_are_kept_and_named() {
    let by_terms = solved(HARD, 5_000, Switches::default());
    assert_eq!(by_terms.stop, StopReason::Candidates);
    assert!(by_terms.terms < 30_000, "{}", by_terms.terms);
    let pairs = examples(HARD);
    let effort = Effort {
        limit: &|_| None,
        memory: 10 << 10,
        window: 6,
        switches: Switches {
            cases: false,
            ..Switches::default()
        },
    };
    let all = pairs.iter().map(|pair| (&pair.input, &pair.output));
    assert_eq!(solve(all, &effort, &|_| {}).stop, StopReason::Memory);
}

#[test]
fn the_same_search_gives_the_same() {
    let shown = || {
        let solved = solved(HARD, 200_000, Switches::default());
        let all = solved
            .solutions
            .iter()
            .map(|s| (print(&s.function), s.cost));
        (all.collect::<Vec<_>>(), solved.terms)
    };
    assert_eq!(shown(), shown());
}

#[test]
fn every_program_has_all_outputs_and_the_likeliest_comes_first() {
    let text = "[2, 4, 7] -> [4, 2]\n[1, 6] -> [6]\n[8, 3, 2] -> [2, 8]\n[5] -> []";
    let solved = solved(text, 300_000, Switches::default());
    assert!(solved.solutions.len() > 3);
    assert!(solved.solutions.is_sorted_by(|a, b| a.bits <= b.bits));
    for pair in examples(text) {
        for solution in &solved.solutions {
            let value = lasynth_lists::evaluate(&solution.function, &pair.input);
            assert_eq!(
                value,
                Ok(pair.output.clone()),
                "{}",
                print(&solution.function)
            );
        }
    }
}

/// Each part of the search that can be switched off is what finds some task.
#[test]
fn what_is_switched_off_is_missed() {
    let task = "[5, -1, 8, -3] -> [5, 8]\n[-2, -9] -> []\n[4, 0, 6] -> [4, 6]";
    let without = Switches {
        deduction: false,
        ..Switches::default()
    };
    let finds = |switches| {
        let solved = solved(task, 100_000, switches);
        let found = solved.solutions.iter().map(|s| print(&s.function));
        found
            .into_iter()
            .any(|text| text == "filter(x -> x > 0, a)")
    };
    assert!(finds(Switches::default()) && !finds(without));
}
