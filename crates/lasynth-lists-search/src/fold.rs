//! Folds and scans as terms of the outer bank.
//!
//! What an accumulator is depends on the body that is looked for, so bodies are told apart on drawn
//! values of accumulator and element, and each one is run over the cheapest lists. Guarded bodies, `if
//! what comes next stays within a limit then it else the old value`, are made from the small ones.

use crate::bank::{Bank, Id, UNDEFINED};
use crate::costs::{Part, base, constant, variable};
use crate::engine::Synthesis;
use crate::grow::{Growth, Rules};
use crate::node::{Head, NodeId};
use crate::quick::{View, int};
use lasynth_core::Value;
use lasynth_lists::{Op, Role};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Points at which bodies are told apart.
const POINTS: usize = 48;
/// The highest level of bodies.
const BODY_COST: u32 = 10;
/// Lists that a fold goes over, of each cost, and what they may cost.
const LISTS: usize = 6;
const LIST_COST: u32 = 4;
/// The same where no argument is a list, so that every list has to be made.
const MADE_LIST_COST: u32 = 9;
/// Level at which guarded bodies are made.
const GUARDED: u32 = 10;
const GUARDED_BODY_COST: u32 = 4;

/// The bank of bodies.
#[derive(Default)]
pub(crate) struct Folds {
    bank: Option<Bank>,
    /// The accumulator and the element.
    variables: Option<(NodeId, NodeId)>,
}

