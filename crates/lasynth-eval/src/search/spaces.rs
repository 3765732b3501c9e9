//! The spaces of the proposers, and what of a set of tasks is in them. Nothing is searched for.

use crate::eval::in_order;
use crate::{DataFile, EvalError, check_task};
use lasynth_core::Task;
use lasynth_search::{Engine, Judge};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicBool, Ordering};

/// Numbers of tasks, by the class of the true behaviour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contained {
    all: usize,
    classes: Vec<(&'static str, usize)>,
}

impl Contained {
    fn none(classes: &[&'static str]) -> Contained {
        Contained {
            all: 0,
            classes: classes.iter().map(|class| (*class, 0)).collect(),
        }
    }

    /// All of them.
    pub fn all(&self) -> usize {
        self.all
    }

    fn add(&mut self, class: Option<&'static str>) {
        self.all += 1;
        let found = self
            .classes
            .iter_mut()
            .find(|(name, _)| Some(*name) == class);
        if let Some((_, count)) = found {
            *count += 1;
        }
    }
}

impl Serialize for Contained {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.classes.len()))?;
        map.serialize_entry("all", &self.all)?;
        for (name, count) in &self.classes {
            map.serialize_entry(name, count)?;
        }
        map.end()
    }
}

/// The space of a proposer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SpaceReport {
    /// Name of the proposer, or of the prior.
    pub name: &'static str,
    /// Number of programs or behaviours in it.
    pub size: String,
    /// Its grammar, a production a line.
    pub grammar: &'static str,
    /// How many of the true behaviours are known to be in it. Of proposers of programs the true program
    /// itself and its minimal form are looked for, so that there may be more.
    pub contains: Contained,
}

/// The result, as `lasynth eval --spaces --json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SpacesReport {
    /// Tasks with a program.
    pub tasks: Contained,
    /// Tasks without one, which are in no figure.
    pub unknown: usize,
    /// A report for the prior and for every proposer, in the order in which the engine names them.
    pub spaces: Vec<SpaceReport>,
    /// Behaviours that are not known to be in any of them.
    pub in_none: Contained,
    /// Name of the prior, where the caller states it.
    pub prior: Option<String>,
    /// Where the tasks come from.
    #[serde(flatten)]
    pub data: DataFile,
}

/// Looks for the true behaviour of every task in the space of every proposer. `progress` is told the
/// number of finished tasks after each one, from several threads.
///
/// # Errors
/// Where a task cannot be evaluated, and after an interruption.
pub fn spaces(
    engine: &Engine,
    judge: &dyn Judge,
    tasks: &[Task],
    threads: usize,
    progress: &(dyn Fn(usize) + Sync),
    interrupt: &AtomicBool,
) -> Result<SpacesReport, EvalError> {
    if tasks.is_empty() {
        return Err(EvalError::Empty);
    }
    let threads = threads.clamp(1, tasks.len());
    let looked_for = in_order(tasks.len(), threads, progress, &|index, done| {
        if interrupt.load(Ordering::Relaxed) {
            return Err(EvalError::Interrupted { done });
        }
        let reference = check_task(engine.domain(), index, &tasks[index])?;
        Ok(reference.map(|program| {
            let written = engine.contain(&*program);
            let shortened = engine.contain(&*program.minimise());
            let contain = written.iter().zip(&shortened).map(|(x, y)| *x || *y);
            let class = judge.truth(&*program).class();
            (class, contain.collect::<Vec<bool>>())
        }))
    })?;
    let none = || Contained::none(judge.classes());
    let named = engine.names().into_iter().zip(engine.spaces());
    let spaces = named.map(|(name, space)| SpaceReport {
        name,
        size: space.size,
        grammar: space.grammar,
        contains: none(),
    });
    let mut report = SpacesReport {
        tasks: none(),
        unknown: looked_for.iter().filter(|task| task.is_none()).count(),
        spaces: spaces.collect(),
        in_none: none(),
        prior: None,
        data: DataFile::default(),
    };
    for (class, contain) in looked_for.into_iter().flatten() {
        report.tasks.add(class);
        for (space, _) in report
            .spaces
            .iter_mut()
            .zip(&contain)
            .filter(|(_, its)| **its)
        {
            space.contains.add(class);
        }
        if !contain.contains(&true) {
            report.in_none.add(class);
        }
    }
    Ok(report)
}

impl Display for SpacesReport {
    /// A table of numbers, then the spaces themselves.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(prior) = &self.prior {
            writeln!(f, "prior {prior}")?;
        }
        write!(f, "{}", self.data)?;
        let classes = self.tasks.classes.iter();
        let classes: String = classes.map(|(name, _)| format!(" {name:>8}")).collect();
        writeln!(f, "\n{:12} {:>8}{classes}", "", "all")?;
        line(f, "behaviours", &self.tasks)?;
        for space in &self.spaces {
            line(f, space.name, &space.contains)?;
        }
        line(f, "in none", &self.in_none)?;
        if self.unknown > 0 {
            let plural = if self.unknown == 1 { "" } else { "s" };
            writeln!(
                f,
                "{} task{plural} without a program are not counted.",
                self.unknown
            )?;
        }
        writeln!(
            f,
            "Of all but the first, at least so many: the true program and its minimal form are looked \
             for, not others that do the same."
        )?;
        for space in &self.spaces {
            writeln!(f, "\n{}: {}", space.name, space.size)?;
            for line in space.grammar.lines() {
                writeln!(f, "    {line}")?;
            }
        }
        Ok(())
    }
}

fn line(f: &mut Formatter<'_>, name: &str, counts: &Contained) -> fmt::Result {
    let classes = counts.classes.iter();
    let classes: String = classes.map(|(_, count)| format!(" {count:>8}")).collect();
    writeln!(f, "{name:12} {:>8}{classes}", counts.all())
}
