//! Evaluation of models, and its report.

mod eval;

pub use eval::{
    Beyond, EvalError, EvalOptions, Evaluation, Group, Groups, Record, Report, Seconds, TaskName,
    check_task, evaluate, quantile, wilson95,
};
