//! Evaluation of models and of the search, and the reports.

mod eval;
pub mod search;

pub use eval::{
    Beyond, DataFile, EvalError, EvalOptions, Evaluation, Group, Groups, Record, Report, Seconds,
    TaskName, check_task, evaluate, quantile, wilson95,
};
