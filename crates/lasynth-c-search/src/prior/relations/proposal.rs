//! Forms that follow from others and have the observed outcomes.

use super::*;
use crate::observation::{List, ListOutcome};
use crate::weighted::{pick, sums};
use rand::Rng;
use rand::seq::IndexedRandom;

/// How often a form that comes by itself is proposed although others would have forms like it.
const BY_ITSELF: f64 = 0.3;

/// What the form at a place must do: input and outcome of each observation.
pub type Observed<'a> = [(&'a List, &'a ListOutcome)];

impl Relations {
    /// A form that follows from others in one of the ways that the place allows, and fits the
    /// observations; `None` where a form by itself should be drawn.
    pub fn propose<R: Rng>(
        &self,
        before: &Before,
        place: &Place,
        observed: &Observed,
        rng: &mut R,
    ) -> Option<AffineForm> {
        if rng.random::<f64>() < BY_ITSELF {
            return None;
        }
        let mut weights = self.weights[before.context(place)].map(f64::from);
        weights[FRESH] = 0.0;
        weights[READING] = 0.0;
        let mut found = Vec::new();
        while let Some(kind) = pick(&sums(weights), rng) {
            weights[kind] = 0.0;
            self.of_kind(kind, before, place, observed, rng, &mut found);
            if let Some(form) = found.choose(rng) {
                return Some(*form);
            }
        }
        None
    }

    /// The forms of a kind that fit. Where nothing was observed, one constant stands for all.
    fn of_kind<R: Rng>(
        &self,
        kind: usize,
        before: &Before,
        place: &Place,
        observed: &Observed,
        rng: &mut R,
        found: &mut Vec<AffineForm>,
    ) {
        let position = place.position;
        let mut add = |form: AffineForm| {
            let fits = |(input, outcome): &(&List, &ListOutcome)| {
                outcome.is_some_and(|outcome| form.at(input) == outcome[position])
            };
            if form.c().abs() <= MAX_CONSTANT
                && form != AffineForm::input(position)
                && observed.iter().all(fits)
                && before.within(place).all(|(other, _)| *other != form)
                && space().find(&form.w()).is_some()
            {
                found.push(form);
            }
        };
        // With the constant that the observations want, if it is another one.
        let mut stepped = |form: AffineForm, add: &mut dyn FnMut(AffineForm)| {
            let by = match observed.first() {
                Some((input, Some(outcome))) => outcome[position] - form.at(input),
                _ => self.drawn_step(rng).into(),
            };
            if let Ok(by) = i16::try_from(by)
                && by != 0
            {
                add(form.plus(&AffineForm::constant(by)));
            }
        };
        let apart = |form: &AffineForm| {
            let form = *form;
            (0..2 * N).map(move |n| {
                let element = AffineForm::input(n / 2);
                match n % 2 {
                    0 => form.plus(&element),
                    _ => form.minus(&element),
                }
            })
        };
        for (form, cell) in before.within(place) {
            match kind {
                STEP => stepped(*form, &mut add),
                ELEMENT => apart(form).for_each(&mut add),
                ELEMENT_STEP => apart(form).for_each(|form| stepped(form, &mut add)),
                FOLLOWS => {
                    (before.differences(place, cell).iter()).for_each(|by| add(form.plus(by)))
                }
                OPPOSES => {
                    (before.differences(place, cell).iter()).for_each(|by| add(form.minus(by)))
                }
                _ => (),
            }
        }
        for (form, from) in before.across(place) {
            let with = |w| AffineForm::from_parts(w, form.c());
            match kind {
                SAME => add(*form),
                SHIFTED => add(with(shifted(form, from, position))),
                EXCHANGED => add(with(exchanged(form, from, position))),
                ACROSS_STEP => stepped(*form, &mut add),
                EXCHANGED_STEP => stepped(with(exchanged(form, from, position)), &mut add),
                ACROSS_ELEMENT => apart(form).for_each(&mut add),
                ACROSS_ELEMENT_STEP => apart(form).for_each(|form| stepped(form, &mut add)),
                _ => (),
            }
        }
    }

    /// By how much two forms differ that are a constant apart.
    fn drawn_step<R: Rng>(&self, rng: &mut R) -> i16 {
        let by = pick(&sums(self.steps.iter().map(|&step| f64::from(step))), rng);
        let by = by.map_or(0, |by| by as i16 + 1);
        if rng.random() { by } else { -by }
    }
}
