//! Branches: what they cost, and the ways to write them.

use super::super::ir::*;
use super::{Atoms, Branch, Candidate, Choice, MAX_MENDED, NONE, Planner, Positions};
use crate::behaviour::{AffineForm, N};
use crate::syntax::AssignOp;
use std::rc::Rc;

impl Planner<'_> {
    pub(super) fn try_branches(
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
        let wanted: Vec<AffineForm> = (cases.value(&step.value).iter())
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

    pub(super) fn branch_node(
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
