//! How the values of a domain look to the network.

use crate::{Example, Grid, Input, Value};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// How the values of a domain look to the model, which has one codec for each variant and never asks
/// which domain it serves. Kept on the card of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", from = "Form")]
pub enum Encoding {
    /// Integers and lists of integers, one position an element.
    Integers {
        /// Smallest value at a position.
        min: i32,
        /// Largest value at a position.
        max: i32,
        /// How many elements the output has.
        output: Extent,
        /// How many elements each argument has.
        arguments: Vec<Extent>,
    },
    /// Grids, one position a cell.
    Grids {
        /// Rows at most.
        rows: usize,
        /// Columns at most.
        cols: usize,
        /// Channels of a cell.
        channels: usize,
        /// Number of arguments, each a grid.
        arguments: usize,
    },
}

/// Number of elements of an integer or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Extent {
    /// An integer: one element.
    Int,
    /// A list of integers, whose length may vary between two bounds.
    List {
        /// Elements at least.
        shortest: usize,
        /// Elements at most.
        longest: usize,
    },
}

/// What cards hold: [`Encoding`], and the only form of cards of format 1.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Form {
    ValueList {
        len: usize,
        min: i32,
        max: i32,
    },
    Integers {
        min: i32,
        max: i32,
        output: Extent,
        arguments: Vec<Extent>,
    },
    Grids {
        rows: usize,
        cols: usize,
        channels: usize,
        arguments: usize,
    },
}

impl From<Form> for Encoding {
    fn from(form: Form) -> Encoding {
        match form {
            Form::ValueList { len, min, max } => Encoding::list(len, min, max),
            Form::Integers {
                min,
                max,
                output,
                arguments,
            } => Encoding::Integers {
                min,
                max,
                output,
                arguments,
            },
            Form::Grids {
                rows,
                cols,
                channels,
                arguments,
            } => Encoding::Grids {
                rows,
                cols,
                channels,
                arguments,
            },
        }
    }
}

/// A pair that an encoding cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place} {found}, the model reads {expected}")]
pub struct EncodingError {
    /// Which value: `argument 2` or `the output`.
    pub place: String,
    /// What was found, with its verb: `is an integer`, `holds 9`.
    pub found: String,
    /// What would fit there, such as a range of values.
    pub expected: String,
}

/// An encoding that no value can have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found}, expected {expected}")]
pub struct InvalidEncoding {
    /// What was found, such as `values in 4..=-4`.
    pub found: String,
    /// What an encoding may have instead.
    pub expected: String,
}

impl Extent {
    /// Lists of exactly `len` elements.
    pub const fn exactly(len: usize) -> Extent {
        Extent::List {
            shortest: len,
            longest: len,
        }
    }

    /// Elements at least and at most.
    pub const fn bounds(self) -> (usize, usize) {
        match self {
            Extent::Int => (1, 1),
            Extent::List { shortest, longest } => (shortest, longest),
        }
    }

    /// Number of elements, where all values have the same.
    pub fn fixed(self) -> Option<usize> {
        let (shortest, longest) = self.bounds();
        (shortest == longest).then_some(longest)
    }

    /// The elements of a value that this extent describes.
    pub fn elements(self, value: &Value) -> Option<&[i32]> {
        match (self, value) {
            (Extent::Int, Value::Int(number)) => Some(std::slice::from_ref(number)),
            (Extent::List { shortest, longest }, Value::List(items)) => {
                (shortest..=longest).contains(&items.len()).then_some(items)
            }
            _ => None,
        }
    }
}

impl Encoding {
    /// One list of exactly `len` integers in `min..=max`, in and out.
    pub fn list(len: usize, min: i32, max: i32) -> Encoding {
        Encoding::Integers {
            min,
            max,
            output: Extent::exactly(len),
            arguments: vec![Extent::exactly(len)],
        }
    }

    /// Number of arguments of every program.
    pub fn arguments(&self) -> usize {
        match self {
            Encoding::Integers { arguments, .. } => arguments.len(),
            Encoding::Grids { arguments, .. } => *arguments,
        }
    }

    /// Whether position `n` of the input and position `n` of the output always stand for the same place:
    /// one argument with as many elements as the output. The operation predictor needs that.
    pub fn positions_correspond(&self) -> bool {
        match self {
            Encoding::Integers {
                output, arguments, ..
            } => {
                output.fixed().is_some()
                    && arguments.len() == 1
                    && arguments[0].bounds() == output.bounds()
            }
            Encoding::Grids { .. } => false,
        }
    }

