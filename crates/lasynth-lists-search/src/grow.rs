//! How a bank grows: every operator without a body over all terms whose costs add up.

use crate::bank::{Bank, Id, Ints, Lists, UNDEFINED, is_arithmetic_constant};
use crate::costs::{Costs, MOST_UNNATURAL, Part, base, constant};
use crate::node::{Head, NodeId, Nodes};
use crate::work::Work;
use lasynth_lists::{Op, Operand, Type, apply_int, apply_list, look_up, reduce};

/// What a bank is for, which decides what is worth having in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Lists that cost more are not made.
    pub lists_up_to: u32,
    /// Whether it holds bodies of loops.
    pub is_body: bool,
}

/// A bank that grows, with what that takes.
pub(crate) struct Growth<'a, 'w> {
    pub bank: &'a mut Bank,
    pub nodes: &'a mut Nodes,
    pub costs: &'a Costs,
    pub work: &'a mut Work<'w>,
    pub rules: Rules,
}

/// Operators that are only worth their time in the bodies of loops.
const IN_BODIES: [Op; 2] = [Op::CountLess, Op::CountGreater];
/// Operators of three operands that change a list in places: lists and numbers up to these costs.
const PLACES: (u32, u32) = (3, 5);
/// Costs of conditional terms.
const CONDITIONALS: std::ops::RangeInclusive<u32> = 6..=14;
const DEFAULTS: [i32; 3] = [0, -1, 1];

impl Growth<'_, '_> {
    /// Makes all terms of exactly this cost.
    pub fn grow(&mut self, cost: u32) {
        self.bank.done = cost;
        for op in Op::ALL {
            if self.work.is_over() {
                return;
            }
            let is_list = op.result() == Type::List;
            if is_list && cost > self.rules.lists_up_to
                || op.is_loop()
                || IN_BODIES.contains(op) && !self.rules.is_body
            {
                continue;
            }
            match (op, op.operands()) {
                (Op::Default, _) => self.defaults(cost),
                (Op::IfInt, _) => self.conditional_ints(cost),
                (Op::IfList, _) if self.rules.is_body => self.conditional_lists(cost),
                (Op::RangeStep, _) => self.ranges(cost),
                (Op::IfList | Op::Nil, _) => {}
                (_, [Operand::Value(only)]) => self.unary(*op, *only, cost),
                (_, [Operand::Value(first), Operand::Value(second)]) => {
                    self.binary(*op, *first, *second, cost);
                }
                (_, [_, _, _]) => self.places(*op, cost),
                _ => {}
            }
        }
    }

    fn heads(&self, of: Type) -> &crate::bank::Heads {
        match of {
            Type::Int => &self.bank.ints.heads,
            Type::Bool => &self.bank.bools.heads,
            Type::List | Type::Groups => &self.bank.lists.heads,
        }
    }

    fn unary(&mut self, op: Op, of: Type, cost: u32) {
        if of == Type::Groups || op.result() == Type::Groups {
            return;
        }
        for penalty in 0..=MOST_UNNATURAL {
            let Some(below) = cost.checked_sub(base(op) + penalty) else {
                return;
            };
            let mut n = 0;
            while let Some(&id) = self.heads(of).level(below).get(n) {
                n += 1;
                let (class, part) = (
                    self.heads(of).class[id as usize],
                    self.heads(of).part[id as usize],
                );
                let due =
                    self.costs.operand(op, 0, class) + self.costs.parts(op, part, Part::Neutral);
                if due == penalty {
                    self.apply_unary(op, of, id, cost);
                    if self.work.tick() {
                        return;
                    }
                }
            }
        }
    }

