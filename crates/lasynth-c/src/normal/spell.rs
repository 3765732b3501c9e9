//! The shortest statement that brings one position from its value to another.

use super::ir::{Assign, Node, SAVE_COST, Slot, Sum};
use crate::behaviour::{AffineForm, N};
use crate::syntax::AssignOp;

/// What the five positions and up to two temporaries hold.
pub type State = [AffineForm; N + 2];

/// A state without temporaries.
pub fn state(list: &[AffineForm; N]) -> State {
    let mut out = [AffineForm::constant(0); N + 2];
    out[..N].copy_from_slice(list);
    out
}

/// Statements with their cost in tokens.
pub type Steps = (u32, Vec<Assign>);

/// Several cases that the same statements have to serve, each with its own values.
#[derive(Clone, Debug)]
pub struct Cases {
    /// What is there now.
    pub states: Vec<State>,
    /// What the first `slots` slots hold may be read.
    pub slots: usize,
}

fn slot(j: usize) -> Slot {
    if j < N {
        Slot::Elem(j as u8)
    } else {
        Slot::Temp((j - N) as u8)
    }
}

impl Cases {
    /// The value of a sum in each case.
    pub fn value(&self, sum: &Sum) -> Vec<AffineForm> {
        self.states.iter().map(|s| value(s, sum)).collect()
    }

    /// Carries out an assignment.
    pub fn apply(&mut self, assign: &Assign) {
        let Slot::Elem(j) = assign.target else { return };
        let j = usize::from(j);
        for s in &mut self.states {
            let v = value(s, &assign.value);
            s[j] = match assign.op {
                AssignOp::Set => v,
                AssignOp::Add => s[j].plus(&v),
                AssignOp::Sub => s[j].minus(&v),
            };
        }
    }

    /// Whether one statement could do: equal cases have equal goals, and every input that a goal
    /// needs is still there.
    fn is_promising(&self, goals: &[AffineForm]) -> bool {
        let first = &self.states[0];
        let differ = |(s, g): (&State, &AffineForm)| s != first || *g == goals[0];
        if !self.states.iter().zip(goals).all(differ) {
            return false;
        }
        let lead = &goals[0];
        let held = |j: usize| first[..self.slots].iter().any(|l| l.k(j) != 0);
        (0..N).all(|j| lead.k(j) == 0 || held(j))
    }

    /// The shortest single statement that makes position `i` hold `goals`.
    pub fn spell(&self, i: usize, goals: &[AffineForm]) -> Option<(u32, Assign)> {
        if !self.is_promising(goals) {
            return None;
        }
        // Every slot, added (even) and subtracted (odd), in the first case.
        let mut signed = [AffineForm::constant(0); 2 * (N + 2)];
        for (j, value) in self.states[0][..self.slots].iter().enumerate() {
            signed[2 * j] = *value;
            signed[2 * j + 1] = value.negated();
        }
        let signed = &signed[..2 * self.slots];
        let mut search = Search {
            cases: self,
            i,
            goals,
            best: None,
        };
        let set = goals[0];
        let add = set.minus(&self.states[0][i]);
        // More terms are never shorter.
        search.offer(&[], false, &set);
        search.offer(&[], true, &add);
        for terms in 1..=3 {
            if search.best.is_some() {
                break;
            }
            for (relative, rest) in [(false, set), (true, add)] {
                match terms {
                    1 => search.one(signed, relative, &rest),
                    2 => search.two(signed, relative, &rest),
                    // What takes fewer terms from the start hardly ever takes three later.
                    _ if rest.w().iter().map(|k| k.abs()).sum::<i16>() < 3 => {}
                    _ => search.three(signed, relative, &rest),
                }
            }
        }
        search.best
    }

    /// The shortest way found to make position `i` hold `goals`; by several statements where that
    /// is `hard`, that is, beyond one statement even from the start.
    pub fn reach(&self, i: usize, goals: &[AffineForm], hard: bool) -> Option<Steps> {
        if let Some((cost, assign)) = self.spell(i, goals) {
            return Some((cost, vec![assign]));
        }
        if !hard || !self.is_promising(goals) {
            return None;
        }
        self.reach_in_two(i, goals)
            .or_else(|| self.reach_by_pieces(i, goals))
    }

