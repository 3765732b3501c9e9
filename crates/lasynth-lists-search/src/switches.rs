//! Parts of the search, which can be switched off by name.

use lasynth_search::Options;
use serde::{Deserialize, Serialize};

/// Which parts of the search take part; all by default. For measuring what each is worth: they are the
/// options of the prior, and the proposer takes them from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Loops at all: contexts and what is deduced in them.
    pub deduction: bool,
    /// Terms that are right for some points, put together by conditions.
    pub masks: bool,
    /// Completing a term by another one.
    pub meet: bool,
    /// Taking elements and lists off the ends of what is wanted.
    pub strip: bool,
    /// Pairs of conditions.
    pub conjunctions: bool,
    /// `filter_map`.
    pub filter_map: bool,
    /// `flat_map` of lists.
    pub flat_map: bool,
    /// `sort_by`.
    pub sort_by: bool,
    /// Integers that are made of what loops give.
    pub reduce: bool,
    /// Running values.
    pub scans: bool,
    /// Folds.
    pub folds: bool,
    /// Searches of their own for the two sides of a condition.
    pub cases: bool,
    /// Folds and scans whose body is a choice.
    pub states: bool,
    /// Limits between which a term is kept.
    pub clamps: bool,
    /// Lists of lists.
    pub groups: bool,
    /// What lies before and after the position of a loop.
    pub prefixes: bool,
    /// Costs by what numbers stand for.
    pub parts: bool,
    /// Costs fitted on the corpus.
    pub corpus: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Switches {
            deduction: true,
            masks: true,
            meet: true,
            strip: true,
            conjunctions: true,
            filter_map: true,
            flat_map: true,
            sort_by: true,
            reduce: true,
            scans: true,
            folds: true,
            cases: true,
            states: true,
            clamps: true,
            groups: true,
            prefixes: true,
            parts: true,
            corpus: true,
        }
    }
}

impl Switches {
    /// The switches that are named, and the others on.
    ///
    /// # Errors
    /// A name that is none of them, or a value that is neither `true` nor `false`.
    pub fn of(options: &Options) -> Result<Switches, String> {
        let fields = options.clone().into_iter().collect();
        let switches = serde_json::from_value(serde_json::Value::Object(fields));
        switches.map_err(|error| error.to_string())
    }

    /// All of them by name.
    pub fn options(&self) -> Options {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(fields)) => fields.into_iter().collect(),
            _ => Options::new(),
        }
    }
}
