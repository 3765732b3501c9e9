//! Drawing from the factorised posterior.

use crate::backoff::BucketSampler;
use crate::evidence::{Evidence, Mask};
use crate::factorised::{Instance, Model, Weighed};
use crate::hypothesis::{Hypothesis, holds};
use crate::observation::{List, Observations};
use crate::prior::fit::use_of;
use crate::prior::forms::{MAX_CONSTANT, Use, space};
use crate::skeleton::{FAULT, MAX_CELLS, Skeleton};
use crate::weighted::{self, pick, sums};
use lasynth_c::behaviour::Lin;
use rand::Rng;
use std::collections::HashMap;

/// Forms, their probabilities and the sums of these up to each.
struct Choices {
    sums: Vec<f64>,
    forms: Vec<(u16, i16, f64)>,
}

/// Skeletons in a row that may turn out to be none.
const TRIES: usize = 1_000;

/// Draws hypotheses from the factorised posterior.
pub struct Sampler<'m> {
    model: &'m Model,
    evidence: &'m Evidence,
    instances: &'m [Instance],
    cumulative: Vec<f64>,
    /// Skeletons that are not kept.
    others: BucketSampler<'m>,
    others_total: f64,
    /// How many of them were tried, and how many of these are not kept; the probability of those.
    tried: u32,
    new: u32,
    shares: HashMap<Skeleton, Option<f64>>,
    /// By position, use and set: the forms that fit, with cumulative probabilities.
    forms: HashMap<(usize, u8, Mask), Choices>,
    /// By instance: its skeleton, and the observations in each cell.
    skeletons: HashMap<usize, (Skeleton, [Mask; MAX_CELLS])>,
    inputs: &'m [List],
}

impl<'m> Sampler<'m> {
    /// A sampler over weighed skeletons.
    pub fn new(
        model: &'m Model,
        observations: &'m Observations,
        evidence: &'m Evidence,
        weighed: &'m Weighed,
    ) -> Sampler<'m> {
        Sampler {
            model,
            evidence,
            instances: &weighed.instances,
            cumulative: sums(weighed.instances.iter().map(|instance| instance.weight)),
            others: BucketSampler::new(&model.shapes, evidence, &weighed.buckets),
            others_total: weighed.buckets.total,
            tried: 0,
            new: 0,
            shares: HashMap::new(),
            forms: HashMap::new(),
            skeletons: HashMap::new(),
            inputs: &observations.inputs,
        }
    }

    /// Draws a hypothesis, and its probability before anything was observed; `None` where nothing
    /// fits the observations.
    pub fn draw<R: Rng>(&mut self, rng: &mut R) -> Option<(Hypothesis, f64)> {
        let instances = self.cumulative.last().copied().unwrap_or(0.0);
        for _ in 0..TRIES {
            let at = rng.random::<f64>() * (instances + self.others_total);
            if at < instances {
                let n = weighted::at(&self.cumulative, at);
                let (skeleton, cells) = *self.skeletons.entry(n).or_insert_with(|| {
                    let skeleton = self.model.skeleton(&self.instances[n]);
                    (skeleton, observed_cells(&skeleton, self.inputs))
                });
                let share = self.model.share(&self.instances[n]);
                return Some(self.fill(&skeleton, &cells, share, rng));
            }
            let (_, drawn) = self.others.draw(rng);
            self.tried += 1;
            let Some(drawn) = drawn else {
                continue;
            };
            let model = self.model;
            let share = self.shares.entry(drawn.canonical).or_insert_with(|| {
                let canonical = &drawn.canonical;
                (!model.is_kept(canonical)).then(|| model.shapes.probability(canonical))
            });
            if let Some(share) = *share {
                self.new += 1;
                let cells = observed_cells(&drawn.skeleton, self.inputs);
                return Some(self.fill(&drawn.skeleton, &cells, share, rng));
            }
        }
        None
    }

    /// The probability of the observations, as far as the draws tell: skeletons that are not kept
    /// are weighed together with some that are, or that are none.
    pub fn total(&self, weighed: &Weighed) -> f64 {
        let new = f64::from(self.new) / f64::from(self.tried.max(1));
        weighed.total + new * self.others_total
    }

    fn fill<R: Rng>(
        &mut self,
        skeleton: &Skeleton,
        cells: &[Mask; MAX_CELLS],
        share: f64,
        rng: &mut R,
    ) -> (Hypothesis, f64) {
        let mut p = share;
        let count = skeleton.answers().len();
        // `[position][cell]`
        let mut forms = Lin::inputs().map(|unchanged| [unchanged; MAX_CELLS]);
        for (position, forms) in forms.iter_mut().enumerate() {
            let groups = skeleton.groups(position);
            let at = use_of(skeleton, position);
            for group in 1..=skeleton.forms(position) {
                let its = || (0..count).filter(|&cell| groups[cell] == group);
                let set = its().fold(0, |mask, cell| mask | cells[cell]);
                let (weights, constant, probability) = self.form(position, at, set, rng);
                p *= probability;
                let form = Lin::from_parts(space().weights[usize::from(weights)], constant);
                for cell in its() {
                    forms[cell] = form;
                }
            }
        }
        let cells = skeleton
            .answers()
            .iter()
            .enumerate()
            .map(|(cell, &answers)| {
                let valid = skeleton.groups(0)[cell] != FAULT;
                let its = || std::array::from_fn(|position: usize| forms[position][cell]);
                (answers, valid.then(its))
            });
        let hypothesis = Hypothesis {
            cells: cells.collect(),
            tests: skeleton.tests().to_vec(),
        };
        (hypothesis, p)
    }

    fn form<R: Rng>(
        &mut self,
        position: usize,
        at: Use,
        set: Mask,
        rng: &mut R,
    ) -> (u16, i16, f64) {
        let choices = self
            .forms
            .entry((position, at as u8, set))
            .or_insert_with(|| {
                let mut forms_that_fit = Vec::new();
                let mut add = |weights: u16, constant: i16| {
                    let forms = &self.model.prior.forms;
                    let p = forms.probability(at, position, weights.into(), constant.into());
                    if p > 0.0 {
                        forms_that_fit.push((weights, constant, p));
                    }
                };
                if set == 0 {
                    for weights in 0..space().weights.len() as u16 {
                        (-MAX_CONSTANT..=MAX_CONSTANT).for_each(|c| add(weights, c));
                    }
                } else {
                    let fits = self.evidence.positions[position].fits.iter();
                    let fits = fits.filter(|fit| fit.mask & set == set);
                    fits.for_each(|fit| add(fit.weights, fit.constant));
                }
                Choices {
                    sums: sums(forms_that_fit.iter().map(|&(.., p)| p)),
                    forms: forms_that_fit,
                }
            });
        // A skeleton whose forms do not fit has no weight, so it is not drawn.
        choices.forms[pick(&choices.sums, rng).unwrap_or(0)]
    }
}

/// The observations in each cell of a skeleton.
pub(crate) fn observed_cells(skeleton: &Skeleton, inputs: &[List]) -> [Mask; MAX_CELLS] {
    let mut cells = [0; MAX_CELLS];
    for (k, input) in inputs.iter().enumerate() {
        let tests = skeleton.tests().iter().enumerate();
        let answers = tests.fold(0, |a, (t, test)| a | u8::from(holds(test, input)) << t);
        if let Some(cell) = skeleton.answers().iter().position(|&its| its == answers) {
            cells[cell] |= 1 << k;
        }
    }
    cells
}
