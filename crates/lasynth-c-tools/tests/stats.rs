//! Statistics of task files with programs of restricted C.

use expect_test::expect;
use lasynth_c::batch::Batch;
use lasynth_c::domain::RestrictedC;
use lasynth_c::parser::parse;
use lasynth_c::syntax::Program;
use lasynth_c_tools::branches::{control_flow, live_branches};
use lasynth_c_tools::statistics::BranchStatistics;
use lasynth_core::{Example, Task, Value};
use lasynth_data::stats::{Counter, facts};

fn source(statements: &str) -> String {
    format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n")
}

fn program(statements: &str) -> Program {
    parse(&source(statements)).unwrap_or_else(|error| panic!("{error}\n{statements}"))
}

#[test]
fn control_flow_is_counted() {
    let cases = [
        "",
        "a[0]++;",
        "if (a[0]) { } else if (a[1]) { a[0]++; } else { if (a[2]) { a[1]--; } }",
        "for (int p_0 = 0; p_0 < 5; p_0++) { if (a[p_0]) { continue; } a[p_0]++; }",
        "for (int p_0 = 0; p_0 < 2; p_0++) { for (int p_1 = 0; p_1 < 2; p_1++) { if (a[0]) { } } } if (a[1]) { }",
    ];
    let mut said = String::new();
    for case in cases {
        let flow = control_flow(&program(case));
        said += &format!("{} {} {}\n", flow.branches, flow.loops, flow.depth);
    }
    expect![[r#"
        0 0 0
        0 0 0
        3 0 2
        1 1 2
        2 2 3
    "#]]
    .assert_eq(&said);
}

#[test]
fn branches_are_live_where_no_constant_can_stand_for_their_condition() {
    let cases = [
        ("if (a[0] > 0) { a[1] = 0; }", 1),
        ("if (a[0] > 3) { a[1] = 0; } else { a[1] = a[2]; }", 1),
        // Never, always, with both sides alike, without effect.
        ("if (a[0] > 4) { a[1] = 0; }", 0),
        ("if (a[0] <= 4) { a[1] = 0; }", 0),
        ("if (a[0] > 0) { a[1] = 0; } else { a[1] = 0; }", 0),
        ("if (a[0] > 0) { a[1] = 0; } a[1] = 1;", 0),
        ("if (a[0] == 1) { a[0] = 1; }", 0),
        // On one list of the 59,049 only.
        (
            "if (a[0] == 4 && a[1] == 4) { if (a[2] == 4 && a[3] == 4 && a[4] == 4) { a[0] = 0; } }",
            2,
        ),
        // The inner one is decided by the outer one.
        ("if (a[0] > 0) { if (a[0] > (-1)) { a[1] = 0; } }", 1),
        (
            "if (a[0] > 0) { a[1] = 0; } else if (a[0] > 1) { a[1] = 2; } else { a[1] = 3; }",
            1,
        ),
        // A branch that keeps a run valid.
        ("int l_0 = a[0]; if (a[0] < 0) { l_0 = 0; } a[l_0] = 1;", 1),
        (
            "for (int p_0 = 0; p_0 < 5; p_0++) { if (a[p_0] < 0) { break; } a[p_0] = 0; }",
            1,
        ),
    ];
    let mut batch = Batch::new();
    for (case, live) in cases {
        assert_eq!(live_branches(&program(case), &mut batch), live, "{case}");
    }
}

fn list(first: i32) -> Value {
    Value::List(vec![first, 0, 0, 0, 0])
}

/// A task whose examples and held-out pairs turn the first value into another.
fn task(statements: Option<&str>, examples: &[(i32, i32)], heldout: &[(i32, i32)]) -> Task {
    let pairs = |pairs: &[(i32, i32)]| -> Vec<Example> {
        let pair = |&(input, output): &(i32, i32)| Example {
            input: list(input).into(),
            output: list(output),
        };
        pairs.iter().map(pair).collect()
    };
    Task {
        program: statements.map(source),
        examples: pairs(examples),
        heldout: Some(pairs(heldout)),
        ..Task::default()
    }
}

fn counted(tasks: &[Task]) -> Counter<'static> {
    let mut counter = Counter::new(&RestrictedC, &BranchStatistics);
    for task in tasks {
        counter.add(facts(&RestrictedC, &BranchStatistics, task).expect("a program"));
    }
    counter
}

fn some() -> Vec<Task> {
    vec![
        task(Some("a[0]++;"), &[(1, 2), (2, 3)], &[(0, 1)]),
        task(
            Some("if (a[0] > 0) { a[0] = 0; }"),
            &[(1, 0), (2, 0)],
            &[(-1, -1)],
        ),
        task(
            Some("if (a[0] > 4) { a[0] = 0; } a[0]--;"),
            &[(1, 0), (2, 1)],
            &[],
        ),
        task(
            Some("for (int p_0 = 0; p_0 < 1; p_0++) { if (a[p_0] < 0) { a[p_0] = 0; } }"),
            &[(1, 1), (2, 2)],
            &[(3, 3)],
        ),
        task(None, &[(1, 1)], &[(2, 2)]),
    ]
}

#[test]
fn figures_are_those_of_the_tasks() {
    expect![[r#"
        5 tasks, 1 of them without a program

                                                                  plain tokens  solved by
                         programs   share     10 %  median  90 %   max    mean   baseline
        all                     4 100.0 %       20      38    48    48    34.5     50.0 %
        seq                     1  25.0 %       20      20    20    20    20.0    100.0 %
        if                      2  50.0 %       32      38    38    38    35.0      0.0 %
        for                     0   0.0 %        -       -     -     -       -          -
        mixed                   1  25.0 %       48      48    48    48    48.0    100.0 %

        programs with              0          1          2          3  4 or more
        branches                   1          3          0          0          0
        live branches              2          2          0          0          0
        loops                      3          1          0          0          0
        levels                     1          2          1          0          0

        2 of 3 branches are live; 3 programs have a branch, the minimal forms of 2 of them

        length in tokens programs
        20 to 29                1
        30 to 39                2
        40 to 49                1
    "#]]
    .assert_eq(&counted(&some()).stats().to_string());
    expect![[r#"{"tasks":5,"without_program":1,"kinds":{"seq":1,"if":2,"for":0,"mixed":1},"tokens":{"all":{"p10":20,"median":38,"p90":48,"max":48,"mean":34.5},"if":{"p10":32,"median":38,"p90":38,"max":38,"mean":35.0},"mixed":{"p10":48,"median":48,"p90":48,"max":48,"mean":48.0},"seq":{"p10":20,"median":20,"p90":20,"max":20,"mean":20.0}},"token_histogram":[0,0,1,2,1],"control_flow":{"branches":[1,3,0,0,0],"loops":[3,1,0,0,0],"depth":[1,2,1,0,0]},"live_branches":{"branches":3,"live":2,"programs":[2,2,0,0,0],"with_branch":3,"minimal_with_branch":2},"baseline":{"all":{"tasks":4,"solved":2},"if":{"tasks":1,"solved":0},"mixed":{"tasks":1,"solved":1},"seq":{"tasks":1,"solved":1}}}"#]].assert_eq(&serde_json::to_string(&counted(&some()).stats()).expect("JSON"));
}

#[test]
fn plots_show_them() {
    let plots = counted(&some()).stats().plots("some").expect("plots");
    let names: Vec<&str> = plots.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "kinds.svg",
            "lengths.svg",
            "control_flow.svg",
            "live_branches.svg",
            "baseline.svg"
        ]
    );
    for (name, svg) in &plots {
        assert!(svg.starts_with("<svg") && svg.contains(", some"), "{name}");
    }
    let kinds = &plots[0].1;
    assert!(kinds.contains("25 %") && kinds.contains("50 %"), "{kinds}");
}

#[test]
fn tasks_without_programs_have_no_plots() {
    let counted = counted(&[task(None, &[(1, 1)], &[(2, 3)])]);
    let stats = counted.stats();
    assert_eq!(
        (stats.tasks, stats.programs(), stats.without_program),
        (1, 0, 1)
    );
    expect![[r#"
        1 tasks, 1 of them without a program

                                                                  plain tokens  solved by
                         programs   share     10 %  median  90 %   max    mean   baseline
        all                     0       -        -       -     -     -       -      0.0 %
        seq                     0       -        -       -     -     -       -          -
        if                      0       -        -       -     -     -       -          -
        for                     0       -        -       -     -     -       -          -
        mixed                   0       -        -       -     -     -       -          -
    "#]]
    .assert_eq(&stats.to_string());
    assert!(stats.plots("none").is_err());
    let broken = Task {
        program: Some("int main".to_owned()),
        ..Task::default()
    };
    assert!(facts(&RestrictedC, &BranchStatistics, &broken).is_err());
}
