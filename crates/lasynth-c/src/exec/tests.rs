//! The scalar executor: tables of results, faults and steps, and a comparison with an interpreter
//! that walks the tree, on random programs under every step limit.

use super::{Executable, RunFault};
use crate::parser::parse;
use crate::printer::print;
use crate::syntax::{
    AssignOp, BinOp, CmpOp, Elem, Expr, For, ForStep, Index, LValue, Name, Operand, Program,
    STEP_LIMIT, Span, Stmt, StmtKind, UpdateOp, VarId,
};
use crate::wide::random_wide_program;
use expect_test::{Expect, expect};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use reference::Interpreter;
use std::fmt::Write;

mod reference;

fn program(statements: &str) -> (String, Program) {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    (source, program)
}

fn describe(source: &str, list: &[i32], outcome: Result<u32, RunFault>) -> String {
    match outcome {
        Ok(steps) => format!("{list:?} after {steps} steps"),
        Err(fault) => {
            let place = &source[fault.span.start as usize..fault.span.end as usize];
            format!("{} at `{place}`", fault.kind)
        }
    }
}

/// Runs `statements` on every list; one line each.
fn check(statements: &str, lists: &[&[i32]], expected: Expect) {
    let (source, program) = program(statements);
    let executable = Executable::new(&program);
    let mut report = String::new();
    for list in lists {
        let mut output = list.to_vec();
        let outcome = executable.run_with_limit(&mut output, STEP_LIMIT);
        let _ = writeln!(report, "{}", describe(&source, &output, outcome));
    }
    expected.assert_eq(&report);
}

const MAX: i32 = i32::MAX;
const MIN: i32 = i32::MIN;

