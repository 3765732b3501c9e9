//! Grids as maps, the form in which people draw them.
//!
//! A map has a line of `#` around it and one character a cell, the top row first: `.` free, `#`
//! blocked, `1` to `9` markers, `^ > v <` the robot. A robot on markers has a line `robot: 3` below
//! its map. The maps of a pair stand side by side with an arrow on any line between them, or one
//! above the other with a line that is an arrow. A line that is no row, an empty one for example, parts
//! pairs.

use super::{ARROWS, Read, SpecError};
use crate::grid::{DIRECTIONS, MAX_MARKERS};
use crate::{Example, Grid, Place, Value};

/// A pair of maps that was read.
pub(super) struct Pair {
    pub(super) example: Example,
    /// Byte offset of the line after it.
    pub(super) end: usize,
}

/// Lines of a text with their byte offsets.
struct Lines<'t> {
    text: &'t str,
    /// Offset of the next line.
    at: usize,
}

impl<'t> Lines<'t> {
    /// The next line without its end; it stays the next.
    fn peek(&self) -> Option<&'t str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = rest.split('\n').next().unwrap_or_default();
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    fn skip(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    }

    /// An error in the next line; a column beyond its end is the end.
    fn error(&self, column: usize, message: impl Into<String>) -> SpecError {
        let line = Place::of(self.text, self.at).line;
        let length = self.peek().map_or(0, |line| line.chars().count());
        SpecError {
            place: Place {
                line,
                column: column.min(length) + 1,
            },
            message: message.into(),
        }
    }
}

/// The columns of the maps that a line is the top wall of: from where to where, in characters.
/// `None` where it is something else, a comment for example.
fn walls(line: &str) -> Option<Vec<(usize, usize)>> {
    let chars: Vec<char> = line.chars().collect();
    let mut walls: Vec<(usize, usize)> = Vec::new();
    for (column, c) in chars.iter().enumerate() {
        match (c, walls.last_mut()) {
            ('#', Some((_, end))) if *end == column => *end += 1,
            ('#', _) => walls.push((column, column + 1)),
            _ => {}
        }
    }
    let wide = |(start, end): &(usize, usize)| end - start >= *Grid::SIDES.start() + 2;
    let between: String = chars.iter().filter(|c| **c != '#').collect();
    let between = between.trim();
    let nothing_else = between.is_empty() || ARROWS.contains(&between);
    (nothing_else && (1..=2).contains(&walls.len()) && walls.iter().all(wide)).then_some(walls)
}

/// Whether the character can stand in a map.
fn is_cell(c: char) -> bool {
    matches!(c, '.' | '#' | '1'..='9' | 'X') || DIRECTIONS.contains(&c)
}

/// The columns of the map or the maps that begin at an offset; `None` where none does.
pub(super) fn block(text: &str, at: usize) -> Option<Vec<(usize, usize)>> {
    let mut lines = Lines { text, at };
    let walls = walls(lines.peek()?)?;
    lines.skip();
    let next: Vec<char> = lines.peek()?.chars().collect();
    let row = |&(start, end): &(usize, usize)| {
        let cells = next.get(start..end);
        cells.is_some_and(|cells| {
            cells[0] == '#' && cells[end - start - 1] == '#' && cells.iter().all(|c| is_cell(*c))
        })
    };
    walls.iter().all(row).then_some(walls)
}

/// A text that begins with one map, and the offset after it.
pub(super) fn single(text: &str) -> Read<(Grid, usize)> {
    let mut lines = Lines { text, at: 0 };
    let mut grids = maps(&mut lines)?;
    match (grids.pop(), grids.is_empty()) {
        (Some(grid), true) => Ok((grid, lines.at)),
        _ => Err(Lines { text, at: 0 }.error(0, "two maps side by side, expected one")),
    }
}

/// The pair of maps that begins at an offset; `None` where no map does.
pub(super) fn pair(text: &str, at: usize) -> Read<Option<Pair>> {
    if block(text, at).is_none() {
        return Ok(None);
    }
    let mut lines = Lines { text, at };
    let mut grids = maps(&mut lines)?;
    if grids.len() == 1 {
        while lines.peek().is_some_and(|line| line.trim().is_empty()) {
            lines.skip();
        }
        match lines.peek() {
            Some(line) if ARROWS.contains(&line.trim()) => lines.skip(),
            _ => {
                let message = "expected a line `->` and the map of the output below, or both maps \
                               side by side with `->` between them";
                return Err(lines.error(0, message));
            }
        }
        while lines.peek().is_some_and(|line| line.trim().is_empty()) {
            lines.skip();
        }
        if block(text, lines.at).is_none_or(|walls| walls.len() != 1) {
            return Err(lines.error(0, "expected the map of the output, in a line of `#`"));
        }
        grids.append(&mut maps(&mut lines)?);
    }
    let output = grids.pop();
    let input = grids.pop();
    Ok(input.zip(output).map(|(input, output)| Pair {
        example: Example {
            input: Value::Grid(input).into(),
            output: Value::Grid(output),
        },
        end: lines.at,
    }))
}

