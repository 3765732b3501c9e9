//! How the forms of a behaviour follow from each other.
//!
//! A program changes a position in two branches alike, and several positions by one rule. So each
//! form comes either from the distribution of single forms, or from a form before it: of the same
//! position in other cells, or of another position in the same cell. How often which is fitted to
//! random programs; the mixture is a probability like any other.

mod proposal;

use super::forms::{Forms, MAX_CONSTANT, elements, norm, space};
use crate::role::Role;
use crate::skeleton::{MAX_CELLS, Skeleton, cells_of};
use lasynth_c::behaviour::{AffineForm, N};
use std::ops::Range;

/// Ways in which a form comes about.
pub const KINDS: usize = 14;
/// What else is known about a place, apart from its role: three yes or no.
pub const CONTEXTS: usize = Role::ALL.len() << 3;
/// Constants by which forms may differ, from 1.
pub const STEPS: usize = 2 * MAX_CONSTANT as usize;

/// Kind 0: drawn from the distribution of single forms, independent of the forms before it.
const FRESH: usize = 0;
/// By itself, reading only what tests or other forms read.
const READING: usize = 1;
/// Like the form of the position in other cells: a constant apart; an element apart; both; apart by
/// as much as another position is, or by the opposite.
const STEP: usize = 2;
const ELEMENT: usize = 3;
const ELEMENT_STEP: usize = 4;
const FOLLOWS: usize = 5;
const OPPOSES: usize = 6;
/// Like the form of another position in the same cell: the same; the same with places counted from
/// the position; the same with its own place exchanged; a constant apart; exchanged and a constant
/// apart; an element apart; both.
const SAME: usize = 7;
const SHIFTED: usize = 8;
const EXCHANGED: usize = 9;
const ACROSS_STEP: usize = 10;
const EXCHANGED_STEP: usize = 11;
const ACROSS_ELEMENT: usize = 12;
const ACROSS_ELEMENT_STEP: usize = 13;

/// Kinds that look at other forms of the position, and that look at other positions.
const WITHIN: Range<usize> = STEP..SAME;
const ACROSS: Range<usize> = SAME..KINDS;

/// An element more or less.
const ELEMENTS: f64 = 2.0 * N as f64;

/// Where a form stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Index of the position in the list, from 0 to 4.
    pub position: usize,
    /// How the position is used in the skeleton, which decides what forms are probable.
    pub at: Role,
    /// The cells with this form.
    pub cells: u8,
}

impl Place {
    /// Its cells, one by one.
    pub fn each_cell(&self) -> impl Iterator<Item = usize> + use<> {
        let cells = self.cells;
        (0..MAX_CELLS).filter(move |cell| cells >> cell & 1 == 1)
    }
}

/// The places of a skeleton, in the order in which the forms come about, each with the number of its
/// form among those of its position.
pub fn places(skeleton: &Skeleton) -> impl Iterator<Item = (Place, usize)> {
    (0..N).flat_map(move |position| {
        let at = crate::role::role_of(skeleton, position);
        (0..skeleton.forms(position)).map(move |n| {
            let cells = cells_of(skeleton.groups(position), n + 1);
            let place = Place {
                position,
                at,
                cells,
            };
            (place, usize::from(n))
        })
    })
}

/// The probability of a form of each kind, and the number of the context.
pub struct Chances {
    /// Number of the context in [`Relations::weights`], below [`CONTEXTS`].
    pub context: usize,
    /// Probability of the form given that it comes about in the way with this number, such as
    /// `STEP`.
    pub of: [f64; KINDS],
    /// Whether the position has the form already, which is no second one.
    pub again: bool,
}

/// How forms follow from each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Relations {
    /// `[context][kind]`, in millionths.
    pub weights: Vec<[u32; KINDS]>,
    /// `[constant - 1]`: how often forms that are a constant apart are so far apart, in millionths;
    /// half of them in either direction.
    pub steps: Vec<u32>,
}

