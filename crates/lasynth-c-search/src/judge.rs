//! What the true program does, to judge answers by.

use crate::List;
use lasynth_c::batch::{Batch, Inputs, Outcomes};
use lasynth_c::behaviour::{N, Rel, Test, execute};
use lasynth_c::domain::CProgram;
use lasynth_c::probes::{MAX_VALUE, MIN_VALUE};
use lasynth_c::syntax::Program;
use lasynth_core as core;
use lasynth_search::{Judge, Truth};

/// How much a behaviour depends on conditions, judged on the inputs with an output in the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Every element of the output is one affine form of the input.
    Affine,
    /// One comparison of affine forms divides the inputs into two such parts.
    OneTest,
    /// It takes at least two comparisons, or is not piecewise affine.
    More,
}

/// Judges programs of restricted C on all 59,049 lists, by how much their behaviour depends on
/// conditions.
#[derive(Clone, Copy, Debug)]
pub struct CJudge;

/// The words for the classes, in the order of [`Class`].
static CLASSES: [&str; 3] = ["affine", "one_test", "more"];

impl Judge for CJudge {
    fn classes(&self) -> &'static [&'static str] {
        &CLASSES
    }

    fn truth(&self, program: &dyn core::Program) -> Box<dyn Truth> {
        Box::new(CTruth::of(CProgram::of(program).tree()))
    }
}

/// The behaviour of the true program.
struct CTruth {
    /// The number of each input with an output in the range, the input and the output.
    in_range: Vec<(usize, List, List)>,
    class: Class,
}

impl CTruth {
    /// Runs a program on all inputs.
    fn of(program: &Program) -> CTruth {
        let outcomes = all_outcomes(program);
        let inputs = Inputs::all();
        let in_range: Vec<(usize, List, List)> = (0..inputs.count())
            .filter_map(|lane| {
                let mut output = [0; N];
                outcomes.get(lane, &mut output).ok()?;
                let fits = output.iter().all(|v| (MIN_VALUE..=MAX_VALUE).contains(v));
                let input = fits.then(|| inputs.list(lane))?.try_into().ok()?;
                Some((lane, input, output))
            })
            .collect();
        let class = class(program, &in_range);
        CTruth { in_range, class }
    }
}

impl Truth for CTruth {
    fn class(&self) -> Option<&'static str> {
        Some(CLASSES[self.class as usize])
    }

    fn is_met_by(&self, other: &dyn core::Program) -> bool {
        let outcomes = all_outcomes(CProgram::of(other).tree());
        self.in_range.iter().all(|(lane, _, wanted)| {
            let mut output = [0; N];
            outcomes.get(*lane, &mut output).is_ok() && output == *wanted
        })
    }
}

fn all_outcomes(program: &Program) -> Outcomes {
    let mut outcomes = Outcomes::new();
    Batch::new().run(program, Inputs::all(), &mut outcomes);
    outcomes
}

type Points = [(usize, List, List)];

fn class(program: &Program, points: &Points) -> Class {
    if is_affine(points, |_| true) {
        return Class::Affine;
    }
    let parts = |test: &Test| {
        let holds = |input: &List| crate::decision_table::holds(test, input);
        is_affine(points, holds) && is_affine(points, |input| !holds(input))
    };
    let Ok(paths) = execute(program) else {
        return Class::More;
    };
    if paths.tests.iter().any(|(test, _)| parts(test)) {
        return Class::OneTest;
    }
    // Two tests of the program may come to one: between 0 and 2 is 1.
    let mut weights: Vec<[i16; N]> = paths.tests.iter().map(|(test, _)| test.w).collect();
    weights.sort_unstable();
    weights.dedup();
    let found = weights.iter().any(|w| {
        let reach = MAX_VALUE as i16 * w.iter().map(|k| k.abs()).sum::<i16>();
        let tests =
            (-reach..=reach).flat_map(|t| [Rel::Gt, Rel::Eq].map(|rel| Test { w: *w, t, rel }));
        tests.into_iter().any(|test| parts(&test))
    });
    if found { Class::OneTest } else { Class::More }
}

