//! `lasynth diff` and `lasynth minimise`.

use crate::{INCREMENT, Place};
use expect_test::expect;

/// Adds one to every element, in a roundabout way.
const LONG: &str = "\
int * func_1(int a[])
{
    int l_0 = 3;
    int p_0 = 0;
    for (p_0 = 0; p_0 <= 4; p_0 = p_0 + 1)
    {
        a[p_0] = a[p_0] + 2;
        l_0 = a[p_0];
        a[p_0] = l_0 - 1;
    }
    return a;
}
";

/// Adds one to every element but one that is 4 in a list of fours.
const ALMOST: &str = "\
int * func_1(int a[])
{
    for (int p_0 = 0; p_0 < 5; p_0++)
    {
        a[p_0]++;
    }
    int l_0 = a[0];
    if (a[1] > 4 && a[2] > 4 && a[3] > 4 && a[4] > 4)
    {
        a[l_0]--;
    }
    return a;
}
";

fn place() -> Place {
    Place::with(&[
        ("increment.c", INCREMENT),
        ("long.c", LONG),
        ("almost.c", ALMOST),
        ("broken.c", "int * func_1(int a[])\n{\n    a[0] = ;\n}\n"),
    ])
}

#[test]
fn programs_that_do_the_same() {
    let place = place();
    let run = place.run(&["diff", "increment.c", "long.c"]);
    expect!["the programs do the same on all 59049 inputs\n"].assert_eq(&run.stdout);
    assert_eq!(run.status, 0);
    let run = place.run(&["diff", "increment.c", "long.c", "--json"]);
    expect![[r#"
        {"equivalent":true,"inputs":59049}
    "#]]
    .assert_eq(&run.stdout);
}

#[test]
fn programs_that_differ() {
    let place = place();
    let run = place.run(&["diff", "increment.c", "almost.c"]);
    expect![[r#"
        the programs differ on [4, 4, 4, 4, 4]:
          increment.c: [5, 5, 5, 5, 5]
          almost.c: out_of_bounds at line 10: a[l_0]
    "#]]
    .assert_eq(&run.stdout);
    assert_eq!(run.status, 1);
    let run = place.run(&["diff", "increment.c", "almost.c", "--json"]);
    expect![[r#"
        {"equivalent":false,"inputs":59049,"counterexample":{"input":[4,4,4,4,4],"first":{"output":[5,5,5,5,5]},"second":{"invalid":"out_of_bounds","at":"line 10: a[l_0]"}}}
    "#]].assert_eq(&run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn files_that_are_no_programs() {
    let place = place();
    for args in [
        &["diff", "increment.c", "broken.c"][..],
        &["diff", "absent.c", "increment.c"],
        &["minimise", "broken.c"],
        &["minimise", "tasks.jsonl"],
        &["minimise", "increment.c", "--out", "shorter.c"],
    ] {
        let run = place.run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert_eq!(run.stdout, "", "{args:?}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}

#[test]
fn a_program_is_printed_shorter() {
    let place = place();
    let run = place.run(&["minimise", "long.c"]);
    assert_eq!(run.status, 0);
    expect![[r#"
        int * func_1(int a[])
        {
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                a[p_0]++;
            }
            return a;
        }
    "#]]
    .assert_eq(&run.stdout);
    expect![[r#"
        70 tokens before, 36 after
    "#]]
    .assert_eq(&run.stderr);
}

#[test]
fn a_data_set_is_made_shorter_and_keeps_the_rest() {
    let place = place();
    let made = place.run(&[
        "gen",
        "--count",
        "50",
        "--seed",
        "4",
        "--out",
        "tasks.jsonl",
    ]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let run = place.run(&["minimise", "tasks.jsonl", "--out", "minimal.jsonl.zst"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("50 tasks in "), "{}", run.stdout);
    // What is minimal already stays as it is.
    let run = place.run(&["minimise", "minimal.jsonl.zst", "--out", "again.jsonl"]);
    assert!(run.stdout.contains(", 0 shorter; "), "{}", run.stdout);
    let lines = |name: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(place.path(name)).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let (before, after) = (lines("tasks.jsonl"), lines("again.jsonl"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before["examples"], after["examples"]);
        assert_eq!(before["heldout"], after["heldout"]);
        assert!(before["tokens"].as_u64() >= after["tokens"].as_u64());
    }
}
