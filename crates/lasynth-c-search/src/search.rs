//! The search: proposers side by side, one posterior, an answer that gets better.

mod answer;
mod candidates;
mod engine;
mod looks;

pub use answer::{Answer, Choice, RunnerUp};
pub use engine::{Engine, FACTORISED_NAME};

use crate::behaviour::Behaviour;
use crate::hypothesis::Hypothesis;
use crate::observation::{List, Observations, Outcome};
use crate::outcomes::Packed;
use crate::posterior::{Candidate, Posterior, Sources};
use crate::proposer::{Limits, Proposer};
use lasynth_c::syntax::Program;
use lasynth_core::{Budget, StopReason};
use looks::{Looks, Size};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes that one proposer may keep.
const PROPOSER_MEMORY: usize = 512 << 20;
/// The bit of the factorised posterior among the sources; proposers follow in their order.
const FACTORISED: Sources = 1;
/// How often those who wait look up.
const TICK: Duration = Duration::from_millis(2);

/// How a search ended.
#[derive(Clone, Debug)]
pub struct Found {
    /// The best answer; `None` where no candidate has all observed outcomes.
    pub answer: Option<Answer>,
    /// Candidates that were put into groups.
    pub candidates: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// Wall-clock time to the end.
    pub seconds: f64,
    /// Wall-clock time to the first answer.
    pub first_seconds: Option<f64>,
}

/// A search for one program, which remembers what it has found from question to question.
pub struct Search<'e> {
    engine: &'e Engine,
    observations: Observations,
    /// Examples with an output in the range; other observations are answers to questions.
    drawn: usize,
    /// Programs that other proposers found.
    programs: Vec<Proposed>,
    posterior: Posterior,
    /// What was drawn last.
    last_draw: Option<Draw>,
    /// The programs that hypotheses were written down as.
    written: HashMap<Hypothesis, Option<Program>>,
    /// Names of the proposers that have looked to the end of their space.
    exhausted: HashSet<&'static str>,
}

/// What was drawn from the factorised posterior.
struct Draw {
    /// With how many observations, skeletons and samples, and which seed.
    of: (usize, usize, usize, u64),
    candidates: Vec<Candidate>,
}

/// A program of a proposer.
struct Proposed {
    behaviour: Behaviour,
    program: Program,
    outcomes: Vec<Packed>,
    /// Its probability as a random program.
    random: f64,
    sources: Sources,
}