impl Default for Relations {
    /// Every form by itself.
    fn default() -> Self {
        let mut fresh = [0; KINDS];
        fresh[FRESH] = MILLION;
        Relations {
            weights: vec![fresh; CONTEXTS],
            steps: vec![0; STEPS],
        }
    }
}

const MILLION: u32 = 1_000_000;

/// What precedes a place.
pub struct Before<'a> {
    /// Which cells keep which position, and the tests.
    pub skeleton: &'a Skeleton,
    /// The places before it and their forms.
    pub known: &'a [(Place, AffineForm)],
}

impl Before<'_> {
    fn context(&self, place: &Place) -> usize {
        let within = self.within(place).next().is_some();
        let across = self.across(place).next().is_some();
        context(place.at, [within, across, self.read(place) != 0])
    }

    /// The form of a position in a cell, if it is known.
    fn value(&self, position: usize, cell: u32) -> Option<AffineForm> {
        if self.skeleton.groups(position)[cell as usize] == 0 {
            return Some(AffineForm::input(position));
        }
        let mut known = self.known.iter();
        let its =
            known.find(|(place, _)| place.position == position && place.cells >> cell & 1 == 1);
        its.map(|(_, form)| *form)
    }

    /// The other forms of a position and their first cells.
    fn within(&self, place: &Place) -> impl Iterator<Item = (&AffineForm, u32)> {
        let position = place.position;
        let its = self
            .known
            .iter()
            .filter(move |(other, _)| other.position == position);
        its.map(|(other, form)| (form, other.cells.trailing_zeros()))
    }

    /// The forms of other positions in the cells of a place.
    fn across(&self, place: &Place) -> impl Iterator<Item = (&AffineForm, usize)> {
        let Place {
            position, cells, ..
        } = *place;
        let its = (self.known.iter())
            .filter(move |(other, _)| other.position != position && other.cells & cells != 0);
        its.map(|(other, form)| (form, other.position))
    }

    /// The elements that tests or forms of other positions read, without the position itself.
    fn read(&self, place: &Place) -> usize {
        let tests = self.skeleton.tests().iter();
        let tested = tests.map(|test| elements(&test.w));
        let known = self.known.iter();
        let read = known.map(|(other, form)| elements(&form.w()) & !(1 << other.position));
        tested.chain(read).fold(0, |all, its| all | its) & !(1 << place.position)
    }

    /// By how much other positions change from the cell of another form to the cell of this one,
    /// each difference once.
    fn differences(&self, place: &Place, from: u32) -> Vec<AffineForm> {
        let to = place.cells.trailing_zeros();
        let mut all = Vec::new();
        for other in (0..N).filter(|&other| other != place.position) {
            if let (Some(before), Some(now)) = (self.value(other, from), self.value(other, to)) {
                let difference = now.minus(&before);
                if before != now && !all.contains(&difference) {
                    all.push(difference);
                }
            }
        }
        all
    }
}

