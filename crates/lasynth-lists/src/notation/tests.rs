//! What is read and how it is printed again.

use super::{parse, parse_open, print};
use crate::generate::any_function;
use crate::{Op, Type};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How a text is printed after it was read, or what is wrong with it.
fn check(text: &str, expected: Expect) {
    let found = match parse(text) {
        Ok(function) => {
            assert!(function.check(), "{text}");
            let printed = print(&function);
            assert_eq!(parse(&printed), Ok(function), "{printed}");
            printed
        }
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&found);
}

#[test]
fn terms_are_printed_as_people_write_them() {
    for text in [
        "a",
        "map(x -> x + 1, filter(x -> x > 3, a))",
        "map((x, i) -> x * i, a)",
        "fold((acc, x) -> acc + x, 0, a)",
        "fold((acc, x, i) -> acc + x * i, 0, a)",
        "fold((acc, x) -> cons(x, acc), [], a)",
        "scan1((acc, x) -> max(acc, x), a)",
        "map(x -> next(x) - x, init(a))",
        "filter_map((x, i) -> i % 2 == 0, x -> x * x, a)",
        "map(g -> sum(g), filter(g -> len(g) > 1, runs(a)))",
        "flat_map(x -> map(y -> x * y, a), b)",
        "map(x -> sum(map((y, j) -> y * j, a)), a)",
        "fold((acc, x) -> acc + fold((acc2, y) -> acc2 + x * y, 0, a), 0, a)",
        "map(g -> group_at(windows(g, 2), 0)[0], chunks(a, 3))",
        "a[0] + a[len(a) - 1]",
        "(a ++ b)[c]",
        "[1, 2, a[0]] ++ [3]",
        "1 + 2 - 3",
        "1 - (2 - 3)",
        "(1 + 2) * 3 / (4 % a[-1])",
        "if maximum(a) > 10 and not a == [] or even(a[0]) then sort(a) else reverse(a)",
        "if a[0] > 1 then 1 else if a[0] > 2 then 2 else (if a[0] >= 3 then 3 else 4) + 1",
        "if a[0] == 1 then (if a[1] == 1 then 1 else 2) else 3",
        "maximum(a) ?? -1",
        "int(3 < 4) + -1 - -2",
        "digits(len(a)) ++ digits(len(a), 2) ++ range(1, 9) ++ range(1, 9, 2)",
        "sort_by(x -> if x < 0 and (x < -5 or x == -1) then 1 else 0, a)",
        "concat(split(a, 0))",
    ] {
        let function = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(print(&function), text);
    }
}

#[test]
fn other_spellings_are_read() {
    check(
        "((a))(  a )",
        expect!["line 1, column 6: expected an operator or the end, found `(`"],
    );
    check(
        "filter_map(v -> v > 1, w -> 2, a)",
        expect!["filter_map(x -> x > 1, x -> 2, a)"],
    );
    check(
        "filter((v) -> v >= 1, (a))",
        expect!["filter(x -> x >= 1, a)"],
    );
    check(
        "filter(v → 3 > v, # those below\n a)",
        expect!["filter(x -> x < 3, a)"],
    );
    check(
        "filter(x -> x ≤ 3 and x ≠ −1, a)",
        expect!["filter(x -> x <= 3 and x != -1, a)"],
    );
    check(
        "-a[0] + -(2) * -len(a)",
        expect!["0 - a[0] + (0 - 2) * (0 - len(a))"],
    );
    check(
        "if a != b then 1 else 0",
        expect!["if not a == b then 1 else 0"],
    );
    check(
        "cons(1, cons(2, cons(3, [])))",
        expect!["cons(1, cons(2, cons(3, [])))"],
    );
    check("cons(1, cons(2, [3]))", expect!["[1, 2, 3]"]);
    check("max(a) - min(a)", expect!["maximum(a) - minimum(a)"]);
    check("g(xs: list, n: int) = take(xs, n)", expect!["take(a, b)"]);
    check("at(a, 0)", expect!["a[0]"]);
    check("map(a -> a + 1, b)", expect!["map(x -> x + 1, b)"]);
    check(
        "map(x -> map(x -> x + 1, a)[x], a)",
        expect!["map(x -> map(y -> y + 1, a)[x], a)"],
    );
    check("-2147483648 + a", expect!["-2147483648 + a"]);
}

