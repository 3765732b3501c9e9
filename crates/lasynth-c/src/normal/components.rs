//! Behaviours that fall into independent parts: positions that depend on different tests.
//!
//! Four independent branches have sixteen atoms, too many for a search over all plans, but each
//! branch alone has two. The parts are planned one by one and put in an order in which none reads
//! what an earlier one has changed.

use super::ir::{Node, Slot};
use super::path::Divided;
use super::plan::{Atom, Planner};
use crate::behaviour::{AffineForm, N};
use crate::behaviour::{Region, Test};

/// Positions that are decided by the same tests, as masks.
struct Part {
    positions: u8,
    tests: u32,
}

/// The statements of a behaviour part by part, if it has at least two parts with tests and every
/// one of them is planned completely.
pub fn solve(tests: &[(Test, Region)], atoms: &[Atom]) -> Option<Vec<Node>> {
    let parts = parts(tests.len(), atoms);
    if parts.iter().filter(|p| p.tests != 0).count() < 2 {
        return None;
    }
    let mut planned: Vec<(Vec<Node>, u8, u8)> = Vec::new();
    for part in &parts {
        let (tests, atoms) = restrict(part, tests, atoms);
        let mut planner = Planner::new(&tests, atoms);
        let nodes = planner.solve()?;
        if !planner.is_wide() {
            return None;
        }
        let reads = reads(&nodes) & !part.positions;
        planned.push((nodes, reads, part.positions));
    }
    let mut out = Vec::new();
    while !planned.is_empty() {
        let next = (0..planned.len()).find(|&n| {
            let writes = planned[n].2;
            (planned.iter().enumerate()).all(|(m, other)| m == n || other.1 & writes == 0)
        })?;
        out.extend(planned.remove(next).0);
    }
    Some(out)
}

/// The changed positions, grouped by shared tests, in order of the first position.
fn parts(tests: usize, atoms: &[Atom]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for i in 0..N {
        if atoms.iter().all(|a| a.goal[i] == AffineForm::input(i)) {
            continue;
        }
        let mut part = Part {
            positions: 1 << i,
            tests: relevant(tests, atoms, i),
        };
        parts.retain(|other| {
            let shared = other.tests & part.tests != 0;
            if shared {
                part.positions |= other.positions;
                part.tests |= other.tests;
            }
            !shared
        });
        parts.push(part);
    }
    parts.sort_by_key(|p| p.positions.trailing_zeros());
    parts
}

/// Tests that together decide what a position becomes, none of which can be left out.
fn relevant(tests: usize, atoms: &[Atom], i: usize) -> u32 {
    let mut kept = (1u32 << tests) - 1;
    for t in (0..tests).rev() {
        let fewer = kept & !(1 << t);
        let mut seen: Vec<(u32, &AffineForm)> = Vec::new();
        let decided = atoms.iter().all(|atom| {
            let answers = atom.answers & fewer;
            match seen.iter().find(|(known, _)| *known == answers) {
                Some((_, goal)) => **goal == atom.goal[i],
                None => {
                    seen.push((answers, &atom.goal[i]));
                    true
                }
            }
        });
        if decided {
            kept = fewer;
        }
    }
    kept
}

/// The behaviour with all positions but those of one part left alone.
fn restrict(part: &Part, tests: &[(Test, Region)], atoms: &[Atom]) -> Divided {
    let chosen: Vec<usize> = (0..tests.len())
        .filter(|t| part.tests & 1 << t != 0)
        .collect();
    let mut out: Vec<Atom> = Vec::new();
    for atom in atoms {
        let answers = (chosen.iter().enumerate())
            .filter(|&(_, t)| atom.answers & 1 << t != 0)
            .fold(0, |mask, (n, _)| mask | 1 << n);
        match out.iter_mut().find(|o| o.answers == answers) {
            Some(old) => old.region.extend(&atom.region),
            None => out.push(Atom {
                region: atom.region.clone(),
                goal: std::array::from_fn(|i| match part.positions & 1 << i {
                    0 => AffineForm::input(i),
                    _ => atom.goal[i],
                }),
                answers,
            }),
        }
    }
    out.sort_by_key(|a| a.answers);
    let tests = chosen.into_iter().map(|t| tests[t].clone()).collect();
    (tests, out)
}

/// The positions that some statements read, as a mask.
fn reads(nodes: &[Node]) -> u8 {
    nodes.iter().fold(0, |mask, node| {
        mask | match node {
            Node::Assign(assign) => (assign.value.terms().iter()).fold(0, |m, (_, slot)| {
                m | match slot {
                    Slot::Elem(j) => 1 << j,
                    _ => 0,
                }
            }),
            Node::Save { from, .. } => 1 << from,
            Node::If {
                on,
                then,
                otherwise,
            } => on.support() | reads(then) | reads(otherwise),
            // Its passes read neighbours.
            Node::Loop { .. } => (1 << N) - 1,
        }
    })
}
