//! The conditions by which a set of atoms can be divided.

use super::super::ir::{Check, Decision};
use super::super::separate::{conjunction, respell, separate, spelled};
use super::{Atoms, Candidate, Planner, Positions};
use crate::behaviour::{Comparison, Hull, N, Region, Test, zero};
use std::rc::Rc;

impl Planner<'_> {
    /// The ways to divide a set of atoms by a condition on what the list holds once the positions
    /// of `from` are final.
    pub(super) fn candidates_at(&mut self, set: Atoms, from: Positions) -> Rc<Vec<Candidate>> {
        let candidates = self.candidates(set);
        let moved = from & !self.unchanged(set);
        if moved == 0 {
            return candidates;
        }
        if let Some(known) = self.candidates_at.get(&(set, from)) {
            return known.clone();
        }
        let hulls: Vec<&Hull> = self.members(set).map(|a| &a.hull).collect();
        let cases = self.cases(set, from);
        let respelled = candidates.iter().filter_map(|c| {
            let mut checks = Vec::new();
            for check in &c.decision.checks {
                checks.push(respell(check, &cases, &hulls, moved)?);
            }
            let any = c.decision.any;
            candidate(set, c.yes, Decision { checks, any }, None)
        });
        let as_met = candidates.iter().filter_map(|c| {
            let checks = vec![respell(&c.met?, &cases, &hulls, moved)?];
            candidate(set, c.yes, Decision { checks, any: false }, None)
        });
        let mut found: Vec<Candidate> = respelled.chain(as_met).collect();
        found.sort_by_key(|c| (c.cost, c.decision.checks.len(), c.yes));
        // Of two ways to write one division the shorter.
        let mut seen = Vec::new();
        found.retain(|c| {
            let new = !seen.contains(&c.yes);
            seen.push(c.yes);
            new
        });
        let found = Rc::new(found);
        self.candidates_at.insert((set, from), found.clone());
        found
    }

    /// The ways to divide a set of atoms by a condition.
    fn candidates(&mut self, set: Atoms) -> Rc<Vec<Candidate>> {
        if let Some(known) = self.candidates.get(&set) {
            return known.clone();
        }
        let mut found: Vec<Candidate> = Vec::new();
        let splits = |yes: Atoms, found: &[Candidate]| {
            yes != 0 && yes != set && found.iter().all(|c| c.yes != yes && c.yes != set & !yes)
        };
        for (t, (test, _)) in self.tests.iter().enumerate() {
            let yes = set & self.answers[t];
            if splits(yes, &found) {
                let (a, b) = self.regions(yes, set & !yes);
                if a.is_empty() || b.is_empty() {
                    continue;
                }
                let check = separate(&a, &b).unwrap_or_else(|| spelled(test));
                let checks = vec![check];
                let decision = Decision { checks, any: false };
                found.extend(candidate(set, yes, decision, Some(spelled(test))));
            }
        }
        if self.narrow {
            // The division that separates most results, then the shortest.
            let mixed = |yes: Atoms| {
                self.classes_of(yes).count_ones() + self.classes_of(set & !yes).count_ones()
            };
            let best = found.into_iter().min_by_key(|c| (mixed(c.yes), c.cost));
            let found = Rc::new(best.into_iter().collect::<Vec<_>>());
            self.candidates.insert(set, found.clone());
            return found;
        }
        for (t, (first, first_holds)) in self.tests.iter().enumerate() {
            for (u, (second, second_holds)) in self.tests.iter().enumerate().skip(t + 1) {
                for signs in 0..4 {
                    let side = |t: usize, bit: u32| match signs & bit {
                        0 => self.answers[t],
                        _ => !self.answers[t],
                    };
                    let yes = set & side(t, 1) & side(u, 2);
                    let no = set & !yes;
                    if !splits(yes, &found) || self.classes_of(yes) & self.classes_of(no) != 0 {
                        continue;
                    }
                    let (a, b) = self.regions(yes, no);
                    if a.is_empty() || b.is_empty() {
                        continue;
                    }
                    let decision = match separate(&a, &b) {
                        Some(check) => Decision {
                            checks: vec![check],
                            any: false,
                        },
                        None => {
                            let part = |test: &Test, holds: &Region, bit: u32| match signs & bit {
                                0 => (spelled(test), holds.clone()),
                                _ => (spelled(test).negated(), Region::full().without(holds)),
                            };
                            let one = part(first, first_holds, 1);
                            let two = part(second, second_holds, 2);
                            conjunction([(one.0, &one.1), (two.0, &two.1)], &a, &b)
                        }
                    };
                    found.extend(candidate(set, yes, decision, None));
                }
            }
        }
        found.sort_by_key(|c| (c.cost, c.decision.checks.len(), c.yes));
        let found = Rc::new(found);
        self.candidates.insert(set, found.clone());
        found
    }

    /// The inputs of two sets of atoms, without those for which it does not matter to which they
    /// are counted.
    fn regions(&self, yes: Atoms, no: Atoms) -> (Region, Region) {
        let union = |set| {
            let mut out = Region::empty();
            self.members(set).for_each(|a| out.extend(&a.region));
            out
        };
        let (a, b) = (union(yes), union(no));
        let Some(same) = self.agreement(yes, no) else {
            return (a, b);
        };
        // What is planned for a narrow region may be wrong outside of it.
        let wide = |set| self.members(set).all(|a| a.hull.is_trivial());
        let c = if wide(no) { a.without(&same) } else { a };
        let d = if wide(yes) { b.without(&same) } else { b };
        (c, d)
    }

    /// Where the results of two uniform sets of atoms are equal, if anywhere.
    fn agreement(&self, yes: Atoms, no: Atoms) -> Option<Region> {
        if !self.is_uniform(yes) || !self.is_uniform(no) {
            return None;
        }
        let (a, b) = (self.members(yes).next()?, self.members(no).next()?);
        let (a, b) = (&self.classes[a.class], &self.classes[b.class]);
        let mut same: Option<Region> = None;
        for i in 0..N {
            match zero(&a[i].minus(&b[i])) {
                Comparison::Decided(true) => {}
                Comparison::Decided(false) => return None,
                Comparison::Open(test, answer) => {
                    let equal = Region::of(&test)?;
                    let equal = if answer {
                        equal
                    } else {
                        Region::full().without(&equal)
                    };
                    same = Some(match same {
                        None => equal,
                        Some(old) => old.and(&equal),
                    });
                }
            }
        }
        same
    }

    /// Whether all atoms of a set have the same results.
    fn is_uniform(&self, set: Atoms) -> bool {
        self.classes_of(set).is_power_of_two()
    }

    /// Which results occur in a set of atoms, as a mask.
    fn classes_of(&self, set: Atoms) -> u64 {
        self.members(set).fold(0, |mask, a| mask | 1 << a.class)
    }
}

/// A condition with the side on which it holds, turned to the preferred one of the two ways round.
fn candidate(set: Atoms, yes: Atoms, decision: Decision, met: Option<Check>) -> Option<Candidate> {
    let negated = decision.negated();
    let (one, other) = (decision.cost()?, negated.cost()?);
    let rank = |d: &Decision| d.checks.iter().map(Check::rank).collect::<Vec<_>>();
    let turn = (negated.any, other, rank(&negated)) < (decision.any, one, rank(&decision));
    let met = met.map(|check| if turn { check.negated() } else { check });
    let (yes, decision) = if turn {
        (set & !yes, negated)
    } else {
        (yes, decision)
    };
    let support = decision.support();
    Some(Candidate {
        yes,
        decision,
        met,
        cost: one.min(other),
        support,
    })
}
