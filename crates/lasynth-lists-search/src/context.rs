//! Contexts: where the bodies of loops are looked for.
//!
//! A context belongs to a list, or a list of lists, that a loop may go over. Its bank holds terms by what
//! they give at every element in every example, beginning with the variables of the loop and with terms
//! over the arguments, which are the same for all elements of an example. It grows while its list fits
//! something that is wanted.

use crate::bank::{Bank, Id, MAX_POINTS, UNDEFINED};
use crate::costs::{BESIDE, NEXT_INDEX, PREFIX, WITHOUT, base, variable};
use crate::engine::Synthesis;
use crate::grow::{Growth, Rules};
use crate::node::{Head, NodeId};
use crate::target::Target;
use lasynth_lists::{Op, Role, apply_groups};
use std::ops::Range;

/// What a loop of the context does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Goes over the elements of a list.
    Elements,
    /// Goes over the lists in a list of lists.
    Groups,
    /// Gives a running value for each element of a goal, which is known: a scan from the first
    /// element, or from this value.
    Scan(Option<NodeId>),
}

/// A goal with an integer, or several, for each element of the context.
pub(crate) struct MapGoal {
    pub goal: usize,
    pub form: MapForm,
    /// One for each integer.
    pub targets: Vec<Target>,
}

/// What a [`MapGoal`] makes of its integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MapForm {
    /// They are elements of the goal.
    Elements,
    /// The element, so many times.
    Repeats,
}

/// A goal that is made of some pieces of the context.
pub(crate) struct FilterGoal {
    pub goal: usize,
    /// Points that are kept and dropped for certain.
    pub keep: u128,
    pub drop: u128,
    /// Elements of the goal in each example.
    pub lengths: Vec<usize>,
    /// Whether its lists can be made of pieces at all; otherwise only their number may fit.
    pub is_part: bool,
    /// Conditions that hold wherever they have to, and those that hold nowhere where they must not.
    pub wide: Vec<(u128, u32, NodeId)>,
    pub narrow: Vec<(u128, u32, NodeId)>,
    pub paired: (usize, usize),
    /// Conditions that keep the right number of elements: what could be a `filter_map`.
    pub counted: Vec<Counted>,
    /// Terms by their values where something is kept, and where it is dropped.
    pub joins: crate::deduce::Joins,
    /// Whether it stands beside another one for the same goal, with another choice of points.
    pub is_variant: bool,
}

/// A condition that keeps as many elements as a goal has.
pub(crate) struct Counted {
    pub mask: u128,
    pub cost: u32,
    pub node: NodeId,
    /// Terms that were compared.
    pub seen: usize,
}

/// A place where the bodies of loops are looked for.
pub(crate) struct Context {
    pub kind: Kind,
    /// What the loops go over, and what that costs.
    pub over: NodeId,
    pub cost: u32,
    pub bank: Bank,
    /// The points of each example.
    pub ranges: Vec<Range<usize>>,
    /// What stands at each point: one element, or a list.
    pub pieces: Vec<Vec<i32>>,
    pub maps: Vec<MapGoal>,
    pub filters: Vec<FilterGoal>,
    /// Goals that hold the same elements in another order.
    pub sorts: Vec<usize>,
    /// Goals that may be lists after each other.
    pub flats: Vec<usize>,
    pub seen_ints: usize,
    pub seen_bools: usize,
    pub seen_lists: usize,
    /// Cheap conditions, of which pairs are tried for a count.
    pub pairs: Vec<(u128, u32, NodeId)>,
    /// First positions that are wanted, once that is known.
    pub first_where: Option<Vec<crate::deduce::FirstWhere>>,
}

impl Context {
    /// The lists that its loops go over, one an example.
    pub fn list(&self, example: usize) -> Vec<i32> {
        self.pieces[self.ranges[example].clone()].concat()
    }

    /// Number of points of an example in a set.
    pub fn count(&self, mask: u128, example: usize) -> usize {
        let Range { start, end } = self.ranges[example];
        (mask >> start & crate::bank::everything(end - start)).count_ones() as usize
    }

