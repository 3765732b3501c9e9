//! Specifications as CSV, the form in which spreadsheets write tables.
//!
//! The first row names the columns. Every other row is a pair: one argument a column, the output in the
//! last one. A list stands in quotes, because of its commas, and may do without its brackets there if it
//! has two numbers at least. Rows that are empty or begin with `#` are passed over. A small reader of our
//! own, because it knows the column of everything that is wrong, within quotes too.

use super::reader::Reader;
use super::{ARROWS, Pair, Read};
use crate::{Example, Input, Value};

/// Whether a text without a file name is CSV: its first row is made of names with commas between them.
pub(super) fn is_csv(text: &str) -> bool {
    let mut rows = text.lines().map(str::trim);
    let first = rows.find(|row| !row.is_empty() && !row.starts_with('#'));
    first.is_some_and(|row| {
        row.contains(',')
            && !ARROWS.iter().any(|arrow| row.contains(arrow))
            && row.split(',').all(|name| is_name(unquoted(name)))
    })
}

fn unquoted(name: &str) -> &str {
    let name = name.trim();
    let inner = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    inner.unwrap_or(name).trim()
}

/// Whether a field can be the name of a column and no value.
fn is_name(field: &str) -> bool {
    field.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !field.contains(['"', '[', ']', '{', '}'])
}

/// All rows below the header.
pub(super) fn pairs(reader: &mut Reader<'_>) -> Read<Vec<Pair>> {
    if !next_row(reader) {
        let message = "no example found; expected a row of names, such as `a,n,output`, and below it one \
                       pair a row";
        return Err(reader.error_at(0, message));
    }
    let columns = header(reader)?;
    let mut pairs = Vec::new();
    while next_row(reader) {
        pairs.push(row(reader, columns)?);
    }
    match pairs.is_empty() {
        true => Err(reader.error_at(
            reader.text.len(),
            "no example found; expected one pair a row below the names",
        )),
        false => Ok(pairs),
    }
}

/// Goes to the next row that says something, and limits the reading to its line. `false` where there
/// is none.
fn next_row(reader: &mut Reader<'_>) -> bool {
    reader.end_name = "the end of the line";
    while reader.at < reader.text.len() {
        let line = reader.text[reader.at..].split('\n').next();
        let line = line.unwrap_or_default();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            reader.end = reader.at + line.len();
            return true;
        }
        reader.at = reader.text.len().min(reader.at + line.len() + 1);
    }
    reader.end = reader.text.len();
    false
}

/// Leaves the line that was read to its end.
fn leave_row(reader: &mut Reader<'_>) {
    reader.at = reader.text.len().min(reader.end + 1);
}

/// Reads the names, and returns how many there are.
fn header(reader: &mut Reader<'_>) -> Read<usize> {
    let mut columns = 0;
    loop {
        reader.skip_blank();
        let rest = &reader.text[reader.at..reader.end];
        let field = rest.split(',').next().unwrap_or_default();
        if !is_name(unquoted(field)) {
            let what = "the name of a column (the first row of a CSV file names them, such as \
                        `a,n,output`)";
            return Err(reader.expected(what));
        }
        columns += 1;
        reader.at += field.len();
        if reader.at == reader.end {
            break;
        }
        reader.at += 1;
    }
    if columns == 1 {
        let message =
            "expected a second column: the arguments have one each, and the output the last";
        return Err(reader.error_at(reader.at, message));
    }
    leave_row(reader);
    Ok(columns)
}

fn row(reader: &mut Reader<'_>, columns: usize) -> Read<Pair> {
    let start = reader.at;
    let mut values = Vec::new();
    let mut places = Vec::new();
    loop {
        reader.skip_blank();
        places.push(reader.at);
        values.push(field(reader)?);
        reader.skip_blank();
        match reader.peek() {
            Some(',') if values.len() == columns => {
                let message = format!(
                    "expected the end of the line after {columns} columns, as many as there are names, \
                     found `,`; a list stands in quotes"
                );
                return Err(reader.error_at(reader.at, message));
            }
            Some(',') => reader.at += 1,
            None => break,
            Some(_) => return Err(reader.expected("`,` or the end of the line")),
        }
    }
    if values.len() < columns {
        let message = format!(
            "expected {columns} columns, as many as there are names, found {}",
            values.len()
        );
        return Err(reader.error_at(reader.at, message));
    }
    leave_row(reader);
    let output = values.pop().expect("a row has two columns at least");
    let input = Input(values);
    Ok(Pair {
        example: Example { input, output },
        start,
        places,
    })
}

/// What a field holds, with or without quotes.
fn field(reader: &mut Reader<'_>) -> Read<Value> {
    let what = "a value, such as `2` or `\"[1, 2, 3]\"`";
    if reader.peek() != Some('"') {
        return match reader.peek() {
            Some('{') => Err(reader.expected(what)),
            _ => reader.side(what),
        };
    }
    let quote = reader.at;
    let Some(length) = reader.text[quote + 1..].find('"') else {
        return Err(reader.error_at(quote, "expected a second `\"` that closes this one"));
    };
    // A field in quotes may go on over the end of its line.
    let after = quote + 1 + length + 1;
    reader.at = quote + 1;
    reader.end = after - 1;
    reader.end_name = "the closing `\"`";
    let value = quoted(reader, what)?;
    reader.skip_blank();
    if reader.at < reader.end {
        return Err(reader.expected("the closing `\"`"));
    }
    reader.at = after;
    let line = reader.text[after..].split('\n').next();
    reader.end = after + line.map_or(0, str::len);
    reader.end_name = "the end of the line";
    Ok(value)
}

/// A value, or a list without its brackets, with or without commas.
fn quoted(reader: &mut Reader<'_>, what: &str) -> Read<Value> {
    reader.skip_blank();
    match reader.peek() {
        Some('{') => return Err(reader.expected(what)),
        _ if !reader.is_number() => return reader.value(what),
        _ => {}
    }
    let start = reader.at;
    let mut items = vec![reader.integer()?];
    loop {
        let number_end = reader.at;
        reader.skip_blank();
        match reader.peek() {
            None => break,
            Some(',') => {
                reader.at += 1;
                reader.skip_blank();
            }
            Some(_) if reader.at == number_end => break,
            Some(_) => {}
        }
        let item = reader.integer()?;
        reader.push(&mut items, item, start)?;
    }
    Ok(match items[..] {
        [number] => Value::Int(number),
        _ => Value::List(items),
    })
}