impl Synthesis<'_> {
    /// Adds folds and scans of exactly this cost to the outer bank.
    pub fn fold_terms(&mut self, level: u32) {
        if !self.switches.folds || self.request.is_part || level <= base(Op::Fold) + 3 {
            return;
        }
        let mut bank = match self.folds.bank.take() {
            Some(bank) => bank,
            None => self.body_bank(),
        };
        let highest = (level - base(Op::Fold) - 2).min(BODY_COST);
        while bank.done < highest && !self.work.is_over() {
            let next = bank.done + 1;
            Growth {
                bank: &mut bank,
                nodes: &mut self.nodes,
                costs: self.costs,
                work: &mut self.work,
                rules: Rules {
                    lists_up_to: 0,
                    is_body: true,
                },
            }
            .grow(next);
        }
        for body_cost in 1..=highest {
            for id in bank.ints.heads.level(body_cost) {
                let body = bank.ints.heads.node[*id as usize];
                if !self.nodes.uses(body, Role::Accumulator)
                    || !self.nodes.uses(body, Role::Element)
                {
                    continue;
                }
                self.scans(level, body_cost, body);
                self.int_folds(level, body_cost, body);
                if self.work.is_over() {
                    return;
                }
            }
        }
        if level == GUARDED && self.target.is_some() {
            self.guarded(&bank);
        }
        self.states(level, &bank);
        self.folds.bank = Some(bank);
    }

    /// Accumulators, elements and positions as they may come together.
    fn body_bank(&mut self) -> Bank {
        let examples = &self.request.examples;
        let mut pool: Vec<i32> = Vec::new();
        for input in &examples.inputs {
            for value in &input.0 {
                match value {
                    Value::Int(number) => pool.push(*number),
                    Value::List(items) => pool.extend(items),
                    Value::Grid(_) => {}
                }
            }
        }
        if pool.is_empty() {
            pool.push(1);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(pool.len() as u64);
        let mut bank = Bank::new(POINTS);
        let drawn = |rng: &mut ChaCha8Rng| pool.choose(rng).copied().unwrap_or(1);
        let accumulators = (0..POINTS).map(|point| match point % 3 {
            0 => rng.random_range(0..7),
            _ => drawn(&mut rng),
        });
        bank.scratch.ints = accumulators.collect();
        let leaf = |search: &mut Self, bank: &mut Bank, head: Head, part: Part, cost: u32| {
            let node = search.nodes.leaf(head, part);
            let copy = *search.nodes.get(node);
            bank.add_int_as(&mut search.nodes, copy, Some(node), cost);
        };
        let head = Head::Variable(Role::Accumulator);
        leaf(
            self,
            &mut bank,
            head,
            Part::Neutral,
            variable(Role::Accumulator),
        );
        bank.scratch.ints = (0..POINTS).map(|_| drawn(&mut rng)).collect();
        let head = Head::Variable(Role::Element);
        leaf(
            self,
            &mut bank,
            head,
            Part::Element,
            variable(Role::Element),
        );
        bank.scratch.ints = (0..POINTS).map(|_| rng.random_range(0..8)).collect();
        let head = Head::Variable(Role::Index);
        leaf(self, &mut bank, head, Part::Position, variable(Role::Index));
        bank.scratch.ints = (0..POINTS).map(|_| drawn(&mut rng)).collect();
        let head = Head::Variable(Role::Previous);
        leaf(
            self,
            &mut bank,
            head,
            Part::Element,
            variable(Role::Previous),
        );
        for value in 0..=10 {
            let node = self.nodes.constant(value);
            let copy = *self.nodes.get(node);
            bank.scratch.ints = vec![value; POINTS];
            bank.add_int_as(&mut self.nodes, copy, Some(node), constant(value));
        }
        for id in 0..self.outer.ints.heads.len().min(4) {
            let node = self.outer.ints.heads.node[id];
            if let Head::Argument(_) = self.nodes.get(node).head {
                let row = self.outer.ints.row(id as Id);
                bank.scratch.ints = (0..POINTS).map(|point| row[point % row.len()]).collect();
                let copy = *self.nodes.get(node);
                bank.add_int_as(&mut self.nodes, copy, Some(node), 1);
            }
        }
        bank
    }

    /// The arguments of an example that are numbers.
    fn numbers(&self, example: usize) -> [i32; 8] {
        let mut numbers = [UNDEFINED; 8];
        let values = self.request.examples.inputs[example].0.iter();
        for (number, value) in numbers.iter_mut().zip(values) {
            if let Value::Int(value) = value {
                *number = *value;
            }
        }
        numbers
    }

    /// Running values of a body over a list in every example, from these initial values, or from the
    /// first element.
    pub fn running(
        &self,
        body: NodeId,
        list: Id,
        initial: Option<&[i32]>,
    ) -> Vec<Option<Vec<i32>>> {
        let run = |example: usize| {
            let list = self.outer.lists.at(list, example)?;
            let numbers = self.numbers(example);
            let mut out = Vec::with_capacity(list.len());
            let mut accumulator = initial.map_or(UNDEFINED, |initial| initial[example]);
            if initial.is_some() && accumulator == UNDEFINED {
                return None;
            }
            for at in 0..list.len() {
                accumulator = match (initial, at) {
                    (None, 0) => list[0],
                    _ => {
                        let view = View {
                            list,
                            at,
                            accumulator,
                            numbers: &numbers,
                        };
                        int(&self.nodes, body, &view)
                    }
                };
                if accumulator == UNDEFINED {
                    return None;
                }
                out.push(accumulator);
            }
            Some(out)
        };
        (0..self.outer.points).map(run).collect()
    }

    fn scans(&mut self, level: u32, body_cost: u32, body: NodeId) {
        if !self.switches.scans {
            return;
        }
        for from_zero in [false, true] {
            let (op, fixed) = match from_zero {
                false => (Op::Scan1, base(Op::Scan1)),
                true => (Op::Scan, base(Op::Scan) + 1),
            };
            let Some(list_cost) = level.checked_sub(fixed + body_cost) else {
                continue;
            };
            if !(1..=LIST_COST).contains(&list_cost) {
                continue;
            }
            let lists = self.outer.lists.heads.level(list_cost);
            let lists: Vec<Id> = lists.iter().copied().take(4).collect();
            for list in lists {
                let zeros = vec![0; self.outer.points];
                let values = self.running(body, list, from_zero.then_some(&zeros[..]));
                let over = self.outer.lists.heads.node[list as usize];
                let zero = self.nodes.constant(0);
                let made = match from_zero {
                    true => self.nodes.node(op, &[body, zero, over]),
                    false => self.nodes.node(op, &[body, over]),
                };
                self.outer.scratch.clear_lists();
                for value in &values {
                    self.outer.scratch.push_list(value.as_deref());
                }
                self.outer.add_list(&mut self.nodes, made, level);
                if self.work.spend(4) {
                    return;
                }
            }
        }
    }

    fn int_folds(&mut self, level: u32, body_cost: u32, body: NodeId) {
        let Some(rest) = level.checked_sub(base(Op::Fold) + body_cost) else {
            return;
        };
        let arguments = &self.request.examples.arguments;
        let has_list = arguments.contains(&lasynth_lists::Type::List);
        let most = if has_list { LIST_COST } else { MADE_LIST_COST };
        for list_cost in 1..=most.min(rest.saturating_sub(1)) {
            let initial_cost = rest - list_cost;
            let lists = self.outer.lists.heads.level(list_cost);
            let lists: Vec<Id> = lists.iter().copied().take(LISTS).collect();
            let initials = self.outer.ints.heads.level(initial_cost);
            let initials: Vec<Id> = initials.iter().copied().take(LISTS).collect();
            for list in &lists {
                for initial in &initials {
                    let node = self.outer.ints.heads.node[*initial as usize];
                    let is_natural = match self.nodes.get(node).head {
                        Head::Constant(value) => constant(value) <= 2,
                        Head::Argument(_) | Head::Apply(Op::First) => true,
                        _ => false,
                    };
                    if !is_natural {
                        continue;
                    }
                    let start = self.outer.ints.row(*initial).to_vec();
                    let row = self.folded(body, *list, &start);
                    let over = self.outer.lists.heads.node[*list as usize];
                    let made = self.nodes.node(Op::Fold, &[body, node, over]);
                    self.outer.scratch.ints = row;
                    self.outer.add_int(&mut self.nodes, made, level);
                    if self.work.spend(4) {
                        return;
                    }
                }
            }
        }
    }

    /// The last running value in every example; the initial one for an empty list.
    fn folded(&self, body: NodeId, list: Id, initial: &[i32]) -> Vec<i32> {
        let running = self.running(body, list, Some(initial));
        let ends = running.iter().zip(initial);
        ends.map(|(values, initial)| match values {
            Some(values) => values.last().copied().unwrap_or(*initial),
            None => UNDEFINED,
        })
        .collect()
    }

    /// Folds with `if t < limit then other else t` as their body, against the integers that are wanted.
    fn guarded(&mut self, bank: &Bank) {
        let Some(target) = self.target.take() else {
            return;
        };
        let zero = self.nodes.constant(0);
        let mut limits = vec![zero];
        for id in 0..self.outer.ints.heads.len().min(4) {
            let node = self.outer.ints.heads.node[id];
            if matches!(self.nodes.get(node).head, Head::Argument(_)) {
                limits.push(node);
            }
        }
        let initials: Vec<(NodeId, Vec<i32>)> = limits
            .iter()
            .map(|node| (*node, self.values_of_leaf(*node)))
            .collect();
        let lists: Vec<Id> = self.outer.lists.heads.level(1).to_vec();
        let accumulator = bank.ints.heads.node[0];
        let small = (1..=GUARDED_BODY_COST).flat_map(|cost| bank.ints.heads.level(cost));
        let steps: Vec<NodeId> = small
            .map(|id| bank.ints.heads.node[*id as usize])
            .filter(|node| {
                self.nodes.uses(*node, Role::Accumulator) && self.nodes.uses(*node, Role::Element)
            })
            .collect();
        let mut found = Vec::new();
        for step in steps {
            for limit in limits.clone() {
                for operands in [[step, limit], [limit, step]] {
                    let condition = self.nodes.apply(Op::Lt, &operands);
                    for other in [accumulator, limit, zero] {
                        let body = self.nodes.apply(Op::IfInt, &[condition, other, step]);
                        for list in &lists {
                            for (initial, start) in &initials {
                                if self.folded(body, *list, start) == target.values {
                                    found.push((body, *initial, *list));
                                }
                                if self.work.spend(4) {
                                    break;
                                }
                            }
                        }
                    }
                }
            }
        }
        for (body, initial, list) in found {
            let over = self.outer.lists.heads.node[list as usize];
            let node = self.nodes.apply(Op::Fold, &[body, initial, over]);
            self.accept_int(node);
        }
        self.target = Some(target);
    }

    /// The number whose digits a list is, in the bases that people write numbers in.
    pub fn numbers_of_digits(&mut self, list: Id) {
        let Some(mut target) = self.target.take() else {
            return;
        };
        let (accumulator, element) = self.digit_variables();
        for radix in [10, 2] {
            let value = |example: usize| {
                let list = self.outer.lists.at(list, example)?;
                list.iter().try_fold(0i32, |number, digit| {
                    let is_digit = (0..radix).contains(digit);
                    let shifted = is_digit.then(|| number.checked_mul(radix))??;
                    shifted.checked_add(*digit)
                })
            };
            let row: Option<Vec<i32>> = (0..self.outer.points).map(value).collect();
            let Some(row) = row else { continue };
            let heads = &self.outer.lists.heads;
            let over = heads.node[list as usize];
            let list_cost = u32::from(heads.cost[list as usize]);
            let by = self.nodes.constant(radix);
            let zero = self.nodes.constant(0);
            let shifted = self.nodes.apply(Op::Mul, &[accumulator, by]);
            let body = self.nodes.apply(Op::Add, &[shifted, element]);
            let operands = [body, zero, over];
            let below = self.costs.term(&self.nodes, body) + 2 + list_cost;
            let cost = self.costs.apply(&self.nodes, Op::Fold, &operands, below);
            let node = self.nodes.apply(Op::Fold, &operands);
            let (bound, needed) = (self.bound(), self.needed);
            let (outer, mut maker) = self.maker(bound, needed);
            target.check_row(outer, &row, cost, node, &mut maker);
        }
        for (_, node) in target.best.take_fresh() {
            self.accept_int(node);
        }
        self.target = Some(target);
    }

    fn digit_variables(&mut self) -> (NodeId, NodeId) {
        if let Some(known) = self.folds.variables {
            return known;
        }
        let accumulator = Head::Variable(Role::Accumulator);
        let accumulator = self.nodes.leaf(accumulator, Part::Neutral);
        let element = self
            .nodes
            .leaf(Head::Variable(Role::Element), Part::Element);
        self.folds.variables = Some((accumulator, element));
        (accumulator, element)
    }

    fn values_of_leaf(&self, node: NodeId) -> Vec<i32> {
        match self.nodes.get(node).head {
            Head::Constant(value) => vec![value; self.outer.points],
            Head::Argument(number) => (0..self.outer.points)
                .map(|example| self.numbers(example)[usize::from(number)])
                .collect(),
            _ => Vec::new(),
        }
    }
}
