//! What functions look like as Python, which is read by people.

use crate::examples::example;
use expect_test::{Expect, expect};
use lasynth_lists::emit::python_function;

fn check(name: &str, expected: Expect) {
    expected.assert_eq(&python_function(&example(name), name));
}

#[test]
fn keep_above() {
    check(
        "keep_above",
        expect![[r#"
        def keep_above(a: list[int], k: int) -> list[int]:
            return [x for x in a if x > k]
    "#]],
    );
}

#[test]
fn sum_of_even_squares() {
    check(
        "sum_of_even_squares",
        expect![[r#"
        def sum_of_even_squares(a: list[int]) -> int:
            return sum(x * x for x in a if x % 2 == 0)
    "#]],
    );
}

#[test]
fn spread() {
    check(
        "spread",
        expect![[r#"
        def spread(a: list[int]) -> int:
            return max(a) - min(a) if a else 0
    "#]],
    );
}

#[test]
fn second_largest() {
    check(
        "second_largest",
        expect![[r#"
        def second_largest(a: list[int]) -> int:
            return sorted(a, reverse=True)[1]
    "#]],
    );
}

#[test]
fn is_sorted() {
    check(
        "is_sorted",
        expect![[r#"
        def is_sorted(a: list[int]) -> int:
            return int(all(x <= y for x, y in zip(a, a[1:])))
    "#]],
    );
}

#[test]
fn count_peaks() {
    check(
        "count_peaks",
        expect![[r#"
        def count_peaks(a: list[int]) -> int:
            return sum(1 for i, x in enumerate(a) if i > 0 and a[i - 1] < x and i + 1 < len(a) and a[i + 1] < x)
    "#]],
    );
}

#[test]
fn rotate_left() {
    check(
        "rotate_left",
        expect![[r#"
        def rotate_left(a: list[int], k: int) -> list[int]:
            return a[k % len(a) if a else 0:] + a[:k % len(a) if a else 0]
    "#]],
    );
}

#[test]
fn run_lengths() {
    check(
        "run_lengths",
        expect![[r#"
        from itertools import groupby


        def run_lengths(a: list[int]) -> list[int]:
            return [x for value, run in groupby(a) for x in [value, len(list(run))]]
    "#]],
    );
}

#[test]
fn above_average() {
    check(
        "above_average",
        expect![[r#"
        def quotient(a: int, b: int) -> int:
            """a / b, rounded towards zero."""
            q = abs(a) // abs(b)
            return q if (a < 0) == (b < 0) else -q


        def above_average(a: list[int]) -> list[int]:
            total = sum(a)
            return [x for x in a if x > quotient(total, len(a))]
    "#]],
    );
}

#[test]
fn curve_marks() {
    check(
        "curve_marks",
        expect![[r#"
        def curve_marks(a: list[int]) -> list[int]:
            high = max(a, default=0)
            return [x + (100 - high) for x in a]
    "#]],
    );
}

#[test]
fn sort_by_size() {
    check(
        "sort_by_size",
        expect![[r#"
        def sort_by_size(a: list[int]) -> list[int]:
            return sorted(a, key=abs)
    "#]],
    );
}

#[test]
fn balance() {
    check(
        "balance",
        expect![[r#"
        def balance(a: list[int], k: int) -> int:
            acc = k
            for x in a:
                if acc + x >= 0:
                    acc += x
            return acc
    "#]],
    );
}

#[test]
fn moving_average() {
    check(
        "moving_average",
        expect![[r#"
        def quotient(a: int, b: int) -> int:
            """a / b, rounded towards zero."""
            q = abs(a) // abs(b)
            return q if (a < 0) == (b < 0) else -q


        def moving_average(a: list[int], k: int) -> list[int]:
            return [quotient(sum(a[i:i + k]), k) for i in range(len(a) - k + 1)]
    "#]],
    );
}

#[test]
fn sums_between_zeros() {
    check(
        "sums_between_zeros",
        expect![[r#"
        def split(items: list[int], value: int) -> list[list[int]]:
            """What lies between the places of a value."""
            pieces: list[list[int]] = [[]]
            for item in items:
                if item == value:
                    pieces.append([])
                else:
                    pieces[-1].append(item)
            return pieces


        def sums_between_zeros(a: list[int]) -> list[int]:
            return [sum(group) for group in split(a, 0)]
    "#]],
    );
}

#[test]
fn is_prime() {
    check(
        "is_prime",
        expect![[r#"
        def prime_factors(x: int) -> list[int]:
            """The prime factors of x, the smallest first."""
            result = []
            d = 2
            while d * d <= x:
                while x % d == 0:
                    result.append(d)
                    x //= d
                d += 1
            return result + [x] if x > 1 else result


        def is_prime(x: int) -> int:
            return int(x >= 1 and len(prime_factors(x)) == 1)
    "#]],
    );
}

#[test]
fn smallest_positive() {
    check(
        "smallest_positive",
        expect![[r#"
        def smallest_positive(a: list[int]) -> int:
            return min((x for x in a if x > 0), default=0)
    "#]],
    );
}
