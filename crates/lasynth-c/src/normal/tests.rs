//! Normal forms: tables of what programs become, and random programs, which must keep their
//! behaviour and give C that a compiler has no warning about.

use super::{minimise, normalise};
use crate::exec::Executable;
use crate::generate::random_program;
use crate::parser::parse;
use crate::printer::print;
use crate::probes::random_input;
use crate::syntax::Program;
use expect_test::{Expect, expect};
use lasynth_sandbox::{CcError, Compiler};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::AtomicBool;

/// The statements of a program, without the frame that all have.
fn body(text: &str) -> String {
    let lines = text.lines().skip(2).filter(|l| !l.contains("return a;"));
    let mut out: Vec<&str> = lines.map(|l| l.strip_prefix("    ").unwrap_or(l)).collect();
    out.pop();
    out.iter().map(|l| format!("{l}\n")).collect()
}

fn read(statements: &str) -> Program {
    let text = format!("int * func_1(int a[]) {{ {statements} return a; }}");
    parse(&text).expect("the table holds programs")
}

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&body(&print(&normalise(&read(statements)))));
}

/// All ways to write a behaviour have one normal form.
fn check_all(ways: &[&str], expected: Expect) {
    let normal = |way: &str| body(&print(&normalise(&read(way))));
    let first = normal(ways[0]);
    expected.assert_eq(&first);
    for way in ways {
        assert_eq!(normal(way), first, "{way}");
    }
}

