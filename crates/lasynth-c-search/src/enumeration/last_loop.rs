//! The last loop of a program, found from what it has to do.
//!
//! In every context ([`super::contexts`]) a right side is either what is wanted or not, and a
//! condition either holds or not. So both are sets, and whether `if (c) a[p] = e;` does what is wanted
//! is a matter of two inclusions.

use super::bank::{Bank, MAX_COMPARISON, MAX_SUM, MIN_COMPARISON, MIN_SUM, values};
use super::contexts::{Contexts, Evaluator, Set};
use super::grammar::{
    Atom, BRANCH, BREAK, CONNECTIVE, Comparison, FURTHER, Head, LOOP, Node, OTHERWISE, Place,
    STATEMENT, Sum, Target, Test,
};
use super::machine::{Block, Goal, WIDTH};

/// What `a[p] = ..` costs without its right side.
pub(super) const SET: u32 = STATEMENT + Place::Outer(0).cost();
/// What an `if` around one costs at least.
pub(super) const IF: u32 = BRANCH + MIN_COMPARISON + SET + MIN_SUM;

/// Right sides and conditions of one cost, with their sets.
type Costed<T> = Vec<Vec<(Set, T)>>;

/// A condition and what it decides on.
type Rule = (Comparison, Sum);
/// Looks at the clock: whether the search has to end.
pub(super) type Clock<'c> = &'c dyn Fn() -> bool;

/// What the body of a last loop can be made of.
pub(super) struct Parts {
    /// The set of all contexts, to take complements in.
    all: Set,
    /// Where nothing has to be done.
    kept: Set,
    /// Where nothing has to be done from there to the end.
    kept_on: Set,
    examples: usize,
    passes: usize,
    /// By cost: where the right side is as wanted.
    sums: Costed<Sum>,
    /// By cost: where the condition holds.
    tests: Costed<Comparison>,
}

impl Parts {
    /// All that a loop of at most `budget` can use.
    pub(super) fn new(contexts: &Contexts, bank: &Bank, head: &Head, budget: u32) -> Parts {
        let mut evaluator = Evaluator::new(contexts);
        let wanted = contexts.wanted_here();
        let rest = budget.saturating_sub(LOOP + head.cost());
        let most = |spent: u32, limit: usize| match rest.checked_sub(spent) {
            Some(left) => (left as usize).min(limit) + 1,
            None => 0,
        };
        let mut sums: Costed<Sum> = vec![Vec::new(); MAX_SUM + 1];
        for (cost, level) in bank.sums.iter().enumerate().take(most(SET, MAX_SUM)) {
            for sum in level {
                let set = evaluator.sum_is(sum, &wanted);
                if set != 0 {
                    sums[cost].push((set, *sum));
                }
            }
        }
        let all = contexts.all();
        let mut tests: Costed<Comparison> = vec![Vec::new(); MAX_COMPARISON + 1];
        let levels = most(IF - MIN_COMPARISON, MAX_COMPARISON);
        for (cost, level) in bank.comparisons.iter().enumerate().take(levels) {
            for test in level {
                let (holds, valid) = evaluator.comparison(test);
                // What always holds, or never, says nothing.
                if valid == all && holds != 0 && holds != all {
                    tests[cost].push((holds, *test));
                }
            }
        }
        let kept = contexts.kept();
        let passes = contexts.len / contexts.examples.max(1);
        let mut kept_on = 0;
        let mut so_far = (1 << contexts.examples) - 1;
        for pass in (0..passes).rev() {
            so_far &= kept >> (pass * contexts.examples);
            kept_on |= so_far << (pass * contexts.examples);
        }
        Parts {
            all,
            kept,
            kept_on,
            examples: contexts.examples,
            passes,
            sums,
            tests,
        }
    }

