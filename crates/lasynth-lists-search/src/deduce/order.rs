//! `sort_by(x -> t, l)`: keys that put the elements of a list into the order of a goal.

use super::Proposal;
use crate::bank::{Id, UNDEFINED};
use crate::context::{Context, Kind};
use crate::engine::Synthesis;
use lasynth_lists::Op;

impl Synthesis<'_> {
    pub(super) fn link_order(&mut self, context: &mut Context, goal: usize) {
        if context.kind != Kind::Elements {
            return;
        }
        let wanted = &self.goals[goal].values;
        let same_elements = |(example, wanted): (usize, &Vec<i32>)| {
            let mut have = context.list(example);
            let mut want = wanted.clone();
            have.sort_unstable();
            want.sort_unstable();
            have == want
        };
        if wanted.iter().enumerate().all(same_elements) {
            context.sorts.push(goal);
        }
    }

    pub(super) fn scan_orders(&mut self, context: &mut Context, proposals: &mut Vec<Proposal>) {
        if !self.switches.sort_by {
            return;
        }
        let ints = &context.bank.ints;
        for goal in &context.sorts {
            let wanted = &self.goals[*goal].values;
            let fits = |id: &usize| {
                let row = ints.row(*id as Id);
                context.ranges.iter().zip(wanted).all(|(range, wanted)| {
                    if row[range.clone()].contains(&UNDEFINED) {
                        return false;
                    }
                    let mut order: Vec<usize> = range.clone().collect();
                    order.sort_by_key(|point| row[*point]);
                    let mut sorted = order.iter().map(|point| context.pieces[*point][0]);
                    sorted.by_ref().eq(wanted.iter().copied())
                })
            };
            let found = (context.seen_ints..ints.heads.len()).find(fits);
            if let Some(id) = found {
                let key = (u32::from(ints.heads.cost[id]), ints.heads.node[id]);
                let (cost, node) = self.loop_term(context, Op::SortBy, &[key]);
                proposals.push(Proposal {
                    goal: *goal,
                    cost,
                    node,
                });
            }
        }
    }
}