    /// The operator that goes over this context's list or list of lists.
    pub fn op(&self, over_list: Op) -> Op {
        match (self.kind, over_list) {
            (Kind::Groups, Op::Map) => Op::MapGroups,
            (Kind::Groups, Op::Filter) => Op::FilterGroups,
            (Kind::Groups, Op::FlatMap) => Op::FlatMapGroups,
            (_, op) => op,
        }
    }
}

/// Contexts at most.
const MOST_CONTEXTS: usize = 80;
/// What the list of a context may cost; less where nothing that is wanted fits it.
const COST: u32 = 12;
const UNRELATED_COST: u32 = 5;
const UNRELATED_CONTEXTS: usize = 20;
/// What the list of a scan may cost where something that is wanted is as long.
const SCANNED_COST: u32 = 9;
/// The highest level of a context.
const LAST_LEVEL: u32 = 14;
/// Lists in the bodies of loops.
const LISTS_UP_TO: u32 = 9;
/// Terms that are imported from the bank over the arguments: integers, conditions, lists of a level.
const IMPORTED_INTS: (u32, usize, usize) = (8, 200, 60);
const IMPORTED_BOOLS: usize = 60;
const IMPORTED_LISTS: (u32, usize) = (5, 12);

/// A point: an example, and a position in its list.
struct Point {
    example: usize,
    index: usize,
}

