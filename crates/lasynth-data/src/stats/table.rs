//! The figures for people.

use super::{ALL, BIN, Solved, Stats};
use std::fmt::{self, Display, Formatter};

impl Display for Stats<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} tasks", self.tasks)?;
        match self.without_program {
            0 => writeln!(f)?,
            n => writeln!(f, ", {n} of them without a program")?,
        }
        let programs = self.programs();
        writeln!(f, "\n{:36}{:>34}{:>11}", "", "plain tokens", "solved by")?;
        writeln!(
            f,
            "{:17}{:>8}{:>8}   {:>6}{:>8}{:>6}{:>6}{:>8}{:>11}",
            "", "programs", "share", "10 %", "median", "90 %", "max", "mean", "baseline"
        )?;
        let kinds = (self.kinds.iter()).map(|(kind, count)| (kind.name(), *count));
        for (name, count) in std::iter::once((ALL, programs)).chain(kinds) {
            write!(f, "{name:17}{count:>8}{:>8}", percent(count, programs))?;
            match self.tokens.get(name) {
                Some(t) => write!(
                    f,
                    "   {:>6}{:>8}{:>6}{:>6}{:>8.1}",
                    t.p10, t.median, t.p90, t.max, t.mean
                )?,
                None => write!(f, "   {:>6}{:>8}{:>6}{:>6}{:>8}", "-", "-", "-", "-", "-")?,
            }
            let Solved { tasks, solved } = self.baseline.get(name).copied().unwrap_or_default();
            writeln!(f, "{:>11}", percent(solved, tasks))?;
        }
        if programs == 0 {
            return Ok(());
        }
        f.write_str(&self.statistics.table(self.facts))?;
        writeln!(f, "\n{:17}{:>8}", "length in tokens", "programs")?;
        let first = self.token_histogram.iter().position(|count| *count > 0);
        for (bin, count) in self.token_histogram.iter().enumerate() {
            if bin >= first.unwrap_or(0) {
                let range = format!("{} to {}", bin * BIN, bin * BIN + BIN - 1);
                writeln!(f, "{range:17}{count:>8}")?;
            }
        }
        Ok(())
    }
}

fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "-".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}
