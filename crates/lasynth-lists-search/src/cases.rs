//! Cases: two searches of their own, for the examples where a condition holds and for the others.

use crate::bank::Map;
use crate::engine::{Request, Synthesis};
use crate::work::Work;
use lasynth_core::StopReason;
use lasynth_lists::{Op, Type};
use std::sync::Arc;

/// Terms after which cases are tried, and the share of all work that they may take.
const FROM: u64 = 400_000;
const SHARE: f64 = 0.4;
/// Terms of one side: at least, at most, and as a share of what is done.
const SIDE: (u64, u64) = (20_000, 1_000_000);
const SIDE_SHARE: u64 = 40;

/// Conditions that were tried.
#[derive(Default)]
pub(crate) struct Cases {
    tried: Map<u128, ()>,
    spent: u64,
}

impl Synthesis<'_> {
    /// Tries the cheapest conditions that were not tried yet, as long as the share of work lasts.
    pub fn try_cases(&mut self) {
        if self.request.is_part || !self.switches.cases || self.work.done < FROM {
            return;
        }
        let count = self.outer.points;
        let mut order: Vec<usize> = (0..self.outer.bools.heads.len()).collect();
        order.sort_by_key(|id| self.outer.bools.heads.cost[*id]);
        for id in order {
            let mask = self.outer.bools.masks[id];
            let cost = u32::from(self.outer.bools.heads.cost[id]);
            let condition = self.outer.bools.heads.node[id];
            let own = self.cases.spent as f64;
            if own > SHARE * self.work.done as f64
                || self.work.is_over()
                || cost + 7 >= self.bound()
                || cost > self.outer.done
            {
                return;
            }
            let holding = mask.count_ones() as usize;
            let tried = &mut self.cases.tried;
            if holding < 2
                || count - holding < 2
                || tried.contains_key(&mask)
                || tried.contains_key(&(self.outer.all & !mask))
            {
                continue;
            }
            tried.insert(mask, ());
            let mut sides = Vec::new();
            for wanted in [1, 0] {
                let numbers: Vec<usize> = (0..count).filter(|n| mask >> n & 1 == wanted).collect();
                match self.side(&numbers) {
                    Some(term) => sides.push(term),
                    None => break,
                }
            }
            if let [yes, no] = sides[..] {
                let op = match self.request.examples.wanted.result() {
                    Type::Int => Op::IfInt,
                    _ => Op::IfList,
                };
                let node = self.nodes.apply(op, &[condition, yes, no]);
                self.accept(node);
            }
        }
    }

    /// The cheapest program for some of the examples, as a node of this search.
    fn side(&mut self, numbers: &[usize]) -> Option<crate::node::NodeId> {
        let examples = Arc::new(self.request.examples.only(numbers));
        let request = Request {
            all: Arc::clone(&examples),
            examples,
            window: 0,
            switches: self.switches,
            memory: self.request.memory / 4,
            on_found: &|_| {},
            is_part: true,
        };
        let (least, most) = SIDE;
        let terms = (self.work.done / SIDE_SHARE).clamp(least, most);
        let work = Work::new(self.work.before + self.work.done, terms, self.work.limit);
        let mut part = Synthesis::new(&request, self.costs, work);
        let reason = part.run();
        let done = part.work.done;
        let found = part.found.first().map(|found| found.term.clone());
        self.cases.spent += done;
        self.work.spend(done);
        if matches!(reason, StopReason::Interrupted | StopReason::Time) {
            return None;
        }
        found.map(|term| self.nodes.of_term(&term, &self.request.examples.arguments))
    }
}
