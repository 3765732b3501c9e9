//! One search: a bank over the arguments that grows level by level, contexts for the bodies of loops,
//! goals, and what follows from putting them together.
//!
//! A level is a cost. At each one the outer bank grows ([`crate::grow`]); loops over what contexts hold
//! join it ([`crate::loops`]); its new terms are compared with what is wanted ([`crate::target`],
//! [`crate::goal`]); contexts grow to what their loops leave of the cost, and are scanned for bodies
//! ([`crate::deduce`]). The search ends when the next level could only give terms that cost more than
//! what was found.

use crate::Switches;
use crate::bank::{Bank, Id, Map};
use crate::context::Context;
use crate::costs::{ARGUMENT, Class, Costs, Part, UNUSED_ARGUMENT, base, constant};
use crate::examples::{Examples, Wanted};
use crate::fold::Folds;
use crate::goal::{End, Goal, Pending, Wrap};
use crate::grow::{Growth, Rules};
use crate::likelihood::bits;
use crate::node::{Head, NodeId, Nodes};
use crate::target::{Maker, Target};
use crate::work::Work;
use lasynth_core::StopReason;
use lasynth_lists::{Function, Op, Term, Type};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::sync::Arc;

/// The highest level.
const LAST_LEVEL: u32 = 44;
/// Programs that are kept, the likeliest ones.
const KEPT: usize = 48;
/// How much more than others a program may cost that is of a form that people write.
pub(crate) const IDIOM: u32 = 8;
/// Programs are told once nothing cheaper is left, or after so much work more than the first one took.
/// The last: bits of a program so likely that a sixteenth of it is enough.
const SETTLED: (u64, u64, f64) = (3, 30_000, 14.0);
/// More than any program costs.
const NEVER: u32 = u32::MAX / 4;

/// A program that has all outputs.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub cost: u32,
    /// What programs are ranked by: the less the likelier.
    pub bits: f64,
    pub term: Term,
    pub node: NodeId,
    /// Whether the caller knows it.
    told: bool,
}

/// What a search is asked for.
pub(crate) struct Request<'f> {
    /// The examples that banks are made of.
    pub examples: Arc<Examples>,
    /// All examples: what is found must have all their outputs.
    pub all: Arc<Examples>,
    /// Programs are looked for that cost less than this more than the cheapest one; 0 where only the
    /// cheapest is wanted.
    pub window: u32,
    pub switches: Switches,
    /// Bytes that banks may take.
    pub memory: usize,
    /// Told what was found.
    pub on_found: &'f dyn Fn(&Found),
    /// Whether this is a part of a search: programs may leave arguments out, and nothing is cut into
    /// cases again.
    pub is_part: bool,
}

/// A search while it goes on.
pub(crate) struct Synthesis<'w> {
    pub request: &'w Request<'w>,
    pub switches: Switches,
    pub costs: &'w Costs,
    pub work: Work<'w>,
    pub nodes: Nodes,
    pub outer: Bank,
    pub goals: Vec<Goal>,
    pub goal_of: Map<u128, usize>,
    pub pending: Vec<Pending>,
    pub queue: BinaryHeap<Reverse<(u32, usize)>>,
    pub ends: Vec<End>,
    /// Above 0 while goals are opened that nobody counts.
    pub free_goals: usize,
    /// Goals that do not count against the number of goals.
    pub goals_beyond: usize,
    /// The integers that are wanted: the outputs, or their only elements.
    pub target: Option<Target>,
    /// Whether every output is a list of one element.
    pub single: bool,
    pub contexts: Vec<Option<Box<Context>>>,
    pub folds: Folds,
    /// Lists that are right for some examples, by which.
    pub list_masks: Map<u128, (u32, NodeId)>,
    pub seen_ints: usize,
    pub seen_lists: usize,
    pub found: Vec<Found>,
    known: HashSet<Term>,
    /// The least cost of a program that was found.
    cheapest: Option<u32>,
    /// The work that was done when the first one was found.
    first_at: Option<u64>,
    /// Terms that have the outputs of the examples that banks are made of, but not of all: the first
    /// example that refuted one.
    pub refuted_by: Option<usize>,
    /// All arguments, where programs should use them.
    pub needed: u8,
    pub cases: crate::cases::Cases,
}

