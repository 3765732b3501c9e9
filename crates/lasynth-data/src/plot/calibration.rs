//! Calibration: how often what is said with a probability holds.

use super::frame::{self, GRID, INK, MEDIUM, SMALL, colour, text};
use super::{PlotError, Unit};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Some predictions of about the same probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Mean of the probabilities stated, from 0 to 1.
    pub stated: f64,
    /// Share of the predictions that hold, from 0 to 1.
    pub observed: f64,
    /// How many predictions there are.
    pub count: usize,
}

/// A calibration plot: on the diagonal, what is said to hold with a probability holds that often.
/// The area of a dot is in proportion to the number of predictions.
#[derive(Clone, Debug)]
pub struct Calibration {
    title: String,
    series: Vec<(String, Vec<Bin>)>,
}

impl Calibration {
    /// A plot without data.
    pub fn new(title: impl Into<String>) -> Calibration {
        Calibration {
            title: title.into(),
            series: Vec::new(),
        }
    }

    /// One source of predictions. Bins without predictions are left out. A single series needs no
    /// name.
    #[must_use]
    pub fn series(
        mut self,
        name: impl Into<String>,
        bins: impl IntoIterator<Item = Bin>,
    ) -> Calibration {
        let bins = bins.into_iter().filter(|bin| bin.count > 0).collect();
        self.series.push((name.into(), bins));
        self
    }

    /// The plot as the text of an SVG file.
    ///
    /// # Errors
    /// If there are no predictions, or if a probability is not from 0 to 1.
    pub fn svg(&self) -> Result<String, PlotError> {
        let bins = || self.series.iter().flat_map(|(_, bins)| bins);
        let Some(most) = bins().map(|bin| bin.count).max() else {
            return Err(PlotError::Empty {
                title: self.title.clone(),
            });
        };
        for (name, bins) in &self.series {
            let mut values = bins.iter().flat_map(|bin| [bin.stated, bin.observed]);
            if let Some(value) = values.find(|value| !(0.0..=1.0).contains(value)) {
                return Err(PlotError::Value {
                    title: self.title.clone(),
                    series: name.clone(),
                    value: value.to_string(),
                });
            }
        }
        let names: Vec<&str> = self.series.iter().map(|(name, _)| &name[..]).collect();
        frame::svg(&self.title, &names, |area| {
            self.draw(area, most).map_err(|error| error.to_string())
        })
    }

    fn draw(&self, area: &frame::Area, most: usize) -> Result<(), Box<dyn std::error::Error>> {
        let show = |value: &f64| Unit::Percent.show(*value);
        // As wide as high.
        let side = ((frame::WIDTH as i32 - area.dim_in_pixel().1 as i32 - 50) / 2).max(0);
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .margin_left(side)
            .margin_right(side)
            .x_label_area_size(58)
            .y_label_area_size(86)
            .build_cartesian_2d(-0.04..1.04, -0.04..1.04)?;
        chart
            .configure_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .x_labels(6)
            .y_labels(6)
            .x_desc("stated probability")
            .y_desc("observed share")
            .label_style(text(SMALL, HPos::Center, VPos::Center))
            .axis_desc_style(text(MEDIUM, HPos::Center, VPos::Center))
            .x_label_formatter(&show)
            .y_label_formatter(&show)
            .draw()?;
        let diagonal = vec![(0.0, 0.0), (1.0, 1.0)];
        chart.draw_series([PathElement::new(diagonal, INK.stroke_width(1))])?;
        for (number, (_, bins)) in self.series.iter().enumerate() {
            let points = bins.iter().map(|bin| (bin.stated, bin.observed));
            chart.draw_series(LineSeries::new(points, colour(number).stroke_width(2)))?;
            chart.draw_series(bins.iter().map(|bin| {
                let radius = 3.0 + 9.0 * (bin.count as f64 / most as f64).sqrt();
                let at = (bin.stated, bin.observed);
                Circle::new(at, radius.round() as i32, colour(number).filled())
            }))?;
        }
        Ok(())
    }
}
