//! Lists that are wanted, and how they come from each other.
//!
//! The outputs are the first goal. Where a term gives the first element of every list of a goal, or a
//! prefix, what is left is a goal of its own (*stripping*); it is wrapped into `cons` or `++` again when
//! something gives it.

use crate::bank::{Id, hash_ints, hash_lists};
use crate::costs::base;
use crate::engine::Synthesis;
use crate::node::NodeId;
use crate::target::Target;
use lasynth_lists::Op;
use std::cmp::Reverse;

/// How a goal becomes the goal that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// It is what is wanted.
    Root,
    Reverse,
    /// After this list.
    Prefix(NodeId),
    /// Before this list.
    Suffix(NodeId),
    /// After this number.
    Cons(NodeId),
    /// Before this number.
    Append(NodeId),
}

/// A list that is wanted for each example.
pub(crate) struct Goal {
    pub values: Vec<Vec<i32>>,
    pub parent: usize,
    pub wrap: Wrap,
    /// The first elements, where no list is empty.
    firsts: Option<Vec<i32>>,
    lasts: Option<Vec<i32>>,
}

/// The first or last elements of a goal's lists, as a target.
pub(crate) struct End {
    goal: usize,
    last: bool,
    target: Target,
    seen: usize,
}

/// A goal that waits to be opened.
pub(crate) struct Pending {
    values: Vec<Vec<i32>>,
    parent: usize,
    wrap: Wrap,
}

/// Goals that may wait.
const MOST_PENDING: usize = 20_000;
/// Goals whose ends are targets.
const MOST_ENDS: usize = 24;
/// What the number at an end of a list may cost.
const END_COST: u32 = 24;

