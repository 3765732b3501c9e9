//! Specifications as JSON: an object with a field `examples`.

use super::reader::Reader;
use super::{Pair, Read};
use crate::{Example, Input};
use serde::de::IgnoredAny;

/// `{"examples": [[[..], [..]], ...]}`
pub(super) fn pairs(reader: &mut Reader<'_>) -> Read<Vec<Pair>> {
    let start = reader.at;
    let mut found = None;
    reader.sequence('{', '}', "an object", |r| {
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
        found = Some((r.at, examples(r)?));
        Ok(())
    })?;
    reader.skip_blank();
    if reader.at < reader.end {
        return Err(reader.expected("the end of the text: a specification is one JSON object"));
    }
    match found {
        None => Err(reader.error_at(
            start,
            "this object has no field `examples`; expected `{\"examples\": [[[..], [..]], ...]}`",
        )),
        Some((at, examples)) if examples.is_empty() => {
            Err(reader.error_at(at, "`examples` is empty; expected at least one pair"))
        }
        Some((_, examples)) => Ok(examples),
    }
}

fn examples(reader: &mut Reader<'_>) -> Read<Vec<Pair>> {
    let mut examples = Vec::new();
    reader.sequence('[', ']', "the list of examples", |r| {
        examples.push(pair(r)?);
        Ok(())
    })?;
    Ok(examples)
}

/// `[[..], [..]]`
fn pair(reader: &mut Reader<'_>) -> Read<Pair> {
    let start = reader.at;
    reader.take('[', "to open a pair `[input, output]`")?;
    let (input, mut places) = input(reader)?;
    reader.skip_blank();
    reader.take(',', "and an output")?;
    reader.skip_blank();
    places.push(reader.at);
    let output = reader.value("an output, such as `[0, 1, 2, 3, 4]`")?;
    reader.skip_blank();
    reader.take(']', "after the output: a pair is `[input, output]`")?;
    Ok(Pair {
        example: Example { input, output },
        start,
        places,
    })
}

/// A value, or several as `{"args": [..]}`, and the offset of each.
fn input(reader: &mut Reader<'_>) -> Read<(Input, Vec<usize>)> {
    reader.skip_blank();
    let start = reader.at;
    if reader.peek() != Some('{') {
        let value = reader.value("an input, such as `[0, 1, 2, 3, 4]`")?;
        return Ok((value.into(), vec![start]));
    }
    let fields: serde_json::Map<String, serde_json::Value> = reader.any_json()?;
    if !fields.contains_key("args") {
        return Ok((reader.grid(start, fields)?.into(), vec![start]));
    }
    if fields.len() > 1 {
        return Err(reader.error_at(start, "expected no other field beside `args`"));
    }
    // Read once more, this time with the place of everything that is wrong in it.
    reader.at = start;
    let mut values = Vec::new();
    let mut places = Vec::new();
    reader.sequence('{', '}', "an object", |r| {
        let _: String = r.any_json()?;
        r.skip_blank();
        r.take(':', "after the name of a field")?;
        r.skip_blank();
        r.sequence('[', ']', "the list of arguments", |r| {
            places.push(r.at);
            values.push(r.value("an argument, such as `[1, 2, 3]` or `2`")?);
            Ok(())
        })
    })?;
    match values.is_empty() {
        true => Err(reader.error_at(start, "`args` is empty; expected at least one argument")),
        false => Ok((Input(values), places)),
    }
}
