//! What only the search of restricted C has: its behaviours as decision tables, its prior over them,
//! and its proposers of whole programs.
//!
//! The method is explained in the README of this crate. [`CPrior`] is the way in: it makes the search
//! of `lasynth_search` one of restricted C. [`Enumeration`] and [`Edits`] propose programs beside it.

mod backoff;
mod behaviour;
mod c_prior;
mod code;
pub mod decision_table;
mod edits;
mod enumeration;
pub mod evidence;
pub mod factorised;
pub mod fit;
mod judge;
mod kit;
mod observation;
pub mod outcomes;
pub mod prior;
pub mod role;
pub mod sample;
pub mod skeleton;
mod speed;
mod verify;
mod weighted;

pub use behaviour::CBehaviour;
pub use c_prior::{CPrior, PriorOptions, RandomPrior};
pub use edits::Edits;
pub use enumeration::Enumeration;
pub use judge::CJudge;
pub use kit::CSearchKit;
pub use observation::{List, ListObservations, ListOutcome};
