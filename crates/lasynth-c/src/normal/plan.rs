//! The shortest program with a given behaviour, among those built from assignments that write each
//! position once and branches on the tests of the behaviour.
//!
//! Inputs are divided into atoms: sets on which every test has one answer and every result is one
//! linear form. A plan leads a set of atoms from "the positions `from` are final" to "the positions
//! `to` are final"; it starts either with an assignment that is right for all these atoms or with
//! a branch. Plans are found backwards and remembered, so equal behaviours get equal programs.

use super::ir::*;
use super::linear::{Lin, N};
use super::region::{Comparison, Hull, Region, Test, zero};
use super::reroll::{self, Rerolled};
use super::separate::{conjunction, respell, separate, spelled};
use super::spell::{Cases, Steps, hard_positions, state};
use crate::syntax::AssignOp;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

/// A set of atoms, as a mask.
type Atoms = u64;
/// A set of positions, as a mask.
type Positions = u8;

/// No plan.
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
    /// Which inputs.
    pub region: Region,
    /// What each position must hold at the end.
    pub goal: [Lin; N],
    /// Answer of each test.
    pub answers: u32,
}

struct Known {
    region: Region,
    start: [Lin; N],
    /// The goal, reduced by what is known on the region.
    goal: [Lin; N],
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
    classes: Vec<[Lin; N]>,
    edges: Map<(Atoms, Positions, usize), Option<Rc<Steps>>>,
    plans: Map<(Atoms, Positions, Positions), (u32, Choice)>,
    branches: Map<(Atoms, Atoms, Positions, Positions), Branch>,
    candidates: Map<Atoms, Rc<Vec<Candidate>>>,
    candidates_at: Map<(Atoms, Positions), Rc<Vec<Candidate>>>,
    /// Whether a set of atoms is divided in one way only.
    narrow: bool,
    budget: u32,
}

/// Tokens of a branch, and its statements where it is not a plain `if`/`else`.
type Branch = (u32, Option<Rc<Vec<Node>>>);

