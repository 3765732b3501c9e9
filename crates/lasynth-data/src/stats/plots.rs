//! The figures as plots.

use super::{ALL, BIN, Solved, Stats};
use crate::plot::{Bars, PlotError, Unit};

/// What [`Stats::plots`] gives.
pub(super) fn plots(
    stats: &Stats<'_>,
    set: &str,
) -> Result<Vec<(&'static str, String)>, PlotError> {
    let programs = stats.programs();
    let title = |what: &str| format!("{what}, {set}");
    if programs == 0 {
        return Err(PlotError::Empty {
            title: title("Programs"),
        });
    }
    let share = |count: usize| count as f64 / programs as f64;
    let bars =
        |what: &str, x: &str| Bars::new(title(what), x, "share of the programs", Unit::Percent);
    let kinds = bars("Kinds of programs", "kind")
        .groups(stats.kinds.iter().map(|(kind, _)| kind.name()))
        .series("", stats.kinds.iter().map(|(_, count)| share(*count)));
    let lengths = bars("Lengths of programs", "plain tokens, in steps of ten")
        .groups((0..stats.token_histogram.len()).map(|bin| (bin * BIN).to_string()))
        .series("", stats.token_histogram.iter().map(|count| share(*count)));
    let mut plots = vec![("kinds.svg", kinds), ("lengths.svg", lengths)];
    plots.extend(stats.statistics.plots(stats.facts, set));
    let kinds = stats.kinds.iter().map(|(kind, _)| kind.name());
    let solved: (Vec<&str>, Vec<f64>) = std::iter::once(ALL)
        .chain(kinds)
        .filter_map(|name| {
            let share = stats.baseline.get(name).copied().and_then(Solved::share)?;
            Some((name, share))
        })
        .unzip();
    if !solved.0.is_empty() {
        let baseline = Bars::new(
            title("Solved by the baseline"),
            "kind",
            "share of the tasks",
            Unit::Percent,
        );
        let baseline = baseline.groups(solved.0).series("", solved.1);
        plots.push(("baseline.svg", baseline));
    }
    plots
        .into_iter()
        .map(|(name, bars)| Ok((name, bars.svg()?)))
        .collect()
}
