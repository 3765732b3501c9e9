//! Reading what the user names.

use crate::shell::errors::BadInput;
use lasynth_core::{Domain, Example, ExampleError, Place, check_shapes, parse_csv, parse_spec};
use std::io::Read;
use std::path::Path;

/// The name of a file in messages.
pub fn name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// The text of a file, or of standard input where the path is `-`.
pub fn text(path: &Path) -> Result<String, BadInput> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| BadInput::file(name(path), format!("cannot read it: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
        let place = Place::of(&text, text.len());
        BadInput::at(name(path), place, "the file is not UTF-8 text")
    })
}

/// Examples and, for each, where it stands.
pub struct Specification {
    pub examples: Vec<Example>,
    places: Vec<Stand>,
    file: Option<String>,
}

/// Where an example stands.
enum Stand {
    Line(usize),
    Flag(usize),
}

impl Specification {
    /// Reads a file with a specification, in any of the forms of `parse_spec`; one whose name ends in
    /// `.csv` is read as CSV.
    pub fn file(path: &Path) -> Result<Specification, BadInput> {
        let ending = path.extension().unwrap_or_default();
        let parse = match ending.eq_ignore_ascii_case("csv") {
            true => parse_csv,
            false => parse_spec,
        };
        let parsed = parse(&text(path)?).map_err(|error| BadInput::spec(name(path), &error))?;
        let (examples, lines): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
        Ok(Specification {
            examples,
            places: lines.into_iter().map(Stand::Line).collect(),
            file: Some(name(path)),
        })
    }

    /// Reads the values of `--example`.
    pub fn flags(texts: &[String]) -> Result<Specification, BadInput> {
        let example = |(index, text): (usize, &String)| {
            let flag = flag(index);
            let mut parsed = parse_spec(text).map_err(|error| BadInput {
                line: None,
                ..BadInput::spec(flag.clone(), &error)
            })?;
            match (parsed.pop(), parsed.len()) {
                (Some((example, _)), 0) => Ok(example),
                (_, more) => {
                    let message = format!(
                        "expected one pair, found {}; repeat the flag for each pair",
                        more + 1
                    );
                    Err(BadInput::file(flag, message))
                }
            }
        };
        let specification = Specification {
            examples: texts
                .iter()
                .enumerate()
                .map(example)
                .collect::<Result<_, _>>()?,
            places: (0..texts.len()).map(Stand::Flag).collect(),
            file: None,
        };
        // Each flag was read by itself, so nobody has compared them.
        let shapes = check_shapes(&specification.examples);
        shapes.map_err(|error| specification.explain(&error))?;
        Ok(specification)
    }

    /// Checks whether a model of the domain can be given the examples.
    pub fn check(&self, domain: &dyn Domain) -> Result<(), BadInput> {
        domain
            .check_examples(&self.examples)
            .map_err(|error| self.explain(&error))
    }

    /// Says where the offending examples stand.
    fn explain(&self, error: &ExampleError) -> BadInput {
        let place = |index: usize| match self.places[index] {
            Stand::Line(line) => (self.file.clone(), Some(line), format!("line {line}")),
            Stand::Flag(flag_index) => (Some(flag(flag_index)), None, flag(flag_index)),
        };
        let (file, line, here) = error
            .example
            .map_or((self.file.clone(), None, String::new()), place);
        let both = error.other.map_or(String::new(), |other| {
            format!(" They stand in {} and {here}.", place(other).2)
        });
        BadInput {
            file,
            line,
            column: None,
            message: error.message.clone() + &both,
        }
    }
}

fn flag(index: usize) -> String {
    format!("--example {}", index + 1)
}
