//! Programs that differ from what was found in one part, and give the same in all examples.
//!
//! A bank keeps one term for each tuple of values, but remembers the next few. Put in the place of the
//! one that was kept, each makes another program with all outputs, which may differ elsewhere: this is
//! where most of what examples leave open comes from.

use crate::bank::Map;
use crate::engine::Synthesis;
use crate::node::{Node, NodeId};
use lasynth_lists::Operand;

/// Programs whose parts are exchanged.
const ROOTS: usize = 4;
/// Variants of one program.
const VARIANTS: usize = 48;

impl Synthesis<'_> {
    /// Exchanges parts of the cheapest programs for what gives the same in the banks.
    pub fn exchange_parts(&mut self) {
        if self.request.window < 2 || self.found.is_empty() {
            return;
        }
        let mut alternatives: Map<NodeId, Vec<Node>> = Map::default();
        let contexts = self.contexts.iter().flatten().map(|context| &context.bank);
        for bank in std::iter::once(&self.outer).chain(contexts) {
            for alternative in &bank.alternatives {
                alternatives
                    .entry(alternative.of)
                    .or_default()
                    .push(alternative.node);
            }
        }
        let roots: Vec<NodeId> = self
            .found
            .iter()
            .take(ROOTS)
            .map(|found| found.node)
            .collect();
        for root in roots {
            for variant in self.variants(root, &alternatives, VARIANTS, false) {
                self.accept(variant);
            }
        }
    }

    /// The terms that come from one by exchanging one part, at most so many.
    fn variants(
        &mut self,
        id: NodeId,
        alternatives: &Map<NodeId, Vec<Node>>,
        most: usize,
        in_body: bool,
    ) -> Vec<NodeId> {
        let mut out: Vec<NodeId> = Vec::new();
        for node in alternatives.get(&id).into_iter().flatten() {
            // Terms over the arguments are in the banks of bodies, too.
            if in_body || node.variables == 0 {
                out.push(self.nodes.push(*node));
            }
        }
        let operands = self.nodes.operands(id).to_vec();
        let crate::node::Head::Apply(op) = self.nodes.get(id).head else {
            return out;
        };
        for (position, operand) in operands.iter().enumerate() {
            if out.len() >= most {
                break;
            }
            let in_body = in_body || matches!(op.operands()[position], Operand::Body(_));
            for variant in self.variants(*operand, alternatives, most - out.len(), in_body) {
                let mut others = operands.clone();
                others[position] = variant;
                out.push(self.nodes.apply(op, &others));
            }
        }
        out.truncate(most);
        out
    }
}
