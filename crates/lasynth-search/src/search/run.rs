//! One run of a search: what happens while proposers look, and what ends it.
//!
//! Proposers run in threads of their own and report over a channel what they find, how far they are,
//! and that they are done. The searching thread alternates between passes over all candidates and
//! waiting for news; [`Run::next`] is the one place that decides which of them comes next and why the
//! run ends.
//!
//! The same command has to give the same answer, however fast the machine is and whatever else runs on
//! it. So decisions fall at fixed amounts of work, and a limit in seconds decides only how far a run
//! gets:
//!
//! - Passes have fixed sizes ([`Passes`]).
//! - Proposers work in *rounds*. The first ends for a proposer with its first portion of candidates
//!   ([`Proposer::portion`]), each further one when it has looked at twice as many. One that has no
//!   portions joins in the second round. What proposers find
//!   in a round is taken in when all of them have ended it, and in the order of their numbers. At the end
//!   of the time, finds of the rounds that their own proposer has ended count too, and others only where
//!   there is no answer without them.
//! - The run ends between rounds: as soon as the answer is certain, or when nothing is left to look at.
//!   While the answer is in doubt it goes on as long as there is time.
//!
//! Without a limit in seconds there is one round, which ends when all proposers are done.

use super::passes::Passes;
use super::{Answer, Search};
use crate::{Effort, Limits, Proposer};
use lasynth_core::{Budget, Program, StopReason};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
    /// The proposer with this number has ended one more round.
    Round(usize),
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

/// Counts the rounds of a proposer by the candidates that it has looked at.
struct Rounds {
    number: usize,
    /// Candidates at the end of its present round.
    end: AtomicU64,
    events: Sender<Event>,
}

impl Rounds {
    fn looked_at(&self, candidates: u64) {
        let mut end = self.end.load(Ordering::Relaxed);
        while candidates >= end {
            // Nobody listens any more where the run is over.
            let _ = self.events.send(Event::Round(self.number));
            end = end.saturating_mul(2);
            if end == u64::MAX {
                break;
            }
        }
        self.end.store(end, Ordering::Relaxed);
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A pass over all candidates.
    Pass,
    /// Waiting for news.
    Wait,
    /// The search ends, for this reason.
    Stop(StopReason),
}

/// How far a proposer is.
struct Progress {
    number: usize,
    /// Rounds that it has ended.
    rounds: u32,
    /// Why it is done, once it is.
    ended: Option<StopReason>,
}

/// A program that was found.
struct News {
    /// The number of the proposer.
    number: usize,
    /// The round in which it found the program, from 1.
    round: u32,
    program: Box<dyn Program>,
}

/// A run while it goes on.
struct Run<'a> {
    budget: &'a Budget,
    deadline: Option<Instant>,
    certainty: f64,
    /// Whether the prior draws candidates.
    draws: bool,
    /// Whether there are programs from earlier runs.
    knows_programs: bool,
    interrupt: &'a AtomicBool,
    passes: Passes,
    proposers: Vec<Progress>,
    /// The round whose finds come next, from 1.
    round: u32,
    /// Programs that no pass has taken in.
    news: Vec<News>,
    /// Whether time is too short for another round.
    is_closing: bool,
    /// Confidence of the answer so far.
    confidence: Option<f64>,
    candidates: u64,
}

