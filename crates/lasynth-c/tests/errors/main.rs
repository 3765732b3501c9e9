//! What the parser says about text that is not a program, and where.

mod limits;
mod statements;
mod text;
mod values;

use expect_test::Expect;
use lasynth_c::parser::parse;

fn report(source: &str) -> String {
    match parse(source) {
        Ok(_) => "fine".to_owned(),
        Err(error) => format!(
            "{}:{} {}{}",
            error.place.line,
            error.place.column,
            error.message,
            if error.unsupported {
                " [unsupported]"
            } else {
                ""
            }
        ),
    }
}

/// Each line of `bodies` is the body of a function and stands on its line 2.
fn check_bodies(bodies: &str, expected: Expect) {
    let mut table = String::from("\n");
    for body in bodies.lines().map(str::trim).filter(|b| !b.is_empty()) {
        let source = format!("int * func_1(int a[]) {{\n{body}\nreturn a; }}\n");
        table += &format!("{body}\n    {}\n", report(&source));
    }
    expected.assert_eq(&table);
}

fn check(sources: &[&str], expected: Expect) {
    let mut table = String::from("\n");
    for source in sources {
        table += &format!("{source}\n    {}\n", report(source));
    }
    expected.assert_eq(&table);
}
