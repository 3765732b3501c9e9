//! Skeletons that were never seen: their tests and what these do to each position, apart.
//!
//! Most skeletons with two tests or more occur once in millions of programs, so the seen ones leave
//! out a share of what is to come. What they are made of has been seen, though. Skeletons of one
//! [`Shape`] share a few classes; within a class each position has its partition of the cells
//! independently of the others and of the tests. The classes are a mixture that is fitted by
//! expectation maximisation.

use crate::skeleton::{FAULT, MAX_CELLS, Skeleton, cells_of};
use lasynth_c::behaviour::{N, Test};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, HashMap};

/// Classes of a shape at most.
pub const CLASSES: usize = 8;
/// Shapes that are kept at most, and how often each must have occurred.
const SHAPES: usize = 256;
const SHAPE_SEEN: u64 = 50;
/// Combinations of tests that are kept at most, the most frequent ones.
const TESTS: usize = 6_000;
/// Different skeletons of a shape for each of its classes.
const ROWS_A_CLASS: usize = 16;
const ITERATIONS: usize = 30;
/// Weight of a shape's own distribution of partitions in that of each class, in observations.
const SMOOTHING: f64 = 30.0;
/// Partitions below this share of a shape are dropped.
const RARE: f64 = 2e-5;
/// Probabilities are kept in these units.
const UNITS: f64 = 1e9;

/// What one position does in each cell: the groups of [`Skeleton::groups`].
pub type Partition = [u8; MAX_CELLS];

/// Skeletons with the same combinations of answers and the same invalid cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// The answers of each cell.
    pub answers: Vec<u8>,
    /// The cells in which the run is invalid.
    pub fault: u8,
    /// The tests of skeletons of this shape, up to renaming, and how often they occurred.
    pub tests: Vec<(Vec<Test>, u64)>,
    /// What a position can do.
    pub partitions: Vec<Partition>,
    /// `[class]`: its share, in billionths.
    pub classes: Vec<u32>,
    /// `[partition][class]`: the probability of the partition in the class, in billionths.
    pub probabilities: Vec<Vec<u32>>,
}

/// Shapes, and how much they count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backoff {
    /// The shapes, the most frequent first.
    pub shapes: Vec<Shape>,
    /// `[tests]`: what the probability that the shapes give a skeleton with so many tests is
    /// multiplied by, in millionths.
    pub scales: Vec<u32>,
}

/// Billionths as a number.
pub fn number(units: u32) -> f64 {
    f64::from(units) / UNITS
}

fn units(p: f64) -> u32 {
    (p * UNITS).round() as u32
}

/// The cells in which the run is invalid.
pub fn fault(skeleton: &Skeleton) -> u8 {
    cells_of(skeleton.groups(0), FAULT)
}

/// What a position of a skeleton does.
pub fn partition(skeleton: &Skeleton, position: usize) -> Partition {
    let mut out = [0; MAX_CELLS];
    let groups = skeleton.groups(position);
    out[..groups.len()].copy_from_slice(groups);
    out
}

/// Skeletons and how often they occurred.
type Counted<'s> = Vec<(&'s Skeleton, u64)>;

impl Backoff {
    /// Fits shapes to the counts of skeletons, each the least of its renamings. The scales are left
    /// at 0.
    pub fn fitted(skeletons: &HashMap<Skeleton, u64>) -> Backoff {
        let mut by_shape: BTreeMap<(Vec<u8>, u8), Counted<'_>> = BTreeMap::new();
        for (skeleton, &count) in skeletons {
            if !skeleton.tests().is_empty() {
                let shape = (skeleton.answers().to_vec(), fault(skeleton));
                by_shape.entry(shape).or_default().push((skeleton, count));
            }
        }
        let total = |rows: &[(&Skeleton, u64)]| rows.iter().map(|(_, count)| count).sum::<u64>();
        let mut shapes: Vec<_> = by_shape.into_iter().collect();
        shapes.retain(|(_, rows)| total(rows) >= SHAPE_SEEN);
        shapes.sort_by_key(|(_, rows)| std::cmp::Reverse(total(rows)));
        shapes.truncate(SHAPES);
        let shapes = shapes.into_iter().map(|((answers, fault), mut rows)| {
            rows.sort_unstable();
            Shape::fitted(answers, fault, &rows)
        });
        let mut shapes: Vec<Shape> = shapes.collect();
        let mut counts: Vec<u64> = (shapes.iter())
            .flat_map(|shape| shape.tests.iter().map(|&(_, count)| count))
            .collect();
        counts.sort_unstable_by_key(|&count| std::cmp::Reverse(count));
        let least = counts.get(TESTS).map_or(0, |&count| count + 1);
        for shape in &mut shapes {
            shape.tests.retain(|&(_, count)| count >= least);
        }
        shapes.retain(|shape| !shape.tests.is_empty());
        Backoff {
            shapes,
            scales: Vec::new(),
        }
    }
}

