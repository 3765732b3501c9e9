//! Reading what people write: specifications and single values.
//!
//! The forms of integers, lists, grids and several arguments are the same in every domain, so a
//! specification is read before it is known which domain it is for. Every error says where it
//! happened and what was expected there.

mod map;

use crate::{Example, Grid, Input, Place, Value};
use serde::de::{Deserialize, IgnoredAny};
use thiserror::Error;

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
/// `#` starts a comment, commas part arguments, and a side that is one list may do without brackets
/// (`1 2 3 -> 2 3 4`). Pairs of grids are pairs of maps.
///
/// Fields other than `examples` are skipped, so that a line of a task file is a specification too.
/// Lengths, ranges and the number of pairs are for [`crate::Values::check_examples`] to judge.
///
/// # Errors
/// Where the text has another form, and where it holds no pair at all.
pub fn parse_spec(text: &str) -> Result<Vec<(Example, usize)>, SpecError> {
    // Editors put a byte order mark there.
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader {
        text,
        at: start,
        end: text.len(),
        end_name: "the end of the text",
    };
    reader.skip_blank();
    if reader.peek() == Some('{') {
        reader.json()
    } else {
        reader.at = start;
        reader.lines()
    }
}

/// Reads what a program is given, such as `[0, 1, -2, 3, 2]` or `[1, 2, 3], 2`.
///
/// # Errors
/// Where the text is something else.
pub fn parse_input(text: &str) -> Result<Input, SpecError> {
    whole(text, |reader| match map::block(text, 0) {
        Some(_) => Ok(Value::Grid(reader.map()?).into()),
        None => reader.arguments("an input, such as `[0, 1, 2, 3, 4]`"),
    })
}

/// Reads a single value, such as `[0, 1, -2, 3, 2]` or `7`.
///
/// # Errors
/// Where the text is something else.
pub fn parse_value(text: &str) -> Result<Value, SpecError> {
    whole(text, |reader| match map::block(text, 0) {
        Some(_) => reader.map().map(Value::Grid),
        None => reader.value("a value, such as `[0, 1, 2, 3, 4]`"),
    })
}

/// Reads a text to its end.
fn whole<'t, T>(
    text: &'t str,
    read: impl FnOnce(&mut Reader<'t>) -> Read<T>,
) -> Result<T, SpecError> {
    let mut reader = Reader {
        text,
        at: 0,
        end: text.len(),
        end_name: "the end of the text",
    };
    let value = read(&mut reader)?;
    reader.skip_blank();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.expected("the end of the text")),
    }
}

/// What parts an input from an output.
const ARROWS: [&str; 3] = ["->", "\u{2192}", "=>"];
/// What stands before a negative number: the hyphen, the minus sign and the dash.
const MINUSES: [char; 3] = ['-', '\u{2212}', '\u{2013}'];

type Read<T> = Result<T, SpecError>;

struct Reader<'t> {
    text: &'t str,
    /// Byte offset of what is to be read.
    at: usize,
    /// Byte offset of the end of what may be read: the text, or a line without its comment.
    end: usize,
    /// What to call that end.
    end_name: &'static str,
}

impl<'t> Reader<'t> {
    /// Plain text: pairs of maps, or one pair a line.
    fn lines(&mut self) -> Read<Vec<(Example, usize)>> {
        let mut examples = Vec::new();
        let mut start = self.at;
        let mut number = 0;
        while start < self.text.len() {
            if let Some(pair) = map::pair(self.text, start)? {
                examples.push((pair.example, number + 1));
                number += self.text[start..pair.end].matches('\n').count();
                start = pair.end;
                continue;
            }
            let line = self.text[start..].split('\n').next().unwrap_or_default();
            self.at = start;
            self.end = start + line.find('#').unwrap_or(line.len());
            self.end_name = "the end of the line";
            start += line.len() + 1;
            number += 1;
            self.skip_blank();
            if self.at < self.end {
                examples.push((self.line()?, number));
            }
        }
        if examples.is_empty() {
            let message = "no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`";
            return Err(self.error_at(0, message));
        }
        Ok(examples)
    }

    /// `[..] -> [..]`
    fn line(&mut self) -> Read<Example> {
        let input = self.arguments("an input, such as `[0, 1, 2, 3, 4]`")?;
        self.skip_blank();
        let rest = &self.text[self.at..self.end];
        let arrow = ARROWS.iter().find(|arrow| rest.starts_with(**arrow));
        let Some(arrow) = arrow else {
            return Err(self.expected("`->` and an output"));
        };
        self.at += arrow.len();
        let output = self.side("an output, such as `[0, 1, 2, 3, 4]`")?;
        self.skip_blank();
        if self.at < self.end {
            return Err(self.expected("the end of the line"));
        }
        Ok(Example { input, output })
    }

