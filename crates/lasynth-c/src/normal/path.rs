//! The path form: from the behaviour on all paths back to a program.

use super::components;
use super::ir::{Names, Node};
use super::plan::{Atom, Planner};
use super::roll::roll;
use crate::behaviour::{AffineForm, N, Paths, Region, Rel, Test};
use crate::syntax::Program;

/// At most this many atoms are planned for.
const MAX_ATOMS: usize = 40;
/// At most this many tests are added to those that were met.
const MAX_MISSING: usize = 6;
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
    let mut united: Vec<(Region, [AffineForm; N])> = Vec::new();
    for path in &paths.paths {
        let region = path.region.clone().unwrap_or_else(Region::full);
        let result = path.result.ok()?;
        match united.iter_mut().find(|(_, goal)| *goal == result) {
            Some((old, _)) => old.extend(&region),
            None => united.push((region, result)),
        }
    }
    let mut atoms: Vec<Atom> = united
        .into_iter()
        .map(|(region, goal)| Atom {
            region,
            goal,
            answers: 0,
        })
        .collect();
    for (t, (_, holds)) in tests.iter().enumerate() {
        split(&mut atoms, t, holds)?;
    }
    for t in (0..tests.len()).rev() {
        if let Some(fewer) = without_test(&atoms, t) {
            atoms = fewer;
            tests.remove(t);
        }
    }
    for test in missing(&tests) {
        let holds = Region::of(&test)?;
        split(&mut atoms, tests.len(), &holds)?;
        tests.push((test, holds));
    }
    atoms.sort_by_key(|a| a.answers);
    (atoms.len() <= MAX_ATOMS).then_some((tests, atoms))
}

/// Parts the atoms by one more test; `None` if there are too many.
fn split(atoms: &mut Vec<Atom>, t: usize, holds: &Region) -> Option<()> {
    for n in 0..atoms.len() {
        if atoms[n].region.is_disjoint(holds) {
            continue;
        }
        let without = atoms[n].region.without(holds);
        if !without.is_empty() {
            let mut rest = atoms[n].clone();
            rest.region = without;
            atoms.push(rest);
            atoms[n].region = atoms[n].region.and(holds);
        }
        atoms[n].answers |= 1 << t;
    }
    (atoms.len() <= 4 * MAX_ATOMS).then_some(())
}

/// Where several tests are about the same form, the other tests that have the same bounds: `x == 2`
/// and `x > 2` say as much as `x > 1` and `x > 2`, and the plan must not depend on which were met.
fn missing(tests: &[(Test, Region)]) -> Vec<Test> {
    let mut out: Vec<Test> = Vec::new();
    for (n, (Test { w, .. }, _)) in tests.iter().enumerate() {
        let same = || tests.iter().map(|(t, _)| *t).filter(|t| t.w == *w);
        if tests[..n].iter().any(|(t, _)| t.w == *w) || same().count() < 2 {
            continue;
        }
        let max = 4 * w.iter().map(|k| k.abs()).sum::<i16>();
        let mut cuts: Vec<i16> = same()
            .flat_map(|Test { t, rel, .. }| match rel {
                Rel::Gt => vec![t],
                Rel::Eq => vec![t - 1, t],
            })
            .filter(|t| (-max..max).contains(t))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let test = |t, rel| Test { w: *w, t, rel };
        let bounds = cuts.iter().map(|&t| test(t, Rel::Gt));
        let single = cuts.windows(2).filter(|pair| pair[0] + 1 == pair[1]);
        let single = single.map(|pair| test(pair[1], Rel::Eq));
        out.extend(bounds.chain(single).filter(|t| !same().any(|s| s == *t)));
    }
    out.truncate(MAX_MISSING);
    out
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
