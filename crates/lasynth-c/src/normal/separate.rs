//! The preferred comparison that tells two regions apart.

use super::ir::{Check, Decision};
use super::spell::{Cases, State};
use crate::behaviour::{AffineForm, Hull, N, Region, Rel, Shadows, Test, short_weights};
use crate::syntax::CmpOp;

/// The comparison as which a test is written: of the spellings with the same meaning the one whose
/// constant is smallest, then the strict one.
pub fn spelled(test: &Test) -> Check {
    let Test { w, t, rel } = *test;
    match rel {
        Rel::Eq => check(w, CmpOp::Eq, t),
        Rel::Gt if t >= 0 => check(w, CmpOp::Gt, t),
        Rel::Gt => check(w, CmpOp::Ge, t + 1),
    }
}

fn check(w: [i16; N], op: CmpOp, c: i16) -> Check {
    Check { w, op, c }
}

/// The shortest comparison of at most two positions that holds on all of `yes` and nowhere on `no`
/// (both not empty), if there is one. The answer depends on the regions alone, so that tests which
/// cannot be told apart are written in the same way.
pub fn separate(yes: &Region, no: &Region) -> Option<Check> {
    let (yes, no) = (yes.shadows(), no.shadows());
    let mut found = Vec::new();
    for (order, w) in short_weights().enumerate() {
        let Some(check) = separate_by(&w, &yes, &no) else {
            continue;
        };
        let (Some(cost), Some(other)) = (check.cost(), check.negated().cost()) else {
            continue;
        };
        // The opposite must be as likely to be chosen: the two sides may be exchanged.
        let (size, op, _) = check.rank().min(check.negated().rank());
        found.push(((cost.min(other), check.c < 0, order, size, op), check));
    }
    let best = found.into_iter().min_by_key(|(key, _)| *key);
    best.map(|(_, check)| check)
}

fn separate_by(w: &[i16; N], yes: &Shadows, no: &Shadows) -> Option<Check> {
    let (yes, no) = (yes.values(w), no.values(w));
    if yes & no != 0 {
        return None;
    }
    let low = |values: u32| values.trailing_zeros() as i16 - 8;
    let high = |values: u32| 31 - values.leading_zeros() as i16 - 8;
    if yes == 1 << 8 {
        return Some(check(*w, CmpOp::Eq, 0));
    }
    if no == 1 << 8 {
        return Some(check(*w, CmpOp::Ne, 0));
    }
    if low(yes) > high(no) {
        return Some(threshold(w, high(no), low(yes) - 1));
    }
    if low(no) > high(yes) {
        return Some(threshold(w, high(yes), low(no) - 1).negated());
    }
    if yes.is_power_of_two() {
        return Some(check(*w, CmpOp::Eq, low(yes)));
    }
    if no.is_power_of_two() {
        return Some(check(*w, CmpOp::Ne, low(no)));
    }
    None
}

/// `w·a > t` for the preferred `t` of `from..=to`.
fn threshold(w: &[i16; N], from: i16, to: i16) -> Check {
    let rel = Rel::Gt;
    let t = if from >= 0 {
        from
    } else if to >= 0 {
        0
    } else {
        to
    };
    spelled(&Test { w: *w, t, rel })
}

/// What decides between two regions that a conjunction of two tests tells apart. Each comparison is
/// chosen knowing that the other one is there.
pub fn conjunction(tests: [(Check, &Region); 2], yes: &Region, no: &Region) -> Decision {
    let [(first, _), (second, second_holds)] = tests;
    let left = no.and(second_holds);
    let one = if left.is_empty() {
        first
    } else {
        separate(yes, &left).unwrap_or(first)
    };
    // The inputs that the first comparison, as chosen, does not yet keep out.
    let passed = region_of(&one).map_or_else(|| no.clone(), |r| no.and(&r));
    let two = if passed.is_empty() {
        second
    } else {
        separate(yes, &passed).unwrap_or(second)
    };
    let mut checks = vec![one, two];
    checks.sort_by_key(|c| (c.cost(), c.w.map(|k| -k), c.rank()));
    checks.dedup();
    let any = false;
    Decision { checks, any }
}

