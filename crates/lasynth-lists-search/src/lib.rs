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
mod switches;
mod target;
mod variants;
mod work;

pub use kit::ListsSearchKit;
pub use prior::{ListsPrior, bits_of, cost};
pub use proposer::ListsProposer;
pub use solve::{Effort, Solution, Solved, solve};
pub use switches::Switches;
