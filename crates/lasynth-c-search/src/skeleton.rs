//! Skeletons: a behaviour without its linear forms.
//!
//! A skeleton says on which tests the inputs part, and for each position which of the resulting
//! cells share a form and which leave the position as it was. Random programs have few skeletons:
//! they hold what is regular about conditions. Skeletons that differ only by a renaming of positions
//! are one, because random programs name positions evenly.

use lasynth_c::behaviour::{AffineForm, N, RegionTable, Rel, Test};

/// Tests of a skeleton at most.
pub const MAX_TESTS: usize = 4;
/// Cells of a skeleton at most.
pub const MAX_CELLS: usize = 8;
/// The group of a position whose run is invalid in a cell.
pub const FAULT: u8 = 15;

/// A behaviour without its forms. What is not used of an array is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Skeleton {
    /// Number of tests.
    n_tests: u8,
    /// Number of cells.
    n_cells: u8,
    tests: [Test; MAX_TESTS],
    answers: [u8; MAX_CELLS],
    groups: [[u8; MAX_CELLS]; N],
}

/// What stands where there is no test.
const NO_TEST: Test = Test {
    w: [0; N],
    t: 0,
    rel: Rel::Gt,
};

impl Skeleton {
    /// A skeleton from its parts: tests in ascending order; the answers of each cell, in ascending
    /// order; and `groups(position, cell)`, in any numbering. `None` where it is too large.
    pub fn new(
        tests: &[Test],
        answers: &[u8],
        mut groups: impl FnMut(usize, usize) -> u8,
    ) -> Option<Skeleton> {
        if tests.len() > MAX_TESTS || answers.len() > MAX_CELLS {
            return None;
        }
        let mut out = Skeleton {
            n_tests: tests.len() as u8,
            n_cells: answers.len() as u8,
            tests: [NO_TEST; MAX_TESTS],
            answers: [0; MAX_CELLS],
            groups: [[0; MAX_CELLS]; N],
        };
        out.tests[..tests.len()].copy_from_slice(tests);
        out.answers[..answers.len()].copy_from_slice(answers);
        for (position, numbers) in out.groups.iter_mut().enumerate() {
            number(&mut numbers[..answers.len()], |cell| groups(position, cell));
        }
        Some(out)
    }

    /// The skeleton of a table, and `forms[position][group - 1]`; `None` where it is too large.
    pub fn of(table: &RegionTable) -> Option<(Skeleton, [Vec<AffineForm>; N])> {
        if table.cells.len() > MAX_CELLS {
            return None;
        }
        let mut forms: [Vec<AffineForm>; N] = Default::default();
        let answers: Vec<u8> = table.cells.iter().map(|cell| cell.answers as u8).collect();
        let skeleton = Skeleton::new(&table.tests, &answers, |position, cell| {
            let Ok(list) = &table.cells[cell].result else {
                return FAULT;
            };
            let form = list[position];
            if form == AffineForm::input(position) {
                return 0;
            }
            let forms = &mut forms[position];
            let known = forms.iter().position(|old| *old == form);
            let at = known.unwrap_or_else(|| {
                forms.push(form);
                forms.len() - 1
            });
            at as u8 + 1
        })?;
        Some((skeleton, forms))
    }

    /// The tests, in ascending order.
    pub fn tests(&self) -> &[Test] {
        &self.tests[..usize::from(self.n_tests)]
    }

    /// The answers of each cell, in ascending order: bit `t` is set where test `t` holds.
    pub fn answers(&self) -> &[u8] {
        &self.answers[..usize::from(self.n_cells)]
    }

    /// By cell: 0 where the position keeps its value, else the number of its form from 1, in order of
    /// appearance; [`FAULT`], at all positions, where the run is invalid.
    pub fn groups(&self, position: usize) -> &[u8] {
        &self.groups[position][..usize::from(self.n_cells)]
    }

    /// Number of different forms at a position.
    pub fn forms(&self, position: usize) -> u8 {
        let groups = self.groups(position).iter().filter(|&&g| g != FAULT);
        groups.max().copied().unwrap_or(0)
    }

