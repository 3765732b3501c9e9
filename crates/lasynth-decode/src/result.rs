//! What a search returns.

use lasynth_core::{Example, Fault, Program, StopReason, TokenId, Value};
use std::sync::Arc;

/// A program that the decoder finished, and what it does on the examples.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Start symbol excluded, end token included.
    pub tokens: Vec<TokenId>,
    /// The program as decoded. For a person see [`shown`](crate::shown).
    pub program: Arc<dyn Program>,
    /// Natural logarithm of its probability under network and grammar.
    pub log_prob: f64,
    /// Its share of the probability of all finished candidates.
    pub confidence: f64,
    /// What it returns on each example's input.
    pub outputs: Vec<Result<Value, Fault>>,
    /// Number of examples that it reproduces.
    pub matched: usize,
    /// Whether it reproduces all of them.
    pub consistent: bool,
}

impl Candidate {
    /// Runs a finished program on the examples. Confidence is set once all candidates are known.
    pub(crate) fn new(
        tokens: Vec<TokenId>,
        program: Box<dyn Program>,
        log_prob: f64,
        examples: &[Example],
    ) -> Candidate {
        let outputs: Vec<_> = examples.iter().map(|e| program.run(&e.input)).collect();
        let matched = outputs
            .iter()
            .zip(examples)
            .filter(|(o, e)| o.as_ref() == Ok(&e.output))
            .count();
        Candidate {
            tokens,
            program: program.into(),
            log_prob,
            confidence: 0.0,
            outputs,
            matched,
            consistent: matched == examples.len(),
        }
    }
}

/// The outcome of a search.
#[derive(Clone, Debug)]
pub struct Synthesis {
    /// The most probable consistent candidate.
    pub answer: Option<Candidate>,
    /// Consistent candidates that behave otherwise than the answer on some input, the most probable
    /// one of each behaviour, in order of probability.
    pub alternatives: Vec<Candidate>,
    /// Where there is no answer: the candidate that reproduces most examples, among equals the most
    /// probable one.
    pub near_miss: Option<Candidate>,
    /// Everything that finished, most probable first; equal probabilities in order of tokens.
    pub candidates: Vec<Candidate>,
    /// Finished sequences that the domain could not decode: 0 unless its grammar and its decoder
    /// disagree.
    pub undecodable: usize,
    /// Why the search ended. A search that ended by its budget may still have an answer.
    pub stop: StopReason,
    /// Wall-clock time taken.
    pub seconds: f64,
    /// The seed of the budget. Decoding itself draws nothing at random.
    pub seed: u64,
}