    fn apply_unary(&mut self, op: Op, of: Type, id: Id, cost: u32) {
        let node = self.nodes.node(op, &[self.heads(of).node[id as usize]]);
        let Bank {
            points,
            all,
            ints,
            bools,
            lists,
            scratch,
            ..
        } = &mut *self.bank;
        match op {
            Op::Abs | Op::Sign => {
                scratch.ints.clear();
                let apply = |a: &i32| match *a {
                    UNDEFINED => UNDEFINED,
                    a => apply_int(op, a, 0).unwrap_or(UNDEFINED),
                };
                scratch.ints.extend(ints.row(id).iter().map(apply));
                self.bank.add_int(self.nodes, node, cost);
            }
            Op::BoolToInt => {
                let mask = bools.masks[id as usize];
                scratch.ints.clear();
                (scratch.ints).extend((0..*points).map(|point| (mask >> point & 1) as i32));
                self.bank.add_int(self.nodes, node, cost);
            }
            Op::Len | Op::First | Op::Last | Op::Max | Op::Min | Op::Sum | Op::Product => {
                scratch.ints.clear();
                for point in 0..*points {
                    let value = lists.at(id, point).and_then(|list| reduce(op, list).ok());
                    scratch.ints.push(value.unwrap_or(UNDEFINED));
                }
                self.bank.add_int(self.nodes, node, cost);
            }
            Op::Even | Op::Odd => {
                let mut mask = 0;
                for (point, value) in ints.row(id).iter().enumerate() {
                    if *value != UNDEFINED && (value % 2 != 0) == (op == Op::Odd) {
                        mask |= 1 << point;
                    }
                }
                self.bank.add_bool(self.nodes, mask, node, cost);
            }
            Op::Not => {
                let mask = *all & !bools.masks[id as usize];
                self.bank.add_bool(self.nodes, mask, node, cost);
            }
            _ => {
                scratch.clear_lists();
                for point in 0..*points {
                    let start = scratch.elements.len();
                    let (list, number) = match of {
                        Type::List => (lists.at(id, point), Some(0)),
                        _ => (Some(&[][..]), defined(ints.row(id)[point])),
                    };
                    let out = &mut scratch.elements;
                    let done = list.is_some_and(|list| {
                        apply_list(op, [list, &[]], [number; 2], number, out).is_ok()
                    });
                    scratch.end_list(start, done);
                }
                self.bank.add_list(self.nodes, node, cost);
            }
        }
    }

    fn binary(&mut self, op: Op, first: Type, second: Type, cost: u32) {
        if op.result() == Type::Groups || first == Type::Groups {
            return;
        }
        let arithmetic = first == Type::Int && second == Type::Int && op.result() == Type::Int;
        for total in cost.saturating_sub(base(op) + MOST_UNNATURAL)..=cost.saturating_sub(base(op))
        {
            let penalty = cost - base(op) - total;
            for left_cost in 1..total {
                let right_cost = total - left_cost;
                if op.commutes() && left_cost > right_cost {
                    break;
                }
                let mut n = 0;
                while let Some(&left) = self.heads(first).level(left_cost).get(n) {
                    n += 1;
                    let heads = self.heads(first);
                    let class = heads.class[left as usize];
                    let part = heads.part[left as usize];
                    let node = heads.node[left as usize];
                    let due = self.costs.operand(op, 0, class);
                    if due > penalty {
                        continue;
                    }
                    let left_constant = match self.nodes.get(node).head {
                        Head::Constant(value) if arithmetic => {
                            if !is_arithmetic_constant(value) {
                                continue;
                            }
                            true
                        }
                        Head::Constant(_) => true,
                        _ => false,
                    };
                    let mut m = 0;
                    while let Some(&right) = self.heads(second).level(right_cost).get(m) {
                        m += 1;
                        let heads = self.heads(second);
                        let due = due
                            + self.costs.operand(op, 1, heads.class[right as usize])
                            + self.costs.parts(op, part, heads.part[right as usize]);
                        if due != penalty {
                            continue;
                        }
                        let same = first == second && left == right;
                        if op.commutes()
                            && left_cost == right_cost
                            && left > right
                            && first == second
                            || same
                                && !matches!(op, Op::Mul | Op::Add | Op::Concat | Op::Interleave)
                        {
                            continue;
                        }
                        if arithmetic
                            && let Head::Constant(value) =
                                self.nodes.get(heads.node[right as usize]).head
                            && (left_constant || !is_arithmetic_constant(value))
                        {
                            continue;
                        }
                        self.apply_binary(op, first, second, left, right, cost);
                        if self.work.tick() {
                            return;
                        }
                    }
                }
            }
        }
    }

