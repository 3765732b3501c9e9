//! The counts as bytes, for a file.
//!
//! A magic number with a format version, then numbers of variable length (seven bits a byte, the
//! lowest first; signed ones zigzag). Skeletons come by falling count, entries of the form table in
//! order, so equal counts give equal bytes.

use super::fit::Counts;
use super::forms::FormCounts;
use crate::skeleton::{FAULT, MAX_CELLS, MAX_TESTS, Skeleton};
use lasynth_c::behaviour::{N, Rel, Test};
use std::cmp::Reverse;
use thiserror::Error;

const MAGIC: &[u8; 8] = b"lasynP\0\x02";

/// Bytes that are no prior.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PriorFileError {
    /// They begin otherwise.
    #[error(
        "not a prior of this version: expected it to begin with `lasynP`, 0 and the format version 2; make it again with `lasynth prior fit`"
    )]
    Magic,
    /// They end early or hold a number that makes no sense.
    #[error(
        "byte {at} of the unpacked prior: the data are damaged or cut off; copy or make the file again"
    )]
    Damaged {
        /// Where.
        at: usize,
    },
}

/// What a prior is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Programs drawn, those dropped by the rules included.
    pub drawn: u64,
    /// Programs kept.
    pub kept: u64,
    /// Programs kept whose behaviour has a skeleton.
    pub with_skeleton: u64,
    /// How often each form occurred.
    pub forms: FormCounts,
    /// The most frequent skeletons up to renaming, by falling count.
    pub skeletons: Vec<(Skeleton, u64)>,
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
        let mut by_count: Vec<(Skeleton, u64)> = counts.skeletons.into_iter().collect();
        by_count.sort_by(|(s, n), (t, m)| m.cmp(n).then_with(|| s.cmp(t)));
        by_count.truncate(skeletons);
        Record {
            drawn: counts.drawn,
            kept: counts.kept,
            with_skeleton,
            forms: counts.forms,
            skeletons: by_count,
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
    unsigned(&mut out, counts.skeletons.len() as u64);
    for &(skeleton, count) in &counts.skeletons {
        unsigned(&mut out, count);
        unsigned(&mut out, skeleton.tests().len() as u64);
        for test in skeleton.tests() {
            test.w
                .iter()
                .chain([&test.t])
                .for_each(|&k| signed(&mut out, k.into()));
            unsigned(&mut out, u64::from(test.rel == Rel::Eq));
        }
        unsigned(&mut out, skeleton.answers().len() as u64);
        out.extend(skeleton.answers());
        for position in 0..N {
            for pair in skeleton.groups(position).chunks(2) {
                out.push(pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
            }
        }
    }
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
    let mut skeletons = Vec::new();
    for _ in 0..input.unsigned()? {
        let count = input.unsigned()?;
        let mut tests = Vec::new();
        for _ in 0..input.small(MAX_TESTS as u64)? {
            let mut w = [0; N];
            for k in &mut w {
                *k = input.signed()? as i16;
            }
            let t = input.signed()? as i16;
            let rel = match input.small(1)? {
                0 => Rel::Gt,
                _ => Rel::Eq,
            };
            tests.push(Test { w, t, rel });
        }
        let cells = usize::from(input.small(MAX_CELLS as u64)?);
        let answers: Vec<u8> = (0..cells).map(|_| input.byte()).collect::<Result<_, _>>()?;
        let mut groups = [[0; MAX_CELLS + 1]; N];
        for groups in &mut groups {
            for cell in (0..cells).step_by(2) {
                let pair = input.byte()?;
                groups[cell] = pair >> 4;
                groups[cell + 1] = pair & FAULT;
            }
        }
        let skeleton = Skeleton::new(&tests, &answers, |position, cell| groups[position][cell]);
        let skeleton = skeleton.ok_or(PriorFileError::Damaged { at: input.at })?;
        skeletons.push((skeleton, count));
    }
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
            skeletons,
            behaviours,
            concentration,
        }),
        false => Err(PriorFileError::Damaged { at: input.at }),
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
}
