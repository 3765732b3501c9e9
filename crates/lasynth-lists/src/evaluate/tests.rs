//! What every operator does, where it has no value, and what is not evaluated at all.

use crate::{Op, Term, evaluate, evaluate_or_locate, evaluate_within, parse, print};
use lasynth_core::{Input, Value};
use std::collections::HashSet;

/// The value of a term as text, or why there is none.
fn run(text: &str, input: &[Value]) -> String {
    let function = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    match evaluate(&function, &Input(input.to_vec())) {
        Ok(value) => value.to_string(),
        Err(stop) => format!("{stop:?}"),
    }
}

/// Terms with their values; `a` is a list that does not matter where it is not named.
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let a = Value::List(vec![3, 1, 2, 2]);
        assert_eq!(run(text, &[a]), *expected, "{text}");
    }
}

/// Every operator, and cases in which it has no value. `a` is `[3, 1, 2, 2]`.
const TABLE: &[(&str, &str)] = &[
    ("2147483647 + 1", "Overflow"),
    ("-2147483648 - 1", "Overflow"),
    ("65536 * 32768", "Overflow"),
    ("2 + 3 * 4 - 1", "13"),
    ("-7 / 2", "-3"),
    ("7 / -2", "-3"),
    ("7 / 0", "Missing"),
    ("-2147483648 / -1", "Overflow"),
    ("-7 % 2", "-1"),
    ("7 % -2", "1"),
    ("7 % 0", "Missing"),
    ("-2147483648 % -1", "Overflow"),
    ("min(3, -4)", "-4"),
    ("max(3, -4)", "3"),
    ("gcd(-12, 18)", "6"),
    ("gcd(0, 0)", "0"),
    ("gcd(0, -5)", "5"),
    ("gcd(-2147483648, 1)", "Overflow"),
    ("pow(-2, 3)", "-8"),
    ("pow(5, 0)", "1"),
    ("pow(0, 0)", "1"),
    ("pow(-1, 2000000001)", "-1"),
    ("pow(2, 31)", "Overflow"),
    ("pow(2, -1)", "Missing"),
    ("abs(-3)", "3"),
    ("abs(-2147483648)", "Overflow"),
    ("sign(-3) + 10 * sign(0) + 100 * sign(9)", "99"),
    ("if 1 < 2 then 3 else 1 / 0", "3"),
    ("if 2 < 1 then 1 / 0 else 4", "4"),
    ("if 1 / 0 == 1 then 3 else 4", "4"),
    ("int(1 == 1) + int(1 == 2)", "1"),
    ("1 / 0 ?? 5", "5"),
    ("1 ?? 1 / 0", "1"),
    ("2147483647 + 1 ?? 5", "Overflow"),
    ("len(a)", "4"),
    ("len([])", "0"),
    ("first(a)", "3"),
    ("first([])", "Missing"),
    ("last(a)", "2"),
    ("last([])", "Missing"),
    ("maximum(a)", "3"),
    ("maximum([])", "Missing"),
    ("minimum(a)", "1"),
    ("minimum([])", "Missing"),
    ("sum(a)", "8"),
    ("sum([])", "0"),
    ("sum([2147483647, 1, -1])", "Overflow"),
    ("product(a)", "12"),
    ("product([])", "1"),
    ("product([65536, 65536, 0])", "Overflow"),
    ("a[1]", "1"),
    ("a[4]", "Missing"),
    ("a[-1]", "Missing"),
    ("count(a, 2)", "2"),
    ("index(a, 2)", "2"),
    ("index(a, 7)", "4"),
    ("count_less(a, 2)", "1"),
    ("count_greater(a, 1)", "3"),
    ("find_index(x -> x < 3, a)", "1"),
    ("find_index(x -> x > 3, a)", "4"),
    ("fold((acc, x) -> acc * 10 + x, 0, a)", "3122"),
    ("fold((acc, x, i) -> acc + i * x, 100, a)", "111"),
    ("fold((acc, x) -> 1 / 0, 7, [])", "7"),
    ("int(1 == 1 and 1 != 2 and 1 < 2 and 1 <= 1)", "1"),
    (
        "int(1 / 0 == 1) + int(1 / 0 != 1) + int(1 / 0 < 1) + int(1 <= 1 / 0)",
        "0",
    ),
    ("int(2147483647 + 1 == 1)", "Overflow"),
    (
        "int(even(-2)) + int(odd(-3)) + int(even(1 / 0)) + int(odd(1 / 0))",
        "2",
    ),
    ("int(1 == 2 and 2147483647 + 1 == 1)", "0"),
    ("int(1 == 1 or 2147483647 + 1 == 1)", "1"),
    ("int(1 / 0 == 1 or 1 == 1)", "1"),
    ("int(not 1 == 1) + int(not 1 / 0 == 1)", "1"),
    (
        "int(contains(a, 2)) + int(contains(a, 9)) + int(contains(a, 1 / 0))",
        "1",
    ),
    ("int([1] == [1]) + int([1] == [1, 2])", "1"),
    ("int(take(a, -1) == a) + int(not take(a, -1) == a)", "1"),
    (
        "int(all(x -> x > 0, a)) + int(all(x -> x > 1, a)) + int(all(x -> 1 > 2, []))",
        "2",
    ),
    (
        "int(any(x -> x > 2, a)) + int(any(x -> x > 3, a)) + int(any(x -> 1 < 2, []))",
        "1",
    ),
    ("[]", "[]"),
    ("[7]", "[7]"),
    ("[1 / 0]", "Missing"),
    ("cons(9, a)", "[9, 3, 1, 2, 2]"),
    ("append(a, 9)", "[3, 1, 2, 2, 9]"),
    ("append(a, 1 / 0)", "Missing"),
    ("a ++ [5]", "[3, 1, 2, 2, 5]"),
    ("reverse(a)", "[2, 2, 1, 3]"),
    ("sort(a)", "[1, 2, 2, 3]"),
    ("unique([2, 1, 2, 3, 1])", "[2, 1, 3]"),
    ("tail(a) ++ tail([])", "[1, 2, 2]"),
    ("init(a) ++ init([])", "[3, 1, 2]"),
    ("take(a, 2)", "[3, 1]"),
    ("take(a, 9)", "[3, 1, 2, 2]"),
    ("take(a, -1)", "Missing"),
    ("take([], -1)", "[]"),
    ("take([], 1 / 0)", "[]"),
    ("drop(a, 1)", "[1, 2, 2]"),
    ("drop(a, 9)", "[]"),
    ("drop(a, -1)", "Missing"),
    ("take_last(a, 3)", "[1, 2, 2]"),
    ("take_last(a, -1)", "Missing"),
    ("drop_last(a, 3)", "[3]"),
    ("drop_last(a, -1)", "Missing"),
    ("remove_at(a, 1)", "[3, 2, 2]"),
    ("remove_at(a, 4)", "Missing"),
    ("set_at(a, 3, 9)", "[3, 1, 2, 9]"),
    ("set_at(a, 4, 9)", "Missing"),
    ("insert_at(a, 4, 9)", "[3, 1, 2, 2, 9]"),
    ("insert_at(a, 5, 9)", "Missing"),
    ("swap(a, 0, 1)", "[1, 3, 2, 2]"),
    ("swap(a, 0, 4)", "Missing"),
    ("interleave(a, [7, 8])", "[3, 7, 1, 8, 2, 2]"),
    ("interleave([7], a)", "[7, 3, 1, 2, 2]"),
    ("range(-1, 2)", "[-1, 0, 1, 2]"),
    ("range(2, 1)", "[]"),
    ("range(0, 65535)[65535]", "65535"),
    ("range(0, 65536)", "Limit"),
    ("range(1, 6, 2)", "[1, 3, 5]"),
    ("range(6, 1, -2)", "[6, 4, 2]"),
    ("range(1, 6, -2)", "[]"),
    ("range(4, 4, -2)", "[4]"),
    ("range(1, 6, 0)", "Missing"),
    ("range(2147483646, 2147483647)", "[2147483646, 2147483647]"),
    ("repeat(7, 3)", "[7, 7, 7]"),
    ("repeat(7, 0)", "[]"),
    ("repeat(7, -1)", "Missing"),
    ("repeat(7, 65537)", "Limit"),
    ("digits(120)", "[1, 2, 0]"),
    ("digits(0)", "[0]"),
    ("digits(-1)", "Missing"),
    ("digits(5, 2)", "[1, 0, 1]"),
    ("digits(5, 1)", "Missing"),
    ("factors(60)", "[2, 2, 3, 5]"),
    ("factors(1)", "[]"),
    ("factors(0)", "Missing"),
    ("factors(2147483647)", "[2147483647]"),
    ("group_lengths(a)", "[1, 1, 2]"),
    ("group_heads(a)", "[3, 1, 2]"),
    ("if a == [] then [1 / 0] else a", "[3, 1, 2, 2]"),
    ("map((x, i) -> x * 10 + i, a)", "[30, 11, 22, 23]"),
    ("map(x -> next(x) ?? 0, a)", "[1, 2, 2, 0]"),
    ("map(x -> prev(x) ?? 0, a)", "[0, 3, 1, 2]"),
    ("map(x -> next(x), a)", "Missing"),
    ("map(x -> 1 / 0, [])", "[]"),
    ("filter(x -> x < next(x), a)", "[1]"),
    ("filter(x -> x == prev(x), a)", "[2]"),
    ("filter_map(x -> x > 1, (x, i) -> x + 6 / i, a)", "Missing"),
    (
        "filter_map((x, i) -> i > 0, (x, i) -> x + 6 / i, a)",
        "[7, 5, 4]",
    ),
    ("flat_map(x -> repeat(x, x), a)", "[3, 3, 3, 1, 2, 2, 2, 2]"),
    ("flat_map(x -> range(1, 30000), a)", "Limit"),
    ("sort_by((x, i) -> 0 - i / 2, a)", "[2, 2, 3, 1]"),
    ("sort_by(x -> x / 2, [3, 1, 2, 0])", "[1, 0, 3, 2]"),
    ("take_while(x -> x != 2, a)", "[3, 1]"),
    ("drop_while(x -> x != 2, a)", "[2, 2]"),
    ("drop_while_end(x -> x == 2, a)", "[3, 1]"),
    ("drop_while_end(x -> x > 0, a)", "[]"),
    ("trim_while(x -> x > 1, a)", "[1]"),
    ("trim_while(x -> x > 0, a)", "[]"),
    ("trim_while((x, i) -> i == 0 or x == 2, a)", "[1]"),
    ("scan((acc, x) -> acc + x, 10, a)", "[13, 14, 16, 18]"),
    ("scan((acc, x) -> acc + x, 10, [])", "[]"),
    ("scan1((acc, x) -> acc * x, a)", "[3, 3, 6, 12]"),
    ("scan1((acc, x) -> 1 / 0, [5])", "[5]"),
    ("scan1((acc, x, i) -> prev(x) + i, a)", "[3, 4, 3, 5]"),
    (
        "fold((acc, x) -> cons(x, reverse(acc)), [], a)",
        "[2, 1, 3, 2]",
    ),
    (
        "fold((acc, x) -> acc ++ acc, range(1, 4096), range(1, 5))",
        "Limit",
    ),
    ("map(g -> sum(g), runs(a))", "[3, 1, 4]"),
    ("len(runs([]))", "0"),
    ("map(g -> len(g), split(a, 1))", "[1, 2]"),
    ("map(g -> len(g), split([1, 1], 1))", "[0, 0, 0]"),
    ("map(g -> len(g), split([], 1))", "[0]"),
    ("map(g -> sum(g), windows(a, 2))", "[4, 3, 4]"),
    ("len(windows(a, 5))", "0"),
    ("len(windows(a, 0))", "Missing"),
    ("len(windows(range(1, 60000), 30000))", "Limit"),
    ("map(g -> sum(g), chunks(a, 3))", "[6, 2]"),
    ("len(chunks(a, -1))", "Missing"),
    ("concat(filter(g -> len(g) == 1, runs(a)))", "[3, 1]"),
    ("map((g, i) -> i, runs(a))", "[0, 1, 2]"),
    ("flat_map(g -> reverse(g), chunks(a, 3))", "[2, 1, 3, 2]"),
    ("concat(windows(a, 3))", "[3, 1, 2, 1, 2, 2]"),
    ("concat(windows(range(1, 1000), 500))", "Limit"),
    ("group_at(runs(a), 2)", "[2, 2]"),
    ("group_at(runs(a), 3)", "Missing"),
    ("map(x -> sum(map(y -> x * y, a)), a)", "[24, 8, 16, 16]"),
    (
        "map((x, i) -> len(filter((y, j) -> j < i and y > x, a)), a)",
        "[0, 1, 1, 1]",
    ),
];

