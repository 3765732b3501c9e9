//! One run of a search: what happens while proposers look, and what ends it.
//!
//! Proposers run in threads of their own and report over a channel what they find and that they are
//! done. The searching thread alternates between passes over all candidates and waiting for news;
//! [`Run::next`] is the one place that decides which of them comes next and why the run ends.
//!
//! With a limit in seconds the run ends early where nothing new comes. Without one, time has no say: a
//! first pass answers from the prior alone, then all proposers are waited for, so that the same seed
//! and number of candidates give the same answer on any number of threads.

use super::passes::Passes;
use super::{Answer, Search};
use crate::{Effort, Limits, Proposer};
use lasynth_core::{Budget, Program, StopReason};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// Bytes that one proposer may keep.
const PROPOSER_MEMORY: usize = 512 << 20;
/// The longest time after which somebody who waits looks whether the caller wants an end.
const INTERRUPT_CHECK: Duration = Duration::from_millis(20);

/// How a search ended.
#[derive(Clone, Debug)]
pub struct SearchResult {
    /// The best answer; `None` where no candidate has all observed outcomes.
    pub answer: Option<Answer>,
    /// Candidates that were put into groups.
    pub candidates: u64,
    /// The limit that was reached, or that nothing is left to do.
    pub stop: StopReason,
    /// Wall-clock time to the end.
    pub seconds: f64,
    /// Wall-clock time to the first answer.
    pub first_seconds: Option<f64>,
}

/// What proposers send to the search from their threads.
enum Event {
    /// The proposer with this number found a program.
    Program(usize, Box<dyn Program>),
    /// The proposer with this number is done.
    Done(usize, StopReason),
}

/// Reports that a proposer is done when its thread ends, by a panic too.
struct Guard {
    number: usize,
    reason: StopReason,
    events: Sender<Event>,
}

impl Guard {
    fn done(mut self, reason: StopReason) {
        self.reason = reason;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody listens any more where the run is over.
        let _ = self.events.send(Event::Done(self.number, self.reason));
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A pass over all candidates.
    Pass,
    /// Waiting for news, at most so long where there is a limit.
    Wait(Option<Duration>),
    /// The search ends, for this reason.
    Stop(StopReason),
}

/// A run while it goes on.
struct Run<'a> {
    budget: &'a Budget,
    deadline: Option<Instant>,
    /// Time without news after which a run that has an answer ends; `None` where time has no say.
    patience: Option<Duration>,
    certainty: f64,
    /// Whether the prior draws candidates.
    draws: bool,
    /// Whether there are programs from earlier runs.
    knows_programs: bool,
    interrupt: &'a AtomicBool,
    passes: Passes,
    /// Proposers that are not done.
    running: usize,
    /// The others, with their reasons.
    ended: Vec<(usize, StopReason)>,
    /// Programs that came since the last pass, with the numbers of their proposers.
    news: Vec<(usize, Box<dyn Program>)>,
    /// When the last of them came, or the last pass ended.
    last_news: Instant,
    /// Confidence of the answer so far.
    confidence: Option<f64>,
    candidates: u64,
}

impl Run<'_> {
    /// What comes next, and with which reason the run ends.
    fn next(&self) -> Step {
        let passed = self.passes.done > 0;
        let unanswered_news = self.confidence.is_none() && !self.news.is_empty();
        if self.interrupt.load(Ordering::Relaxed) {
            let first_pass = !passed && (self.draws || self.knows_programs || unanswered_news);
            return match first_pass {
                true => Step::Pass,
                false => Step::Stop(StopReason::Interrupted),
            };
        }
        if !passed && (self.draws || self.knows_programs) {
            return Step::Pass;
        }
        if self.patience.is_none() {
            // Time has no say: nothing is decided before the proposers are done.
            if self.running > 0 {
                return Step::Wait(None);
            }
            if !self.news.is_empty() {
                return Step::Pass;
            }
        }
        let certain = self.confidence.is_some_and(|c| c >= self.certainty);
        if self.passes.done > 1 && certain {
            return Step::Stop(StopReason::Found);
        }
        if self.deadline.is_some_and(|at| Instant::now() >= at) {
            return match unanswered_news {
                true => Step::Pass,
                false => Step::Stop(StopReason::Time),
            };
        }
        let most = self.budget.candidates.map(|most| most as u64);
        if most.is_some_and(|most| self.candidates >= most) {
            return Step::Stop(StopReason::Candidates);
        }
        let more = (self.draws || passed) && self.passes.are_more();
        if more && self.passes.fits(self.deadline) {
            return Step::Pass;
        }
        if self.running > 0 {
            return self.wait_or_use_news();
        }
        match self.news.is_empty() {
            false if self.can_use_news() => Step::Pass,
            true if !more => Step::Stop(StopReason::Exhausted),
            _ => Step::Stop(StopReason::Time),
        }
    }

    /// While proposers run: waits until nothing new has come for a while, or until time gets short.
    fn wait_or_use_news(&self) -> Step {
        let patience = self.patience.unwrap_or_default();
        let quiet = self.last_news.elapsed();
        let impatient = self.confidence.is_some() && quiet >= patience;
        let short = !self.passes.can_wait(self.deadline);
        if !impatient && !short {
            let rest = match self.confidence {
                Some(_) => patience - quiet,
                None => patience,
            };
            return Step::Wait(Some(rest));
        }
        match self.news.is_empty() {
            false if self.can_use_news() => Step::Pass,
            true if !short => Step::Stop(StopReason::Found),
            _ => Step::Stop(StopReason::Time),
        }
    }

    /// Whether there is time to put what has come into groups.
    fn can_use_news(&self) -> bool {
        self.confidence.is_none() || self.passes.fit_once_more(self.deadline)
    }

    /// The programs that the next pass takes in. Where time has no say, these are none before the
    /// proposers are done, and then those of the first proposer first.
    fn usable_news(&mut self) -> Vec<(usize, Box<dyn Program>)> {
        if self.patience.is_none() {
            if self.running > 0 {
                return Vec::new();
            }
            self.news.sort_by_key(|(number, _)| *number);
        }
        std::mem::take(&mut self.news)
    }

    /// Takes what has happened into account, waiting for it at most so long.
    fn listen(&mut self, events: &Receiver<Event>, at_most: Option<Duration>) {
        let pause = at_most.map_or(INTERRUPT_CHECK, |time| time.min(INTERRUPT_CHECK));
        let mut next = events.recv_timeout(pause).ok();
        while let Some(event) = next {
            match event {
                Event::Program(number, program) => {
                    self.last_news = Instant::now();
                    self.news.push((number, program));
                }
                Event::Done(number, reason) => {
                    self.running -= 1;
                    self.ended.push((number, reason));
                }
            }
            next = events.try_recv().ok();
        }
    }
}

