//! The counts as bytes, for a file.
//!
//! A magic number with a format version, then numbers of variable length (seven bits a byte, the
//! lowest first; signed ones zigzag). Skeletons come by falling count, entries of the form table in
//! order, so equal counts give equal bytes.

use super::backoff::{Backoff, CLASSES, Partition, Shape};
use super::counts::Counts;
use super::forms::FormCounts;
use super::relations::Relations;
use crate::skeleton::{FAULT, MAX_CELLS, MAX_TESTS, Skeleton};
use lasynth_c::behaviour::{N, Rel, Test};
use std::cmp::Reverse;
use thiserror::Error;

const MAGIC: &[u8; 8] = b"lasynP\0\x04";

/// Bytes that are no prior.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PriorFileError {
    /// The bytes do not begin with the magic number and the format version of a prior.
    #[error(
        "not a prior of this version: expected it to begin with `lasynP`, 0 and the format version 4; make it again with `lasynth prior fit`"
    )]
    Magic,
    /// They end early or hold a number that makes no sense.
    #[error(
        "byte {at} of the unpacked prior: the data are damaged or cut off; copy or make the file again"
    )]
    Damaged {
        /// Offset of the byte, from 0, after decompression.
        at: usize,
    },
}

/// What a prior is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Programs drawn, those dropped by the rules included.
    pub drawn: u64,
    /// Programs that the rules kept.
    pub kept: u64,
    /// Programs kept whose behaviour has a skeleton.
    pub with_skeleton: u64,
    /// How often each form occurred.
    pub forms: FormCounts,
    /// How forms follow from each other.
    pub relations: Relations,
    /// The most frequent skeletons up to renaming, by falling count.
    pub skeletons: Vec<(Skeleton, u64)>,
    /// What the rest of the skeletons is made of.
    pub backoff: Backoff,
    /// The most frequent behaviours that were seen twice or more: digest and count, by digest.
    pub behaviours: Vec<(u64, u32)>,
    /// How many observations the factorised distribution is worth beside the counts of behaviours.
    pub concentration: f64,
}

impl Record {
    /// What is kept of counts: the most frequent skeletons and behaviours. Among equally frequent
    /// behaviours the digests decide.
    pub fn of(counts: Counts, skeletons: usize, behaviours: usize) -> Record {
        let mut by_digest: Vec<(u64, u32)> = counts.behaviours.into_iter().collect();
        by_digest.retain(|&(_, count)| count >= 2);
        by_digest.sort_unstable_by_key(|&(digest, count)| (Reverse(count), digest));
        by_digest.truncate(behaviours);
        by_digest.sort_unstable();
        let with_skeleton = counts.skeletons.values().sum();
        let backoff = Backoff::fitted(&counts.skeletons);
        let mut by_count: Vec<(Skeleton, u64)> = counts.skeletons.into_iter().collect();
        by_count.sort_by(|(s, n), (t, m)| m.cmp(n).then_with(|| s.cmp(t)));
        by_count.truncate(skeletons);
        Record {
            drawn: counts.drawn,
            kept: counts.kept,
            with_skeleton,
            forms: counts.forms,
            relations: Relations::default(),
            skeletons: by_count,
            backoff,
            behaviours: by_digest,
            concentration: counts.drawn as f64,
        }
    }
}

/// A record as bytes.
pub fn encode(counts: &Record) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for n in [counts.drawn, counts.kept, counts.with_skeleton] {
        unsigned(&mut out, n);
    }
    let mut forms: Vec<_> = counts.forms.0.iter().collect();
    forms.sort_unstable();
    unsigned(&mut out, forms.len() as u64);
    for (&(at, key, c), &count) in forms {
        unsigned(&mut out, u64::from(at));
        key.iter()
            .chain([&c])
            .for_each(|&k| signed(&mut out, k.into()));
        unsigned(&mut out, count);
    }
    put_relations(&mut out, &counts.relations);
    unsigned(&mut out, counts.skeletons.len() as u64);
    for &(skeleton, count) in &counts.skeletons {
        unsigned(&mut out, count);
        unsigned(&mut out, skeleton.tests().len() as u64);
        skeleton
            .tests()
            .iter()
            .for_each(|test| put_test(&mut out, test));
        unsigned(&mut out, skeleton.answers().len() as u64);
        out.extend(skeleton.answers());
        for position in 0..N {
            put_groups(&mut out, skeleton.groups(position));
        }
    }
    put_backoff(&mut out, &counts.backoff);
    unsigned(&mut out, counts.behaviours.len() as u64);
    let mut last = 0;
    for &(digest, count) in &counts.behaviours {
        unsigned(&mut out, digest - last);
        unsigned(&mut out, count.into());
        last = digest;
    }
    unsigned(&mut out, counts.concentration as u64);
    out
}

