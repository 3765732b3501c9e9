//! What examples leave open: a posterior over behaviours, the answer with the least risk, and the
//! question that decides most.
//!
//! Nothing here knows a language. A domain brings a [`Prior`], which draws behaviours that fit what is
//! known and says how probable they were beforehand, and [`Proposer`]s, which find programs. Whatever
//! they bring becomes a [`Behaviour`] and joins the group of those that act alike on a [`Sample`] of
//! inputs. [`Search`] keeps the groups, and answers:
//!
//! 1. [`Prior::draw`] and the proposers give candidates ([`search`]);
//! 2. [`Posterior::new`] puts candidates with equal outcomes into one group and adds up their weights;
//! 3. the answer is the group that is expected to agree with the wanted program on most unseen inputs
//!    ([`Posterior::expected_agreement`]), written down as a program and verified;
//! 4. the question is the input after whose outcome the answer is most probably right
//!    ([`Search::question`]).

mod behaviour;
mod config;
mod doubtful;
mod edge_cases;
mod engine;
mod judge;
mod kit;
mod near_miss;
mod observation;
mod outcome;
mod posterior;
mod prior;
mod proposer;
mod question;
pub mod search;

pub use behaviour::{Behaviour, ProgramBehaviour};
pub use config::{
    Calibration, ConfigError, Decision, LengthPrior, Options, QuestionRule, SearchConfig,
};
pub use doubtful::{Doubtful, doubtful_example};
pub use engine::Engine;
pub use judge::{Judge, ProbeJudge, Truth};
pub use kit::{FitOptions, FittedPrior, PlainKit, SearchKit, SearchSpeed, SpeedRequest};
pub use near_miss::{NearMiss, near_miss};
pub use observation::{Observations, Outcome, outcome_of};
pub use outcome::{OutcomeId, Sample};
pub use posterior::{Candidate, Group, Posterior, Sources, UNSEEN};
pub use prior::{DrawRequest, Effort, Prior, ProbePrior, Weighed};
pub use proposer::{Limits, Proposer, Sink, Space};
pub use search::{Answer, Choice, RunnerUp, Search, SearchResult};
