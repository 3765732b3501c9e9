//! From tasks to the published format.

use super::layout::EXAMPLES;
use super::pair::check_range;
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::LIST_LEN;
use lasynth_core::{Domain, Example, Language, Program, Task};
use lasynth_data::files::unfinished_folder;
use lasynth_data::formats::{Export, ExportError};
use std::fmt::Write;
use std::path::PathBuf;
use std::{fs, io};
use tempfile::TempDir;

/// Writes a folder in the published format. It appears under its name when it is finished; an exporter
/// that is dropped before leaves nothing behind.
#[derive(Debug)]
pub struct Exporter {
    path: PathBuf,
    unfinished: TempDir,
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
        match fs::read_dir(&path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(ExportError::Exists(path)),
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => {}
            Err(reason) if reason.kind() == io::ErrorKind::NotADirectory => {
                return Err(ExportError::Exists(path));
            }
            Err(reason) => return Err(error(reason)),
        }
        let unfinished = unfinished_folder(&path).map_err(error)?;
        Ok(Exporter { path, unfinished })
    }
}

impl Export for Exporter {
    fn write(&mut self, number: u64, task: &Task) -> Result<(), ExportError> {
        let program = program(task)?;
        let c = c_text(program.as_ref(), &task.examples);
        let out = out_text(&task.examples);
        for (extension, text) in [("c", c), ("out", out)] {
            let name = format!("code_{number}.{extension}");
            let file = self.unfinished.path().join(&name);
            fs::write(file, text).map_err(|source| ExportError::Io {
                path: self.path.join(name),
                source,
            })?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let Exporter { path, unfinished } = *self;
        fs::rename(unfinished.path(), &path).map_err(|source| ExportError::Io { path, source })?;
        // There is nothing under its old name that could be removed.
        drop(unfinished.keep());
        Ok(())
    }
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
