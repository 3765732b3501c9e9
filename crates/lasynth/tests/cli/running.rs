//! `lasynth run`.

use crate::{INCREMENT, Place};
use expect_test::expect;

const ENDLESS: &str = "\
int * func_1(int a[])
{
    for (int p_0 = 0; p_0 < 1; p_0 += 0)
    {
        a[0] = 1;
    }
    return a;
}
";

const OUTSIDE: &str = "\
int * func_1(int a[])
{
    int l_0 = 4;
    a[l_0 + 1] = 1;
    return a;
}
";

const OVERFLOW: &str = "\
int * func_1(int a[])
{
    a[0] = a[0] + 1;
    return a;
}
";

fn place() -> Place {
    Place::with(&[
        ("increment.c", INCREMENT),
        ("endless.c", ENDLESS),
        ("outside.c", OUTSIDE),
        ("overflow.c", OVERFLOW),
    ])
}

#[test]
fn outputs_and_invalid_runs() {
    let place = place();
    let mut table = String::new();
    for args in [
        &["increment.c", "--input", "[1,2,3,4,0]"][..],
        &[
            "increment.c",
            "--input",
            "[1,2,3,4,0]",
            "--input",
            "[100, -7, 0, 0, 0, 50]",
        ],
        &["increment.c", "--input", "[1,2,3,4,0]", "--json"],
        &["increment.c", "--input", "[1,2,3]", "--json"],
        &["endless.c", "--input", "[0]"],
        &["endless.c", "--input", "[0]", "--json"],
        &[
            "outside.c",
            "--input",
            "[1,2,3,4,0]",
            "--input",
            "[1,2,3,4,0,5]",
            "--json",
        ],
        &["overflow.c", "--input", "[2147483647]", "--json"],
    ] {
        let run = place.run(&[&["run"], args].concat());
        table += &format!("{} {run}", args.join(" "));
    }
    expect![[r#"
        increment.c --input [1,2,3,4,0] status 0
          out: [2, 3, 4, 5, 1]
        increment.c --input [1,2,3,4,0] --input [100, -7, 0, 0, 0, 50] status 0
          out: [2, 3, 4, 5, 1]
          out: [101, -6, 1, 1, 1, 50]
        increment.c --input [1,2,3,4,0] --json status 0
          out: {"output":[2,3,4,5,1]}
        increment.c --input [1,2,3] --json status 1
          out: {"invalid":"out_of_bounds","at":"line 5: a[p_0]"}
          err: error: the run on [1, 2, 3] is invalid: out_of_bounds at line 5: a[p_0]
        endless.c --input [0] status 1
          err: error: the run on [0] is invalid: step_limit at line 5: a[0] = 1
        endless.c --input [0] --json status 1
          out: {"invalid":"step_limit","at":"line 5: a[0] = 1"}
          err: error: the run on [0] is invalid: step_limit at line 5: a[0] = 1
        outside.c --input [1,2,3,4,0] --input [1,2,3,4,0,5] --json status 1
          out: {"invalid":"out_of_bounds","at":"line 4: a[l_0 + 1]"}
          out: {"output":[1,2,3,4,0,1]}
          err: error: the run on [1, 2, 3, 4, 0] is invalid: out_of_bounds at line 4: a[l_0 + 1]
        overflow.c --input [2147483647] --json status 1
          out: {"invalid":"overflow","at":"line 3: a[0] + 1"}
          err: error: the run on [2147483647] is invalid: overflow at line 3: a[0] + 1
    "#]]
    .assert_eq(&table);
}

#[test]
fn the_c_compiler_agrees() {
    let place = place();
    let mut table = String::new();
    for args in [
        &["increment.c", "--input", "[1,2,3,4,0]"][..],
        &["endless.c", "--input", "[0]"],
        &[
            "outside.c",
            "--input",
            "[1,2,3,4,0]",
            "--input",
            "[1,2,3,4,0,5]",
        ],
        &["overflow.c", "--input", "[2147483647]"],
    ] {
        let run = place.run(&[&["run", "--cc", "--json"], args].concat());
        table += &run.stdout;
    }
    expect![[r#"
        {"output":[2,3,4,5,1],"cc":{"output":[2,3,4,5,1],"agrees":true}}
        {"invalid":"step_limit","at":"line 5: a[0] = 1","cc":{"invalid":"step_limit","agrees":true}}
        {"invalid":"out_of_bounds","at":"line 4: a[l_0 + 1]","cc":{"invalid":"out_of_bounds","agrees":true}}
        {"output":[1,2,3,4,0,1],"cc":{"output":[1,2,3,4,0,1],"agrees":true}}
        {"invalid":"overflow","at":"line 3: a[0] + 1","cc":{"invalid":"overflow","agrees":true}}
    "#]].assert_eq(&table);
}

#[test]
fn programs_come_from_standard_input_too() {
    let run = place().run_with_input(&["run", "-", "--input", "[1,2,3,4,0]"], INCREMENT);
    expect![[r#"
        status 0
          out: [2, 3, 4, 5, 1]
    "#]]
    .assert_eq(&run.to_string());
    let run = place().run_with_input(&["run", "-", "--input", "[1]"], "int");
    expect![[r#"
        status 2
          err: error: standard input, line 1, column 4: expected `*`, found the end of the text: a program is one function that starts `int * func_1(int a[])`
    "#]].assert_eq(&run.to_string());
}
