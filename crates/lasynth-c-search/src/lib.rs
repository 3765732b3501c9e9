//! What examples leave open: a posterior over behaviours, and the question that decides.

mod backoff;
mod behaviour;
pub mod code;
pub mod config;
mod edits;
pub mod enumeration;
pub mod evidence;
pub mod factorised;
mod hash;
pub mod hypothesis;
mod observation;
pub mod outcomes;
pub mod posterior;
pub mod prior;
mod proposer;
mod question;
pub mod sample;
pub mod search;
pub mod skeleton;
pub mod speed;
pub mod verify;
mod weighted;

pub use behaviour::Behaviour;
pub use edits::Edits;
pub use enumeration::Enumeration;
pub use observation::{List, Observations, Outcome};
pub use proposer::{Limits, Proposer, Sink, Space};
