//! A run: draws candidates, decides in order what becomes of them, and remembers where it stands.

use super::config::{Form, GenConfig, Progress, check};
use super::error::{BARREN, GenError};
use super::seeds::mix;
use super::source::Source;
use super::splits::{Splits, SplitsState};
use super::summary::{Counter, Summary};
use lasynth_core::{Domain, Draw, DrawRules, Dropped, Task};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::time::Duration;

/// Candidates of a chunk whose programs are shortened: that takes some milliseconds a program.
const SHORTENED_CHUNK: u64 = 256;

/// A run, chunk by chunk.
pub(super) struct Pipeline<'r> {
    source: &'r dyn Source,
    config: &'r GenConfig,
    rules: DrawRules,
    pool: rayon::ThreadPool,
    splits: Splits,
    counter: Counter,
    seen: HashSet<u128>,
    /// Signatures that came in since the last [`Pipeline::take_fresh`].
    fresh: Vec<u128>,
    candidates: u64,
    /// How many candidates had been drawn when one was last kept.
    kept_at: u64,
}

/// Where a run stands between two chunks; with the signatures seen, all that it depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Position {
    candidates: u64,
    kept_at: u64,
    splits: SplitsState,
    counter: Counter,
}

impl<'r> Pipeline<'r> {
    pub(super) fn new(source: &'r dyn Source, config: &'r GenConfig) -> Result<Self, GenError> {
        check(source, config)?;
        let threads = config.threads;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|e| GenError::Config(format!("cannot start {threads} threads: {e}")))?;
        Ok(Pipeline {
            splits: Splits::new(config, source.domain().kinds()),
            source,
            config,
            rules: DrawRules {
                normalise: false,
                ..config.rules.clone()
            },
            pool,
            counter: Counter::default(),
            seen: HashSet::new(),
            fresh: Vec::new(),
            candidates: 0,
            kept_at: 0,
        })
    }

    pub(super) fn is_done(&self) -> bool {
        self.splits.remaining() == 0
    }

    /// Draws a chunk of candidates and gives what `finish`, which runs on all threads, makes of the
    /// tasks that are kept and the indices of their splits.
    pub(super) fn next_chunk<T: Send>(
        &mut self,
        finish: impl Fn(usize, Task) -> T + Sync,
    ) -> Result<Vec<T>, GenError> {
        let length = match self.config.form {
            Form::Raw => self.source.chunk(),
            Form::Normal | Form::Minimal => self.source.chunk().min(SHORTENED_CHUNK),
        };
        let chunk = self.candidates..self.candidates + length;
        let (source, rules, seed) = (self.source, &self.rules, self.config.seed);
        let draws: Vec<Result<Draw, Dropped>> = self.pool.install(|| {
            chunk
                .into_par_iter()
                .map(|i| source.draw(rules, candidate_seed(seed, i)))
                .collect::<Result<_, GenError>>()
        })?;
        let mut kept = Vec::new();
        for draw in draws {
            if self.is_done() {
                break;
            }
            self.candidates += 1;
            if let Some(place) = self.place(&draw) {
                self.kept_at = self.candidates;
                // What has no place is none of these.
                kept.extend(draw.ok().map(|draw| (place, draw)));
            }
        }
        let (domain, form) = (self.source.domain(), self.config.form);
        let made: Vec<_> = self.pool.install(|| {
            kept.into_par_iter()
                .map(|((split, index), draw)| {
                    let task = task(domain, form, index, draw);
                    let (kind, tokens) = (task.kind.clone(), task.tokens);
                    (split, kind, tokens, finish(split, task))
                })
                .collect()
        });
        let count = |(split, kind, tokens, made)| {
            self.counter.kept(split, kind, tokens);
            made
        };
        Ok(made.into_iter().map(count).collect())
    }

    /// The split and the index of the task that a candidate becomes; `None` where it is dropped.
    fn place(&mut self, draw: &Result<Draw, Dropped>) -> Option<(usize, usize)> {
        let draw = match draw {
            Ok(draw) => draw,
            Err(reason) => {
                self.counter.dropped(*reason);
                return None;
            }
        };
        let kind = draw.program.kind();
        // A behaviour that cannot be kept in this kind may still be kept in another.
        if self.splits.is_full(kind) {
            self.counter.dropped(Dropped::Kind);
            return None;
        }
        if self.config.dedup {
            if !self.seen.insert(draw.signature) {
                self.counter.duplicate();
                return None;
            }
            self.fresh.push(draw.signature);
        }
        let place = self.splits.next(kind);
        if place.is_none() {
            self.counter.dropped(Dropped::Kind);
        }
        place
    }

    /// # Errors
    /// Where nothing has been kept for too long.
    pub(super) fn check_yield(&self) -> Result<(), GenError> {
        let Progress { tasks, wanted, .. } = self.progress();
        match !self.is_done() && self.candidates - self.kept_at >= BARREN {
            true => Err(GenError::Exhausted {
                made: tasks,
                wanted,
            }),
            false => Ok(()),
        }
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            tasks: self.splits.wanted() - self.splits.remaining(),
            wanted: self.splits.wanted(),
            candidates: self.candidates,
        }
    }

    pub(super) fn position(&self) -> Position {
        Position {
            candidates: self.candidates,
            kept_at: self.kept_at,
            splits: self.splits.state(),
            counter: self.counter.clone(),
        }
    }

    /// The signatures that came in since the last call.
    pub(super) fn take_fresh(&mut self) -> Vec<u128> {
        std::mem::take(&mut self.fresh)
    }

    /// Goes where another run of the same configuration stood.
    pub(super) fn restore(&mut self, position: Position, seen: HashSet<u128>) {
        self.candidates = position.candidates;
        self.kept_at = position.kept_at;
        self.splits.restore(position.splits);
        self.counter = position.counter;
        self.seen = seen;
    }

    pub(super) fn summary(&self, took: Duration) -> Summary {
        let name = self.source.name();
        let kinds = self.source.domain().kinds();
        self.counter
            .summary(self.config, name, kinds, self.candidates, took)
    }
}

impl Position {
    /// Tasks kept up to here, in all splits.
    pub(super) fn tasks(&self) -> usize {
        self.counter.tasks()
    }
}

/// The seed of candidate `i`: different candidates of one run have different seeds, and runs with
/// different seeds have nothing in common.
fn candidate_seed(seed: u64, i: u64) -> u64 {
    mix(mix(seed).wrapping_add(i))
}

fn task(domain: &dyn Domain, form: Form, index: usize, draw: Draw) -> Task {
    let (program, form) = match form {
        Form::Raw => (draw.program, None),
        Form::Normal => (draw.program.normalise(), Some("normal")),
        Form::Minimal => (draw.program.minimise(), Some("minimal")),
    };
    let mut extra = serde_json::Map::new();
    if let Some(form) = form {
        extra.insert("form".to_owned(), form.into());
    }
    let domain = domain.name();
    Task {
        id: format!("{domain}-{index:06}"),
        domain: Some(domain.to_owned()),
        program: Some(program.source()),
        tokens: Some(program.length()),
        kind: Some(program.kind().name().to_owned()),
        examples: draw.examples,
        heldout: Some(draw.heldout),
        extra,
        ..Task::default()
    }
}
