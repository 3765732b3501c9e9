//! What functions look like as Rust, which is read by people.

use crate::examples::example;
use expect_test::{Expect, expect};
use lasynth_lists::emit::rust_function;

fn check(name: &str, expected: Expect) {
    expected.assert_eq(&rust_function(&example(name), name));
}

#[test]
fn keep_above() {
    check(
        "keep_above",
        expect![[r#"
        fn keep_above(a: &[i32], k: i32) -> Vec<i32> {
            a.iter().copied().filter(|&x| x > k).collect()
        }
    "#]],
    );
}

#[test]
fn sum_of_even_squares() {
    check(
        "sum_of_even_squares",
        expect![[r#"
        fn sum_of_even_squares(a: &[i32]) -> i32 {
            a.iter().copied().filter(|&x| x % 2 == 0).map(|x| x * x).sum()
        }
    "#]],
    );
}

#[test]
fn spread() {
    check(
        "spread",
        expect![[r#"
        fn spread(a: &[i32]) -> i32 {
            if a.is_empty() { 0 } else { a.iter().copied().max().unwrap() - a.iter().copied().min().unwrap() }
        }
    "#]],
    );
}

#[test]
fn second_largest() {
    check(
        "second_largest",
        expect![[r#"
        fn sorted(mut items: Vec<i32>) -> Vec<i32> {
            items.sort_unstable();
            items
        }

        fn second_largest(a: &[i32]) -> i32 {
            sorted(a.to_vec()).into_iter().rev().nth(1).unwrap()
        }
    "#]],
    );
}

#[test]
fn is_sorted() {
    check(
        "is_sorted",
        expect![[r#"
        fn is_sorted(a: &[i32]) -> i32 {
            i32::from(a.windows(2).all(|w| w[0] <= w[1]))
        }
    "#]],
    );
}

#[test]
fn count_peaks() {
    check(
        "count_peaks",
        expect![[r#"
            fn count_peaks(a: &[i32]) -> i32 {
                a.iter()
                    .copied()
                    .enumerate()
                    .filter(|&(i, x)| i > 0 && a[i - 1] < x && i + 1 < a.len() && a[i + 1] < x)
                    .count() as i32
            }
        "#]],
    );
}

#[test]
fn rotate_left() {
    check(
        "rotate_left",
        expect![[r#"
            fn rotate_left(a: &[i32], k: i32) -> Vec<i32> {
                a.iter()
                    .copied()
                    .skip((if a.is_empty() { 0 } else { k % a.len() as i32 }) as usize)
                    .chain(a.iter().copied().take((if a.is_empty() { 0 } else { k % a.len() as i32 }) as usize))
                    .collect()
            }
        "#]],
    );
}

#[test]
fn run_lengths() {
    check(
        "run_lengths",
        expect![[r#"
        fn run_lengths(a: &[i32]) -> Vec<i32> {
            a.chunk_by(|x, y| x == y).flat_map(|group| vec![group[0], group.len() as i32]).collect()
        }
    "#]],
    );
}

#[test]
fn above_average() {
    check(
        "above_average",
        expect![[r#"
            fn above_average(a: &[i32]) -> Vec<i32> {
                let total = a.iter().copied().sum::<i32>();
                a.iter().copied().filter(|&x| x > total / a.len() as i32).collect()
            }
        "#]],
    );
}

#[test]
fn curve_marks() {
    check(
        "curve_marks",
        expect![[r#"
            fn curve_marks(a: &[i32]) -> Vec<i32> {
                let high = a.iter().copied().max().unwrap_or(0);
                a.iter().copied().map(|x| x + (100 - high)).collect()
            }
        "#]],
    );
}

#[test]
fn sort_by_size() {
    check(
        "sort_by_size",
        expect![[r#"
        fn sort_by_size(a: &[i32]) -> Vec<i32> {
            let mut out = a.to_vec();
            out.sort_by_key(|&x| x.abs());
            out
        }
    "#]],
    );
}

#[test]
fn balance() {
    check(
        "balance",
        expect![[r#"
        fn balance(a: &[i32], k: i32) -> i32 {
            a.iter().copied().fold(k, |acc, x| if acc + x < 0 { acc } else { acc + x })
        }
    "#]],
    );
}

#[test]
fn moving_average() {
    check(
        "moving_average",
        expect![[r#"
        fn moving_average(a: &[i32], k: i32) -> Vec<i32> {
            a.windows(k as usize).map(|group| group.iter().copied().sum::<i32>() / k).collect()
        }
    "#]],
    );
}

#[test]
fn sums_between_zeros() {
    check(
        "sums_between_zeros",
        expect![[r#"
        fn sums_between_zeros(a: &[i32]) -> Vec<i32> {
            a.split(|&x| x == 0).map(|group| group.iter().copied().sum::<i32>()).collect()
        }
    "#]],
    );
}

#[test]
fn is_prime() {
    check(
        "is_prime",
        expect![[r#"
        fn prime_factors(mut x: i32) -> Vec<i32> {
            let (mut d, mut out) = (2, Vec::new());
            while d <= x / d {
                if x % d == 0 {
                    out.push(d);
                    x /= d;
                } else {
                    d += 1;
                }
            }
            if x > 1 {
                out.push(x);
            }
            out
        }

        fn is_prime(x: i32) -> i32 {
            i32::from(x >= 1 && prime_factors(x).len() as i32 == 1)
        }
    "#]],
    );
}

#[test]
fn smallest_positive() {
    check(
        "smallest_positive",
        expect![[r#"
        fn smallest_positive(a: &[i32]) -> i32 {
            a.iter().copied().filter(|&x| x > 0).min().unwrap_or(0)
        }
    "#]],
    );
}
