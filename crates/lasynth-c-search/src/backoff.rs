//! Weighing skeletons that were never seen, and drawing from them.
//!
//! What belongs together is weighed together: combinations of tests that divide the observations
//! alike share everything else. Within a class the positions are independent, so the weight of all
//! skeletons of such a bucket is, for each class, a product over the positions of a sum over what
//! each can do.

mod draw;

pub use draw::BucketSampler;

use crate::evidence::{Evidence, Mask};
use crate::prior::backoff::{Backoff, CLASSES, Partition, Shape, fault, number, partition};
use crate::role::Role;
use crate::role::role_of_groups;
use crate::skeleton::{
    FAULT, MAX_CELLS, MAX_TESTS, Skeleton, cells_of, distinct_renamings, likeness, permutations,
};
use foldhash::fast::FixedState;
use lasynth_c::behaviour::{N, Test};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Shapes, ready to be weighed.
pub struct Shapes {
    shapes: Vec<Ready>,
    frames: Vec<Frame>,
    /// Each frame under each of its renamings.
    real: Vec<(u32, u8)>,
    /// Frames by their tests and invalid cells, made when first asked for.
    index: OnceLock<HashMap<(Vec<Test>, u8), u32>>,
}

/// A shape in a form that is weighed fast.
struct Ready {
    answers: Vec<u8>,
    fault: u8,
    partitions: Vec<Partition>,
    /// The number of each partition.
    index: HashMap<Partition, usize>,
    /// `[partition]`: the cells that keep the value, and the role and cells of each form.
    parts: Vec<(u8, Vec<(Role, u8)>)>,
    classes: [f64; CLASSES],
    /// `[partition][class]`
    probabilities: Vec<[f64; CLASSES]>,
}

/// Tests up to renaming.
struct Frame {
    shape: u16,
    tests: Vec<Test>,
    ids: [u16; MAX_TESTS],
    /// Probability of each renaming.
    share: f64,
    /// Number of renamings that make a difference.
    renamings: usize,
    /// The renamings that leave the tests and the answers as they are, made when first asked for.
    symmetries: OnceLock<Vec<u8>>,
}

/// Combinations of tests that divide the observations alike.
#[derive(Clone, Debug)]
pub struct Bucket {
    shape: u16,
    /// The observations in each cell.
    cells: [Mask; MAX_CELLS],
    /// Joint weight of the skeletons in this bucket, not normalised.
    pub weight: f64,
    /// Where its tests stand among the members.
    members: (u32, u32),
}

/// What is found by weighing.
#[derive(Default)]
pub struct Buckets {
    /// The buckets that are possible.
    pub buckets: Vec<Bucket>,
    members: Vec<u32>,
    /// The sum of their weights.
    pub total: f64,
}

impl Shapes {
    /// Prepares fitted shapes. `id` numbers a test.
    pub fn new(backoff: &Backoff, mut id: impl FnMut(&Test) -> u16) -> Shapes {
        let mut totals = [0; MAX_TESTS + 1];
        for shape in &backoff.shapes {
            for (tests, count) in &shape.tests {
                totals[tests.len()] += count;
            }
        }
        let mut out = Shapes {
            shapes: Vec::new(),
            frames: Vec::new(),
            real: Vec::new(),
            index: OnceLock::new(),
        };
        for shape in &backoff.shapes {
            let number_of_shape = out.shapes.len() as u16;
            out.shapes.push(Ready::new(shape));
            for (tests, count) in &shape.tests {
                let Some(bare) = Skeleton::new(tests, &shape.answers, |_, _| 0) else {
                    continue;
                };
                let scale = backoff.scales.get(tests.len()).copied().unwrap_or(0);
                let scale = f64::from(scale) / 1e6 / totals[tests.len()] as f64;
                if scale == 0.0 {
                    continue;
                }
                let renamings = distinct_renamings(&likeness(&bare));
                let mut ids = [0; MAX_TESTS];
                for (id_of, test) in ids.iter_mut().zip(tests) {
                    *id_of = id(test);
                }
                let frame = out.frames.len() as u32;
                out.frames.push(Frame {
                    shape: number_of_shape,
                    tests: tests.clone(),
                    ids,
                    share: *count as f64 * scale / renamings.len() as f64,
                    renamings: renamings.len(),
                    symmetries: OnceLock::new(),
                });
                out.real.extend(renamings.into_iter().map(|r| (frame, r)));
            }
        }
        out
    }

