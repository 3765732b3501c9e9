//! A behaviour that can be run and compared.

use crate::observation::{List, ListOutcome};
use lasynth_c::behaviour::{Lin, N, Rel, Table, Test};
use lasynth_core::Fnv1a64;

/// Tests, and what each combination of answers leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hypothesis {
    /// The tests, not more than eight.
    pub tests: Vec<Test>,
    /// For each possible combination of answers (bit `t` is set where test `t` holds) the forms of
    /// the positions, or `None` where the run is invalid.
    pub cells: Vec<(u8, Option<[Lin; N]>)>,
}

impl Hypothesis {
    /// The hypothesis with the tests and cells of a table; `None` where there are more than eight
    /// tests.
    pub fn of(table: &Table) -> Option<Hypothesis> {
        let cells = table.cells.iter();
        (table.tests.len() <= 8).then(|| Hypothesis {
            tests: table.tests.clone(),
            cells: cells
                .map(|cell| (cell.answers as u8, cell.result.ok()))
                .collect(),
        })
    }

    /// What it makes of an input.
    pub fn outcome(&self, input: &List) -> ListOutcome {
        let answers = self.answers(input);
        let cell = self.cells.iter().find(|(its, _)| *its == answers)?;
        cell.1.map(|forms| forms.map(|form| form.at(input)))
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
    let sum: i32 = test
        .w
        .iter()
        .zip(input)
        .map(|(&k, &x)| i32::from(k) * x)
        .sum();
    match test.rel {
        Rel::Gt => sum > i32::from(test.t),
        Rel::Eq => sum == i32::from(test.t),
    }
}
