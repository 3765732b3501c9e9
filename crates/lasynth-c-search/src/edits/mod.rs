//! The proposer `edits`: random programs that come near, and local edits that bring them nearer.
//!
//! Simulated annealing over the trees of programs. A program is as good as the number of list
//! elements, over all observations, that it gets right. Each chain starts from the best of a few
//! random programs and makes one small change at a time ([`mutate`]); it starts anew where it has met
//! all observations or found no way for long. So it finds programs of the shapes that random programs
//! have and that no small grammar holds.

mod forms;
mod mutate;

use crate::observation::{List, ListObservations, ListOutcome, on_probes};
use lasynth_c::behaviour::N;
use lasynth_c::domain::CProgram;
use lasynth_c::exec::Executable;
use lasynth_c::generate::random_program;
use lasynth_c::parser::parse;
use lasynth_c::printer::print;
use lasynth_c::syntax::Program;
use lasynth_core::{self as core, StopReason};
use lasynth_search::{Limits, Observations, Proposer, Sink, Space};
use mutate::mutate;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashSet;

/// Random programs of which a chain starts from the best.
const STARTS: usize = 64;
/// Steps without a better program after which a chain ends.
const PATIENCE: u32 = 3_000;
/// Steps of a chain at most.
const STEPS: u32 = 20_000;
/// Candidates between two looks at the limits.
const LOOK: u64 = 256;
/// Acceptance falls off from the first to the last of these, in elements.
const HOT: f64 = 0.8;
const COLD: f64 = 0.15;
/// What a token costs, in elements.
const TOKEN: f64 = 0.004;
/// Programs kept so that none is handed over twice.
const REMEMBERED: usize = 100_000;

/// See the module. Its limits count behaviours on the 64 probes. Of 100 generated tasks, 82 had a right
/// program within 400 chains: 77 of these after no more than 64 fruitless chains in a row, 80 among the
/// first 20 behaviours and 81 among the first 50.
#[derive(Clone, Copy, Debug)]
pub struct Edits {
    /// Ends after so many chains in a row that come to no new behaviour. Where there is none at all, it
    /// goes on.
    pub fruitless: u32,
    /// Ends after so many behaviours.
    pub behaviours: usize,
}

impl Default for Edits {
    fn default() -> Edits {
        Edits {
            fruitless: 64,
            behaviours: 50,
        }
    }
}

impl Proposer for Edits {
    fn name(&self) -> &'static str {
        "edits"
    }

    fn space(&self) -> Space {
        Space {
            grammar: "program := random program, edited\n\
                      edit := another constant, index, operator, comparison or value\n\
                      edit := a statement less, or a simple one more\n\
                      edit := a simple statement under a condition, or freed from it\n",
            size: "all programs of the language without `&&`, `||`, `!`, `-x` and `else if`, \
                   whose loops go to a constant by 1 or 2"
                .to_owned(),
        }
    }

    fn contains(&self, program: &dyn core::Program) -> bool {
        let program = CProgram::of(program).tree();
        forms::are_known(program) && parse(&print(program)).as_ref() == Ok(program)
    }

    fn propose(
        &self,
        observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        let Some(observations) = &ListObservations::of(observations) else {
            return StopReason::Exhausted;
        };
        let mut rng = ChaCha8Rng::seed_from_u64(limits.seed);
        let mut chains = Chains {
            observations,
            limits,
            looked_at: 0,
            handed_over: HashSet::new(),
            behaviours: HashSet::new(),
        };
        let mut fruitless = 0;
        while fruitless < self.fruitless && chains.behaviours.len() < self.behaviours {
            let known = chains.behaviours.len();
            if let Err(reason) = chains.run(&mut rng, sink) {
                return reason;
            }
            fruitless = match chains.behaviours.len() {
                0 => 0,
                now if now > known => 0,
                _ => fruitless + 1,
            };
        }
        // More observations may lead the chains elsewhere, so that nothing is exhausted.
        StopReason::Found
    }
}

struct Chains<'a> {
    observations: &'a ListObservations,
    limits: &'a Limits<'a>,
    looked_at: u64,
    handed_over: HashSet<Program>,
    /// What the programs handed over do on the probes.
    behaviours: HashSet<u64>,
}

impl Chains<'_> {
    /// One chain; an error is the reason to end.
    fn run(&mut self, rng: &mut ChaCha8Rng, sink: Sink<'_>) -> Result<(), StopReason> {
        let mut current = random_program(rng);
        let mut score = self.score(&current)?;
        for _ in 1..STARTS {
            let other = random_program(rng);
            let its = self.score(&other)?;
            if its.0 > score.0 {
                (current, score) = (other, its);
            }
        }
        let mut best = score.0;
        let mut since = 0;
        for step in 0..STEPS {
            if score.1 {
                self.hand_over(current, sink);
                return Ok(());
            }
            if since > PATIENCE {
                break;
            }
            since += 1;
            let Some(next) = mutate(&current, rng) else {
                continue;
            };
            let its = self.score(&next)?;
            let heat = HOT * (COLD / HOT).powf(f64::from(step) / f64::from(STEPS));
            if its.0 >= score.0 || rng.random::<f64>() < ((its.0 - score.0) / heat).exp() {
                (current, score) = (next, its);
                if score.0 > best {
                    best = score.0;
                    since = 0;
                }
            }
        }
        Ok(())
    }

    /// How good a program is, and whether it meets all observations.
    fn score(&mut self, program: &Program) -> Result<(f64, bool), StopReason> {
        self.looked_at += 1;
        if self.looked_at.is_multiple_of(LOOK)
            && let Some(reason) = self.limits.reached(self.looked_at)
        {
            return Err(reason);
        }
        let executable = Executable::new(program);
        let pairs = self
            .observations
            .inputs
            .iter()
            .zip(&self.observations.outcomes);
        let right: usize = pairs
            .map(|(input, outcome)| right(&executable, input, outcome))
            .sum();
        let excluded = self.observations.excluded_of(&executable);
        let score = right as f64 - excluded as f64 - TOKEN * program.length() as f64;
        Ok((score, right == N * self.observations.len() && excluded == 0))
    }

    fn hand_over(&mut self, program: Program, sink: Sink<'_>) {
        if self.handed_over.len() < REMEMBERED && self.handed_over.insert(program.clone()) {
            // An edit may have left a variable without its declaration: only what reads back counts.
            if parse(&print(&program)).as_ref() == Ok(&program) {
                self.behaviours
                    .insert(on_probes(&Executable::new(&program)));
                sink(Box::new(CProgram::new(program)));
            }
        }
    }
}

/// Elements of an outcome that a program gets right.
fn right(executable: &Executable, input: &List, outcome: &ListOutcome) -> usize {
    let mut list = *input;
    match (executable.run(&mut list), outcome) {
        (Ok(()), Some(wanted)) => list.iter().zip(wanted).filter(|(a, b)| a == b).count(),
        (Err(_), None) => N,
        _ => 0,
    }
}
