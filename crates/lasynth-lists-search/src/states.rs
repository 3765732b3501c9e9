//! Folds and scans whose body is a choice: `if p then s else t`, where `p` looks at the element and the
//! accumulator, `s` steps on and `t` stays, begins anew or steps otherwise. Streaks, resets, balances
//! that are refused and values that are held are of this form, and too large for the bank of bodies.

use crate::bank::{Bank, Id, UNDEFINED};
use crate::costs::base;
use crate::engine::Synthesis;
use crate::node::{Head, NodeId};
use crate::target::Target;
use lasynth_lists::{Op, Role};

/// Level at which they are tried.
const LEVEL: u32 = 12;
/// Conditions, steps and alternatives, the cheapest of each.
const CONDITIONS: usize = 48;
const STEPS: usize = 12;
const STEP_COST: u32 = 5;

impl Synthesis<'_> {
    /// Tries all bodies of this form over the arguments that are lists.
    pub fn states(&mut self, level: u32, bank: &Bank) {
        if level != LEVEL || !self.switches.states {
            return;
        }
        let node_of = |id: &Id| bank.ints.heads.node[*id as usize];
        let cheap: Vec<NodeId> = (1..=STEP_COST)
            .flat_map(|cost| bank.ints.heads.level(cost).iter().map(node_of))
            .collect();
        let uses = |node: NodeId, role: Role| self.nodes.uses(node, role);
        let is_step = |node: &NodeId| {
            uses(*node, Role::Accumulator)
                && !matches!(self.nodes.get(*node).head, Head::Variable(_))
                || self.nodes.get(*node).head == Head::Variable(Role::Element)
        };
        let is_stay = |node: &NodeId| match self.nodes.get(*node).head {
            Head::Constant(value) => (0..=1).contains(&value),
            Head::Variable(role) => role != Role::Index,
            Head::Argument(_) => true,
            _ => false,
        };
        let steps: Vec<NodeId> = cheap.iter().copied().filter(is_step).take(STEPS).collect();
        let stays: Vec<NodeId> = cheap.iter().copied().filter(is_stay).collect();
        let all: Vec<NodeId> = (1..=bank.done)
            .flat_map(|cost| bank.bools.heads.level(cost))
            .map(|id| bank.bools.heads.node[*id as usize])
            .filter(|node| uses(*node, Role::Element) && !uses(*node, Role::Index))
            .collect();
        // Those of the elements alone first, then those that look at the accumulator, too.
        let looks_back = |node: &&NodeId| uses(**node, Role::Accumulator);
        let of_elements = all.iter().filter(|node| !looks_back(node)).take(CONDITIONS);
        let of_both = all.iter().filter(looks_back).take(CONDITIONS / 2);
        let conditions: Vec<NodeId> = of_elements.chain(of_both).copied().collect();
        let lists: Vec<Id> = self.outer.lists.heads.level(1).to_vec();
        let zero = self.nodes.constant(0);
        let zeros = vec![0; self.outer.points];
        // A target of its own, so that what is cheaper does not drive them out.
        let of_all = self.target.take();
        self.target = of_all
            .as_ref()
            .map(|target| Target::new(target.values.clone()));
        for condition in conditions {
            for step in &steps {
                for stay in &stays {
                    for (yes, no) in [(*step, *stay), (*stay, *step)] {
                        if yes == no {
                            continue;
                        }
                        let body = self.nodes.apply(Op::IfInt, &[condition, yes, no]);
                        if !self.nodes.uses(body, Role::Accumulator) {
                            continue;
                        }
                        for list in &lists {
                            self.state(body, *list, zero, &zeros);
                        }
                        if self.work.spend(8) {
                            self.target = of_all;
                            return;
                        }
                    }
                }
            }
        }
        if let Some(mut target) = self.target.take() {
            for (_, node) in target.best.take_fresh() {
                self.accept_int_idiom(node);
            }
        }
        self.target = of_all;
    }

    /// Compares the running values of a body, their last and their largest one with what is wanted.
    fn state(&mut self, body: NodeId, list: Id, zero: NodeId, zeros: &[i32]) {
        let over = self.outer.lists.heads.node[list as usize];
        for from_zero in [true, false] {
            let running = self.running(body, list, from_zero.then_some(zeros));
            let operands = match from_zero {
                true => vec![body, zero, over],
                false => vec![body, over],
            };
            let op = if from_zero { Op::Scan } else { Op::Scan1 };
            let below = |search: &Self, op: Op| {
                let cost: u32 = operands
                    .iter()
                    .map(|node| search.costs.term(&search.nodes, *node))
                    .sum();
                search.costs.apply(&search.nodes, op, &operands, cost)
            };
            if let Some(goal) = self.goals.first() {
                let same = |(values, wanted): (&Option<Vec<i32>>, &Vec<i32>)| {
                    values.as_ref() == Some(wanted)
                };
                if running.iter().zip(&goal.values).all(same) {
                    let node = self.nodes.apply(op, &operands);
                    self.accept_idiom(node);
                }
            }
            let Some(mut target) = self.target.take() else {
                continue;
            };
            let bound = self.bound().saturating_add(crate::engine::IDIOM);
            let needed = self.needed & !self.nodes.get(body).arguments;
            if from_zero {
                let last = |values: &Option<Vec<i32>>| match values {
                    Some(values) => values.last().copied().unwrap_or(0),
                    None => UNDEFINED,
                };
                let row: Vec<i32> = running.iter().map(last).collect();
                if worth(&row, &target.values) {
                    let cost = below(self, Op::Fold);
                    let node = self.nodes.apply(Op::Fold, &operands);
                    let (outer, mut maker) = self.maker(bound, needed);
                    target.check_row(outer, &row, cost, node, &mut maker);
                }
            }
            for reduction in [Op::Max, Op::Min] {
                let best = |values: &Option<Vec<i32>>| {
                    let values = values.as_deref().unwrap_or_default();
                    lasynth_lists::reduce(reduction, values).unwrap_or(UNDEFINED)
                };
                let row: Vec<i32> = running.iter().map(best).collect();
                if worth(&row, &target.values) {
                    let cost = below(self, op) + base(reduction);
                    let scan = self.nodes.apply(op, &operands);
                    let node = self.nodes.apply(reduction, &[scan]);
                    let (outer, mut maker) = self.maker(bound, needed);
                    target.check_row(outer, &row, cost, node, &mut maker);
                }
            }
            self.target = Some(target);
        }
    }
}

/// Whether values are so close to what is wanted that a constant more or less, or one for what is
/// undefined, may make them right.
fn worth(row: &[i32], wanted: &[i32]) -> bool {
    let mut difference = None;
    row.iter().zip(wanted).all(|(have, want)| {
        *have == UNDEFINED
            || *difference.get_or_insert(want.wrapping_sub(*have)) == want.wrapping_sub(*have)
    })
}