/// Reads what [`encode`] has written.
///
/// # Errors
/// Where it is something else.
pub fn decode(bytes: &[u8]) -> Result<Record, PriorFileError> {
    if !bytes.starts_with(MAGIC) {
        return Err(PriorFileError::Magic);
    }
    let mut input = Input {
        bytes,
        at: MAGIC.len(),
    };
    let (drawn, kept, with_skeleton) = (input.unsigned()?, input.unsigned()?, input.unsigned()?);
    let mut forms = FormCounts::default();
    for _ in 0..input.unsigned()? {
        let at = input.small(3)?;
        let mut key = [0; N];
        for k in &mut key {
            *k = input.signed()? as i8;
        }
        let c = input.signed()? as i8;
        forms.0.insert((at, key, c), input.unsigned()?);
    }
    let relations = input.relations()?;
    let mut skeletons = Vec::new();
    for _ in 0..input.unsigned()? {
        let count = input.unsigned()?;
        let mut tests = Vec::new();
        for _ in 0..input.small(MAX_TESTS as u64)? {
            tests.push(input.test()?);
        }
        let answers = input.answers()?;
        let mut groups = [[0; MAX_CELLS]; N];
        for groups in &mut groups {
            *groups = input.groups(answers.len())?;
        }
        let skeleton = Skeleton::new(&tests, &answers, |position, cell| groups[position][cell]);
        let skeleton = skeleton.ok_or(PriorFileError::Damaged { at: input.at })?;
        skeletons.push((skeleton, count));
    }
    let backoff = input.backoff()?;
    let mut behaviours = Vec::new();
    let mut last: u64 = 0;
    for _ in 0..input.unsigned()? {
        let at = input.at;
        last = last
            .checked_add(input.unsigned()?)
            .ok_or(PriorFileError::Damaged { at })?;
        behaviours.push((last, input.unsigned()? as u32));
    }
    let concentration = input.unsigned()? as f64;
    match input.at == bytes.len() {
        true => Ok(Record {
            drawn,
            kept,
            with_skeleton,
            forms,
            relations,
            skeletons,
            backoff,
            behaviours,
            concentration,
        }),
        false => Err(PriorFileError::Damaged { at: input.at }),
    }
}

fn put_relations(out: &mut Vec<u8>, relations: &Relations) {
    let weights = relations.weights.iter().flatten();
    let all = weights.chain(&relations.steps);
    all.for_each(|&share| unsigned(out, share.into()));
}

fn put_test(out: &mut Vec<u8>, test: &Test) {
    let numbers = test.w.iter().chain([&test.t]);
    numbers.for_each(|&k| signed(out, k.into()));
    unsigned(out, u64::from(test.rel == Rel::Eq));
}

