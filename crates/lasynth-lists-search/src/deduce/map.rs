//! Loops that give as many elements as the list has, or two or three times as many: `map`, scans, and
//! `flat_map` of a few elements each; and each element so many times.

use super::Proposal;
use crate::bank::Id;
use crate::context::{Context, Kind, MapForm, MapGoal};
use crate::engine::Synthesis;
use crate::node::{Head, NodeId};
use crate::target::Target;
use lasynth_lists::{Op, Role};

/// Elements that a body of `flat_map` may make of one.
const MOST_ELEMENTS: usize = 3;

impl Synthesis<'_> {
    pub(super) fn link_map(&mut self, context: &mut Context, goal: usize) {
        let wanted = &self.goals[goal].values;
        let examples = || context.ranges.iter().zip(wanted);
        for times in 1..=MOST_ELEMENTS {
            if !examples().all(|(range, wanted)| range.len() * times == wanted.len()) {
                continue;
            }
            let part = |part: usize| {
                let values = examples().flat_map(|(range, wanted)| {
                    (0..range.len()).map(move |index| wanted[index * times + part])
                });
                Target::new(values.collect())
            };
            context.maps.push(MapGoal {
                goal,
                form: MapForm::Elements,
                targets: (0..times).map(part).collect(),
            });
        }
        let is_mapped = examples().all(|(range, wanted)| range.len() == wanted.len());
        if context.kind == Kind::Elements
            && !is_mapped
            && let Some(times) = repeats(context, wanted)
        {
            context.maps.push(MapGoal {
                goal,
                form: MapForm::Repeats,
                targets: vec![Target::new(times)],
            });
        }
    }

    pub(super) fn scan_maps(&mut self, context: &mut Context, proposals: &mut Vec<Proposal>) {
        let mut maps = std::mem::take(&mut context.maps);
        for map in &mut maps {
            let bound = self.bound();
            let needed = match map.targets.len() == 1 && map.form == MapForm::Elements {
                true => {
                    let outside = self.nodes.get(context.over).arguments;
                    self.needed & !outside & !self.wrap_arguments(map.goal)
                }
                false => 0,
            };
            let mut fresh: Vec<(u32, NodeId)> = Vec::new();
            for target in &mut map.targets {
                if let (Some(condition), true) = (&mut target.condition, self.switches.conjunctions)
                {
                    let (bank, nodes) = (&mut context.bank, &mut self.nodes);
                    condition.look(bank, nodes, self.costs, &mut self.work, bound);
                }
                let (_, mut maker) = self.maker(bound, needed);
                for id in context.seen_ints..context.bank.ints.heads.len() {
                    target.check(&context.bank, id as Id, &mut maker);
                }
                target.conditionals(&context.bank, Op::IfInt, &mut maker);
                fresh.extend(target.best.take_fresh());
            }
            if fresh.is_empty() {
                continue;
            }
            match (map.form, &map.targets[..]) {
                (MapForm::Repeats, [target]) => {
                    if let Some(best) = target.best.cheapest() {
                        proposals.push(self.repeat(context, map.goal, best));
                    }
                }
                (MapForm::Elements, [_]) => {
                    fresh.sort_unstable();
                    for body in fresh {
                        let (cost, node) = match context.kind {
                            Kind::Scan(None) => self.loop_term(context, Op::Scan1, &[body]),
                            Kind::Scan(Some(initial)) => {
                                let first = (self.costs.term(&self.nodes, initial), initial);
                                self.loop_term(context, Op::Scan, &[body, first])
                            }
                            _ => self.loop_term(context, context.op(Op::Map), &[body]),
                        };
                        proposals.push(Proposal {
                            goal: map.goal,
                            cost,
                            node,
                        });
                    }
                }
                _ => {
                    let best: Option<Vec<(u32, NodeId)>> = map
                        .targets
                        .iter()
                        .map(|target| target.best.cheapest())
                        .collect();
                    if let Some(parts) = best {
                        proposals.push(self.several(context, map.goal, &parts));
                    }
                }
            }
        }
        context.maps = maps;
    }

    /// `flat_map(x -> [s, t], l)`.
    fn several(&mut self, context: &Context, goal: usize, parts: &[(u32, NodeId)]) -> Proposal {
        let mut below: u32 = parts.iter().map(|(cost, _)| cost).sum();
        let mut body: Option<NodeId> = None;
        for (_, node) in parts.iter().rev() {
            let (op, operands) = match body {
                None => (Op::Single, vec![*node]),
                Some(rest) => (Op::Cons, vec![*node, rest]),
            };
            below = self.costs.apply(&self.nodes, op, &operands, below);
            body = Some(self.nodes.apply(op, &operands));
        }
        let body = body.unwrap_or_default();
        let (cost, node) = self.loop_term(context, context.op(Op::FlatMap), &[(below, body)]);
        Proposal { goal, cost, node }
    }

    /// `flat_map(x -> repeat(x, t), l)`.
    fn repeat(&mut self, context: &Context, goal: usize, times: (u32, NodeId)) -> Proposal {
        let heads = &context.bank.ints.heads;
        let element = Head::Variable(Role::Element);
        let ids = heads.node.iter();
        let element = ids.copied().find(|id| self.nodes.get(*id).head == element);
        let operands = [element.unwrap_or_default(), times.1];
        let cost = self
            .costs
            .apply(&self.nodes, Op::Repeat, &operands, 1 + times.0);
        let body = self.nodes.apply(Op::Repeat, &operands);
        let (cost, node) = self.loop_term(context, Op::FlatMap, &[(cost, body)]);
        Proposal { goal, cost, node }
    }
}

/// How often each element of the context stands in the goal, where that is clear.
fn repeats(context: &Context, wanted: &[Vec<i32>]) -> Option<Vec<i32>> {
    let mut times = Vec::new();
    for (range, wanted) in context.ranges.iter().zip(wanted) {
        let list = &context.pieces[range.clone()];
        let mut at = 0;
        for (n, piece) in list.iter().enumerate() {
            if n > 0 && list[n - 1] == *piece {
                return None;
            }
            let run = wanted[at..]
                .iter()
                .take_while(|item| **item == piece[0])
                .count();
            times.push(run as i32);
            at += run;
        }
        if at != wanted.len() {
            return None;
        }
    }
    times.iter().any(|count| *count > 0).then_some(times)
}
