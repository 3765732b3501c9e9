//! How wide the decoder looks, and the scores of one step.

use lasynth_core::TokenMask;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// How the decoder chooses. Written `greedy` or `beam:64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Always the most probable token: one candidate.
    Greedy,
    /// The given number of most probable prefixes in step; at least 1.
    Beam(usize),
}

impl Mode {
    /// Prefixes held at a time.
    pub fn width(self) -> usize {
        match self {
            Mode::Greedy => 1,
            Mode::Beam(n) => n.max(1),
        }
    }
}

impl Default for Mode {
    fn default() -> Self {
        Mode::Beam(64)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mode::Greedy => f.write_str("greedy"),
            Mode::Beam(n) => write!(f, "beam:{n}"),
        }
    }
}

/// Text that is not a [`Mode`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{found}` is not a decoding mode: write `greedy` or `beam:N` with N from 1 to {MAX_WIDTH}"
)]
pub struct ModeError {
    found: String,
}

/// Widest beam that can be asked for; more would only run out of memory.
const MAX_WIDTH: usize = 65_536;

impl FromStr for Mode {
    type Err = ModeError;

    fn from_str(text: &str) -> Result<Mode, ModeError> {
        let width = |n: &str| n.parse().ok().filter(|n| (1..=MAX_WIDTH).contains(n));
        match text.strip_prefix("beam:") {
            None if text == "greedy" => Some(Mode::Greedy),
            None => None,
            Some(n) => width(n).map(Mode::Beam),
        }
        .ok_or_else(|| ModeError {
            found: text.to_owned(),
        })
    }
}

/// The logarithm of the total probability of the allowed tokens in one row; minus infinity where
/// there is none. A token's renormalised score is its log-probability minus this.
///
/// NaN counts as probability 0, so that a broken model gives no candidates instead of random ones.
pub(crate) fn log_total(row: &[f32], mask: &TokenMask) -> f64 {
    let allowed = || {
        let values = row.iter().zip(mask).filter(|&(_, &allowed)| allowed);
        values.map(|(&x, _)| f64::from(x)).filter(|x| !x.is_nan())
    };
    let max = allowed().fold(f64::NEG_INFINITY, f64::max);
    if !max.is_finite() {
        return f64::NEG_INFINITY;
    }
    max + allowed().map(|x| (x - max).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_they_are_written() {
        for mode in [Mode::Greedy, Mode::Beam(1), Mode::Beam(64)] {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        for text in [
            "",
            "beam",
            "beam:",
            "beam:0",
            "beam:-1",
            "beam:70000",
            "Greedy",
            "beam:6x",
        ] {
            assert!(text.parse::<Mode>().is_err(), "{text}");
        }
        assert_eq!(
            "beam:0".parse::<Mode>().unwrap_err().to_string(),
            "`beam:0` is not a decoding mode: write `greedy` or `beam:N` with N from 1 to 65536"
        );
    }

    #[test]
    fn allowed_tokens_share_the_probability() {
        let row = [0.5f32.ln(), 0.25f32.ln(), 0.25f32.ln(), f32::NAN];
        let total = |mask: [bool; 4]| log_total(&row, &mask.to_vec()).exp();
        assert!((total([true, true, true, true]) - 1.0).abs() < 1e-6);
        assert!((total([false, true, true, false]) - 0.5).abs() < 1e-6);
        assert_eq!(total([false; 4]), 0.0);
        assert_eq!(total([false, false, false, true]), 0.0);
    }
}
