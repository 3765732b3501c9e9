//! The report for a person.

use super::report::{DataFile, Group, Report};
use std::fmt::{self, Display, Formatter};

impl Display for Report {
    /// A table of percentages, one line a group, with a heading and a summary.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Report { model, mode, .. } = self;
        writeln!(
            f,
            "{model}, {mode}, seed {}, {} at a time",
            self.seed, self.threads
        )?;
        write!(f, "{}", self.data)?;
        writeln!(
            f,
            "\n{:9} {:>6} {:>10} {:>8} {:>13} {:>6} {:>9} {:>16} {:>9}",
            "",
            "tasks",
            "consistent",
            "correct",
            "95 %",
            "exact",
            "baseline",
            "beyond baseline",
            "seconds",
        )?;
        line(f, "all", &self.all)?;
        for (name, group) in self.by_kind.0.iter().chain(&self.by_length.0) {
            if group.tasks > 0 {
                line(f, name, group)?;
            }
        }
        if self.all.unknown > 0 {
            writeln!(
                f,
                "\n{} of {} tasks have no held-out pairs and are not counted.",
                self.all.unknown, self.all.tasks
            )?;
        }
        Ok(())
    }
}

impl Display for DataFile {
    /// What is known, a line each.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(sha256) = &self.data_sha256 {
            writeln!(f, "data {sha256}")?;
        }
        if let Some(skipped) = self.skipped.filter(|lines| *lines > 0) {
            let plural = if skipped == 1 { "" } else { "s" };
            writeln!(f, "{skipped} bad line{plural} skipped")?;
        }
        Ok(())
    }
}

fn line(f: &mut Formatter<'_>, name: &str, group: &Group) -> fmt::Result {
    let percent = |x: Option<f64>| x.map_or("-".to_owned(), |x| format!("{:.1}", 100.0 * x));
    let interval = group.correct_ci95.map_or("-".to_owned(), |[low, high]| {
        format!("{:.1}..{:.1}", 100.0 * low, 100.0 * high)
    });
    let beyond = group.correct_beyond_baseline;
    writeln!(
        f,
        "{name:9} {:>6} {:>10} {:>8} {:>13} {:>6} {:>9} {:>16} {:>9}",
        group.tasks - group.unknown,
        percent(group.consistent),
        percent(group.correct),
        interval,
        percent(group.exact),
        percent(group.baseline_correct),
        format!("{} of {}", beyond.correct, beyond.tasks),
        group
            .seconds_per_task
            .median
            .map_or("-".to_owned(), |s| format!("{s:.3}")),
    )
}