    /// Whether the encoding itself makes sense.
    ///
    /// # Errors
    /// The first number that does not.
    pub fn validate(&self) -> Result<(), InvalidEncoding> {
        let refuse = |found: String, expected: &str| {
            let expected = expected.to_owned();
            Err(InvalidEncoding { found, expected })
        };
        let at_least_one = |what: &str, found: usize| match found {
            0 => refuse(format!("0 {what}"), "at least 1"),
            _ => Ok(()),
        };
        match self {
            Encoding::Integers {
                min,
                max,
                output,
                arguments,
            } => {
                at_least_one("arguments", arguments.len())?;
                if min > max {
                    return refuse(format!("values in {min}..={max}"), "min <= max");
                }
                for (shortest, longest) in arguments.iter().chain([output]).map(|e| e.bounds()) {
                    if shortest > longest || longest == 0 {
                        let found = format!("lists of {shortest} to {longest} elements");
                        return refuse(found, "shortest <= longest and longest >= 1");
                    }
                }
                Ok(())
            }
            Encoding::Grids {
                rows,
                cols,
                channels,
                arguments,
            } => {
                at_least_one("arguments", *arguments)?;
                at_least_one("rows", *rows)?;
                at_least_one("columns", *cols)?;
                match *channels {
                    Grid::CHANNELS => Ok(()),
                    found => refuse(format!("{found} channels"), &Grid::CHANNELS.to_string()),
                }
            }
        }
    }

    /// Whether a model can be shown this pair.
    ///
    /// # Errors
    /// The first value that it cannot hold.
    pub fn check(&self, example: &Example) -> Result<(), EncodingError> {
        let Input(values) = &example.input;
        if values.len() != self.arguments() {
            return Err(EncodingError {
                place: "the input".to_owned(),
                found: format!("has {}", counted(values.len(), "argument")),
                expected: self.arguments().to_string(),
            });
        }
        for (index, value) in values.iter().enumerate() {
            self.check_value(Some(index), value)?;
        }
        self.check_value(None, &example.output)
    }

    /// Checks the argument of the given index, or the output.
    fn check_value(&self, argument: Option<usize>, value: &Value) -> Result<(), EncodingError> {
        let error = |found: String, expected: String| EncodingError {
            place: match argument {
                Some(index) => format!("argument {}", index + 1),
                None => "the output".to_owned(),
            },
            found,
            expected,
        };
        match self {
            Encoding::Integers {
                min,
                max,
                output,
                arguments,
            } => {
                let extent = argument.map_or(*output, |index| arguments[index]);
                let Some(elements) = extent.elements(value) else {
                    let found = match value {
                        Value::List(items) => {
                            format!("is a list of {}", counted(items.len(), "element"))
                        }
                        _ => format!("is {}", value.kind()),
                    };
                    return Err(error(found, extent.to_string()));
                };
                match elements.iter().find(|x| !(min..=max).contains(x)) {
                    Some(x) => Err(error(
                        format!("holds {x}"),
                        format!("values in {min}..={max}"),
                    )),
                    None => Ok(()),
                }
            }
            Encoding::Grids { rows, cols, .. } => match value {
                Value::Grid(grid) if grid.rows() <= *rows && grid.cols() <= *cols => Ok(()),
                Value::Grid(grid) => Err(error(
                    format!(
                        "is a grid of {} rows and {} columns",
                        grid.rows(),
                        grid.cols()
                    ),
                    format!("at most {rows} rows and {cols} columns"),
                )),
                other => Err(error(format!("is {}", other.kind()), "grids".to_owned())),
            },
        }
    }
}

/// `1 value`, `2 values`.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Extent::Int => write!(f, "an integer"),
            Extent::List { shortest, longest } if shortest == longest => {
                write!(f, "a list of {}", counted(longest, "element"))
            }
            Extent::List { shortest, longest } => {
                write!(f, "a list of {shortest} to {longest} elements")
            }
        }
    }
}

