//! A place in a text that moves forward, and the values that are read on the way.

use super::{MAX_ELEMENTS, MINUSES, Read, SpecError};
use crate::{Grid, Input, Place, Value};
use serde::de::Deserialize;

/// What is read, and how far the reading is.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// Byte offset of what is to be read.
    pub(super) at: usize,
    /// Byte offset of the end of what may be read: the text, or a line without its comment.
    pub(super) end: usize,
    /// What to call that end in messages.
    pub(super) end_name: &'static str,
}

impl<'t> Reader<'t> {
    /// Reads a text from an offset to its end.
    pub(super) fn new(text: &'t str, at: usize) -> Reader<'t> {
        Reader {
            text,
            at,
            end: text.len(),
            end_name: "the end of the text",
        }
    }

    /// One or more values with commas between them, and the offset of each.
    pub(super) fn arguments(&mut self, what: &str) -> Read<(Input, Vec<usize>)> {
        let mut values = Vec::new();
        let mut places = Vec::new();
        let mut what = what;
        loop {
            self.skip_blank();
            places.push(self.at);
            values.push(self.side(what)?);
            self.skip_blank();
            if self.peek() != Some(',') {
                return Ok((Input(values), places));
            }
            self.at += 1;
            what = "another argument, such as `2`";
        }
    }

    /// A value, or a list without its brackets, whose numbers stand apart.
    pub(super) fn side(&mut self, what: &str) -> Read<Value> {
        self.skip_blank();
        let start = self.at;
        let first = self.value(what)?;
        let Value::Int(first) = first else {
            return Ok(first);
        };
        let mut items = vec![first];
        loop {
            let number_end = self.at;
            self.skip_blank();
            if self.at == number_end || !self.is_number() {
                break;
            }
            let item = self.integer()?;
            self.push(&mut items, item, start)?;
        }
        Ok(match items[..] {
            [number] => Value::Int(number),
            _ => Value::List(items),
        })
    }

    /// A list of integers, an integer, or a grid as a JSON object.
    pub(super) fn value(&mut self, what: &str) -> Read<Value> {
        self.skip_blank();
        if self.peek() == Some('{') {
            let start = self.at;
            let fields = self.any_json()?;
            return self.grid(start, fields);
        }
        if self.is_number() {
            return self.integer().map(Value::Int);
        }
        let start = self.at;
        let mut items = Vec::new();
        self.sequence('[', ']', what, |r| {
            let item = r.integer()?;
            r.push(&mut items, item, start)
        })?;
        Ok(Value::List(items))
    }

    /// Appends an element to a list that begins at `start`, unless the list is full.
    pub(super) fn push(&self, items: &mut Vec<i32>, item: i32, start: usize) -> Read<()> {
        if items.len() == MAX_ELEMENTS {
            let message = format!(
                "this list has more than {MAX_ELEMENTS} elements; lists of at most {MAX_ELEMENTS} are \
                 supported"
            );
            return Err(self.error_at(start, message));
        }
        items.push(item);
        Ok(())
    }

    /// A grid whose fields were read from `start` on.
    pub(super) fn grid(
        &self,
        start: usize,
        fields: serde_json::Map<String, serde_json::Value>,
    ) -> Read<Value> {
        let grid = Grid::deserialize(serde_json::Value::Object(fields));
        let grid = grid.map_err(|error| self.error_at(start, format!("this is no grid: {error}")));
        Ok(Value::Grid(grid?))
    }

    /// Whether a number comes next.
    pub(super) fn is_number(&self) -> bool {
        let rest = &self.text[self.at..self.end];
        let digits = rest.trim_start_matches(MINUSES);
        let minuses = rest[..rest.len() - digits.len()].chars().count();
        minuses <= 1 && digits.starts_with(|c: char| c.is_ascii_digit())
    }

    /// An integer of 32 bits.
    pub(super) fn integer(&mut self) -> Read<i32> {
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
    pub(super) fn sequence(
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
    pub(super) fn any_json<T: for<'de> Deserialize<'de>>(&mut self) -> Read<T> {
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

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..self.end].chars().next()
    }

    /// Passes over blanks, those of other scripts and of web pages too.
    pub(super) fn skip_blank(&mut self) {
        let rest = &self.text[self.at..self.end];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Reads `c`; `why` completes the message.
    pub(super) fn take(&mut self, c: char, why: &str) -> Read<()> {
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
    pub(super) fn expected(&self, what: &str) -> SpecError {
        let found = match (self.peek(), self.word()) {
            (None, _) => self.end_name.to_owned(),
            (Some(c), "") => format!("`{c}`"),
            (Some(_), word) => format!("`{}`", shorten(word)),
        };
        self.error_at(self.at, format!("expected {what}, found {found}"))
    }

    /// An error at a byte offset.
    pub(super) fn error_at(&self, offset: usize, message: impl Into<String>) -> SpecError {
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
