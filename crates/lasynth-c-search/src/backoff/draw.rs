//! Drawing skeletons that were never seen.

use super::{Bucket, Buckets, Shapes, all_tests_matter, unions};
use crate::evidence::Evidence;
use crate::skeleton::{Skeleton, permutations};
use crate::weighted::{pick, sums};
use lasynth_c::behaviour::N;
use rand::Rng;
use std::collections::HashMap;

/// Draws skeletons from buckets.
pub struct BucketSampler<'m> {
    shapes: &'m Shapes,
    evidence: &'m Evidence,
    buckets: &'m Buckets,
    cumulative: Vec<f64>,
    open: HashMap<usize, Open>,
}

/// What is needed to draw from one bucket.
struct Open {
    classes: Vec<f64>,
    /// `[position][partition]`: how well it fits.
    fits: [Vec<f64>; N],
    /// Cumulative shares of the members.
    members: Vec<f64>,
}

/// A skeleton drawn from those that the fit never saw, or saw too rarely to keep.
pub struct DrawnSkeleton {
    /// The skeleton with the positions that it was drawn for.
    pub skeleton: Skeleton,
    /// The least of its renamings.
    pub canonical: Skeleton,
}

impl<'m> BucketSampler<'m> {
    /// A sampler over weighed buckets.
    pub fn new(
        shapes: &'m Shapes,
        evidence: &'m Evidence,
        buckets: &'m Buckets,
    ) -> BucketSampler<'m> {
        BucketSampler {
            shapes,
            evidence,
            buckets,
            cumulative: sums(buckets.buckets.iter().map(|bucket| bucket.weight)),
            open: HashMap::new(),
        }
    }

    /// Draws a number of tests and a skeleton; none where a test would not matter.
    pub fn draw<R: Rng>(&mut self, rng: &mut R) -> (usize, Option<DrawnSkeleton>) {
        let Some(n) = pick(&self.cumulative, rng) else {
            return (0, None);
        };
        let first = self.buckets.members[self.buckets.buckets[n].members.0 as usize];
        let (frame, _) = self.shapes.real[first as usize];
        let tests = self.shapes.frames[frame as usize].tests.len();
        (tests, self.draw_from(n, rng))
    }

    fn draw_from<R: Rng>(&mut self, n: usize, rng: &mut R) -> Option<DrawnSkeleton> {
        let bucket = &self.buckets.buckets[n];
        let shape = &self.shapes.shapes[usize::from(bucket.shape)];
        let (shapes, buckets, evidence) = (self.shapes, self.buckets, self.evidence);
        let open = self
            .open
            .entry(n)
            .or_insert_with(|| Open::new(shapes, buckets, bucket, evidence));
        let z = pick(&open.classes, rng)?;
        let mut by_real = [0; N];
        for (to, fits) in by_real.iter_mut().zip(&open.fits) {
            let weights = fits.iter().zip(&shape.probabilities);
            *to = pick(&sums(weights.map(|(fit, p)| fit * p[z])), rng)?;
        }
        let member = pick(&open.members, rng)?;
        let member = buckets.members[bucket.members.0 as usize + member];
        let (frame, renaming) = shapes.real[member as usize];
        let frame = &shapes.frames[frame as usize];
        let names = &permutations()[usize::from(renaming)];
        let partitions: [usize; N] = std::array::from_fn(|i| by_real[names[i]]);
        let skeleton = Skeleton::new(&frame.tests, &shape.answers, |position, cell| {
            shape.partitions[partitions[position]][cell]
        })?;
        if !all_tests_matter(&skeleton) {
            return None;
        }
        let same = frame.symmetries(shape).iter();
        let same = same.map(|&s| skeleton.renamed(&permutations()[usize::from(s)]));
        Some(DrawnSkeleton {
            canonical: same.min().unwrap_or(skeleton),
            skeleton: skeleton.renamed(names),
        })
    }
}

impl Open {
    fn new(shapes: &Shapes, buckets: &Buckets, bucket: &Bucket, evidence: &Evidence) -> Open {
        let shape = &shapes.shapes[usize::from(bucket.shape)];
        let unions = unions(&bucket.cells, shape.answers.len());
        let classes = shape.class_weights(evidence, &bucket.cells, true, &[0, 1, 2, 3, 4], 0.0);
        let members = bucket.members.0 as usize..bucket.members.1 as usize;
        Open {
            classes: sums(classes.unwrap_or_default()),
            fits: std::array::from_fn(|i| {
                let parts = 0..shape.parts.len();
                parts.map(|g| shape.fit(evidence, i, g, &unions)).collect()
            }),
            members: sums(buckets.members[members].iter().map(|&n| {
                let (frame, _) = shapes.real[n as usize];
                shapes.frames[frame as usize].share
            })),
        }
    }
}
