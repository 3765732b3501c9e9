//! How a model is measured, what is written down of each task, and what cannot be measured.

use lasynth_core::{Budget, ExampleError, SourceError};
use lasynth_decode::Mode;
use serde::Serialize;
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