    /// A first statement, then a doubling or a change by at most two slots.
    fn reach_in_two(&self, i: usize, goals: &[AffineForm]) -> Option<Steps> {
        let target = Slot::Elem(i as u8);
        let mut best: Option<Steps> = None;
        let mut offer = |first: (u32, Assign), then: (u32, Assign)| {
            let cost = first.0 + then.0;
            if best.as_ref().is_none_or(|(old, _)| cost < *old) {
                best = Some((cost, vec![first.1, then.1]));
            }
        };
        let halves: Option<Vec<AffineForm>> = goals.iter().map(AffineForm::halved).collect();
        if let Some(halves) = halves
            && let Some(first) = self.spell(i, &halves)
        {
            let (cost, double) = Assign::change(target, Sum::new(&[(false, target)], 0));
            offer(first, (cost?, double));
        }
        let mut attempt = |chosen: &[(bool, usize)], c: i16| {
            let named: Vec<_> = chosen.iter().map(|&(neg, j)| (neg, slot(j))).collect();
            let value = Sum::new(&named, c);
            let rest: Vec<AffineForm> = goals
                .iter()
                .zip(self.value(&value))
                .map(|(g, v)| g.minus(&v))
                .collect();
            if let (Some(cost), change) = Assign::change(target, value)
                && let Some(first) = self.spell(i, &rest)
            {
                offer(first, (cost, change));
            }
        };
        // The slots that occur in the goal, with the sign that they have there.
        let lead = &goals[0];
        let parts: Vec<(bool, usize)> = (0..N)
            .filter(|&j| lead.k(j) != 0 && j != i)
            .map(|j| (lead.k(j) < 0, j))
            .collect();
        for (n, &one) in parts.iter().enumerate() {
            attempt(&[one], 0);
            for &two in &parts[n..] {
                attempt(&[one, two], 0);
            }
        }
        let c = lead.c().clamp(-8, 8);
        if c != 0 {
            attempt(&[], c);
        }
        best
    }

    /// Peels off up to three slots, or 12 of the constant, at a time.
    fn reach_by_pieces(&self, i: usize, goals: &[AffineForm]) -> Option<Steps> {
        let target = Slot::Elem(i as u8);
        let mut rest = goals.to_vec();
        let mut tail = Vec::new();
        let mut cost = 0;
        for _ in 0..6 {
            if let Some(first) = self.spell(i, &rest) {
                let mut steps = vec![first.1];
                steps.extend(tail.into_iter().rev());
                return Some((cost + first.0, steps));
            }
            let mut terms: Vec<(bool, Slot)> = Vec::new();
            for j in (0..N).filter(|&j| j != i) {
                let k = rest[0].k(j);
                let count = usize::from(k.unsigned_abs()).min(3 - terms.len());
                terms.extend((0..count).map(|_| (k < 0, slot(j))));
            }
            let c = if terms.is_empty() {
                rest[0].c().clamp(-12, 12)
            } else {
                0
            };
            let value = Sum::new(&terms, c);
            let (price, change) = Assign::change(target, value);
            cost += price?;
            tail.push(change);
            for (r, v) in rest.iter_mut().zip(self.value(&value)) {
                *r = r.minus(&v);
            }
        }
        None
    }

    /// The shortest sequence that makes every position of `todo` hold its goal, each position
    /// written once, in an order that reads nothing too late.
    pub fn settle(&self, goals: &[[AffineForm; N]], todo: u8) -> Option<Steps> {
        let mut todo = todo;
        for i in 0..N {
            let there = || self.states.iter().zip(goals).all(|(s, g)| s[i] == g[i]);
            if todo & 1 << i != 0 && there() {
                todo &= !(1 << i);
            }
        }
        if todo == 0 {
            return Some((0, Vec::new()));
        }
        let hard = goals
            .iter()
            .fold(0, |mask, g| mask | hard_positions(g, todo));
        // Backwards over the sets of positions still to be written.
        let mut best: [Option<Steps>; 1 << N] = [const { None }; 1 << N];
        best[0] = Some((0, Vec::new()));
        for left in 1..=todo {
            if left & !todo != 0 {
                continue;
            }
            let mut now = self.clone();
            for i in (0..N).filter(|&i| todo & !left & 1 << i != 0) {
                for (s, g) in now.states.iter_mut().zip(goals) {
                    s[i] = g[i];
                }
            }
            let mut found: Option<Steps> = None;
            for i in (0..N).filter(|&i| left & 1 << i != 0) {
                let Some((after, rest)) = &best[usize::from(left & !(1 << i))] else {
                    continue;
                };
                let column: Vec<AffineForm> = goals.iter().map(|g| g[i]).collect();
                let Some((cost, mut steps)) = now.reach(i, &column, hard & 1 << i != 0) else {
                    continue;
                };
                if found.as_ref().is_none_or(|(old, _)| cost + after < *old) {
                    steps.extend(rest);
                    found = Some((cost + after, steps));
                }
            }
            best[usize::from(left)] = found;
        }
        best[usize::from(todo)].take()
    }