/// A map while it is read.
struct Map {
    start: usize,
    end: usize,
    /// The top row first.
    rows: Vec<Vec<char>>,
    closed: bool,
    under_robot: u16,
}

/// The map, or the two side by side, that begin on the next line.
fn maps(lines: &mut Lines<'_>) -> Read<Vec<Grid>> {
    let first = lines.at;
    let walls = block(lines.text, lines.at).unwrap_or_default();
    let map = |&(start, end): &(usize, usize)| Map {
        start,
        end,
        rows: Vec::new(),
        closed: false,
        under_robot: 0,
    };
    let mut maps: Vec<Map> = walls.iter().map(map).collect();
    let mut arrows = 0;
    loop {
        if let Some(line) = lines.peek() {
            let between = match &walls[..] {
                [(_, left), (right, _)] => line.chars().skip(*left).take(right - left).collect(),
                _ => String::new(),
            };
            arrows += usize::from(ARROWS.contains(&between.trim()));
        }
        lines.skip();
        if maps.iter().all(|map| map.closed) {
            break;
        }
        let Some(line) = lines.peek() else {
            return Err(lines.error(0, "the map is not closed by a line of `#`"));
        };
        let chars: Vec<char> = line.chars().collect();
        for map in maps.iter_mut().filter(|map| !map.closed) {
            map.row(&chars, lines)?;
        }
    }
    if maps.len() == 2 && arrows != 1 {
        let lines = Lines {
            at: first,
            ..*lines
        };
        let message = "expected `->` on one line between the two maps";
        return Err(lines.error(maps[0].end, message));
    }
    while let Some(line) = lines.peek() {
        let chars: Vec<char> = line.chars().collect();
        if !line.trim_start().starts_with("robot:") {
            break;
        }
        let mut rest = 0;
        let count = maps.len();
        for (n, map) in maps.iter_mut().enumerate() {
            // Up to where the other map begins.
            let end = match n + 1 < count {
                true => walls[n + 1].0.min(chars.len()),
                false => chars.len(),
            };
            let text: String = chars[rest.min(end)..end].iter().collect();
            rest = end;
            map.robot(text.trim(), lines)?;
        }
        lines.skip();
    }
    let place = Lines {
        at: first,
        ..*lines
    };
    maps.iter().map(|map| map.grid(&place)).collect()
}

impl Map {
    fn row(&mut self, line: &[char], lines: &Lines<'_>) -> Read<()> {
        let cells = line.get(self.start..self.end).unwrap_or_default();
        let (Some('#'), Some('#')) = (cells.first(), cells.last()) else {
            let message = "expected a row of the map between two `#`, as wide as the line above it";
            return Err(lines.error(self.start, message));
        };
        if cells.iter().all(|c| *c == '#') && self.is_last(lines) {
            self.closed = true;
            return Ok(());
        }
        if let Some(column) = cells.iter().position(|c| !is_cell(*c)) {
            let found = cells[column];
            let message = format!(
                "found `{found}` in a map, expected `.` free, `#` blocked, `1` to `9` markers or \
                 the robot as `^`, `>`, `v` or `<`"
            );
            return Err(lines.error(self.start + column, message));
        }
        self.rows.push(cells[1..cells.len() - 1].to_vec());
        Ok(())
    }

    /// Whether the next line is the lowest of the map: the one below it is no row of it.
    fn is_last(&self, lines: &Lines<'_>) -> bool {
        let mut below = Lines { ..*lines };
        below.skip();
        let Some(line) = below.peek() else {
            return true;
        };
        let chars: Vec<char> = line.chars().collect();
        match chars.get(self.start..self.end) {
            Some([first, .., last]) => *first != '#' || *last != '#',
            _ => true,
        }
    }

    /// Reads `robot: 3`; nothing where the text is empty.
    fn robot(&mut self, text: &str, lines: &Lines<'_>) -> Read<()> {
        if text.is_empty() {
            return Ok(());
        }
        let count = text
            .strip_prefix("robot:")
            .and_then(|n| n.trim().parse().ok());
        let count = count.filter(|count| (1..=MAX_MARKERS).contains(count));
        self.under_robot = count.ok_or_else(|| {
            let message = format!(
                "found `{text}`, expected the markers under the robot, such as `robot: 3`, from 1 \
                 to {MAX_MARKERS}"
            );
            lines.error(self.start, message)
        })?;
        Ok(())
    }

    fn grid(&self, place: &Lines<'_>) -> Read<Grid> {
        let cell = |c: &char| match c {
            '#' => Grid::cell(None, true, 0),
            'X' => Grid::cell(None, false, MAX_MARKERS),
            c => match DIRECTIONS.iter().position(|direction| direction == c) {
                Some(direction) => Grid::cell(Some(direction), false, self.under_robot),
                None => Grid::cell(None, false, c.to_digit(10).unwrap_or(0) as u16),
            },
        };
        let cells = self.rows.iter().rev().flatten().map(cell).collect();
        let cols = self.end - self.start - 2;
        let grid = Grid::new(self.rows.len(), cols, cells);
        grid.map_err(|message| place.error(self.start, format!("this is no world: {message}")))
    }
}
