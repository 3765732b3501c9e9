//! A whole search from examples to programs.
//!
//! Banks are made of some of the examples where there are many, or long lists; what is found must have
//! the outputs of all. Where every find is refuted by an example that banks were not made of, the search
//! begins anew with that example.

use crate::Switches;
use crate::bank::MAX_POINTS;
use crate::engine::{Found, Request, Synthesis};
use crate::examples::Examples;
use crate::prior::costs;
use crate::work::Work;
use lasynth_core::{Input, StopReason, Value};
use lasynth_lists::Function;
use std::sync::Arc;

/// What a search may spend.
#[derive(Clone, Copy)]
pub struct Effort<'a> {
    /// Told after how many terms, says whether the search is over and why.
    pub limit: &'a dyn Fn(u64) -> Option<StopReason>,
    /// Bytes that banks may take.
    pub memory: usize,
    /// Programs are looked for that cost less than this more than the cheapest one.
    pub window: u32,
    /// Which parts of the search take part.
    pub switches: Switches,
}

/// A program that has all outputs.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The program.
    pub function: Function,
    /// What it costs: banks grow by this.
    pub cost: u32,
    /// Bits of what people write: the less, the likelier.
    pub bits: f64,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The programs that were found, the cheapest first.
    pub solutions: Vec<Solution>,
    /// Why it ended.
    pub stop: StopReason,
    /// Terms that were tried.
    pub terms: u64,
}

/// Examples that banks are made of at first.
const FIRST_EXAMPLES: usize = 24;
/// Searches that begin anew.
const RESTARTS: usize = 8;

/// Searches for functions with these outputs. Nothing is found where inputs or outputs are of different
/// types. `on_found` is told each program as it is found; those that come later may be cheaper.
pub fn solve<'p>(
    pairs: impl Iterator<Item = (&'p Input, &'p Value)>,
    effort: &Effort<'_>,
    on_found: &dyn Fn(&Solution),
) -> Solved {
    let Some(examples) = Examples::of(pairs) else {
        return Solved {
            solutions: Vec::new(),
            stop: StopReason::Exhausted,
            terms: 0,
        };
    };
    let costs = costs(effort.switches);
    let all = Arc::new(examples);
    let mut order: Vec<usize> = (0..all.len()).collect();
    let mut terms = 0;
    let mut restart = 0;
    loop {
        let chosen = all.only(&chosen(&all, &order));
        let told = |found: &Found| on_found(&solution(&all, found));
        let request = Request {
            on_found: &told,
            examples: Arc::new(chosen),
            all: Arc::clone(&all),
            window: effort.window,
            switches: effort.switches,
            memory: effort.memory,
            is_part: false,
        };
        let work = Work::new(terms, u64::MAX, effort.limit);
        let mut search = Synthesis::new(&request, &costs, work);
        let stop = search.run();
        terms += search.work.done;
        let refuted = search.refuted_by.filter(|_| search.found.is_empty());
        if let Some(example) = refuted
            && stop == StopReason::Exhausted
            && restart < RESTARTS
        {
            restart += 1;
            order.retain(|n| *n != example);
            order.insert(0, example);
            continue;
        }
        return Solved {
            solutions: search
                .found
                .iter()
                .map(|found| solution(&all, found))
                .collect(),
            stop,
            terms,
        };
    }
}

fn solution(all: &Examples, found: &Found) -> Solution {
    Solution {
        function: Function {
            arguments: all.arguments.clone(),
            body: found.term.clone(),
        },
        cost: found.cost,
        bits: found.bits,
    }
}

/// The first examples in this order whose lists have few enough elements together.
fn chosen(all: &Examples, order: &[usize]) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut elements = 0;
    for n in order {
        let lists = all.inputs[*n].0.iter().map(|value| match value {
            Value::List(items) => items.len(),
            _ => 1,
        });
        let longest = lists.max().unwrap_or(0);
        if chosen.len() < FIRST_EXAMPLES && (elements + longest <= MAX_POINTS || chosen.is_empty())
        {
            elements += longest;
            chosen.push(*n);
        }
    }
    chosen
}
