//! The factorised posterior: skeletons weighed by the evidence for their forms.
//!
//! For a skeleton the observations fall into its cells. Every form of a position must fit the
//! observations of its cells, and the probability that one drawn from the prior does has been summed
//! up beforehand. So the weight of a skeleton, all its forms together, is a product of a few numbers
//! from a table, and all skeletons under all renamings are weighed.

use crate::backoff::{BucketSampler, Buckets, Shapes};
use crate::decision_table::holds;
use crate::evidence::{Evidence, Mask};
use crate::observation::ListObservations;
use crate::prior::Prior;
use crate::role::Role;
use crate::role::role_of;
use crate::skeleton::{
    FAULT, MAX_CELLS, MAX_TESTS, Skeleton, cells_of, distinct_renamings, likeness, permutations,
};
use lasynth_c::behaviour::{AffineForm, N, Test};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// The skeletons of a prior, ready to be weighed.
pub struct PreparedPrior {
    /// The counts from which everything else here is computed.
    pub prior: Prior,
    /// All tests that occur in skeletons.
    tests: Vec<Test>,
    compact: Vec<Compact>,
    /// What other skeletons are made of.
    pub(crate) shapes: Shapes,
    /// For each partition of the positions into like ones, the renamings that matter.
    renamings: Vec<Vec<u8>>,
    /// Numbers of the skeletons, made when first asked for.
    index: OnceLock<HashMap<Skeleton, u32>>,
}

/// What [`PreparedPrior::weigh`] finds.
pub struct Weighed {
    /// The skeletons whose weight is not negligible beside the largest, the heaviest first.
    pub instances: Vec<Instance>,
    /// The sum of all weights: the probability of the observations and of a skeleton that is kept.
    pub total: f64,
    /// What skeletons that are not kept weigh.
    pub buckets: Buckets,
}

/// Cells whose sets are looked up.
const FEW_CELLS: usize = 4;

/// Skeletons that are weighed at a time.
const CHUNK: usize = 4_096;

/// A skeleton in a form that is weighed fast.
struct Compact {
    /// Probability of each distinct renaming.
    share: f64,
    renamings: u16,
    n_tests: u8,
    n_cells: u8,
    tests: [u16; MAX_TESTS],
    answers: [u8; MAX_CELLS],
    /// `[position]`: cells where the position is kept.
    kept: [u8; N],
    /// Cells where the run is invalid.
    fault: u8,
    /// Position and cells of each form.
    groups: Vec<(u8, Role, u8)>,
    /// The positions that do not keep their value in every cell.
    changing: u8,
}

/// A skeleton with real positions, and its weight: its prior times the probability that forms drawn
/// from the prior fit all observations.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    /// Number of the skeleton in the prior.
    pub skeleton: u32,
    /// Number of the renaming among [`permutations`].
    pub renaming: u8,
    /// Prior times likelihood; divide by [`Weighed::total`] for the posterior probability.
    pub weight: f64,
}

impl PreparedPrior {
    /// Prepares the skeletons of a prior.
    pub fn new(prior: Prior) -> PreparedPrior {
        let mut tests = Vec::new();
        let mut test_ids: HashMap<Test, u16> = HashMap::new();
        let mut id = |test: &Test| {
            *test_ids.entry(*test).or_insert_with(|| {
                tests.push(*test);
                tests.len() as u16 - 1
            })
        };
        let mut partitions: HashMap<[u8; N], u16> = HashMap::new();
        let mut renamings = Vec::new();
        let mut compact = Vec::with_capacity(prior.skeletons.len());
        for (skeleton, share) in &prior.skeletons {
            let like = likeness(skeleton);
            let its = *partitions.entry(like).or_insert_with(|| {
                renamings.push(distinct_renamings(&like));
                renamings.len() as u16 - 1
            });
            let mut ids = [0; MAX_TESTS];
            for (to, test) in ids.iter_mut().zip(skeleton.tests()) {
                *to = id(test);
            }
            let share = share / renamings[usize::from(its)].len() as f64;
            compact.push(Compact::new(skeleton, share, its, ids));
        }
        let shapes = Shapes::new(&prior.backoff, id);
        PreparedPrior {
            prior,
            tests,
            compact,
            shapes,
            renamings,
            index: OnceLock::new(),
        }
    }

    /// Number of skeletons.
    pub fn len(&self) -> usize {
        self.compact.len()
    }

    /// Whether there is no skeleton.
    pub fn is_empty(&self) -> bool {
        self.compact.is_empty()
    }

