//! The figures for people.

use super::{ALL, BIN, MANY, Solved, Stats};
use lasynth_core::Kind;
use std::fmt::{self, Display, Formatter};

impl Display for Stats {
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
        let kinds = lasynth_c::kind::Kind::ALL
            .map(Kind::from)
            .map(|kind| (kind.name(), self.kinds.get(&kind).copied()));
        for (name, count) in std::iter::once((ALL, Some(programs))).chain(kinds) {
            let count = count.unwrap_or(0);
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
        write!(f, "\n{:17}", "programs with")?;
        for number in 0..=MANY {
            let more = if number == MANY { " or more" } else { "" };
            write!(f, "{:>11}", format!("{number}{more}"))?;
        }
        writeln!(f)?;
        for (name, counts) in [
            ("branches", &self.control_flow.branches),
            ("live branches", &self.live_branches.programs),
            ("loops", &self.control_flow.loops),
            ("levels", &self.control_flow.depth),
        ] {
            write!(f, "{name:17}")?;
            for count in counts {
                write!(f, "{count:>11}")?;
            }
            writeln!(f)?;
        }
        let live = &self.live_branches;
        writeln!(
            f,
            "\n{} of {} branches are live; {} programs have a branch, the minimal forms of {} of them",
            live.live, live.branches, live.with_branch, live.minimal_with_branch
        )?;
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