    /// Weighs all shapes with all their tests. `masks` are the observations for which each renamed
    /// test holds, by renaming and test. Buckets may be left out that together weigh less than
    /// `negligible`.
    pub fn weigh(
        &self,
        evidence: &Evidence,
        masks: &[Vec<Mask>],
        hidden: bool,
        negligible: f64,
    ) -> Buckets {
        let key = |&(frame, renaming): &(u32, u8)| {
            let frame = &self.frames[frame as usize];
            let masks = &masks[usize::from(renaming)];
            let ids = frame.ids[..frame.tests.len()].iter();
            let masks = ids.fold(0, |key, &id| key << 16 | u64::from(masks[usize::from(id)]));
            (u64::from(frame.shape), masks)
        };
        let mut by_key: Numbers = HashMap::default();
        let mut found: Vec<(usize, f64, u32)> = Vec::new();
        let bucket_of: Vec<u32> = (self.real.iter().enumerate())
            .map(|(n, real)| {
                let next = found.len() as u32;
                let bucket = *by_key.entry(key(real)).or_insert(next);
                if bucket == next {
                    found.push((n, 0.0, 0));
                }
                let found = &mut found[bucket as usize];
                found.1 += self.frames[real.0 as usize].share;
                found.2 += 1;
                bucket
            })
            .collect();
        let mut start = 0;
        let mut starts: Vec<u32> = Vec::with_capacity(found.len());
        for (.., count) in &found {
            starts.push(start);
            start += count;
        }
        let mut next = starts.clone();
        let mut members = vec![0; self.real.len()];
        for (n, bucket) in bucket_of.iter().enumerate() {
            let at = &mut next[*bucket as usize];
            members[*at as usize] = n as u32;
            *at += 1;
        }
        // What decides most comes first.
        let mut positions = [0, 1, 2, 3, 4];
        positions.sort_by_key(|&i: &usize| evidence.positions[i].kept.count_ones());
        let negligible = negligible / found.len().max(1) as f64;
        let buckets: Vec<Bucket> = (found.par_iter().zip(&starts).with_min_len(16))
            .filter_map(|(&(first, tests, count), &from)| {
                let (frame, renaming) = self.real[first];
                let frame = &self.frames[frame as usize];
                let shape = &self.shapes[usize::from(frame.shape)];
                let cells = shape.cells(frame, &masks[usize::from(renaming)], evidence.all);
                let least = negligible / tests;
                let possible = shape.class_weights(evidence, &cells, hidden, &positions, least)?;
                let weight = tests * possible.iter().sum::<f64>();
                (weight > 0.0).then_some(Bucket {
                    shape: frame.shape,
                    cells,
                    weight,
                    members: (from, from + count),
                })
            })
            .collect();
        Buckets {
            total: buckets.iter().map(|bucket| bucket.weight).sum(),
            buckets,
            members,
        }
    }

    /// The probability of a skeleton, the least of its renamings, under each of its renamings.
    pub fn probability(&self, canonical: &Skeleton) -> f64 {
        let index = self.index.get_or_init(|| {
            let frames = self.frames.iter().enumerate();
            let key = |frame: &Frame| {
                let fault = self.shapes[usize::from(frame.shape)].fault;
                (frame.tests.clone(), fault)
            };
            frames.map(|(n, frame)| (key(frame), n as u32)).collect()
        });
        let key = (canonical.tests().to_vec(), fault(canonical));
        let Some(&frame) = index.get(&key) else {
            return 0.0;
        };
        let frame = &self.frames[frame as usize];
        let shape = &self.shapes[usize::from(frame.shape)];
        if canonical.answers() != shape.answers || !all_tests_matter(canonical) {
            return 0.0;
        }
        // It was counted in one of the orders that tests which can change places have, and is drawn
        // in any.
        let symmetries = frame.symmetries(shape);
        let sum: f64 = (symmetries.iter())
            .map(|&s| {
                let same = canonical.renamed(&permutations()[usize::from(s)]);
                let its: [Option<&usize>; N] =
                    std::array::from_fn(|i| shape.index.get(&partition(&same, i)));
                match its {
                    [Some(&a), Some(&b), Some(&c), Some(&d), Some(&e)] => {
                        partitions_probability(shape, &[a, b, c, d, e])
                    }
                    _ => 0.0,
                }
            })
            .sum();
        frame.share * sum * frame.renamings as f64 / permutations().len() as f64
    }
}

/// The probability that positions do this.
fn partitions_probability(shape: &Ready, partitions: &[usize; N]) -> f64 {
    let classes = (0..CLASSES).map(|z| {
        let each = partitions.iter().map(|&g| shape.probabilities[g][z]);
        shape.classes[z] * each.product::<f64>()
    });
    classes.sum()
}

/// Buckets by their shape and the observations for which each test holds.
type Numbers = HashMap<(u64, u64), u32, FixedState>;

