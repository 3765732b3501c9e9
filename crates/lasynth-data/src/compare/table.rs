//! Distributions side by side, for people.

use super::Distribution;
use lasynth_core::Kind;
use std::fmt::Write;

/// Width of the labels.
const LABEL: usize = 36;
/// Width of a column at least.
const COLUMN: usize = 12;

/// A table with one column for each source, named. Shares are in per cent; under each topic stands
/// how far each source is from the first one ([`Distribution::distance`]) and in parentheses how far
/// it would be by chance ([`Distribution::chance`]).
pub(super) fn table(sources: &[(&str, &Distribution<'_>)]) -> String {
    let Some((_, first)) = sources.first() else {
        return String::new();
    };
    let names = sources.iter().map(|(name, _)| name.chars().count());
    let mut table = Table {
        sources,
        column: names.max().unwrap_or_default().max(COLUMN),
        text: String::new(),
    };
    table.row("", |(name, _)| Some((*name).to_owned()));
    table.row("programs", |(_, d)| Some(d.programs().to_string()));
    table.heading("length in plain tokens: 10 %, median, 90 %");
    for kind in all_and_kinds(first) {
        table.row(name(kind), |(_, d)| {
            let [low, median, high] = [10, 50, 90].map(|percent| d.length(kind, percent));
            Some(format!("{} {} {}", low?, median?, high?))
        });
    }
    table.heading("solved by the baseline");
    for kind in all_and_kinds(first) {
        table.row(name(kind), |(_, d)| Some(percent(d.baseline(kind)?)));
    }
    for (topic, about) in first.topics().iter().enumerate() {
        table.heading(about.title);
        for (form, name) in about.forms.iter().enumerate() {
            table.row(name, |(_, d)| Some(percent(d.shares(topic)?[form])));
        }
        if sources.len() > 1 {
            table.row("distance (by chance)", |(_, d)| {
                let (distance, chance) = (d.distance(first, topic)?, d.chance(first, topic)?);
                match std::ptr::eq(*d, *first) {
                    true => Some(String::new()),
                    false => Some(format!("{} ({})", percent(distance), percent(chance))),
                }
            });
        }
    }
    table.text
}

fn all_and_kinds(set: &Distribution<'_>) -> impl Iterator<Item = Option<Kind>> {
    std::iter::once(None).chain(set.kinds().iter().copied().map(Some))
}

fn name(kind: Option<Kind>) -> &'static str {
    kind.map_or("all", |kind| kind.name())
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

struct Table<'s> {
    sources: &'s [(&'s str, &'s Distribution<'s>)],
    column: usize,
    text: String,
}

impl Table<'_> {
    fn heading(&mut self, title: &str) {
        let _ = writeln!(self.text, "\n{title}");
    }

    /// A row with one cell for each source; `None` is shown as a dash.
    fn row(&mut self, label: &str, cell: impl Fn(&(&str, &Distribution<'_>)) -> Option<String>) {
        let cells: Vec<String> = self
            .sources
            .iter()
            .map(|source| cell(source).unwrap_or_else(|| "-".to_owned()))
            .collect();
        let indent = if label.is_empty() { "" } else { "  " };
        let mut line = format!("{:LABEL$}", format!("{indent}{label}"));
        for cell in cells {
            let _ = write!(line, " {cell:>column$}", column = self.column);
        }
        let _ = writeln!(self.text, "{}", line.trim_end());
    }
}