    fn apply_binary(&mut self, op: Op, first: Type, second: Type, left: Id, right: Id, cost: u32) {
        let operands = [
            self.heads(first).node[left as usize],
            self.heads(second).node[right as usize],
        ];
        let node = self.nodes.node(op, &operands);
        let Bank {
            points,
            ints,
            bools,
            lists,
            scratch,
            ..
        } = &mut *self.bank;
        match (op.result(), first, second) {
            (Type::Int, Type::Int, Type::Int) => {
                int_rows(op, ints.row(left), ints.row(right), &mut scratch.ints);
                self.bank.add_int(self.nodes, node, cost);
            }
            (Type::Int, Type::List, _) => {
                look_ups(op, lists, left, ints, right, &mut scratch.ints);
                self.bank.add_int(self.nodes, node, cost);
            }
            (Type::Bool, Type::Int, _) => {
                let mask = compare_rows(op, ints.row(left), ints.row(right));
                self.bank.add_bool(self.nodes, mask, node, cost);
            }
            (Type::Bool, Type::Bool, _) => {
                let (a, b) = (bools.masks[left as usize], bools.masks[right as usize]);
                let mask = if op == Op::And { a & b } else { a | b };
                self.bank.add_bool(self.nodes, mask, node, cost);
            }
            (Type::Bool, _, _) => {
                let mut mask = 0;
                for point in 0..*points {
                    let Some(list) = lists.at(left, point) else {
                        continue;
                    };
                    let holds = match second {
                        Type::List => lists.at(right, point) == Some(list),
                        _ => {
                            let value = ints.row(right)[point];
                            value != UNDEFINED && list.contains(&value)
                        }
                    };
                    mask |= u128::from(holds) << point;
                }
                self.bank.add_bool(self.nodes, mask, node, cost);
            }
            _ => {
                scratch.clear_lists();
                for point in 0..*points {
                    let start = scratch.elements.len();
                    let mut all = [Some(&[][..]); 2];
                    let mut numbers = [Some(0); 2];
                    let (mut given_lists, mut given_numbers) = (0, 0);
                    for (of, id) in [(first, left), (second, right)] {
                        match of {
                            Type::List => {
                                all[given_lists] = lists.at(id, point);
                                given_lists += 1;
                            }
                            _ => {
                                numbers[given_numbers] = defined(ints.row(id)[point]);
                                given_numbers += 1;
                            }
                        }
                    }
                    let out = &mut scratch.elements;
                    let done = match all {
                        [Some(a), Some(b)] if a.len() + b.len() <= crate::bank::MAX_ELEMENTS => {
                            apply_list(op, [a, b], numbers, Some(0), out).is_ok()
                        }
                        _ => false,
                    };
                    scratch.end_list(start, done);
                }
                self.bank.add_list(self.nodes, node, cost);
            }
        }
    }

    /// `t ?? c` for the terms that are undefined somewhere.
    fn defaults(&mut self, cost: u32) {
        for value in DEFAULTS {
            for penalty in 0..=MOST_UNNATURAL {
                let Some(below) = cost.checked_sub(base(Op::Default) + constant(value) + penalty)
                else {
                    break;
                };
                let mut n = 0;
                while let Some(&id) = self.bank.ints.heads.level(below).get(n) {
                    n += 1;
                    let id = id as usize;
                    let row = self.bank.ints.row(id as Id);
                    if !row.contains(&UNDEFINED) {
                        continue;
                    }
                    let heads = &self.bank.ints.heads;
                    let class = heads.class[id];
                    let part = heads.part[id];
                    let due = self.costs.operand(Op::Default, 0, class)
                        + self.costs.parts(Op::Default, part, Part::Constant);
                    if due != penalty {
                        continue;
                    }
                    let fill = |v: &i32| if *v == UNDEFINED { value } else { *v };
                    let filled: Vec<i32> = row.iter().map(fill).collect();
                    let operand = heads.node[id];
                    self.bank.scratch.ints = filled;
                    let default = self.nodes.constant(value);
                    let node = self.nodes.node(Op::Default, &[operand, default]);
                    if self.bank.add_int(self.nodes, node, cost).is_none() {
                        // The alternative refers to the constant, so it stays.
                    }
                    if self.work.tick() {
                        return;
                    }
                }
            }
        }
    }

