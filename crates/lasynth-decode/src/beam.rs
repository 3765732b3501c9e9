//! Beam search over token sequences under a grammar.

use crate::step::log_total;
use lasynth_core::{Decoding, GrammarState, TokenId, TokenMask, Vocabulary};
use std::cmp::Ordering;

/// A complete token sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Start symbol excluded, end token included.
    pub tokens: Vec<TokenId>,
    /// Natural logarithm of its probability under network and grammar.
    pub log_prob: f64,
}

/// A prefix that may still become a program.
struct Live {
    grammar: Box<dyn GrammarState>,
    tokens: Vec<TokenId>,
    log_prob: f64,
}

/// A possible next token of a live prefix.
struct Continuation {
    parent: usize,
    token: TokenId,
    log_prob: f64,
}

impl Continuation {
    /// Most probable first. Prefixes are themselves in order, so the rest is order of tokens.
    fn order(&self, other: &Continuation) -> Ordering {
        other
            .log_prob
            .total_cmp(&self.log_prob)
            .then_with(|| (self.parent, self.token).cmp(&(other.parent, other.token)))
    }
}

/// Beam search, one token a step.
///
/// Continuations are taken in order of probability until `width` prefixes are live again; those of
/// them that take the end token are finished and do not count towards `width`. Extending a prefix
/// never makes it more probable, so the search is over ([`Beam::is_settled`]) once `width`
/// sequences have finished and no live prefix is more probable than the worst of the best `width`.
/// With a width that no step exceeds it finds the most probable sequences exactly.
pub struct Beam<'a> {
    vocabulary: &'a Vocabulary,
    decoding: Box<dyn Decoding + 'a>,
    width: usize,
    live: Vec<Live>,
    /// Log-probabilities of the best finished sequences, best first, at most `width`.
    best: Vec<f64>,
    mask: TokenMask,
}

impl<'a> Beam<'a> {
    /// A search that has one live prefix, the empty one. `decoding` must be new.
    pub fn new(
        vocabulary: &'a Vocabulary,
        grammar: Box<dyn GrammarState>,
        decoding: Box<dyn Decoding + 'a>,
        width: usize,
    ) -> Self {
        let root = Live {
            grammar,
            tokens: Vec::new(),
            log_prob: 0.0,
        };
        Beam {
            vocabulary,
            decoding,
            width: width.max(1),
            live: vec![root],
            best: Vec::new(),
            mask: TokenMask::new(),
        }
    }

    /// Whether no live prefix can become one of the `width` most probable finished sequences.
    pub fn is_settled(&self) -> bool {
        match (self.best_live(), self.best.get(self.width - 1)) {
            (None, _) => true,
            (Some(live), Some(&worst)) => live <= worst,
            (Some(_), None) => false,
        }
    }

    /// Log-probability of the most probable live prefix: no later sequence exceeds it.
    pub fn best_live(&self) -> Option<f64> {
        self.live.first().map(|live| live.log_prob)
    }

    /// Extends every live prefix by one token. Returns the sequences that this finished, most
    /// probable first; none once the search is settled.
    ///
    /// # Panics
    /// Where the policy returns another number of scores than one per live prefix and token.
    pub fn step(&mut self) -> Vec<Finished> {
        if self.is_settled() {
            return Vec::new();
        }
        let end = self.vocabulary.end();
        let mut finished = Vec::new();
        let mut next = Vec::new();
        let mut choices = Vec::new();
        for continuation in self.continuations() {
            let Continuation {
                parent,
                token,
                log_prob,
            } = continuation;
            let from = &self.live[parent];
            let mut tokens = Vec::with_capacity(from.tokens.len() + 1);
            tokens.extend_from_slice(&from.tokens);
            tokens.push(token);
            if token == end {
                finished.push(Finished { tokens, log_prob });
                continue;
            }
            let mut grammar = from.grammar.clone_box();
            if grammar.push(token) {
                choices.push((parent, token));
                next.push(Live {
                    grammar,
                    tokens,
                    log_prob,
                });
            }
            if next.len() == self.width {
                break;
            }
        }
        self.live = next;
        self.best.extend(finished.iter().map(|f| f.log_prob));
        self.best.sort_by(|a, b| b.total_cmp(a));
        self.best.truncate(self.width);
        if !self.is_settled() {
            self.decoding.advance(&choices);
        }
        finished
    }

    /// The best continuations in order: enough that `width` of them do not take the end token, if
    /// there are as many.
    fn continuations(&mut self) -> Vec<Continuation> {
        let n_tokens = self.vocabulary.len();
        let scores = self.decoding.log_probs();
        assert_eq!(
            scores.len(),
            self.live.len() * n_tokens,
            "one row of scores per prefix"
        );
        let mut all = Vec::new();
        for (parent, (live, row)) in self.live.iter().zip(scores.chunks(n_tokens)).enumerate() {
            live.grammar.allowed(&mut self.mask);
            let total = log_total(row, &self.mask);
            if total == f64::NEG_INFINITY {
                continue;
            }
            for (token, (&score, &allowed)) in (0..).zip(row.iter().zip(&self.mask)) {
                if allowed && score > f32::NEG_INFINITY {
                    let log_prob = live.log_prob + (f64::from(score) - total).min(0.0);
                    all.push(Continuation {
                        parent,
                        token,
                        log_prob,
                    });
                }
            }
        }
        // Every prefix has at most one continuation by the end token.
        let enough = self.width + self.live.len();
        if all.len() > enough {
            all.select_nth_unstable_by(enough, Continuation::order);
            all.truncate(enough);
        }
        all.sort_unstable_by(Continuation::order);
        all
    }
}
