//! Grids with channels, written as Karel's worlds are.
//!
//! A grid is a rectangle of cells, each with a set of channels: which way a robot faces that stands
//! there, whether the cell is blocked, how many markers lie on it. The channels are those of the
//! published Karel data (Bunel et al., 2018), so that a cell is a column of the tensor that a
//! network reads.

use serde::de::{self, Deserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rectangle of cells, row 0 at the bottom, with one bit a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grid {
    rows: usize,
    cols: usize,
    cells: Vec<u16>,
}

/// The characters of the four directions, in the order of their channels.
pub(crate) const DIRECTIONS: [char; 4] = ['^', '>', 'v', '<'];
const DIRECTION_NAMES: [&str; 4] = ["north", "east", "south", "west"];
/// The bits of a robot that faces one of the four directions.
const ROBOT: u16 = 0b1111;
const BLOCKED: u16 = 1 << 4;
/// What the network's tensor has around the grid; no cell has it.
const BORDER: u16 = 1 << 5;
/// Number of the channel of one marker, less one.
const MARKERS: u32 = 5;
/// Markers on one cell at most.
pub(crate) const MAX_MARKERS: u16 = 10;

impl Grid {
    /// Number of channels: 0 to 3 a robot that faces north, east, south, west; 4 a blocked cell; 5
    /// unused here, the border in the network's tensor; 6 to 15 one to ten markers.
    pub const CHANNELS: usize = 16;
    /// Fewest and most rows and columns.
    pub const SIDES: std::ops::RangeInclusive<usize> = 2..=16;

    /// A grid from its cells, row after row from the bottom.
    ///
    /// # Errors
    /// What is wrong: a side outside [`Grid::SIDES`], another number of cells than rows times
    /// columns, no robot or several, a robot on a blocked cell, two marker counts on one, a border.
    pub fn new(rows: usize, cols: usize, cells: Vec<u16>) -> Result<Grid, String> {
        for (name, side) in [("rows", rows), ("columns", cols)] {
            if !Grid::SIDES.contains(&side) {
                return Err(format!(
                    "a grid with {side} {name}, expected {} to {}",
                    Grid::SIDES.start(),
                    Grid::SIDES.end()
                ));
            }
        }
        if cells.len() != rows * cols {
            return Err(format!(
                "{} cells, expected {rows} times {cols}",
                cells.len()
            ));
        }
        let robots: u32 = cells.iter().map(|cell| (cell & ROBOT).count_ones()).sum();
        if robots != 1 {
            return Err(format!("{robots} robots in one grid, expected one"));
        }
        for cell in &cells {
            if cell & BLOCKED != 0 && *cell != BLOCKED {
                return Err("a robot or markers on a blocked cell".to_owned());
            }
            if cell & BORDER != 0 {
                return Err("a border within the grid".to_owned());
            }
            if (cell >> MARKERS).count_ones() > 1 {
                return Err("two numbers of markers on one cell".to_owned());
            }
        }
        Ok(Grid { rows, cols, cells })
    }

    /// Number of rows; row 0 is at the bottom.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The channels of every cell, row after row from the bottom, one bit each.
    pub fn cells(&self) -> &[u16] {
        &self.cells
    }

    /// The bits of a cell.
    pub(crate) fn cell(robot: Option<usize>, blocked: bool, markers: u16) -> u16 {
        let robot = robot.map_or(0, |direction| 1 << direction);
        let markers = if markers == 0 {
            0
        } else {
            1 << (MARKERS + u32::from(markers))
        };
        robot | if blocked { BLOCKED } else { 0 } | markers
    }

    /// Number of markers that the bits of a cell stand for.
    fn markers(cell: u16) -> u16 {
        match cell >> (MARKERS + 1) {
            0 => 0,
            bits => bits.trailing_zeros() as u16 + 1,
        }
    }
}

impl fmt::Display for Grid {
    /// A map, the top row first, within a line of `#`; without a line break at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = "#".repeat(self.cols + 2);
        writeln!(f, "{wall}")?;
        let mut under_robot = 0;
        for row in (0..self.rows).rev() {
            write!(f, "#")?;
            for cell in &self.cells[row * self.cols..(row + 1) * self.cols] {
                let markers = Grid::markers(*cell);
                let shown = match cell & ROBOT {
                    0 if cell & BLOCKED != 0 => '#',
                    0 if markers == 0 => '.',
                    // Ten markers have no digit; no data have them.
                    0 => char::from_digit(u32::from(markers), 10).unwrap_or('X'),
                    robot => {
                        under_robot = markers;
                        DIRECTIONS[robot.trailing_zeros() as usize]
                    }
                };
                write!(f, "{shown}")?;
            }
            writeln!(f, "#")?;
        }
        write!(f, "{wall}")?;
        match under_robot {
            0 => Ok(()),
            markers => write!(f, "\nrobot: {markers}"),
        }
    }
}

