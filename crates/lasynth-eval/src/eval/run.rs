//! One synthesis a task, several tasks at a time.

use super::report::{Report, report};
use lasynth_core::{
    Budget, Domain, Example, ExampleError, Policy, Program, SourceError, StopReason, Task,
};
use lasynth_decode::{Mode, Options, synthesise};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// How tasks are evaluated with a model and the decoder.
#[derive(Clone, Debug)]
pub struct EvalOptions {
    /// How the decoder chooses.
    pub mode: Mode,
    /// What one task may spend.
    pub budget: Budget,
    /// Tasks evaluated at a time; at least 1.
    pub threads: usize,
}

impl Default for EvalOptions {
    fn default() -> Self {
        EvalOptions {
            mode: Mode::default(),
            budget: Budget::default(),
            threads: 1,
        }
    }
}

/// What became of one task: a line of `lasynth eval --out`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Name of the task within its file.
    pub id: String,
    /// Control flow of the reference, where it is known.
    pub kind: Option<String>,
    /// The first consistent candidate, as decoded; `None` where there is none.
    pub prediction: Option<String>,
    /// Whether there is one.
    pub consistent: bool,
    /// Whether it reproduces the held-out pairs; `None` where the task has none.
    pub correct: Option<bool>,
    /// Whether it has the reference's token sequence; `None` where there is no reference.
    pub exact: Option<bool>,
    /// Whether the baseline reproduces examples and held-out pairs; `None` where there are none.
    pub baseline: Option<bool>,
    /// Wall-clock time of synthesis.
    pub seconds: f64,
}

/// A record and what the report needs besides.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) record: Record,
    /// Plain tokens of the reference, where they are known.
    pub(super) length: Option<usize>,
}

/// Report and records, the latter in the order of the tasks.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Accuracy and times over all tasks, by kind and by length.
    pub report: Report,
    /// One record a task.
    pub records: Vec<Record>,
}

/// Tasks that cannot be evaluated. All are looked at before the first is started.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvalError {
    /// There is no task.
    #[error("there is no task to evaluate")]
    Empty,
    /// A task of another language than the model's.
    #[error("task {task}: domain is `{found}`, the model's is `{expected}`")]
    Domain {
        /// The task that does not fit.
        task: TaskName,
        /// Name of the domain that the task names.
        found: String,
        /// Name of the domain that the model was trained for.
        expected: String,
    },
    /// The model cannot be given the examples.
    #[error("task {task}: {source}")]
    Examples {
        /// The task whose examples do not fit.
        task: TaskName,
        /// The limit that its examples exceed, or the contradiction in them.
        source: ExampleError,
    },
    /// The reference is not a program.
    #[error("task {task}: program, {source}")]
    Program {
        /// The task whose reference program cannot be read.
        task: TaskName,
        /// Where and why the text stops being a program.
        source: SourceError,
    },
    /// The caller asked to stop.
    #[error("interrupted after {done} tasks")]
    Interrupted {
        /// Tasks that were finished.
        done: usize,
    },
}

/// Names a task in an error: its place in the file, and its id where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskName {
    /// Index in the file, from 0; messages count from 1.
    pub index: usize,
    /// Empty where the task has none.
    pub id: String,
}

impl std::fmt::Display for TaskName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.id.is_empty() {
            true => write!(f, "{}", self.index + 1),
            false => write!(f, "{} ({})", self.index + 1, self.id),
        }
    }
}

/// Synthesises a program for every task and judges it.
///
/// `progress` is told the number of finished tasks after each one, from several threads. Apart from
/// times, the result does not depend on `threads`. A search ends as soon as its answer is certain
/// ([`Options::answer_only`]), so times are those of finding the answer.
pub fn evaluate(
    domain: &dyn Domain,
    policy: &dyn Policy,
    tasks: &[Task],
    options: &EvalOptions,
    progress: &(dyn Fn(usize) + Sync),
    interrupt: &AtomicBool,
) -> Result<Evaluation, EvalError> {
    if tasks.is_empty() {
        return Err(EvalError::Empty);
    }
    let check = |(index, task)| check_task(domain, index, task);
    let references: Vec<_> = tasks
        .iter()
        .enumerate()
        .map(check)
        .collect::<Result<_, _>>()?;
    let search = Options {
        mode: options.mode,
        budget: options.budget.clone(),
        answer_only: true,
    };
    let threads = options.threads.clamp(1, tasks.len());
    let judged = in_order(tasks.len(), threads, progress, &|index, done| {
        let reference = references[index].as_deref();
        let task = &tasks[index];
        judge(domain, policy, task, reference, &search, interrupt).map_err(|error| match error {
            Stopped::Interrupted => EvalError::Interrupted { done },
            Stopped::Examples(source) => EvalError::Examples {
                task: name(index, task),
                source,
            },
        })
    })?;
    let report = report(
        &judged,
        policy.name(),
        options,
        threads,
        domain.kinds(),
        domain.lengths(),
    );
    Ok(Evaluation {
        report,
        records: judged.into_iter().map(|j| j.record).collect(),
    })
}