impl Frame {
    fn symmetries(&self, shape: &Ready) -> &[u8] {
        self.symmetries.get_or_init(|| {
            let bare = Skeleton::new(&self.tests, &shape.answers, |_, _| 0);
            let all = permutations().iter().enumerate();
            let same = all.filter(|(_, names)| bare.is_some_and(|b| b.renamed(names) == b));
            same.map(|(n, _)| n as u8).collect()
        })
    }
}

impl Ready {
    fn new(shape: &Shape) -> Ready {
        let count = shape.answers.len();
        let part = |partition: &Partition| {
            let groups = &partition[..count];
            let at = role_of_groups(groups);
            let forms = (1..FAULT).map(|form| cells_of(groups, form));
            let forms = forms.take_while(|&mask| mask != 0);
            (cells_of(groups, 0), forms.map(|mask| (at, mask)).collect())
        };
        let padded = |units: &[u32]| {
            let mut out = [0.0; CLASSES];
            for (to, &n) in out.iter_mut().zip(units) {
                *to = number(n);
            }
            out
        };
        Ready {
            answers: shape.answers.clone(),
            fault: shape.fault,
            parts: shape.partitions.iter().map(part).collect(),
            index: (shape.partitions.iter().enumerate())
                .map(|(n, partition)| (*partition, n))
                .collect(),
            partitions: shape.partitions.clone(),
            classes: padded(&shape.classes),
            probabilities: shape.probabilities.iter().map(|p| padded(p)).collect(),
        }
    }

    /// The observations in each cell.
    fn cells(&self, frame: &Frame, masks: &[Mask], all: Mask) -> [Mask; MAX_CELLS] {
        let mut cells = [0; MAX_CELLS];
        for (cell, answers) in cells.iter_mut().zip(&self.answers) {
            *cell = all;
            for (t, &id) in frame.ids[..frame.tests.len()].iter().enumerate() {
                let mask = masks[usize::from(id)];
                *cell &= if answers >> t & 1 == 1 { mask } else { !mask };
            }
        }
        cells
    }

    /// For each class its share times the probability that partitions and forms fit all
    /// observations; `None` where these sum to less than `least`, or to nothing.
    fn class_weights(
        &self,
        evidence: &Evidence,
        cells: &[Mask; MAX_CELLS],
        hidden: bool,
        positions: &[usize; N],
        least: f64,
    ) -> Option<[f64; CLASSES]> {
        let count = self.answers.len();
        if !hidden && cells[..count].contains(&0) {
            return None;
        }
        let unions = unions(cells, count);
        if unions[usize::from(self.fault)] != evidence.all & !evidence.valid {
            return None;
        }
        let mut weights = self.classes;
        for &position in positions {
            let mut sums = [0.0; CLASSES];
            for (part, p) in self.probabilities.iter().enumerate() {
                let fit = self.fit(evidence, position, part, &unions);
                if fit > 0.0 {
                    sums.iter_mut().zip(p).for_each(|(sum, p)| *sum += fit * p);
                }
            }
            let mut total = 0.0;
            for (weight, sum) in weights.iter_mut().zip(sums) {
                *weight *= sum;
                total += *weight;
            }
            if total <= least {
                return None;
            }
        }
        Some(weights)
    }

    /// The probability that forms fit all observations of a position with this partition.
    fn fit(&self, evidence: &Evidence, position: usize, part: usize, unions: &[Mask; 256]) -> f64 {
        let evidence = &evidence.positions[position];
        let (kept, forms) = &self.parts[part];
        if unions[usize::from(*kept)] & !evidence.kept != 0 {
            return 0.0;
        }
        let masses = forms
            .iter()
            .map(|&(at, of)| evidence.mass(at, unions[usize::from(of)]));
        masses.product()
    }
}

/// The observations in each set of cells.
fn unions(cells: &[Mask; MAX_CELLS], count: usize) -> [Mask; 1 << MAX_CELLS] {
    let mut unions = [0; 1 << MAX_CELLS];
    for (cell, mask) in cells[..count].iter().enumerate() {
        for set in 0..1 << cell {
            unions[set | 1 << cell] = unions[set] | mask;
        }
    }
    unions
}

/// Whether, for each test, two cells that differ in it alone differ in what they do.
fn all_tests_matter(skeleton: &Skeleton) -> bool {
    let answers = skeleton.answers();
    (0..skeleton.tests().len()).all(|t| {
        answers.iter().enumerate().any(|(cell, its)| {
            let other = answers.iter().position(|other| *other == its ^ (1 << t));
            other.is_some_and(|other| {
                (0..N).any(|i| skeleton.groups(i)[cell] != skeleton.groups(i)[other])
            })
        })
    })
}

#[cfg(test)]
mod tests;