/// The shortest way to write a comparison of inputs when the positions of `moved` no longer hold
/// them; the list holds what `cases` say.
pub fn respell(check: &Check, cases: &Cases, hulls: &[&Hull], moved: u8) -> Option<Check> {
    let mut best = (check.support() & moved == 0).then_some(*check);
    let wanted = AffineForm::from_parts(check.w, 0);
    let mut offer = |w: [i16; N]| {
        let held = |state: &State| {
            let mut out = AffineForm::constant(0);
            for (j, &k) in w.iter().enumerate() {
                if k != 0 {
                    out = out.plus(&state[j].times(k));
                }
            }
            out
        };
        let found = multiple(&wanted, hulls, |case| held(&cases.states[case]))
            .and_then(|(factor, c)| rescaled(check, w, factor, c));
        let Some(found) = found else { return };
        let shorter = |old: &Check| found.cost() < old.cost();
        if found.cost().is_some() && best.as_ref().is_none_or(shorter) {
            best = Some(found);
        }
    };
    for w in short_weights() {
        // A sum only where one of its positions holds something new.
        if (0..N).any(|j| w[j] != 0 && moved & 1 << j != 0) {
            offer(w);
        }
    }
    best
}

/// `(factor, c)` with `held = factor * wanted + c` in every case.
fn multiple(
    wanted: &AffineForm,
    hulls: &[&Hull],
    held: impl Fn(usize) -> AffineForm,
) -> Option<(i16, i16)> {
    let mut found = None;
    for (case, hull) in hulls.iter().enumerate() {
        let (wanted, held) = (hull.reduce(wanted), held(case));
        if found.is_none()
            && let Some(j) = (0..N).find(|&j| wanted.k(j) != 0)
        {
            let factor = held.k(j) / wanted.k(j);
            let c = held.minus(&wanted.times(factor)).as_constant()?;
            found = (factor != 0).then_some((factor, c));
            found?;
        }
    }
    let (factor, c) = found?;
    let fits = |(case, hull): (usize, &&Hull)| {
        held(case)
            == hull
                .reduce(wanted)
                .times(factor)
                .plus(&AffineForm::constant(c))
    };
    hulls.iter().enumerate().all(fits).then_some((factor, c))
}

/// `w·a op t` for something `factor` times as large, plus `c`.
fn rescaled(old: &Check, w: [i16; N], factor: i16, c: i16) -> Option<Check> {
    let scaled = |t: i16| t * factor + c;
    let (rel, t, same) = as_test(old);
    let test = |t, rel| Test { w, t, rel };
    let found = match rel {
        Rel::Eq => spelled(&test(scaled(t), Rel::Eq)),
        // Values come in steps of the factor; any bound within the step will do.
        Rel::Gt if factor > 0 => threshold(&w, scaled(t), scaled(t + 1) - 1),
        Rel::Gt => threshold(&w, scaled(t + 1), scaled(t) - 1).negated(),
    };
    Some(if same { found } else { found.negated() })
}

/// The inputs where a comparison holds.
pub fn region_of(check: &Check) -> Option<Region> {
    let (rel, t, same) = as_test(check);
    let holds = Region::of(&Test { w: check.w, t, rel })?;
    Some(if same {
        holds
    } else {
        Region::full().without(&holds)
    })
}

/// A comparison as `>` or `==` with a bound, and whether that or its opposite is meant.
fn as_test(check: &Check) -> (Rel, i16, bool) {
    let c = check.c;
    match check.op {
        CmpOp::Gt => (Rel::Gt, c, true),
        CmpOp::Le => (Rel::Gt, c, false),
        CmpOp::Ge => (Rel::Gt, c - 1, true),
        CmpOp::Lt => (Rel::Gt, c - 1, false),
        CmpOp::Eq => (Rel::Eq, c, true),
        CmpOp::Ne => (Rel::Eq, c, false),
    }
}