    /// One or more values, with commas between them.
    fn arguments(&mut self, what: &str) -> Read<Input> {
        let mut values = vec![self.side(what)?];
        loop {
            self.skip_blank();
            if self.peek() != Some(',') {
                return Ok(Input(values));
            }
            self.at += 1;
            values.push(self.side("another argument, such as `2`")?);
        }
    }

    /// A value, or a list without its brackets.
    fn side(&mut self, what: &str) -> Read<Value> {
        let first = self.value(what)?;
        let Value::Int(first) = first else {
            return Ok(first);
        };
        let mut items = vec![first];
        loop {
            self.skip_blank();
            if !self.is_number() {
                break;
            }
            items.push(self.integer()?);
        }
        Ok(match items[..] {
            [number] => Value::Int(number),
            _ => Value::List(items),
        })
    }

    /// A whole text that is one map.
    fn map(&mut self) -> Read<Grid> {
        let (grid, end) = map::single(self.text)?;
        self.at = end;
        Ok(grid)
    }

    /// `{"examples": [[[..], [..]], ...]}`
    fn json(&mut self) -> Read<Vec<(Example, usize)>> {
        let start = self.at;
        let mut found = None;
        self.sequence('{', '}', "an object", |r| {
            let key_at = r.at;
            if r.peek() != Some('"') {
                return Err(r.expected("the name of a field, such as `\"examples\"`"));
            }
            let key: String = r.any_json()?;
            r.skip_blank();
            r.take(':', "after the name of a field")?;
            r.skip_blank();
            if key != "examples" {
                return r.any_json::<IgnoredAny>().map(|_| ());
            }
            if found.is_some() {
                return Err(r.error_at(key_at, "a second field `examples`; expected only one"));
            }
            found = Some((r.at, r.examples()?));
            Ok(())
        })?;
        self.skip_blank();
        if self.at < self.end {
            return Err(self.expected("the end of the text: a specification is one JSON object"));
        }
        match found {
            None => Err(self.error_at(
                start,
                "this object has no field `examples`; expected `{\"examples\": [[[..], [..]], ...]}`",
            )),
            Some((at, examples)) if examples.is_empty() => {
                Err(self.error_at(at, "`examples` is empty; expected at least one pair"))
            }
            Some((_, examples)) => Ok(examples),
        }
    }

    fn examples(&mut self) -> Read<Vec<(Example, usize)>> {
        let mut examples = Vec::new();
        self.sequence('[', ']', "the list of examples", |r| {
            let line = Place::of(r.text, r.at).line;
            examples.push((r.pair()?, line));
            Ok(())
        })?;
        Ok(examples)
    }

    /// `[[..], [..]]`
    fn pair(&mut self) -> Read<Example> {
        self.take('[', "to open a pair `[input, output]`")?;
        let input = self.json_input()?;
        self.skip_blank();
        self.take(',', "and an output")?;
        let output = self.value("an output, such as `[0, 1, 2, 3, 4]`")?;
        self.skip_blank();
        self.take(']', "after the output: a pair is `[input, output]`")?;
        Ok(Example { input, output })
    }

    /// A value, or several as `{"args": [..]}`.
    fn json_input(&mut self) -> Read<Input> {
        self.skip_blank();
        if self.peek() != Some('{') {
            return Ok(self.value("an input, such as `[0, 1, 2, 3, 4]`")?.into());
        }
        let start = self.at;
        let fields: serde_json::Map<String, serde_json::Value> = self.any_json()?;
        if !fields.contains_key("args") {
            return Ok(self.grid(start, fields)?.into());
        }
        if fields.len() > 1 {
            return Err(self.error_at(start, "expected no other field beside `args`"));
        }
        // Read once more, this time with the place of everything that is wrong in it.
        self.at = start;
        let mut values = Vec::new();
        self.sequence('{', '}', "an object", |r| {
            let _: String = r.any_json()?;
            r.skip_blank();
            r.take(':', "after the name of a field")?;
            r.skip_blank();
            r.sequence('[', ']', "the list of arguments", |r| {
                values.push(r.value("an argument, such as `[1, 2, 3]` or `2`")?);
                Ok(())
            })
        })?;
        match values.is_empty() {
            true => Err(self.error_at(start, "`args` is empty; expected at least one argument")),
            false => Ok(Input(values)),
        }
    }

