//! Loops that leave elements out: `filter`.
//!
//! A goal that is a part of a list says of some elements that they are kept, of others that they are not,
//! and of equal ones perhaps only how many. Conditions that keep too much, or too little, are put
//! together by `and` and `or`.

use super::{Joins, Proposal};
use crate::context::{Context, Counted, FilterGoal, Kind};
use crate::engine::Synthesis;
use crate::node::NodeId;
use lasynth_lists::Op;

/// Conditions that are kept for pairs.
const MOST_IN_PAIRS: usize = 500;
/// Conditions that are kept because they keep the right number of elements.
const MOST_COUNTED: usize = 40;

impl Synthesis<'_> {
    pub(super) fn link_filter(&mut self, context: &mut Context, goal: usize) {
        let wanted = &self.goals[goal].values;
        let examples = 0..context.ranges.len();
        let lists: Vec<Vec<i32>> = examples.map(|example| context.list(example)).collect();
        let pairs = || lists.iter().zip(wanted);
        let elements: usize = wanted.iter().map(Vec::len).sum();
        if elements < 3
            || !pairs().all(|(list, wanted)| wanted.len() <= list.len())
            || !pairs().any(|(list, wanted)| wanted.len() < list.len())
        {
            return;
        }
        let lengths: Vec<usize> = wanted.iter().map(Vec::len).collect();
        let choices = match context.kind {
            Kind::Groups => group_choices(context, wanted),
            _ => element_choices(context, wanted),
        };
        let Some(choices) = choices else { return };
        for (n, (keep, drop, is_part)) in choices.into_iter().enumerate() {
            context.filters.push(FilterGoal {
                goal,
                keep,
                drop,
                lengths: lengths.clone(),
                is_part,
                wide: Vec::new(),
                narrow: Vec::new(),
                paired: (0, 0),
                counted: Vec::new(),
                joins: Joins::default(),
                is_variant: n > 0,
            });
        }
    }

    pub(super) fn scan_filters(&mut self, context: &mut Context, proposals: &mut Vec<Proposal>) {
        let mut filters = std::mem::take(&mut context.filters);
        for filter in &mut filters {
            if !filter.is_variant {
                self.new_conditions(context, filter, proposals);
            }
            if filter.is_part && self.switches.conjunctions {
                self.pair_conditions(context, filter, proposals);
            }
            let FilterGoal {
                goal, keep, drop, ..
            } = *filter;
            if filter.is_part && self.switches.meet && keep | drop == context.bank.all {
                let bound = self.bound().saturating_sub(context.cost + 3);
                if let Some((cost, node)) = self.join(context, &mut filter.joins, keep, drop, bound)
                {
                    proposals.push(self.filter(context, goal, cost, node));
                }
            }
            if context.kind == Kind::Elements {
                self.scan_filter_maps(context, filter, proposals);
            }
        }
        context.filters = filters;
    }

    fn new_conditions(
        &mut self,
        context: &Context,
        filter: &mut FilterGoal,
        proposals: &mut Vec<Proposal>,
    ) {
        let bools = &context.bank.bools;
        for id in context.seen_bools..bools.heads.len() {
            let mask = bools.masks[id];
            let cost = u32::from(bools.heads.cost[id]);
            let node = bools.heads.node[id];
            if filter.is_part && self.selects(context, filter.goal, mask) {
                proposals.push(self.filter(context, filter.goal, cost, node));
                continue;
            }
            let examples = filter.lengths.iter().enumerate();
            let fits = context.kind == Kind::Elements
                && examples
                    .clone()
                    .all(|(n, len)| context.count(mask, n) == *len);
            if fits && filter.counted.len() < MOST_COUNTED && self.switches.filter_map {
                filter.counted.push(Counted {
                    mask,
                    cost,
                    node,
                    seen: 0,
                });
            }
            if filter.is_part {
                if filter.keep & !mask == 0 && filter.wide.len() < MOST_IN_PAIRS {
                    filter.wide.push((mask, cost, node));
                }
                if mask & filter.drop == 0 && filter.narrow.len() < MOST_IN_PAIRS {
                    filter.narrow.push((mask, cost, node));
                }
            }
        }
    }

    /// `p and q` of conditions that keep too much, `p or q` of those that keep too little.
    fn pair_conditions(
        &mut self,
        context: &Context,
        filter: &mut FilterGoal,
        proposals: &mut Vec<Proposal>,
    ) {
        let FilterGoal {
            goal, keep, drop, ..
        } = *filter;
        let bound = self.bound();
        for (op, all, from) in [
            (Op::And, &filter.wide, filter.paired.0),
            (Op::Or, &filter.narrow, filter.paired.1),
        ] {
            let mut found: Option<(u32, NodeId, NodeId)> = None;
            for (n, second) in all.iter().enumerate().skip(from) {
                for first in &all[..n] {
                    let mask = match op {
                        Op::And => first.0 & second.0,
                        _ => first.0 | second.0,
                    };
                    if mask & drop != 0 || keep & !mask != 0 {
                        continue;
                    }
                    let cost = 6 + context.cost + first.1 + second.1;
                    if cost < bound
                        && found.is_none_or(|(known, ..)| cost < known)
                        && self.selects(context, goal, mask)
                    {
                        found = Some((cost, first.2, second.2));
                    }
                }
                self.work.spend(n as u64 / 16);
            }
            if let Some((cost, first, second)) = found {
                let condition = self.nodes.apply(op, &[first, second]);
                let below = cost - context.cost - 3;
                proposals.push(self.filter(context, goal, below, condition));
            }
        }
        filter.paired = (filter.wide.len(), filter.narrow.len());
    }

    /// Whether what a set of points keeps is the goal.
    pub(super) fn selects(&self, context: &Context, goal: usize, mask: u128) -> bool {
        let wanted = &self.goals[goal].values;
        context.ranges.iter().zip(wanted).all(|(range, wanted)| {
            let mut rest = wanted.as_slice();
            for point in range.clone().filter(|point| mask >> point & 1 == 1) {
                match rest.strip_prefix(context.pieces[point].as_slice()) {
                    Some(left) => rest = left,
                    None => return false,
                }
            }
            rest.is_empty()
        })
    }

    /// `filter(x -> p, l)`; of lists of lists, what is kept, put together.
    pub(super) fn filter(
        &mut self,
        context: &Context,
        goal: usize,
        cost: u32,
        condition: NodeId,
    ) -> Proposal {
        let op = context.op(Op::Filter);
        let (cost, node) = self.loop_term(context, op, &[(cost, condition)]);
        if op == Op::Filter {
            return Proposal { goal, cost, node };
        }
        Proposal {
            goal,
            cost: self.costs.apply(&self.nodes, Op::Flatten, &[node], cost),
            node: self.nodes.apply(Op::Flatten, &[node]),
        }
    }
}

