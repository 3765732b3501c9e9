//! Deductions: what bodies a loop must have for its result to be what is wanted.
//!
//! [`Synthesis::link`] finds for a context and a goal which loops could lead from one to the other by
//! their lengths and elements alone. [`Synthesis::scan`] compares the new terms of a context with what
//! the links want. Each file is one deduction.

mod filter;
mod filter_map;
mod flat_map;
mod joins;
mod map;
mod order;
mod reduce;

pub(crate) use joins::Joins;
pub(crate) use reduce::FirstWhere;

use crate::context::{Context, Kind};
use crate::engine::Synthesis;
use crate::node::NodeId;
use lasynth_lists::Op;

/// A term for a goal.
pub(crate) struct Proposal {
    pub goal: usize,
    pub cost: u32,
    pub node: NodeId,
}

/// What the wraps around a goal may cost for lists of lists to be tried for it.
const FLAT_WRAPS: u32 = 8;

impl Synthesis<'_> {
    /// Notes which loops over a context could give a goal.
    pub fn link(&mut self, number: usize, goal: usize) {
        let Some(mut context) = self.contexts[number].take() else {
            return;
        };
        if !matches!(context.kind, Kind::Scan(_)) {
            self.link_map(&mut context, goal);
            self.link_filter(&mut context, goal);
            self.link_order(&mut context, goal);
            if self.wrap_cost(goal) <= FLAT_WRAPS {
                context.flats.push(goal);
            }
            // Everything that was seen has to be compared with the new goal.
            (context.seen_ints, context.seen_bools, context.seen_lists) = (0, 0, 0);
        }
        self.contexts[number] = Some(context);
    }

    /// Compares the new terms of a context with everything that is wanted of it.
    pub fn scan(&mut self, context: &mut Context) {
        let mut proposals = Vec::new();
        let mut roots = Vec::new();
        self.scan_maps(context, &mut proposals);
        self.scan_filters(context, &mut proposals);
        if context.kind == Kind::Elements || context.kind == Kind::Groups {
            self.scan_reductions(context, &mut roots);
            self.scan_orders(context, &mut proposals);
            self.scan_flat_maps(context, &mut proposals);
        }
        context.seen_ints = context.bank.ints.heads.len();
        context.seen_bools = context.bank.bools.heads.len();
        context.seen_lists = context.bank.lists.heads.len();
        for node in roots {
            self.accept_int(node);
        }
        for proposal in proposals {
            self.propose(proposal.goal, proposal.cost, proposal.node);
        }
    }

    /// A loop over a context's list, with its cost.
    fn loop_term(&mut self, context: &Context, op: Op, bodies: &[(u32, NodeId)]) -> (u32, NodeId) {
        let mut operands: Vec<NodeId> = bodies.iter().map(|(_, node)| *node).collect();
        operands.push(context.over);
        let below: u32 = bodies.iter().map(|(cost, _)| cost).sum();
        let cost = (self.costs).apply(&self.nodes, op, &operands, below + context.cost);
        (cost, self.nodes.apply(op, &operands))
    }
}