/// Two groups a byte.
fn put_groups(out: &mut Vec<u8>, groups: &[u8]) {
    for pair in groups.chunks(2) {
        out.push(pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
    }
}

fn put_backoff(out: &mut Vec<u8>, backoff: &Backoff) {
    unsigned(out, backoff.scales.len() as u64);
    (backoff.scales.iter()).for_each(|&scale| unsigned(out, scale.into()));
    unsigned(out, backoff.shapes.len() as u64);
    for shape in &backoff.shapes {
        unsigned(out, shape.answers.len() as u64);
        out.extend(&shape.answers);
        out.push(shape.fault);
        unsigned(
            out,
            shape.tests.first().map_or(0, |(tests, _)| tests.len()) as u64,
        );
        unsigned(out, shape.tests.len() as u64);
        for (tests, count) in &shape.tests {
            tests.iter().for_each(|test| put_test(out, test));
            unsigned(out, *count);
        }
        unsigned(out, shape.classes.len() as u64);
        (shape.classes.iter()).for_each(|&share| unsigned(out, share.into()));
        unsigned(out, shape.partitions.len() as u64);
        for (partition, probabilities) in shape.partitions.iter().zip(&shape.probabilities) {
            put_groups(out, &partition[..shape.answers.len()]);
            probabilities.iter().for_each(|&p| unsigned(out, p.into()));
        }
    }
}

fn unsigned(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn signed(out: &mut Vec<u8>, n: i64) {
    unsigned(out, (n << 1 ^ n >> 63) as u64);
}

struct Input<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Input<'_> {
    fn byte(&mut self) -> Result<u8, PriorFileError> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte.ok_or(PriorFileError::Damaged { at: self.at - 1 })
    }

    fn unsigned(&mut self) -> Result<u64, PriorFileError> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(PriorFileError::Damaged { at: self.at })
    }

    fn signed(&mut self) -> Result<i64, PriorFileError> {
        let n = self.unsigned()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn small(&mut self, most: u64) -> Result<u8, PriorFileError> {
        let n = self.unsigned()?;
        match n <= most {
            true => Ok(n as u8),
            false => Err(PriorFileError::Damaged { at: self.at - 1 }),
        }
    }

    fn test(&mut self) -> Result<Test, PriorFileError> {
        let mut w = [0; N];
        for k in &mut w {
            *k = self.signed()? as i16;
        }
        let t = self.signed()? as i16;
        let rel = match self.small(1)? {
            0 => Rel::Gt,
            _ => Rel::Eq,
        };
        Ok(Test { w, t, rel })
    }

    fn answers(&mut self) -> Result<Vec<u8>, PriorFileError> {
        let cells = self.small(MAX_CELLS as u64)?;
        (0..cells).map(|_| self.byte()).collect()
    }

    fn groups(&mut self, cells: usize) -> Result<Partition, PriorFileError> {
        let mut groups = [0; MAX_CELLS];
        for pair in groups[..cells].chunks_mut(2) {
            let byte = self.byte()?;
            pair[0] = byte >> 4;
            if let Some(second) = pair.get_mut(1) {
                *second = byte & FAULT;
            }
        }
        Ok(groups)
    }

    /// A number of things that take at least one byte each.
    fn count(&mut self) -> Result<usize, PriorFileError> {
        let n = self.unsigned()?;
        match n <= self.bytes.len() as u64 {
            true => Ok(n as usize),
            false => Err(PriorFileError::Damaged { at: self.at - 1 }),
        }
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<u32>, PriorFileError> {
        (0..count).map(|_| Ok(self.unsigned()? as u32)).collect()
    }

    fn relations(&mut self) -> Result<Relations, PriorFileError> {
        let mut relations = Relations::default();
        let weights = relations.weights.iter_mut().flatten();
        for share in weights.chain(&mut relations.steps) {
            *share = self.unsigned()? as u32;
        }
        Ok(relations)
    }

    fn backoff(&mut self) -> Result<Backoff, PriorFileError> {
        let scales = self.count()?;
        let scales = self.numbers(scales)?;
        let shapes = self.count()?;
        Ok(Backoff {
            scales,
            shapes: (0..shapes)
                .map(|_| self.shape())
                .collect::<Result<_, _>>()?,
        })
    }

    fn shape(&mut self) -> Result<Shape, PriorFileError> {
        let answers = self.answers()?;
        let fault = self.byte()?;
        let of_each = usize::from(self.small(MAX_TESTS as u64)?);
        let mut tests = Vec::new();
        for _ in 0..self.count()? {
            let its = (0..of_each).map(|_| self.test());
            tests.push((its.collect::<Result<_, _>>()?, self.unsigned()?));
        }
        let classes = usize::from(self.small(CLASSES as u64)?);
        let classes = self.numbers(classes)?;
        let mut partitions = Vec::new();
        let mut probabilities = Vec::new();
        for _ in 0..self.count()? {
            partitions.push(self.groups(answers.len())?);
            probabilities.push(self.numbers(classes.len())?);
        }
        Ok(Shape {
            answers,
            fault,
            tests,
            partitions,
            classes,
            probabilities,
        })
    }
}