impl fmt::Display for Encoding {
    /// What goes in and what comes out, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Encoding::Integers {
                min,
                max,
                output,
                arguments,
            } => {
                let arguments: Vec<String> = arguments.iter().map(Extent::to_string).collect();
                write!(
                    f,
                    "{} to {output}, values in {min}..={max}",
                    arguments.join(", ")
                )
            }
            Encoding::Grids {
                rows,
                cols,
                channels,
                arguments,
            } => write!(
                f,
                "{} to one, at most {rows} rows, {cols} columns and {channels} channels",
                counted(*arguments, "grid")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn mixed() -> Encoding {
        Encoding::Integers {
            min: -8,
            max: 8,
            output: Extent::List {
                shortest: 0,
                longest: 3,
            },
            arguments: vec![
                Extent::List {
                    shortest: 0,
                    longest: 3,
                },
                Extent::Int,
            ],
        }
    }

    fn grids() -> Encoding {
        Encoding::Grids {
            rows: 3,
            cols: 4,
            channels: Grid::CHANNELS,
            arguments: 1,
        }
    }

    #[test]
    fn encodings_have_a_text_form_and_the_old_one_is_read() {
        let list = Encoding::list(5, -4, 4);
        for encoding in [list.clone(), mixed(), grids()] {
            let text = serde_json::to_string(&encoding).unwrap();
            assert_eq!(serde_json::from_str::<Encoding>(&text).unwrap(), encoding);
        }
        expect![[r#"{"kind":"integers","min":-8,"max":8,"output":{"list":{"shortest":0,"longest":3}},"arguments":[{"list":{"shortest":0,"longest":3}},"int"]}"#]]
        .assert_eq(&serde_json::to_string(&mixed()).unwrap());
        let old = r#"{"kind":"value_list","len":5,"min":-4,"max":4}"#;
        assert_eq!(serde_json::from_str::<Encoding>(old).unwrap(), list);
        assert!(list.positions_correspond() && !mixed().positions_correspond());
        expect![
            "a list of 0 to 3 elements, an integer to a list of 0 to 3 elements, values in -8..=8"
        ]
        .assert_eq(&mixed().to_string());
        expect!["1 grid to one, at most 3 rows, 4 columns and 16 channels"]
            .assert_eq(&grids().to_string());
    }

    #[test]
    fn pairs_that_do_not_fit_are_named() {
        let robot = Grid::new(2, 5, [vec![1], vec![0; 9]].concat()).unwrap();
        let pair = |input: Vec<Value>, output: Value| Example {
            input: Input(input),
            output,
        };
        let list = |items: &[i32]| Value::List(items.to_vec());
        let all = [
            (mixed(), pair(vec![list(&[]), Value::Int(2)], list(&[8]))),
            (mixed(), pair(vec![list(&[1])], list(&[]))),
            (mixed(), pair(vec![list(&[1]), list(&[2])], list(&[]))),
            (mixed(), pair(vec![list(&[1; 4]), Value::Int(2)], list(&[]))),
            (mixed(), pair(vec![list(&[1]), Value::Int(9)], list(&[]))),
            (
                mixed(),
                pair(vec![list(&[1]), Value::Int(1)], Value::Int(1)),
            ),
            (grids(), pair(vec![list(&[1])], list(&[]))),
            (grids(), pair(vec![Value::Grid(robot)], list(&[]))),
        ];
        let found: Vec<String> = all
            .iter()
            .map(|(encoding, pair)| match encoding.check(pair) {
                Ok(()) => "fits".to_owned(),
                Err(error) => error.to_string(),
            })
            .collect();
        expect![[r#"
            fits
            the input has 1 argument, the model reads 2
            argument 2 is a list of 1 element, the model reads an integer
            argument 1 is a list of 4 elements, the model reads a list of 0 to 3 elements
            argument 2 holds 9, the model reads values in -8..=8
            the output is an integer, the model reads a list of 0 to 3 elements
            argument 1 is a list, the model reads grids
            argument 1 is a grid of 2 rows and 5 columns, the model reads at most 3 rows and 4 columns"#]].assert_eq(&found.join("\n"));
    }

    #[test]
    fn encodings_that_make_no_sense_are_refused() {
        let integers = |min, max, output, arguments| Encoding::Integers {
            min,
            max,
            output,
            arguments,
        };
        let nothing = Extent::exactly(0);
        let all = [
            integers(4, -4, Extent::Int, vec![Extent::Int]),
            integers(-4, 4, Extent::Int, vec![]),
            integers(-4, 4, nothing, vec![Extent::Int]),
            Encoding::Grids {
                rows: 3,
                cols: 0,
                channels: 16,
                arguments: 1,
            },
            Encoding::Grids {
                rows: 3,
                cols: 3,
                channels: 5,
                arguments: 1,
            },
        ];
        let found: Vec<String> = all
            .iter()
            .map(|e| e.validate().unwrap_err().to_string())
            .collect();
        expect![[r#"
            values in 4..=-4, expected min <= max
            0 arguments, expected at least 1
            lists of 0 to 0 elements, expected shortest <= longest and longest >= 1
            0 columns, expected at least 1
            5 channels, expected 16"#]]
        .assert_eq(&found.join("\n"));
    }
}