    /// Weighs the first `skeletons` under all renamings, with or without those that have a cell
    /// which no observation falls into; if these are more than are kept, what is not kept as well.
    pub fn weigh(
        &self,
        observations: &ListObservations,
        evidence: &Evidence,
        skeletons: usize,
        hidden: bool,
    ) -> Weighed {
        let masks = self.test_masks(observations);
        let compact = &self.compact[..skeletons.min(self.compact.len())];
        let parts: Vec<(Vec<Instance>, f64)> = (compact.par_chunks(CHUNK).enumerate())
            .map(|(n, chunk)| self.weigh_chunk(n * CHUNK, chunk, evidence, &masks, hidden))
            .collect();
        let total: f64 = parts.iter().map(|(_, total)| total).sum();
        let all = || parts.iter().flat_map(|(instances, _)| instances);
        let largest = all().fold(0.0, |largest: f64, instance| largest.max(instance.weight));
        let mut instances: Vec<Instance> = all()
            .filter(|instance| instance.weight > largest * NEGLIGIBLE)
            .copied()
            .collect();
        instances.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let buckets = match skeletons > self.compact.len() {
            true => (self.shapes).weigh(evidence, &masks, hidden, total * NEGLIGIBLE_BUCKETS),
            false => Buckets::default(),
        };
        Weighed {
            instances,
            total,
            buckets,
        }
    }

    fn weigh_chunk(
        &self,
        from: usize,
        chunk: &[Compact],
        evidence: &Evidence,
        masks: &[Vec<Mask>],
        hidden: bool,
    ) -> (Vec<Instance>, f64) {
        let mut total = 0.0;
        let mut largest: f64 = 0.0;
        let mut out = Vec::new();
        for (n, compact) in chunk.iter().enumerate() {
            for &renaming in &self.renamings[usize::from(compact.renamings)] {
                let image = images()[usize::from(renaming)][usize::from(compact.changing)];
                if evidence.changed & !image != 0 {
                    continue;
                }
                let weight =
                    compact.weigh(evidence, renaming, &masks[usize::from(renaming)], hidden);
                total += weight;
                if weight > largest * NEGLIGIBLE {
                    largest = largest.max(weight);
                    let skeleton = (from + n) as u32;
                    out.push(Instance {
                        skeleton,
                        renaming,
                        weight,
                    });
                }
            }
        }
        (out, total)
    }

    /// The probability of a behaviour before anything is observed; 0 where its skeleton is
    /// impossible or a form lies outside the space. With `related` forms may follow from each other.
    pub fn probability(
        &self,
        skeleton: &Skeleton,
        forms: &[Vec<AffineForm>; N],
        related: bool,
    ) -> f64 {
        let canonical = skeleton.canonical();
        let p = match self.number(&canonical) {
            Some(n) => self.compact[n as usize].share,
            None => self.shapes.probability(&canonical),
        };
        let relations = self.prior.relations(related);
        p * relations.of_all(&self.prior.forms, skeleton, forms)
    }

    /// Whether a skeleton, the least of its renamings, is among those that are kept.
    pub fn is_kept(&self, canonical: &Skeleton) -> bool {
        self.number(canonical).is_some()
    }

    fn number(&self, canonical: &Skeleton) -> Option<u32> {
        let index = self.index.get_or_init(|| {
            let skeletons = self.prior.skeletons.iter().enumerate();
            skeletons
                .map(|(n, (skeleton, _))| (*skeleton, n as u32))
                .collect()
        });
        index.get(canonical).copied()
    }

    /// By number of tests: of the skeletons that the shapes give before anything is observed, the
    /// share of those that are not kept.
    pub fn new_shares(&self, draws: usize) -> [f64; MAX_TESTS + 1] {
        let nothing = ListObservations::default();
        let evidence = Evidence::new(&nothing, &self.prior.forms);
        let buckets = (self.shapes).weigh(&evidence, &self.test_masks(&nothing), true, 0.0);
        let mut sampler = BucketSampler::new(&self.shapes, &evidence, &buckets);
        let mut rng = ChaCha8Rng::seed_from_u64(draws as u64);
        let mut new = [0.0; MAX_TESTS + 1];
        let mut all = [0.0; MAX_TESTS + 1];
        for _ in 0..draws {
            let (tests, drawn) = sampler.draw(&mut rng);
            all[tests] += 1.0;
            if drawn.is_some_and(|drawn| !self.is_kept(&drawn.canonical)) {
                new[tests] += 1.0;
            }
        }
        std::array::from_fn(|tests| new[tests] / f64::max(all[tests], 1.0))
    }