impl<'w> Synthesis<'w> {
    pub fn new(request: &'w Request<'w>, costs: &'w Costs, work: Work<'w>) -> Synthesis<'w> {
        let arguments = request.examples.arguments.len();
        Synthesis {
            request,
            switches: request.switches,
            costs,
            work,
            nodes: Nodes::default(),
            outer: Bank::new(request.examples.len()),
            goals: Vec::new(),
            goal_of: Map::default(),
            pending: Vec::new(),
            queue: BinaryHeap::new(),
            ends: Vec::new(),
            free_goals: 0,
            goals_beyond: 0,
            target: None,
            single: false,
            contexts: Vec::new(),
            folds: Folds::default(),
            list_masks: Map::default(),
            seen_ints: 0,
            seen_lists: 0,
            found: Vec::new(),
            known: HashSet::new(),
            cheapest: None,
            first_at: None,
            refuted_by: None,
            needed: match request.is_part {
                true => 0,
                false => ((1u16 << arguments) - 1) as u8,
            },
            cases: crate::cases::Cases::default(),
        }
    }

    /// What a program must cost less than to be worth having.
    pub fn bound(&self) -> u32 {
        match self.cheapest {
            Some(cost) => cost + self.request.window,
            None => NEVER,
        }
    }

    /// What completions are made with, and the bank over the arguments.
    pub fn maker(&mut self, bound: u32, needed: u8) -> (&Bank, Maker<'_>) {
        let maker = Maker {
            nodes: &mut self.nodes,
            costs: self.costs,
            bound,
            needed,
            switches: self.switches,
        };
        (&self.outer, maker)
    }

    /// Takes a program, if it costs little enough and has all outputs.
    pub fn accept(&mut self, node: NodeId) {
        self.take(node, self.bound());
    }

    /// Takes a program of a form that people are known to write, whatever it costs beside others.
    pub fn accept_idiom(&mut self, node: NodeId) {
        self.take(node, self.bound().saturating_add(IDIOM));
    }

    fn take(&mut self, node: NodeId, bound: u32) {
        let wanted = &self.request.examples.wanted;
        let used = self.nodes.get(node).arguments;
        // A constant function has no use for any argument.
        let unused = match used {
            0 => 0,
            _ => (self.needed & !used).count_ones(),
        };
        let cost =
            self.costs.program(&self.nodes, node, wanted.result()) + UNUSED_ARGUMENT * unused;
        if cost >= bound {
            return;
        }
        let term = self.nodes.term(node);
        if self.known.contains(&term) || self.request.examples.refutes(&term).is_some() {
            return;
        }
        if let Some(example) = self.request.all.refutes(&term) {
            self.refuted_by.get_or_insert(example);
            return;
        }
        self.known.insert(term.clone());
        self.cheapest = Some(self.cheapest.map_or(cost, |known| known.min(cost)));
        self.first_at.get_or_insert(self.work.done);
        let function = Function {
            arguments: self.request.examples.arguments.clone(),
            body: term,
        };
        let bits = bits(&function, cost);
        let at = self.found.partition_point(|known| known.bits <= bits);
        self.found.insert(
            at,
            Found {
                cost,
                bits,
                term: function.body,
                node,
                told: false,
            },
        );
        let most = if self.request.window == 0 { 1 } else { KEPT };
        self.found.truncate(most);
    }

    /// Takes a term for the integers that are wanted.
    pub fn accept_int(&mut self, node: NodeId) {
        let node = self.wrapped(node);
        self.accept(node);
    }

    /// The same for a form that people are known to write.
    pub fn accept_int_idiom(&mut self, node: NodeId) {
        let node = self.wrapped(node);
        self.accept_idiom(node);
    }

    /// A term for the integers that are wanted, as a term for the outputs.
    fn wrapped(&mut self, node: NodeId) -> NodeId {
        match self.single {
            true => self.nodes.apply(Op::Single, &[node]),
            false => node,
        }
    }

    /// The leaves of the bank over the arguments.
    fn leaves(&mut self) {
        let examples = &self.request.examples;
        for (number, of) in examples.arguments.iter().enumerate() {
            let head = Head::Argument(number as u8);
            match of {
                Type::List => {
                    let node = self.nodes.leaf(head, Part::Element);
                    let mut leaf = *self.nodes.get(node);
                    leaf.class = Class::LIST_ARGUMENT;
                    self.nodes.replace(node, leaf);
                    self.outer.scratch.clear_lists();
                    for input in &examples.inputs {
                        self.outer.scratch.push_list(input.0[number].as_list());
                    }
                    (self.outer).add_list_as(&mut self.nodes, leaf, Some(node), ARGUMENT);
                }
                _ => {
                    let node = self.nodes.leaf(head, Part::Scalar);
                    let leaf = *self.nodes.get(node);
                    let value = |input: &lasynth_core::Input| match input.0[number] {
                        lasynth_core::Value::Int(value) => value,
                        _ => crate::bank::UNDEFINED,
                    };
                    self.outer.scratch.ints = examples.inputs.iter().map(value).collect();
                    (self.outer).add_int_as(&mut self.nodes, leaf, Some(node), ARGUMENT);
                }
            }
        }
        self.outer.scratch.clear_lists();
        for _ in 0..examples.len() {
            self.outer.scratch.push_list(Some(&[]));
        }
        let nil = self.nodes.node(Op::Nil, &[]);
        self.outer.add_list(&mut self.nodes, nil, base(Op::Nil));
        for value in self.constants() {
            let node = self.nodes.constant(value);
            let leaf = *self.nodes.get(node);
            self.outer.scratch.ints = vec![value; examples.len()];
            (self.outer).add_int_as(&mut self.nodes, leaf, Some(node), constant(value));
        }
    }

    /// Constants that may occur: the small ones up to the largest number of the examples.
    pub fn constants(&self) -> Vec<i32> {
        let largest = self.request.examples.largest().max(10);
        let mut all: Vec<i32> = (0..=largest.min(100)).collect();
        all.extend([1000].iter().filter(|value| **value <= largest));
        all.push(-1);
        if self.request.examples.has_negative() {
            all.extend([-2, -3, -4]);
        }
        all
    }

    fn goals_of_outputs(&mut self) {
        match &self.request.examples.wanted {
            Wanted::Ints(values) => self.target = Some(Target::new(values.clone())),
            Wanted::Lists(lists) => {
                if lists.iter().all(|list| list.len() == 1) {
                    self.single = true;
                    let values = lists.iter().map(|list| list[0]).collect();
                    self.target = Some(Target::new(values));
                }
                self.open_goal(lists.clone(), 0, Wrap::Root);
            }
        }
    }

    /// Searches until nothing cheaper is left, or a limit is reached.
    pub fn run(&mut self) -> StopReason {
        let reason = self.levels();
        self.exchange_parts();
        self.tell();
        reason
    }

    fn levels(&mut self) -> StopReason {
        self.leaves();
        self.goals_of_outputs();
        for level in 1..=LAST_LEVEL {
            self.tell_if_settled();
            self.grow_outer(level);
            self.loop_terms(level);
            self.fold_terms(level);
            if self.work.is_over() {
                break;
            }
            self.compare_outer();
            self.tell_if_settled();
            self.open_groups(level);
            self.grow_contexts(level);
            self.try_cases();
            if self.work.is_over() {
                break;
            }
            if level + 1 >= self.bound() {
                return StopReason::Exhausted;
            }
            if self.bytes() > self.request.memory {
                return StopReason::Memory;
            }
        }
        self.work.over.unwrap_or(StopReason::Exhausted)
    }

    /// Whether what was found may be told: before, something likelier may be around the corner. What is
    /// very likely needs no long look.
    fn is_settled(&self) -> bool {
        let (factor, least, likely) = SETTLED;
        let (Some(first), Some(best)) = (self.first_at, self.found.first()) else {
            return false;
        };
        let least = match best.bits <= likely {
            true => least / 16,
            false => least,
        };
        self.work.done > factor * first + least
    }

    /// Tells what was found, once that may be told.
    pub fn tell_if_settled(&mut self) {
        if self.is_settled() {
            self.tell();
        }
    }

    fn tell(&mut self) {
        let on_found = self.request.on_found;
        for found in self.found.iter_mut().filter(|found| !found.told) {
            found.told = true;
            on_found(found);
        }
    }

    fn grow_outer(&mut self, level: u32) {
        Growth {
            bank: &mut self.outer,
            nodes: &mut self.nodes,
            costs: self.costs,
            work: &mut self.work,
            rules: Rules {
                lists_up_to: u32::MAX,
                is_body: false,
            },
        }
        .grow(level);
    }

    /// Compares the new terms of the outer bank with what is wanted, and opens contexts for its lists.
    fn compare_outer(&mut self) {
        let bound = self.bound();
        let count = self.outer.ints.heads.len();
        if let Some(mut target) = self.target.take() {
            let needed = self.needed;
            let from = self.seen_ints;
            if let (Some(condition), true) = (&mut target.condition, self.switches.conjunctions) {
                let (outer, nodes) = (&mut self.outer, &mut self.nodes);
                condition.look(outer, nodes, self.costs, &mut self.work, bound);
            }
            let (outer, mut maker) = self.maker(bound, needed);
            for id in from..count {
                target.check(outer, id as Id, &mut maker);
            }
            target.conditionals(outer, Op::IfInt, &mut maker);
            for (_, node) in target.best.take_fresh() {
                self.accept_int(node);
            }
            self.target = Some(target);
        }
        if self.switches.strip {
            self.strip_ints(self.seen_ints);
        }
        self.seen_ints = count;
        for id in self.seen_lists..self.outer.lists.heads.len() {
            self.compare_list(id as Id);
            if self.switches.folds {
                self.numbers_of_digits(id as Id);
            }
            self.open_context(id as Id);
        }
        self.seen_lists = self.outer.lists.heads.len();
        self.list_conditionals();
        self.open_goals();
    }

    fn compare_list(&mut self, id: Id) {
        let cost = u32::from(self.outer.lists.heads.cost[id as usize]);
        let node = self.outer.lists.heads.node[id as usize];
        for goal in 0..self.goals.len() {
            let mut mask = 0u128;
            for (example, list) in self.goals[goal].values.iter().enumerate() {
                let same = self.outer.lists.at(id, example) == Some(list);
                mask |= u128::from(same) << example;
            }
            if mask == self.outer.all {
                self.propose(goal, cost, node);
            } else if self.switches.strip {
                self.strip_list(goal, id);
            }
            if goal == 0 && mask != 0 {
                let entry = self.list_masks.entry(mask).or_insert((u32::MAX, 0));
                if cost < entry.0 {
                    *entry = (cost, node);
                }
            }
        }
    }

    /// Conditions between two lists that are right for some examples each.
    fn list_conditionals(&mut self) {
        if !self.switches.masks || self.list_masks.len() < 2 {
            return;
        }
        let mut masks: Vec<(u32, u128, NodeId)> = (self.list_masks.iter())
            .map(|(mask, (cost, node))| (*cost, *mask, *node))
            .collect();
        masks.sort_unstable();
        let all = self.outer.all;
        let mut best: Option<(u32, [NodeId; 3])> = None;
        let bools = &self.outer.bools;
        for condition in 0..bools.heads.len().min(20_000) {
            let when = u32::from(bools.heads.cost[condition]);
            let bound = best.map_or(self.bound(), |(cost, _)| cost);
            if when + 5 >= bound {
                continue;
            }
            let holds = bools.masks[condition];
            let on = |points: u128| masks.iter().find(|(_, mask, _)| points & !mask == 0);
            if let (Some(yes), Some(no)) = (on(holds), on(all & !holds)) {
                let cost = base(Op::IfList) + when + yes.0 + no.0;
                if cost < bound {
                    best = Some((cost, [bools.heads.node[condition], yes.2, no.2]));
                }
            }
        }
        if let Some((_, operands)) = best {
            let node = self.nodes.apply(Op::IfList, &operands);
            self.accept(node);
        }
    }

    /// Bytes that all banks take, about.
    fn bytes(&self) -> usize {
        let contexts = self.contexts.iter().flatten();
        let contexts: usize = contexts.map(|context| context.bank.bytes()).sum();
        self.outer.bytes() + contexts + self.nodes.len() * 40
    }
}
