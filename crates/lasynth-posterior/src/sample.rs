//! Drawing from the factorised posterior.

use crate::evidence::{Evidence, Mask};
use crate::factorised::{Instance, Model};
use crate::hypothesis::{Hypothesis, holds};
use crate::observation::{List, Observations};
use crate::prior::fit::use_of;
use crate::prior::forms::{MAX_CONSTANT, Use, space};
use crate::skeleton::{FAULT, MAX_CELLS, Skeleton};
use lasynth_c::behaviour::Lin;
use rand::Rng;
use std::collections::HashMap;

/// Forms, their probabilities and the sums of these up to each.
#[derive(Default)]
struct Choices {
    sums: Vec<f64>,
    forms: Vec<(u16, i16, f64)>,
}

/// Draws hypotheses from the factorised posterior.
pub struct Sampler<'m> {
    model: &'m Model,
    evidence: &'m Evidence,
    instances: &'m [Instance],
    cumulative: Vec<f64>,
    /// By position, use and set: the forms that fit, with cumulative probabilities.
    forms: HashMap<(usize, u8, Mask), Choices>,
    /// By instance: its skeleton, and the observations in each cell.
    skeletons: HashMap<usize, (Skeleton, [Mask; MAX_CELLS])>,
    inputs: &'m [List],
}

impl<'m> Sampler<'m> {
    /// A sampler over weighed instances.
    pub fn new(
        model: &'m Model,
        observations: &'m Observations,
        evidence: &'m Evidence,
        instances: &'m [Instance],
    ) -> Sampler<'m> {
        let mut sum = 0.0;
        let cumulative = instances.iter().map(|instance| {
            sum += instance.weight;
            sum
        });
        Sampler {
            model,
            evidence,
            instances,
            cumulative: cumulative.collect(),
            forms: HashMap::new(),
            skeletons: HashMap::new(),
            inputs: &observations.inputs,
        }
    }

    /// Draws a hypothesis, and its probability before anything was observed; `None` where nothing
    /// fits the observations.
    pub fn draw<R: Rng>(&mut self, rng: &mut R) -> Option<(Hypothesis, f64)> {
        let at = rng.random::<f64>() * self.cumulative.last()?;
        let n = self.cumulative.partition_point(|&sum| sum <= at);
        Some(self.fill(n.min(self.instances.len() - 1), rng))
    }

    fn fill<R: Rng>(&mut self, n: usize, rng: &mut R) -> (Hypothesis, f64) {
        let (skeleton, cells) = *self.skeletons.entry(n).or_insert_with(|| {
            let skeleton = self.model.skeleton(&self.instances[n]);
            (skeleton, observed_cells(&skeleton, self.inputs))
        });
        let mut p = self.model.share(&self.instances[n]);
        let count = skeleton.answers().len();
        // `[position][cell]`
        let mut forms = Lin::inputs().map(|unchanged| [unchanged; MAX_CELLS]);
        for (position, forms) in forms.iter_mut().enumerate() {
            let groups = skeleton.groups(position);
            let at = use_of(&skeleton, position);
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
                let mut choices = Choices::default();
                let mut sum = 0.0;
                let mut add = |weights: u16, constant: i16| {
                    let forms = &self.model.prior.forms;
                    let p = forms.probability(at, position, weights.into(), constant.into());
                    if p > 0.0 {
                        sum += p;
                        choices.sums.push(sum);
                        choices.forms.push((weights, constant, p));
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
                choices
            });
        let at = rng.random::<f64>() * choices.sums.last().copied().unwrap_or(0.0);
        let n = choices.sums.partition_point(|&sum| sum <= at);
        choices.forms[n.min(choices.forms.len() - 1)]
    }
}

/// The observations in each cell of a skeleton.
fn observed_cells(skeleton: &Skeleton, inputs: &[List]) -> [Mask; MAX_CELLS] {
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
