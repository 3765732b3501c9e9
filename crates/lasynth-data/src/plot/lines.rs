//! Line charts.

use super::frame::{self, GRID, INK, MEDIUM, SMALL, colour, text};
use super::{PlotError, Unit};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Series of up to so many points show each of them.
const DOTTED: usize = 40;

/// A line chart with one or several series.
#[derive(Clone, Debug)]
pub struct Lines {
    title: String,
    x: (String, Unit),
    y: (String, Unit),
    log_x: bool,
    series: Vec<(String, Vec<(f64, f64)>)>,
}

impl Lines {
    /// A chart without data: its title, what the axes show, and in which units.
    pub fn new(title: impl Into<String>, x: (&str, Unit), y: (&str, Unit)) -> Lines {
        Lines {
            title: title.into(),
            x: (x.0.to_owned(), x.1),
            y: (y.0.to_owned(), y.1),
            log_x: false,
            series: Vec::new(),
        }
    }

    /// Equal steps to the right are equal factors.
    #[must_use]
    pub fn log_x(mut self) -> Lines {
        self.log_x = true;
        self
    }

    /// A line through points, in the order given. A single series needs no name.
    #[must_use]
    pub fn series(
        mut self,
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Lines {
        self.series
            .push((name.into(), points.into_iter().collect()));
        self
    }

    /// The chart as the text of an SVG file.
    ///
    /// # Errors
    /// If there are no points, or if a coordinate is not finite, or not positive on a logarithmic
    /// axis.
    pub fn svg(&self) -> Result<String, PlotError> {
        let points = || self.series.iter().flat_map(|(_, points)| points);
        if points().next().is_none() {
            return Err(PlotError::Empty {
                title: self.title.clone(),
            });
        }
        for (name, points) in &self.series {
            let bad = points.iter().find_map(|(x, y)| {
                let drawable = x.is_finite() && (!self.log_x || *x > 0.0);
                let bad_y = (!y.is_finite()).then_some(*y);
                if drawable { bad_y } else { Some(*x) }
            });
            if let Some(value) = bad {
                return Err(PlotError::Value {
                    title: self.title.clone(),
                    series: name.clone(),
                    value: value.to_string(),
                });
            }
        }
        let (left, right) = range(points().map(|(x, _)| *x));
        let (low, high) = range(points().map(|(_, y)| *y));
        let room = 0.06 * (high - low);
        // Lines of shares and counts are compared with nothing: the axis begins there.
        let low = if low >= 0.0 { 0.0 } else { low - room };
        let y = low..high + room;
        let names: Vec<&str> = self.series.iter().map(|(name, _)| &name[..]).collect();
        frame::svg(&self.title, &names, |area| {
            match self.log_x {
                true => self.draw(area, (left..right).log_scale(), y),
                false => self.draw(area, left..right, y),
            }
            .map_err(|error| error.to_string())
        })
    }

    fn draw<X>(
        &self,
        area: &DrawingArea<SVGBackend, Shift>,
        x: X,
        y: std::ops::Range<f64>,
    ) -> Result<(), Box<dyn std::error::Error>>
    where
        X: AsRangedCoord<Value = f64>,
        X::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
    {
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .margin_right(36)
            .x_label_area_size(58)
            .y_label_area_size(86)
            .build_cartesian_2d(x, y)?;
        chart
            .configure_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .x_labels(9)
            .y_labels(8)
            .x_desc(&self.x.0)
            .y_desc(&self.y.0)
            .label_style(text(SMALL, HPos::Center, VPos::Center))
            .axis_desc_style(text(MEDIUM, HPos::Center, VPos::Center))
            .x_label_formatter(&|value| self.x.1.show(*value))
            .y_label_formatter(&|value| self.y.1.show(*value))
            .draw()?;
        for (number, (_, points)) in self.series.iter().enumerate() {
            let style = colour(number).stroke_width(3);
            chart.draw_series(LineSeries::new(points.iter().copied(), style))?;
            if points.len() <= DOTTED {
                let dot = |point: &(f64, f64)| Circle::new(*point, 4, colour(number).filled());
                chart.draw_series(points.iter().map(dot))?;
            }
        }
        Ok(())
    }
}

/// From the smallest to the largest value; a single value gets some room around it.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    match high > low {
        true => (low, high),
        false if low == 0.0 => (0.0, 1.0),
        false => (
            low.min(low * 2.0).min(0.5 * low),
            high.max(2.0 * high).max(0.5 * high),
        ),
    }
}
