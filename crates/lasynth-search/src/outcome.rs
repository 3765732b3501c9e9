//! The inputs that behaviours are compared on, and outcomes as single words.
//!
//! Thousands of behaviours are run on hundreds of inputs and compared in every way, so an outcome is
//! one word: a number that stands for its value within one sample.

use lasynth_core::{Input, Value};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// An outcome in one word. Within one sample two outcomes are equal exactly if their words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(u64);

/// Set where the outcome is one that an example could have.
const IN_RANGE: u64 = 1 << 63;

impl OutcomeId {
    /// The run without a value.
    pub const INVALID: OutcomeId = OutcomeId(0);

    /// The outcome that a domain writes as this word, which is not 0 and below 2^63. `in_range`:
    /// whether it is one that an example could have.
    pub fn new(word: u64, in_range: bool) -> OutcomeId {
        OutcomeId(word | if in_range { IN_RANGE } else { 0 })
    }

    /// Whether it is an outcome that an example could have; what is not does not matter when
    /// behaviours are compared.
    pub fn in_range(self) -> bool {
        self.0 & IN_RANGE != 0
    }
}

/// Inputs that behaviours are compared on.
///
/// The first of them are drawn as inputs are drawn that the program will be given, and stand for all
/// of those; the others are unlikely ones that decide much.
pub struct Sample {
    inputs: Vec<Input>,
    drawn: usize,
    /// The values that were seen, numbered from 1.
    seen: Mutex<HashMap<Value, u64>>,
}

impl Sample {
    /// A sample whose first `drawn` inputs stand for all that the program will be given.
    pub fn new(inputs: Vec<Input>, drawn: usize) -> Sample {
        debug_assert!(drawn <= inputs.len());
        Sample {
            inputs,
            drawn,
            seen: Mutex::default(),
        }
    }

    /// All inputs of the sample: the drawn ones first, then those that decide much.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Number of inputs that stand for all that the program will be given.
    pub fn drawn(&self) -> usize {
        self.drawn
    }

    /// The word for an outcome: the same for the same value from then on. `in_range`: as for
    /// [`OutcomeId::new`].
    pub fn intern(&self, outcome: Option<&Value>, in_range: impl Fn(&Value) -> bool) -> OutcomeId {
        let Some(value) = outcome else {
            return OutcomeId::INVALID;
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let word = match seen.get(value) {
            Some(word) => *word,
            None => {
                let word = seen.len() as u64 + 1;
                seen.insert(value.clone(), word);
                word
            }
        };
        OutcomeId::new(word, in_range(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_outcomes_have_equal_words() {
        let sample = Sample::new(Vec::new(), 0);
        let small = |value: &Value| matches!(value, Value::Int(n) if *n < 10);
        let word = |value: &Value| sample.intern(Some(value), small);
        let [one, two, many] = [1, 2, 100].map(Value::Int);
        assert_eq!(word(&one), word(&one));
        assert_ne!(word(&one), word(&two));
        assert_ne!(word(&one), OutcomeId::INVALID);
        assert_ne!(word(&Value::List(vec![1])), word(&one));
        assert!(word(&one).in_range() && !word(&many).in_range());
        assert_eq!(sample.intern(None, small), OutcomeId::INVALID);
        assert!(!OutcomeId::INVALID.in_range());
    }
}
