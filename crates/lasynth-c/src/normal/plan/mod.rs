//! The shortest program with a given behaviour, among those built from assignments that write each
//! position once and branches on the tests of the behaviour.
//!
//! Inputs are divided into atoms: sets on which every test has one answer and every result is one
//! linear form. A plan leads a set of atoms from "the positions `from` are final" to "the positions
//! `to` are final"; it starts either with an assignment that is right for all these atoms or with
//! a branch. Plans are found backwards and remembered, so equal behaviours get equal programs.

mod branch;
mod divide;

use super::ir::*;
use super::reroll::{self, Rerolled};
use super::spell::{Cases, Steps, hard_positions, state};
use crate::behaviour::{AffineForm, Hull, N, Region, Test};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A set of atoms, as a mask.
type Atoms = u64;
/// A set of positions, as a mask.
type Positions = u8;

/// The cost where there is no plan: above that of any plan, and small enough for sums of a few.
const NONE: u32 = u32::MAX / 4;
/// How much may be looked at in a search over all plans: plans, edges and twenty times branches.
const WIDE_BUDGET: u32 = 2_000;
/// The same for a search that divides a set of atoms in one way only.
const NARROW_BUDGET: u32 = 4_000;
/// Above this number of atoms only the narrow search is tried.
const MAX_WIDE: usize = 16;

/// At most this many positions are written before or after a branch that mends them on one side.
const MAX_MENDED: u32 = 2;

/// Inputs that are treated alike.
#[derive(Clone)]
pub struct Atom {
    /// The inputs that the atom consists of.
    pub region: Region,
    /// What each position must hold at the end.
    pub goal: [AffineForm; N],
    /// Answer of each test.
    pub answers: u32,
}

struct Known {
    region: Region,
    start: [AffineForm; N],
    /// The goal, reduced by what is known on the region.
    goal: [AffineForm; N],
    class: usize,
    /// Positions that take more than one statement.
    hard: Positions,
    /// The equalities that hold on the region.
    hull: Hull,
}

struct Candidate {
    yes: Atoms,
    decision: Decision,
    /// The test as it was met, where there is one.
    met: Option<Check>,
    cost: u32,
    support: Positions,
}

#[derive(Clone)]
enum Choice {
    Nothing,
    Assign(usize),
    Branch(usize, Positions),
    /// Statements that lead as far as the mask says.
    Block(Rc<Vec<Node>>, Positions),
}

/// Searches for plans of one behaviour.
pub struct Planner<'a> {
    tests: &'a [(Test, Region)],
    answers: Vec<Atoms>,
    atoms: Vec<Known>,
    /// The different goals, not reduced.
    classes: Vec<[AffineForm; N]>,
    edges: FxHashMap<(Atoms, Positions, usize), Option<Rc<Steps>>>,
    plans: FxHashMap<(Atoms, Positions, Positions), (u32, Choice)>,
    branches: FxHashMap<(Atoms, Atoms, Positions, Positions), Branch>,
    candidates: FxHashMap<Atoms, Rc<Vec<Candidate>>>,
    candidates_at: FxHashMap<(Atoms, Positions), Rc<Vec<Candidate>>>,
    /// Whether a set of atoms is divided in one way only.
    narrow: bool,
    budget: u32,
}

/// Tokens of a branch, and its statements where it is not a plain `if`/`else`.
type Branch = (u32, Option<Rc<Vec<Node>>>);

