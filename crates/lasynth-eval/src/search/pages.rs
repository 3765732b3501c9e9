//! The report as files: plots, and a page of tables.

use super::figures::SearchGroup;
use super::report::{SearchGroups, SearchReport};
use super::table::{interval, percent};
use lasynth_data::plot::{self, Bars, Lines, PlotError, Unit};
use std::fmt::Write;

/// A file of the report: its name and its text.
pub type Page = (&'static str, String);

/// The files of a report on a data set with a name: SVG plots and `report.md`, which shows them. Plots
/// without data are left out.
///
/// # Errors
/// Where a plot cannot be drawn.
pub fn pages(report: &SearchReport, data: &str) -> Result<Vec<Page>, PlotError> {
    let mut pages = Vec::new();
    pages.extend(
        bars(&report.by_kind, &format!("{data} by kind"), "kind")?.map(|svg| ("kinds.svg", svg)),
    );
    let title = format!("{data} by true behaviour");
    pages.extend(
        bars(&report.by_behaviour, &title, "behaviour")?.map(|svg| ("behaviours.svg", svg)),
    );
    pages.extend(questions(report, data)?.map(|svg| ("questions.svg", svg)));
    pages.extend(budgets(report, data)?.map(|svg| ("budgets.svg", svg)));
    if !report.calibration.bins.is_empty() {
        let bins = report.calibration.bins.iter().map(|bin| plot::Bin {
            stated: bin.stated,
            observed: bin.observed,
            count: bin.count,
        });
        let title = format!("{data}: is the stated probability true?");
        pages.push((
            "calibration.svg",
            plot::Calibration::new(title).series("", bins).svg()?,
        ));
    }
    let names: Vec<&str> = pages.iter().map(|(name, _)| *name).collect();
    let text = markdown(report, data, &names);
    pages.push(("report.md", text));
    Ok(pages)
}

/// Accuracies of groups beside the baseline.
fn bars(groups: &SearchGroups, title: &str, what: &str) -> Result<Option<String>, PlotError> {
    let groups: Vec<&(&str, SearchGroup)> = groups
        .0
        .iter()
        .filter(|(_, search)| search.group.correct.is_some())
        .collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let correct = groups.iter().map(|(_, search)| {
        (
            search.group.correct.unwrap_or(0.0),
            search.group.correct_ci95,
        )
    });
    let baseline = groups
        .iter()
        .map(|(_, search)| search.group.baseline_correct.unwrap_or(0.0));
    let found = groups
        .iter()
        .map(|(_, search)| search.lost.in_top_50.unwrap_or(0.0));
    let chart = Bars::new(title, what, "right on the held-out pairs", Unit::Percent)
        .groups(groups.iter().map(|(name, _)| *name))
        .series_with_intervals("search", correct)
        .series("baseline", baseline)
        .series("a perfect choice among 50", found);
    chart.svg().map(Some)
}

/// Accuracy against the number of questions.
fn questions(report: &SearchReport, data: &str) -> Result<Option<String>, PlotError> {
    if report.all.correct_by_questions.len() < 2 {
        return Ok(None);
    }
    let title = format!("{data} after questions");
    let mut chart = Lines::new(title, ("questions", Unit::Count), ("right", Unit::Percent));
    let all = std::iter::once(("all", &report.all));
    let classes = report
        .by_behaviour
        .0
        .iter()
        .map(|(name, group)| (*name, group));
    for (name, group) in all.chain(classes) {
        let points = group.correct_by_questions.iter().enumerate();
        let points: Vec<(f64, f64)> = points
            .filter_map(|(n, share)| Some((n as f64, (*share)?)))
            .collect();
        if !points.is_empty() {
            chart = chart.series(name, points);
        }
    }
    if let Some(baseline) = report.all.group.baseline_correct {
        let last = report.all.correct_by_questions.len() - 1;
        chart = chart.series("baseline", [(0.0, baseline), (last as f64, baseline)]);
    }
    chart.svg().map(Some)
}

/// Accuracy against time.
fn budgets(report: &SearchReport, data: &str) -> Result<Option<String>, PlotError> {
    let points: Vec<(f64, f64)> = report
        .by_budget
        .iter()
        .filter_map(|at| Some((at.budget, at.correct?)))
        .collect();
    let (Some(first), Some(last), true) = (points.first(), points.last(), points.len() > 1) else {
        return Ok(None);
    };
    let ends = [first.0, last.0];
    let title = format!("{data} against time");
    let mut chart = Lines::new(
        title,
        ("seconds a task", Unit::Number),
        ("right", Unit::Percent),
    )
    .log_x()
    .series("search", points.iter().copied());
    if let Some(baseline) = report.all.group.baseline_correct {
        chart = chart.series("baseline", ends.map(|seconds| (seconds, baseline)));
    }
    chart.svg().map(Some)
}

fn markdown(report: &SearchReport, data: &str, plots: &[&str]) -> String {
    let mut text = format!("# The search on {data}\n\n");
    let _ = writeln!(text, "```\n{report}```\n");
    let questions = report.all.correct_by_questions.len();
    text +=
        "| tasks | number | correct | 95 % | baseline | beyond the baseline | equal everywhere |";
    (1..questions).for_each(|n| text += &format!(" {n} asked |"));
    text += "\n|---|---|---|---|---|---|---|";
    (1..questions).for_each(|_| text += "---|");
    text.push('\n');
    let all = std::iter::once(("all", &report.all));
    let groups = [&report.by_kind, &report.by_behaviour, &report.by_length];
    let groups = groups
        .into_iter()
        .flat_map(|groups| &groups.0)
        .map(|(name, group)| (*name, group));
    for (name, search) in all
        .chain(groups)
        .filter(|(_, search)| search.group.tasks > 0)
    {
        let group = &search.group;
        let beyond = group.correct_beyond_baseline;
        let _ = write!(
            text,
            "| {name} | {} | {} | {} | {} | {} of {} | {} |",
            group.tasks - group.unknown,
            percent(group.correct),
            interval(group.correct_ci95),
            percent(group.baseline_correct),
            beyond.correct,
            beyond.tasks,
            percent(search.equal)
        );
        for share in search.correct_by_questions.iter().skip(1) {
            let _ = write!(text, " {} |", percent(*share));
        }
        text.push('\n');
    }
    for plot in plots {
        let name = plot.strip_suffix(".svg").unwrap_or(plot);
        let _ = write!(text, "\n![{name}]({plot})\n");
    }
    let config = serde_json::to_string_pretty(&report.config).unwrap_or_default();
    let _ = write!(text, "\nThe configuration:\n\n```json\n{config}\n```\n");
    text
}
