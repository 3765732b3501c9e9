//! What random programs must satisfy.

use crate::Kind;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// What a drawn program must satisfy to become a task: the filters of the paper's data set of
/// restricted C programs (its Section 4), in a form that serves every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawRules {
    /// What happens to an input whose output leaves the range.
    pub range: RangeRule,
    /// Number of pairs shown.
    pub examples: usize,
    /// Number of pairs held out.
    pub heldout: usize,
    /// Whether to compute the normal form (see [`crate::Draw::normal`]).
    pub normalise: bool,
    /// The lists that programs are drawn for and run on; `None` for those of the domain.
    pub lists: Option<Lists>,
    /// Longer programs are dropped, in the language's plain tokens; `None` for the language's limit.
    pub max_tokens: Option<usize>,
    /// The mixture of kinds that is aimed at; `None` for the domain's own. It sets the odds of a
    /// draw, no more: rules drop programs of one kind more often than those of another.
    pub kinds: Option<Mixture>,
}

impl Default for DrawRules {
    fn default() -> Self {
        DrawRules {
            range: RangeRule::Redraw,
            examples: 5,
            heldout: 5,
            normalise: false,
            lists: None,
            max_tokens: None,
            kinds: None,
        }
    }
}

/// What happens to an input whose output leaves the range of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RangeRule {
    /// It is drawn again; the program is dropped when too few of 300 draws fit.
    Redraw,
    /// Any of the first draws outside drops the program.
    Strict,
}

/// Lists of so many values from `-max` to `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lists {
    /// Number of elements of each list.
    pub len: usize,
    /// Largest value; the smallest is its negative.
    pub max: i32,
}

impl Lists {
    /// How many there are; `u64::MAX` where they are more than that.
    pub fn count(&self) -> u64 {
        let values = 2 * u64::from(self.max.unsigned_abs()) + 1;
        let len = u32::try_from(self.len).unwrap_or(u32::MAX);
        values.checked_pow(len).unwrap_or(u64::MAX)
    }
}

/// Shares of the kinds of programs, written `seq=29,if=16,for=24,mixed=31`: whole numbers in units of
/// no meaning, 0 for a kind that is not named.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mixture(Vec<(String, u32)>);

/// A text that is no [`Mixture`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found}; expected a mixture such as `seq=29,if=16,for=24,mixed=31`")]
pub struct MixtureError {
    found: String,
}

impl Mixture {
    /// The largest share: so that sums of shares stay far from the limits of numbers.
    pub const MAX_SHARE: u32 = 1_000_000;

    /// The same mixture with a share for every kind, in the order of `kinds`.
    ///
    /// # Errors
    /// If it names another kind.
    pub fn of_kinds(&self, kinds: &[Kind]) -> Result<Mixture, MixtureError> {
        let other = self
            .0
            .iter()
            .find(|(name, _)| kinds.iter().all(|kind| kind.name() != name));
        if let Some((name, _)) = other {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            let found = match names.split_last() {
                Some((last, [])) => format!("`{name}` is not {last}"),
                Some((last, rest)) => {
                    format!("`{name}` is none of {} and {last}", rest.join(", "))
                }
                None => format!("`{name}`, but this language tells no kinds apart"),
            };
            return Err(MixtureError { found });
        }
        let shares = kinds
            .iter()
            .map(|kind| (kind.name().to_owned(), self.share(*kind)));
        Ok(Mixture(shares.collect()))
    }

    /// The share of a kind, in the units of the others.
    pub fn share(&self, kind: Kind) -> u32 {
        let found = self.0.iter().find(|(name, _)| name == kind.name());
        found.map_or(0, |(_, share)| *share)
    }

    /// Divides `total` by the shares: whole numbers in the order of the mixture's kinds that sum to
    /// `total` and differ from the exact parts by less than one. What rounding down leaves goes to
    /// the largest remainders, to the first of equal ones.
    pub fn divide(&self, total: usize) -> Vec<usize> {
        let whole: u128 = self.0.iter().map(|(_, share)| u128::from(*share)).sum();
        let exact: Vec<u128> = (self.0.iter())
            .map(|(_, share)| total as u128 * u128::from(*share))
            .collect();
        let mut parts: Vec<usize> = exact.iter().map(|part| (part / whole) as usize).collect();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|kind| std::cmp::Reverse(exact[*kind] % whole));
        let left = total - parts.iter().sum::<usize>();
        for kind in order.into_iter().take(left) {
            parts[kind] += 1;
        }
        parts
    }
}

