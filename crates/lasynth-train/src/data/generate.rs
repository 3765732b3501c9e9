//! Programs drawn while training goes on, so that none has to be shown twice. Threads draw ahead,
//! so that a step rarely waits for its programs.

use super::{Chunk, ProgramStream, StreamError, derive_seed};
use crate::{DataConfig, Targets};
use lasynth_core::{Domain, DrawRules};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Draws a chunk covers.
const CHUNK: u64 = 64;
/// Finished chunks that wait for each thread.
const AHEAD: usize = 4;

/// Programs drawn from a domain by threads of its own. Chunk `c` holds the draws `64 c .. 64 c + 64`,
/// whose seeds depend on the seed of the data and the index of the draw alone: what comes out does
/// not depend on the number of threads.
pub struct Generator {
    domain: &'static dyn Domain,
    rules: DrawRules,
    targets: Targets,
    seed: u64,
    threads: usize,
    next: u64,
    workers: VecDeque<Receiver<Chunk>>,
}

impl Generator {
    /// A generator of the programs that `data` describes; 10 pairs each.
    pub fn new(domain: &'static dyn Domain, data: &DataConfig, threads: usize) -> Self {
        Generator {
            domain,
            rules: DrawRules {
                range: data.range,
                examples: 10,
                heldout: 0,
                normalise: data.targets == Targets::Normal,
                ..DrawRules::default()
            },
            targets: data.targets,
            seed: data.seed,
            threads: threads.max(1),
            next: 0,
            workers: VecDeque::new(),
        }
    }

    /// Starts the threads: thread `i` draws every `threads`-th chunk from `next + i` on. They end
    /// when their receiver is dropped.
    fn start(&mut self) {
        for first in 0..self.threads as u64 {
            let (sender, receiver) = sync_channel(AHEAD);
            let domain = self.domain;
            let (rules, targets, seed) = (self.rules.clone(), self.targets, self.seed);
            let (first, stride) = (self.next + first, self.threads as u64);
            thread::spawn(move || {
                let mut number = first;
                loop {
                    let mut chunk = Chunk::default();
                    for index in number * CHUNK..(number + 1) * CHUNK {
                        let draw = domain.draw(&rules, derive_seed(seed, index));
                        chunk.push(domain, draw, targets);
                    }
                    if sender.send(chunk).is_err() {
                        return;
                    }
                    number += stride;
                }
            });
            self.workers.push_back(receiver);
        }
    }
}

impl ProgramStream for Generator {
    fn next_chunk(&mut self) -> Result<Option<Chunk>, StreamError> {
        if self.workers.is_empty() {
            self.start();
        }
        let chunk = self.workers[0]
            .recv()
            .map_err(|_| StreamError("a thread that draws programs ended".to_owned()))?;
        self.workers.rotate_left(1);
        self.next += 1;
        Ok(Some(chunk))
    }

    fn position(&self) -> u64 {
        self.next
    }

    fn seek(&mut self, position: u64) -> Result<(), StreamError> {
        self.workers.clear();
        self.next = position;
        Ok(())
    }
}
