//! Drawing from the factorised posterior.

use crate::backoff::BucketSampler;
use crate::decision_table::{DecisionTable, holds};
use crate::evidence::{Evidence, Mask};
use crate::factorised::{Instance, PreparedPrior, Weighed};
use crate::observation::{List, ListObservations, ListOutcome};
use crate::prior::forms::{MAX_CONSTANT, space};
use crate::prior::relations::{Before, Place, Relations, places};
use crate::skeleton::{FAULT, MAX_CELLS, Skeleton};
use crate::weighted::{self, pick, sums};
use lasynth_c::behaviour::{AffineForm, N};
use rand::Rng;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Forms, and the sums of their probabilities up to each.
struct Choices {
    sums: Vec<f64>,
    forms: Vec<(u16, i16)>,
}

/// One hypothesis in so many is drawn with forms that follow from each other.
const RELATED: usize = 3;
/// Hypotheses that are drawn between two looks at the clock.
const AT_A_TIME: usize = 1_000;
/// Skeletons in a row that may turn out to be none.
const TRIES: usize = 1_000;

/// A hypothesis that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The behaviour: the tests of the skeleton and a drawn form for every group of cells.
    pub hypothesis: DecisionTable,
    /// The skeleton that it was drawn for, with these positions.
    pub skeleton: Skeleton,
    /// The probability of that.
    share: f64,
}

/// Draws hypotheses from the factorised posterior.
pub struct Sampler<'m> {
    model: &'m PreparedPrior,
    evidence: &'m Evidence,
    relations: &'m Relations,
    instances: &'m [Instance],
    cumulative: Vec<f64>,
    /// Skeletons that are not kept.
    others: BucketSampler<'m>,
    others_total: f64,
    /// The probability of those that are not kept.
    shares: HashMap<Skeleton, Option<f64>>,
    /// By position, role and set: the forms that fit, with cumulative probabilities.
    forms: HashMap<(usize, u8, Mask), Choices>,
    /// By instance: its skeleton, and the observations in each cell.
    skeletons: HashMap<usize, (Skeleton, [Mask; MAX_CELLS])>,
    observations: &'m ListObservations,
}

