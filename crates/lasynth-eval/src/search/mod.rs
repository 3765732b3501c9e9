//! Measuring the search on a set of tasks: how often it is right, how well it knows that, what
//! questions are worth, and where it loses what it gets wrong.
//!
//! [`evaluate_search`] gives the search the examples of a task and nothing else. Questions are
//! answered by running the true program, or by the held-out pairs where there is none; held-out pairs and
//! the true program's behaviour are used to judge.

mod figures;
mod pages;
mod record;
mod report;
mod run;
mod spaces;
mod table;
#[cfg(test)]
mod tests;
mod user;

pub use figures::{Bin, Budgeted, Calibration, Lengths, Lost, SearchGroup};
pub use pages::{Page, pages};
pub use record::{Ask, Asked, AtBudget, SearchOptions, SearchRecord};
pub use report::{SearchGroups, SearchReport};
pub use run::{SearchEvaluation, evaluate_search};
pub use spaces::{Contained, SpaceReport, SpacesReport, spaces};
