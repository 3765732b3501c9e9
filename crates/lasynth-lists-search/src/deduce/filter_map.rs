//! `filter_map(x -> p, x -> t, l)`: conditions that keep as many elements as are wanted, and terms that
//! give what is wanted where they hold.

use super::Proposal;
use crate::bank::Id;
use crate::context::{Context, FilterGoal};
use crate::engine::Synthesis;
use lasynth_lists::Op;

/// Terms that are compared for each condition.
const MOST_TERMS: usize = 30_000;

impl Synthesis<'_> {
    pub(super) fn scan_filter_maps(
        &mut self,
        context: &Context,
        filter: &mut FilterGoal,
        proposals: &mut Vec<Proposal>,
    ) {
        let wanted: Vec<i32> = self.goals[filter.goal].values.concat();
        let ints = &context.bank.ints;
        let last = ints.heads.len().min(MOST_TERMS);
        for counted in &mut filter.counted {
            let points: Vec<usize> = (0..context.bank.points)
                .filter(|point| counted.mask >> point & 1 == 1)
                .collect();
            let fits = |id: &usize| {
                let row = ints.row(*id as Id);
                points
                    .iter()
                    .zip(&wanted)
                    .all(|(point, want)| row[*point] == *want)
            };
            let found = (counted.seen..last).find(fits);
            self.work
                .spend((last.saturating_sub(counted.seen) / 8) as u64);
            counted.seen = last;
            if let Some(id) = found {
                let body = (u32::from(ints.heads.cost[id]), ints.heads.node[id]);
                let condition = (counted.cost, counted.node);
                let (cost, node) = self.loop_term(context, Op::FilterMap, &[condition, body]);
                proposals.push(Proposal {
                    goal: filter.goal,
                    cost,
                    node,
                });
            }
        }
    }
}
