//! The straight-line baseline: one affine form per output position, fitted to the examples.
//!
//! No learning and no search: for each output position, the first form of a fixed list that fits
//! all examples, with any integer constant. Every reported accuracy stands beside it, because a task
//! that it solves says nothing about a model.

use lasynth_core::{Example, Input, Value};
use std::fmt;
use std::sync::LazyLock;

/// A sum of at most three signed input elements: `(position, minus)` each, unused ones cut off.
type Terms = Vec<(usize, bool)>;

/// Terms of a form at most.
const MAX_TERMS: usize = 3;

/// List lengths up to this one share a table of forms.
const COMMON_LEN: usize = 5;

/// The forms for [`COMMON_LEN`] positions, in the order in which they are tried.
static COMMON_FORMS: LazyLock<Vec<Terms>> = LazyLock::new(|| forms(COMMON_LEN));

/// `±a[j] ± a[k] ± a[l] + c`, with up to three elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affine {
    terms: Terms,
    constant: i64,
}

/// A fitted baseline: one form per output position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StraightLine {
    forms: Vec<Affine>,
}

/// Fits the baseline: for each output position the first form, in the order `c`, `a[j] + c`,
/// `c - a[j]`, two elements, three elements (`j <= k <= l`, plus before minus), that reproduces every
/// example. `None` where some position has none, or where the examples are not lists of one length.
pub fn fit(examples: &[Example]) -> Option<StraightLine> {
    let pairs = examples
        .iter()
        .map(|pair| Some((pair.input.as_list()?, pair.output.as_list()?)))
        .collect::<Option<Vec<(&[i32], &[i32])>>>()?;
    let len = pairs.first()?.0.len();
    if pairs.iter().any(|(i, o)| i.len() != len || o.len() != len) {
        return None;
    }
    let other_len;
    let candidates = if len == COMMON_LEN {
        &*COMMON_FORMS
    } else {
        other_len = forms(len);
        &other_len
    };
    let forms = (0..len)
        .map(|position| fit_position(&pairs, candidates, position))
        .collect::<Option<Vec<Affine>>>()?;
    Some(StraightLine { forms })
}

fn fit_position(
    pairs: &[(&[i32], &[i32])],
    candidates: &[Terms],
    position: usize,
) -> Option<Affine> {
    candidates.iter().find_map(|terms| {
        let mut residuals = pairs
            .iter()
            .map(|(input, output)| i64::from(output[position]) - sum(terms, input));
        let constant = residuals.next()?;
        residuals.all(|r| r == constant).then(|| Affine {
            terms: terms.clone(),
            constant,
        })
    })
}

/// The value of the terms. `i64` holds three 32-bit elements and a constant without overflow.
fn sum(terms: &[(usize, bool)], input: &[i32]) -> i64 {
    terms
        .iter()
        .map(|&(j, minus)| {
            let value = i64::from(input[j]);
            if minus { -value } else { value }
        })
        .sum()
}

/// All forms over `len` positions: fewer terms first, then by positions, then by signs.
fn forms(len: usize) -> Vec<Terms> {
    let mut result = Vec::new();
    for n_terms in 0..=MAX_TERMS {
        let mut positions = Vec::new();
        each_choice(len, n_terms, &mut positions, &mut |positions| {
            for signs in 0..1usize << positions.len() {
                // The first term's sign is the highest bit, so that it changes last.
                let minus = |i: usize| signs >> (positions.len() - 1 - i) & 1 == 1;
                result.push(
                    positions
                        .iter()
                        .enumerate()
                        .map(|(i, &j)| (j, minus(i)))
                        .collect(),
                );
            }
        });
        if n_terms == 1 {
            // One element: all positive forms precede all negative ones.
            let from = result.len() - 2 * len;
            result[from..].sort_by_key(|terms: &Terms| terms[0].1);
        }
    }
    result
}

/// Calls `visit` on every non-decreasing choice of `n` positions below `len`, in lexical order.
fn each_choice(len: usize, n: usize, chosen: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
    if chosen.len() == n {
        visit(chosen);
        return;
    }
    for j in chosen.last().copied().unwrap_or(0)..len {
        chosen.push(j);
        each_choice(len, n, chosen, visit);
        chosen.pop();
    }
}

impl StraightLine {
    /// The predicted output. Elements outside 32 bits, which no program returns, are cut to the
    /// range; a list of another length than the fitted one is returned unchanged.
    pub fn predict(&self, input: &Input) -> Value {
        let items = input.as_list().unwrap_or_default();
        if items.len() != self.forms.len() {
            return Value::List(items.to_vec());
        }
        let value = |form: &Affine| {
            let value = sum(&form.terms, items) + form.constant;
            value.clamp(i32::MIN.into(), i32::MAX.into()) as i32
        };
        Value::List(self.forms.iter().map(value).collect())
    }
}

