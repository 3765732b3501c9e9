//! What programs are given and what they return.
//!
//! A domain uses some of these kinds of values; which, and how they look to a network, is stated by
//! its [`crate::Encoding`]. Text and JSON forms are the same in every domain, so that a specification
//! can be read before it is known which domain it is for.

use crate::Grid;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// One argument of a program, or its result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// An integer, written `7`.
    Int(i32),
    /// A list of integers of any length, written `[1, 2, 3]`.
    List(Vec<i32>),
    /// A grid, written as a map or as a JSON object.
    Grid(Grid),
}

/// What a program is given: one value for each of its arguments.
///
/// In JSON one argument is that value, and several are `{"args": [[1, 2, 3], 2]}`; in text they are
/// separated by commas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Input(pub Vec<Value>);

impl From<Value> for Input {
    fn from(value: Value) -> Input {
        Input(vec![value])
    }
}

impl Input {
    /// The input of a program that takes one list.
    pub fn list(items: &[i32]) -> Input {
        Value::List(items.to_vec()).into()
    }

    /// The items, where the only argument is a list.
    pub fn as_list(&self) -> Option<&[i32]> {
        match &self.0[..] {
            [Value::List(items)] => Some(items),
            _ => None,
        }
    }
}

impl Value {
    /// The items, where this is a list.
    pub fn as_list(&self) -> Option<&[i32]> {
        match self {
            Value::List(items) => Some(items),
            Value::Int(_) | Value::Grid(_) => None,
        }
    }

    /// What kind of value this is, with an article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Int(_) => "an integer",
            Value::List(_) => "a list",
            Value::Grid(_) => "a grid",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Int(number) => write!(f, "{number}"),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(i32::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Value::Grid(grid) => write!(f, "{grid}"),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, value) in self.0.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{value}")?;
        }
        Ok(())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Int(number) => number.serialize(serializer),
            Value::List(items) => items.serialize(serializer),
            Value::Grid(grid) => grid.serialize(serializer),
        }
    }
}

impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [value] => value.serialize(serializer),
            values => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(ARGUMENTS, values)?;
                map.end()
            }
        }
    }
}

/// The JSON field that holds several arguments.
const ARGUMENTS: &str = "args";

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let input = deserializer.deserialize_any(InputVisitor { several: false })?;
        let mut values = input.0;
        values
            .pop()
            .ok_or_else(|| de::Error::custom("expected a value"))
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Input, D::Error> {
        deserializer.deserialize_any(InputVisitor { several: true })
    }
}

/// Reads a value, or with `several` one value or an object that holds several.
struct InputVisitor {
    several: bool,
}

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, a list of integers or a grid")?;
        match self.several {
            true => f.write_str(", or several of them as {\"args\": [...]}"),
            false => Ok(()),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Input, E> {
        let Number(number) = NumberVisitor.visit_i64(number)?;
        Ok(Value::Int(number).into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Input, E> {
        let Number(number) = NumberVisitor.visit_u64(number)?;
        Ok(Value::Int(number).into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Input, A::Error> {
        let mut list = Vec::new();
        while let Some(Number(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list).into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Input, A::Error> {
        let mut fields = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if self.several && key == ARGUMENTS && fields.is_empty() {
                let values = map.next_value::<Vec<Value>>()?;
                if values.is_empty() {
                    let message = "`args` is empty, expected at least one argument";
                    return Err(de::Error::custom(message));
                }
                return match map.next_key::<String>()? {
                    None => Ok(Input(values)),
                    Some(other) => Err(de::Error::unknown_field(&other, &[ARGUMENTS])),
                };
            }
            fields.insert(key, map.next_value()?);
        }
        let grid = Grid::deserialize(serde_json::Value::Object(fields));
        Ok(Value::Grid(grid.map_err(de::Error::custom)?).into())
    }
}

/// An integer of 32 bits, with the range in the message where it is another one.
struct Number(i32);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an integer between {} and {}", i32::MIN, i32::MAX)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
        let error = |_| E::invalid_value(de::Unexpected::Signed(number), &self);
        i32::try_from(number).map(Number).map_err(error)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
        let error = |_| E::invalid_value(de::Unexpected::Unsigned(number), &self);
        i32::try_from(number).map(Number).map_err(error)
    }
}