#[test]
fn headers_stand_where_arguments_do_not_follow_from_the_term() {
    check("f(a: list) = a", expect!["a"]);
    check("f(a: int) = a", expect!["f(a: int) = a"]);
    check("f(a: list) = 3", expect!["3"]);
    check("f(a: int) = 3", expect!["f(a: int) = 3"]);
    check(
        "f(a: list, b: list) = a",
        expect!["f(a: list, b: list) = a"],
    );
    check("f(a: list, b: int) = b", expect!["f(a: list, b: int) = b"]);
    check("f(a: int, b: int) = b", expect!["f(a: int, b: int) = b"]);
    check("f(a: list, b: int) = take(a, b)", expect!["take(a, b)"]);
    check(
        "f(a: int, b: int) = if a == b then 1 else 2",
        expect!["f(a: int, b: int) = if a == b then 1 else 2"],
    );
    check(
        "f(a: list, b: list) = if a == b then 1 else 2",
        expect!["if a == b then 1 else 2"],
    );
    check(
        "f(a: list, b: list, c: int) = take(b, c)",
        expect!["take(b, c)"],
    );
    check(
        "f(a: int, b: list, c: int) = take(b, c)",
        expect!["f(a: int, b: list, c: int) = take(b, c)"],
    );
}

#[test]
fn errors_name_their_place() {
    check(
        "next(first(a)) ?? 1",
        expect![
            "line 1, column 6: `next` takes the element of a loop around it that goes over integers, found another term"
        ],
    );
    check(
        "[1, 2,]",
        expect!["line 1, column 7: expected a term, found `]`"],
    );
    check(
        "next(a)",
        expect![
            "line 1, column 6: `next` takes the element of a loop around it that goes over integers, found `a`"
        ],
    );
    check(
        "",
        expect!["line 1, column 1: expected a term, found the end"],
    );
    check(
        "# nothing\n",
        expect!["line 1, column 10: expected a term, found the end"],
    );
    check(
        "a +",
        expect!["line 1, column 4: expected a term, found the end"],
    );
    check(
        "a b",
        expect!["line 1, column 3: expected an operator or the end, found `b`"],
    );
    check(
        "map(x -> x + 1, a",
        expect!["line 1, column 18: expected `,` or `)`, found the end"],
    );
    check(
        "map(x -> x + 1 a)",
        expect!["line 1, column 16: expected `,` or `)`, found `a`"],
    );
    check(
        "map(x, a)",
        expect![
            "line 1, column 5: expected the body of `map`, `x -> ..` or `(x, i) -> ..`, found a term"
        ],
    );
    check(
        "map(a)",
        expect!["line 1, column 1: `map` takes 2 operands, found 1"],
    );
    check(
        "map((x, i, j) -> x, a)",
        expect![
            "line 1, column 5: the body of `map` is `x -> ..` or `(x, i) -> ..`; found 3 names"
        ],
    );
    check(
        "fold(x -> x, 0, a)",
        expect![
            "line 1, column 6: the body of `fold` is `(acc, x) -> ..` or `(acc, x, i) -> ..`; found 1 name"
        ],
    );
    check(
        "fold((x, x) -> x, 0, a)",
        expect!["line 1, column 10: `x` stands there twice"],
    );
    check(
        "summe(a)",
        expect!["line 1, column 1: there is no operator `summe`"],
    );
    check(
        "sum",
        expect!["line 1, column 1: expected a term, found `sum` without its operands"],
    );
    check(
        "sum(x -> x)",
        expect!["line 1, column 5: expected a term, found the body of a loop"],
    );
    check(
        "sum(d)",
        expect![
            "line 1, column 5: `d` is neither an argument nor a variable of a loop around it; the first 3 arguments are called a, b, c"
        ],
    );
    check(
        "f(a: list) = b",
        expect!["line 1, column 14: there is no argument `b`"],
    );
    check(
        "f(a: list, b: bool) = b",
        expect!["line 1, column 15: expected `int` or `list`, found `bool`"],
    );
    check(
        "f(a: list, a: list) = a",
        expect!["line 1, column 12: there are two arguments `a`"],
    );
    check(
        "f(a: list, b: list, c: int, d: int) = a",
        expect!["line 1, column 29: a function has at most 3 arguments"],
    );
    check(
        "sum(1)",
        expect!["line 1, column 5: `sum` takes a list, found an integer"],
    );
    check(
        "take(a, a)",
        expect!["line 1, column 9: operand 2 of `take` is an integer, found a list"],
    );
    check(
        "map(x -> [x], a)",
        expect!["line 1, column 5: the body of `map` gives an integer, found a list"],
    );
    check(
        "a[0] > 1",
        expect![
            "line 1, column 6: a function gives an integer or a list, found a condition; `int(..)` makes 1 or 0 of it"
        ],
    );
    check(
        "runs(a)",
        expect![
            "line 1, column 1: a function gives an integer or a list, found a list of lists; `concat(..)` makes one list of it"
        ],
    );
    check("[a, 1]", expect!["[a, 1]"]);
    check(
        "map(g -> next(g), runs(a))",
        expect![
            "line 1, column 15: `next` takes the element of a loop around it that goes over integers, found `g`, which is a list"
        ],
    );
    check(
        "map(x -> next(x, 1), a)",
        expect!["line 1, column 10: `next` takes 1 operand, found 2"],
    );
    check(
        "if a then 1 else 2",
        expect!["line 1, column 4: operand 1 of `if` is a condition, found a list"],
    );
    check(
        "if 1 < 2 then 1",
        expect!["line 1, column 16: expected `else`, found the end"],
    );
    check(
        "a = 3",
        expect!["line 1, column 3: expected an operator or the end, found `=`"],
    );
    check(
        "a & 3",
        expect!["line 1, column 3: `&` has no meaning in a term"],
    );
    check(
        "99999999999",
        expect![
            "line 1, column 1: 99999999999 does not fit in 32 bits; numbers go from -2147483648 to 2147483647"
        ],
    );
    check(
        "sum(map(x -> x + 1,\n    filter(y -> x > 1, a)))",
        expect![
            "line 2, column 17: `x` is neither an argument nor a variable of a loop around it; the first 3 arguments are called a, b, c"
        ],
    );
    check(
        "len(a) == 1 == 2",
        expect!["line 1, column 8: operand 1 of `==` is an integer or a list, found a condition"],
    );
    check(
        "?l",
        expect![
            "line 1, column 1: `?l` is neither an argument nor a variable of a loop around it; the first 3 arguments are called a, b, c"
        ],
    );
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let calls = |n: usize| "abs(".repeat(n) + "1" + &")".repeat(n);
    assert!(parse(&calls(super::MAX_DEPTH - 1)).is_ok());
    let parentheses = "(".repeat(100_000);
    let sums = "1 + ".repeat(100_000) + "1";
    let signs = "- ".repeat(100_000) + "a";
    let bodies = "map(x -> ".repeat(100_000);
    let choices = "if a == a then 1 else ".repeat(100_000);
    let items = format!("[{}1]", "1, ".repeat(100_000));
    for text in [
        calls(super::MAX_DEPTH),
        parentheses,
        sums,
        signs,
        bodies,
        choices,
        items,
    ] {
        let error = parse(&text).unwrap_err();
        assert!(error.unsupported, "{error}");
        assert_eq!(
            error.message,
            "nested more than 64 deep, which is not supported"
        );
    }
}