#[test]
fn constants_are_propagated_and_dead_code_goes() {
    check(
        "int l_0 = 3; l_0 = l_0 + 1; a[2] = a[l_0] + (-1); a[1] = a[1];",
        expect![[r#"
            a[2] = a[4] - 1;
        "#]],
    );
    check(
        "int l_0 = 2; if (l_0 > 1) { a[0] = 1; } else { a[0] = 2; } a[0] = a[0] + l_0;",
        expect![[r#"
            a[0] = 3;
        "#]],
    );
}

#[test]
fn the_shortest_spelling_is_chosen() {
    check(
        "a[0] = a[0] + 1; a[1] -= 1; a[2] = a[2] + 2; a[3] += (-3); a[4] = 0 - a[4];",
        expect![[r#"
            a[0]++;
            a[1]--;
            a[2] += 2;
            a[3] -= 3;
            a[4] = -a[4];
        "#]],
    );
    check(
        "a[0] = 1 + a[1] + (-1); a[2] = a[3] - a[2] + a[2]; a[4] = a[4] - a[4] + 4; a[4] += 3;",
        expect![[r#"
            a[0] = a[1];
            a[2] = a[3];
            a[4] = 4 + 3;
        "#]],
    );
    check(
        "a[0] = 2 - a[1]; a[1] = (-4); a[1] -= 4;",
        expect![[r#"
        a[0] = 2 - a[1];
        a[1] = -4 - 4;
    "#]],
    );
}

#[test]
fn nothing_is_overwritten_before_it_is_read() {
    check(
        "int l_0 = a[3]; a[3] = a[1] + 1; a[1] = l_0 - 2; a[1] += 2;",
        expect![[r#"
            int l_0 = a[1];
            a[1] = a[3];
            a[3] = l_0 + 1;
        "#]],
    );
    check(
        "a[2] = a[1]; a[1] = a[0]; a[0] = 4;",
        expect![[r#"
        a[2] = a[1];
        a[1] = a[0];
        a[0] = 4;
    "#]],
    );
}

#[test]
fn finished_positions_are_used() {
    check(
        "int l_0 = a[1] - a[2]; a[0] = l_0 + 4; a[3] = l_0 + 4;",
        expect![[r#"
            a[0] = a[1] - a[2] + 4;
            a[3] = a[0];
        "#]],
    );
    check(
        "a[0] = a[1] + a[2]; a[4] = a[1] + a[2] - 3;",
        expect![[r#"
        a[0] = a[1] + a[2];
        a[4] = a[0] - 3;
    "#]],
    );
}

#[test]
fn forms_beyond_one_statement_are_built_up() {
    check(
        "a[0] += a[0]; a[0] += a[0];",
        expect![[r#"
        a[0] += a[0] + a[0] + a[0];
    "#]],
    );
    check(
        "a[0] = a[1] + a[1] + a[1]; a[0] += a[2] + a[2]; a[0] -= 4; a[0] -= 4;",
        expect![[r#"
            a[0] = -4 - 4;
            a[0] += a[2] + a[2];
            a[0] += a[1] + a[1] + a[1];
        "#]],
    );
}

#[test]
fn tests_that_cannot_be_told_apart_are_written_alike() {
    check_all(
        &[
            "if (a[0] > 0) { a[1] = 2; }",
            "if (a[0] >= 1) { a[1] = 2; }",
            "if (0 < a[0]) { a[1] = 2; }",
            "if (!(a[0] <= 0)) { a[1] = 2; }",
            "if (a[0] <= 0) { a[1] = a[1]; } else { a[1] = 2; }",
            "if (a[0] + a[0] > 1) { a[1] = 2; }",
            "if (a[0] + a[3] > a[3]) { a[1] = 2; }",
        ],
        expect![[r#"
            if (a[0] > 0)
            {
                a[1] = 2;
            }
        "#]],
    );
    check_all(
        &[
            "if (a[2] != 0) { a[1]++; }",
            "if (a[2] > 0 || a[2] < 0) { ++a[1]; }",
            "if (a[2] == 0) { a[2] = 0; } else { a[1] += 1; }",
        ],
        expect![[r#"
            if (a[2])
            {
                a[1]++;
            }
        "#]],
    );
    check(
        "if (a[0] - a[1] < 0) { a[4] = 0; }",
        expect![[r#"
        if (a[0] < a[1])
        {
            a[4] = 0;
        }
    "#]],
    );
    check(
        "if (a[0] == 4) { a[4] = 0; }",
        expect![[r#"
        if (a[0] > 3)
        {
            a[4] = 0;
        }
    "#]],
    );
    check(
        "if (a[0] + a[1] > a[1] + 4) { a[4] = 0; } else { a[4] = 1; }",
        expect![[r#"
            a[4] = 1;
        "#]],
    );
}

#[test]
fn results_that_agree_leave_the_test_free() {
    check_all(
        &[
            "if (a[0] > 2) { a[0] = 2; }",
            "if (a[0] >= 2) { a[0] = 2; }",
        ],
        expect![[r#"
            if (a[0] > 1)
            {
                a[0] = 2;
            }
        "#]],
    );
    check("if (a[0] == 2) { a[0] = 2; }", expect![[""]]);
    check(
        "if (a[0] == a[1]) { a[2] = a[0]; } else { a[2] = a[1]; }",
        expect![[r#"
            a[2] = a[1];
        "#]],
    );
}

#[test]
fn what_both_sides_share_stands_outside() {
    check(
        "if (a[0] > 0) { a[1] = 1; a[2]--; } else { a[1] = 2; a[2]--; }",
        expect![[r#"
            if (a[0] > 0)
            {
                a[1] = 1;
            }
            else
            {
                a[1] = 2;
            }
            a[2]--;
        "#]],
    );
    check(
        "a[0] = 3; if (a[1] > 0) { a[2] = 1; a[3] = a[4]; } else { a[3] = a[4]; a[2] = 0; }",
        expect![[r#"
            if (a[1] > 0)
            {
                a[2] = 1;
            }
            else
            {
                a[2] = 0;
            }
            a[0] = 3;
            a[3] = a[4];
        "#]],
    );
    check(
        "if (a[0] > 0) { a[0]++; } a[0] -= a[3];",
        expect![[r#"
        if (a[0] > 0)
        {
            a[0]++;
        }
        a[0] -= a[3];
    "#]],
    );
}

#[test]
fn conditions_may_read_what_is_final() {
    check(
        "a[1] += a[0] + a[3]; if (a[1]) { a[0] = 1; } else { a[3] = 1; }",
        expect![[r#"
            a[1] += a[0] + a[3];
            if (a[1])
            {
                a[0] = 1;
            }
            else
            {
                a[3] = 1;
            }
        "#]],
    );
}

#[test]
fn nested_branches_become_conjunctions_and_else_if() {
    check_all(
        &[
            "if (a[0] > 0) { if (a[1] > 0) { a[2] = 0; } }",
            "if (a[1] > 0 && a[0] > 0) { a[2] = 0; }",
            "if (!(a[1] <= 0 || a[0] <= 0)) { a[2] = 0; }",
        ],
        expect![[r#"
            if (a[0] > 0 && a[1] > 0)
            {
                a[2] = 0;
            }
        "#]],
    );
    check(
        "if (a[0]) { a[2] = 1; } else { if (a[1]) { a[2] = 2; } else { a[2] = 3; } }",
        expect![[r#"
            if (a[0])
            {
                a[2] = 1;
            }
            else if (a[1])
            {
                a[2] = 2;
            }
            else
            {
                a[2] = 3;
            }
        "#]],
    );
    check(
        "if (a[0] > 0 || a[1] == 2) { a[2] = 0; } else { a[3] = 0; }",
        expect![[r#"
            if (a[0] <= 0 && a[1] != 2)
            {
                a[3] = 0;
            }
            else
            {
                a[2] = 0;
            }
        "#]],
    );
}

#[test]
fn independent_branches_stay_apart() {
    check(
        "if (a[3] < a[4]) { a[0] = 1; } if (a[4] == 2) { a[1] = 1; } else { a[1]--; }",
        expect![[r#"
            a[1]--;
            if (a[4] == 2)
            {
                a[1] = 1;
            }
            if (a[3] < a[4])
            {
                a[0] = 1;
            }
        "#]],
    );
}

#[test]
fn runs_of_positions_become_loops() {
    check(
        "a[0] += a[4]; a[1] += a[4]; a[2] += a[4]; a[3] += a[4];",
        expect![[r#"
            for (int p_0 = 0; p_0 < 4; p_0++)
            {
                a[p_0] += a[4];
            }
        "#]],
    );
    check(
        "for (int p_0 = 4; p_0 > 0; p_0 -= 1) { a[p_0] = a[p_0 - 1] - 1; }",
        expect![[r#"
            for (int p_0 = 4; p_0 >= 1; p_0--)
            {
                a[p_0] = a[p_0 - 1] - 1;
            }
        "#]],
    );
    check(
        "int p_0 = 0; for (p_0 = 0; p_0 <= 4; ++p_0) { a[p_0] = a[p_0] - p_0; }",
        expect![[r#"
            for (int p_0 = 1; p_0 < 5; p_0++)
            {
                a[p_0] -= p_0;
            }
        "#]],
    );
    check(
        "for (int p_0 = 1; p_0 <= 2; p_0++) { a[p_0]--; }",
        expect![[r#"
            a[1]--;
            a[2]--;
        "#]],
    );
}

#[test]
fn alike_branches_become_loops() {
    check_all(
        &[
            "for (int p_0 = 0; p_0 < 4; p_0++) { if (a[p_0] == 0) { a[p_0] = 4; } }",
            "if (!a[2]) { a[2] = 4; } if (!a[0]) { a[0] = 4; } if (!a[1]) { a[1] = 4; } if (!a[3]) { a[3] = 4; }",
        ],
        expect![[r#"
            for (int p_0 = 0; p_0 < 4; p_0++)
            {
                if (!a[p_0])
                {
                    a[p_0] = 4;
                }
            }
        "#]],
    );
    check(
        "int p_0 = 3; for (p_0 = 3; p_0 >= 1; --p_0) { if (a[p_0] > a[p_0 - 1]) { a[p_0]--; } else { a[p_0] = p_0; } }",
        expect![[r#"
        for (int p_0 = 3; p_0 >= 1; p_0--)
        {
            if (a[p_0] > a[p_0 - 1])
            {
                a[p_0]--;
            }
            else
            {
                a[p_0] = p_0;
            }
        }
    "#]],
    );
}

#[test]
fn two_positions_are_exchanged_through_a_variable() {
    check(
        "int l_4 = 2; l_4 = a[1]; a[1] = a[0]; a[0] = l_4;",
        expect![[r#"
            int l_0 = a[0];
            a[0] = a[1];
            a[1] = l_0;
        "#]],
    );
}

#[test]
fn an_index_from_the_list_decides() {
    check(
        "int l_0 = 0; if (a[1] > 0) { l_0 = 1; } a[l_0] = 3;",
        expect![[r#"
            int l_0 = 0;
            if (a[1] > 0)
            {
                l_0 = 1;
            }
            a[l_0] = 3;
        "#]],
    );
}

#[test]
fn faults_are_kept_by_the_statement_form() {
    check(
        "int l_0 = 4; int l_1 = 2; l_1 = a[0]; l_0 = l_1 + 1; a[l_1] = a[l_1] + l_0 - l_1;",
        expect![[r#"
            int l_0 = a[0];
            int l_1 = l_0 + 1;
            a[l_0] += l_1 - l_0;
        "#]],
    );
    check(
        "int p_0 = 1; int l_7 = 0; l_7 = 3; for (p_0 = 1; p_0 <= 4; p_0 += 1) { a[p_0] = a[0] + a[p_0]; if (a[p_0] > (-3)) { break; } } a[l_7 - 3] = a[p_0] + a[0];",
        expect![[r#"
            int p_0 = 1;
            for (p_0 = 1; p_0 < 5; p_0++)
            {
                a[p_0] += a[0];
                if (a[p_0] >= -2)
                {
                    break;
                }
            }
            a[0] += a[p_0];
        "#]],
    );
}

/// On fresh inputs in range, on the inputs whose outcomes [`normalise`] promises to keep, and in
/// the shape of the text.
#[test]
fn random_programs_keep_their_behaviour() {
    let mut inputs = ChaCha8Rng::seed_from_u64(1);
    let (mut raw, mut short, mut differ, mut programs) = (0, 0, 0, 0);
    for seed in 0..600 {
        let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
        let normal = normalise(&program);
        assert_eq!(normal, normalise(&program), "not the same twice");
        assert_eq!(normal, normalise(&normal), "{}", print(&program));
        assert!(normal.length() <= program.length(), "{}", print(&program));
        assert_eq!(parse(&print(&normal)).as_ref(), Ok(&normal));
        let (a, b) = (Executable::new(&program), Executable::new(&normal));
        let same = |input: &[i32; 5]| {
            let (mut x, mut y) = (*input, *input);
            let ends = (a.run(&mut x), b.run(&mut y));
            let ends = (ends.0.map_err(|f| f.kind), ends.1.map_err(|f| f.kind));
            ends.0 == ends.1 && (ends.0.is_err() || x == y)
        };
        let probes = crate::probes::probes().iter();
        assert!(
            probes.chain(crate::probes::further_probes()).all(same),
            "{}",
            print(&program)
        );
        let fresh: Vec<_> = (0..200).map(|_| random_input(&mut inputs)).collect();
        differ += u32::from(!fresh.iter().all(same));
        programs += 1;
        raw += program.length();
        short += normal.length();
    }
    println!("{differ} of {programs} differ on fresh inputs; {raw} tokens became {short}");
    assert!(differ * 500 <= programs, "{differ} of {programs}");
    assert!(short * 2 < raw * 11 / 10, "{raw} tokens became {short}");
}

/// Normal forms are what a user is shown: no unused variables, dead stores or empty comparisons.
#[test]
fn short_forms_compile_without_warnings() {
    let mut text = String::new();
    let mut kept = 0;
    for seed in 0..700 {
        let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
        let behaviour = super::verify::Behaviour::of(&program);
        if behaviour.all_faults() {
            continue;
        }
        for short in [normalise(&program), minimise(&program)] {
            let printed = print(&short).replace("func_1", &format!("func_{kept}"));
            text += &format!("int * func_{kept}(int a[]);\n{printed}\n");
            kept += 1;
        }
    }
    assert!(kept > 800);
    let flags = [
        "-std=c99",
        "-pedantic-errors",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-fsyntax-only",
    ];
    match Compiler::new("gcc").compile(&text, &flags, &AtomicBool::new(false)) {
        Err(error @ CcError::Start { .. }) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            println!("skipped: {error}");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => {}
    }
}