    fn conditional_ints(&mut self, cost: u32) {
        if !CONDITIONALS.contains(&cost) {
            return;
        }
        let total = cost - base(Op::IfInt);
        for condition_cost in 1..total {
            for then_cost in 1..total - condition_cost {
                let else_cost = total - condition_cost - then_cost;
                self.each_conditional(condition_cost, then_cost, else_cost, cost, Type::Int);
                if self.work.is_over() {
                    return;
                }
            }
        }
    }

    fn conditional_lists(&mut self, cost: u32) {
        if cost <= base(Op::IfList) {
            return;
        }
        let total = cost - base(Op::IfList);
        for condition_cost in 1..total {
            for then_cost in 1..total - condition_cost {
                let else_cost = total - condition_cost - then_cost;
                self.each_conditional(condition_cost, then_cost, else_cost, cost, Type::List);
                if self.work.is_over() {
                    return;
                }
            }
        }
    }

    /// All conditionals whose operands have these costs. What the corpus says about operands does not
    /// count here: masks make most conditionals.
    fn each_conditional(&mut self, when: u32, then: u32, other: u32, cost: u32, of: Type) {
        let mut n = 0;
        while let Some(&condition) = self.bank.bools.heads.level(when).get(n) {
            n += 1;
            let mask = self.bank.bools.masks[condition as usize];
            let condition = self.bank.bools.heads.node[condition as usize];
            let mut m = 0;
            while let Some(&yes) = self.heads(of).level(then).get(m) {
                m += 1;
                let mut k = 0;
                while let Some(&no) = self.heads(of).level(other).get(k) {
                    k += 1;
                    if yes == no {
                        continue;
                    }
                    let operands = [
                        condition,
                        self.heads(of).node[yes as usize],
                        self.heads(of).node[no as usize],
                    ];
                    let Bank {
                        points,
                        ints,
                        lists,
                        scratch,
                        ..
                    } = &mut *self.bank;
                    let chosen = |point: usize| match mask >> point & 1 {
                        1 => yes,
                        _ => no,
                    };
                    match of {
                        Type::Int => {
                            scratch.ints.clear();
                            let value = |point| ints.row(chosen(point))[point];
                            scratch.ints.extend((0..*points).map(value));
                            let node = self.nodes.node(Op::IfInt, &operands);
                            self.bank.add_int(self.nodes, node, cost);
                        }
                        _ => {
                            scratch.clear_lists();
                            for point in 0..*points {
                                scratch.push_list(lists.at(chosen(point), point));
                            }
                            let node = self.nodes.node(Op::IfList, &operands);
                            self.bank.add_list(self.nodes, node, cost);
                        }
                    }
                    if self.work.tick() {
                        return;
                    }
                }
            }
        }
    }

