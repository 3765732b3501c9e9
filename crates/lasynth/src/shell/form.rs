//! The form in which programs are printed: what `--emit` asks for.

use crate::domains::Bundle;
use crate::shell::errors::BadInput;
use lasynth_core::{Domain, Program};
use serde_json::{Map, Value, json};

/// One of the forms that a language has.
#[derive(Clone, Copy)]
pub struct Form {
    domain: &'static dyn Domain,
    name: &'static str,
}

impl Form {
    /// The form of this name, or the one in which the language prints programs where none is named.
    pub fn new(bundle: &Bundle, named: Option<&str>) -> Result<Form, BadInput> {
        let domain = bundle.domain;
        let known = domain.formats();
        let own = known.first().copied().unwrap_or(domain.file_extension());
        let found = match named {
            None => Some(own),
            Some(name) => known.iter().copied().find(|form| *form == name),
        };
        let name = found.ok_or_else(|| {
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            let message = format!(
                "programs of the domain `{}` cannot be printed as `{}`; known for it: {}",
                bundle.name(),
                named.unwrap_or_default(),
                names.join(", ")
            );
            BadInput::file("--emit", message)
        })?;
        Ok(Form { domain, name })
    }

    /// The text of a program, ending in a newline.
    pub fn text(&self, program: &dyn Program) -> String {
        let text = self.domain.emit(program, self.name);
        text.unwrap_or_else(|| program.source())
    }

    /// A program for machines: the field `program`, and `term` where the language has that notation.
    pub fn object(&self, program: &dyn Program) -> Map<String, Value> {
        let mut fields = Map::from_iter([("program".to_owned(), self.text(program).into())]);
        if let Some(term) = self.domain.term(program) {
            fields.insert("term".to_owned(), json!(term));
        }
        fields
    }
}
