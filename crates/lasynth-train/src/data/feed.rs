//! From a stream of programs to the batches of a run: filters, pools, and a place to go on from. A
//! pool is filled before it is cut, so that programs of similar length come into one batch and
//! little of it is padding; and since its batches follow from its start and the seed alone, a
//! resumed run goes on with the same ones.

use super::{BatchPlan, Chunk, ProgramStream, StreamError, plan_pool};
use crate::TrainConfig;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Chunks without a usable program after which a stream is taken to have no more.
const PATIENCE: usize = 1000;

/// What became of the programs of the stream so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Programs that went into batches.
    pub used: u64,
    /// Different behaviours among them.
    pub distinct: u64,
    /// Those that did not, by reason: the domain's own, `repeated`, `excluded`, `too_long`,
    /// `vocabulary`, `values`, `no_pairs`.
    pub dropped: BTreeMap<String, u64>,
}

/// Where a pool starts: enough to build it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedStart {
    /// Number of the pool, from 0.
    pub pool: u64,
    /// Position of the stream at the chunk with the pool's first program.
    pub position: u64,
    /// Programs of that chunk that earlier pools took.
    pub offset: usize,
    /// What became of the programs before.
    pub counts: Counts,
}

struct Pool {
    start: FeedStart,
    counts: Counts,
    new: Vec<u64>,
    batches: Vec<BatchPlan>,
}

/// The batches of a run, one after the other. Pools are filled on a thread while the batches of the
/// one before are used.
pub struct Feed {
    receiver: Receiver<Result<Pool, StreamError>>,
    /// Signatures seen before the present pool, in order of appearance.
    seen: Vec<u64>,
    pool: Option<Pool>,
    taken: usize,
    initial: FeedStart,
}

impl Feed {
    /// Starts at `start`, `taken` batches into its pool; `seen` are the signatures of everything
    /// before that pool. `excluded` behaviours are never used.
    pub fn start(
        mut stream: Box<dyn ProgramStream>,
        config: &TrainConfig,
        excluded: Arc<HashSet<u64>>,
        start: FeedStart,
        taken: usize,
        seen: Vec<u64>,
    ) -> Result<Feed, StreamError> {
        stream.seek(start.position)?;
        let (sender, receiver) = sync_channel(1);
        let initial = start.clone();
        let mut filler = Filler {
            stream,
            excluded,
            known: seen.iter().copied().collect(),
            chunk: Chunk::default(),
            chunk_position: start.position,
            offset: 0,
            skip: start.offset,
            start,
            config: config.clone(),
        };
        thread::spawn(move || {
            loop {
                let pool = filler.pool().transpose();
                let Some(pool) = pool else { return };
                let failed = pool.is_err();
                if sender.send(pool).is_err() || failed {
                    return;
                }
            }
        });
        let mut feed = Feed {
            receiver,
            seen,
            pool: None,
            taken: 0,
            initial,
        };
        for _ in 0..taken {
            feed.next_batch()?;
        }
        Ok(feed)
    }

    /// The next batch; `None` when the stream has ended.
    pub fn next_batch(&mut self) -> Result<Option<BatchPlan>, StreamError> {
        if self
            .pool
            .as_ref()
            .is_none_or(|pool| self.taken == pool.batches.len())
        {
            match self.receiver.recv() {
                Ok(pool) => {
                    let pool = pool?;
                    if let Some(old) = self.pool.replace(pool) {
                        self.seen.extend(old.new);
                    }
                    self.taken = 0;
                }
                Err(_) => return Ok(None),
            }
        }
        self.taken += 1;
        Ok(self
            .pool
            .as_mut()
            .map(|pool| std::mem::take(&mut pool.batches[self.taken - 1])))
    }

    /// Where the present pool starts and how many of its batches were taken.
    pub fn position(&self) -> (FeedStart, usize) {
        match &self.pool {
            Some(pool) => (pool.start.clone(), self.taken),
            None => (self.initial.clone(), 0),
        }
    }

    /// Signatures of everything before the present pool, in order of appearance.
    pub fn seen(&self) -> &[u64] {
        &self.seen
    }

    /// What became of the programs up to the end of the present pool.
    pub fn counts(&self) -> Counts {
        self.pool
            .as_ref()
            .map_or(&self.initial.counts, |pool| &pool.counts)
            .clone()
    }
}

/// Fills pools from a stream.
struct Filler {
    stream: Box<dyn ProgramStream>,
    excluded: Arc<HashSet<u64>>,
    known: HashSet<u64>,
    chunk: Chunk,
    chunk_position: u64,
    offset: usize,
    /// Programs of the first chunk that lie before the start.
    skip: usize,
    start: FeedStart,
    config: TrainConfig,
}

impl Filler {
    /// The next pool; `None` when nothing is left.
    fn pool(&mut self) -> Result<Option<Pool>, StreamError> {
        let data = &self.config.data;
        let wanted = data.pool * self.config.batch;
        let start = self.start.clone();
        let mut counts = start.counts.clone();
        let mut samples = Vec::with_capacity(wanted);
        let mut new = Vec::new();
        let mut idle = 0;
        while samples.len() < wanted && idle < PATIENCE {
            if self.offset == self.chunk.samples.len() {
                let position = self.stream.position();
                let Some(chunk) = self.stream.next_chunk()? else {
                    break;
                };
                idle += 1;
                self.chunk_position = position;
                self.chunk = chunk;
                self.offset = std::mem::take(&mut self.skip).min(self.chunk.samples.len());
                if self.offset == 0 {
                    for (&reason, count) in &self.chunk.dropped {
                        *counts.dropped.entry(reason.to_owned()).or_default() += count;
                    }
                }
                continue;
            }
            let sample = std::mem::take(&mut self.chunk.samples[self.offset]);
            self.offset += 1;
            let fresh = !self.known.contains(&sample.signature);
            let reason = if sample.tokens.len() > data.max_tokens {
                "too_long"
            } else if sample.examples.is_empty() {
                "no_pairs"
            } else if self.excluded.contains(&sample.signature) {
                "excluded"
            } else if data.distinct && !fresh {
                "repeated"
            } else {
                if fresh {
                    self.known.insert(sample.signature);
                    new.push(sample.signature);
                    counts.distinct += 1;
                }
                idle = 0;
                counts.used += 1;
                samples.push(sample);
                continue;
            };
            *counts.dropped.entry(reason.to_owned()).or_default() += 1;
        }
        if samples.is_empty() {
            return Ok(None);
        }
        self.start = FeedStart {
            pool: start.pool + 1,
            position: self.chunk_position,
            offset: self.offset,
            counts: counts.clone(),
        };
        let batches = plan_pool(
            samples,
            self.config.batch,
            &data.pairs,
            self.config.seed,
            start.pool,
        );
        Ok(Some(Pool {
            start,
            counts,
            new,
            batches,
        }))
    }
}