    /// Ranges with a constant step.
    fn ranges(&mut self, cost: u32) {
        const STEPS: [i32; 4] = [2, 3, 10, -1];
        for step in STEPS {
            let Some(total) = cost.checked_sub(base(Op::RangeStep) + constant(step)) else {
                continue;
            };
            for from_cost in 1..total {
                let to_cost = total - from_cost;
                let ints = &self.bank.ints.heads;
                let (froms, tos) = (ints.level(from_cost).to_vec(), ints.level(to_cost).to_vec());
                for from in &froms {
                    for to in &tos {
                        if from == to {
                            continue;
                        }
                        self.three(Op::RangeStep, None, [*from, *to], Some(step), cost);
                        if self.work.tick() {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Operators from a list and two numbers to a list.
    fn places(&mut self, op: Op, cost: u32) {
        let Some(total) = cost.checked_sub(base(op)) else {
            return;
        };
        let (lists_up_to, ints_up_to) = PLACES;
        for list_cost in 1..=lists_up_to.min(total) {
            for first_cost in 1..=ints_up_to.min(total - list_cost) {
                let second_cost = total - list_cost - first_cost;
                if !(1..=ints_up_to).contains(&second_cost) {
                    continue;
                }
                let lists = self.bank.lists.heads.level(list_cost).to_vec();
                let ints = &self.bank.ints.heads;
                let firsts = ints.level(first_cost).to_vec();
                let seconds = ints.level(second_cost).to_vec();
                for list in &lists {
                    for first in &firsts {
                        for second in &seconds {
                            if op == Op::Swap && first >= second {
                                continue;
                            }
                            self.three(op, Some(*list), [*first, *second], None, cost);
                            if self.work.tick() {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }

    /// A list from up to one list, two numbers, and a constant as the third.
    fn three(&mut self, op: Op, list: Option<Id>, ints: [Id; 2], third: Option<i32>, cost: u32) {
        let Bank {
            points,
            ints: rows,
            lists,
            scratch,
            ..
        } = &mut *self.bank;
        scratch.clear_lists();
        for point in 0..*points {
            let start = scratch.elements.len();
            let numbers = ints.map(|id| defined(rows.row(id)[point]));
            let elements = match list {
                Some(id) => lists.at(id, point),
                None => Some(&[][..]),
            };
            let out = &mut scratch.elements;
            let done = elements
                .is_some_and(|list| apply_list(op, [list, &[]], numbers, third, out).is_ok());
            scratch.end_list(start, done);
        }
        let heads = &self.bank.ints.heads;
        let [first, second] = ints.map(|id| heads.node[id as usize]);
        let operands: [NodeId; 3] = match (list, third) {
            (Some(id), _) => [self.bank.lists.heads.node[id as usize], first, second],
            (None, third) => [
                first,
                second,
                self.nodes.constant(third.unwrap_or_default()),
            ],
        };
        let node = self.nodes.node(op, &operands);
        self.bank.add_list(self.nodes, node, cost);
    }
}

/// A value of a bank.
#[inline]
pub(crate) fn defined(value: i32) -> Option<i32> {
    (value != UNDEFINED).then_some(value)
}

/// An operator on integers at all points.
pub(crate) fn int_rows(op: Op, left: &[i32], right: &[i32], out: &mut Vec<i32>) {
    /// One loop for each operator, so that it is compiled for it.
    fn all(
        left: &[i32],
        right: &[i32],
        out: &mut Vec<i32>,
        apply: impl Fn(i32, i32) -> Option<i32>,
    ) {
        out.clear();
        out.extend(left.iter().zip(right).map(|(a, b)| {
            if *a == UNDEFINED || *b == UNDEFINED {
                return UNDEFINED;
            }
            apply(*a, *b).unwrap_or(UNDEFINED)
        }));
    }
    match op {
        Op::Add => all(left, right, out, i32::checked_add),
        Op::Sub => all(left, right, out, i32::checked_sub),
        Op::Mul => all(left, right, out, i32::checked_mul),
        Op::Div => all(left, right, out, i32::checked_div),
        Op::Mod => all(left, right, out, i32::checked_rem),
        Op::Min2 => all(left, right, out, |a, b| Some(a.min(b))),
        Op::Max2 => all(left, right, out, |a, b| Some(a.max(b))),
        _ => all(left, right, out, |a, b| apply_int(op, a, b).ok()),
    }
}

/// A comparison at all points.
pub(crate) fn compare_rows(op: Op, left: &[i32], right: &[i32]) -> u128 {
    fn all(left: &[i32], right: &[i32], holds: impl Fn(i32, i32) -> bool) -> u128 {
        let mut mask = 0;
        for (point, (a, b)) in left.iter().zip(right).enumerate() {
            let holds = *a != UNDEFINED && *b != UNDEFINED && holds(*a, *b);
            mask |= u128::from(holds) << point;
        }
        mask
    }
    match op {
        Op::Eq => all(left, right, |a, b| a == b),
        Op::Ne => all(left, right, |a, b| a != b),
        Op::Lt => all(left, right, |a, b| a < b),
        _ => all(left, right, |a, b| a <= b),
    }
}

fn look_ups(op: Op, lists: &Lists, list: Id, ints: &Ints, number: Id, out: &mut Vec<i32>) {
    out.clear();
    let row = ints.row(number);
    out.extend(row.iter().enumerate().map(|(point, number)| {
        let value = lists.at(list, point).zip(defined(*number));
        let value = value.and_then(|(list, number)| look_up(op, list, number).ok());
        value.unwrap_or(UNDEFINED)
    }));
}
