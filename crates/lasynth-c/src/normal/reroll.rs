//! Runs of neighbouring positions that change in the same way, as loops.

use super::ir::{Assign, LOOP_COST, Node, Slot, Sum};
use super::spell::{Cases, State};
use crate::behaviour::{AffineForm, N};
use crate::syntax::AssignOp;

/// A loop that makes some positions final.
pub struct Rerolled {
    /// Length in plain C tokens, body and head together.
    pub cost: u32,
    /// The whole loop as one statement.
    pub node: Node,
    /// The positions, as a mask.
    pub part: u8,
}

/// All loops over at least three positions of `todo`, the shortest body of each.
pub fn runs(cases: &Cases, goals: &[[AffineForm; N]], todo: u8) -> Vec<Rerolled> {
    let mut out = Vec::new();
    for start in 0..N {
        for end in start + 3..=N {
            let part = (1u8 << end) - (1 << start);
            if part & !todo != 0 {
                continue;
            }
            for down in [false, true] {
                let mut order: Vec<usize> = (start..end).collect();
                if down {
                    order.reverse();
                }
                let run = Run::new(cases, goals, &order);
                if let Some((cost, assign)) = run.shortest() {
                    let (start, end) = if down {
                        (end as i8 - 1, start as i8)
                    } else {
                        (start as i8, end as i8)
                    };
                    let body = vec![Node::Assign(assign)];
                    let node = Node::Loop {
                        start,
                        end,
                        down,
                        body,
                    };
                    let cost = cost + LOOP_COST;
                    out.push(Rerolled { cost, node, part });
                }
            }
        }
    }
    out
}

/// One pass after the other: in each case the position it is for, the state before it, and the
/// goal there.
struct Run {
    passes: Vec<(usize, State, AffineForm)>,
    slots: Vec<Slot>,
}

impl Run {
    fn new(cases: &Cases, goals: &[[AffineForm; N]], order: &[usize]) -> Run {
        let mut passes = Vec::new();
        for (state, goal) in cases.states.iter().zip(goals) {
            let mut state = *state;
            for &p in order {
                passes.push((p, state, goal[p]));
                state[p] = goal[p];
            }
        }
        let (low, high) = (order.iter().min(), order.iter().max());
        let (low, high) = (low.map_or(0, |&p| p as i8), high.map_or(0, |&p| p as i8));
        let mut slots = vec![Slot::Iter];
        slots.extend((0..N as u8).map(Slot::Elem));
        let near = (-low..=N as i8 - 1 - high).map(Slot::Near);
        slots.extend(near);
        Run { passes, slots }
    }

    fn shortest(&self) -> Option<(u32, Assign)> {
        let target = Slot::Near(0);
        let mut best: Option<(u32, Assign)> = None;
        let mut offer = |terms: &[(bool, Slot)]| {
            for add in [true, false] {
                let Some(c) = self.constant(terms, add) else {
                    continue;
                };
                let value = Sum::new(terms, c);
                let (cost, assign) = if add {
                    Assign::change(target, value)
                } else {
                    let op = AssignOp::Set;
                    let assign = Assign { target, op, value };
                    (assign.cost(), assign)
                };
                if let Some(cost) = cost
                    && best.is_none_or(|(old, _)| cost < old)
                {
                    best = Some((cost, assign));
                }
            }
        };
        offer(&[]);
        for (n, &one) in self.slots.iter().enumerate() {
            for neg in [false, true] {
                offer(&[(neg, one)]);
                for &two in &self.slots[n..] {
                    for other in [false, true] {
                        if one != two || neg == other {
                            offer(&[(neg, one), (other, two)]);
                        }
                    }
                }
            }
        }
        best
    }

    fn constant(&self, terms: &[(bool, Slot)], add: bool) -> Option<i16> {
        let excess = |(p, state, goal): &(usize, State, AffineForm)| {
            let mut out = if add { goal.minus(&state[*p]) } else { *goal };
            for &(neg, slot) in terms {
                let v = match slot {
                    Slot::Iter => AffineForm::constant(*p as i16),
                    Slot::Near(d) => state[(*p as i8 + d) as usize],
                    Slot::Elem(j) => state[usize::from(j)],
                    Slot::Temp(t) => state[N + usize::from(t)],
                };
                out = if neg { out.plus(&v) } else { out.minus(&v) };
            }
            out.as_constant()
        };
        let c = excess(self.passes.first()?)?;
        let same = self.passes[1..].iter().all(|pass| excess(pass) == Some(c));
        same.then_some(c)
    }
}
