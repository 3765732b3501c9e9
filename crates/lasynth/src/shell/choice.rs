//! Which language a command is about.
//!
//! `--domain` decides, or the card of a model that is named, or the `domain` field of a task, or the
//! ending of a program's file name, or the program's text, or the examples: the first language of the
//! table that recognises them. Where nothing decides, the first of the table is taken, and for examples
//! that no language recognises the one that comes nearest to taking them ([`recognise`]).

use crate::domains::{Bundle, recognise};
use lasynth_core::{Example, Task};
use std::path::Path;
use thiserror::Error;

/// The languages to choose from, and the one that `--domain` names.
#[derive(Clone, Copy)]
pub struct Domains {
    table: &'static [&'static Bundle],
    named: Option<&'static Bundle>,
    /// What chose it, as the beginning of a sentence: `--domain says`.
    by: &'static str,
}

/// A language that cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DomainError {
    /// There is none of this name.
    #[error("the domain `{name}` is not supported; {known}")]
    Unknown {
        /// The name that no domain of the table has.
        name: String,
        /// A sentence without its end that says which there are.
        known: String,
    },
    /// Another one was chosen before.
    #[error("the task is of the domain `{name}`, but {said}; name files of one domain only")]
    Other {
        /// The domain that the task names.
        name: String,
        /// What chose the other one.
        said: String,
    },
}

impl Domains {
    /// A table, which has a line at least, and the value of `--domain`.
    ///
    /// # Errors
    /// If there is no domain of that name.
    pub fn new(
        table: &'static [&'static Bundle],
        name: Option<&str>,
    ) -> Result<Domains, DomainError> {
        let domains = Domains {
            table,
            named: None,
            by: "--domain says",
        };
        Ok(Domains {
            named: name.map(|name| domains.find(name)).transpose()?,
            ..domains
        })
    }

    /// The same, with the domain of a model chosen where `--domain` does not choose.
    pub fn of_model(self, name: &str) -> Domains {
        match (self.named, self.find(name)) {
            (None, Ok(bundle)) => Domains {
                named: Some(bundle),
                by: "the model is for",
                ..self
            },
            // A model of another domain is refused when it is loaded.
            _ => self,
        }
    }

    /// All languages to choose from.
    pub fn table(&self) -> &'static [&'static Bundle] {
        self.table
    }

    /// The domain for a command that sees no examples.
    pub fn without_examples(&self) -> &'static Bundle {
        self.named.unwrap_or(self.table[0])
    }

    /// The domain for a specification.
    pub fn of_examples(&self, examples: &[Example]) -> &'static Bundle {
        self.named
            .unwrap_or_else(|| recognise(self.table, examples))
    }

    /// The domain of a task, which must be the one that `--domain` names.
    ///
    /// # Errors
    /// If the task is of a domain that is not in the table, or not the one that is named.
    pub fn of_task(&self, task: &Task) -> Result<&'static Bundle, DomainError> {
        let Some(name) = &task.domain else {
            return Ok(match (&task.program, self.named) {
                // Without any example, the program says what language it is of.
                (Some(program), None) if task.examples.is_empty() => self.of_source(program),
                _ => self.of_examples(&task.examples),
            });
        };
        let bundle = self.find(name)?;
        match self.named {
            Some(named) if named.name() != bundle.name() => Err(DomainError::Other {
                name: name.clone(),
                said: format!("{} `{}`", self.by, named.name()),
            }),
            _ => Ok(bundle),
        }
    }

    /// Whether the examples of a specification choose among several domains.
    pub fn examples_choose(&self) -> bool {
        self.named.is_none() && self.table.len() > 1
    }

    /// The domain of a program's source, by the ending of the file's name, or else the first one that
    /// can read it.
    pub fn of_program(&self, path: &Path, source: &str) -> &'static Bundle {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let by_ending = |bundle: &&&'static Bundle| Some(bundle.domain.file_extension()) == ending;
        let found = self.table.iter().find(by_ending).copied();
        (self.named.or(found)).unwrap_or_else(|| self.of_source(source))
    }

    /// The first language that can read a text, else the first of all.
    fn of_source(&self, source: &str) -> &'static Bundle {
        let reads = |bundle: &&&'static Bundle| bundle.domain.parse(source).is_ok();
        self.table.iter().find(reads).unwrap_or(&self.table[0])
    }

    /// A choice that is the same for all tasks of some files.
    pub fn of_files(&self) -> OneDomain {
        OneDomain {
            domains: *self,
            chosen: None,
        }
    }

    fn find(&self, name: &str) -> Result<&'static Bundle, DomainError> {
        let found = self.table.iter().find(|bundle| bundle.name() == name);
        found.copied().ok_or_else(|| DomainError::Unknown {
            name: name.to_owned(),
            known: self.known(),
        })
    }

    /// "`c` is", "`c` and `karel` are".
    fn known(&self) -> String {
        let names = self
            .table
            .iter()
            .map(|bundle| format!("`{}`", bundle.name()));
        let names: Vec<String> = names.collect();
        match names.split_last() {
            Some((last, [])) => format!("{last} is"),
            Some((last, others)) => format!("{} and {last} are", others.join(", ")),
            None => "none is".to_owned(),
        }
    }
}

/// The one domain of all tasks in some files: the first task chooses, and a task that names no domain
/// is of it as well.
pub struct OneDomain {
    domains: Domains,
    chosen: Option<&'static Bundle>,
}

impl OneDomain {
    /// The domain of a task.
    ///
    /// # Errors
    /// As [`Domains::of_task`], and if an earlier task was of another domain.
    pub fn of_task(&mut self, task: &Task) -> Result<&'static Bundle, DomainError> {
        let bundle = match (self.chosen, &task.domain) {
            (Some(chosen), None) => return Ok(chosen),
            _ => self.domains.of_task(task)?,
        };
        match self.chosen {
            Some(chosen) if chosen.name() != bundle.name() => Err(DomainError::Other {
                name: bundle.name().to_owned(),
                said: format!("the tasks before it are of `{}`", chosen.name()),
            }),
            _ => Ok(*self.chosen.insert(bundle)),
        }
    }

    /// The domain of the tasks so far.
    pub fn get(&self) -> &'static Bundle {
        self.chosen
            .unwrap_or_else(|| self.domains.without_examples())
    }
}

#[cfg(test)]
mod tests;