    /// `[renaming][test]`: the observations for which the renamed test holds.
    pub(crate) fn test_masks(&self, observations: &ListObservations) -> Vec<Vec<Mask>> {
        let masks = permutations().iter().map(|names| {
            let inputs: Vec<[i32; N]> = observations
                .inputs
                .iter()
                .map(|input| std::array::from_fn(|old| input[names[old]]))
                .collect();
            let mask = |test: &Test| {
                let inputs = inputs.iter().enumerate();
                inputs.fold(0, |mask, (k, input)| {
                    mask | Mask::from(holds(test, input)) << k
                })
            };
            self.tests.iter().map(mask).collect()
        });
        masks.collect()
    }

    /// The prior probability of the skeleton of an instance, with these positions.
    pub fn share(&self, instance: &Instance) -> f64 {
        self.compact[instance.skeleton as usize].share
    }

    /// The skeleton of an instance.
    pub fn skeleton(&self, instance: &Instance) -> Skeleton {
        let (skeleton, _) = &self.prior.skeletons[instance.skeleton as usize];
        skeleton.renamed(&permutations()[usize::from(instance.renaming)])
    }
}

/// Weights below this share of the largest one are dropped.
const NEGLIGIBLE: f64 = 1e-7;

/// Share of what is kept that the buckets which are left out may weigh.
const NEGLIGIBLE_BUCKETS: f64 = 1e-3;

impl Compact {
    fn new(skeleton: &Skeleton, share: f64, renamings: u16, tests: [u16; MAX_TESTS]) -> Compact {
        let mut answers = [0; MAX_CELLS];
        answers[..skeleton.answers().len()].copy_from_slice(skeleton.answers());
        let cells = |position: usize, group: u8| cells_of(skeleton.groups(position), group);
        let mut groups = Vec::new();
        for position in 0..N {
            let at = role_of(skeleton, position);
            for group in 1..FAULT {
                match cells(position, group) {
                    0 => break,
                    mask => groups.push((position as u8, at, mask)),
                }
            }
        }
        Compact {
            share,
            renamings,
            n_tests: skeleton.tests().len() as u8,
            n_cells: skeleton.answers().len() as u8,
            tests,
            answers,
            kept: std::array::from_fn(|position| cells(position, 0)),
            fault: cells(0, FAULT),
            changing: groups
                .iter()
                .fold(0, |mask, &(position, ..)| mask | 1 << position),
            groups,
        }
    }

    fn weigh(&self, evidence: &Evidence, renaming: u8, masks: &[Mask], hidden: bool) -> f64 {
        let names = &permutations()[usize::from(renaming)];
        let mut cells = [evidence.all; MAX_CELLS];
        for t in 0..usize::from(self.n_tests) {
            let mask = masks[usize::from(self.tests[t])];
            for (cell, answers) in cells.iter_mut().zip(&self.answers) {
                *cell &= if answers >> t & 1 == 1 { mask } else { !mask };
            }
        }
        if !hidden && cells[..usize::from(self.n_cells)].contains(&0) {
            return 0.0;
        }
        // The observations in each set of up to four cells; larger sets are rare.
        let mut unions = [0; 1 << FEW_CELLS];
        for (cell, mask) in cells[..usize::from(self.n_cells).min(FEW_CELLS)]
            .iter()
            .enumerate()
        {
            for set in 0..1 << cell {
                unions[set | 1 << cell] = unions[set] | mask;
            }
        }
        let union = |of: u8| -> Mask {
            let mut mask = unions[usize::from(of) & (unions.len() - 1)];
            let mut rest = of >> FEW_CELLS;
            while rest != 0 {
                mask |= cells[FEW_CELLS + rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            mask
        };
        if self.n_tests > 0 || self.fault != 0 {
            let fault = union(self.fault);
            if fault != evidence.all & !evidence.valid {
                return 0.0;
            }
        } else if evidence.valid != evidence.all {
            return 0.0;
        }
        for (position, &kept) in self.kept.iter().enumerate() {
            if union(kept) & !evidence.positions[names[position]].kept != 0 {
                return 0.0;
            }
        }
        let mut weight = self.share;
        for &(position, at, of) in &self.groups {
            weight *= evidence.positions[names[usize::from(position)]].mass(at, union(of));
            if weight == 0.0 {
                return 0.0;
            }
        }
        weight
    }
}

/// `[renaming][set]`: what a set of positions becomes.
fn images() -> &'static [[u8; 1 << N]] {
    static IMAGES: LazyLock<Vec<[u8; 1 << N]>> = LazyLock::new(|| {
        let image = |names: &[usize; N], set: usize| {
            (0..N)
                .filter(|&i| set >> i & 1 == 1)
                .fold(0, |image, i| image | 1 << names[i])
        };
        let all = permutations().iter();
        all.map(|names| std::array::from_fn(|set| image(names, set)))
            .collect()
    });
    &IMAGES
}