impl<'e> Search<'e> {
    /// Starts a search from examples.
    pub fn new(engine: &'e Engine, observations: Observations) -> Search<'e> {
        let in_range = |outcome: &&Outcome| Packed::new(outcome).in_range();
        Search {
            engine,
            drawn: observations.outcomes.iter().filter(in_range).count(),
            observations,
            programs: Vec::new(),
            posterior: Posterior::default(),
            last_draw: None,
            written: HashMap::new(),
            exhausted: HashSet::new(),
        }
    }

    /// What is known.
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// The posterior of the last run.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// Adds what is known about one more input.
    pub fn observe(&mut self, input: List, outcome: Outcome) {
        self.observations.push(input, outcome);
        self.programs
            .retain(|p| p.behaviour.outcome(&input) == outcome);
    }

    /// Searches until the budget is used up, nothing is left to try, or the answer is certain.
    /// `on_better` is told each answer as it is found; `top` runners-up come with each.
    pub fn run(
        &mut self,
        budget: &Budget,
        top: usize,
        interrupt: &AtomicBool,
        on_better: &mut dyn FnMut(&Answer),
    ) -> Found {
        let started = Instant::now();
        let deadline = budget.time.map(|time| started + time);
        let stop = AtomicBool::new(false);
        let found: Mutex<Vec<(usize, Program)>> = Mutex::new(Vec::new());
        let engine = self.engine;
        let chosen: Vec<(usize, &dyn Proposer)> = (engine.proposers.iter().enumerate())
            .map(|(n, proposer)| (n, proposer.as_ref()))
            .filter(|(_, p)| !engine.config.without.iter().any(|name| name == p.name()))
            .filter(|(_, p)| !self.exhausted.contains(p.name()) || self.programs.is_empty())
            .collect();
        let running = AtomicUsize::new(chosen.len());
        let observations = self.observations.clone();
        let reasons: Mutex<Vec<(&'static str, StopReason)>> = Mutex::new(Vec::new());
        let mut first_seconds = None;
        let mut candidates = 0;
        let mut answer = None;
        let reason = std::thread::scope(|scope| {
            for &(n, proposer) in &chosen {
                let (found, stop, running, observations, reasons) =
                    (&found, &stop, &running, &observations, &reasons);
                scope.spawn(move || {
                    let limits = Limits {
                        deadline,
                        candidates: budget.candidates.map(|n| n as u64),
                        memory: PROPOSER_MEMORY,
                        stop,
                        seed: budget.seed,
                    };
                    let sink = |program| lock(found).push((n, program));
                    let reason = proposer.propose(observations, &limits, &sink);
                    lock(reasons).push((proposer.name(), reason));
                    running.fetch_sub(1, Ordering::Release);
                });
            }
            let samples = engine.config.samples;
            let mut looks = Looks::new(Size {
                // One more stands for all that are not kept.
                skeletons: engine.model.len() + 1,
                samples: samples.min(budget.candidates.unwrap_or(samples)),
            });
            let patience = Duration::from_secs_f64(engine.config.patience);
            let reason = loop {
                let looking = engine.config.factorised || !lock(&found).is_empty();
                let over = running.load(Ordering::Acquire) == 0;
                if looking {
                    let began = Instant::now();
                    let first = looks.done == 0;
                    let size = looks.next(deadline);
                    self.take(std::mem::take(&mut *lock(&found)));
                    let skeletons = match engine.config.factorised {
                        true => size.skeletons,
                        false => 0,
                    };
                    let seen = self.look(skeletons, size.samples, budget.seed, !first, deadline);
                    candidates = candidates.max(seen);
                    if let Some(better) = self.answer(top) {
                        first_seconds.get_or_insert(started.elapsed().as_secs_f64());
                        on_better(&better);
                        answer = Some(better);
                    }
                    looks.took(size, began.elapsed());
                }
                if interrupt.load(Ordering::Relaxed) {
                    break StopReason::Interrupted;
                }
                let certain = answer
                    .as_ref()
                    .is_some_and(|a| a.confidence >= engine.config.certainty);
                if looks.done > 1 && certain {
                    break StopReason::Found;
                }
                if deadline.is_some_and(|at| Instant::now() >= at) {
                    break StopReason::Time;
                }
                if budget
                    .candidates
                    .is_some_and(|most| candidates >= most as u64)
                {
                    break StopReason::Candidates;
                }
                let more = engine.config.factorised && looks.are_more();
                if more && looks.fits(deadline) {
                    continue;
                }
                if over && lock(&found).is_empty() {
                    break if more {
                        StopReason::Time
                    } else {
                        StopReason::Exhausted
                    };
                }
                // Wait for the proposers; look again when all of them are done, when nothing new has
                // come for a while, or when time gets short.
                let mut known = lock(&found).len();
                let mut since = Instant::now();
                let time_left = || looks.can_wait(deadline);
                while running.load(Ordering::Acquire) > 0
                    && !interrupt.load(Ordering::Relaxed)
                    && time_left()
                    && (answer.is_none() || since.elapsed() < patience)
                {
                    std::thread::sleep(TICK);
                    let now = lock(&found).len();
                    if now > known {
                        (known, since) = (now, Instant::now());
                    }
                }
                if interrupt.load(Ordering::Relaxed) {
                    break StopReason::Interrupted;
                }
                if known == 0 {
                    break if running.load(Ordering::Acquire) == 0 {
                        StopReason::Exhausted
                    } else if time_left() {
                        StopReason::Found
                    } else {
                        StopReason::Time
                    };
                }
                // What has come cannot be looked at any more.
                if answer.is_some() && !looks.fit_once_more(deadline) {
                    break StopReason::Time;
                }
            };
            stop.store(true, Ordering::Relaxed);
            reason
        });
        for (name, reason) in reasons.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if reason == StopReason::Exhausted {
                self.exhausted.insert(name);
            }
        }
        Found {
            answer,
            candidates,
            stop: reason,
            seconds: started.elapsed().as_secs_f64(),
            first_seconds,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