    /// Hands over the loops of exactly `budget`, not all of them when the clock says that time is up.
    pub(super) fn loops(
        &self,
        head: &Head,
        budget: u32,
        clock: Clock<'_>,
        found: &mut dyn FnMut(Node),
    ) {
        let Some(rest) = budget.checked_sub(LOOP + head.cost()) else {
            return;
        };
        if self.kept == self.all {
            return;
        }
        let mut found = |body: Vec<Node>| {
            if head.step > 0 || body.iter().any(minds_order) {
                found(Node::For(*head, body));
            }
        };
        if let Some(cost) = rest.checked_sub(SET) {
            for (set, sum) in at(&self.sums, cost) {
                if *set == self.all {
                    found(vec![assign(*sum)]);
                }
            }
        }
        if let Some(left) = rest.checked_sub(BRANCH + SET) {
            self.one_sided(left, &mut |test, sum| {
                found(vec![Node::If(test, vec![assign(sum)], vec![])]);
            });
        }
        if let Some(left) = rest.checked_sub(BRANCH + BREAK + FURTHER + SET) {
            self.broken(left, &mut |test, sum| {
                let test = Test::One(test);
                found(vec![Node::If(test, vec![Node::Break], vec![]), assign(sum)]);
            });
        }
        if let Some(left) = rest.checked_sub(BRANCH + OTHERWISE + 2 * SET) {
            self.two_sided(left, clock, &mut |test, then, otherwise| {
                let test = Test::One(test);
                found(vec![Node::If(
                    test,
                    vec![assign(then)],
                    vec![assign(otherwise)],
                )]);
            });
        }
        if let Some(left) = rest.checked_sub(2 * BRANCH + OTHERWISE + 2 * SET) {
            self.chained(left, clock, &mut |first, second, last| {
                let last = last.map(assign).into_iter().collect();
                let inner = Node::If(Test::One(second.0), vec![assign(second.1)], last);
                found(vec![Node::If(
                    Test::One(first.0),
                    vec![assign(first.1)],
                    vec![inner],
                )]);
            });
        }
    }

    /// `if (test) a[p] = sum;`
    fn one_sided(&self, left: u32, found: &mut dyn FnMut(Test, Sum)) {
        let changed = self.all & !self.kept;
        for (cost, sums) in self.sums.iter().enumerate() {
            for (right, sum) in sums.iter().filter(|(set, _)| changed & !set == 0) {
                let Some(cost) = left.checked_sub(cost as u32) else {
                    continue;
                };
                for (holds, test) in at(&self.tests, cost) {
                    if changed & !holds == 0 && holds & !right == 0 {
                        found(Test::One(*test), *sum);
                    }
                }
            }
        }
        let Some(left) = left.checked_sub(CONNECTIVE) else {
            return;
        };
        if self
            .sums
            .iter()
            .flatten()
            .all(|(set, _)| changed & !set != 0)
        {
            return;
        }
        // Both sides of an `&&` hold where something changes; neither side of an `||` anywhere where
        // the right side is wrong.
        let within = |set: Set| changed & !set == 0;
        let wide = flatten(&self.tests, |set| within(*set));
        self.pairs(&wide, left, |x, y| x & y, &mut |x, y, sum| {
            found(Test::And(x, y), sum);
        });
        let useful = self.sums.iter().flatten().filter(|(set, _)| within(*set));
        let right = useful.fold(0, |union, (set, _)| union | set);
        let narrow = flatten(&self.tests, |set| set & changed != 0 && set & !right == 0);
        self.pairs(&narrow, left, |x, y| x | y, &mut |x, y, sum| {
            found(Test::Or(x, y), sum);
        });
    }

    fn pairs(
        &self,
        tests: &[(u32, Set, Comparison)],
        left: u32,
        join: fn(Set, Set) -> Set,
        found: &mut dyn FnMut(Comparison, Comparison, Sum),
    ) {
        let changed = self.all & !self.kept;
        for (index, (first_cost, first, x)) in tests.iter().enumerate() {
            for (second_cost, second, y) in &tests[index + 1..] {
                let Some(cost) = left.checked_sub(first_cost + second_cost) else {
                    break;
                };
                let both = join(*first, *second);
                // A part that decides nothing is left out.
                if both == *first || both == *second || changed & !both != 0 || both == self.all {
                    continue;
                }
                for (right, sum) in at(&self.sums, cost) {
                    if both & !right == 0 {
                        found(*x, *y, *sum);
                    }
                }
            }
        }
    }