impl<'a> Planner<'a> {
    /// For a behaviour given by disjoint atoms.
    pub fn new(tests: &'a [(Test, Region)], atoms: Vec<Atom>) -> Planner<'a> {
        let mut classes: Vec<[AffineForm; N]> = Vec::new();
        let answers = (0..tests.len())
            .map(|t| {
                (atoms.iter().enumerate())
                    .filter(|(_, a)| a.answers & 1 << t != 0)
                    .fold(0, |mask, (n, _)| mask | 1 << n)
            })
            .collect();
        let atoms = atoms
            .into_iter()
            .map(|atom| {
                let class = classes.iter().position(|c| *c == atom.goal);
                let class = class.unwrap_or_else(|| {
                    classes.push(atom.goal);
                    classes.len() - 1
                });
                let hull = Hull::of(&atom.region.shadows());
                let goal = atom.goal.map(|l| hull.reduce(&l));
                Known {
                    region: atom.region,
                    start: AffineForm::inputs().map(|l| hull.reduce(&l)),
                    goal,
                    class,
                    hard: hard_positions(&goal, (1 << N) - 1),
                    hull,
                }
            })
            .collect();
        Planner {
            tests,
            answers,
            atoms,
            classes,
            edges: FxHashMap::default(),
            plans: FxHashMap::default(),
            branches: FxHashMap::default(),
            candidates: FxHashMap::default(),
            candidates_at: FxHashMap::default(),
            narrow: false,
            budget: WIDE_BUDGET,
        }
    }

    /// The whole program, if one was found within the budget.
    pub fn solve(&mut self) -> Option<Vec<Node>> {
        let all = if self.atoms.len() == 64 {
            Atoms::MAX
        } else {
            (1 << self.atoms.len()) - 1
        };
        let from = self.unchanged(all);
        let to = (1 << N) - 1;
        self.narrow = self.atoms.len() > MAX_WIDE;
        let mut cost = self.plan(all, from, to);
        if self.budget == 0 && !self.narrow {
            self.narrow = true;
            self.budget = NARROW_BUDGET;
            self.plans.clear();
            self.branches.clear();
            self.candidates.clear();
            self.candidates_at.clear();
            cost = self.plan(all, from, to);
        }
        if cost >= NONE || self.budget == 0 {
            return None;
        }
        Some(self.nodes(all, from, to))
    }

    /// Whether all ways of dividing a set of atoms were tried.
    pub fn is_wide(&self) -> bool {
        !self.narrow
    }

    /// Whether the result is sure to be found again from any way to write it.
    pub fn is_complete(&self) -> bool {
        !self.narrow && self.atoms.len() <= 3
    }

    /// Whether there is budget left for something of this weight.
    fn spend(&mut self, weight: u32) -> bool {
        self.budget = self.budget.saturating_sub(weight);
        self.budget > 0
    }

    fn members(&self, set: Atoms) -> impl Iterator<Item = &Known> {
        let chosen = move |n: &usize| set & 1 << n != 0;
        (0..self.atoms.len()).filter(chosen).map(|n| &self.atoms[n])
    }

    /// The positions that no atom of a set has to change.
    fn unchanged(&self, set: Atoms) -> Positions {
        (0..N)
            .filter(|&i| self.members(set).all(|a| a.start[i] == a.goal[i]))
            .fold(0, |mask, i| mask | 1 << i)
    }

    fn cases(&self, set: Atoms, done: Positions) -> Cases {
        let states = self.members(set).map(|atom| {
            state(&std::array::from_fn(|j| {
                if done & 1 << j != 0 {
                    atom.goal[j]
                } else {
                    atom.start[j]
                }
            }))
        });
        Cases {
            states: states.collect(),
            slots: N,
        }
    }

    fn goals(&self, set: Atoms) -> Vec<[AffineForm; N]> {
        self.members(set).map(|a| a.goal).collect()
    }

    fn edge(&mut self, set: Atoms, done: Positions, i: usize) -> Option<Rc<Steps>> {
        if let Some(known) = self.edges.get(&(set, done, i)) {
            return known.clone();
        }
        let found = if self.unchanged(set) & 1 << i != 0 {
            Some(Rc::new((0, Vec::new())))
        } else {
            self.spend(1);
            let goals: Vec<AffineForm> = self.members(set).map(|a| a.goal[i]).collect();
            let hard = self.members(set).any(|a| a.hard & 1 << i != 0);
            self.cases(set, done).reach(i, &goals, hard).map(Rc::new)
        };
        self.edges.insert((set, done, i), found.clone());
        found
    }

    /// Tokens of the best plan.
    fn plan(&mut self, set: Atoms, from: Positions, to: Positions) -> u32 {
        if from == to {
            return 0;
        }
        if let Some((cost, _)) = self.plans.get(&(set, from, to)) {
            return *cost;
        }
        if !self.spend(1) {
            return NONE;
        }
        let mut best = (NONE, Choice::Nothing);
        let todo = to & !from;
        if todo & !self.unchanged(set) != 0 {
            if set.count_ones() > 1 {
                // What all can do in the same way is done outside of the branch, if it can be.
                let needs = (0..N)
                    .filter(|&i| todo & 1 << i != 0 && self.edge(set, from, i).is_none())
                    .fold(0, |mask, i| mask | 1 << i);
                if needs != 0 {
                    self.try_branches(set, (from, to), needs, &mut best);
                    let all = todo & !self.unchanged(set);
                    if best.0 >= NONE && needs != all {
                        self.try_branches(set, (from, to), all, &mut best);
                    }
                }
            }
            self.try_loops(set, from, to, &mut best);
        }
        for i in (0..N).filter(|&i| todo & 1 << i != 0) {
            let Some(step) = self.edge(set, from, i) else {
                continue;
            };
            if step.0 < best.0 {
                let cost = step.0 + self.plan(set, from | 1 << i, to);
                if cost < best.0 {
                    best = (cost, Choice::Assign(i));
                }
            }
        }
        if best.0 >= NONE && todo.count_ones() >= 2 {
            let cases = self.cases(set, from);
            if let Some((cost, nodes)) = cases.settle_with_temporaries(&self.goals(set), todo) {
                best = (cost, Choice::Block(Rc::new(nodes), to));
            }
        }
        let cost = best.0;
        self.plans.insert((set, from, to), best);
        cost
    }

    fn try_loops(&mut self, set: Atoms, from: Positions, to: Positions, best: &mut (u32, Choice)) {
        let todo = to & !from & !self.unchanged(set);
        if todo.count_ones() < 3 {
            return;
        }
        let cases = self.cases(set, from);
        for Rerolled { cost, node, part } in reroll::runs(&cases, &self.goals(set), todo) {
            if cost >= best.0 {
                continue;
            }
            let cost = cost + self.plan(set, from | part, to);
            if cost < best.0 {
                *best = (cost, Choice::Block(Rc::new(vec![node]), from | part));
            }
        }
    }

    /// The statements of the best plan.
    fn nodes(&mut self, set: Atoms, from: Positions, to: Positions) -> Vec<Node> {
        let mut out = Vec::new();
        let mut at = from;
        while at != to {
            self.plan(set, at, to);
            let Some((_, choice)) = self.plans.get(&(set, at, to)).cloned() else {
                break;
            };
            match choice {
                Choice::Nothing => break,
                Choice::Assign(i) => {
                    if let Some(steps) = self.edge(set, at, i) {
                        out.extend(steps.1.iter().copied().map(Node::Assign));
                    }
                    at |= 1 << i;
                }
                Choice::Block(nodes, until) => {
                    out.extend(nodes.iter().cloned());
                    at = until;
                }
                Choice::Branch(n, part) => {
                    out.extend(self.branch_node(set, n, at, part));
                    at |= part;
                }
            }
        }
        out
    }
}
