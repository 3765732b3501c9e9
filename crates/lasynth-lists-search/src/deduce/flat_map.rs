//! `flat_map(x -> l, m)`: lists of the context that make up a goal one after another.

use super::Proposal;
use crate::bank::Id;
use crate::context::Context;
use crate::engine::Synthesis;
use lasynth_lists::Op;

impl Synthesis<'_> {
    pub(super) fn scan_flat_maps(&mut self, context: &mut Context, proposals: &mut Vec<Proposal>) {
        if !self.switches.flat_map {
            return;
        }
        let lists = &context.bank.lists;
        for goal in &context.flats {
            let wanted = &self.goals[*goal].values;
            let fits = |id: &usize| {
                context.ranges.iter().zip(wanted).all(|(range, wanted)| {
                    let mut rest = wanted.as_slice();
                    for point in range.clone() {
                        let part = lists.at(*id as Id, point);
                        match part.and_then(|part| rest.strip_prefix(part)) {
                            Some(left) => rest = left,
                            None => return false,
                        }
                    }
                    rest.is_empty()
                })
            };
            let found = (context.seen_lists..lists.heads.len()).find(fits);
            if let Some(id) = found {
                let body = (u32::from(lists.heads.cost[id]), lists.heads.node[id]);
                let (cost, node) = self.loop_term(context, context.op(Op::FlatMap), &[body]);
                proposals.push(Proposal {
                    goal: *goal,
                    cost,
                    node,
                });
            }
        }
    }
}
