//! Loops that give one integer: `sum`, `maximum` and the like of what `filter` and `map` leave, counts of
//! pairs of conditions, and the first position where something holds.
//!
//! The integers are compared with what is wanted like any term of the outer bank, so that a sum that is
//! right up to a constant is found too.

use super::Joins;
use crate::bank::{Id, UNDEFINED};
use crate::context::{Context, Kind};
use crate::engine::Synthesis;
use crate::node::{Head, NodeId};
use crate::target::Target;
use lasynth_lists::{Op, Role, reduce};

/// What the list of a context may cost whose loops are reduced.
const CONTEXT_COST: u32 = 7;
/// The same for lists of lists.
const GROUPS_COST: u32 = 12;
/// Reductions of what is left of a list.
const OF_FILTERS: [Op; 7] = [
    Op::Len,
    Op::First,
    Op::Last,
    Op::Sum,
    Op::Product,
    Op::Max,
    Op::Min,
];
/// Reductions of what is made of each element.
const OF_MAPS: [Op; 4] = [Op::Sum, Op::Max, Op::Min, Op::Product];
/// Conditions of which all pairs are counted.
const PAIRED: usize = 160;
const PAIRED_COST: u32 = 9;
/// Conditions and bodies that are put together.
const CONDITIONS: usize = 24;
const BODIES: usize = 48;
const TOGETHER_COST: u32 = 8;

/// A first position that is wanted.
#[derive(Default)]
pub(crate) struct FirstWhere {
    /// Where a condition has to hold, and where it must not.
    keep: u128,
    drop: u128,
    /// What is wanted where it never holds: -1 instead of the length.
    minus_one: bool,
    joins: Joins,
}