    /// The skeleton with position `i` called `names[i]`.
    pub fn renamed(&self, names: &[usize; N]) -> Skeleton {
        let mut renamed = [(NO_TEST, false, 0); MAX_TESTS];
        let renamed = &mut renamed[..self.tests().len()];
        for (t, (to, test)) in renamed.iter_mut().zip(self.tests()).enumerate() {
            let (test, negated) = renamed_test(test, names);
            *to = (test, negated, t);
        }
        renamed.sort_unstable_by_key(|&(test, ..)| test);
        let answers = |old: u8| {
            (renamed.iter().enumerate()).fold(0, |new, (to, &(_, negated, from))| {
                new | u8::from((old >> from & 1 == 1) != negated) << to
            })
        };
        let mut order = [(0, 0); MAX_CELLS];
        let order = &mut order[..self.answers().len()];
        for (cell, (to, &old)) in order.iter_mut().zip(self.answers()).enumerate() {
            *to = (answers(old), cell);
        }
        order.sort_unstable();
        let mut out = Skeleton {
            tests: [NO_TEST; MAX_TESTS],
            answers: [0; MAX_CELLS],
            groups: [[0; MAX_CELLS]; N],
            ..*self
        };
        for (to, (test, ..)) in out.tests.iter_mut().zip(renamed.iter()) {
            *to = *test;
        }
        for (to, (answers, _)) in out.answers.iter_mut().zip(order.iter()) {
            *to = *answers;
        }
        for (old, &new) in names.iter().enumerate() {
            let groups = &mut out.groups[new][..order.len()];
            number(groups, |cell| self.groups[old][order[cell].1]);
        }
        out
    }

    /// The least of its renamings, which is the same for all of them.
    pub fn canonical(&self) -> Skeleton {
        let all = permutations().iter().map(|names| self.renamed(names));
        all.min().unwrap_or(*self)
    }
}

/// The cells with this group, one bit each.
pub(crate) fn cells_of(groups: &[u8], group: u8) -> u8 {
    let cells = groups.iter().enumerate();
    cells
        .filter(|(_, its)| **its == group)
        .fold(0, |mask, (cell, _)| mask | 1 << cell)
}

/// A test after renaming, and whether its answer is the opposite one.
fn renamed_test(test: &Test, names: &[usize; N]) -> (Test, bool) {
    let mut w = [0; N];
    for (old, &new) in names.iter().enumerate() {
        w[new] = test.w[old];
    }
    if w.iter().find(|&&k| k != 0).is_none_or(|&k| k > 0) {
        return (Test { w, ..*test }, false);
    }
    let w = w.map(|k| -k);
    match test.rel {
        Rel::Gt => (
            Test {
                w,
                t: -test.t - 1,
                rel: Rel::Gt,
            },
            true,
        ),
        Rel::Eq => (
            Test {
                w,
                t: -test.t,
                rel: Rel::Eq,
            },
            false,
        ),
    }
}

/// Numbers the groups of a position's cells in order of appearance.
fn number(groups: &mut [u8], mut old: impl FnMut(usize) -> u8) {
    let mut seen = [0; MAX_CELLS];
    let mut count = 0;
    for (cell, to) in groups.iter_mut().enumerate() {
        let group = old(cell);
        *to = match group {
            0 | FAULT => group,
            _ => {
                let known = seen[..count].iter().position(|&g| g == group);
                known.unwrap_or_else(|| {
                    seen[count] = group;
                    count += 1;
                    count - 1
                }) as u8
                    + 1
            }
        };
    }
}

/// All 120 ways to rename five positions.
pub fn permutations() -> &'static [[usize; N]] {
    static ALL: std::sync::LazyLock<Vec<[usize; N]>> = std::sync::LazyLock::new(|| {
        let mut all = Vec::new();
        permute(&mut [0, 1, 2, 3, 4], 0, &mut all);
        all.sort_unstable();
        all
    });
    &ALL
}

fn permute(names: &mut [usize; N], from: usize, all: &mut Vec<[usize; N]>) {
    if from == N {
        all.push(*names);
        return;
    }
    for with in from..N {
        names.swap(from, with);
        permute(names, from + 1, all);
        names.swap(from, with);
    }
}

/// Numbers positions such that like ones, which can change places without any difference, have the
/// same number.
pub(crate) fn likeness(skeleton: &Skeleton) -> [u8; N] {
    let like = |i: usize, j: usize| {
        skeleton.groups(i) == skeleton.groups(j)
            && skeleton.tests().iter().all(|test| test.w[i] == test.w[j])
    };
    std::array::from_fn(|i| (0..=i).find(|&j| like(i, j)).unwrap_or(i) as u8)
}

/// One renaming for each way to name the positions that makes a difference.
pub(crate) fn distinct_renamings(like: &[u8; N]) -> Vec<u8> {
    let ascending = |names: &[usize; N]| {
        (0..N).all(|i| (0..i).all(|j| like[i] != like[j] || names[j] < names[i]))
    };
    let all = permutations().iter().enumerate();
    all.filter(|(_, names)| ascending(names))
        .map(|(n, _)| n as u8)
        .collect()
}
