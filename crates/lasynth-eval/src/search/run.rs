//! Searches for every task, with questions.

use super::record::{Ask, Asked, AtBudget, SearchOptions, SearchRecord};
use super::report::{SearchReport, report};
use super::user::User;
use crate::eval::{baseline_is_right, in_order, kind_name};
use crate::{EvalError, Record, check_task};
use lasynth_core::{Budget, Example, Program, Task};
use lasynth_search::{
    Behaviour, Engine, Judge, Observations, Search, SearchResult, Truth, outcome_of,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Report and records, the latter in the order of the tasks.
#[derive(Clone, Debug)]
pub struct SearchEvaluation {
    /// Accuracy, questions, times and calibration over all tasks, by kind, length and behaviour.
    pub report: SearchReport,
    /// One record a task.
    pub records: Vec<SearchRecord>,
}

/// Searches a program for every task and judges it. `progress` is told the number of finished tasks
/// after each one, from several threads.
///
/// # Errors
/// Where a task cannot be evaluated, and after an interruption.
pub fn evaluate_search(
    engine: &Engine,
    judge: &dyn Judge,
    tasks: &[Task],
    options: &SearchOptions,
    progress: &(dyn Fn(usize) + Sync),
    interrupt: &AtomicBool,
) -> Result<SearchEvaluation, EvalError> {
    if tasks.is_empty() {
        return Err(EvalError::Empty);
    }
    let check = |(index, task)| check_task(engine.domain(), index, task);
    let references: Vec<Option<Box<dyn Program>>> = tasks
        .iter()
        .enumerate()
        .map(check)
        .collect::<Result<_, _>>()?;
    let threads = options.threads.clamp(1, tasks.len());
    let records = in_order(tasks.len(), threads, progress, &|index, done| {
        let one = One {
            engine,
            judge,
            options,
            interrupt,
            task: &tasks[index],
            reference: references[index].as_deref(),
            number: index as u64,
        };
        one.judge().ok_or(EvalError::Interrupted { done })
    })?;
    Ok(SearchEvaluation {
        report: report(&records, engine, options, threads, judge.classes()),
        records,
    })
}

/// What a thread needs to search for the program of one task and to judge it.
struct One<'a> {
    engine: &'a Engine,
    judge: &'a dyn Judge,
    options: &'a SearchOptions,
    interrupt: &'a AtomicBool,
    task: &'a Task,
    reference: Option<&'a dyn Program>,
    number: u64,
}