/// The reader knows by the name and the number of operands which of them are bodies, and tells operators
/// apart by the types of values.
#[test]
fn operators_of_one_name_can_be_told_apart() {
    for (n, op) in Op::ALL.iter().enumerate() {
        for other in &Op::ALL[..n] {
            let (ours, theirs) = (op.operands(), other.operands());
            if op.name() != other.name() || ours.len() != theirs.len() {
                continue;
            }
            let is_body = |operand: &crate::Operand| matches!(operand, crate::Operand::Body(_));
            let mut differ = false;
            for (a, b) in ours.iter().zip(theirs) {
                assert_eq!(is_body(a), is_body(b), "{op:?} {other:?}");
                differ |= !is_body(a) && a != b;
            }
            assert!(differ, "{op:?} {other:?}");
        }
    }
}

#[test]
fn patterns_have_variables_of_all_types() {
    let names = [
        ("?p".to_owned(), Type::Bool),
        ("?g".to_owned(), Type::Groups),
    ];
    let (term, of) = parse_open("if ?p then concat(?g) else []", &names).unwrap();
    assert_eq!(of, Type::List);
    assert!(term.uses_argument(0) && term.uses_argument(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 3_000 } else { 30_000 }))]

    #[test]
    fn what_is_printed_is_read_as_the_same(seed: u64, size in 1usize..40) {
        let function = any_function(size, &mut ChaCha8Rng::seed_from_u64(seed));
        prop_assert!(function.check(), "{:?}", function);
        let printed = print(&function);
        let read = parse(&printed);
        prop_assert_eq!(read.as_ref(), Ok(&function), "{}", printed);
    }
}