impl fmt::Display for Affine {
    /// As an expression over the input: `-a[0] + a[3] + 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, &(j, minus)) in self.terms.iter().enumerate() {
            match (i, minus) {
                (0, false) => write!(f, "a[{j}]")?,
                (0, true) => write!(f, "-a[{j}]")?,
                (_, false) => write!(f, " + a[{j}]")?,
                (_, true) => write!(f, " - a[{j}]")?,
            }
        }
        match (self.terms.is_empty(), self.constant) {
            (true, c) => write!(f, "{c}"),
            (false, 0) => Ok(()),
            (false, c) if c < 0 => write!(f, " - {}", -c),
            (false, c) => write!(f, " + {c}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn pairs(pairs: &[(&[i32], &[i32])]) -> Vec<Example> {
        pairs
            .iter()
            .map(|(i, o)| Example {
                input: Input::list(i),
                output: Value::List(o.to_vec()),
            })
            .collect()
    }

    fn check(examples: &[(&[i32], &[i32])], expected: Expect) {
        let shown = match fit(&pairs(examples)) {
            Some(fitted) => fitted
                .forms
                .iter()
                .map(Affine::to_string)
                .collect::<Vec<_>>()
                .join("; "),
            None => "none".to_owned(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn the_first_family_that_fits_is_taken() {
        check(&[(&[1, 2], &[3, 3])], expect!["3; 3"]);
        check(
            &[(&[1, 2], &[2, 0]), (&[3, 0], &[4, -2])],
            expect!["a[0] + 1; a[1] - 2"],
        );
        check(
            &[(&[1, 1], &[0, 1]), (&[3, 3], &[-2, 1])],
            expect!["-a[0] + 1; 1"],
        );
        check(
            &[(&[1, 2], &[3, 4]), (&[2, 0], &[2, 0]), (&[-1, 3], &[2, 6])],
            expect!["a[0] + a[1]; a[1] + a[1]"],
        );
        check(
            &[(&[1], &[3]), (&[2], &[6]), (&[0], &[0])],
            expect!["a[0] + a[0] + a[0]"],
        );
        check(&[(&[1], &[1]), (&[2], &[4]), (&[3], &[9])], expect!["none"]);
    }

    #[test]
    fn lists_of_different_lengths_are_refused() {
        check(&[(&[1, 2], &[3, 3]), (&[1], &[3])], expect!["none"]);
        check(&[(&[1, 2], &[3])], expect!["none"]);
        check(&[], expect!["none"]);
    }

    #[test]
    fn forms_are_tried_in_the_documented_order() {
        let shown: Vec<String> = forms(2)
            .into_iter()
            .map(|terms| Affine { terms, constant: 0 }.to_string())
            .take(11)
            .collect();
        expect![[r#"
            0
            a[0]
            a[1]
            -a[0]
            -a[1]
            a[0] + a[0]
            a[0] - a[0]
            -a[0] + a[0]
            -a[0] - a[0]
            a[0] + a[1]
            a[0] - a[1]"#]]
        .assert_eq(&shown.join("\n"));
        assert_eq!(forms(5).len(), 1 + 10 + 15 * 4 + 35 * 8);
    }

    #[test]
    fn prediction_stays_within_32_bits() {
        let fitted = fit(&pairs(&[(&[1], &[2]), (&[2], &[4])])).unwrap();
        let predicted = fitted.predict(&Input::list(&[i32::MAX]));
        assert_eq!(predicted, Value::List(vec![i32::MAX]));
    }

    /// `(right, tasks)` per kind over a file of tasks with held-out pairs.
    fn right_by_kind(file: &str) -> Option<String> {
        let Some(dir) = std::env::var_os("LASYNTH_BENCH_DIR") else {
            assert!(
                std::env::var_os("CI").is_none(),
                "LASYNTH_BENCH_DIR is not set"
            );
            println!("skipped: LASYNTH_BENCH_DIR is not set");
            return None;
        };
        let text = std::fs::read_to_string(std::path::Path::new(&dir).join(file)).unwrap();
        let mut counts = std::collections::BTreeMap::<String, (usize, usize)>::new();
        for line in text.lines() {
            let task: lasynth_core::Task = serde_json::from_str(line).unwrap();
            let heldout = task.heldout.unwrap();
            let right = fit(&task.examples).is_some_and(|fitted| {
                task.examples
                    .iter()
                    .chain(&heldout)
                    .all(|e| fitted.predict(&e.input) == e.output)
            });
            for key in ["all".to_owned(), task.kind.unwrap()] {
                let count = counts.entry(key).or_default();
                count.0 += usize::from(right);
                count.1 += 1;
            }
        }
        let shown = counts
            .iter()
            .map(|(kind, (right, tasks))| format!("{kind} {right}/{tasks}"));
        Some(shown.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn solves_the_published_number_of_tasks() {
        if let Some(shown) = right_by_kind("c/sample_200.jsonl") {
            expect!["all 139/200, for 44/47, if 12/32, mixed 26/63, seq 57/58"].assert_eq(&shown);
        }
        if let Some(shown) = right_by_kind("c/human_30.jsonl") {
            expect!["all 16/30, for 12/14, if 0/1, mixed 0/10, seq 4/5"].assert_eq(&shown);
        }
    }
}
