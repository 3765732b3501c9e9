//! Bottom-up search with deduction for functions over lists of any length.
//!
//! The README of this crate explains the method. A [`ListsProposer`] hands the programs that it finds to
//! the generic search, the cheapest ones first; [`ListsPrior`] says how probable each was beforehand.

mod bank;
mod cases;
mod context;
mod corpus;
mod costs;
mod deduce;
mod engine;
mod examples;
mod fold;
mod goal;
mod grow;
mod information;
mod kit;
mod likelihood;
mod loops;
mod node;
mod pairs;
mod prior;
mod proposer;
mod quick;
mod sample;
mod solve;
mod states;
mod target;
mod variants;
mod work;

pub use kit::ListsSearchKit;
pub use prior::{ListsPrior, bits_of, cost};
pub use proposer::ListsProposer;
pub use solve::{Effort, Solution, Solved, solve};

/// Which parts of the search take part; all by default. For measuring what each is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// Loops at all: contexts and what is deduced in them.
    pub deduction: bool,
    /// Terms that are right for some points, put together by conditions.
    pub masks: bool,
    /// Completing a term by another one.
    pub meet: bool,
    /// Taking elements and lists off the ends of what is wanted.
    pub strip: bool,
    /// Pairs of conditions.
    pub conjunctions: bool,
    /// `filter_map`.
    pub filter_map: bool,
    /// `flat_map` of lists.
    pub flat_map: bool,
    /// `sort_by`.
    pub sort_by: bool,
    /// Integers that are made of what loops give.
    pub reduce: bool,
    /// Running values.
    pub scans: bool,
    /// Folds.
    pub folds: bool,
    /// Searches of their own for the two sides of a condition.
    pub cases: bool,
    /// Folds and scans whose body is a choice.
    pub states: bool,
    /// Limits between which a term is kept.
    pub clamps: bool,
    /// Lists of lists.
    pub groups: bool,
    /// What lies before and after the position of a loop.
    pub prefixes: bool,
    /// Costs by what numbers stand for.
    pub parts: bool,
    /// Costs fitted on the corpus.
    pub corpus: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Switches {
            deduction: true,
            masks: true,
            meet: true,
            strip: true,
            conjunctions: true,
            filter_map: true,
            flat_map: true,
            sort_by: true,
            reduce: true,
            scans: true,
            folds: true,
            cases: true,
            states: true,
            clamps: true,
            groups: true,
            prefixes: true,
            parts: true,
            corpus: true,
        }
    }
}