impl Synthesis<'_> {
    /// Opens contexts for a list of the outer bank, if it may be worth it.
    pub fn open_context(&mut self, id: Id) {
        let cost = u32::from(self.outer.lists.heads.cost[id as usize]);
        if !self.switches.deduction || self.contexts.len() >= MOST_CONTEXTS || cost > COST {
            return;
        }
        let Some(lists) = self.outer.lists.everywhere(id) else {
            return;
        };
        let total: usize = lists.iter().map(Vec::len).sum();
        let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
        if !(3..=MAX_POINTS).contains(&total) || longest < 2 {
            return;
        }
        let related = self.is_related(&lists);
        if !related && (cost > UNRELATED_COST || self.contexts.len() > UNRELATED_CONTEXTS) {
            return;
        }
        let over = self.outer.lists.heads.node[id as usize];
        let single = |list: &Vec<i32>| list.iter().map(|item| vec![*item]).collect();
        let pieces: Vec<Vec<Vec<i32>>> = lists.iter().map(single).collect();
        self.open(Kind::Elements, over, cost, &pieces, None);
        if (cost <= UNRELATED_COST || related && cost <= SCANNED_COST) && self.switches.scans {
            self.open_scans(over, cost, &lists);
        }
    }

    /// Whether something that is wanted may be a loop over these lists.
    fn is_related(&self, lists: &[Vec<i32>]) -> bool {
        let goals = (0..self.goals.len().min(6)).filter(|goal| self.wrap_cost(*goal) <= 14);
        goals.map(|goal| &self.goals[goal].values).any(|wanted| {
            let times = |k: usize| {
                let mut pairs = lists.iter().zip(wanted);
                pairs.all(|(list, wanted)| list.len() * k == wanted.len())
            };
            let within = || {
                let mut pairs = lists.iter().zip(wanted);
                pairs.all(|(list, wanted)| is_subsequence(wanted, list))
            };
            (1..4).any(times) || wanted.iter().map(Vec::len).sum::<usize>() >= 3 && within()
        })
    }

    /// Contexts for running values, for the first goals that have as many elements as the list.
    fn open_scans(&mut self, over: NodeId, cost: u32, lists: &[Vec<i32>]) {
        for goal in 0..self.goals.len().min(3) {
            let wanted = self.goals[goal].values.clone();
            let mut pairs = lists.iter().zip(&wanted);
            if self.wrap_cost(goal) > 2 || !pairs.all(|(list, goal)| list.len() == goal.len()) {
                continue;
            }
            let single = |list: &Vec<i32>| list.iter().map(|item| vec![*item]).collect();
            let pieces: Vec<Vec<Vec<i32>>> = lists.iter().map(single).collect();
            let mut pairs = lists.iter().zip(&wanted);
            if pairs.all(|(list, goal)| list.first() == goal.first()) {
                self.open(Kind::Scan(None), over, cost, &pieces, Some(goal));
            }
            let zero = self.nodes.constant(0);
            self.open(Kind::Scan(Some(zero)), over, cost, &pieces, Some(goal));
            let ints = &self.outer.ints.heads;
            let arguments: Vec<NodeId> = (ints.level(1).iter())
                .map(|id| ints.node[*id as usize])
                .collect();
            for argument in arguments {
                self.open(Kind::Scan(Some(argument)), over, cost, &pieces, Some(goal));
            }
            if self.contexts.len() < 10 {
                let one = self.nodes.constant(1);
                self.open(Kind::Scan(Some(one)), over, cost, &pieces, Some(goal));
            }
        }
    }

    /// Opens contexts over lists of lists of this cost.
    pub fn open_groups(&mut self, level: u32) {
        const LISTS_UP_TO: u32 = 3;
        const INTS_UP_TO: u32 = 6;
        if !self.switches.groups || self.contexts.len() >= MOST_CONTEXTS {
            return;
        }
        for op in [Op::Runs, Op::Split, Op::Windows, Op::Chunks] {
            for list_cost in 1..=LISTS_UP_TO {
                let Some(rest) = level.checked_sub(base(op) + list_cost) else {
                    continue;
                };
                let lists = self.outer.lists.heads.level(list_cost).to_vec();
                let numbers: Vec<Option<Id>> = match op {
                    Op::Runs if rest == 0 => vec![None],
                    Op::Runs => continue,
                    _ if rest <= INTS_UP_TO => self
                        .outer
                        .ints
                        .heads
                        .level(rest)
                        .iter()
                        .copied()
                        .filter(|id| rest <= 3 || self.is_small_constant(*id))
                        .map(Some)
                        .collect(),
                    _ => continue,
                };
                for list in lists {
                    for number in &numbers {
                        self.open_group(op, list, *number, level);
                    }
                }
            }
        }
    }

    /// Whether an integer of the outer bank is a constant as sizes of groups are.
    fn is_small_constant(&self, id: Id) -> bool {
        let node = self.outer.ints.heads.node[id as usize];
        matches!(self.nodes.get(node).head, Head::Constant(2..=10))
    }

    fn open_group(&mut self, op: Op, list: Id, number: Option<Id>, cost: u32) {
        if self.contexts.len() >= MOST_CONTEXTS {
            return;
        }
        let mut pieces = Vec::new();
        for example in 0..self.outer.points {
            let Some(list) = self.outer.lists.at(list, example) else {
                return;
            };
            let number = match number {
                Some(id) => self.outer.ints.row(id)[example],
                None => 0,
            };
            match apply_groups(op, list, number) {
                Ok(groups) if number != UNDEFINED => pieces.push(groups),
                _ => return,
            }
        }
        // Lists of single elements or of single lists are nothing new.
        let all = || pieces.iter().flatten();
        let total = all().count();
        if !(3..=MAX_POINTS).contains(&total)
            || all().all(|group| group.len() <= 1)
            || pieces.iter().all(|groups| groups.len() <= 1)
        {
            return;
        }
        let mut operands = vec![self.outer.lists.heads.node[list as usize]];
        operands.extend(number.map(|id| self.outer.ints.heads.node[id as usize]));
        let over = self.nodes.apply(op, &operands);
        self.open(Kind::Groups, over, cost, &pieces, None);
    }

    /// Opens a context over these pieces, one list of them an example.
    fn open(
        &mut self,
        kind: Kind,
        over: NodeId,
        cost: u32,
        pieces: &[Vec<Vec<i32>>],
        scanned: Option<usize>,
    ) {
        let mut points = Vec::new();
        let mut ranges = Vec::new();
        for (example, groups) in pieces.iter().enumerate() {
            let start = points.len();
            let first = usize::from(kind == Kind::Scan(None));
            points.extend((first..groups.len()).map(|index| Point { example, index }));
            ranges.push(start..points.len());
        }
        if points.len() < 3 {
            return;
        }
        let mut context = Context {
            kind,
            over,
            cost,
            bank: Bank::new(points.len()),
            ranges,
            pieces: (points.iter())
                .map(|point| pieces[point.example][point.index].clone())
                .collect(),
            maps: Vec::new(),
            filters: Vec::new(),
            sorts: Vec::new(),
            flats: Vec::new(),
            seen_ints: 0,
            seen_bools: 0,
            seen_lists: 0,
            pairs: Vec::new(),
            first_where: None,
        };
        self.variables(&mut context, &points, pieces, scanned);
        if let Some(goal) = scanned {
            let wanted = points
                .iter()
                .map(|p| self.goals[goal].values[p.example][p.index]);
            context.maps.push(MapGoal {
                goal,
                form: MapForm::Elements,
                targets: vec![Target::new(wanted.collect())],
            });
        }
        self.contexts.push(Some(Box::new(context)));
        if scanned.is_none() {
            for goal in 0..self.goals.len() {
                self.link(self.contexts.len() - 1, goal);
            }
        }
    }

    /// The variables of the loop as leaves of the context's bank.
    fn variables(
        &mut self,
        context: &mut Context,
        points: &[Point],
        pieces: &[Vec<Vec<i32>>],
        scanned: Option<usize>,
    ) {
        let part = self.nodes.get(context.over).part;
        let bank = &mut context.bank;
        let element = |at: &Point, shift: isize| {
            let index = at.index.checked_add_signed(shift)?;
            pieces[at.example].get(index)?.first().copied()
        };
        if let (Kind::Scan(initial), Some(goal)) = (context.kind, scanned) {
            let start = initial.map(|node| self.value_of(node));
            let wanted = &self.goals[goal].values;
            let before = |at: &Point| match (at.index.checked_sub(1), &start) {
                (Some(index), _) => wanted[at.example][index],
                (None, Some(start)) => start[at.example],
                (None, None) => UNDEFINED,
            };
            bank.scratch.ints = points.iter().map(before).collect();
            let head = Head::Variable(Role::Accumulator);
            let node = self.nodes.leaf(head, crate::costs::Part::Neutral);
            let leaf = *self.nodes.get(node);
            bank.add_int_as(
                &mut self.nodes,
                leaf,
                Some(node),
                variable(Role::Accumulator),
            );
        }
        if context.kind == Kind::Groups {
            bank.scratch.clear_lists();
            for piece in &context.pieces {
                bank.scratch.push_list(Some(piece));
            }
            let node = self.nodes.leaf(Head::Variable(Role::Element), part);
            let leaf = *self.nodes.get(node);
            bank.add_list_as(&mut self.nodes, leaf, Some(node), variable(Role::Element));
        }
        let heads = [
            (Head::Variable(Role::Element), variable(Role::Element), 0),
            (Head::Variable(Role::Index), variable(Role::Index), 0),
            (Head::NextIndex, NEXT_INDEX, 0),
            (Head::Variable(Role::Next), variable(Role::Next), 1),
            (Head::Variable(Role::Previous), variable(Role::Previous), -1),
        ];
        for (head, cost, shift) in heads {
            let is_position = matches!(head, Head::Variable(Role::Index) | Head::NextIndex);
            if context.kind == Kind::Groups && !is_position {
                continue;
            }
            let value = |at: &Point| match head {
                Head::Variable(Role::Index) => at.index as i32,
                Head::NextIndex => at.index as i32 + 1,
                _ => element(at, shift).unwrap_or(UNDEFINED),
            };
            bank.scratch.ints = points.iter().map(value).collect();
            let part = match is_position {
                true => crate::costs::Part::Position,
                false => part,
            };
            let node = self.nodes.leaf(head, part);
            let leaf = *self.nodes.get(node);
            bank.add_int_as(&mut self.nodes, leaf, Some(node), cost);
        }
    }

    /// What a leaf of the outer bank gives for each example.
    fn value_of(&self, node: NodeId) -> Vec<i32> {
        let heads = &self.outer.ints.heads;
        match self.nodes.get(node).head {
            Head::Constant(value) => vec![value; self.outer.points],
            _ => {
                let found = heads
                    .level(1)
                    .iter()
                    .find(|id| heads.node[**id as usize] == node);
                found.map_or_else(Vec::new, |id| self.outer.ints.row(*id).to_vec())
            }
        }
    }

    /// Lets contexts grow to what their loops leave of the cost, and scans them.
    pub fn grow_contexts(&mut self, level: u32) {
        for number in 0..self.contexts.len() {
            let Some(mut context) = self.contexts[number].take() else {
                continue;
            };
            let fits = !context.maps.is_empty() || context.filters.iter().any(|f| f.is_part);
            let ahead = match fits {
                true if context.cost <= 4 => 2,
                true => 1,
                false => 0,
            };
            if level + ahead > context.cost + 2 {
                let to = (level + ahead - context.cost - 2).min(LAST_LEVEL);
                if to + context.cost + 3 <= self.bound() {
                    self.grow_context(&mut context, to);
                    self.scan(&mut context);
                    self.tell_if_settled();
                }
            }
            self.contexts[number] = Some(context);
            if self.work.is_over() {
                return;
            }
        }
    }

    fn grow_context(&mut self, context: &mut Context, to: u32) {
        while context.bank.done < to && !self.work.is_over() {
            let level = context.bank.done + 1;
            self.import(context, level);
            if context.kind == Kind::Elements {
                self.parts_of_lists(context, level);
            }
            if level == BESIDE && context.kind != Kind::Groups {
                self.beside(context);
            }
            Growth {
                bank: &mut context.bank,
                nodes: &mut self.nodes,
                costs: self.costs,
                work: &mut self.work,
                rules: Rules {
                    lists_up_to: LISTS_UP_TO,
                    is_body: true,
                },
            }
            .grow(level);
        }
    }

    /// Terms over the arguments as terms of the context.
    fn import(&mut self, context: &mut Context, level: u32) {
        let outer = &self.outer;
        let bank = &mut context.bank;
        let examples: Vec<usize> = example_of(&context.ranges);
        let (most, low, high) = IMPORTED_INTS;
        if level <= most {
            let count = if level <= 6 { low } else { high };
            for id in outer.ints.heads.level(level).iter().take(count) {
                let row = outer.ints.row(*id);
                bank.scratch.ints = examples.iter().map(|example| row[*example]).collect();
                let node = outer.ints.heads.node[*id as usize];
                let copy = *self.nodes.get(node);
                bank.add_int_as(&mut self.nodes, copy, Some(node), level);
            }
            for id in outer.bools.heads.level(level).iter().take(IMPORTED_BOOLS) {
                let holds = outer.bools.masks[*id as usize];
                let points = examples.iter().enumerate();
                let mask = points.fold(0u128, |mask, (point, example)| {
                    mask | (holds >> example & 1) << point
                });
                let node = outer.bools.heads.node[*id as usize];
                let copy = *self.nodes.get(node);
                bank.add_bool_as(&mut self.nodes, mask, copy, Some(node), level);
            }
        }
        let (most, count) = IMPORTED_LISTS;
        if level <= most {
            for id in outer.lists.heads.level(level).iter().take(count) {
                bank.scratch.clear_lists();
                for example in &examples {
                    bank.scratch.push_list(outer.lists.at(*id, *example));
                }
                let node = outer.lists.heads.node[*id as usize];
                let copy = *self.nodes.get(node);
                bank.add_list_as(&mut self.nodes, copy, Some(node), level);
            }
        }
    }

    /// What stands at the position of the loop, and after it, in lists that are arguments.
    fn beside(&mut self, context: &mut Context) {
        let bank = &mut context.bank;
        let leaf = |head: Head| {
            let mut ids = bank.ints.heads.node.iter();
            ids.find(|id| self.nodes.get(**id).head == head).copied()
        };
        let positions = [leaf(Head::Variable(Role::Index)), leaf(Head::NextIndex)];
        let first = usize::from(context.kind == Kind::Scan(None));
        for id in 0..self.outer.lists.heads.len().min(4) {
            let list = self.outer.lists.heads.node[id];
            if !matches!(self.nodes.get(list).head, Head::Argument(_)) {
                continue;
            }
            for (shift, position) in positions.iter().enumerate() {
                let Some(position) = *position else { continue };
                bank.scratch.ints.clear();
                for (example, range) in context.ranges.iter().enumerate() {
                    let list = self.outer.lists.at(id as Id, example);
                    let item = |index: usize| {
                        let item = list.and_then(|list| list.get(first + index + shift));
                        item.copied().unwrap_or(UNDEFINED)
                    };
                    bank.scratch.ints.extend((0..range.len()).map(item));
                }
                let node = self.nodes.node(Op::At, &[list, position]);
                bank.add_int(&mut self.nodes, node, BESIDE);
            }
        }
    }

    /// What lies before and after the position of the loop, in its own list and in those that are
    /// arguments.
    fn parts_of_lists(&mut self, context: &mut Context, level: u32) {
        if !self.switches.prefixes || level != PREFIX && level != WITHOUT {
            return;
        }
        let bank = &mut context.bank;
        let heads = &bank.ints.heads;
        let leaf = |head: Head| {
            let mut ids = heads.node.iter();
            ids.find(|id| self.nodes.get(**id).head == head).copied()
        };
        let (index, after) = (leaf(Head::Variable(Role::Index)), leaf(Head::NextIndex));
        let mut lists: Vec<(NodeId, Vec<Vec<i32>>)> = Vec::new();
        let own: Vec<Vec<i32>> = (0..context.ranges.len())
            .map(|example| context.pieces[context.ranges[example].clone()].concat())
            .collect();
        lists.push((context.over, own));
        for id in 0..self.outer.lists.heads.len().min(4) {
            let node = self.outer.lists.heads.node[id];
            let is_argument = matches!(self.nodes.get(node).head, Head::Argument(_));
            if is_argument && node != context.over {
                lists.extend(
                    self.outer
                        .lists
                        .everywhere(id as Id)
                        .map(|lists| (node, lists)),
                );
            }
        }
        if level == WITHOUT {
            lists.truncate(1);
        }
        let ops: &[(Op, Option<NodeId>, usize)] = match level {
            PREFIX => &[
                (Op::Take, index, 0),
                (Op::Take, after, 1),
                (Op::Drop, index, 0),
                (Op::Drop, after, 1),
            ],
            _ => &[(Op::RemoveAt, index, 0)],
        };
        for (node, lists) in lists {
            for (op, position, shift) in ops {
                let Some(position) = *position else { continue };
                bank.scratch.clear_lists();
                for (example, range) in context.ranges.iter().enumerate() {
                    let list = &lists[example];
                    for index in 0..range.len() {
                        let at = (index + shift).min(list.len());
                        match op {
                            Op::Take => bank.scratch.push_list(Some(&list[..at])),
                            Op::Drop => bank.scratch.push_list(Some(&list[at..])),
                            _ => {
                                let without = [&list[..at], &list[at + 1..]].concat();
                                bank.scratch.push_list(Some(&without));
                            }
                        }
                    }
                }
                let made = self.nodes.node(*op, &[node, position]);
                bank.add_list(&mut self.nodes, made, level);
            }
        }
    }
}

/// The example of each point.
pub(crate) fn example_of(ranges: &[Range<usize>]) -> Vec<usize> {
    let points = ranges.iter().enumerate();
    points
        .flat_map(|(example, range)| range.clone().map(move |_| example))
        .collect()
}

/// Whether a list can be had from another one by leaving elements out.
pub(crate) fn is_subsequence(part: &[i32], of: &[i32]) -> bool {
    let mut rest = of.iter();
    part.iter().all(|item| rest.any(|other| other == item))
}
