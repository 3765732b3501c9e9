//! Sums and comparisons of any form as those of a bank.

use super::bank::{MAX_COMPARISON, MAX_SUM, Scene, atoms};
use super::grammar::{Atom, Comparison, Place, Sum, TERMS};
use lasynth_c::syntax::CmpOp;
use std::collections::BTreeMap;

/// A linear combination of atoms. One with the factor 0 was taken away after it had been added; no sum
/// of a bank is like that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Linear {
    terms: BTreeMap<Atom, i32>,
    constant: i32,
}

impl Linear {
    /// The combination without atoms whose value is this constant.
    pub(super) fn constant(constant: i8) -> Linear {
        Linear {
            terms: BTreeMap::new(),
            constant: constant.into(),
        }
    }

    /// An atom times a factor, and a constant.
    pub(super) fn scaled(atom: Atom, factor: i8, constant: i8) -> Linear {
        let mut out = Linear::constant(constant);
        out.add(&Linear::atom(atom), factor.into());
        out
    }

    /// The combination in which one atom has the factor 1 and nothing is added.
    pub(super) fn atom(atom: Atom) -> Linear {
        Linear {
            terms: BTreeMap::from([(atom, 1)]),
            constant: 0,
        }
    }

    /// Adds so many times what another comes to.
    pub(super) fn add(&mut self, other: &Linear, times: i32) {
        self.constant += times * other.constant;
        for (atom, factor) in &other.terms {
            let entry = self.terms.entry(*atom).or_default();
            *entry += times * factor;
            // Whether an element of another index is there has to be seen, so it stays.
            let sure = matches!(
                atom,
                Atom::Elem(Place::Fixed(_)) | Atom::Outer | Atom::Inner | Atom::Local
            );
            if *entry == 0 && sure {
                self.terms.remove(atom);
            }
        }
    }

    /// The atom, its factor and the constant, if there is one atom; no atom, if there is none.
    pub(super) fn single(&self) -> Option<(Option<(Atom, i32)>, i32)> {
        let first = self.terms.first_key_value().map(|(atom, n)| (*atom, *n));
        (self.terms.len() <= 1).then_some((first, self.constant))
    }

    /// As a sum of the bank of a scene, with the local variable if there is one.
    pub(super) fn sum(&self, scene: Scene, local: bool) -> Option<Sum> {
        let constant = i8::try_from(self.constant).ok();
        let mut sum = Sum::constant(constant.filter(|c| (-4..=4).contains(c))?);
        let mut places = sum.terms.iter_mut();
        let mut met = 0;
        for atom in atoms(scene, local) {
            let factor = self.terms.get(&atom).copied().unwrap_or(0);
            met += usize::from(factor != 0);
            for _ in 0..factor.unsigned_abs() {
                *places.next()? = Some((factor < 0, atom));
            }
        }
        let len = sum.atoms().count() + usize::from(sum.constant != 0);
        let fits = met == self.terms.len() && len <= TERMS && sum.cost() as usize <= MAX_SUM;
        fits.then_some(sum)
    }

    /// `self op other` as a comparison of the bank of a scene, with the local variable if there is one.
    pub(super) fn compared(
        &self,
        op: CmpOp,
        other: &Linear,
        scene: Scene,
        local: bool,
    ) -> Option<Comparison> {
        let mut left = self.clone();
        left.add(other, -1);
        let counts = |atom: &Atom| matches!(atom, Atom::Outer | Atom::Inner);
        let order: Vec<Atom> = (atoms(scene, local).into_iter())
            .filter(|atom| scene != Scene::Nested || !counts(atom))
            .collect();
        let terms: Vec<(Atom, i32)> = (order.iter())
            .filter_map(|atom| Some((*atom, *left.terms.get(atom).filter(|n| **n != 0)?)))
            .collect();
        let divisor = terms.iter().fold(0, |divisor, (_, n)| gcd(divisor, *n));
        let sign = terms.first()?.1.signum();
        if terms.len() != left.terms.len() {
            return None;
        }
        let op = if sign < 0 { mirrored(op) } else { op };
        // The terms, by the divisor, are compared with this by the divisor.
        let bound = -sign * left.constant;
        let bound = match op {
            CmpOp::Eq | CmpOp::Ne if bound % divisor != 0 => return None,
            CmpOp::Eq | CmpOp::Ne | CmpOp::Gt | CmpOp::Le => bound.div_euclid(divisor),
            // More than what is one less, rounded up; no more than that.
            CmpOp::Ge | CmpOp::Lt => (bound - 1).div_euclid(divisor),
        };
        let op = match op {
            CmpOp::Ge => CmpOp::Gt,
            CmpOp::Lt => CmpOp::Le,
            other => other,
        };
        let factors: Vec<i32> = terms.iter().map(|(_, n)| sign * n / divisor).collect();
        let comparison = match factors[..] {
            [1, -1] => {
                let (left, right) = (Sum::atom(terms[0].0), Sum::atom(terms[1].0));
                let plain = match (op, bound) {
                    (_, 0) => Some(op),
                    (CmpOp::Gt, -1) => Some(CmpOp::Ge),
                    (CmpOp::Le, -1) => Some(CmpOp::Lt),
                    _ => None,
                };
                match plain {
                    Some(op) => Some(Comparison { left, op, right }),
                    None => threshold(pair(&terms, true), op, bound),
                }
            }
            [1, 1] => threshold(pair(&terms, false), op, bound),
            [1] => threshold(Sum::atom(terms[0].0), op, bound),
            _ => None,
        };
        comparison.filter(|comparison| comparison.cost() as usize <= MAX_COMPARISON)
    }
}

fn pair(terms: &[(Atom, i32)], negative: bool) -> Sum {
    let mut sum = Sum::atom(terms[0].0);
    sum.terms[1] = Some((negative, terms[1].0));
    sum
}

/// A comparison with a constant, the smaller one of two that mean the same; `op` is one of four.
fn threshold(left: Sum, op: CmpOp, bound: i32) -> Option<Comparison> {
    let (op, bound) = match (op, bound) {
        (CmpOp::Gt, -5..=-1) => (CmpOp::Ge, bound + 1),
        (CmpOp::Le, -5..=-1) => (CmpOp::Lt, bound + 1),
        (CmpOp::Eq | CmpOp::Ne, -4..=4) | (_, 0..=4) => (op, bound),
        _ => return None,
    };
    let right = Sum::constant(bound as i8);
    Some(Comparison { left, op, right })
}

/// The comparison that holds between the negatives.
fn mirrored(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::Le => CmpOp::Ge,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::Ge => CmpOp::Le,
        CmpOp::Eq | CmpOp::Ne => op,
    }
}

fn gcd(x: i32, y: i32) -> i32 {
    match y {
        0 => x.abs(),
        _ => gcd(y, x % y),
    }
}
