//! Small functions that a function calls.

/// What a function needs beside itself.
#[derive(Default)]
pub(super) struct Needed {
    pub(super) gcd: bool,
    pub(super) sorted: bool,
    pub(super) unique: bool,
    pub(super) interleave: bool,
    pub(super) steps: bool,
    pub(super) digits: bool,
    pub(super) factors: bool,
}

const GCD: &str = "fn gcd(a: i32, b: i32) -> i32 {
    if b == 0 { a.abs() } else { gcd(b.abs(), a.abs() % b.abs()) }
}
";

const SORTED: &str = "fn sorted(mut items: Vec<i32>) -> Vec<i32> {
    items.sort_unstable();
    items
}
";

const UNIQUE: &str = "fn unique(items: impl IntoIterator<Item = i32>) -> Vec<i32> {
    let mut seen = Vec::new();
    for x in items {
        if !seen.contains(&x) {
            seen.push(x);
        }
    }
    seen
}
";

const INTERLEAVE: &str = "fn interleave(a: &[i32], b: &[i32]) -> Vec<i32> {
    let both = a.len().min(b.len());
    let mut out: Vec<i32> = a.iter().zip(b).flat_map(|(&x, &y)| [x, y]).collect();
    out.extend(&a[both..]);
    out.extend(&b[both..]);
    out
}
";

const STEPS: &str = "fn steps(from: i32, to: i32, step: i32) -> Vec<i32> {
    let (mut at, mut out) = (i64::from(from), Vec::new());
    while if step > 0 { at <= i64::from(to) } else { at >= i64::from(to) } {
        out.push(at as i32);
        at += i64::from(step);
    }
    out
}
";

const DIGITS: &str = "fn digits(mut x: i32, base: i32) -> Vec<i32> {
    let mut out = vec![x % base];
    while x >= base {
        x /= base;
        out.push(x % base);
    }
    out.reverse();
    out
}
";

const FACTORS: &str = "fn prime_factors(mut x: i32) -> Vec<i32> {
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
";

impl Needed {
    /// The text.
    pub(super) fn before(&self) -> String {
        let helpers = [
            (self.gcd, GCD),
            (self.sorted, SORTED),
            (self.unique, UNIQUE),
            (self.interleave, INTERLEAVE),
            (self.steps, STEPS),
            (self.digits, DIGITS),
            (self.factors, FACTORS),
        ];
        let needed = helpers.iter().filter(|(needed, _)| *needed);
        needed.map(|(_, text)| format!("{text}\n")).collect()
    }
}