impl Relations {
    /// The chances of a form at a place.
    pub fn chances(
        &self,
        forms: &Forms,
        before: &Before,
        place: &Place,
        form: &AffineForm,
    ) -> Chances {
        let Place { position, at, .. } = *place;
        let mut of = [0.0; KINDS];
        let weights = space().find(&form.w());
        of[FRESH] = weights.map_or(0.0, |w| forms.probability(at, position, w, form.c().into()));
        let read = before.read(place);
        let reads = elements(&form.w()) & !(1 << position);
        if reads != 0 && reads & !read == 0 {
            of[READING] = of[FRESH] / forms.reading(at, position, read);
        }
        let (mut within, mut follow) = (0.0, 0.0);
        for (other, cell) in before.within(place) {
            within += 1.0;
            let difference = form.minus(other);
            match norm(&difference.w()) {
                0 => of[STEP] += self.step(difference.c()),
                1 if difference.c() == 0 => of[ELEMENT] += 1.0 / ELEMENTS,
                1 => of[ELEMENT_STEP] += self.step(difference.c()) / ELEMENTS,
                _ => (),
            }
            let opposite = difference.negated();
            for by in before.differences(place, cell) {
                follow += 1.0;
                of[FOLLOWS] += f64::from(u8::from(difference == by));
                of[OPPOSES] += f64::from(u8::from(opposite == by));
            }
        }
        of[STEP..FOLLOWS]
            .iter_mut()
            .for_each(|p| *p /= f64::max(within, 1.0));
        of[FOLLOWS..SAME]
            .iter_mut()
            .for_each(|p| *p /= f64::max(follow, 1.0));
        let mut across = 0.0;
        for (other, from) in before.across(place) {
            across += 1.0;
            let difference = form.minus(other);
            match (norm(&difference.w()), difference.c()) {
                (0, 0) => of[SAME] += 1.0,
                (0, c) => of[ACROSS_STEP] += self.step(c),
                (1, 0) => of[ACROSS_ELEMENT] += 1.0 / ELEMENTS,
                (1, c) => of[ACROSS_ELEMENT_STEP] += self.step(c) / ELEMENTS,
                _ => (),
            }
            if difference.c() == 0 && form.w() == shifted(other, from, position) {
                of[SHIFTED] += 1.0;
            }
            if form.w() == exchanged(other, from, position) {
                match difference.c() {
                    0 => of[EXCHANGED] += 1.0,
                    c => of[EXCHANGED_STEP] += self.step(c),
                }
            }
        }
        of[ACROSS]
            .iter_mut()
            .for_each(|p| *p /= f64::max(across, 1.0));
        let known = [within > 0.0, across > 0.0, read != 0];
        Chances {
            context: context(at, known),
            of,
            again: before.within(place).any(|(other, _)| other == form),
        }
    }

    /// The relations under which the forms of these behaviours are most likely, by expectation
    /// maximisation.
    pub fn fitted(forms: &Forms, sample: &[(&Skeleton, &[Vec<AffineForm>; N])]) -> Relations {
        let mut relations = Relations {
            weights: (0..CONTEXTS).map(equal_weights).collect(),
            steps: steps(sample),
        };
        let mut chances: Vec<Chances> = Vec::new();
        for (skeleton, all) in sample {
            relations.each(forms, skeleton, all, |its| chances.push(its));
        }
        let mut weights: Vec<[f64; KINDS]> =
            relations.weights.iter().map(|w| w.map(f64::from)).collect();
        for _ in 0..ROUNDS {
            let mut counts: Vec<[f64; KINDS]> = (relations.weights.iter())
                .map(|w| w.map(|w| f64::from(w) * PRIOR * 1e-6))
                .collect();
            for Chances { context, of, .. } in &chances {
                let weights = &weights[*context];
                let total: f64 = weights.iter().zip(of).map(|(weight, p)| weight * p).sum();
                if total > 0.0 {
                    for ((count, weight), p) in counts[*context].iter_mut().zip(weights).zip(of) {
                        *count += weight * p / total;
                    }
                }
            }
            for (weights, counts) in weights.iter_mut().zip(counts) {
                let total: f64 = counts.iter().sum();
                *weights = counts.map(|count| count / total);
            }
        }
        for (to, weights) in relations.weights.iter_mut().zip(weights) {
            *to = weights.map(|weight| (weight * 1e6).round() as u32);
        }
        relations
    }

    /// The probability of the forms of a behaviour; 0 where one lies outside the space.
    pub fn of_all(&self, forms: &Forms, skeleton: &Skeleton, all: &[Vec<AffineForm>; N]) -> f64 {
        let mut p = 1.0;
        self.each(forms, skeleton, all, |chances| {
            p *= self.probability(&chances)
        });
        p
    }

