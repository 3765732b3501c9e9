use crate::Value;
use serde::{Deserialize, Serialize};

/// One input-output pair, written `[input, output]` in task files.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(Value, Value)", into = "(Value, Value)")]
pub struct Example {
    /// What the program is given.
    pub input: Value,
    /// What it must return.
    pub output: Value,
}

impl From<(Value, Value)> for Example {
    fn from((input, output): (Value, Value)) -> Self {
        Example { input, output }
    }
}

impl From<Example> for (Value, Value) {
    fn from(example: Example) -> Self {
        (example.input, example.output)
    }
}

/// Which control flow a program contains, judged by its syntax (dead code included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Neither branches nor loops.
    Seq,
    /// Branches only.
    If,
    /// Loops only.
    For,
    /// Both.
    Mixed,
}

impl Kind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Kind; 4] = [Kind::Seq, Kind::If, Kind::For, Kind::Mixed];

    /// The word used in task files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Seq => "seq",
            Kind::If => "if",
            Kind::For => "for",
            Kind::Mixed => "mixed",
        }
    }
}

/// One line of a task file: a synthesis problem, with its reference program where one is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Name of the task within its file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Short human name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the program does, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the [`crate::Domain`]; `"c"` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Source text of the reference program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Length of `program` in the language's plain tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<usize>,
    /// Control flow of `program`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The pairs shown to the synthesiser.
    pub examples: Vec<Example>,
    /// Pairs that it never sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heldout: Option<Vec<Example>>,
    /// Fields that this version does not know; kept when a file is rewritten.
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}