    /// Like [`Cases::settle`], with one or two positions saved first.
    pub fn settle_with_temporaries(
        &self,
        goals: &[[AffineForm; N]],
        todo: u8,
    ) -> Option<(u32, Vec<Node>)> {
        let attempt = |saved: &[usize]| {
            let mut with = self.clone();
            with.slots = N + saved.len();
            for s in &mut with.states {
                for (t, &j) in saved.iter().enumerate() {
                    s[N + t] = s[j];
                }
            }
            let (cost, steps) = with.settle(goals, todo)?;
            let mut nodes = Vec::new();
            for (temp, &from) in saved.iter().enumerate() {
                let (temp, from) = (temp as u8, from as u8);
                nodes.push(Node::Save { temp, from });
            }
            nodes.extend(steps.into_iter().map(Node::Assign));
            Some((cost + SAVE_COST * saved.len() as u32, nodes))
        };
        let wanted: Vec<usize> = (0..N).filter(|&j| todo & 1 << j != 0).collect();
        let one = wanted.iter().filter_map(|&j| attempt(&[j]));
        one.min_by_key(|(cost, _)| *cost).or_else(|| {
            let mut pairs = (wanted.iter().enumerate())
                .flat_map(|(n, &j)| wanted[n + 1..].iter().map(move |&k| [j, k]));
            pairs.find_map(|pair| attempt(&pair))
        })
    }
}

/// The positions of `todo` whose goals take more than one statement even from the inputs.
pub fn hard_positions(goals: &[AffineForm; N], todo: u8) -> u8 {
    let start = Cases {
        states: vec![state(&AffineForm::inputs())],
        slots: N,
    };
    (0..N)
        .filter(|&i| todo & 1 << i != 0 && start.spell(i, &goals[i..=i]).is_none())
        .fold(0, |mask, i| mask | 1 << i)
}

/// The search for one statement.
struct Search<'a> {
    cases: &'a Cases,
    i: usize,
    goals: &'a [AffineForm],
    best: Option<(u32, Assign)>,
}

impl Search<'_> {
    fn one(&mut self, signed: &[AffineForm], relative: bool, rest: &AffineForm) {
        for (a, x) in signed.iter().enumerate() {
            self.offer(&[a], relative, &rest.minus(x));
        }
    }

    fn two(&mut self, signed: &[AffineForm], relative: bool, rest: &AffineForm) {
        for (a, x) in signed.iter().enumerate() {
            let rest = rest.minus(x);
            for (b, y) in signed.iter().enumerate().skip(a) {
                self.offer(&[a, b], relative, &rest.minus(y));
            }
        }
    }

    fn three(&mut self, signed: &[AffineForm], relative: bool, rest: &AffineForm) {
        for (a, x) in signed.iter().enumerate() {
            let rest = rest.minus(x);
            for (b, y) in signed.iter().enumerate().skip(a) {
                let rest = rest.minus(y);
                for (c, z) in signed.iter().enumerate().skip(b) {
                    self.offer(&[a, b, c], relative, &rest.minus(z));
                }
            }
        }
    }

    /// Takes note of a sum of signed slots, if what it leaves of the goal is the same constant in
    /// every case. `rest` is what it leaves in the first case.
    #[inline]
    fn offer(&mut self, chosen: &[usize], relative: bool, rest: &AffineForm) {
        if let Some(c) = rest.as_constant() {
            self.consider(chosen, relative, c);
        }
    }

    fn consider(&mut self, chosen: &[usize], relative: bool, c: i16) {
        // A slot is not both added and subtracted, and `a[i] = a[i] + ..` is never shorter than
        // `a[i] += ..`.
        let cancels = |&a: &usize| chosen.contains(&(a ^ 1));
        if chosen.iter().any(cancels) || !relative && chosen.contains(&(2 * self.i)) {
            return;
        }
        for (state, goal) in self.cases.states.iter().zip(self.goals).skip(1) {
            let mut rest = *goal;
            if relative {
                rest = rest.minus(&state[self.i]);
            }
            for &a in chosen {
                let value = &state[a / 2];
                rest = match a % 2 {
                    0 => rest.minus(value),
                    _ => rest.plus(value),
                };
            }
            if rest.as_constant() != Some(c) {
                return;
            }
        }
        let mut named = [(false, Slot::Iter); 3];
        for (to, &a) in named.iter_mut().zip(chosen) {
            *to = (a % 2 == 1, slot(a / 2));
        }
        let value = Sum::new(&named[..chosen.len()], c);
        let target = Slot::Elem(self.i as u8);
        let (cost, assign) = if relative {
            Assign::change(target, value)
        } else {
            let op = AssignOp::Set;
            let assign = Assign { target, op, value };
            (assign.cost(), assign)
        };
        if let Some(cost) = cost
            && self.best.is_none_or(|(old, _)| cost < old)
        {
            self.best = Some((cost, assign));
        }
    }
}

fn value(s: &State, sum: &Sum) -> AffineForm {
    let mut out = AffineForm::constant(sum.c);
    for &(neg, slot) in sum.terms() {
        let v = match slot {
            Slot::Elem(j) => s[usize::from(j)],
            Slot::Temp(t) => s[N + usize::from(t)],
            Slot::Iter | Slot::Near(_) => unreachable!("loops are simulated apart"),
        };
        out = if neg { out.minus(&v) } else { out.plus(&v) };
    }
    out
}