/// Does `count` pieces of work, several at a time, and returns their results in order; after the
/// first error no further one is begun. `work` is given the number of a piece and how many are
/// finished, `progress` how many are finished after each.
pub(crate) fn in_order<T: Send>(
    count: usize,
    threads: usize,
    progress: &(dyn Fn(usize) + Sync),
    work: &(dyn Fn(usize, usize) -> Result<T, EvalError> + Sync),
) -> Result<Vec<T>, EvalError> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<T, EvalError>)>> = Mutex::new(Vec::new());
    let worker = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return;
            }
            let result = work(index, done.load(Ordering::Relaxed));
            let failed = result.is_err();
            let mut all = results.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((index, result));
            drop(all);
            if failed {
                next.store(count, Ordering::Relaxed);
                return;
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(worker);
        }
        worker();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|&(index, _)| index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Whether the domain's baseline, fitted to the examples, reproduces them and the held-out pairs.
pub(crate) fn baseline_is_right(domain: &dyn Domain, task: &Task, heldout: &[Example]) -> bool {
    domain.baseline(&task.examples).is_some_and(|predict| {
        let mut pairs = task.examples.iter().chain(heldout);
        pairs.all(|pair| predict(&pair.input) == pair.output)
    })
}

/// The kind that the task states, or that its reference is of.
pub(crate) fn kind_name(task: &Task, reference: Option<&dyn Program>) -> Option<String> {
    let of_reference = || reference.map(|program| program.kind().name().to_owned());
    task.kind.clone().or_else(of_reference)
}

pub(crate) fn name(index: usize, task: &Task) -> TaskName {
    TaskName {
        index,
        id: task.id.clone(),
    }
}

/// Checks whether a task can be evaluated, and parses its reference. `index` is its place in the
/// file. A reference beyond the limits of the language's canonical form counts as unknown.
///
/// # Errors
/// If the task is of another domain, its examples cannot be given to a model, or its reference is no
/// program.
pub fn check_task(
    domain: &dyn Domain,
    index: usize,
    task: &Task,
) -> Result<Option<Box<dyn Program>>, EvalError> {
    let name = || name(index, task);
    if let Some(found) = task.domain.as_deref().filter(|&d| d != domain.name()) {
        let (found, expected) = (found.to_owned(), domain.name().to_owned());
        return Err(EvalError::Domain {
            task: name(),
            found,
            expected,
        });
    }
    domain
        .check_examples(&task.examples)
        .map_err(|source| EvalError::Examples {
            task: name(),
            source,
        })?;
    match task.program.as_deref().map(|source| domain.parse(source)) {
        None => Ok(None),
        Some(Ok(program)) => Ok(Some(program)),
        Some(Err(source)) if source.unsupported => Ok(None),
        Some(Err(source)) => Err(EvalError::Program {
            task: name(),
            source,
        }),
    }
}

enum Stopped {
    Interrupted,
    Examples(ExampleError),
}

fn judge(
    domain: &dyn Domain,
    policy: &dyn Policy,
    task: &Task,
    reference: Option<&dyn Program>,
    search: &Options,
    interrupt: &AtomicBool,
) -> Result<Judged, Stopped> {
    let found =
        synthesise(domain, policy, &task.examples, search, interrupt).map_err(Stopped::Examples)?;
    if found.stop == StopReason::Interrupted {
        return Err(Stopped::Interrupted);
    }
    let heldout = task.heldout.as_deref().filter(|pairs| !pairs.is_empty());
    let reproduces = |program: &dyn Program, pairs: &[Example]| {
        pairs
            .iter()
            .all(|pair| program.run(&pair.input).as_ref() == Ok(&pair.output))
    };
    let answer = found.answer.as_ref();
    let record = Record {
        id: task.id.clone(),
        kind: kind_name(task, reference),
        prediction: answer.map(|a| a.program.source()),
        consistent: answer.is_some(),
        correct: heldout.map(|pairs| answer.is_some_and(|a| reproduces(&*a.program, pairs))),
        exact: reference
            .and_then(|r| r.tokens())
            .map(|r| answer.and_then(|a| a.program.tokens()) == Some(r)),
        baseline: heldout.map(|pairs| baseline_is_right(domain, task, pairs)),
        seconds: found.seconds,
    };
    let length = task.tokens.or_else(|| reference.map(|r| r.length()));
    Ok(Judged { record, length })
}
