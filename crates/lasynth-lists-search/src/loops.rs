//! Loops as terms of the outer bank: what contexts over cheap lists hold gives `map`, `filter` and the
//! like, which other operators can then work on.

use crate::bank::{Id, UNDEFINED};
use crate::context::{Context, Kind};
use crate::engine::Synthesis;
use crate::node::{Head, NodeId};
use lasynth_lists::{Op, Role};

/// What the list of a context may cost whose loops join the bank.
const CONTEXT_COST: u32 = 5;
/// The same for lists of lists.
const GROUPS_COST: u32 = 10;
/// What a body may cost.
const BODY_COST: u32 = 9;
const LIST_BODY_COST: u32 = 8;
/// Elements that a `flat_map` may give.
const LONGEST: usize = 128;

impl Synthesis<'_> {
    /// Adds the loops of exactly this cost to the outer bank.
    pub fn loop_terms(&mut self, level: u32) {
        for number in 0..self.contexts.len() {
            if self.work.is_over() {
                return;
            }
            let Some(context) = self.contexts[number].take() else {
                continue;
            };
            let most = match context.kind {
                Kind::Groups => GROUPS_COST,
                _ => CONTEXT_COST,
            };
            if !matches!(context.kind, Kind::Scan(_)) && context.cost <= most {
                for op in [
                    Op::Map,
                    Op::SortBy,
                    Op::Filter,
                    Op::TakeWhile,
                    Op::DropWhile,
                    Op::FindIndex,
                    Op::DropWhileEnd,
                    Op::TrimWhile,
                    Op::All,
                    Op::Any,
                    Op::FlatMap,
                ] {
                    self.loops(&context, op, level);
                }
            }
            self.contexts[number] = Some(context);
        }
    }

    fn loops(&mut self, context: &Context, op: Op, level: u32) {
        let is_group = context.kind == Kind::Groups;
        let elements_only = matches!(
            op,
            Op::SortBy
                | Op::TakeWhile
                | Op::DropWhile
                | Op::FindIndex
                | Op::DropWhileEnd
                | Op::TrimWhile
                | Op::All
                | Op::Any
        );
        if is_group && elements_only {
            return;
        }
        let loop_op = context.op(op);
        let body_type = loop_op.operands()[0].result();
        let heads = match body_type {
            lasynth_lists::Type::Int => &context.bank.ints.heads,
            lasynth_lists::Type::Bool => &context.bank.bools.heads,
            _ => &context.bank.lists.heads,
        };
        let most = match op {
            Op::FlatMap => LIST_BODY_COST,
            _ => BODY_COST,
        };
        for penalty in 0..=crate::costs::MOST_UNNATURAL {
            let fixed = crate::costs::base(loop_op) + context.cost + penalty;
            let Some(body_cost) = level.checked_sub(fixed) else {
                return;
            };
            if body_cost > most || body_cost > context.bank.done {
                continue;
            }
            for id in heads.level(body_cost) {
                let node = heads.node[*id as usize];
                if self
                    .costs
                    .penalty(&self.nodes, loop_op, &[node, context.over])
                    != penalty
                {
                    continue;
                }
                let body = self.nodes.get(node);
                if body.head == Head::Variable(Role::Element) && op == Op::Map && !is_group {
                    continue;
                }
                self.add_loop(context, op, loop_op, *id, node, level);
                if self.work.tick() {
                    return;
                }
            }
        }
    }

    fn add_loop(
        &mut self,
        context: &Context,
        op: Op,
        loop_op: Op,
        id: Id,
        body: NodeId,
        cost: u32,
    ) {
        let made = self.nodes.node(loop_op, &[body, context.over]);
        let bank = &context.bank;
        let outer = &mut self.outer;
        let range = |example: usize| context.ranges[example].clone();
        match op {
            Op::Map => {
                let row = bank.ints.row(id);
                outer.scratch.clear_lists();
                for example in 0..context.ranges.len() {
                    let values = &row[range(example)];
                    let list = (!values.contains(&UNDEFINED)).then_some(values);
                    outer.scratch.push_list(list);
                }
                outer.add_list(&mut self.nodes, made, cost);
            }
            Op::SortBy => {
                let row = bank.ints.row(id);
                outer.scratch.clear_lists();
                for example in 0..context.ranges.len() {
                    let mut order: Vec<usize> = range(example).collect();
                    let defined = order.iter().all(|point| row[*point] != UNDEFINED);
                    order.sort_by_key(|point| row[*point]);
                    let list: Vec<i32> = order.iter().map(|at| context.pieces[*at][0]).collect();
                    outer.scratch.push_list(defined.then_some(list.as_slice()));
                }
                outer.add_list(&mut self.nodes, made, cost);
            }
            Op::FlatMap => {
                outer.scratch.clear_lists();
                for example in 0..context.ranges.len() {
                    let start = outer.scratch.elements.len();
                    let mut defined = true;
                    for point in range(example) {
                        match bank.lists.at(id, point) {
                            Some(part) => outer.scratch.elements.extend_from_slice(part),
                            None => defined = false,
                        }
                    }
                    defined &= outer.scratch.elements.len() - start <= LONGEST;
                    outer.scratch.end_list(start, defined);
                }
                outer.add_list(&mut self.nodes, made, cost);
            }
            Op::FindIndex => {
                let mask = bank.bools.masks[id as usize];
                let first = |range: &std::ops::Range<usize>| {
                    let found = range.clone().find(|point| mask >> point & 1 == 1);
                    found.map_or(range.len(), |point| point - range.start) as i32
                };
                outer.scratch.ints = context.ranges.iter().map(first).collect();
                outer.add_int(&mut self.nodes, made, cost);
            }
            Op::All | Op::Any => {
                let mask = bank.bools.masks[id as usize];
                let mut holds = 0u128;
                for (example, range) in context.ranges.iter().enumerate() {
                    let count = context.count(mask, example);
                    let all = match op {
                        Op::All => count == range.len(),
                        _ => count > 0,
                    };
                    holds |= u128::from(all) << example;
                }
                outer.add_bool(&mut self.nodes, holds, made, cost);
            }
            _ => {
                let mask = bank.bools.masks[id as usize];
                let is_kept = |point: usize| mask >> point & 1 == 1;
                outer.scratch.clear_lists();
                for range in &context.ranges {
                    let (mut first, mut last) = (range.start, range.end);
                    match op {
                        Op::TakeWhile => {
                            last = range.clone().find(|p| !is_kept(*p)).unwrap_or(last);
                        }
                        Op::DropWhile | Op::TrimWhile => {
                            first = range.clone().find(|p| !is_kept(*p)).unwrap_or(last);
                        }
                        _ => {}
                    }
                    if matches!(op, Op::DropWhileEnd | Op::TrimWhile) {
                        let kept = (first..last).rev().find(|p| !is_kept(*p));
                        last = kept.map_or(first, |point| point + 1);
                    }
                    let points = (first..last).filter(|p| op != Op::Filter || is_kept(*p));
                    let start = outer.scratch.elements.len();
                    for point in points {
                        outer
                            .scratch
                            .elements
                            .extend_from_slice(&context.pieces[point]);
                    }
                    outer.scratch.end_list(start, true);
                }
                if context.kind == Kind::Groups {
                    // What is kept of a list of lists, put together.
                    let filter = self.nodes.push(made);
                    let flat = self.nodes.node(Op::Flatten, &[filter]);
                    let cost = cost + crate::costs::base(Op::Flatten);
                    self.outer.add_list(&mut self.nodes, flat, cost);
                } else {
                    outer.add_list(&mut self.nodes, made, cost);
                }
            }
        }
    }
}