/// Columns of an equation: a one and the input, then the output.
const COLUMNS: usize = 1 + N + N;
/// Unknowns of a form.
const UNKNOWNS: usize = 1 + N;
/// Numbers closer than this are equal.
const EQUAL: f64 = 1e-6;

/// Whether one affine form for each element gives all outputs of the chosen points.
fn is_affine(points: &Points, chosen: impl Fn(&List) -> bool) -> bool {
    // Equations in echelon form, each with its leading column.
    let mut rows: Vec<(usize, [f64; COLUMNS])> = Vec::new();
    for (_, input, output) in points.iter().filter(|(_, input, _)| chosen(input)) {
        let mut row = [1.0; COLUMNS];
        for i in 0..N {
            row[1 + i] = f64::from(input[i]);
            row[UNKNOWNS + i] = f64::from(output[i]);
        }
        for (lead, known) in &rows {
            let factor = row[*lead] / known[*lead];
            if factor != 0.0 {
                row.iter_mut()
                    .zip(known)
                    .for_each(|(x, y)| *x -= factor * y);
                row[*lead] = 0.0;
            }
        }
        match row[..UNKNOWNS].iter().position(|x| x.abs() > EQUAL) {
            Some(lead) => rows.push((lead, row)),
            // The left side says nothing new; the right side must not contradict it.
            None if row[UNKNOWNS..].iter().any(|x| x.abs() > EQUAL) => return false,
            None => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use lasynth_c::parser::parse;

    fn program(statements: &str) -> Program {
        let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
        parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
    }

    #[test]
    fn classes() {
        let table = [
            "a[0]++;",
            "a[0] = a[1] + a[2] - 3; a[4] = 2;",
            "for (int p_0 = 0; p_0 < 4; p_0++) { a[p_0] = a[p_0 + 1]; }",
            // Beyond the condition no output is in the range.
            "if (a[0] > 2) { a[1] = 4 + 4; }",
            "if (a[0] > 2) { a[1] = 4; }",
            "if (a[0] > a[3]) { a[1] = a[0]; } else { a[1] = a[3]; }",
            "if (a[0] == a[3]) { a[1] = a[2] - a[1]; }",
            // Two comparisons that come to one.
            "if (a[0] > 0 && a[0] < 2) { a[1] = 4; }",
            "if (a[0] > 0 && a[0] < 3) { a[1] = 4; }",
            "if (a[0] > 0) { a[1] = 4; } if (a[1] > 0) { a[2] = 0; }",
            "int l_0 = a[0]; a[l_0] = 3;",
        ]
        .map(|text| {
            let truth = CTruth::of(&program(text));
            format!("{:8} {text}\n", truth.class().unwrap_or_default())
        });
        expect![[r#"
            affine   a[0]++;
            affine   a[0] = a[1] + a[2] - 3; a[4] = 2;
            affine   for (int p_0 = 0; p_0 < 4; p_0++) { a[p_0] = a[p_0 + 1]; }
            affine   if (a[0] > 2) { a[1] = 4 + 4; }
            one_test if (a[0] > 2) { a[1] = 4; }
            one_test if (a[0] > a[3]) { a[1] = a[0]; } else { a[1] = a[3]; }
            one_test if (a[0] == a[3]) { a[1] = a[2] - a[1]; }
            one_test if (a[0] > 0 && a[0] < 2) { a[1] = 4; }
            more     if (a[0] > 0 && a[0] < 3) { a[1] = 4; }
            more     if (a[0] > 0) { a[1] = 4; } if (a[1] > 0) { a[2] = 0; }
            more     int l_0 = a[0]; a[l_0] = 3;
        "#]]
        .assert_eq(&table.concat());
    }

    #[test]
    fn only_inputs_with_an_output_in_the_range_count() {
        let truth = CTruth::of(&program("a[0] = a[0] + a[1];"));
        for (other, same) in [
            ("a[0] = a[1] + a[0];", true),
            ("a[0] = a[0] + a[1]; if (a[0] > 4) { a[0] = 0; }", true),
            ("a[0] = a[0] + a[1]; if (a[0] > 3) { a[0] = 0; }", false),
            ("a[0] = a[0] - a[1];", false),
        ] {
            assert_eq!(
                truth.is_met_by(&CProgram::new(program(other))),
                same,
                "{other}"
            );
        }
    }
}