/// Points that are kept for certain, points that are dropped for certain, whether a choice exists.
type Choice = (u128, u128, bool);

/// What is known of each element; where equal ones leave it open, also the choices that keep the first
/// and the last of them.
fn element_choices(context: &Context, wanted: &[Vec<i32>]) -> Option<Vec<Choice>> {
    let (mut keep, mut drop) = (0u128, 0u128);
    let mut is_part = true;
    for (range, wanted) in context.ranges.iter().zip(wanted) {
        let list = context.pieces[range.clone()].concat();
        is_part &= crate::context::is_subsequence(wanted, &list);
        for (index, item) in list.iter().enumerate() {
            let have = list.iter().filter(|other| *other == item).count();
            let want = wanted.iter().filter(|other| *other == item).count();
            let point = 1 << (range.start + index);
            if want == 0 {
                drop |= point;
            } else if want == have {
                keep |= point;
            }
        }
    }
    let mut choices = vec![(keep, drop, is_part)];
    let all = context.bank.all;
    if is_part && keep | drop != all {
        for backwards in [false, true] {
            let mut keep = 0u128;
            for (range, wanted) in context.ranges.iter().zip(wanted) {
                let mut rest = wanted.clone();
                if !backwards {
                    rest.reverse();
                }
                let order: Vec<usize> = match backwards {
                    true => range.clone().rev().collect(),
                    false => range.clone().collect(),
                };
                for point in order {
                    if rest.last() == Some(&context.pieces[point][0]) {
                        rest.pop();
                        keep |= 1 << point;
                    }
                }
            }
            if choices.iter().all(|choice| choice.0 != keep) {
                choices.push((keep, all & !keep, true));
            }
        }
    }
    Some(choices)
}

/// The first way to make the goal of whole pieces, in each example.
fn group_choices(context: &Context, wanted: &[Vec<i32>]) -> Option<Vec<Choice>> {
    let mut keep = 0u128;
    for (range, wanted) in context.ranges.iter().zip(wanted) {
        let mut rest = wanted.as_slice();
        for point in range.clone() {
            let piece = context.pieces[point].as_slice();
            if !piece.is_empty()
                && let Some(left) = rest.strip_prefix(piece)
            {
                rest = left;
                keep |= 1 << point;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(vec![(keep, context.bank.all & !keep, true)])
}
