//! Synthesis problems, as task files hold them.

use crate::{Input, Value};
use serde::{Deserialize, Serialize};

/// One input-output pair, written `[input, output]` in task files.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(Input, Value)", into = "(Input, Value)")]
pub struct Example {
    /// What the program is given.
    pub input: Input,
    /// What it must return.
    pub output: Value,
}

impl From<(Input, Value)> for Example {
    fn from((input, output): (Input, Value)) -> Self {
        Example { input, output }
    }
}

impl From<Example> for (Input, Value) {
    fn from(example: Example) -> Self {
        (example.input, example.output)
    }
}

/// A class of programs that reports tell apart, judged by their text (dead code included). Every
/// domain names its own ([`crate::Domain::kinds`]); in restricted C they say which control flow a
/// program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    name: &'static str,
    has_loop: bool,
}

impl Kind {
    /// A kind with the word used in task files and reports. `has_loop`: whether its programs repeat
    /// statements.
    pub const fn new(name: &'static str, has_loop: bool) -> Kind {
        Kind { name, has_loop }
    }

    /// The word used in task files and reports.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether its programs repeat statements.
    pub const fn has_loop(self) -> bool {
        self.has_loop
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name.serialize(serializer)
    }
}

/// One line of a task file: a synthesis problem, with its reference program where one is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Name of the task within its file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// A few words for a person, such as the title of a benchmark's task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the program does, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the [`crate::Domain`]; where absent, the examples show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Source text of the reference program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Length of `program` in the language's plain tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<usize>,
    /// Name of the [`Kind`] of `program`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The pairs shown to the synthesiser.
    pub examples: Vec<Example>,
    /// Pairs that it never sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heldout: Option<Vec<Example>>,
    /// Fields that this version does not know; kept when a file is rewritten.
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}
