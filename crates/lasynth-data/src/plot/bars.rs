//! Bar charts.

use super::frame::{self, GRID, INK, MEDIUM, SMALL, colour, text};
use super::{PlotError, Unit};
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Up to so many bars have their value above them.
const LABELLED: usize = 24;
/// About so many names fit below the axis.
const NAMES: usize = 26;

/// A bar chart: groups beside each other, in each of them a bar for every series.
#[derive(Clone, Debug)]
pub struct Bars {
    title: String,
    x: String,
    y: String,
    unit: Unit,
    groups: Vec<String>,
    series: Vec<Series>,
}

#[derive(Clone, Debug)]
struct Series {
    name: String,
    values: Vec<f64>,
    /// Empty, or for each value the interval that it is known to.
    intervals: Vec<[f64; 2]>,
}

impl Bars {
    /// A chart without data. `x` says what the groups are, `y` what the bars show, in `unit`.
    pub fn new(
        title: impl Into<String>,
        x: impl Into<String>,
        y: impl Into<String>,
        unit: Unit,
    ) -> Bars {
        Bars {
            title: title.into(),
            x: x.into(),
            y: y.into(),
            unit,
            groups: Vec::new(),
            series: Vec::new(),
        }
    }

    /// Names of the groups, from left to right.
    #[must_use]
    pub fn groups<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Bars {
        self.groups = names.into_iter().map(Into::into).collect();
        self
    }

    /// A bar in each group. A single series needs no name.
    #[must_use]
    pub fn series(self, name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Bars {
        self.series_with_intervals(name, values.into_iter().map(|value| (value, None)))
    }

    /// A bar in each group and the interval that its value is known to, for all or for none of them.
    #[must_use]
    pub fn series_with_intervals(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = (f64, Option<[f64; 2]>)>,
    ) -> Bars {
        let (values, intervals): (Vec<f64>, Vec<_>) = values.into_iter().unzip();
        self.series.push(Series {
            name: name.into(),
            values,
            intervals: intervals.into_iter().flatten().collect(),
        });
        self
    }

    /// The chart as the text of an SVG file.
    ///
    /// # Errors
    /// If there are no bars, a series has not one value for each group, or a value is not finite.
    pub fn svg(&self) -> Result<String, PlotError> {
        self.check()?;
        let names: Vec<&str> = self.series.iter().map(|series| &series.name[..]).collect();
        frame::svg(&self.title, &names, |area| {
            self.draw(area).map_err(|error| error.to_string())
        })
    }

    fn check(&self) -> Result<(), PlotError> {
        if self.groups.is_empty() || self.series.is_empty() {
            return Err(PlotError::Empty {
                title: self.title.clone(),
            });
        }
        for series in &self.series {
            for found in [series.values.len(), series.intervals.len()] {
                if found != self.groups.len() && (found > 0 || series.values.is_empty()) {
                    return Err(PlotError::Length {
                        title: self.title.clone(),
                        series: series.name.clone(),
                        found,
                        expected: self.groups.len(),
                    });
                }
            }
            let all = series
                .values
                .iter()
                .chain(series.intervals.iter().flatten());
            if let Some(value) = all.into_iter().find(|value| !value.is_finite()) {
                return Err(PlotError::Value {
                    title: self.title.clone(),
                    series: series.name.clone(),
                    value: value.to_string(),
                });
            }
        }
        Ok(())
    }

    fn draw(&self, area: &frame::Area) -> Result<(), Box<dyn std::error::Error>> {
        let values = || {
            let all = |series: &Series| [series.values.clone(), series.intervals.concat()].concat();
            self.series.iter().flat_map(all)
        };
        let (low, high) = values().fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        // Room for the numbers above the bars; an axis needs some length where all is 0.
        let room = if high > low { 0.1 * (high - low) } else { 1.0 };
        let low = if low < 0.0 { low - room } else { 0.0 };
        let count = self.groups.len();
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .margin_right(24)
            .x_label_area_size(58)
            .y_label_area_size(86)
            .build_cartesian_2d(Groups(self.groups.clone()), low..high + room)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .x_labels(count)
            .y_labels(8)
            .x_desc(&self.x)
            .y_desc(&self.y)
            .label_style(text(SMALL, HPos::Center, VPos::Center))
            .axis_desc_style(text(MEDIUM, HPos::Center, VPos::Center))
            .y_label_formatter(&|value| self.unit.show(*value))
            .draw()?;
        let width = 0.8 / self.series.len() as f64;
        let labelled = count * self.series.len() <= LABELLED;
        for (number, series) in self.series.iter().enumerate() {
            for (group, value) in series.values.iter().enumerate() {
                let left = group as f64 - 0.4 + width * number as f64;
                let right = left + 0.94 * width;
                let middle = (left + right) / 2.0;
                let bar = Rectangle::new([(left, 0.0), (right, *value)], colour(number).filled());
                chart.draw_series([bar])?;
                let mut top = *value;
                if let Some([from, to]) = series.intervals.get(group) {
                    let line = vec![(middle, *from), (middle, *to)];
                    chart.draw_series([PathElement::new(line, INK.stroke_width(2))])?;
                    top = top.max(*to);
                }
                if labelled {
                    let style = text(SMALL, HPos::Center, VPos::Bottom);
                    let at = (middle, top.max(0.0));
                    let label =
                        EmptyElement::at(at) + Text::new(self.unit.show(*value), (0, -3), style);
                    chart.draw_series([label])?;
                }
            }
        }
        Ok(())
    }
}

/// The axis of the groups: group `k` is around the number `k`.
struct Groups(Vec<String>);

impl Ranged for Groups {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (left, right): (i32, i32)) -> i32 {
        let share = (value + 0.5) / self.0.len() as f64;
        left + (share * f64::from(right - left)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        let step = self.0.len().div_ceil(NAMES).max(1);
        (0..self.0.len()).step_by(step).map(|k| k as f64).collect()
    }

    fn range(&self) -> std::ops::Range<f64> {
        -0.5..self.0.len() as f64 - 0.5
    }
}

impl ValueFormatter<f64> for Groups {
    fn format_ext(&self, value: &f64) -> String {
        let name = self.0.get(value.round() as usize);
        name.cloned().unwrap_or_default()
    }
}
