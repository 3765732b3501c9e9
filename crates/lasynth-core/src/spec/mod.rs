//! Reading what people write: specifications and single values.
//!
//! The forms of integers, lists, grids and several arguments are the same in every domain, so a
//! specification is read before it is known which domain it is for. Every error says where it
//! happened and what was expected there.

mod csv;
mod json;
mod map;
mod reader;
mod shape;

pub use shape::check_shapes;

use crate::{Example, Grid, Input, Place, Value};
use reader::Reader;
use thiserror::Error;

/// Elements that a list may have.
pub const MAX_ELEMENTS: usize = 1_000;

/// A specification that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct SpecError {
    /// Line and column at which the text cannot be read any further.
    pub place: Place,
    /// What was found, what was expected and what to do.
    pub message: String,
}

/// Reads a user's own specification. Returns each pair with the line it starts on.
///
/// It is JSON (`{"examples": [...]}`), or plain text with one pair a line: `[1, 2], 3 -> [3]`, where
/// `#` starts a comment, commas part arguments, and a side that is one list of two numbers or more may do
/// without brackets (`1 2 3 -> 2 3 4`), or CSV, which is known by a first row of names ([`parse_csv`]).
/// Pairs of grids are pairs of maps.
///
/// Fields other than `examples` are skipped, so that a line of a task file is a specification too.
/// All pairs must have the same number of arguments and values of the same kinds, and lists at most
/// [`MAX_ELEMENTS`] elements. Other lengths, ranges and the number of pairs are for
/// [`crate::Values::check_examples`] to judge.
///
/// # Errors
/// Where the text has another form, where a pair does not fit the first one, and where there is no pair
/// at all.
pub fn parse_spec(text: &str) -> Result<Vec<(Example, usize)>, SpecError> {
    let mut reader = Reader::new(text, start(text));
    reader.skip_blank();
    let pairs = if reader.peek() == Some('{') {
        json::pairs(&mut reader)
    } else {
        reader.at = start(text);
        match csv::is_csv(&text[reader.at..]) {
            true => csv::pairs(&mut reader),
            false => lines(&mut reader),
        }
    };
    numbered(text, pairs?)
}

/// Reads a specification that is known to be CSV: a row of names, and below it one pair a row, one
/// argument a column, the output in the last one, lists in quotes (`"[1, 2]",2,"[1]"`).
///
/// # Errors
/// As [`parse_spec`].
pub fn parse_csv(text: &str) -> Result<Vec<(Example, usize)>, SpecError> {
    let mut reader = Reader::new(text, start(text));
    numbered(text, csv::pairs(&mut reader)?)
}

/// Where a text begins: editors put a byte order mark before it.
fn start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

/// Reads what a program is given, such as `[0, 1, -2, 3, 2]` or `[1, 2, 3], 2`.
///
/// # Errors
/// Where the text is something else.
pub fn parse_input(text: &str) -> Result<Input, SpecError> {
    whole(text, |reader| match map::block(text, 0) {
        Some(_) => Ok(Value::Grid(whole_map(reader)?).into()),
        None => {
            let (input, _) = reader.arguments("an input, such as `[0, 1, 2, 3, 4]`")?;
            Ok(input)
        }
    })
}

/// Reads a single value, such as `[0, 1, -2, 3, 2]` or `7`.
///
/// # Errors
/// Where the text is something else.
pub fn parse_value(text: &str) -> Result<Value, SpecError> {
    whole(text, |reader| match map::block(text, 0) {
        Some(_) => whole_map(reader).map(Value::Grid),
        None => reader.value("a value, such as `[0, 1, 2, 3, 4]`"),
    })
}

/// Reads a text to its end.
fn whole<'t, T>(
    text: &'t str,
    read: impl FnOnce(&mut Reader<'t>) -> Read<T>,
) -> Result<T, SpecError> {
    let mut reader = Reader::new(text, 0);
    let value = read(&mut reader)?;
    reader.skip_blank();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.expected("the end of the text")),
    }
}

/// A whole text that is one map.
fn whole_map(reader: &mut Reader<'_>) -> Read<Grid> {
    let (grid, end) = map::single(reader.text)?;
    reader.at = end;
    Ok(grid)
}

/// What parts an input from an output.
const ARROWS: [&str; 3] = ["->", "\u{2192}", "=>"];
/// What stands before a negative number: the hyphen, the minus sign and the dash.
const MINUSES: [char; 3] = ['-', '\u{2212}', '\u{2013}'];

type Read<T> = Result<T, SpecError>;

/// A pair that was read, and where it stands, in bytes from the beginning of the text.
struct Pair {
    example: Example,
    /// Where it begins.
    start: usize,
    /// Where each argument begins, and last the output.
    places: Vec<usize>,
}

/// Checks that the pairs of a text fit each other, and gives each its line.
fn numbered(text: &str, pairs: Vec<Pair>) -> Read<Vec<(Example, usize)>> {
    let line = |offset| format!("line {}", Place::of(text, offset).line);
    let first = pairs.first().map_or(String::new(), |pair| line(pair.start));
    let examples = pairs.iter().map(|pair| &pair.example);
    if let Some(found) = shape::mismatch(examples, &first) {
        return Err(SpecError {
            place: Place::of(text, pairs[found.pair].places[found.part]),
            message: found.message,
        });
    }
    let (mut line, mut counted) = (1, 0);
    let number = |pair: Pair| {
        line += text[counted..pair.start].matches('\n').count();
        counted = pair.start;
        (pair.example, line)
    };
    Ok(pairs.into_iter().map(number).collect())
}

/// Plain text: pairs of maps, or one pair a line.
fn lines(reader: &mut Reader<'_>) -> Read<Vec<Pair>> {
    let text = reader.text;
    let mut pairs = Vec::new();
    let mut start = reader.at;
    while start < text.len() {
        if let Some(pair) = map::pair(text, start)? {
            pairs.push(Pair {
                example: pair.example,
                start,
                places: vec![start, start],
            });
            start = pair.end;
            continue;
        }
        let line = text[start..].split('\n').next().unwrap_or_default();
        reader.at = start;
        reader.end = start + line.find('#').unwrap_or(line.len());
        reader.end_name = "the end of the line";
        reader.skip_blank();
        if reader.at < reader.end {
            pairs.push(line_pair(reader, start)?);
        }
        start += line.len() + 1;
    }
    if pairs.is_empty() {
        let message = "no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`";
        return Err(reader.error_at(0, message));
    }
    Ok(pairs)
}

/// `[..] -> [..]`
fn line_pair(reader: &mut Reader<'_>, start: usize) -> Read<Pair> {
    let (input, mut places) = reader.arguments("an input, such as `[0, 1, 2, 3, 4]`")?;
    reader.skip_blank();
    let rest = &reader.text[reader.at..reader.end];
    let arrow = ARROWS.iter().find(|arrow| rest.starts_with(**arrow));
    let Some(arrow) = arrow else {
        return Err(reader.expected("`->` and an output"));
    };
    reader.at += arrow.len();
    reader.skip_blank();
    places.push(reader.at);
    let output = reader.side("an output, such as `[0, 1, 2, 3, 4]`")?;
    reader.skip_blank();
    match (reader.peek(), &output) {
        (None, _) => Ok(Pair {
            example: Example { input, output },
            start,
            places,
        }),
        (Some(','), Value::Int(number)) => Err(reader.expected(&format!(
            "the end of the line (a list with commas stands in brackets: `[{number}, ...]`)"
        ))),
        _ => Err(reader.expected("the end of the line")),
    }
}