/// The JSON form of the published data: places are `row:column:what`, separated by blanks.
#[derive(Serialize, Deserialize)]
struct Fields {
    rows: usize,
    cols: usize,
    #[serde(default)]
    crashed: bool,
    hero: String,
    #[serde(default)]
    blocked: String,
    #[serde(default)]
    markers: String,
}

impl Serialize for Grid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields {
            rows: self.rows,
            cols: self.cols,
            crashed: false,
            hero: String::new(),
            blocked: String::new(),
            markers: String::new(),
        };
        let push = |to: &mut String, place: String| {
            let blank = if to.is_empty() { "" } else { " " };
            *to += blank;
            *to += &place;
        };
        for row in (0..self.rows).rev() {
            for col in 0..self.cols {
                let cell = self.cells[row * self.cols + col];
                if cell & ROBOT != 0 {
                    let direction = DIRECTION_NAMES[(cell & ROBOT).trailing_zeros() as usize];
                    fields.hero = format!("{row}:{col}:{direction}");
                }
                if cell & BLOCKED != 0 {
                    push(&mut fields.blocked, format!("{row}:{col}"));
                }
                match Grid::markers(cell) {
                    0 => {}
                    markers => push(&mut fields.markers, format!("{row}:{col}:{markers}")),
                }
            }
        }
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Grid, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        Grid::read(&fields).map_err(de::Error::custom)
    }
}

impl Grid {
    fn read(fields: &Fields) -> Result<Grid, String> {
        let Fields { rows, cols, .. } = *fields;
        if fields.crashed {
            return Err("a crashed world is no value".to_owned());
        }
        if !Grid::SIDES.contains(&rows) || !Grid::SIDES.contains(&cols) {
            // The constructor says what is wrong with the sides.
            return Grid::new(rows, cols, Vec::new());
        }
        let mut robots = vec![None; rows * cols];
        let mut blocked = vec![false; rows * cols];
        let mut markers = vec![0; rows * cols];
        let place = |text: &str, parts: usize| -> Result<(usize, String), String> {
            let all: Vec<&str> = text.split(':').collect();
            let number = |part: &str, below: usize| {
                let number: Option<usize> = part.parse().ok();
                number.filter(|number| *number < below)
            };
            let cell = (all.len() == parts)
                .then(|| Some(number(all[0], rows)? * cols + number(all[1], cols)?));
            let last = all.last().copied().unwrap_or_default().to_owned();
            let cell = cell.flatten().ok_or_else(|| {
                let what = if parts == 2 { "" } else { ":what" };
                format!("`{text}` is no place `row:column{what}` in {rows} rows and {cols} columns")
            })?;
            Ok((cell, last))
        };
        let (cell, direction) = place(&fields.hero, 3)?;
        robots[cell] = DIRECTION_NAMES.iter().position(|name| *name == direction);
        if robots[cell].is_none() {
            let expected = DIRECTION_NAMES.join(", ");
            return Err(format!(
                "the robot faces `{direction}`, expected one of {expected}"
            ));
        }
        for text in fields.blocked.split_whitespace() {
            blocked[place(text, 2)?.0] = true;
        }
        for text in fields.markers.split_whitespace() {
            let (cell, count) = place(text, 3)?;
            let count: Option<u16> = count.parse().ok();
            let count = count.filter(|count| (1..=MAX_MARKERS).contains(count));
            markers[cell] = count.ok_or_else(|| {
                format!("`{text}`: expected 1 to {MAX_MARKERS} markers on a cell")
            })?;
        }
        let cells = (0..rows * cols).map(|n| Grid::cell(robots[n], blocked[n], markers[n]));
        Grid::new(rows, cols, cells.collect())
    }
}