#[test]
fn assignments_and_updates() {
    check(
        "int l_0 = 3; a[0] = a[1] + a[2] - l_0; a[l_0] += a[0]; a[4] -= -a[1]; ++a[1]; --a[2]; a[1]++; l_0--; a[l_0]--;",
        &[
            &[1, 2, 3, 4, 5],
            &[0, 0, 0, 0, 0],
            &[9, -100, 70, 1, 5, 6, 7],
        ],
        expect![[r#"
            [2, 4, 1, 6, 7] after 9 steps
            [-3, 2, -2, -3, 0] after 9 steps
            [-33, -98, 68, -32, -95, 6, 7] after 9 steps
        "#]],
    );
}

#[test]
fn branches_and_short_circuits() {
    check(
        "int l_0 = a[0]; if (a[0] > 0 && a[l_0 - 1] == 2 || !(a[1] < 0)) { a[2] = 4; } else if (a[0]) { a[2] = -4; } else { }",
        &[
            &[1, 2, 3],
            &[1, -1, 3],
            &[0, -1, 3],
            &[-3, -1, 3],
            &[9, 1, 1],
        ],
        expect![[r#"
            [1, 2, 4] after 3 steps
            [1, -1, -4] after 4 steps
            [0, -1, 3] after 3 steps
            [-3, -1, -4] after 4 steps
            out_of_bounds at `a[l_0 - 1]`
        "#]],
    );
}

#[test]
fn loops_with_odd_heads() {
    check(
        "int l_0 = 0; int p_0 = 4; for (p_0 = 4; l_0 != 3; p_0 = p_0 - 1) { l_0++; if (p_0 == 3) continue; a[p_0] = p_0; if (a[1] > 3) break; }",
        &[&[0, 0, 0, 0, 0], &[0, 4, 0, 0, 0], &[0, 0, 0, 0]],
        expect![[r#"
            [0, 0, 2, 0, 4] after 18 steps
            [0, 4, 0, 0, 4] after 9 steps
            out_of_bounds at `a[p_0]`
        "#]],
    );
}

#[test]
fn places_outside_the_list() {
    check(
        "a[0] = a[1] + a[2];",
        &[&[1, 2], &[1], &[]],
        expect![[r#"
        out_of_bounds at `a[2]`
        out_of_bounds at `a[1]`
        out_of_bounds at `a[0]`
    "#]],
    );
    check(
        "int l_0 = a[0]; a[l_0 - 1] = a[l_0 + 1];",
        &[&[1, 2, 3], &[0, 2, 3], &[2, 2, 3], &[MAX, 0], &[MIN, 0]],
        expect![[r#"
            [3, 2, 3] after 2 steps
            out_of_bounds at `a[l_0 - 1]`
            out_of_bounds at `a[l_0 + 1]`
            out_of_bounds at `a[l_0 - 1]`
            overflow at `a[l_0 - 1]`
        "#]],
    );
    check(
        "int l_0 = a[0]; if (a[1] < a[l_0] || a[l_0 - 4]) { a[l_0]--; }",
        &[&[-1, 0], &[1, 0], &[1, 1, 5]],
        expect![[r#"
            out_of_bounds at `a[l_0]`
            out_of_bounds at `a[l_0 - 4]`
            out_of_bounds at `a[l_0 - 4]`
        "#]],
    );
}

#[test]
fn results_that_do_not_fit() {
    check(
        "a[0]++;",
        &[&[MAX - 1], &[MAX], &[MIN]],
        expect![[r#"
        [2147483647] after 1 steps
        overflow at `a[0]++`
        [-2147483647] after 1 steps
    "#]],
    );
    check(
        "--a[0];",
        &[&[MIN + 1], &[MIN]],
        expect![[r#"
        [-2147483648] after 1 steps
        overflow at `--a[0]`
    "#]],
    );
    check(
        "a[0] = -a[0];",
        &[&[MAX], &[MIN]],
        expect![[r#"
        [-2147483647] after 1 steps
        overflow at `-a[0]`
    "#]],
    );
    check(
        "a[0] -= a[1];",
        &[&[0, MIN], &[-1, MIN]],
        expect![[r#"
        overflow at `a[0] -= a[1]`
        [2147483647, -2147483648] after 1 steps
    "#]],
    );
    check(
        "a[0] = a[0] + (a[1] - 1);",
        &[&[MAX, 1], &[MAX, 2], &[0, MIN]],
        expect![[r#"
            [2147483647, 1] after 1 steps
            overflow at `a[0] + (a[1] - 1)`
            overflow at `a[1] - 1`
        "#]],
    );
    check(
        "int p_0 = 0; for (p_0 = a[0]; p_0 >= 0; p_0++) { }",
        &[&[MAX - 1], &[-5]],
        expect![[r#"
            overflow at `for (p_0 = a[0]; p_0 >= 0; p_0++) { }`
            [-5] after 3 steps
        "#]],
    );
    check(
        "int p_0 = 0; for (p_0 = a[0]; p_0 != 0; p_0 = p_0 + p_0) { a[0] = 0; }",
        &[&[1], &[MIN], &[0]],
        expect![[r#"
            overflow at `for (p_0 = a[0]; p_0 != 0; p_0 = p_0 + p_0) { a[0] = 0; }`
            overflow at `for (p_0 = a[0]; p_0 != 0; p_0 = p_0 + p_0) { a[0] = 0; }`
            [0] after 3 steps
        "#]],
    );
}

/// The target comes first, then the operands from left to right; a fault in an index comes before
/// the access that it belongs to.
#[test]
fn the_first_fault_is_the_outcome() {
    check(
        "int l_0 = a[0]; a[l_0 + 1] = a[1] + (l_0 + l_0);",
        &[&[MAX], &[0x7fff_fff0], &[-1], &[-1, 0]],
        expect![[r#"
            overflow at `a[l_0 + 1]`
            out_of_bounds at `a[l_0 + 1]`
            out_of_bounds at `a[1]`
            [-2, 0] after 2 steps
        "#]],
    );
    check(
        "int l_0 = a[0]; a[1] = -(l_0 + l_0) - a[l_0];",
        &[&[MAX], &[MAX, 1], &[MIN / 2, 1], &[1, 1]],
        expect![[r#"
            out_of_bounds at `a[1]`
            overflow at `l_0 + l_0`
            overflow at `-(l_0 + l_0)`
            [1, -3] after 2 steps
        "#]],
    );
    check(
        "int l_0 = a[0]; if (a[l_0] < l_0 - 2) { }",
        &[&[MIN], &[0], &[MIN + 1, 1]],
        expect![[r#"
            out_of_bounds at `a[l_0]`
            [0] after 2 steps
            out_of_bounds at `a[l_0]`
        "#]],
    );
}

#[test]
fn endless_loops_stop() {
    check(
        "int p_0 = 0; for (p_0 = 0; p_0 < 1; p_0 += 0) { a[0] = 1; }",
        &[&[0]],
        expect![[r#"
            step_limit at `for (p_0 = 0; p_0 < 1; p_0 += 0) { a[0] = 1; }`
        "#]],
    );
    check(
        "int p_0 = 0; for (p_0 = 0; p_0 < 1; p_0 += 0) { if (a[0]) continue; else { break; } }",
        &[&[0], &[1]],
        expect![[r#"
            [0] after 5 steps
            step_limit at `continue`
        "#]],
    );
    check(
        "int p_0 = 0; for (p_0 = 0; p_0 < 1; p_0 += 0) { a[0] += a[0]; }",
        &[&[0], &[1]],
        expect![[r#"
            step_limit at `for (p_0 = 0; p_0 < 1; p_0 += 0) { a[0] += a[0]; }`
            overflow at `a[0] += a[0]`
        "#]],
    );
}

/// A step is one executed statement or one evaluated condition of a `for`.
#[test]
fn steps_are_counted() {
    let steps = |statements: &str| {
        let executable = Executable::new(&program(statements).1);
        executable.run_with_limit(&mut [0, 1, 2, 3, 4], STEP_LIMIT)
    };
    for (statements, count) in [
        ("", 0),
        ("int l_0 = 1;", 1),
        ("int l_0 = 1; l_0 = 2; a[l_0]++;", 3),
        ("if (a[0]) { a[1]++; }", 1),
        ("if (a[1]) { a[1]++; }", 2),
        ("if (a[0]) { } else { a[0]++; a[0]++; }", 3),
        ("if (a[0]) { } else if (a[1]) { a[0]++; }", 3),
        ("for (int p_0 = 0; p_0 < 0; p_0++) { a[0]++; }", 2),
        ("for (int p_0 = 0; p_0 < 3; p_0++) { }", 5),
        ("for (int p_0 = 0; p_0 < 3; p_0++) { a[0]++; }", 8),
        ("for (int p_0 = 0; p_0 < 3; p_0++) { continue; a[0]++; }", 8),
        ("for (int p_0 = 0; p_0 < 3; p_0++) { break; a[0]++; }", 3),
        (
            "for (int p_0 = 0; p_0 < 3; p_0++) { if (p_0 == 1) break; }",
            6,
        ),
        (
            "int l_0 = 0; for (int p_0 = 0; l_0 < 3; p_0++) { l_0++; }",
            9,
        ),
    ] {
        assert_eq!(steps(statements), Ok(count), "{statements}");
    }
}

/// Every outcome, place and number of steps is the reference interpreter's, under every limit.
#[test]
fn agrees_with_the_reference_interpreter() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..3_000 {
        let source = print(&random_wide_program(&mut rng));
        let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let executable = Executable::new(&program);
        for round in 0..6 {
            let length = if round < 4 {
                5
            } else {
                rng.random_range(1..=10)
            };
            let reach = if round == 3 { MAX / 2 } else { 4 };
            let input: Vec<i32> = (0..length)
                .map(|_| match rng.random_range(0..40) {
                    0 => MAX - rng.random_range(0..3),
                    1 => MIN + rng.random_range(0..3),
                    _ => rng.random_range(-reach..=reach),
                })
                .collect();
            let limit = if round == 2 {
                rng.random_range(0..60)
            } else {
                STEP_LIMIT
            };
            let (mut output, mut expected) = (input.clone(), input.clone());
            let outcome = executable.run_with_limit(&mut output, limit);
            let reference = Interpreter::run(&program, &mut expected, limit);
            // Spans compare equal whatever they hold.
            assert_eq!(
                outcome
                    .err()
                    .map(|fault| (fault.span.start, fault.span.end)),
                reference
                    .err()
                    .map(|fault| (fault.span.start, fault.span.end)),
                "{source}{input:?}, limit {limit}"
            );
            assert_eq!(
                describe(&source, &output, outcome),
                describe(&source, &expected, reference),
                "{source}{input:?}, limit {limit}"
            );
        }
    }
}

/// Far more operators than any canonical program has: the large register file.
#[test]
fn deep_expressions() {
    let first = Elem {
        index: Index::At(Operand::Const(0)),
        span: Span::NONE,
    };
    let mut expr = Expr::Const(1);
    for _ in 0..100 {
        expr = Expr::Bin(
            BinOp::Add,
            Box::new(Expr::Elem(first)),
            Box::new(expr),
            Span::NONE,
        );
    }
    let program = Program {
        names: vec![Name::Local(0)],
        body: vec![
            Stmt::new(StmtKind::Declare {
                var: VarId(0),
                init: expr,
            }),
            Stmt::new(StmtKind::Assign {
                target: LValue::Elem(first),
                op: AssignOp::Set,
                value: Expr::Var(VarId(0)),
            }),
        ],
    };
    let mut list = [3];
    assert_eq!(Executable::new(&program).run(&mut list), Ok(()));
    assert_eq!(list, [301]);
}

/// Straight-line blocks with more steps than one instruction can count, alone and as a loop's body.
#[test]
fn long_blocks() {
    let first = Elem {
        index: Index::At(Operand::Const(0)),
        span: Span::NONE,
    };
    let update = Stmt::new(StmtKind::Update {
        target: LValue::Elem(first),
        op: UpdateOp::PreInc,
    });
    for count in (250..260).chain(505..515) {
        let block = vec![update.clone(); count];
        let mut body = block.clone();
        body.push(Stmt::new(StmtKind::For(For {
            declares: true,
            var: VarId(0),
            init: Expr::Const(0),
            test_var: VarId(0),
            test: CmpOp::Lt,
            bound: Operand::Const(2),
            step_var: VarId(0),
            step: ForStep::Update(UpdateOp::PostInc),
            body: block,
        })));
        let program = Program {
            names: vec![Name::Loop(0)],
            body,
        };
        let executable = Executable::new(&program);
        for limit in [0, 254, 255, 256, 300, 600, 760, 1_540, 10_000] {
            let (mut list, mut expected) = ([0], [0]);
            let outcome = executable.run_with_limit(&mut list, limit);
            let reference = Interpreter::run(&program, &mut expected, limit);
            assert_eq!(outcome, reference, "{count} statements, limit {limit}");
            if outcome.is_ok() {
                assert_eq!(list, expected);
            }
        }
    }
}