impl<'p> Search<'p> {
    /// Searches until the budget is used up, nothing is left to try, or the answer is certain.
    /// `on_better` is told each answer as it is found; `top` runners-up come with each.
    pub fn run(
        &mut self,
        budget: &Budget,
        top: usize,
        interrupt: &AtomicBool,
        on_better: &mut dyn FnMut(&Answer),
    ) -> SearchResult {
        let started = Instant::now();
        let engine = self.engine;
        let chosen: Vec<(usize, &'p dyn Proposer)> = (engine.proposers.iter().enumerate())
            .map(|(n, proposer)| (n, proposer.as_ref()))
            .filter(|(_, proposer)| engine.uses(proposer.name()))
            .filter(|(n, _)| !self.exhausted.contains(n) || self.programs.is_empty())
            .collect();
        let most = engine.most();
        let samples = engine.config.samples;
        let mut run = Run {
            budget,
            deadline: budget.time.map(|time| started + time),
            patience: budget
                .time
                .map(|_| Duration::from_secs_f64(engine.config.patience)),
            certainty: engine.config.certainty,
            draws: most.structures > 0,
            knows_programs: !self.programs.is_empty(),
            interrupt,
            passes: Passes::new(Effort {
                structures: most.structures,
                samples: samples.min(budget.candidates.unwrap_or(samples)),
            }),
            running: chosen.len(),
            ended: Vec::new(),
            news: Vec::new(),
            last_news: started,
            confidence: None,
            candidates: 0,
        };
        let stop = AtomicBool::new(false);
        let observations = self.observations.clone();
        let mut first_seconds = None;
        let mut answer = None;
        let (sender, events) = channel();
        let reason = std::thread::scope(|scope| {
            let propose = |(number, proposer): (usize, &'p dyn Proposer)| {
                let guard = Guard {
                    number,
                    reason: StopReason::Interrupted,
                    events: sender.clone(),
                };
                let limits = Limits {
                    deadline: run.deadline,
                    candidates: budget.candidates.map(|n| n as u64),
                    memory: PROPOSER_MEMORY,
                    stop: &stop,
                    seed: budget.seed,
                };
                let observations = &observations;
                scope.spawn(move || {
                    let events = guard.events.clone();
                    let sink = |program| {
                        let _ = events.send(Event::Program(number, program));
                    };
                    guard.done(proposer.propose(observations, &limits, &sink));
                })
            };
            let threads: Vec<_> = chosen.into_iter().map(propose).collect();
            let reason = loop {
                match run.next() {
                    Step::Stop(reason) => break reason,
                    Step::Wait(at_most) => run.listen(&events, at_most),
                    Step::Pass => {
                        run.listen(&events, Some(Duration::ZERO));
                        let began = Instant::now();
                        let effort = run.passes.next(run.deadline);
                        self.take(run.usable_news());
                        let lengths = run.passes.done > 0;
                        let seen = self.pass(effort, budget.seed, lengths, run.deadline);
                        run.candidates = run.candidates.max(seen);
                        if let Some(better) = self.answer(top) {
                            first_seconds.get_or_insert(started.elapsed().as_secs_f64());
                            run.confidence = Some(better.confidence);
                            on_better(&better);
                            answer = Some(better);
                        }
                        run.passes.took(effort, began.elapsed());
                        run.last_news = Instant::now();
                    }
                }
            };
            stop.store(true, Ordering::Relaxed);
            for thread in threads {
                // One that panicked has said so, and the search goes on without it.
                let _ = thread.join();
            }
            reason
        });
        run.listen(&events, Some(Duration::ZERO));
        let exhausted = run
            .ended
            .iter()
            .filter(|(_, reason)| *reason == StopReason::Exhausted);
        self.exhausted.extend(exhausted.map(|(number, _)| *number));
        SearchResult {
            answer,
            candidates: run.candidates,
            stop: reason,
            seconds: started.elapsed().as_secs_f64(),
            first_seconds,
        }
    }
}
