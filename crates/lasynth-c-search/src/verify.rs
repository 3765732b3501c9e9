//! Whether a program does what the behaviour says that it was written from.
//!
//! All 59,049 lists of five values from -4 to 4 are tried: the program in the batch executor, the
//! behaviour by evaluating its tests and forms. The two share no code, so a mistake in writing a
//! program down, or in shortening it, is found.

use crate::decision_table::DecisionTable;
use crate::observation::List;
use lasynth_c::batch::{Batch, Inputs, Outcomes};
use lasynth_c::behaviour::{AffineForm, N, Rel};
use lasynth_c::probes::{MAX_VALUE, MIN_VALUE};
use lasynth_c::syntax::Program;

/// Values of an element.
const VALUES: usize = (MAX_VALUE - MIN_VALUE + 1) as usize;
/// Lists that have their first two elements in common.
const INNER: usize = VALUES * VALUES * VALUES;

/// An input on which a program does something else than a hypothesis; `None` where there is none.
/// Invalid runs are alike, whatever their fault.
pub fn difference(program: &Program, hypothesis: &DecisionTable) -> Option<List> {
    let mut outcomes = Outcomes::new();
    Batch::new().run(program, Inputs::all(), &mut outcomes);
    let tests: Vec<Sums> = (hypothesis.tests.iter())
        .map(|test| Sums::of(&AffineForm::from_parts(test.w, -test.t)))
        .collect();
    let cells: Vec<(u8, Option<[Sums; N]>)> = (hypothesis.cells.iter())
        .map(|(answers, forms)| {
            (
                *answers,
                forms.map(|forms| forms.map(|form| Sums::of(&form))),
            )
        })
        .collect();
    // By the answers to all tests; combinations that cannot occur have no cell.
    let cell_of: Vec<Option<usize>> = (0..1usize << hypothesis.tests.len())
        .map(|answers| {
            cells
                .iter()
                .position(|(its, _)| usize::from(*its) == answers)
        })
        .collect();
    let mut lane = 0;
    for first in MIN_VALUE..=MAX_VALUE {
        for second in MIN_VALUE..=MAX_VALUE {
            let mut answers = [0u8; INNER];
            for (t, sums) in tests.iter().enumerate() {
                let base = sums.base(first, second);
                let holds = |sum: i32| match hypothesis.tests[t].rel {
                    Rel::Gt => base + sum > 0,
                    Rel::Eq => base + sum == 0,
                };
                for (answers, &sum) in answers.iter_mut().zip(&sums.inner) {
                    *answers |= u8::from(holds(sum)) << t;
                }
            }
            for (inner, &answers) in answers.iter().enumerate() {
                let cell = cell_of[usize::from(answers)].map(|cell| &cells[cell].1);
                let expected = (cell?.as_ref())
                    .map(|forms| forms.each_ref().map(|sums| sums.at(first, second, inner)));
                let mut list = [0; N];
                let found = outcomes.get(lane, &mut list).is_ok().then_some(list);
                if found != expected {
                    return Some(input(lane));
                }
                lane += 1;
            }
        }
    }
    None
}

/// The list with a number: the last element changes fastest.
fn input(mut lane: usize) -> List {
    let mut list = [0; N];
    for value in list.iter_mut().rev() {
        *value = (lane % VALUES) as i32 + MIN_VALUE;
        lane /= VALUES;
    }
    list
}

/// A form, with what the last three elements add to it.
struct Sums {
    form: AffineForm,
    inner: Vec<i32>,
}

impl Sums {
    fn of(form: &AffineForm) -> Sums {
        let inner = (0..INNER).map(|lane| {
            let [.., third, fourth, fifth] = input(lane);
            [(2, third), (3, fourth), (4, fifth)]
                .map(|(j, x)| i32::from(form.k(j)) * x)
                .iter()
                .sum()
        });
        Sums {
            form: *form,
            inner: inner.collect(),
        }
    }

    fn base(&self, first: i32, second: i32) -> i32 {
        let form = &self.form;
        i32::from(form.k(0)) * first + i32::from(form.k(1)) * second + i32::from(form.c())
    }

    fn at(&self, first: i32, second: i32, inner: usize) -> i32 {
        self.base(first, second) + self.inner[inner]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::run;
    use lasynth_c::behaviour::{RegionTable, execute};
    use lasynth_c::exec::Executable;
    use lasynth_c::generate::random_program;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// Programs agree with their own tables; where a form is changed, an input shows it.
    #[test]
    fn changes_are_found_and_nothing_else() {
        let (mut checked, mut invalid) = (0, 0);
        for seed in 0..150 {
            let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
            let table = execute(&program)
                .ok()
                .and_then(|paths| RegionTable::of(&paths, 32));
            let Some(mut hypothesis) = table.as_ref().and_then(DecisionTable::of) else {
                continue;
            };
            assert_eq!(difference(&program, &hypothesis), None, "{seed}");
            checked += 1;
            invalid += usize::from(hypothesis.cells.iter().any(|(_, forms)| forms.is_none()));
            let cell = seed as usize % hypothesis.cells.len();
            hypothesis.cells[cell].1 = match hypothesis.cells[cell].1 {
                Some(mut forms) => {
                    forms[3] = forms[3].plus(&AffineForm::constant(1));
                    Some(forms)
                }
                None => Some(AffineForm::inputs()),
            };
            let input = difference(&program, &hypothesis).expect("the changed cell has an input");
            let executable = Executable::new(&program);
            assert_ne!(
                run(&executable, &input),
                hypothesis.outcome(&input),
                "{seed}"
            );
        }
        assert!(checked > 100 && invalid > 5, "{checked} {invalid}");
    }
}