#[test]
fn operators_have_the_meaning_of_c() {
    check(TABLE);
}

#[test]
fn the_table_has_every_operator() {
    let mut seen = HashSet::new();
    for (text, _) in TABLE {
        collect(&parse(text).unwrap().body, &mut seen);
    }
    let missing: Vec<&Op> = Op::ALL.iter().filter(|op| !seen.contains(op)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn collect(term: &Term, seen: &mut HashSet<Op>) {
    if let Term::Apply(op, operands) = term {
        seen.insert(*op);
        operands.iter().for_each(|term| collect(term, seen));
    }
}

#[test]
fn several_arguments_have_their_places() {
    let list = |items: &[i32]| Value::List(items.to_vec());
    assert_eq!(
        run("take(a, b)", &[list(&[1, 2, 3]), Value::Int(2)]),
        "[1, 2]"
    );
    let three = [Value::Int(5), list(&[1, 2]), Value::Int(3)];
    assert_eq!(
        run("f(a: int, b: list, c: int) = append(b, a - c)", &three),
        "[1, 2, 2]"
    );
}

/// The smallest part that has no value is named; one that was missing and did not matter is not.
#[test]
fn stops_are_located() {
    for (text, expected) in [
        ("sum(map(x -> 10 / (x - 2), a))", "10 / (x - 2)"),
        ("int(1 / 0 == 1) + a[9]", "a[9]"),
        ("map(x -> next(x) + 1, a)", "next(x)"),
        ("(1 / 0 ?? maximum([])) + 1", "maximum([])"),
        ("range(1, 10, len(a) - 4)", "range(1, 10, len(a) - 4)"),
    ] {
        let function = parse(text).unwrap();
        let input = Input::list(&[3, 1, 2, 2]);
        let (_, part) = evaluate_or_locate(&function, &input).unwrap_err();
        let part = crate::print_term(part, &scopes(&function.body, part).unwrap());
        assert_eq!(part, expected, "{text}");
    }
}

/// The loops around a part.
fn scopes(term: &Term, part: &Term) -> Option<Vec<crate::Scope>> {
    if std::ptr::eq(term, part) {
        return Some(Vec::new());
    }
    let Term::Apply(op, operands) = term else {
        return None;
    };
    let mut all = op.operands().iter().zip(operands);
    all.find_map(|(operand, term)| {
        let mut inner = scopes(term, part)?;
        if let crate::Operand::Body(_) = operand {
            inner.insert(0, crate::Scope::of(*op));
        }
        Some(inner)
    })
}

/// No term runs for long, whatever it does.
#[test]
fn runs_end() {
    for text in [
        "sum(map(x -> sum(map(y -> sum(map(z -> x, a)), a)), a))",
        "map(x -> len(factors(2147483647 - x)), a)",
        "map(x -> len(unique(a)), a)",
        "map(x -> sum(sort(a)), a)",
        "map(x -> len(windows(a, 16)), a)",
    ] {
        let function = parse(text).unwrap();
        let input = Input::list(&(0..20_000).collect::<Vec<i32>>());
        let stop = evaluate_within(&function, &input, 2_000_000);
        assert_eq!(stop, Err(crate::Stop::Limit), "{}", print(&function));
    }
}