impl Synthesis<'_> {
    pub(super) fn scan_reductions(&mut self, context: &mut Context, roots: &mut Vec<NodeId>) {
        let most = match context.kind {
            Kind::Groups => GROUPS_COST,
            _ => CONTEXT_COST,
        };
        if context.cost > most || !self.switches.reduce {
            return;
        }
        let Some(mut target) = self.target.take() else {
            return;
        };
        let needed = self.needed & !self.nodes.get(context.over).arguments;
        self.filters(context, &mut target, needed);
        self.maps(context, &mut target, needed);
        self.filter_maps(context, &mut target, needed);
        if self.switches.conjunctions {
            self.count_pairs(context, &mut target);
        }
        self.first_positions(context, &mut target, roots);
        roots.extend(target.best.take_fresh().into_iter().map(|(_, node)| node));
        self.target = Some(target);
    }

    /// Takes what a reduction gives for each example.
    fn reduced(
        &mut self,
        target: &mut Target,
        row: &[i32],
        cost: u32,
        node: impl FnOnce(&mut Self) -> NodeId,
        needed: u8,
    ) {
        let bound = self.bound();
        if cost >= bound || row.iter().all(|value| *value == UNDEFINED) || self.work.tick() {
            return;
        }
        let node = node(self);
        let (outer, mut maker) = self.maker(bound, needed);
        target.check_row(outer, row, cost, node, &mut maker);
    }

    fn filters(&mut self, context: &Context, target: &mut Target, needed: u8) {
        let bools = &context.bank.bools;
        let index = position_variable(self, context);
        let mut items = Vec::new();
        for id in context.seen_bools..bools.heads.len() {
            let mask = bools.masks[id];
            let condition = (u32::from(bools.heads.cost[id]), bools.heads.node[id]);
            if context.cost + condition.0 + 5 >= self.bound() {
                continue;
            }
            let (filter_cost, filter) =
                self.loop_term(context, context.op(Op::Filter), &[condition]);
            for op in OF_FILTERS {
                let row: Vec<i32> = (0..context.ranges.len())
                    .map(|example| {
                        if context.kind == Kind::Groups {
                            return context.count(mask, example) as i32;
                        }
                        items.clear();
                        let points = context.ranges[example].clone();
                        let kept = points.filter(|point| mask >> point & 1 == 1);
                        items.extend(kept.map(|point| context.pieces[point][0]));
                        reduce(op, &items).unwrap_or(UNDEFINED)
                    })
                    .collect();
                let op = match context.kind {
                    Kind::Groups => Op::CountGroups,
                    _ => op,
                };
                let cost = self.costs.apply(&self.nodes, op, &[filter], filter_cost);
                self.reduced(target, &row, cost, |s| s.nodes.apply(op, &[filter]), needed);
                if context.kind == Kind::Groups {
                    break;
                }
            }
            if let (Some(index), Kind::Elements) = (index, context.kind) {
                let row = self.positions(context, mask);
                if row.contains(&UNDEFINED) {
                    let (cost, positions) =
                        self.loop_term(context, Op::FilterMap, &[condition, (2, index)]);
                    let cost = self.costs.apply(&self.nodes, Op::First, &[positions], cost);
                    let first = |s: &mut Self| s.nodes.apply(Op::First, &[positions]);
                    self.reduced(target, &row, cost, first, needed);
                }
            }
        }
    }

    /// The first position of each example in a set.
    fn positions(&self, context: &Context, mask: u128) -> Vec<i32> {
        let first = |range: &std::ops::Range<usize>| {
            let mut points = range.clone();
            let found = points.find(|point| mask >> point & 1 == 1);
            found.map_or(UNDEFINED, |point| (point - range.start) as i32)
        };
        context.ranges.iter().map(first).collect()
    }

    fn maps(&mut self, context: &Context, target: &mut Target, needed: u8) {
        let ints = &context.bank.ints;
        for id in context.seen_ints..ints.heads.len() {
            let body = (u32::from(ints.heads.cost[id]), ints.heads.node[id]);
            if context.cost + body.0 + 6 >= self.bound() {
                continue;
            }
            let row = ints.row(id as Id);
            let mut made = None;
            for op in OF_MAPS {
                let of = |range: &std::ops::Range<usize>| {
                    let values = &row[range.clone()];
                    match values.contains(&UNDEFINED) {
                        true => UNDEFINED,
                        false => reduce(op, values).unwrap_or(UNDEFINED),
                    }
                };
                let values: Vec<i32> = context.ranges.iter().map(of).collect();
                let (map_cost, map) = *made
                    .get_or_insert_with(|| self.loop_term(context, context.op(Op::Map), &[body]));
                let cost = self.costs.apply(&self.nodes, op, &[map], map_cost);
                self.reduced(target, &values, cost, |s| s.nodes.apply(op, &[map]), needed);
            }
        }
    }

    /// Sums and the like of what is made of the elements for which something holds.
    fn filter_maps(&mut self, context: &Context, target: &mut Target, needed: u8) {
        if context.kind != Kind::Elements || !self.switches.filter_map {
            return;
        }
        let (bools, ints) = (&context.bank.bools, &context.bank.ints);
        let cheap = |heads: &crate::bank::Heads, most: usize| -> Vec<usize> {
            let all = 0..heads.len();
            let cheap = all.filter(|id| u32::from(heads.cost[*id]) <= TOGETHER_COST);
            cheap.take(most).collect()
        };
        let conditions = cheap(&bools.heads, CONDITIONS);
        let bodies = cheap(&ints.heads, BODIES);
        for condition in conditions {
            let mask = bools.masks[condition];
            let when = (
                u32::from(bools.heads.cost[condition]),
                bools.heads.node[condition],
            );
            for body in &bodies {
                let is_new = condition >= context.seen_bools || *body >= context.seen_ints;
                let node = ints.heads.node[*body];
                let then = (u32::from(ints.heads.cost[*body]), node);
                if !is_new
                    || self.nodes.get(node).variables == 0
                    || self.nodes.get(node).head == Head::Variable(Role::Element)
                    || context.cost + when.0 + then.0 + 7 >= self.bound()
                {
                    continue;
                }
                let row = ints.row(*body as Id);
                let mut made = None;
                for op in [Op::Sum, Op::Max, Op::Min] {
                    let of = |range: &std::ops::Range<usize>| {
                        let points = range.clone().filter(|point| mask >> point & 1 == 1);
                        let values: Vec<i32> = points.map(|point| row[point]).collect();
                        match values.contains(&UNDEFINED) {
                            true => UNDEFINED,
                            false => reduce(op, &values).unwrap_or(UNDEFINED),
                        }
                    };
                    let values: Vec<i32> = context.ranges.iter().map(of).collect();
                    let (below, list) = *made.get_or_insert_with(|| {
                        self.loop_term(context, Op::FilterMap, &[when, then])
                    });
                    let cost = self.costs.apply(&self.nodes, op, &[list], below);
                    self.reduced(
                        target,
                        &values,
                        cost,
                        |s| s.nodes.apply(op, &[list]),
                        needed,
                    );
                }
            }
        }
    }

    /// How many elements satisfy two conditions.
    fn count_pairs(&mut self, context: &mut Context, target: &mut Target) {
        let bools = &context.bank.bools;
        let from = context.pairs.len();
        for id in context.seen_bools..bools.heads.len() {
            let cost = u32::from(bools.heads.cost[id]);
            if context.pairs.len() < PAIRED && cost <= PAIRED_COST {
                let entry = (bools.masks[id], cost, bools.heads.node[id]);
                context.pairs.push(entry);
            }
        }
        for n in from..context.pairs.len() {
            for m in 0..n {
                let (first, second) = (context.pairs[m], context.pairs[n]);
                let mask = first.0 & second.0;
                if mask == first.0 || mask == second.0 || mask == 0 {
                    continue;
                }
                let mut wanted = target.values.iter().enumerate();
                if !wanted.all(|(example, want)| context.count(mask, example) as i32 == *want) {
                    continue;
                }
                let operands = [first.2, second.2];
                let cost = (self.costs).apply(&self.nodes, Op::And, &operands, first.1 + second.1);
                let both = self.nodes.apply(Op::And, &operands);
                let filter = self.loop_term(context, context.op(Op::Filter), &[(cost, both)]);
                let op = match context.kind {
                    Kind::Groups => Op::CountGroups,
                    _ => Op::Len,
                };
                let cost = self.costs.apply(&self.nodes, op, &[filter.1], filter.0);
                let bound = self.bound();
                let nodes = &mut self.nodes;
                target
                    .best
                    .offer(cost, bound, || nodes.apply(op, &[filter.1]));
            }
            self.work.spend(n as u64 / 8);
        }
    }

    /// `find_index(x -> p, l)`, and `first(filter_map(x -> p, (x, i) -> i, l)) ?? -1`, where the first
    /// position that is wanted says where a condition holds and where it does not.
    fn first_positions(
        &mut self,
        context: &mut Context,
        target: &mut Target,
        roots: &mut Vec<NodeId>,
    ) {
        if context.kind != Kind::Elements {
            return;
        }
        if context.first_where.is_none() {
            context.first_where = Some(first_where(context, &target.values));
        }
        let Some(index) = position_variable(self, context) else {
            return;
        };
        let mut all = context.first_where.take().unwrap_or_default();
        for wanted in &mut all {
            let bools = &context.bank.bools;
            let mut found = Vec::new();
            for id in context.seen_bools..bools.heads.len() {
                let mask = bools.masks[id];
                if wanted.keep & !mask == 0 && mask & wanted.drop == 0 {
                    found.push((u32::from(bools.heads.cost[id]), bools.heads.node[id]));
                    break;
                }
            }
            let bound = self.bound().saturating_sub(context.cost + 4);
            found.extend(self.join(context, &mut wanted.joins, wanted.keep, wanted.drop, bound));
            for condition in found {
                let node = match wanted.minus_one {
                    false => self.loop_term(context, Op::FindIndex, &[condition]).1,
                    true => {
                        let list = self.loop_term(context, Op::FilterMap, &[condition, (2, index)]);
                        let first = self.nodes.apply(Op::First, &[list.1]);
                        let none = self.nodes.constant(-1);
                        self.nodes.apply(Op::Default, &[first, none])
                    }
                };
                roots.push(node);
            }
        }
        context.first_where = Some(all);
    }
}