    /// `if (test) break; a[p] = sum;`
    fn broken(&self, left: u32, found: &mut dyn FnMut(Comparison, Sum)) {
        for (cost, tests) in self.tests.iter().enumerate() {
            for (holds, test) in tests {
                let Some(cost) = left.checked_sub(cost as u32) else {
                    return;
                };
                if at(&self.sums, cost).is_empty() {
                    continue;
                }
                if let Some(done) = self.until(*holds) {
                    for (right, sum) in at(&self.sums, cost) {
                        if done & !right == 0 {
                            found(*test, *sum);
                        }
                    }
                }
            }
        }
    }

    /// The contexts of each example before the first in which `holds`, if nothing has to be done in
    /// the others.
    fn until(&self, holds: Set) -> Option<Set> {
        let mut running: Set = (1 << self.examples) - 1;
        let mut done = 0;
        for pass in 0..self.passes {
            let shift = pass * self.examples;
            let stops = running & (holds >> shift);
            if stops & !(self.kept_on >> shift) != 0 {
                return None;
            }
            running &= !stops;
            done |= running << shift;
        }
        (done != self.all && done != 0).then_some(done)
    }

    /// `if (test) a[p] = then; else a[p] = otherwise;`
    fn two_sided(&self, left: u32, clock: Clock<'_>, found: &mut dyn FnMut(Comparison, Sum, Sum)) {
        for (cost, tests) in self.tests.iter().enumerate() {
            let Some(left) = left.checked_sub(cost as u32) else {
                return;
            };
            for (holds, test) in tests {
                if clock() {
                    return;
                }
                for (cost, sums) in self.sums.iter().enumerate() {
                    let Some(left) = left.checked_sub(cost as u32) else {
                        break;
                    };
                    let others = at(&self.sums, left);
                    if others.is_empty() {
                        continue;
                    }
                    for (right, then) in sums {
                        if holds & !right != 0 || *right == self.all {
                            continue;
                        }
                        for (right, otherwise) in others {
                            if self.all & !holds & !right == 0 && *right != self.all {
                                found(*test, *then, *otherwise);
                            }
                        }
                    }
                }
            }
        }
    }

    /// `if (..) a[p] = ..; else if (..) a[p] = ..;`, and the same with `else a[p] = ..;`
    fn chained(&self, left: u32, clock: Clock<'_>, found: &mut dyn FnMut(Rule, Rule, Option<Sum>)) {
        for (test_cost, tests) in self.tests.iter().enumerate() {
            let Some(left) = left.checked_sub(test_cost as u32) else {
                return;
            };
            for (holds, test) in tests {
                if clock() {
                    return;
                }
                let rest = self.all & !holds;
                for (cost, sums) in self.sums.iter().enumerate() {
                    let Some(left) = left.checked_sub(cost as u32) else {
                        break;
                    };
                    for (_, then) in sums.iter().filter(|(right, _)| holds & !right == 0) {
                        let first = (*test, *then);
                        self.second(rest, left, &mut |second, last| {
                            if second.1 != *then && last != Some(second.1) {
                                found(first, second, last);
                            }
                        });
                    }
                }
            }
        }
    }

