//! Plots by the text of their SVG: what is shown and in what order, and what is refused. With
//! `LASYNTH_PLOTS_DIR` set they are also written into that folder, since only an eye can judge
//! them.

use super::{Bars, Bin, Calibration, Lines, PlotError, Unit};

fn count(svg: &str, what: &str) -> usize {
    svg.matches(what).count()
}

/// All texts of a plot, in the order in which they are drawn.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|text| Some(text.split_once('>')?.1.split_once("</text>")?.0.trim()))
        .collect()
}

/// Writes a plot into the folder that `LASYNTH_PLOTS_DIR` names, to be looked at.
fn keep(name: &str, svg: &str) {
    if let Some(folder) = std::env::var_os("LASYNTH_PLOTS_DIR") {
        std::fs::write(std::path::Path::new(&folder).join(name), svg).expect("written");
    }
}

#[test]
fn bars_have_names_numbers_and_a_legend() {
    let bars = Bars::new("Solved <by kind>", "kind", "solved", Unit::Percent)
        .groups(["seq", "if", "for", "mixed"])
        .series_with_intervals(
            "model",
            [0.84, 0.34, 0.81, 0.5].map(|share| (share, Some([share - 0.1, share + 0.09]))),
        )
        .series("baseline", [0.98, 0.375, 0.936, 0.413]);
    let svg = bars.svg().expect("a plot");
    keep("bars.svg", &svg);
    let shown = texts(&svg);
    assert_eq!(shown[..3], ["Solved &lt;by kind&gt;", "model", "baseline"]);
    for text in ["kind", "solved", "seq", "mixed", "84 %", "37.5 %", "93.6 %"] {
        assert!(shown.contains(&text), "{text}: {shown:?}");
    }
    // The background, two squares of the legend and eight bars.
    assert_eq!(count(&svg, "<rect "), 1 + 2 + 8);
    assert_eq!(svg, bars.svg().expect("a plot"), "it is always the same");
}

#[test]
fn many_groups_are_not_all_named() {
    let svg = Bars::new("Lengths", "tokens", "programs", Unit::Count)
        .groups((0..100).map(|group| format!("g{group}")))
        .series("", (0..100).map(f64::from))
        .svg()
        .expect("a plot");
    keep("many.svg", &svg);
    let names = texts(&svg)
        .iter()
        .filter(|text| text.starts_with('g'))
        .count();
    assert_eq!(names, 25);
    assert_eq!(count(&svg, "<rect "), 1 + 100);
}

#[test]
fn a_line_for_each_series() {
    let curve = |k: f64| {
        (0..9).map(move |i| {
            (
                10_f64.powi(i / 2) * (1.0 + f64::from(i % 2)),
                k * f64::from(i),
            )
        })
    };
    let lines = Lines::new(
        "Accuracy against training",
        ("programs seen", Unit::Count),
        ("correct", Unit::Percent),
    );
    let lines = lines
        .series("beam:64", curve(0.09))
        .series("greedy", curve(0.05));
    for (name, lines) in [("lines.svg", lines.clone()), ("log.svg", lines.log_x())] {
        let svg = lines.svg().expect("a plot");
        keep(name, &svg);
        assert_eq!(count(&svg, "stroke-width=\"3\""), 2, "{name}");
        assert_eq!(count(&svg, "<circle "), 18, "{name}");
        let shown = texts(&svg);
        for text in [
            "beam:64",
            "greedy",
            "programs seen",
            "correct",
            "10,000",
            "60 %",
        ] {
            assert!(shown.contains(&text), "{name} {text}: {shown:?}");
        }
    }
}

#[test]
fn larger_bins_have_larger_dots() {
    let bin = |stated: f64, observed: f64, count: usize| Bin {
        stated,
        observed,
        count,
    };
    let svg = Calibration::new("Confidence")
        .series(
            "c-small",
            [
                bin(0.1, 0.2, 400),
                bin(0.5, 0.4, 100),
                bin(0.7, 0.7, 0),
                bin(0.95, 0.9, 4),
            ],
        )
        .svg()
        .expect("a plot");
    keep("calibration.svg", &svg);
    let radii: Vec<&str> = svg
        .split("<circle ")
        .skip(1)
        .filter_map(|circle| Some(circle.split_once("r=\"")?.1.split_once('"')?.0))
        .collect();
    assert_eq!(radii, ["12", "8", "4"]);
    assert!(texts(&svg).contains(&"stated probability"));
}

#[test]
fn degenerate_data_give_a_plot() {
    let zeros = Bars::new("t", "x", "y", Unit::Count)
        .groups(["a"])
        .series("s", [0.0]);
    assert!(zeros.svg().is_ok());
    for at in [(0.0, 0.0), (3.0, -2.0), (1e9, 1e-9)] {
        let point = Lines::new("t", ("x", Unit::Number), ("y", Unit::Number)).series("s", [at]);
        assert!(point.svg().is_ok(), "{at:?}");
    }
    let negative = Bars::new("t", "x", "y", Unit::Number)
        .groups(["a", "b"])
        .series("s", [-1.0, 2.0]);
    let svg = negative.svg().expect("a plot");
    keep("negative.svg", &svg);
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let bars = || Bars::new("t", "x", "y", Unit::Count).groups(["a", "b"]);
    let lines = || Lines::new("t", ("x", Unit::Number), ("y", Unit::Number));
    let bin = Bin {
        stated: 1.2,
        observed: 0.0,
        count: 1,
    };
    let errors = [
        bars().svg(),
        bars().series("s", [1.0]).svg(),
        bars().series("s", [1.0, f64::NAN]).svg(),
        lines().series("s", []).svg(),
        lines().series("s", [(1.0, f64::INFINITY)]).svg(),
        lines().series("s", [(0.0, 1.0)]).log_x().svg(),
        Calibration::new("t").series("s", [bin]).svg(),
        Calibration::new("t").svg(),
    ]
    .map(|plot: Result<String, PlotError>| plot.expect_err("no plot").to_string() + "\n");
    expect_test::expect![[r#"
        the plot "t" has no data
        the plot "t": the series s has 1 values for 2 groups
        the plot "t": the value NaN of the series s cannot be drawn
        the plot "t" has no data
        the plot "t": the value inf of the series s cannot be drawn
        the plot "t": the value 0 of the series s cannot be drawn
        the plot "t": the value 1.2 of the series s cannot be drawn
        the plot "t" has no data
    "#]]
    .assert_eq(&errors.concat());
}

#[test]
fn numbers_are_short() {
    let show = |unit: Unit, values: &[f64]| {
        let shown: Vec<String> = values.iter().map(|value| unit.show(*value)).collect();
        shown.join("  ")
    };
    let counts = show(Unit::Count, &[0.0, 999.0, 1_000.0, 12_345_678.0]);
    let shares = show(Unit::Percent, &[0.0, 0.1234, 0.5, 1.0]);
    let numbers = show(
        Unit::Number,
        &[0.0, 0.00012345, 0.5, 1.0, 12.34, 150.0, 56_789.0, -0.25],
    );
    expect_test::expect![[r#"
        0  999  1,000  12,345,678
        0 %  12.3 %  50 %  100 %
        0  0.000123  0.5  1  12.3  150  56,789  -0.25
    "#]]
    .assert_eq(&format!("{counts}\n{shares}\n{numbers}\n"));
}