impl<'m> Sampler<'m> {
    /// A sampler over weighed skeletons. With `related`, forms may follow from each other.
    pub fn new(
        model: &'m PreparedPrior,
        observations: &'m ListObservations,
        evidence: &'m Evidence,
        weighed: &'m Weighed,
        related: bool,
    ) -> Sampler<'m> {
        Sampler {
            model,
            evidence,
            relations: model.prior.relations(related),
            instances: &weighed.instances,
            cumulative: sums(weighed.instances.iter().map(|instance| instance.weight)),
            others: BucketSampler::new(&model.shapes, evidence, &weighed.buckets),
            others_total: weighed.buckets.total,
            shares: HashMap::new(),
            forms: HashMap::new(),
            skeletons: HashMap::new(),
            observations,
        }
    }

    /// Draws a hypothesis: forms each by itself, as the weights of skeletons are computed, or forms
    /// that follow from each other where they can. `None` where nothing fits the observations.
    pub fn draw<R: Rng>(&mut self, related: bool, rng: &mut R) -> Option<Drawn> {
        let instances = self.cumulative.last().copied().unwrap_or(0.0);
        for _ in 0..TRIES {
            let at = rng.random::<f64>() * (instances + self.others_total);
            if at < instances {
                let n = weighted::at(&self.cumulative, at);
                let (skeleton, cells) = *self.skeletons.entry(n).or_insert_with(|| {
                    let skeleton = self.model.skeleton(&self.instances[n]);
                    (
                        skeleton,
                        observed_cells(&skeleton, &self.observations.inputs),
                    )
                });
                let share = self.model.share(&self.instances[n]);
                return Some(self.fill(&skeleton, &cells, share, related, rng));
            }
            let (_, drawn) = self.others.draw(rng);
            let Some(drawn) = drawn else {
                continue;
            };
            let model = self.model;
            let share = self.shares.entry(drawn.canonical).or_insert_with(|| {
                let canonical = &drawn.canonical;
                (!model.is_kept(canonical)).then(|| model.shapes.probability(canonical))
            });
            if let Some(share) = *share {
                let cells = observed_cells(&drawn.skeleton, &self.observations.inputs);
                return Some(self.fill(&drawn.skeleton, &cells, share, related, rng));
            }
        }
        None
    }

    /// Draws so many hypotheses, or fewer where it is over before, every third with forms that follow
    /// from each other. Each comes once.
    pub fn draw_many<R: Rng>(
        &mut self,
        samples: usize,
        over: impl Fn() -> bool,
        rng: &mut R,
    ) -> Vec<Drawn> {
        let mut seen: HashSet<DecisionTable> = HashSet::new();
        let mut all: Vec<Drawn> = Vec::new();
        for n in 0..samples {
            if n > 0 && n % AT_A_TIME == 0 && over() {
                break;
            }
            let Some(drawn) = self.draw(n % RELATED == 0, rng) else {
                break;
            };
            if !seen.contains(&drawn.hypothesis) {
                seen.insert(drawn.hypothesis.clone());
                all.push(drawn);
            }
        }
        all
    }

    /// The probability of a hypothesis before anything was observed.
    pub fn probability(&self, drawn: &Drawn) -> f64 {
        let mut forms: [Vec<AffineForm>; N] = Default::default();
        for (place, _) in places(&drawn.skeleton) {
            let (_, cell) = &drawn.hypothesis.cells[place.cells.trailing_zeros() as usize];
            forms[place.position].extend(cell.map(|cell| cell[place.position]));
        }
        let prior = &self.model.prior;
        drawn.share * self.relations.of_all(&prior.forms, &drawn.skeleton, &forms)
    }

    fn fill<R: Rng>(
        &mut self,
        skeleton: &Skeleton,
        cells: &[Mask; MAX_CELLS],
        share: f64,
        related: bool,
        rng: &mut R,
    ) -> Drawn {
        let observed = |place: &Place| place.each_cell().fold(0, |set, cell| set | cells[cell]);
        let mut order: Vec<(Place, Mask)> = places(skeleton)
            .map(|(place, _)| (place, observed(&place)))
            .collect();
        if related {
            // What is known best comes first, so that the rest can follow from it.
            order.sort_by_key(|(_, set)| Reverse(set.count_ones()));
        }
        let mut known: Vec<(Place, AffineForm)> = Vec::with_capacity(order.len());
        for (place, set) in order {
            let follows = match related {
                true => self.related(skeleton, &known, &place, set, rng),
                false => None,
            };
            let form = follows.unwrap_or_else(|| self.form(&place, set, rng));
            known.push((place, form));
        }
        // `[position][cell]`
        let mut forms = AffineForm::inputs().map(|unchanged| [unchanged; MAX_CELLS]);
        for (place, form) in &known {
            let its = &mut forms[place.position];
            place.each_cell().for_each(|cell| its[cell] = *form);
        }
        let answers = skeleton.answers().iter().enumerate();
        let cells = answers.map(|(cell, &answers)| {
            let valid = skeleton.groups(0)[cell] != FAULT;
            let its = || std::array::from_fn(|position: usize| forms[position][cell]);
            (answers, valid.then(its))
        });
        Drawn {
            hypothesis: DecisionTable {
                cells: cells.collect(),
                tests: skeleton.tests().to_vec(),
            },
            skeleton: *skeleton,
            share,
        }
    }

    fn related<R: Rng>(
        &self,
        skeleton: &Skeleton,
        known: &[(Place, AffineForm)],
        place: &Place,
        set: Mask,
        rng: &mut R,
    ) -> Option<AffineForm> {
        let ListObservations {
            inputs, outcomes, ..
        } = self.observations;
        let pairs = inputs.iter().zip(outcomes).enumerate();
        let observed: Vec<(&List, &ListOutcome)> = (pairs
            .filter(|(k, _)| set >> k & 1 == 1)
            .map(|(_, pair)| pair))
        .collect();
        let before = Before { skeleton, known };
        self.relations.propose(&before, place, &observed, rng)
    }

    fn form<R: Rng>(&mut self, place: &Place, set: Mask, rng: &mut R) -> AffineForm {
        let Place { position, at, .. } = *place;
        let choices = self
            .forms
            .entry((position, at as u8, set))
            .or_insert_with(|| {
                let (mut forms_that_fit, mut probabilities) = (Vec::new(), Vec::new());
                let mut add = |weights: u16, constant: i16| {
                    let forms = &self.model.prior.forms;
                    let p = forms.probability(at, position, weights.into(), constant.into());
                    if p > 0.0 {
                        forms_that_fit.push((weights, constant));
                        probabilities.push(p);
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
                    sums: sums(probabilities),
                    forms: forms_that_fit,
                }
            });
        // A skeleton whose forms do not fit has no weight, so it is not drawn.
        let (weights, constant) = choices.forms[pick(&choices.sums, rng).unwrap_or(0)];
        AffineForm::from_parts(space().weights[usize::from(weights)], constant)
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