    /// What follows the first `else` of a chain, in the contexts of `rest`.
    fn second(&self, rest: Set, left: u32, found: &mut dyn FnMut(Rule, Option<Sum>)) {
        let needed = rest & !self.kept;
        let others = left.checked_sub(OTHERWISE + SET);
        for (cost, sums) in self.sums.iter().enumerate() {
            let Some(test_cost) = left.checked_sub(cost as u32) else {
                return;
            };
            for (right, sum) in sums.iter().filter(|(right, _)| rest & right != 0) {
                if needed != 0 && needed & !right == 0 {
                    for (holds, test) in at(&self.tests, test_cost) {
                        let holds = holds & rest;
                        if needed & !holds == 0 && holds & !right == 0 && holds != rest {
                            found((*test, *sum), None);
                        }
                    }
                }
                let Some(left) = others.and_then(|left| left.checked_sub(cost as u32)) else {
                    continue;
                };
                for (test_cost, tests) in self.tests.iter().enumerate() {
                    let Some(left) = left.checked_sub(test_cost as u32) else {
                        break;
                    };
                    let lasts = at(&self.sums, left);
                    for (holds, test) in tests {
                        let holds = holds & rest;
                        if lasts.is_empty() || holds == 0 || holds == rest || holds & !right != 0 {
                            continue;
                        }
                        for (right, last) in lasts {
                            if rest & !holds & !right == 0 {
                                found((*test, *sum), Some(*last));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a loop over `a[p] = sum;` finishes a state: what [`Parts`] finds without conditions, for when
/// there are many states and few sums.
pub(super) fn does(blocks: &[Block], goal: &Goal, head: &Head, sum: &Sum) -> bool {
    blocks.iter().zip(&goal.end).all(|(block, end)| {
        let mut list = block.list;
        values(head, 0).all(|pass| {
            let mut value = [i16::from(sum.constant); WIDTH];
            for (negative, atom) in sum.atoms() {
                let at = match atom {
                    Atom::Local | Atom::Outer => 0,
                    Atom::Elem(Place::Fixed(at)) => at as i8,
                    Atom::Elem(Place::Outer(offset)) => pass + offset,
                    Atom::Elem(Place::Mirror) => 4 - pass,
                    // An index that is data is left to the other way.
                    Atom::Elem(_) | Atom::Inner => return false,
                };
                let term = match (atom, list.get(at as usize)) {
                    (Atom::Local, _) => block.local,
                    (Atom::Outer, _) => [pass.into(); WIDTH],
                    (_, Some(element)) => *element,
                    (_, None) => return false,
                };
                for (value, term) in value.iter_mut().zip(term) {
                    // Where a run is invalid its values mean nothing and may be anything.
                    *value = match negative {
                        true => value.wrapping_sub(term),
                        false => value.wrapping_add(term),
                    };
                }
            }
            let pass = pass as usize;
            list[pass] = end.list[pass];
            (0..WIDTH).all(|lane| end.bad[lane] != 0 || value[lane] == end.list[pass][lane])
        })
    })
}

fn at<T>(costed: &Costed<T>, cost: u32) -> &[(Set, T)] {
    costed.get(cost as usize).map_or(&[], |level| level)
}

fn flatten(tests: &Costed<Comparison>, keep: impl Fn(&Set) -> bool) -> Vec<(u32, Set, Comparison)> {
    let mut out = Vec::new();
    for (cost, level) in tests.iter().enumerate() {
        let kept = level.iter().filter(|(set, _)| keep(set));
        out.extend(kept.map(|(set, test)| (cost as u32, *set, *test)));
    }
    out
}

pub(super) fn assign(sum: Sum) -> Node {
    Node::Set(Target::Elem(Place::Outer(0)), sum)
}

/// Whether it matters to a body in which order the positions come.
pub(super) fn minds_order(node: &Node) -> bool {
    let elsewhere = |atom| match atom {
        Atom::Elem(place) => place != Place::Outer(0),
        _ => false,
    };
    match node {
        Node::Set(Target::Local, _) | Node::Break | Node::Swap(..) | Node::For(..) => true,
        Node::Set(_, value) => value.has(elsewhere),
        Node::If(test, then, otherwise) => {
            let minds = match test {
                Test::One(only) => only.has(elsewhere),
                Test::And(x, y) | Test::Or(x, y) => x.has(elsewhere) || y.has(elsewhere),
            };
            minds || then.iter().chain(otherwise).any(minds_order)
        }
    }
}
