//! The report for a person.

use super::figures::SearchGroup;
use super::report::SearchReport;
use crate::Seconds;
use std::fmt::{self, Display, Formatter};

/// A share in per cent.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

/// An interval in per cent.
pub(super) fn interval(bounds: Option<[f64; 2]>) -> String {
    bounds.map_or("-".to_owned(), |[low, high]| {
        format!("{:.1}..{:.1}", 100.0 * low, 100.0 * high)
    })
}

fn seconds(seconds: &Seconds) -> String {
    let show = |value: Option<f64>| value.map_or("-".to_owned(), |s| format!("{s:.3}"));
    format!("{} s (95 %: {} s)", show(seconds.median), show(seconds.p95))
}

impl Display for SearchReport {
    /// A table of percentages, one line a group, with a heading, and the other figures below.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let budget = self
            .budget
            .map_or("no limit of time".to_owned(), |s| format!("{s} s a task"));
        let named = |what: &str, name: &Option<String>| {
            name.as_ref()
                .map_or(String::new(), |name| format!(", {what} {name}"))
        };
        writeln!(
            f,
            "search, {budget}{}{}, seed {}, {} at a time",
            named("prior", &self.prior),
            named("model", &self.model),
            self.seed,
            self.threads
        )?;
        write!(f, "{}", self.data)?;
        let questions = self.all.correct_by_questions.len().saturating_sub(1);
        write!(
            f,
            "\n{:9} {:>6} {:>10} {:>8} {:>13} {:>9} {:>16} {:>7} {:>7} {:>7}",
            "",
            "tasks",
            "consistent",
            "correct",
            "95 %",
            "baseline",
            "beyond baseline",
            "equal",
            "found",
            "top 50",
        )?;
        for question in 1..=questions {
            let plural = if question == 1 { " " } else { "s" };
            write!(f, " {:>11}", format!("{question} question{plural}"))?;
        }
        writeln!(f)?;
        line(f, "all", &self.all)?;
        let groups = [&self.by_kind, &self.by_behaviour, &self.by_length];
        for (name, group) in groups.iter().flat_map(|groups| &groups.0) {
            if group.group.tasks > 0 {
                line(f, name, group)?;
            }
        }
        writeln!(f)?;
        for at in &self.by_budget {
            writeln!(
                f,
                "{:>7} s: consistent {}, correct {} ({}), {}",
                at.budget,
                percent(at.consistent),
                percent(at.correct),
                interval(at.correct_ci95),
                seconds(&at.seconds_per_task)
            )?;
        }
        writeln!(f, "first answer: {}", seconds(&self.first_seconds))?;
        writeln!(
            f,
            "more than 1.1 times the budget: {} tasks",
            self.over_budget
        )?;
        writeln!(
            f,
            "true behaviour in the space of the prior: {}",
            percent(self.all.lost.in_space)
        )?;
        let error = self.calibration.expected_calibration_error;
        let error = error.map_or("-".to_owned(), |error| format!("{error:.3}"));
        writeln!(
            f,
            "expected calibration error {error}; stated, observed, answers:"
        )?;
        for bin in &self.calibration.bins {
            writeln!(
                f,
                "  {:.2} {:.2} {:>5}",
                bin.stated, bin.observed, bin.count
            )?;
        }
        write!(f, "right answers found by (by it alone):")?;
        for (name, count) in &self.found_by {
            write!(f, " {name} {count} ({})", self.solved_only_by[name])?;
        }
        writeln!(
            f,
            "\nright answers no longer than the reference: {} of {}",
            self.length.no_longer, self.length.correct
        )?;
        if self.all.group.unknown > 0 {
            writeln!(
                f,
                "{} of {} tasks have no held-out pairs and are not counted.",
                self.all.group.unknown, self.all.group.tasks
            )?;
        }
        Ok(())
    }
}

fn line(f: &mut Formatter<'_>, name: &str, search: &SearchGroup) -> fmt::Result {
    let group = &search.group;
    let beyond = group.correct_beyond_baseline;
    write!(
        f,
        "{name:9} {:>6} {:>10} {:>8} {:>13} {:>9} {:>16} {:>7} {:>7} {:>7}",
        group.tasks - group.unknown,
        percent(group.consistent),
        percent(group.correct),
        interval(group.correct_ci95),
        percent(group.baseline_correct),
        format!("{} of {}", beyond.correct, beyond.tasks),
        percent(search.equal),
        percent(search.lost.in_groups),
        percent(search.lost.in_top_50),
    )?;
    for share in search.correct_by_questions.iter().skip(1) {
        write!(f, " {:>11}", percent(*share))?;
    }
    writeln!(f)
}
