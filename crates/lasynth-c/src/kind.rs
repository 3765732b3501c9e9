//! Which control flow a program contains, judged by its syntax, dead code included.

use lasynth_core as core;
use std::ops::RangeInclusive;

/// The control flow of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Neither branches nor loops.
    Seq,
    /// At least one `if`, and no loop.
    If,
    /// At least one `for`, and no branch.
    For,
    /// At least one `if` and at least one `for`.
    Mixed,
}

/// The kinds as the rest of the workspace knows them, in the order of [`Kind::ALL`].
pub(crate) static KINDS: [core::Kind; Kind::ALL.len()] = [
    core::Kind::new("seq", false),
    core::Kind::new("if", false),
    core::Kind::new("for", true),
    core::Kind::new("mixed", true),
];

/// Groups of lengths that reports tell apart, in plain C tokens.
pub(crate) static LENGTHS: [(&str, RangeInclusive<usize>); 4] = [
    ("1-50", 1..=50),
    ("51-100", 51..=100),
    ("101-150", 101..=150),
    ("151-256", 151..=256),
];

impl Kind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Kind; 4] = [Kind::Seq, Kind::If, Kind::For, Kind::Mixed];

    /// The word used in task files and reports.
    pub fn name(self) -> &'static str {
        core::Kind::from(self).name()
    }
}

impl From<Kind> for core::Kind {
    fn from(kind: Kind) -> core::Kind {
        KINDS[kind as usize]
    }
}
