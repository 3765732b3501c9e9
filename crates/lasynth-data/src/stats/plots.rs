//! The figures as plots.

use super::{ALL, BIN, MANY, Solved, Stats};
use crate::plot::{Bars, PlotError, Unit};

impl Stats {
    /// Plots as texts of SVG files, by name. `set` names the tasks in their titles.
    ///
    /// # Errors
    /// If there are no programs. Without held-out pairs the plot of the baseline is left out.
    pub fn plots(&self, set: &str) -> Result<Vec<(&'static str, String)>, PlotError> {
        let programs = self.programs();
        let title = |what: &str| format!("{what}, {set}");
        if programs == 0 {
            return Err(PlotError::Empty {
                title: title("Programs"),
            });
        }
        let share = |count: &usize| *count as f64 / programs as f64;
        let bars =
            |what: &str, x: &str| Bars::new(title(what), x, "share of the programs", Unit::Percent);
        let kinds = bars("Kinds of programs", "kind")
            .groups(lasynth_c::kind::Kind::ALL.map(|kind| kind.name()))
            .series(
                "",
                lasynth_c::kind::Kind::ALL.map(|kind| share(&self.kinds[&kind.into()])),
            );
        let lengths = bars("Lengths of programs", "plain tokens, in steps of ten")
            .groups((0..self.token_histogram.len()).map(|bin| (bin * BIN).to_string()))
            .series("", self.token_histogram.iter().map(share));
        let numbers = || {
            (0..=MANY).map(|number| match number {
                MANY => format!("{number} or more"),
                _ => number.to_string(),
            })
        };
        let flow = bars("Control flow", "number in a program")
            .groups(numbers())
            .series("branches", self.control_flow.branches.iter().map(share))
            .series("loops", self.control_flow.loops.iter().map(share))
            .series("levels", self.control_flow.depth.iter().map(share));
        let live = bars("Branches that matter", "number in a program")
            .groups(numbers())
            .series("branches", self.control_flow.branches.iter().map(share))
            .series(
                "live branches",
                self.live_branches.programs.iter().map(share),
            );
        let mut plots = vec![
            ("kinds.svg", kinds.svg()?),
            ("lengths.svg", lengths.svg()?),
            ("control_flow.svg", flow.svg()?),
            ("live_branches.svg", live.svg()?),
        ];
        let names = std::iter::once(ALL).chain(lasynth_c::kind::Kind::ALL.map(|kind| kind.name()));
        let solved: (Vec<&str>, Vec<f64>) = names
            .filter_map(|name| {
                let share = self.baseline.get(name).copied().and_then(Solved::share)?;
                Some((name, share))
            })
            .unzip();
        if !solved.0.is_empty() {
            let baseline = Bars::new(
                title("Solved by the baseline"),
                "kind",
                "share of the tasks",
                Unit::Percent,
            )
            .groups(solved.0)
            .series("", solved.1);
            plots.push(("baseline.svg", baseline.svg()?));
        }
        Ok(plots)
    }
}
