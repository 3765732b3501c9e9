//! The binary from outside: what it prints, where, and with which exit status.

mod asking;
mod bad_input;
mod compare;
mod data;
mod equivalence;
mod eval_search;
mod foreign;
mod formats;
mod fuzz;
mod generation;
mod help;
mod hostile;
mod json;
mod lists;
mod model_directories;
mod prior;
mod reading;
mod running;
mod task_files;
mod training;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder of its own, in which the binary runs.
struct Place(TempDir);

/// What the binary did.
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Place {
    /// A folder with files, by name and text.
    fn with(files: &[(&str, &str)]) -> Place {
        let place = Place(TempDir::new().unwrap());
        for (name, text) in files {
            std::fs::write(place.path(name), text).unwrap();
        }
        place
    }

    /// A folder with three generated tasks in `tasks.jsonl`.
    fn with_tasks() -> Place {
        let place = Place::with(&[]);
        let run = place.run(&["gen", "--count", "3", "--seed", "5", "--out", "tasks.jsonl"]);
        assert_eq!(run.status, 0, "{run}");
        place
    }

    /// Evaluates something on these.
    fn eval(&self, flags: &[&str]) -> Run {
        self.run(&[&["eval", "--data", "tasks.jsonl"], flags].concat())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lasynth"));
        command.args(args).current_dir(self.0.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with_input(args, "")
    }

    fn run_with_input(&self, args: &[&str], input: &str) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that reads nothing may be gone before this.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Run::from(child.wait_with_output().unwrap())
    }

    /// Names of all files, hidden ones included.
    fn files(&self) -> Vec<String> {
        names(self.0.path())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Run {
        Run {
            status: output.status.code().expect("ended by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// What a command prints with `--json` where all went well.
    fn object(&self) -> serde_json::Value {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self}");
        self.json()
    }

    /// The only line of standard output, as JSON.
    fn json(&self) -> serde_json::Value {
        let mut lines = self.stdout.lines();
        let (Some(line), None) = (lines.next(), lines.next()) else {
            panic!("not one line: {:?}, {}", self.stdout, self.stderr);
        };
        serde_json::from_str(line).unwrap()
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "status {}", self.status)?;
        for line in self.stdout.lines() {
            writeln!(f, "  out: {line}")?;
        }
        for line in self.stderr.lines() {
            writeln!(f, "  err: {line}")?;
        }
        Ok(())
    }
}

/// `name: type` for every field, in order.
fn fields(object: &serde_json::Value) -> String {
    let kind = |value: &serde_json::Value| match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "bool",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let object = object.as_object().expect("an object");
    let fields: Vec<String> = object
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", kind(value)))
        .collect();
    fields.concat()
}

/// The increment function, which many tests run.
const INCREMENT: &str = "\
int * func_1(int a[])
{
    for (int p_0 = 0; p_0 < 5; p_0++)
    {
        a[p_0]++;
    }
    return a;
}
";