impl One<'_> {
    /// `None` after an interruption.
    fn judge(&self) -> Option<SearchRecord> {
        let task = self.task;
        let heldout = task.heldout.as_deref().filter(|pairs| !pairs.is_empty());
        let right = |program: &Arc<dyn Program>| heldout.map(|pairs| gives_all(&**program, pairs));
        let mut by_budget = Vec::new();
        for &time in &self.options.times {
            let mut search = Search::new(self.engine, self.known());
            let found = self.search(&mut search, Some(time))?;
            let program = found.answer.map(|answer| answer.choice.program);
            by_budget.push(AtBudget {
                budget: time.as_secs_f64(),
                consistent: program.is_some(),
                correct: program.as_ref().map_or(heldout.map(|_| false), right),
                seconds: found.seconds,
            });
        }
        let mut search = Search::new(self.engine, self.known());
        let found = self.search(&mut search, self.options.budget.time)?;
        let answer = found.answer.as_ref();
        let program = answer.map(|answer| &answer.choice.program);
        let correct = program.map_or(heldout.map(|_| false), right);
        let rank = heldout.and_then(|pairs| {
            let right = |behaviour: &dyn Behaviour| pairs.iter().all(|pair| gives(behaviour, pair));
            search
                .posterior()
                .groups
                .iter()
                .position(|group| right(&*group.behaviour))
        });
        let truth = self.reference.map(|reference| self.judge.truth(reference));
        let record = Record {
            id: task.id.clone(),
            kind: kind_name(task, self.reference),
            prediction: program.map(|program| program.source()),
            consistent: answer.is_some(),
            correct,
            exact: (self.reference.and_then(|r| r.tokens()))
                .map(|tokens| program.and_then(|program| program.tokens()) == Some(tokens)),
            baseline: heldout.map(|pairs| baseline_is_right(self.engine.domain(), task, pairs)),
            seconds: found.seconds,
        };
        let equal = |truth: &dyn Truth| program.is_some_and(|program| truth.is_met_by(&**program));
        let mut out = SearchRecord {
            record,
            behaviour: truth.as_ref().and_then(|truth| truth.class()),
            confidence: answer.map(|answer| answer.confidence),
            probability: answer.map(|answer| answer.choice.probability),
            proposers: answer.map_or(Vec::new(), |answer| answer.choice.proposers.clone()),
            tokens: program.map(|program| program.length()),
            reference_tokens: task.tokens.or_else(|| self.reference.map(|r| r.length())),
            equal: truth.as_deref().map(equal),
            in_space: self
                .reference
                .map(|reference| self.engine.prior.contains(reference)),
            rank,
            first_seconds: found.first_seconds,
            stop: found.stop,
            correct_by_questions: Vec::new(),
            asked: Vec::new(),
            by_budget,
        };
        if let (Some(first), Some(pairs)) = (correct, heldout) {
            let user = match self.reference {
                Some(reference) => User::Program(reference),
                None => User::Pairs(pairs),
            };
            let right = |program: &Arc<dyn Program>| right(program) == Some(true);
            (out.correct_by_questions, out.asked) = self.ask(&mut search, first, user, &right)?;
        }
        Some(out)
    }

    /// Whether the answer is right after each question, and the questions. Where nothing is left to
    /// ask, the answer stays.
    fn ask(
        &self,
        search: &mut Search,
        first: bool,
        user: User<'_>,
        right: &dyn Fn(&Arc<dyn Program>) -> bool,
    ) -> Option<(Vec<bool>, Vec<Asked>)> {
        let mut rng =
            ChaCha8Rng::seed_from_u64(self.options.budget.seed ^ self.number.rotate_left(32));
        let mut all = vec![first];
        let mut asked = Vec::new();
        let mut last = first;
        let mut open = true;
        for _ in 0..self.options.questions {
            let question = match (open, self.options.ask) {
                (false, _) => None,
                (true, Ask::Best) => user.question(search),
                (true, Ask::Random) => user.random_question(search, &mut rng),
            };
            match question {
                None => open = false,
                Some((input, entropy)) => {
                    asked.push(Asked {
                        input: input.clone(),
                        entropy,
                    });
                    let outcome = user.outcome(&input);
                    search.observe(input, outcome);
                    let found = self.search(search, self.options.budget.time)?;
                    last = found
                        .answer
                        .is_some_and(|answer| right(&answer.choice.program));
                }
            }
            all.push(last);
        }
        Some((all, asked))
    }

    /// `None` after an interruption.
    fn search(&self, search: &mut Search, time: Option<Duration>) -> Option<SearchResult> {
        let budget = Budget {
            time,
            ..self.options.budget.clone()
        };
        let found = search.run(&budget, 0, self.interrupt, &mut |_| {});
        (!self.interrupt.load(Ordering::Relaxed)).then_some(found)
    }

    fn known(&self) -> Observations {
        Observations::of(&self.task.examples)
    }
}

fn gives_all(program: &dyn Program, pairs: &[Example]) -> bool {
    let right = |pair: &Example| outcome_of(program, &pair.input).as_ref() == Some(&pair.output);
    pairs.iter().all(right)
}

fn gives(behaviour: &dyn Behaviour, pair: &Example) -> bool {
    behaviour.outcome(&pair.input).as_ref() == Some(&pair.output)
}
