//! The path form: from the behaviour on all paths back to a program.

use super::components;
use super::ir::{Names, Node};
use super::linear::{Lin, N};
use super::plan::{Atom, Planner};
use super::region::{Region, Test};
use super::roll::roll;
use super::symbolic::Paths;
use crate::syntax::Program;

/// At most this many atoms are planned for.
const MAX_ATOMS: usize = 40;
/// From this number of tests on, independent parts are looked for first.
const MANY_TESTS: usize = 4;

/// The path form of a behaviour, where it applies, and whether it was found by a complete search.
pub fn path_form(paths: &Paths) -> Option<(Program, bool)> {
    let (tests, atoms) = atoms(paths)?;
    let (nodes, complete) = solve(&tests, atoms)?;
    let body = Names::default().block(&nodes);
    let program = Program::new(roll(body.clone())).or_else(|_| Program::new(body));
    let program = program.ok()?;
    Some((program, complete))
}

/// The statements of a behaviour, and whether they came from a complete search.
fn solve(tests: &[(Test, Region)], atoms: Vec<Atom>) -> Option<(Vec<Node>, bool)> {
    let many = tests.len() >= MANY_TESTS;
    if many && let Some(nodes) = components::solve(tests, &atoms) {
        return Some((nodes, false));
    }
    let mut planner = Planner::new(tests, atoms.clone());
    let nodes = planner.solve();
    if !many
        && !planner.is_wide()
        && let Some(nodes) = components::solve(tests, &atoms)
    {
        return Some((nodes, false));
    }
    Some((nodes?, planner.is_complete()))
}

/// The tests that matter, and the atoms that they leave.
pub type Divided = (Vec<(Test, Region)>, Vec<Atom>);

/// Divides the inputs into atoms: paths with equal results are united, then parted again by the
/// tests that matter.
fn atoms(paths: &Paths) -> Option<Divided> {
    let mut tests = paths.tests.clone();
    tests.sort_by_key(|(test, _)| (test.w.iter().map(|k| k.abs()).sum::<i16>(), *test));
    let mut united: Vec<(Region, [Lin; N])> = Vec::new();
    for path in &paths.paths {
        let region = path.region.clone().unwrap_or_else(Region::full);
        let result = path.result.ok()?;
        match united.iter_mut().find(|(_, goal)| *goal == result) {
            Some((old, _)) => old.extend(&region),
            None => united.push((region, result)),
        }
    }
    let mut atoms = Vec::new();
    for (region, goal) in united {
        let mut parts = vec![(region, 0u32)];
        for (t, (_, holds)) in tests.iter().enumerate() {
            for n in 0..parts.len() {
                if parts[n].0.is_disjoint(holds) {
                    continue;
                }
                let without = parts[n].0.without(holds);
                if !without.is_empty() {
                    parts.push((without, parts[n].1));
                    parts[n].0 = parts[n].0.and(holds);
                }
                parts[n].1 |= 1 << t;
            }
            if parts.len() > 4 * MAX_ATOMS {
                return None;
            }
        }
        atoms.extend(parts.into_iter().map(|(region, answers)| Atom {
            region,
            goal,
            answers,
        }));
    }
    for t in (0..tests.len()).rev() {
        if let Some(fewer) = without_test(&atoms, t) {
            atoms = fewer;
            tests.remove(t);
        }
    }
    atoms.sort_by_key(|a| a.answers);
    (atoms.len() <= MAX_ATOMS).then_some((tests, atoms))
}

/// The atoms without a test, if the others tell all results apart.
fn without_test(atoms: &[Atom], t: usize) -> Option<Vec<Atom>> {
    let low = (1u32 << t) - 1;
    let mut out: Vec<Atom> = Vec::new();
    for atom in atoms {
        let answers = atom.answers & low | (atom.answers >> 1) & !low;
        match out.iter_mut().find(|o| o.answers == answers) {
            Some(old) if old.goal != atom.goal => return None,
            Some(old) => old.region.extend(&atom.region),
            None => out.push(Atom {
                region: atom.region.clone(),
                goal: atom.goal,
                answers,
            }),
        }
    }
    Some(out)
}