impl Shape {
    fn fitted(answers: Vec<u8>, fault: u8, skeletons: &[(&Skeleton, u64)]) -> Shape {
        let mut tests: BTreeMap<Vec<Test>, u64> = BTreeMap::new();
        let mut seen: BTreeMap<Partition, f64> = BTreeMap::new();
        let mut total = 0.0;
        for &(skeleton, count) in skeletons {
            *tests.entry(skeleton.tests().to_vec()).or_default() += count;
            for position in 0..N {
                *seen.entry(partition(skeleton, position)).or_default() += count as f64;
                total += count as f64;
            }
        }
        seen.retain(|_, count| *count >= RARE * total);
        let partitions: Vec<Partition> = seen.keys().copied().collect();
        // A row is what the positions do, in any order.
        let mut rows: BTreeMap<[u16; N], f64> = BTreeMap::new();
        for &(skeleton, count) in skeletons {
            let its = [0, 1, 2, 3, 4].map(|i| partitions.binary_search(&partition(skeleton, i)));
            if its.iter().all(Result::is_ok) {
                let mut row = its.map(|its| its.unwrap_or(0) as u16);
                row.sort_unstable();
                *rows.entry(row).or_default() += count as f64;
            }
        }
        let rows: Vec<([u16; N], f64)> = rows.into_iter().collect();
        let whole: Vec<f64> = seen.values().map(|count| count / total).collect();
        let (classes, probabilities) = mixture(&rows, &whole);
        Shape {
            answers,
            fault,
            tests: tests.into_iter().collect(),
            partitions,
            classes: classes.iter().map(|&p| units(p)).collect(),
            probabilities: (0..whole.len())
                .map(|g| probabilities.iter().map(|p| units(p[g])).collect())
                .collect(),
        }
    }
}

/// Shares of classes, and `[class][partition]` probabilities, under which the rows are likely.
fn mixture(rows: &[([u16; N], f64)], whole: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let classes = (rows.len() / ROWS_A_CLASS).clamp(1, CLASSES);
    let mut rng = ChaCha8Rng::seed_from_u64(rows.len() as u64);
    // `[row][class]`: to what extent a row belongs to a class; at first one class each.
    let mut belongs: Vec<Vec<f64>> = rows
        .iter()
        .map(|_| {
            let its = rng.random_range(0..classes);
            (0..classes)
                .map(|z| f64::from(u8::from(z == its)))
                .collect()
        })
        .collect();
    let mut shares = vec![0.0; classes];
    let mut probabilities = vec![vec![0.0; whole.len()]; classes];
    for _ in 0..ITERATIONS {
        let mut counts = vec![vec![0.0; whole.len()]; classes];
        shares.fill(1.0);
        for ((row, count), belongs) in rows.iter().zip(&belongs) {
            for (z, &share) in belongs.iter().enumerate() {
                shares[z] += share * count;
                row.iter()
                    .for_each(|&g| counts[z][usize::from(g)] += share * count);
            }
        }
        let all: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all);
        for (probabilities, counts) in probabilities.iter_mut().zip(&counts) {
            let total: f64 = counts.iter().sum();
            for ((p, count), whole) in probabilities.iter_mut().zip(counts).zip(whole) {
                *p = (count + SMOOTHING * whole) / (total + SMOOTHING);
            }
        }
        for ((row, _), belongs) in rows.iter().zip(&mut belongs) {
            for (z, share) in belongs.iter_mut().enumerate() {
                let each = row.iter().map(|&g| probabilities[z][usize::from(g)]);
                *share = shares[z] * each.product::<f64>();
            }
            let all: f64 = belongs.iter().sum();
            belongs
                .iter_mut()
                .for_each(|share| *share /= all.max(f64::MIN_POSITIVE));
        }
    }
    (shares, probabilities)
}