impl Synthesis<'_> {
    /// What the wraps around a goal cost.
    pub fn wrap_cost(&self, mut goal: usize) -> u32 {
        let mut cost = 0;
        loop {
            let Goal { wrap, parent, .. } = self.goals[goal];
            cost += match wrap {
                Wrap::Root => return cost,
                Wrap::Reverse => base(Op::Reverse),
                Wrap::Prefix(node) | Wrap::Suffix(node) | Wrap::Cons(node) | Wrap::Append(node) => {
                    base(Op::Concat) + self.costs.term(&self.nodes, node)
                }
            };
            goal = parent;
        }
    }

    /// The arguments that occur in the wraps around a goal.
    pub fn wrap_arguments(&self, mut goal: usize) -> u8 {
        let mut arguments = 0;
        loop {
            let Goal { wrap, parent, .. } = self.goals[goal];
            match wrap {
                Wrap::Root => return arguments,
                Wrap::Reverse => {}
                Wrap::Prefix(node) | Wrap::Suffix(node) | Wrap::Cons(node) | Wrap::Append(node) => {
                    arguments |= self.nodes.get(node).arguments;
                }
            }
            goal = parent;
        }
    }

    /// Takes a term that gives a goal.
    pub fn propose(&mut self, mut goal: usize, cost: u32, mut node: NodeId) {
        if self.wrap_cost(goal) + cost >= self.bound() {
            return;
        }
        loop {
            let Goal { wrap, parent, .. } = self.goals[goal];
            node = match wrap {
                Wrap::Root => break,
                Wrap::Reverse => self.nodes.apply(Op::Reverse, &[node]),
                Wrap::Prefix(other) => self.nodes.apply(Op::Concat, &[other, node]),
                Wrap::Suffix(other) => self.nodes.apply(Op::Concat, &[node, other]),
                Wrap::Cons(first) => self.nodes.apply(Op::Cons, &[first, node]),
                Wrap::Append(last) => self.nodes.apply(Op::Append, &[node, last]),
            };
            goal = parent;
        }
        self.accept(node);
    }

    /// A goal that may be worth opening; it is proposed at once where a term gives it already.
    fn wait_for(&mut self, cost: u32, values: Vec<Vec<i32>>, parent: usize, wrap: Wrap) {
        if cost >= self.bound() {
            return;
        }
        let key = hash_lists(&values);
        let heads = &self.outer.lists.heads;
        let known = heads.find(key).map(|id| {
            let id = id as usize;
            (u32::from(heads.cost[id]), heads.node[id])
        });
        if let Some((cost, node)) = known {
            self.goals.push(Goal {
                values,
                parent,
                wrap,
                firsts: None,
                lasts: None,
            });
            self.propose(self.goals.len() - 1, cost, node);
            self.goals.pop();
            return;
        }
        if self.goal_of.contains_key(&key) || self.pending.len() >= MOST_PENDING {
            return;
        }
        // What is left to explain, at about half a constant an element.
        let elements: usize = values.iter().map(Vec::len).sum();
        let left = (4 * elements / values.len()).min(30) as u32;
        self.pending.push(Pending {
            values,
            parent,
            wrap,
        });
        self.queue
            .push(Reverse((cost + left, self.pending.len() - 1)));
    }

    fn strip_end(&mut self, goal: usize, node: NodeId, last: bool) {
        let values = self.goals[goal].values.iter();
        let values = values.map(|list| match last {
            true => list[..list.len() - 1].to_vec(),
            false => list[1..].to_vec(),
        });
        let values = values.collect();
        let wrap = match last {
            true => Wrap::Append(node),
            false => Wrap::Cons(node),
        };
        let cost = self.wrap_cost(goal) + base(Op::Cons) + self.costs.term(&self.nodes, node);
        self.wait_for(cost, values, goal, wrap);
    }

    /// Strips a list term of the outer bank from both ends of a goal, where it stands there.
    pub fn strip_list(&mut self, goal: usize, id: Id) {
        let values = &self.goals[goal].values;
        let (mut prefix, mut suffix) = (true, true);
        let (mut taken, mut all) = (0, 0);
        for (example, list) in values.iter().enumerate() {
            let Some(part) = self.outer.lists.at(id, example) else {
                return;
            };
            prefix &= list.starts_with(part);
            suffix &= list.ends_with(part);
            if !prefix && !suffix {
                return;
            }
            taken += part.len();
            all += list.len();
        }
        if taken == 0 || taken == all {
            return;
        }
        let node = self.outer.lists.heads.node[id as usize];
        let own = u32::from(self.outer.lists.heads.cost[id as usize]);
        let cost = self.wrap_cost(goal) + base(Op::Concat) + own;
        for (fits, wrap) in [(prefix, Wrap::Prefix(node)), (suffix, Wrap::Suffix(node))] {
            if !fits {
                continue;
            }
            let rest = |(example, list): (usize, &Vec<i32>)| {
                let len = self.outer.lists.at(id, example).map_or(0, <[i32]>::len);
                match wrap {
                    Wrap::Prefix(_) => list[len..].to_vec(),
                    _ => list[..list.len() - len].to_vec(),
                }
            };
            let values = self.goals[goal]
                .values
                .iter()
                .enumerate()
                .map(rest)
                .collect();
            self.wait_for(cost, values, goal, wrap);
        }
    }

    /// Opens a goal, and links it to the contexts that there are.
    pub fn open_goal(&mut self, values: Vec<Vec<i32>>, parent: usize, wrap: Wrap) {
        let key = hash_lists(&values);
        if self.goal_of.contains_key(&key) {
            return;
        }
        let number = self.goals.len();
        self.goal_of.insert(key, number);
        let ends = |end: fn(&[i32]) -> Option<&i32>| -> Option<Vec<i32>> {
            values.iter().map(|list| end(list).copied()).collect()
        };
        let (firsts, lasts) = (ends(<[i32]>::first), ends(<[i32]>::last));
        self.goals.push(Goal {
            values,
            parent,
            wrap,
            firsts: firsts.clone(),
            lasts: lasts.clone(),
        });
        let heads = &self.outer.lists.heads;
        if let Some(id) = heads.find(key) {
            let id = id as usize;
            self.propose(number, u32::from(heads.cost[id]), heads.node[id]);
        }
        if self.switches.strip {
            self.strip(number, firsts, lasts);
        }
        for context in 0..self.contexts.len() {
            self.link(context, number);
        }
    }

    fn strip(&mut self, number: usize, firsts: Option<Vec<i32>>, lasts: Option<Vec<i32>>) {
        if number == 0 {
            let reversed = |list: &Vec<i32>| list.iter().rev().copied().collect();
            let values = self.goals[0].values.iter().map(reversed).collect();
            self.wait_for(base(Op::Reverse), values, 0, Wrap::Reverse);
        }
        for (last, ends) in [(false, firsts), (true, lasts)] {
            let Some(ends) = ends else { continue };
            let heads = &self.outer.ints.heads;
            let node = match ends.iter().all(|value| *value == ends[0]) {
                true => Some(self.nodes.constant(ends[0])),
                false => heads
                    .find(hash_ints(&ends))
                    .map(|id| heads.node[id as usize]),
            };
            match node {
                Some(node) => self.strip_end(number, node, last),
                None if self.free_goals == 0 && self.ends.len() < MOST_ENDS => {
                    self.ends.push(End {
                        goal: number,
                        last,
                        target: Target::new(ends),
                        seen: 0,
                    });
                }
                None => {}
            }
        }
        if number == 0 {
            self.strip_constants();
        }
        for id in 0..self.outer.lists.heads.len() as Id {
            self.strip_list(number, id);
        }
    }

    /// Constants at both ends of all outputs, however many: they do not count against the number of
    /// goals.
    fn strip_constants(&mut self) {
        let lists = self.goals[0].values.clone();
        let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
        let same = |at: &dyn Fn(&[i32]) -> i32| lists.iter().all(|list| at(list) == at(&lists[0]));
        let mut front = 0;
        while front < shortest && same(&|list: &[i32]| list[front]) {
            front += 1;
        }
        let mut back = 0;
        while front + back < shortest && same(&|list: &[i32]| list[list.len() - 1 - back]) {
            back += 1;
        }
        if front + back < 2 {
            return;
        }
        self.free_goals += 1;
        let mut goal = 0;
        for step in 0..front + back {
            let (from, cut) = match step < front {
                true => (step + 1, 0),
                false => (front, step + 1 - front),
            };
            let rest = lists
                .iter()
                .map(|list| list[from..list.len() - cut].to_vec());
            let rest: Vec<Vec<i32>> = rest.collect();
            let first = &lists[0];
            let value = match step < front {
                true => first[step],
                false => first[first.len() - (step + 1 - front)],
            };
            let node = self.nodes.constant(value);
            let key = hash_lists(&rest);
            if !self.goal_of.contains_key(&key) {
                let wrap = match step < front {
                    true => Wrap::Cons(node),
                    false => Wrap::Append(node),
                };
                self.open_goal(rest, goal, wrap);
                self.goals_beyond += 1;
            }
            match self.goal_of.get(&key) {
                Some(next) => goal = *next,
                None => break,
            }
        }
        self.free_goals -= 1;
    }

    /// Strips the integers that came since the last call from the ends of all goals.
    pub fn strip_ints(&mut self, from: usize) {
        let count = self.outer.ints.heads.len();
        for id in from..count {
            for goal in 0..self.goals.len() {
                let row = self.outer.ints.row(id as Id);
                let node = self.outer.ints.heads.node[id];
                let is = |ends: &Option<Vec<i32>>| ends.as_deref() == Some(row);
                let (first, last) = (is(&self.goals[goal].firsts), is(&self.goals[goal].lasts));
                if first {
                    self.strip_end(goal, node, false);
                }
                if last {
                    self.strip_end(goal, node, true);
                }
            }
        }
        let bound = self.bound().min(END_COST);
        let mut ends = std::mem::take(&mut self.ends);
        let mut found = Vec::new();
        for end in &mut ends {
            let mut maker = self.maker(bound, 0);
            let (outer, target) = (maker.0, &mut end.target);
            let maker = &mut maker.1;
            for id in end.seen..count {
                target.check(outer, id as Id, maker);
            }
            end.seen = count;
            target.conditionals(outer, Op::IfInt, maker);
            let fresh = target.best.take_fresh();
            found.extend(
                fresh
                    .into_iter()
                    .map(|(_, node)| (end.goal, end.last, node)),
            );
        }
        self.ends = ends;
        for (goal, last, node) in found {
            self.strip_end(goal, node, last);
        }
    }

    /// Opens waiting goals, the cheapest first, as many as the level allows.
    pub fn open_goals(&mut self) {
        let most = 6 * (self.outer.done as usize + 2) + self.goals_beyond;
        while self.goals.len() < most && !self.work.tick() {
            let Some(Reverse((cost, number))) = self.queue.pop() else {
                return;
            };
            if cost >= self.bound() {
                continue;
            }
            let Pending {
                values,
                parent,
                wrap,
            } = &mut self.pending[number];
            let (values, parent, wrap) = (std::mem::take(values), *parent, *wrap);
            self.open_goal(values, parent, wrap);
        }
    }
}
