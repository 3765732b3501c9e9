//! From tasks to the published format.

use super::EXAMPLES;
use super::pair::check_range;
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::LIST_LEN;
use lasynth_core::{Domain, Example, Language, Program, Task};
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};
use thiserror::Error;

/// Why nothing is exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The format has no place for this task.
    #[error("{0}")]
    Task(String),
    /// There is something under the name of the folder already.
    #[error("{} exists already; name a folder that does not, or remove it", .0.display())]
    Exists(PathBuf),
    /// A file or the folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// What cannot be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes a folder in the published format. It appears under its name at [`Exporter::finish`]; an
/// exporter that is dropped before leaves nothing behind.
#[derive(Debug)]
pub struct Exporter {
    path: PathBuf,
    /// `None` once finished.
    unfinished: Option<PathBuf>,
}

impl Exporter {
    /// Starts a folder.
    ///
    /// # Errors
    /// If there is something under its name that is not an empty folder, or if no folder can be made
    /// there.
    pub fn create(path: impl Into<PathBuf>) -> Result<Exporter, ExportError> {
        let path = path.into();
        let error = |source| ExportError::Io {
            path: path.clone(),
            source,
        };
        let name = path
            .file_name()
            .ok_or_else(|| error(io::ErrorKind::InvalidFilename.into()))?;
        match fs::read_dir(&path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(ExportError::Exists(path)),
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => {}
            Err(reason) if reason.kind() == io::ErrorKind::NotADirectory => {
                return Err(ExportError::Exists(path));
            }
            Err(reason) => return Err(error(reason)),
        }
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(hidden);
        fs::create_dir(&unfinished).map_err(error)?;
        Ok(Exporter {
            path,
            unfinished: Some(unfinished),
        })
    }

    /// Writes the pair number `index`. Held-out pairs have no place in the format.
    ///
    /// # Errors
    /// If the task cannot be written in this format, which leaves the folder as it is, or if the disk
    /// is full or the like.
    pub fn write(&mut self, index: u64, task: &Task) -> Result<(), ExportError> {
        let program = program(task)?;
        let c = c_text(program.as_ref(), &task.examples);
        let out = out_text(&task.examples);
        for (extension, text) in [("c", c), ("out", out)] {
            let name = format!("code_{index}.{extension}");
            let folder = self.unfinished.as_ref().unwrap_or(&self.path);
            fs::write(folder.join(&name), text).map_err(|source| ExportError::Io {
                path: self.path.join(name),
                source,
            })?;
        }
        Ok(())
    }

    /// Gives the folder its name.
    ///
    /// # Errors
    /// If that cannot be done.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let Some(unfinished) = self.unfinished.take() else {
            return Ok(());
        };
        fs::rename(&unfinished, &self.path).map_err(|source| {
            remove(&unfinished);
            ExportError::Io {
                path: self.path.clone(),
                source,
            }
        })
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Some(unfinished) = self.unfinished.take() {
            remove(&unfinished);
        }
    }
}

/// Nothing more can be done about a folder that cannot be removed either.
fn remove(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

/// The program of a task that fits into the format.
fn program(task: &Task) -> Result<Box<dyn Program>, ExportError> {
    let refuse = |message: String| Err(ExportError::Task(message));
    if let Some(other) = task
        .domain
        .as_deref()
        .filter(|name| *name != RestrictedC.name())
    {
        return refuse(format!(
            "the task is of the domain `{other}`, but the format holds C programs"
        ));
    }
    if task.examples.len() != EXAMPLES {
        return refuse(format!(
            "the task has {} examples, but the format holds exactly {EXAMPLES}",
            task.examples.len()
        ));
    }
    for (i, Example { input, output }) in task.examples.iter().enumerate() {
        for (name, list) in [("input", input.as_list()), ("output", output.as_list())] {
            let Some(list) = list else {
                return refuse(format!(
                    "the {name} of example {} is no list, but the format holds lists of exactly \
                     {LIST_LEN}",
                    i + 1
                ));
            };
            if list.len() != LIST_LEN {
                return refuse(format!(
                    "the {name} of example {} has {} values, but the format holds lists of exactly \
                     {LIST_LEN}",
                    i + 1,
                    list.len()
                ));
            }
            if let Some(Err(message)) = list.iter().map(|v| check_range(*v)).find(Result::is_err) {
                return refuse(format!("in the {name} of example {}, {message}", i + 1));
            }
        }
    }
    let Some(source) = &task.program else {
        return refuse("the task has no program, but the format needs one".to_owned());
    };
    let program = RestrictedC.parse(source).map_err(|error| {
        ExportError::Task(format!(
            "the field `program` does not hold a program: {error}"
        ))
    })?;
    for (i, example) in task.examples.iter().enumerate() {
        let found = match program.run(&example.input) {
            Ok(output) if output == example.output => continue,
            Ok(output) => output.to_string(),
            Err(fault) => fault.to_string(),
        };
        return refuse(format!(
            "on the input of example {} the program comes to {found}, not to {}",
            i + 1,
            example.output
        ));
    }
    Ok(program)
}

/// The text of a `.c` file. The examples are five pairs of lists of five values.
///
/// # Panics
/// If an input is shorter.
pub fn c_text(program: &dyn Program, examples: &[Example]) -> String {
    let mut text = String::from("#include <stdio.h>\n\n");
    for position in 0..LIST_LEN {
        let values: Vec<String> = examples
            .iter()
            .map(|example| {
                let input = example.input.as_list().unwrap_or_default();
                match input[position] {
                    value if value < 0 => format!("({value})"),
                    value => value.to_string(),
                }
            })
            .collect();
        let values = values.join(", ");
        let _ = writeln!(text, "int a{position}[{EXAMPLES}] = {{{values}}};");
    }
    let names: Vec<String> = (0..LIST_LEN).map(|j| format!("a{j}[i]")).collect();
    let _ = write!(
        text,
        "\nint * func_1(int a[]);\n\n{}
int main(void)
{{
    int i, j;
    for (i = 0; i < {EXAMPLES}; i++)
    {{
        int a[{LIST_LEN}] = {{{}}};
        int *r = func_1(a);
        for (j = 0; j < {LIST_LEN}; j++)
            printf(\"%d \", r[j]);
        printf(\"\\n\");
    }}
    return 0;
}}
",
        program.source(),
        names.join(", ")
    );
    text
}

/// The text of a `.out` file.
pub fn out_text(examples: &[Example]) -> String {
    let mut text = String::new();
    for Example { output, .. } in examples {
        for value in output.as_list().unwrap_or_default() {
            let _ = write!(text, "{value} ");
        }
        text.push('\n');
    }
    text
}