impl FromStr for Mixture {
    type Err = MixtureError;

    fn from_str(text: &str) -> Result<Mixture, MixtureError> {
        let error = |found: String| Err(MixtureError { found });
        let mut shares: Vec<(String, u32)> = Vec::new();
        for part in text.split(',') {
            let Some((name, share)) = part.split_once('=') else {
                return error(format!("`{part}` has no `=`"));
            };
            let name = name.trim();
            let number = share.trim().parse().ok();
            let Some(share) = number.filter(|share| *share <= Mixture::MAX_SHARE) else {
                let max = Mixture::MAX_SHARE;
                return error(format!("`{share}` is no whole number from 0 to {max}"));
            };
            if shares.iter().any(|(known, _)| known == name) {
                return error(format!("`{name}` stands there twice"));
            }
            shares.push((name.to_owned(), share));
        }
        if shares.iter().all(|(_, share)| *share == 0) {
            return error("all shares are 0".to_owned());
        }
        Ok(Mixture(shares))
    }
}

impl TryFrom<String> for Mixture {
    type Error = MixtureError;

    fn try_from(text: String) -> Result<Mixture, MixtureError> {
        text.parse()
    }
}

impl From<Mixture> for String {
    fn from(mixture: Mixture) -> String {
        mixture.to_string()
    }
}

impl fmt::Display for Mixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, share)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{name}={share}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 4] = [
        Kind::new("seq", false),
        Kind::new("if", false),
        Kind::new("for", true),
        Kind::new("mixed", true),
    ];

    #[test]
    fn mixtures_are_read_and_written() {
        for (text, again) in [
            (
                "seq=29,if=16,for=24,mixed=31",
                "seq=29,if=16,for=24,mixed=31",
            ),
            ("mixed=1", "seq=0,if=0,for=0,mixed=1"),
            ("for=2, seq = 1", "seq=1,if=0,for=2,mixed=0"),
        ] {
            let mixture: Mixture = text.parse().unwrap();
            let mixture = mixture.of_kinds(&KINDS).unwrap();
            assert_eq!(mixture.to_string(), again);
            let json = serde_json::to_string(&mixture).unwrap();
            assert_eq!(serde_json::from_str::<Mixture>(&json).unwrap(), mixture);
        }
        for (text, found) in [
            ("", "`` has no `=`"),
            ("seq", "`seq` has no `=`"),
            ("while=3", "`while` is none of seq, if, for and mixed"),
            ("if=-1", "`-1` is no whole number from 0 to 1000000"),
            ("if=2.5", "`2.5` is no whole number from 0 to 1000000"),
            (
                "if=1000001",
                "`1000001` is no whole number from 0 to 1000000",
            ),
            ("if=1,if=2", "`if` stands there twice"),
            ("seq=0,for=0", "all shares are 0"),
        ] {
            let mixture = text.parse::<Mixture>();
            let error = mixture
                .and_then(|mixture| mixture.of_kinds(&KINDS))
                .unwrap_err();
            assert_eq!(error.found, found);
        }
    }

    #[test]
    fn mixtures_divide_without_a_rest() {
        for (text, total, parts) in [
            ("seq=29,if=16,for=24,mixed=31", 100, [29, 16, 24, 31]),
            ("seq=1,if=1,for=1", 10, [4, 3, 3, 0]),
            ("seq=1,mixed=2", 2, [1, 0, 0, 1]),
            ("for=7", 3, [0, 0, 3, 0]),
            ("seq=1000000,mixed=1", 0, [0; 4]),
        ] {
            let mixture = text.parse::<Mixture>().unwrap().of_kinds(&KINDS).unwrap();
            assert_eq!(mixture.divide(total), parts);
        }
    }

    #[test]
    fn lists_are_counted() {
        let count = |len, max| Lists { len, max }.count();
        assert_eq!(count(5, 4), 59_049);
        assert_eq!(count(1, 1), 3);
        assert_eq!(count(10, 16), 33u64.pow(10));
        assert_eq!(count(20, 1_000), u64::MAX);
    }
}
