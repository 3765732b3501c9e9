//! One synthesis a task, several tasks at a time.

use super::record::{EvalError, EvalOptions, Judged, Record, TaskName};
use super::report::{Report, report};
use lasynth_core::{Domain, Example, ExampleError, Policy, Program, StopReason, Task};
use lasynth_decode::{Options, synthesise};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Report and records, the latter in the order of the tasks.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Accuracy and times over all tasks, by kind and by length.
    pub report: Report,
    /// One record a task.
    pub records: Vec<Record>,
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