    /// Looks at all forms, in their order.
    fn each(
        &self,
        forms: &Forms,
        skeleton: &Skeleton,
        all: &[Vec<AffineForm>; N],
        mut look: impl FnMut(Chances),
    ) {
        let mut known: Vec<(Place, AffineForm)> = Vec::new();
        for (place, n) in places(skeleton) {
            let form = all[place.position][n];
            let before = Before {
                skeleton,
                known: &known,
            };
            look(self.chances(forms, &before, &place, &form));
            known.push((place, form));
        }
    }

    fn step(&self, c: i16) -> f64 {
        let steps = self
            .steps
            .get(usize::from(c.unsigned_abs()).wrapping_sub(1));
        f64::from(steps.copied().unwrap_or(0)) / 2e6
    }

    /// The probability of a form, given those before it; 0 outside the space of forms, and for a form
    /// that the position has already.
    pub fn probability(&self, chances: &Chances) -> f64 {
        if chances.again || chances.of[FRESH] == 0.0 {
            return 0.0;
        }
        let weights = self.weights[chances.context].iter().zip(&chances.of);
        weights
            .map(|(&weight, p)| f64::from(weight) * 1e-6 * p)
            .sum()
    }
}

/// The number of a context: whether there are other forms of the position, forms of other positions
/// in its cells, and elements that are read.
fn context(at: Role, known: [bool; 3]) -> usize {
    let bits = known.into_iter().enumerate();
    bits.fold((at as usize) << 3, |all, (bit, yes)| {
        all | usize::from(yes) << bit
    })
}

/// Rounds of expectation maximisation.
const ROUNDS: usize = 30;
/// What the weights to begin with are worth, in observations.
const PRIOR: f64 = 1.0;

/// In a context, half for a form by itself and the rest alike for what else there can be.
fn equal_weights(context: usize) -> [u32; KINDS] {
    let [within, across, read] = [0, 1, 2].map(|bit| context >> bit & 1 == 1);
    let possible = |kind: &usize| {
        (WITHIN.contains(kind) && within)
            || (ACROSS.contains(kind) && across)
            || (*kind == READING && read)
    };
    let count = (0..KINDS).filter(possible).count() as u32;
    std::array::from_fn(|kind| match (kind, count) {
        (FRESH, 0) => MILLION,
        (FRESH, _) => MILLION / 2,
        _ if possible(&kind) => MILLION / 2 / count,
        _ => 0,
    })
}

/// How often forms of one position or of one cell that differ by a constant differ by which.
fn steps(sample: &[(&Skeleton, &[Vec<AffineForm>; N])]) -> Vec<u32> {
    let mut counts = vec![1.0; STEPS];
    for (skeleton, all) in sample {
        let all: Vec<(Place, AffineForm)> = (places(skeleton))
            .map(|(place, n)| (place, all[place.position][n]))
            .collect();
        for (n, (place, form)) in all.iter().enumerate() {
            for (other, before) in &all[..n] {
                let difference = form.minus(before);
                let apart = usize::from(difference.c().unsigned_abs());
                let related = place.position == other.position || place.cells & other.cells != 0;
                if related && norm(&difference.w()) == 0 && (1..=STEPS).contains(&apart) {
                    counts[apart - 1] += 1.0;
                }
            }
        }
    }
    let total: f64 = counts.iter().sum();
    counts
        .iter()
        .map(|count| (count / total * 1e6).round() as u32)
        .collect()
}

/// The coefficients of a form with places counted from another position.
fn shifted(form: &AffineForm, from: usize, to: usize) -> [i16; N] {
    std::array::from_fn(|j| match (j + from).checked_sub(to) {
        Some(source) if source < N => form.k(source),
        _ => 0,
    })
}

/// The coefficients of a form with two places exchanged.
fn exchanged(form: &AffineForm, a: usize, b: usize) -> [i16; N] {
    let mut w = form.w();
    w.swap(a, b);
    w
}
