//! Data sets on disk, the generation pipeline, evaluation and reports.

mod digest;
mod eval;
pub mod generation;
pub mod tasks;

pub use digest::sha256_hex;
pub use eval::{
    Beyond, EvalError, EvalOptions, Evaluation, Group, Groups, Record, Report, Seconds, TaskName,
    check_task, evaluate, quantile, wilson95,
};
