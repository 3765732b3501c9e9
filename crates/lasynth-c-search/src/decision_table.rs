//! Decision tables: behaviours that can be run and compared without a program.
//!
//! A table asks a few linear tests of the input; each combination of answers has an affine form for
//! every position of the output, or stands for an invalid run.

use crate::observation::{List, ListOutcome};
use lasynth_c::behaviour::{AffineForm, N, RegionTable, Rel, Test};
use lasynth_core::Fnv1a64;

/// Tests, and what each combination of answers leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DecisionTable {
    /// The tests, not more than eight.
    pub tests: Vec<Test>,
    /// For each possible combination of answers (bit `t` is set where test `t` holds) the forms of
    /// the positions, or `None` where the run is invalid.
    pub cells: Vec<(u8, Option<[AffineForm; N]>)>,
}

impl DecisionTable {
    /// The table with the tests and cells of a partition into regions; `None` where there are more than eight
    /// tests.
    pub fn of(table: &RegionTable) -> Option<DecisionTable> {
        let cells = table.cells.iter();
        (table.tests.len() <= 8).then(|| DecisionTable {
            tests: table.tests.clone(),
            cells: cells
                .map(|cell| (cell.answers as u8, cell.result.ok()))
                .collect(),
        })
    }

    /// What it makes of an input; a result beyond 32 bits is an invalid run.
    pub fn outcome(&self, input: &List) -> ListOutcome {
        let answers = self.answers(input);
        let (_, forms) = self.cells.iter().find(|(cell, _)| *cell == answers)?;
        let mut output = [0; N];
        for (value, form) in output.iter_mut().zip(forms.as_ref()?) {
            *value = form.checked_at(input)?;
        }
        Some(output)
    }

    /// A hash of tests and forms, 48 bits, the same on every platform and in every version.
    pub fn digest(&self) -> u64 {
        let mut state = Fnv1a64::default();
        let mut word = |word: i16| state.write(word.to_le_bytes());
        for test in &self.tests {
            test.w.iter().chain([&test.t]).for_each(|&k| word(k));
            word(i16::from(test.rel == Rel::Eq));
        }
        for (answers, forms) in &self.cells {
            word(i16::from(*answers));
            for form in forms.iter().flatten() {
                form.w().iter().chain([&form.c()]).for_each(|&k| word(k));
            }
        }
        let hash = state.finish();
        (hash ^ hash >> 48) & ((1 << 48) - 1)
    }

    fn answers(&self, input: &List) -> u8 {
        let tests = self.tests.iter().enumerate();
        tests.fold(0, |answers, (t, test)| {
            answers | u8::from(holds(test, input)) << t
        })
    }
}

/// Whether a test holds for an input.
pub fn holds(test: &Test, input: &List) -> bool {
    let products = test.w.iter().zip(input);
    let sum: i64 = products.map(|(&k, &x)| i64::from(k) * i64::from(x)).sum();
    match test.rel {
        Rel::Gt => sum > i64::from(test.t),
        Rel::Eq => sum == i64::from(test.t),
    }
}
