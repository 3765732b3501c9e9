//! How the search is measured, and what is written down of each task.

use crate::Record;
use lasynth_core::{Budget, Input, StopReason};
use serde::Serialize;
use std::time::Duration;

/// Groups that count as those at the top.
const TOP: usize = 50;

/// Which questions are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The question whose answer decides most, by the rule of the configuration.
    Best,
    /// An input drawn from the sample without regard to what it decides: what [`Ask::Best`] has to
    /// beat.
    Random,
}

/// How tasks are evaluated with the search and its questions.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// What one search may spend; its time is that of a task, and of each question anew. Without a
    /// time a search may have no end.
    pub budget: Budget,
    /// Further times, each of which every task is searched with once.
    pub times: Vec<Duration>,
    /// Questions that are asked at most.
    pub questions: usize,
    /// How each question is chosen.
    pub ask: Ask,
    /// Tasks evaluated at a time; at least 1.
    pub threads: usize,
}

/// What became of a task within a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtBudget {
    /// The time, in seconds.
    pub budget: f64,
    /// Whether there is an answer.
    pub consistent: bool,
    /// Whether it is right on the held-out pairs; `None` where there are none.
    pub correct: Option<bool>,
    /// Wall-clock time that the search took.
    pub seconds: f64,
}

/// What became of one task: a line of `lasynth eval --search --out`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchRecord {
    /// What is told of every evaluation.
    #[serde(flatten)]
    pub record: Record,
    /// The class of the true behaviour; `None` where there is no program, or the language has no
    /// classes.
    pub behaviour: Option<&'static str>,
    /// Stated probability to be right on five unseen inputs.
    pub confidence: Option<f64>,
    /// Probability of the answer's behaviour.
    pub probability: Option<f64>,
    /// What found the answer.
    pub proposers: Vec<&'static str>,
    /// Tokens of the answer.
    pub tokens: Option<usize>,
    /// Tokens of the reference, where they are known.
    pub reference_tokens: Option<usize>,
    /// Whether the answer does the same as the true program on every input whose true output is in
    /// the range; `None` where there is no program.
    pub equal: Option<bool>,
    /// Whether the prior holds the true behaviour; `None` where there is no program.
    pub in_space: Option<bool>,
    /// Number, from 0, of the first group that is right on the held-out pairs.
    pub rank: Option<usize>,
    /// Wall-clock time to the first answer.
    pub first_seconds: Option<f64>,
    /// Why the search ended.
    pub stop: StopReason,
    /// Whether the answer is right after 0, 1, ... questions; empty where there is no pair to judge by.
    /// Where there is no program to answer them, questions are about held-out inputs, and answered by
    /// these pairs.
    pub correct_by_questions: Vec<bool>,
    /// The questions that were asked.
    pub asked: Vec<Asked>,
    /// The same search with other times.
    pub by_budget: Vec<AtBudget>,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// The input whose output was asked for.
    pub input: Input,
    /// How uncertain its outcome was, in nats; `None` for a question at random, 0 where a held-out pair puts
    /// the answer to the test.
    pub entropy: Option<f64>,
}

impl SearchRecord {
    /// Whether a right behaviour is among the groups, and among the first of them.
    pub(super) fn found(&self) -> (bool, bool) {
        (
            self.rank.is_some(),
            self.rank.is_some_and(|rank| rank < TOP),
        )
    }
}
