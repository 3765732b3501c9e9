//! Every rule on random parts, and the normal form of random functions.

use super::rules::{Parts, RULES, Rule, instance};
use super::{minimise, normalise};
use crate::generate::{MAX_NESTING, Terms, any_function, smallest};
use crate::probes::probes;
use crate::shrink::STEPS;
use crate::{
    Function, Op, Operand, Scope, Stop, Term, Type, evaluate, evaluate_within, parse, print,
    type_of,
};
use lasynth_core::Input;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// An input on which two functions differ; a run that reaches a limit says nothing.
fn difference<'i>(first: &Function, second: &Function, inputs: &'i [Input]) -> Option<&'i Input> {
    inputs.iter().find(|input| {
        let run = |function| evaluate_within(function, input, STEPS);
        let (first, second) = (run(first), run(second));
        first != second && first != Err(Stop::Limit) && second != Err(Stop::Limit)
    })
}

/// Where a part stands in a pattern with the fewest loops around it: the loops.
fn loops_around(pattern: &Term, part: u8, scopes: &mut Vec<Scope>) -> Option<Vec<Scope>> {
    match pattern {
        Term::Argument(found) => (*found == part).then(|| scopes.clone()),
        Term::Apply(op, operands) => {
            let found = op
                .operands()
                .iter()
                .zip(operands)
                .filter_map(|(operand, pattern)| {
                    let before = scopes.len();
                    if let Operand::Body(_) = operand {
                        scopes.push(Scope::of(*op));
                    }
                    let found = loops_around(pattern, part, scopes);
                    scopes.truncate(before);
                    found
                });
            found.min_by_key(Vec::len)
        }
        _ => None,
    }
}

/// A term as a function of two lists and an integer.
fn function(term: Term, of: Type) -> Function {
    let body = match of {
        Type::Int | Type::List => term,
        Type::Bool => Term::apply(Op::BoolToInt, [term]),
        Type::Groups => Term::apply(Op::Flatten, [term]),
    };
    Function {
        arguments: vec![Type::List, Type::List, Type::Int],
        body,
    }
}

/// Both sides of a rule with random parts that meet its conditions; `None` where these do not.
fn random_instance(rule: &Rule, rng: &mut ChaCha8Rng) -> Option<(Function, Function)> {
    let terms = Terms {
        arguments: vec![Type::List, Type::List, Type::Int],
        weight: &|_| 1,
        constant: &|rng| rng.random_range(-3..=4),
        nesting: MAX_NESTING,
        patience: 0,
    };
    let mut parts: Parts = Vec::new();
    for (n, (_, of)) in rule.names.iter().enumerate() {
        let mut scopes = loops_around(&rule.pattern, n as u8, &mut Vec::new()).unwrap();
        let loops = scopes.len() as u8;
        let size = rng.random_range(smallest(*of)..=6);
        parts.push(Some((terms.term(*of, size, &mut scopes, rng), loops)));
    }
    if !rule.allows(&parts) {
        return None;
    }
    let Term::Apply(op, _) = rule.pattern else {
        panic!("{}: a pattern begins with an operator", rule.text);
    };
    let of = op.result();
    let pattern = function(instance(&rule.pattern, 0, &parts)?, of);
    let replacement = instance(&rule.replacement, 0, &parts)?;
    let found = type_of(&replacement, &pattern.arguments, &mut Vec::new());
    (found == Some(of)).then(|| (pattern, function(replacement, of)))
}