impl Run<'_> {
    /// What comes next, and with which reason the run ends.
    fn next(&mut self) -> Step {
        let passed = self.passes.done > 0;
        let knows_some = self.draws || self.knows_programs;
        if self.interrupt.load(Ordering::Relaxed) {
            let unanswered = self.confidence.is_none() && !self.news.is_empty();
            return match !passed && (knows_some || unanswered) {
                true => Step::Pass,
                false => Step::Stop(StopReason::Interrupted),
            };
        }
        if !passed && knows_some {
            return Step::Pass;
        }
        let is_timed = self.deadline.is_some();
        // What the prior keeps comes first; proposers meanwhile work on their round.
        let draws_more = self.draws && is_timed && !self.passes.is_complete();
        if draws_more && self.passes.next_fits(self.deadline) {
            return Step::Pass;
        }
        loop {
            if !self.round_is_over() {
                // Where there is no answer, any find is worth a pass that takes a little longer.
                let has_time = match self.confidence {
                    Some(_) => self.passes.can_wait(self.budget.time, self.deadline),
                    None => self.deadline.is_none_or(|at| Instant::now() < at),
                };
                return match has_time {
                    true => Step::Wait,
                    false => self.time_is_up(),
                };
            }
            if self.news.iter().any(|news| news.round <= self.round) {
                return match self.passes.can_wait(self.budget.time, self.deadline) {
                    true => Step::Pass,
                    false => self.time_is_up(),
                };
            }
            let certain = self.confidence.is_some_and(|c| c >= self.certainty);
            if self.passes.done > 1 && certain {
                return Step::Stop(StopReason::Found);
            }
            if self.deadline.is_some_and(|at| Instant::now() >= at) {
                return self.time_is_up();
            }
            let most = self.budget.candidates.map(|most| most as u64);
            if most.is_some_and(|most| self.candidates >= most) {
                return Step::Stop(StopReason::Candidates);
            }
            let more = (self.draws || passed) && self.passes.are_more();
            if more && self.passes.next_fits(self.deadline) {
                return Step::Pass;
            }
            if self
                .proposers
                .iter()
                .all(|proposer| proposer.ended.is_some())
            {
                return Step::Stop(match more {
                    true => StopReason::Time,
                    false => StopReason::Exhausted,
                });
            }
            self.round += 1;
        }
    }

    /// The end of the time: one more pass takes in what counts without waiting for the others.
    fn time_is_up(&mut self) -> Step {
        let first = !std::mem::replace(&mut self.is_closing, true);
        let counts = self.news.iter().any(|news| self.counts_at_the_end(news));
        match counts && (first || self.confidence.is_none()) {
            true => Step::Pass,
            false => Step::Stop(StopReason::Time),
        }
    }

    /// Whether a find counts where time ends before the others have ended its round: its own proposer
    /// has. Where there is no answer, all finds count.
    fn counts_at_the_end(&self, news: &News) -> bool {
        let finder = self.proposers.iter().find(|p| p.number == news.number);
        let has_ended = |finder: &Progress| match finder.ended {
            None | Some(StopReason::Time) => finder.rounds >= news.round,
            Some(_) => true,
        };
        self.confidence.is_none() || finder.is_some_and(has_ended)
    }

    /// Whether all proposers have ended the round, or are done. One whose time is over has not ended its
    /// last round.
    fn round_is_over(&self) -> bool {
        let ended = |proposer: &Progress| match proposer.ended {
            None | Some(StopReason::Time) => proposer.rounds >= self.round,
            Some(_) => true,
        };
        self.proposers.iter().all(ended)
    }

    /// The programs that the next pass takes in: those of the round if it is over, in the order of the
    /// proposers. At the end of the time, see [`Run::counts_at_the_end`].
    fn usable_news(&mut self) -> Vec<(usize, Box<dyn Program>)> {
        let is_over = self.round_is_over();
        let is_ending = self.is_closing || self.interrupt.load(Ordering::Relaxed);
        let all = std::mem::take(&mut self.news);
        let (mut usable, rest): (Vec<News>, _) = all.into_iter().partition(|news| {
            is_over && news.round <= self.round || is_ending && self.counts_at_the_end(news)
        });
        self.news = rest;
        usable.sort_by_key(|news| news.number);
        let programs = usable.into_iter();
        programs.map(|news| (news.number, news.program)).collect()
    }

    /// Takes what has happened into account, waiting for it a moment or not at all.
    fn listen(&mut self, events: &Receiver<Event>, pause: Duration) {
        let mut next = events.recv_timeout(pause).ok();
        while let Some(event) = next {
            let (Event::Program(number, _) | Event::Round(number) | Event::Done(number, _)) =
                &event;
            let sender = self.proposers.iter_mut().find(|p| p.number == *number);
            if let Some(proposer) = sender {
                match event {
                    Event::Program(number, program) => self.news.push(News {
                        number,
                        round: proposer.rounds + 1,
                        program,
                    }),
                    Event::Round(_) => proposer.rounds += 1,
                    Event::Done(_, reason) => proposer.ended = Some(reason),
                }
            }
            next = events.try_recv().ok();
        }
    }

    /// The proposers that have looked to the end of their space and whose finds are all known.
    fn exhausted(&self) -> impl Iterator<Item = usize> {
        let all_known = |number| self.news.iter().all(|news| news.number != number);
        let exhausted = self.proposers.iter().filter(move |proposer| {
            proposer.ended == Some(StopReason::Exhausted) && all_known(proposer.number)
        });
        exhausted.map(|proposer| proposer.number)
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
        let mut most = Effort {
            structures: engine.most().structures,
            samples: engine.config.samples,
        };
        if let Some(cap) = self.at_most {
            most.structures = most.structures.min(cap.structures);
            most.samples = most.samples.min(cap.samples);
        }
        let samples = most.samples;
        let deadline = budget.time.map(|time| started + time);
        let progress = |(number, proposer): &(usize, &dyn Proposer)| Progress {
            number: *number,
            // One without portions has nothing to do with the first round, where there are rounds.
            rounds: u32::from(deadline.is_some() && proposer.portion().is_none()),
            ended: None,
        };
        let mut run = Run {
            budget,
            deadline,
            certainty: engine.config.certainty,
            draws: most.structures > 0,
            knows_programs: !self.programs.is_empty(),
            interrupt,
            passes: Passes::new(Effort {
                structures: most.structures,
                samples: samples.min(budget.candidates.unwrap_or(samples)),
            }),
            proposers: chosen.iter().map(progress).collect(),
            round: 1,
            news: Vec::new(),
            is_closing: false,
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
                let rounds = Rounds {
                    number,
                    end: AtomicU64::new(proposer.portion().map_or(u64::MAX, |n| n.max(1))),
                    events: sender.clone(),
                };
                let (observations, stop) = (&observations, &stop);
                scope.spawn(move || {
                    let events = guard.events.clone();
                    let sink = |program| {
                        let _ = events.send(Event::Program(number, program));
                    };
                    let looked_at = |candidates| rounds.looked_at(candidates);
                    let limits = Limits {
                        deadline,
                        candidates: budget.candidates.map(|n| n as u64),
                        memory: PROPOSER_MEMORY,
                        stop,
                        seed: budget.seed,
                        progress: deadline.is_some().then_some(&looked_at as _),
                    };
                    guard.done(proposer.propose(observations, &limits, &sink));
                })
            };
            let threads: Vec<_> = chosen.into_iter().map(propose).collect();
            let reason = loop {
                match run.next() {
                    Step::Stop(reason) => break reason,
                    Step::Wait => run.listen(&events, INTERRUPT_CHECK),
                    Step::Pass => {
                        run.listen(&events, Duration::ZERO);
                        let began = Instant::now();
                        let news = run.usable_news();
                        let size = run.passes.next(!news.is_empty(), deadline);
                        self.take(news);
                        let lengths = run.passes.done > 0;
                        let answered = run.confidence.is_some();
                        let effort = run.passes.effort(size);
                        let seen = self.pass(effort, budget.seed, lengths, deadline, answered);
                        run.candidates = run.candidates.max(seen.unwrap_or(0));
                        if seen.is_some()
                            && let Some(better) = self.answer(top)
                        {
                            first_seconds.get_or_insert(started.elapsed().as_secs_f64());
                            run.confidence = Some(better.confidence);
                            on_better(&better);
                            answer = Some(better);
                        }
                        run.passes.took(size, began.elapsed(), self.drawing);
                    }
                }
            };
            // What comes from now on has no say.
            self.exhausted.extend(run.exhausted());
            stop.store(true, Ordering::Relaxed);
            for thread in threads {
                // One that panicked has said so, and the search goes on without it.
                let _ = thread.join();
            }
            reason
        });
        self.answered =
            (answer.as_ref()).map(|answer| std::sync::Arc::clone(&answer.choice.behaviour));
        SearchResult {
            answer,
            candidates: run.candidates,
            stop: reason,
            seconds: started.elapsed().as_secs_f64(),
            first_seconds,
        }
    }
}
