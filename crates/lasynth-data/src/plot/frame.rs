//! What all charts have in common: size, colours, title and legend.

use super::PlotError;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The area that is drawn on.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Width of a plot in pixels.
pub const WIDTH: u32 = 900;
/// Height of a plot in pixels.
pub const HEIGHT: u32 = 500;
/// Size of the numbers and names at the axes. The backend divides sizes by 1.24.
pub const SMALL: i32 = 17;
/// Size of the names of the axes and of the legend.
pub const MEDIUM: i32 = 19;
const LARGE: i32 = 26;
/// The reader's own.
pub const FONT: &str = "sans-serif";
/// Text and axes.
pub const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
/// Lines behind the data.
pub const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

/// Okabe and Ito's colours, which people with any kind of colour vision can tell apart.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x66, 0x66, 0x66),
];

/// The colour of a series.
pub fn colour(series: usize) -> RGBColor {
    COLOURS[series % COLOURS.len()]
}

/// Text of a size, anchored at a point of it.
pub fn text(size: i32, h: HPos, v: VPos) -> TextStyle<'static> {
    (FONT, size).into_font().color(&INK).pos(Pos::new(h, v))
}

/// Draws title and legend, lets `draw` fill what is left, and gives the text of the file. A single
/// series needs no legend.
pub fn svg(
    title: &str,
    series: &[&str],
    draw: impl FnOnce(&Area) -> Result<(), String>,
) -> Result<String, PlotError> {
    let mut out = String::new();
    let drawn = draw_all(&mut out, title, series, draw);
    drawn.map_err(|message| PlotError::Draw {
        title: title.to_owned(),
        message,
    })?;
    Ok(out)
}

fn draw_all(
    out: &mut String,
    title: &str,
    series: &[&str],
    draw: impl FnOnce(&Area) -> Result<(), String>,
) -> Result<(), String> {
    let root = SVGBackend::with_string(out, (WIDTH, HEIGHT)).into_drawing_area();
    root.fill(&WHITE).map_err(|error| error.to_string())?;
    let centre = WIDTH as i32 / 2;
    root.draw_text(title, &text(LARGE, HPos::Center, VPos::Top), (centre, 12))
        .map_err(|error| error.to_string())?;
    let mut top = 44;
    if series.len() > 1 {
        for (row, names) in rows(series).into_iter().enumerate() {
            legend(&root, &names, top + 24 * row as i32)?;
        }
        top += 24 * rows(series).len() as i32;
    }
    let (_, below) = root.split_vertically(top);
    draw(&below)?;
    root.present().map_err(|error| error.to_string())
}

/// Width of a name in the legend with its square, estimated: the reader's font is not known.
fn legend_width(name: &str) -> i32 {
    let em = f64::from(MEDIUM) / 1.24;
    (0.56 * em * name.chars().count() as f64) as i32 + 44
}

/// The series with their numbers, as many on a line as fit.
fn rows<'s>(series: &[&'s str]) -> Vec<Vec<(usize, &'s str)>> {
    let mut rows: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
    let mut width = 0;
    for (number, name) in series.iter().enumerate() {
        let own = legend_width(name);
        let last = rows.len() - 1;
        if width + own > WIDTH as i32 - 40 && !rows[last].is_empty() {
            rows.push(Vec::new());
            width = 0;
        }
        width += own;
        let last = rows.len() - 1;
        rows[last].push((number, name));
    }
    rows
}

fn legend(root: &Area, names: &[(usize, &str)], top: i32) -> Result<(), String> {
    let width: i32 = names.iter().map(|(_, name)| legend_width(name)).sum();
    let mut left = (WIDTH as i32 - width) / 2;
    for (number, name) in names {
        let square = Rectangle::new(
            [(left, top), (left + 14, top + 14)],
            colour(*number).filled(),
        );
        root.draw(&square).map_err(|error| error.to_string())?;
        let style = text(MEDIUM, HPos::Left, VPos::Center);
        root.draw_text(name, &style, (left + 20, top + 7))
            .map_err(|error| error.to_string())?;
        left += legend_width(name);
    }
    Ok(())
}
