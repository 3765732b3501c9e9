//! `s == t` and `s != t` as conditions of loops, for terms that are too large for the bank's own
//! comparisons: terms that agree wherever the condition has to hold have the same hash there, and only
//! need to differ wherever it must not hold.

use crate::bank::{Id, Map, UNDEFINED, mix};
use crate::context::Context;
use crate::engine::Synthesis;
use crate::node::NodeId;
use lasynth_lists::Op;

/// Terms that are compared.
const MOST_TERMS: usize = 100_000;
/// Terms that are kept for each hash.
const MOST_ALIKE: usize = 12;

/// Terms by their values where a condition has to hold, and where it must not.
#[derive(Default)]
pub(crate) struct Joins {
    kept: Map<u64, Vec<Id>>,
    dropped: Map<u64, Vec<Id>>,
    seen: usize,
}

impl Synthesis<'_> {
    /// The cheapest comparison among the new terms of a context that holds at `keep` and not at `drop`,
    /// where it costs less than `bound`.
    pub(super) fn join(
        &mut self,
        context: &Context,
        joins: &mut Joins,
        keep: u128,
        drop: u128,
        mut bound: u32,
    ) -> Option<(u32, NodeId)> {
        if keep == 0 || drop == 0 {
            return None;
        }
        let ints = &context.bank.ints;
        let last = ints.heads.len().min(MOST_TERMS);
        let mut found = None;
        for id in joins.seen..last {
            let row = ints.row(id as Id);
            let (mut at_kept, mut at_dropped) = (1u64, 1u64);
            let mut undefined = false;
            for (point, value) in row.iter().enumerate() {
                if keep >> point & 1 == 1 {
                    undefined |= *value == UNDEFINED;
                    at_kept = mix(at_kept, u64::from(*value as u32));
                } else if drop >> point & 1 == 1 {
                    undefined |= *value == UNDEFINED;
                    at_dropped = mix(at_dropped, u64::from(*value as u32));
                }
            }
            if undefined {
                continue;
            }
            let tables = [
                (&mut joins.kept, at_kept, drop, Op::Eq),
                (&mut joins.dropped, at_dropped, keep, Op::Ne),
            ];
            for (table, hash, others, op) in tables {
                let alike = table.entry(hash).or_default();
                for other in alike.iter() {
                    let differ = ints.row(*other).iter().zip(row).enumerate();
                    let mut differ = differ.filter(|(point, _)| others >> point & 1 == 1);
                    if !differ.all(|(_, (a, b))| a != b) {
                        continue;
                    }
                    let other = *other as usize;
                    let below = u32::from(ints.heads.cost[other]) + u32::from(ints.heads.cost[id]);
                    let operands = [ints.heads.node[other], ints.heads.node[id]];
                    let cost = self.costs.apply(&self.nodes, op, &operands, below);
                    if cost < bound {
                        bound = cost;
                        found = Some((cost, op, operands));
                    }
                }
                if alike.len() < MOST_ALIKE {
                    alike.push(id as Id);
                }
            }
        }
        self.work.spend(last.saturating_sub(joins.seen) as u64);
        joins.seen = last;
        let (cost, op, operands) = found?;
        Some((cost, self.nodes.apply(op, &operands)))
    }
}
