//! How many elements an array needs room for.

use crate::emit::core::Core;
use std::fmt;

/// An upper bound of a number of elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Room(String);

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) struct Rooms;

impl Rooms {
    pub(super) fn new(_names: &[(String, Option<String>)]) -> Rooms {
        Rooms
    }
    pub(super) fn of(&self, _list: &Core) -> Room {
        Room("?".to_owned())
    }
    pub(super) fn work(&self, _list: &Core) -> Room {
        Room("?".to_owned())
    }
}

impl Room {
    /// The number for an input, where it can be said.
    pub fn for_input(&self, _input: &lasynth_core::Input) -> Option<usize> {
        None
    }
}
