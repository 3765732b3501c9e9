//! A behaviour as a decision table: the tests that matter, and what each combination of answers
//! leads to.

use super::linear::{AffineForm, N};
use super::region::{Region, Test};
use super::symbolic::Paths;
use lasynth_core::FaultKind;

/// What a run comes to, for all inputs of a cell.
pub type CellResult = Result<[AffineForm; N], FaultKind>;

/// The inputs with the same answers to all tests.
#[derive(Clone)]
pub struct Cell {
    /// Bit `t` is set where test `t` holds.
    pub answers: u32,
    /// Which inputs these are; never empty.
    pub region: Region,
    /// What the program does there.
    pub result: CellResult,
}

/// The tests without which some inputs with different results could not be told apart, in ascending
/// order, and the cells into which they divide the inputs, in order of their answers.
#[derive(Clone)]
pub struct RegionTable {
    /// The tests; bit `t` of [`Cell::answers`] belongs to the test with index `t`.
    pub tests: Vec<Test>,
    /// The cells; together all inputs.
    pub cells: Vec<Cell>,
}

impl RegionTable {
    /// The table of a behaviour; `None` where it has more than `max_cells` cells on the way.
    pub fn of(paths: &Paths, max_cells: usize) -> Option<RegionTable> {
        let mut tests = paths.tests.clone();
        tests.sort_by_key(|(test, _)| (test.w.iter().map(|k| k.abs()).sum::<i16>(), *test));
        let mut cells: Vec<Cell> = Vec::new();
        for path in &paths.paths {
            let region = path.region.clone().unwrap_or_else(Region::full);
            match cells.iter_mut().find(|cell| cell.result == path.result) {
                Some(old) => old.region.extend(&region),
                None => cells.push(Cell {
                    answers: 0,
                    region,
                    result: path.result,
                }),
            }
        }
        for (t, (_, holds)) in tests.iter().enumerate() {
            for n in 0..cells.len() {
                if cells[n].region.is_disjoint(holds) {
                    continue;
                }
                let without = cells[n].region.without(holds);
                if !without.is_empty() {
                    let mut rest = cells[n].clone();
                    rest.region = without;
                    cells.push(rest);
                    cells[n].region = cells[n].region.and(holds);
                }
                cells[n].answers |= 1 << t;
            }
            if cells.len() > max_cells {
                return None;
            }
        }
        for t in (0..tests.len()).rev() {
            if let Some(fewer) = without_test(&cells, t) {
                cells = fewer;
                tests.remove(t);
            }
        }
        let mut order: Vec<(Test, usize)> = (tests.iter().enumerate())
            .map(|(t, (test, _))| (*test, t))
            .collect();
        order.sort_unstable();
        for cell in &mut cells {
            let bits = order.iter().enumerate();
            cell.answers = bits.fold(0, |all, (to, &(_, from))| {
                all | (cell.answers >> from & 1) << to
            });
        }
        cells.sort_by_key(|cell| cell.answers);
        let tests = order.into_iter().map(|(test, _)| test).collect();
        Some(RegionTable { tests, cells })
    }
}

/// The cells without a test, if the others tell all results apart.
fn without_test(cells: &[Cell], t: usize) -> Option<Vec<Cell>> {
    let low = (1u32 << t) - 1;
    let mut out: Vec<Cell> = Vec::new();
    for cell in cells {
        let answers = cell.answers & low | (cell.answers >> 1) & !low;
        match out.iter_mut().find(|o| o.answers == answers) {
            Some(old) if old.result != cell.result => return None,
            Some(old) => old.region.extend(&cell.region),
            None => out.push(Cell {
                answers,
                ..cell.clone()
            }),
        }
    }
    Some(out)
}