/// The variable of the position, as a node of the context.
fn position_variable(search: &Synthesis<'_>, context: &Context) -> Option<NodeId> {
    let mut nodes = context.bank.ints.heads.node.iter().take(16).copied();
    nodes.find(|id| search.nodes.get(*id).head == Head::Variable(Role::Index))
}

/// What wanted integers say as first positions.
fn first_where(context: &Context, wanted: &[i32]) -> Vec<FirstWhere> {
    let mut all = Vec::new();
    for minus_one in [false, true] {
        let (mut keep, mut drop) = (0u128, 0u128);
        let mut fits = true;
        let mut missing = false;
        for (range, want) in context.ranges.iter().zip(wanted) {
            let len = range.len();
            let at = match usize::try_from(*want) {
                Ok(at) if at < len => Some(at),
                Ok(at) if at == len && !minus_one => None,
                Err(_) if *want == -1 && minus_one => None,
                _ => {
                    fits = false;
                    break;
                }
            };
            missing |= at.is_none();
            let end = at.unwrap_or(len);
            for index in 0..end {
                drop |= 1 << (range.start + index);
            }
            if let Some(at) = at {
                keep |= 1 << (range.start + at);
            }
        }
        if fits && keep.count_ones() >= 2 && (missing || !minus_one) {
            all.push(FirstWhere {
                keep,
                drop,
                minus_one,
                joins: Joins::default(),
            });
        }
    }
    all
}
