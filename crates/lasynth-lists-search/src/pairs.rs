//! Pairs of conditions for a set of points: what holds too often, put together by `and`, and what holds
//! too seldom, put together by `or`.
//!
//! Where only two values are wanted, the set of points with either one is a condition that is looked
//! for; it joins the bank like any other, so that conditionals and flags find it.

use crate::bank::{Bank, everything};
use crate::costs::Costs;
use crate::node::{NodeId, Nodes};
use crate::work::Work;
use lasynth_lists::Op;

/// Conditions that are kept for pairs.
const MOST: usize = 400;

/// A set of points that a condition is wanted for.
pub(crate) struct WantedMask {
    mask: u128,
    all: u128,
    /// Conditions that hold wherever they should, and those that hold nowhere else, with their costs.
    wide: Vec<(u128, u32, NodeId)>,
    narrow: Vec<(u128, u32, NodeId)>,
    paired: (usize, usize),
    seen: usize,
    /// The cheapest condition that was made.
    best: u32,
}

impl WantedMask {
    /// The points where the rarer of two wanted values is wanted; `None` where they are not two.
    pub fn of_values(values: &[i32]) -> Option<WantedMask> {
        let first = *values.first()?;
        let other = *values.iter().find(|value| **value != first)?;
        if values
            .iter()
            .any(|value| *value != first && *value != other)
        {
            return None;
        }
        let points = values.iter().enumerate();
        let mask = points.fold(0, |mask, (point, value)| {
            mask | u128::from(*value == first.max(other)) << point
        });
        Some(WantedMask {
            mask,
            all: everything(values.len()),
            wide: Vec::new(),
            narrow: Vec::new(),
            paired: (0, 0),
            seen: 0,
            best: u32::MAX,
        })
    }

    /// Looks at the new conditions of the bank, and adds the pair that is the wanted one, if any.
    pub fn look(
        &mut self,
        bank: &mut Bank,
        nodes: &mut Nodes,
        costs: &Costs,
        work: &mut Work<'_>,
        bound: u32,
    ) {
        for id in self.seen..bank.bools.heads.len() {
            let mask = bank.bools.masks[id];
            let entry = (
                mask,
                u32::from(bank.bools.heads.cost[id]),
                bank.bools.heads.node[id],
            );
            if self.mask & !mask == 0 && self.wide.len() < MOST {
                self.wide.push(entry);
            }
            if mask & !self.mask == 0 && self.narrow.len() < MOST {
                self.narrow.push(entry);
            }
            // The opposite is as good to choose by.
            if mask == self.mask || mask == self.all & !self.mask {
                self.best = self.best.min(entry.1);
            }
        }
        self.seen = bank.bools.heads.len();
        let mut found: Option<(u32, Op, [NodeId; 2])> = None;
        for (op, all, from) in [
            (Op::And, &self.wide, self.paired.0),
            (Op::Or, &self.narrow, self.paired.1),
        ] {
            for (n, second) in all.iter().enumerate().skip(from) {
                for first in &all[..n] {
                    let mask = match op {
                        Op::And => first.0 & second.0,
                        _ => first.0 | second.0,
                    };
                    if mask != self.mask {
                        continue;
                    }
                    let operands = [first.2, second.2];
                    let cost = costs.apply(nodes, op, &operands, first.1 + second.1);
                    let bound = bound.min(self.best);
                    if cost < bound && found.is_none_or(|(known, ..)| cost < known) {
                        found = Some((cost, op, operands));
                    }
                }
                work.spend(n as u64 / 32);
            }
        }
        self.paired = (self.wide.len(), self.narrow.len());
        if let Some((cost, op, operands)) = found {
            self.best = cost;
            let node = nodes.node(op, &operands);
            if cost < crate::bank::LEVELS as u32 {
                bank.add_bool(nodes, self.mask, node, cost);
            }
        }
    }
}