impl<'a> Planner<'a> {
    /// For a behaviour given by disjoint atoms.
    pub fn new(tests: &'a [(Test, Region)], atoms: Vec<Atom>) -> Planner<'a> {
        let mut classes: Vec<[Lin; N]> = Vec::new();
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
                    start: Lin::inputs().map(|l| hull.reduce(&l)),
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
            edges: Map::default(),
            plans: Map::default(),
            branches: Map::default(),
            candidates: Map::default(),
            candidates_at: Map::default(),
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

    fn goals(&self, set: Atoms) -> Vec<[Lin; N]> {
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
            let goals: Vec<Lin> = self.members(set).map(|a| a.goal[i]).collect();
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

    fn try_branches(
        &mut self,
        set: Atoms,
        (from, to): (Positions, Positions),
        within: Positions,
        best: &mut (u32, Choice),
    ) {
        let candidates = self.candidates_at(set, from);
        for (n, candidate) in candidates.iter().enumerate() {
            for part in self.parts(set, candidate, from, within) {
                let rest = self.plan(set, from | part, to);
                if rest + IF_COST + candidate.cost >= best.0 {
                    continue;
                }
                let (cost, block) = self.branch(set, candidate, from, part);
                if cost + rest < best.0 {
                    let choice = match block {
                        Some(nodes) => Choice::Block(nodes, from | part),
                        None => Choice::Branch(n, part),
                    };
                    *best = (cost + rest, choice);
                }
            }
        }
    }

    /// The positions that a branch may be for: all that need one, those for which this one is enough,
    /// or a single one of these.
    fn parts(
        &mut self,
        set: Atoms,
        candidate: &Candidate,
        from: Positions,
        within: Positions,
    ) -> Vec<Positions> {
        let mut out = Vec::new();
        if !self.narrow {
            let mut settled: Positions = 0;
            for i in (0..N).filter(|&i| within & 1 << i != 0) {
                let side = |planner: &mut Self, set| planner.edge(set, from, i).is_some();
                if side(self, candidate.yes) && side(self, set & !candidate.yes) {
                    settled |= 1 << i;
                    out.push(1 << i);
                }
            }
            if settled.count_ones() > 1 {
                out.push(settled);
            }
        }
        // What all can do in the same way once the rest is final need not be in the branch.
        let mut inside = within;
        for i in (0..N).filter(|&i| within & 1 << i != 0) {
            let rest = within & !(1 << i);
            if rest != 0 && self.edge(set, from | rest, i).is_some() {
                out.push(rest);
                inside &= rest;
            }
        }
        out.push(within);
        if inside != 0 {
            out.push(inside);
        }
        out.sort_by_key(|part| (part.count_ones(), *part));
        out.dedup();
        out
    }

    /// Tokens of a branch that makes the positions of `part` final; with statements where it is not
    /// a plain `if`/`else`.
    fn branch(
        &mut self,
        set: Atoms,
        candidate: &Candidate,
        from: Positions,
        part: Positions,
    ) -> Branch {
        let key = (set, candidate.yes, from, part);
        if let Some(known) = self.branches.get(&key) {
            return known.clone();
        }
        let (yes, no) = (candidate.yes, set & !candidate.yes);
        let to = from | part;
        let plain = self.plain_branch(set, candidate, from, part);
        let mut best: Branch = (plain.map_or(NONE, |(cost, _)| cost), None);
        if self.narrow || part.count_ones() > MAX_MENDED {
            self.branches.insert(key, best.clone());
            return best;
        }
        for (usual, other, decision) in [
            (no, yes, candidate.decision.clone()),
            (yes, no, candidate.decision.negated()),
        ] {
            let price = self.plan(usual, from, to);
            let Some(cost) = decision.cost() else {
                continue;
            };
            if price == 0 || price + IF_COST + cost + 6 > best.0 {
                continue;
            }
            let Some(steps) = self.straight(usual, from, to) else {
                continue;
            };
            self.spend(20);
            if let Some(found) = self
                .afterwards(other, from, part, &steps, &decision)
                .filter(|(extra, _)| price + cost + extra < best.0)
            {
                best = (price + cost + found.0, Some(Rc::new(found.1)));
            }
            if candidate.support & part == 0
                && let Some(found) = self
                    .beforehand(other, from, part, &steps, &decision)
                    .filter(|(extra, _)| price + cost + extra < best.0)
            {
                best = (price + cost + found.0, Some(Rc::new(found.1)));
            }
        }
        self.branches.insert(key, best.clone());
        best
    }

    /// One side's statements for all, then the other side mended under the condition. A value that is
    /// set is replaced by another one, not counted up or down to it: what is written is what comes out.
    fn beforehand(
        &self,
        other: Atoms,
        from: Positions,
        part: Positions,
        steps: &[Assign],
        decision: &Decision,
    ) -> Option<(u32, Vec<Node>)> {
        let mut cases = self.cases(other, from);
        for step in steps {
            cases.apply(step);
        }
        let (cost, then) = cases.settle(&self.goals(other), part)?;
        let is_set = |a: &Assign| a.op == AssignOp::Set;
        if !then.iter().all(is_set) && steps.iter().any(is_set) {
            return None;
        }
        let mut nodes: Vec<Node> = steps.iter().copied().map(Node::Assign).collect();
        nodes.push(Node::If {
            on: decision.clone(),
            then: then.into_iter().map(Node::Assign).collect(),
            otherwise: Vec::new(),
        });
        Some((cost + IF_COST, nodes))
    }

    /// The other side changed under the condition, then one side's change for all.
    fn afterwards(
        &self,
        other: Atoms,
        from: Positions,
        part: Positions,
        steps: &[Assign],
        decision: &Decision,
    ) -> Option<(u32, Vec<Node>)> {
        let [step] = steps else { return None };
        let i = part.trailing_zeros() as usize;
        let reads_itself = (step.value.terms().iter()).any(|(_, s)| *s == Slot::Elem(i as u8));
        if part.count_ones() != 1 || step.op == AssignOp::Set || reads_itself {
            return None;
        }
        let cases = self.cases(other, from);
        let wanted: Vec<Lin> = (cases.value(&step.value).iter())
            .zip(self.members(other))
            .map(|(v, atom)| match step.op {
                AssignOp::Sub => atom.goal[i].plus(v),
                _ => atom.goal[i].minus(v),
            })
            .collect();
        let (cost, then) = cases.reach(i, &wanted, false)?;
        if then.iter().any(|a| a.op == AssignOp::Set) {
            return None;
        }
        let on = decision.clone();
        let then = then.into_iter().map(Node::Assign).collect();
        let otherwise = Vec::new();
        let branch = Node::If {
            on,
            then,
            otherwise,
        };
        Some((cost + IF_COST, vec![branch, Node::Assign(*step)]))
    }

    /// The statements of a plan that has no branch.
    fn straight(&mut self, set: Atoms, from: Positions, to: Positions) -> Option<Vec<Assign>> {
        let nodes = self.nodes(set, from, to);
        let assign = |node: &Node| match node {
            Node::Assign(assign) => Some(*assign),
            _ => None,
        };
        nodes.iter().map(assign).collect()
    }

    /// Tokens of an `if` with its `else`, and whether the condition is turned round.
    fn plain_branch(
        &mut self,
        set: Atoms,
        candidate: &Candidate,
        from: Positions,
        part: Positions,
    ) -> Option<(u32, bool)> {
        let (yes, no) = (candidate.yes, set & !candidate.yes);
        let to = from | part;
        let sides = (self.plan(yes, from, to), self.plan(no, from, to));
        if sides.0 >= NONE || sides.1 >= NONE {
            return None;
        }
        let negated = candidate.decision.negated();
        let straight = candidate.decision.cost()?;
        let turned = negated.cost()?;
        let body = sides.0 + sides.1 + IF_COST;
        match sides {
            (0, _) => return Some((body + turned, true)),
            (_, 0) => return Some((body + straight, false)),
            _ => {}
        }
        let rank = |d: &Decision| d.checks.iter().map(Check::rank).collect::<Vec<_>>();
        let straight = straight + body + self.else_cost(no, from, to);
        let turned = turned + body + self.else_cost(yes, from, to);
        let prefer = (straight, candidate.decision.any, rank(&candidate.decision))
            <= (turned, negated.any, rank(&negated));
        Some(if prefer {
            (straight, false)
        } else {
            (turned, true)
        })
    }

    fn else_cost(&self, set: Atoms, from: Positions, to: Positions) -> u32 {
        // `else if` needs no braces.
        match self.plans.get(&(set, from, to)) {
            Some((_, Choice::Branch(_, part))) if self.is_free(set, from | part, to) => 1,
            _ => ELSE_COST,
        }
    }

    fn is_free(&self, set: Atoms, from: Positions, to: Positions) -> bool {
        from == to || to & !from & !self.unchanged(set) == 0
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

    /// The ways to divide a set of atoms by a condition on what the list holds once the positions
    /// of `from` are final.
    fn candidates_at(&mut self, set: Atoms, from: Positions) -> Rc<Vec<Candidate>> {
        let candidates = self.candidates(set);
        let moved = from & !self.unchanged(set);
        if moved == 0 {
            return candidates;
        }
        if let Some(known) = self.candidates_at.get(&(set, from)) {
            return known.clone();
        }
        let hulls: Vec<&Hull> = self.members(set).map(|a| &a.hull).collect();
        let cases = self.cases(set, from);
        let respelled = candidates.iter().filter_map(|c| {
            let mut checks = Vec::new();
            for check in &c.decision.checks {
                checks.push(respell(check, &cases, &hulls, moved)?);
            }
            let any = c.decision.any;
            candidate(c.yes, Decision { checks, any }, None)
        });
        let as_met = candidates.iter().filter_map(|c| {
            let checks = vec![respell(&c.met?, &cases, &hulls, moved)?];
            candidate(c.yes, Decision { checks, any: false }, None)
        });
        let mut found: Vec<Candidate> = respelled.chain(as_met).collect();
        found.sort_by_key(|c| (c.cost, c.decision.checks.len(), c.yes));
        // Of two ways to write one division the shorter.
        let mut seen = Vec::new();
        found.retain(|c| {
            let new = !seen.contains(&c.yes);
            seen.push(c.yes);
            new
        });
        let found = Rc::new(found);
        self.candidates_at.insert((set, from), found.clone());
        found
    }

    /// The ways to divide a set of atoms by a condition.
    fn candidates(&mut self, set: Atoms) -> Rc<Vec<Candidate>> {
        if let Some(known) = self.candidates.get(&set) {
            return known.clone();
        }
        let mut found: Vec<Candidate> = Vec::new();
        let splits = |yes: Atoms, found: &[Candidate]| {
            yes != 0 && yes != set && found.iter().all(|c| c.yes != yes && c.yes != set & !yes)
        };
        for (t, (test, _)) in self.tests.iter().enumerate() {
            let yes = set & self.answers[t];
            if splits(yes, &found) {
                let (a, b) = self.regions(yes, set & !yes);
                if a.is_empty() || b.is_empty() {
                    continue;
                }
                let check = separate(&a, &b).unwrap_or_else(|| spelled(test));
                let checks = vec![check];
                let decision = Decision { checks, any: false };
                found.extend(candidate(yes, decision, Some(spelled(test))));
            }
        }
        if self.narrow {
            // The division that separates most results, then the shortest.
            let mixed = |yes: Atoms| {
                self.classes_of(yes).count_ones() + self.classes_of(set & !yes).count_ones()
            };
            let best = found.into_iter().min_by_key(|c| (mixed(c.yes), c.cost));
            let found = Rc::new(best.into_iter().collect::<Vec<_>>());
            self.candidates.insert(set, found.clone());
            return found;
        }
        for (t, (first, first_holds)) in self.tests.iter().enumerate() {
            for (u, (second, second_holds)) in self.tests.iter().enumerate().skip(t + 1) {
                for signs in 0..4 {
                    let side = |t: usize, bit: u32| match signs & bit {
                        0 => self.answers[t],
                        _ => !self.answers[t],
                    };
                    let yes = set & side(t, 1) & side(u, 2);
                    let no = set & !yes;
                    if !splits(yes, &found) || self.classes_of(yes) & self.classes_of(no) != 0 {
                        continue;
                    }
                    let (a, b) = self.regions(yes, no);
                    if a.is_empty() || b.is_empty() {
                        continue;
                    }
                    let decision = match separate(&a, &b) {
                        Some(check) => Decision {
                            checks: vec![check],
                            any: false,
                        },
                        None => {
                            let part = |test: &Test, holds: &Region, bit: u32| match signs & bit {
                                0 => (spelled(test), holds.clone()),
                                _ => (spelled(test).negated(), Region::full().without(holds)),
                            };
                            let one = part(first, first_holds, 1);
                            let two = part(second, second_holds, 2);
                            conjunction([(one.0, &one.1), (two.0, &two.1)], &a, &b)
                        }
                    };
                    found.extend(candidate(yes, decision, None));
                }
            }
        }
        found.sort_by_key(|c| (c.cost, c.decision.checks.len(), c.yes));
        let found = Rc::new(found);
        self.candidates.insert(set, found.clone());
        found
    }

    /// The inputs of two sets of atoms, without those for which it does not matter to which they
    /// are counted.
    fn regions(&self, yes: Atoms, no: Atoms) -> (Region, Region) {
        let union = |set| {
            let mut out = Region::empty();
            self.members(set).for_each(|a| out.extend(&a.region));
            out
        };
        let (a, b) = (union(yes), union(no));
        let Some(same) = self.agreement(yes, no) else {
            return (a, b);
        };
        // What is planned for a narrow region may be wrong outside of it.
        let wide = |set| self.members(set).all(|a| a.hull.is_trivial());
        let c = if wide(no) { a.without(&same) } else { a };
        let d = if wide(yes) { b.without(&same) } else { b };
        (c, d)
    }

    /// Where the results of two uniform sets of atoms are equal, if anywhere.
    fn agreement(&self, yes: Atoms, no: Atoms) -> Option<Region> {
        if !self.is_uniform(yes) || !self.is_uniform(no) {
            return None;
        }
        let (a, b) = (self.members(yes).next()?, self.members(no).next()?);
        let (a, b) = (&self.classes[a.class], &self.classes[b.class]);
        let mut same: Option<Region> = None;
        for i in 0..N {
            match zero(&a[i].minus(&b[i])) {
                Comparison::Decided(true) => {}
                Comparison::Decided(false) => return None,
                Comparison::Open(test, answer) => {
                    let equal = Region::of(&test)?;
                    let equal = if answer {
                        equal
                    } else {
                        Region::full().without(&equal)
                    };
                    same = Some(match same {
                        None => equal,
                        Some(old) => old.and(&equal),
                    });
                }
            }
        }
        same
    }

    /// Whether all atoms of a set have the same results.
    fn is_uniform(&self, set: Atoms) -> bool {
        self.classes_of(set).is_power_of_two()
    }

    /// Which results occur in a set of atoms, as a mask.
    fn classes_of(&self, set: Atoms) -> u64 {
        self.members(set).fold(0, |mask, a| mask | 1 << a.class)
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

    fn branch_node(
        &mut self,
        set: Atoms,
        n: usize,
        from: Positions,
        part: Positions,
    ) -> Option<Node> {
        let candidates = self.candidates_at(set, from);
        let candidate = &candidates[n];
        let (_, turned) = self.plain_branch(set, candidate, from, part)?;
        let to = from | part;
        let then = self.nodes(candidate.yes, from, to);
        let otherwise = self.nodes(set & !candidate.yes, from, to);
        let on = candidate.decision.clone();
        Some(if turned {
            Node::If {
                on: on.negated(),
                then: otherwise,
                otherwise: then,
            }
        } else {
            Node::If {
                on,
                then,
                otherwise,
            }
        })
    }
}

fn candidate(yes: Atoms, decision: Decision, met: Option<Check>) -> Option<Candidate> {
    let cost = decision.cost()?.min(decision.negated().cost()?);
    let support = decision.support();
    Some(Candidate {
        yes,
        decision,
        met,
        cost,
        support,
    })
}

/// A fast hash of small integers; the planner looks up little else.
#[derive(Default)]
struct MixHasher(u64);

impl Hasher for MixHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.write_u64(u64::from(b)));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<MixHasher>>;
