//! Measuring a model on a set of tasks.
//!
//! [`evaluate`] synthesises a program for every task and judges it on the held-out pairs, beside the
//! domain's trivial baseline, which is what gives an accuracy its meaning. The synthesiser sees
//! `examples` and nothing else of a task; its prediction is the first consistent candidate in its
//! own order, never a choice made with knowledge of the held-out pairs or of the reference.

mod record;
mod report;
mod run;
mod stats;
mod table;

pub use record::{EvalError, EvalOptions, Record, TaskName};
pub(crate) use report::group;
pub use report::{Beyond, DataFile, Group, Groups, Report, Seconds};
pub use run::{Evaluation, check_task, evaluate};
pub(crate) use run::{baseline_is_right, in_order, kind_name};
pub use stats::{quantile, wilson95};