    /// A list of integers, an integer, or a grid as a JSON object.
    fn value(&mut self, what: &str) -> Read<Value> {
        self.skip_blank();
        if self.peek() == Some('{') {
            let start = self.at;
            let fields = self.any_json()?;
            return self.grid(start, fields);
        }
        if self.is_number() {
            return self.integer().map(Value::Int);
        }
        let mut items = Vec::new();
        self.sequence('[', ']', what, |r| {
            items.push(r.integer()?);
            Ok(())
        })?;
        Ok(Value::List(items))
    }

    fn grid(
        &self,
        start: usize,
        fields: serde_json::Map<String, serde_json::Value>,
    ) -> Read<Value> {
        let grid = Grid::deserialize(serde_json::Value::Object(fields));
        let grid = grid.map_err(|error| self.error_at(start, format!("this is no grid: {error}")));
        Ok(Value::Grid(grid?))
    }

    /// Whether a number comes next.
    fn is_number(&self) -> bool {
        let rest = &self.text[self.at..self.end];
        let digits = rest.trim_start_matches(MINUSES);
        let minuses = rest[..rest.len() - digits.len()].chars().count();
        minuses <= 1 && digits.starts_with(|c: char| c.is_ascii_digit())
    }

    fn integer(&mut self) -> Read<i32> {
        let start = self.at;
        let minus = self.peek().filter(|c| MINUSES.contains(c));
        self.at += minus.map_or(0, char::len_utf8);
        let digits = self.word();
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            self.at = start;
            return Err(self.expected("an integer"));
        }
        self.at += digits.len();
        let sign = if minus.is_some() { "-" } else { "" };
        let number = format!("{sign}{digits}");
        let message = if digits.bytes().any(|byte| !byte.is_ascii_digit()) {
            "expected an integer, found"
        } else if digits.len() > 1 && digits.starts_with('0') {
            "expected an integer without leading zeros, found"
        } else if let Ok(value) = number.parse() {
            return Ok(value);
        } else {
            "expected an integer between -2147483648 and 2147483647, found"
        };
        Err(self.error_at(start, format!("{message} `{}`", shorten(&number))))
    }

    /// `item`s between `open` and `close`, separated by commas.
    fn sequence(
        &mut self,
        open: char,
        close: char,
        what: &str,
        mut item: impl FnMut(&mut Self) -> Read<()>,
    ) -> Read<()> {
        if self.peek() != Some(open) {
            return Err(self.expected(what));
        }
        self.at += 1;
        self.skip_blank();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.skip_blank();
            item(self)?;
            self.skip_blank();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(c) if c == close => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.expected(&format!("`,` or `{close}`"))),
            }
        }
    }

    /// Any JSON value, read as a `T`.
    fn any_json<T: for<'de> Deserialize<'de>>(&mut self) -> Read<T> {
        let rest = &self.text[self.at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => {
                // Its message ends in a place that counts from where the value starts.
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let lines = rest.split_inclusive('\n').take(error.line().max(1) - 1);
                let line_start: usize = lines.map(str::len).sum();
                let column = error.column().max(1) - 1;
                let offset = self.at + line_start + column;
                Err(self.error_at(offset, format!("this is not JSON: {message}")))
            }
            None => Err(self.expected("a value")),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..self.end].chars().next()
    }

    fn skip_blank(&mut self) {
        let rest = &self.text[self.at..self.end];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Reads `c`; `why` completes the message.
    fn take(&mut self, c: char, why: &str) -> Read<()> {
        if self.peek() != Some(c) {
            return Err(self.expected(&format!("`{c}` {why}")));
        }
        self.at += c.len_utf8();
        Ok(())
    }

    /// The letters, digits and dots that are to be read.
    fn word(&self) -> &'t str {
        let rest = &self.text[self.at..self.end];
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'))
            .unwrap_or(rest.len());
        &rest[..length]
    }

    /// The error that something else stands here than `what`.
    fn expected(&self, what: &str) -> SpecError {
        let found = match (self.peek(), self.word()) {
            (None, _) => self.end_name.to_owned(),
            (Some(c), "") => format!("`{c}`"),
            (Some(_), word) => format!("`{}`", shorten(word)),
        };
        self.error_at(self.at, format!("expected {what}, found {found}"))
    }

    fn error_at(&self, offset: usize, message: impl Into<String>) -> SpecError {
        SpecError {
            place: Place::of(self.text, offset),
            message: message.into(),
        }
    }
}

/// At most the first 20 characters of a text.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(20) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