#[test]
fn rules_keep_the_meaning() {
    let tries = if cfg!(debug_assertions) { 20 } else { 400 };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut wrong = Vec::new();
    for rule in RULES.iter() {
        let mut tried = 0;
        for _ in 0..100 * tries {
            let Some((before, after)) = random_instance(rule, &mut rng) else {
                continue;
            };
            tried += 1;
            let inputs = probes(&before.arguments);
            if let Some(input) = difference(&before, &after, inputs) {
                wrong.push(format!(
                    "{}\n{} is {:?}\n{} is {:?}\nfor {input}\n",
                    rule.text,
                    print(&before),
                    evaluate(&before, input),
                    print(&after),
                    evaluate(&after, input)
                ));
                break;
            }
            if tried == tries {
                break;
            }
        }
        if tried < tries / 10 {
            wrong.push(format!("{}: {tried} instances\n", rule.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_do_not_make_terms_longer() {
    for rule in RULES.iter() {
        let count = |term: &Term| {
            let mut counts = vec![0i32; rule.names.len() + 1];
            tally(term, &mut counts);
            counts
        };
        let (before, after) = (count(&rule.pattern), count(&rule.replacement));
        assert!(
            before.iter().zip(&after).all(|(b, a)| a <= b),
            "{}",
            rule.text
        );
    }
}

/// How often each part occurs in a pattern, and last the number of other nodes.
fn tally(term: &Term, counts: &mut [i32]) {
    let last = counts.len() - 1;
    match term {
        Term::Argument(part) => counts[usize::from(*part)] += 1,
        Term::Apply(_, operands) => {
            counts[last] += 1;
            operands.iter().for_each(|term| tally(term, counts));
        }
        _ => counts[last] += 1,
    }
}

#[test]
fn normal_forms() {
    let check = |text: &str, expected: &str| {
        let normal = normalise(&parse(text).unwrap());
        assert_eq!(print(&normal), expected, "{text}");
    };
    check("1 + 2 * 3 + sum(a)", "sum(a) + 7");
    check("reverse(reverse(map(x -> 1 * x, a)))", "a");
    check(
        "f(a: list, b: int) = sum(map(x -> x, reverse(reverse(a))))",
        "f(a: list, b: int) = sum(a)",
    );
    check(
        "len(map(x -> x, filter(x -> not x > 3, a)))",
        "len(filter(x -> x <= 3, a))",
    );
    check("len(map(x -> x / 2, a))", "len(a)");
    check("len(map(x -> x + 1, a))", "len(map(x -> x + 1, a))");
    check("map(x -> next(x) ?? 0, a)", "map(x -> next(x) ?? 0, a)");
    check("map(x -> x ?? 0, a)", "a");
    check(
        "filter(x -> not (next(x) == x), a)",
        "filter(x -> not x == next(x), a)",
    );
    check("if 1 < 2 then a else reverse(a)", "a");
    check("filter(x -> x == x and 3 > x, a)", "filter(x -> x < 3, a)");
    check("filter(x -> x < x, a)", "[]");
    check("fold((acc, x) -> x + acc, 0, a)", "sum(a)");
    check(
        "fold((acc, x) -> append(acc, x * 2), [], a)",
        "map(x -> x * 2, a)",
    );
    check(
        "fold((acc, x) -> append(acc, len(acc)), [], a)",
        "fold((acc, x) -> append(acc, len(acc)), [], a)",
    );
    check("len(filter(x -> x > b, a))", "count_greater(a, b)");
    check(
        "len(filter((x, i) -> x > i, a))",
        "len(filter((x, i) -> i < x, a))",
    );
    check(
        "map(x -> len(filter(y -> y == x, a)), a)",
        "map(x -> count(a, x), a)",
    );
    check(
        "flat_map(x -> if even(x) then [x / 2] else [], a)",
        "filter_map(x -> even(x), x -> x / 2, a)",
    );
    check("map(g -> g[0], runs(sort(a)))", "unique(sort(a))");
    check("range(1, 3) ++ []", "range(1, 3)");
    check("take([5, 6, 7], 1) ++ a", "cons(5, a)");
    check("int(3 > 2 or a[0] / 0 == 1)", "1");
}

#[test]
fn minimal_forms() {
    let check = |text: &str, expected: &str| {
        let minimal = minimise(&parse(text).unwrap());
        assert_eq!(print(&minimal), expected, "{text}");
    };
    check(
        "filter(x -> x > 3 and x > 3 or len(a) < 0, a)",
        "filter(x -> x > 3, a)",
    );
    check(
        "map(x -> max(min(x, x), x), reverse(sort(reverse(a))))",
        "reverse(sort(a))",
    );
    check(
        "if len(a) == 0 then [] else map(x -> x / 2, a)",
        "map(x -> x / 2, a)",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 20_000 }))]

    #[test]
    fn normal_forms_mean_the_same(seed: u64, size in 1usize..30) {
        let function = any_function(size, &mut ChaCha8Rng::seed_from_u64(seed));
        let normal = normalise(&function);
        prop_assert!(normal.check(), "{}", print(&function));
        prop_assert!(normal.body.size() <= function.body.size());
        prop_assert_eq!(&normalise(&normal), &normal, "{}\n{}", print(&function), print(&normal));
        let found = difference(&function, &normal, probes(&function.arguments));
        prop_assert!(found.is_none(), "{}\n{}\n{}", print(&function), print(&normal), found.unwrap());
    }
}
