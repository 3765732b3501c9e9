//! Straight assignments that finish a program, each right side looked up by what it has to be.

use super::bank::{Bank, MAX_SUM};
use super::contexts::{Contexts, Evaluator, MOST, Set};
use super::grammar::{
    Atom, BRANCH, Comparison, Node, OTHERWISE, Place, STATEMENT, Sum, TERMS, Target, Test, cost,
};
use super::last_loop::Clock;

/// What `a[k] = ..` costs without its right side.
pub(super) const ELEMENT: u32 = STATEMENT + Place::Fixed(0).cost();

/// For how many right sides of each position the combinations are looked at.
const CHOICES: usize = 8;
/// How many ways of finishing are kept for each set of examples.
const WAYS: usize = 24;

/// A way to finish, and what it costs.
type Way = (u32, Vec<Node>);

/// What straight assignments after a state can be.
pub(super) struct Endings<'c> {
    contexts: &'c Contexts,
    /// Right sides by position: cost, examples in which it is as wanted.
    sums: [Vec<(u32, Set, Sum)>; 5],
    /// Positions that are not as wanted, by example.
    wrong: [Set; 5],
    /// Ways to finish by the examples that need it.
    known: Vec<(Set, Vec<Way>)>,
}

impl<'c> Endings<'c> {
    /// With right sides of at most `budget`; `contexts` are those outside of loops.
    pub(super) fn new(contexts: &'c Contexts, bank: &Bank, budget: u32) -> Endings<'c> {
        let mut evaluator = Evaluator::new(contexts);
        let place = |list: &dyn Fn(usize) -> i16| {
            let mut out = [0; MOST];
            for (example, out) in out.iter_mut().enumerate().take(contexts.len) {
                *out = list(example);
            }
            out
        };
        let wanted: [[i16; MOST]; 5] =
            std::array::from_fn(|at| place(&|example| contexts.wanted[example][at]));
        let wrong = std::array::from_fn(|at| {
            let here = Sum::atom(Atom::Elem(Place::Fixed(at as u8)));
            contexts.all() & !evaluator.sum_is(&here, &wanted[at])
        });
        let mut sums: [Vec<_>; 5] = Default::default();
        let levels = (budget as usize).min(MAX_SUM) + 1;
        for (cost, level) in bank.sums.iter().enumerate().take(levels) {
            for sum in level {
                let values = evaluator.sum(sum);
                for at in (0..5).filter(|&at| wrong[at] != 0) {
                    let set = contexts.equal(&values.of, &wanted[at]) & values.valid;
                    if set != 0 {
                        sums[at].push((cost as u32, set, *sum));
                    }
                }
            }
        }
        Endings {
            contexts,
            sums,
            wrong,
            known: Vec::new(),
        }
    }

    /// The cheapest ways to finish the examples of a set, cheapest first.
    fn ways(&mut self, examples: Set) -> &[Way] {
        let known = self.known.iter().position(|(set, _)| *set == examples);
        let at = known.unwrap_or_else(|| {
            let ways = self.work_out(examples);
            self.known.push((examples, ways));
            self.known.len() - 1
        });
        &self.known[at].1
    }

    fn work_out(&self, examples: Set) -> Vec<Way> {
        let mut partial: Vec<(u32, Vec<(usize, Sum)>)> = vec![(0, Vec::new())];
        for at in 0..5 {
            if self.wrong[at] & examples == 0 {
                continue;
            }
            let fits = self.sums[at]
                .iter()
                .filter(|(_, set, _)| examples & !set == 0);
            let mut next = Vec::new();
            for (cost, _, sum) in fits.take(CHOICES) {
                for (so_far, sums) in &partial {
                    let mut sums = sums.clone();
                    sums.push((at, *sum));
                    next.push((so_far + cost, sums));
                }
            }
            next.sort_by_key(|(cost, _)| *cost);
            next.truncate(WAYS);
            partial = next;
        }
        let ordered = partial.into_iter().filter_map(|(_, sums)| in_order(sums));
        let mut ways: Vec<Way> = ordered.map(|nodes| (cost(&nodes), nodes)).collect();
        ways.sort_by_key(|(cost, _)| *cost);
        ways
    }

    /// Hands over the assignments that finish all examples.
    pub(super) fn all(&mut self, found: &mut dyn FnMut(&Way)) {
        let all = self.contexts.all();
        self.ways(all).iter().for_each(found);
    }

    /// Hands over what finishes all examples by one `if` that makes exactly `budget`, not all of it when
    /// the clock says that time is up.
    pub(super) fn branches(
        &mut self,
        bank: &Bank,
        budget: u32,
        clock: Clock<'_>,
        found: &mut dyn FnMut(Vec<Node>),
    ) {
        let all = self.contexts.all();
        let changed = self.wrong.iter().fold(0, |union, set| union | set);
        let mut evaluator = Evaluator::new(self.contexts);
        for (cost, tests) in bank.comparisons.iter().enumerate() {
            let Some(left) = budget.checked_sub(BRANCH + cost as u32) else {
                return;
            };
            for test in tests {
                if clock() {
                    return;
                }
                let (holds, valid) = evaluator.comparison(test);
                if valid != all || holds == 0 || holds == all || changed & holds == 0 {
                    continue;
                }
                self.sides(*test, holds, left, found);
            }
        }
    }

    fn sides(&mut self, test: Comparison, holds: Set, left: u32, found: &mut dyn FnMut(Vec<Node>)) {
        let rest = self.contexts.all() & !holds;
        let needed = self.wrong.iter().fold(0, |union, set| union | set) & rest;
        if needed == 0 {
            for (cost, then) in self.ways(holds) {
                if *cost == left {
                    found(vec![Node::If(Test::One(test), then.clone(), vec![])]);
                }
            }
            return;
        }
        let Some(left) = left.checked_sub(OTHERWISE) else {
            return;
        };
        let others: Vec<Way> = self.ways(rest).to_vec();
        for (cost, then) in self.ways(holds) {
            for (other, otherwise) in &others {
                if cost + other == left && then != otherwise {
                    let otherwise = otherwise.clone();
                    found(vec![Node::If(Test::One(test), then.clone(), otherwise)]);
                }
            }
        }
    }
}

/// Assignments that are meant at once, one after the other: what is read is not yet written. Where
/// they go round in a circle, two elements change places, or the local variable saves one.
pub(super) fn in_order(mut sums: Vec<(usize, Sum)>) -> Option<Vec<Node>> {
    let element = |at: usize| Place::Fixed(at as u8);
    let reads = |sum: &Sum, at: usize| sum.has(|atom| atom == Atom::Elem(element(at)));
    let mut out = Vec::new();
    let mut saved = false;
    while !sums.is_empty() {
        let free = (0..sums.len()).find(|&index| {
            let mut others = sums.iter().enumerate();
            others.all(|(other, (_, sum))| other == index || !reads(sum, sums[index].0))
        });
        if let Some(index) = free {
            let (at, sum) = sums.remove(index);
            out.push(Node::Set(Target::Elem(element(at)), sum));
            continue;
        }
        let copy = |at: usize| Sum::atom(Atom::Elem(element(at)));
        if let [(x, from_y), (y, from_x)] = sums[..]
            && from_y == copy(y)
            && from_x == copy(x)
        {
            out.push(Node::Swap(element(x), element(y)));
            return Some(out);
        }
        let uses_local = |sum: &Sum| sum.has(Atom::is_local);
        if saved || sums.iter().any(|(_, sum)| uses_local(sum)) {
            return None;
        }
        saved = true;
        let at = sums[0].0;
        out.push(Node::Set(Target::Local, copy(at)));
        for (other, sum) in &mut sums {
            if *other != at {
                for term in &mut sum.terms[..TERMS] {
                    if let Some((_, atom)) = term
                        && *atom == Atom::Elem(element(at))
                    {
                        *atom = Atom::Local;
                    }
                }
            }
        }
    }
    Some(out)
}
