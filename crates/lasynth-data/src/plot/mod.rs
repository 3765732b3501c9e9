//! Plots as SVG: bar charts with groups, line charts, and calibration.
//!
//! Each chart is described by a value and drawn by its method `svg`, which gives the whole text of a
//! file. Colours can be told apart by everybody, fonts are the reader's own, and the same description
//! gives the same text on every machine.
//!
//! ```
//! use lasynth_data::plot::{Bars, Unit};
//!
//! let svg = Bars::new("Kinds of programs", "kind", "share of the programs", Unit::Percent)
//!     .groups(["seq", "if", "for", "mixed"])
//!     .series("train", [0.29, 0.16, 0.235, 0.315])
//!     .series("test", [0.3, 0.15, 0.24, 0.31])
//!     .svg()?;
//! assert!(svg.starts_with("<svg"));
//! # Ok::<(), lasynth_data::plot::PlotError>(())
//! ```

mod bars;
mod calibration;
mod frame;
mod lines;

pub use bars::Bars;
pub use calibration::{Bin, Calibration};
pub use lines::Lines;

use thiserror::Error;

/// What the numbers of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers of things.
    Count,
    /// Shares from 0 to 1, shown in per cent.
    Percent,
    /// Numbers that are neither, shown as they are.
    Number,
}

/// Why there is no plot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlotError {
    /// There is nothing to show.
    #[error("the plot \"{title}\" has no data")]
    Empty {
        /// Title of the plot.
        title: String,
    },
    /// A series does not fit the groups.
    #[error("the plot \"{title}\": the series {series} has {found} values for {expected} groups")]
    Length {
        /// Title of the plot.
        title: String,
        /// Name of the series.
        series: String,
        /// Number of values that the series has.
        found: usize,
        /// Number of groups.
        expected: usize,
    },
    /// A value cannot be drawn.
    #[error("the plot \"{title}\": the value {value} of the series {series} cannot be drawn")]
    Value {
        /// Title of the plot.
        title: String,
        /// Name of the series.
        series: String,
        /// The value: infinite, not a number, or not positive on a logarithmic axis.
        value: String,
    },
    /// The library that draws failed.
    #[error("the plot \"{title}\" cannot be drawn: {message}")]
    Draw {
        /// Title of the plot.
        title: String,
        /// The message of that library.
        message: String,
    },
}

impl Unit {
    /// A number of this unit for an axis or above a bar.
    fn show(self, value: f64) -> String {
        match self {
            Unit::Count => thousands(value.round()),
            Unit::Percent => {
                let text = format!("{:.1}", 100.0 * value);
                format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
            }
            Unit::Number if value == 0.0 => "0".to_owned(),
            Unit::Number if value.abs() >= 1_000.0 => thousands(value),
            Unit::Number => {
                let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 6);
                let text = format!("{value:.*}", digits as usize);
                match text.contains('.') {
                    true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
                    false => text,
                }
            }
        }
    }
}

/// `12,345`; what follows the decimal point is cut off.
fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::from(if value < 0.0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
