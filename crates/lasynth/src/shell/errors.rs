//! Errors on their way to the user. Everything that goes wrong is printed by [`print`].

use crate::shell::output;
use crate::{ModelDirError, PriorError};
use lasynth_c_tools::system_cc::CcError;
use lasynth_core::{Place, SourceError, SpecError};
use lasynth_data::tasks::TaskFileError;
use lasynth_model::{CARD_FILE, WEIGHTS_FILE};
use serde_json::json;
use std::fmt;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Input that cannot be used, and where in it the trouble is.
#[derive(Debug)]
pub struct BadInput {
    /// A file, or a flag such as `--example 3`.
    pub file: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What was found, what was expected and what to do.
    pub message: String,
}

impl BadInput {
    /// Trouble with a whole file.
    pub fn file(name: impl Into<String>, message: impl fmt::Display) -> BadInput {
        BadInput {
            file: Some(name.into()),
            line: None,
            column: None,
            message: message.to_string(),
        }
    }

    /// Trouble at a place in a file.
    pub fn at(name: impl Into<String>, place: Place, message: impl fmt::Display) -> BadInput {
        BadInput {
            line: Some(place.line),
            column: Some(place.column),
            ..BadInput::file(name, message)
        }
    }

    /// A file that cannot be opened, read or written.
    pub fn io(path: &Path, action: &str, error: &std::io::Error) -> BadInput {
        BadInput::file(
            path.display().to_string(),
            format!("cannot {action} it: {error}"),
        )
    }

    /// A specification that cannot be read.
    pub fn spec(name: impl Into<String>, error: &SpecError) -> BadInput {
        BadInput::at(name, error.place, &error.message)
    }

    /// A text that is no program.
    pub fn source(name: impl Into<String>, error: &SourceError) -> BadInput {
        BadInput::at(name, error.place, &error.message)
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.file.clone(),
            self.line.map(|line| format!("line {line}")),
            self.column.map(|column| format!("column {column}")),
        ];
        let place: Vec<String> = parts.into_iter().flatten().collect();
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadInput {}

impl From<TaskFileError> for BadInput {
    fn from(error: TaskFileError) -> BadInput {
        match error {
            TaskFileError::Line {
                path,
                line,
                column,
                message,
            } => BadInput::at(path.display().to_string(), Place { line, column }, message),
            TaskFileError::Io {
                action,
                path,
                source,
            } => BadInput::io(&path, action, &source),
            TaskFileError::Compression { path, line, source } => BadInput::file(
                path.display().to_string(),
                format!(
                    "after line {line}, the compressed data are damaged or cut off ({source}); make \
                     or copy the file again"
                ),
            ),
        }
    }
}

impl From<ModelDirError> for BadInput {
    fn from(error: ModelDirError) -> BadInput {
        match error {
            ModelDirError::Read { path, source } => BadInput::file(
                path.display().to_string(),
                format!(
                    "cannot read it: {source}; a model directory holds {CARD_FILE} and {WEIGHTS_FILE}"
                ),
            ),
            ModelDirError::Model { path, source } => {
                BadInput::file(path.display().to_string(), source)
            }
        }
    }
}

impl From<PriorError> for BadInput {
    fn from(error: PriorError) -> BadInput {
        let made = "a prior is a file made by `lasynth prior fit`";
        match error {
            PriorError::Read { path, source } => BadInput::io(&path, "read", &source),
            PriorError::Compression { path, source } => BadInput::file(
                path.display().to_string(),
                format!("the compressed data are damaged or cut off ({source}); {made}"),
            ),
            PriorError::Content { path, message } => {
                BadInput::file(path.display().to_string(), message)
            }
        }
    }
}

impl From<lasynth_search::ConfigError> for BadInput {
    fn from(error: lasynth_search::ConfigError) -> BadInput {
        let flag = match error {
            lasynth_search::ConfigError::Proposer { .. } => "--without",
            lasynth_search::ConfigError::Value { .. } | lasynth_search::ConfigError::Prior(_) => {
                "--config"
            }
        };
        BadInput::file(flag, error)
    }
}

impl From<lasynth_train::ConfigError> for BadInput {
    fn from(error: lasynth_train::ConfigError) -> BadInput {
        use lasynth_train::ConfigError;
        match error {
            ConfigError::Read { path, source } => BadInput::io(&path, "read", &source),
            ConfigError::Syntax {
                file,
                line,
                column,
                message,
            } => BadInput::at(file, Place { line, column }, message.replace('\n', "; ")),
            error => BadInput {
                file: None,
                line: None,
                column: None,
                message: error.to_string(),
            },
        }
    }
}

/// Whether the reader of standard output went away, which is not an error: `lasynth ... | head -1`.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Whether an error says that program and compiler disagree, or that they were not compared because
/// the user interrupted, rather than that the input is bad.
pub fn is_negative(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<CcError>()
        .is_some_and(|error| error.is_disagreement() || error.is_interruption())
}

/// Prints an error on standard error and, with `--json`, as an object on standard output as well.
pub fn print(error: &anyhow::Error, json: bool) {
    let message = match error.downcast_ref::<BadInput>() {
        Some(bad) => bad.to_string(),
        None => format!("{error:#}"),
    };
    print_message(&message);
    if json {
        let bad = error.downcast_ref::<BadInput>();
        print_object(&json!({
            "message": bad.map_or(message, |bad| bad.message.clone()),
            "file": bad.and_then(|bad| bad.file.as_deref()),
            "line": bad.and_then(|bad| bad.line),
            "column": bad.and_then(|bad| bad.column),
        }));
    }
}

/// Prints what is wrong with the command line itself, in one paragraph.
pub fn print_usage(error: &clap::Error, json: bool) {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let paragraphs = text
        .trim_end()
        .split("\n\n")
        .filter(|text| !text.starts_with("Usage:") && !text.starts_with("For more information"));
    let lines = paragraphs.map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" "));
    let message = lines.chain(["for the whole usage, try --help".to_owned()]);
    let message = message.collect::<Vec<_>>().join("; ");
    print_message(&message);
    if json {
        let none = ();
        print_object(&json!({
            "message": message, "file": none, "line": none, "column": none,
        }));
    }
}

/// `error: ...`, the word in red on a terminal. Nobody can be told where this fails.
pub fn print_message(message: &str) {
    let stderr = std::io::stderr();
    let colour = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let (on, off) = if colour {
        ("\x1b[1;31m", "\x1b[0m")
    } else {
        ("", "")
    };
    let _ = writeln!(stderr.lock(), "{on}error:{off} {message}");
}

fn print_object(error: &serde_json::Value) {
    let _ = output::json(&json!({ "error": error }));
}
