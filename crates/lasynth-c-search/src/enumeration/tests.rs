//! Tasks made up for these tests, limits, order.

mod membership;

use super::grammar::{Atom, Comparison, Edge, Head, Node, Place, Sum, Target, Test};
use super::items::{Flow, repeated};
use super::machine::{Goal, WIDTH, run};
use super::search::Search;
use super::spell::spell;
use super::{Enumeration, count};
use crate::{List, ListObservations, observation};
use expect_test::{Expect, expect};
use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c::printer::print;
use lasynth_c::probes::random_input;
use lasynth_c::syntax::Program;
use lasynth_core::StopReason;
use lasynth_search::Limits;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

fn program(statements: &str) -> Program {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

/// Five inputs and what the statements make of them; enough to find something, and to leave things open.
fn observe(statements: &str, seed: u64) -> ListObservations {
    observe_more(statements, seed, 5)
}

fn observe_more(statements: &str, seed: u64, count: usize) -> ListObservations {
    let program = Executable::new(&program(statements));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut out = ListObservations::default();
    for _ in 0..count {
        let input: List = random_input(&mut rng);
        out.push(input, observation::run(&program, &input));
    }
    out
}

fn limits(stop: &AtomicBool) -> Limits<'_> {
    Limits {
        deadline: None,
        candidates: None,
        memory: 1 << 28,
        stop,
        seed: 0,
        progress: None,
    }
}

fn propose(
    options: &Enumeration,
    observations: &ListObservations,
    change: impl Fn(&mut Limits<'_>),
) -> (StopReason, Vec<Program>) {
    let stop = AtomicBool::new(false);
    let mut limits = limits(&stop);
    change(&mut limits);
    let mut found = Vec::new();
    let reason = options.enumerate(observations, &limits, &mut |program| found.push(program));
    (reason, found)
}

/// The first program for what the statements do.
fn check(statements: &str, expected: Expect) {
    let options = Enumeration {
        behaviours: 1,
        ..Enumeration::default()
    };
    let observations = observe_more(statements, 7, 10);
    let (reason, found) = propose(&options, &observations, |limits| {
        limits.candidates = Some(1_500_000);
    });
    assert_eq!(reason, StopReason::Found, "{statements}");
    assert!(observations.are_met_by(&Executable::new(&found[0])));
    let text = print(&found[0]);
    let lines: Vec<&str> = text.lines().collect();
    // Without the heading and the end, which are the same in all programs.
    let body = lines[2..lines.len() - 2]
        .iter()
        .map(|line| format!("{}\n", &line[4..]));
    expected.assert_eq(&body.collect::<String>());
}

#[test]
fn one_loop_is_found_from_what_it_has_to_do() {
    check(
        "for (int i = 0; i < 5; i++) { a[i] = a[i] + a[i]; }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                a[p_0] += a[p_0];
            }
        "#]],
    );
    check(
        "for (int i = 4; i > 0; i--) { a[i] = a[i] - a[i - 1]; }",
        expect![[r#"
            for (int p_0 = 4; p_0 > 0; p_0--)
            {
                a[p_0] -= a[p_0 - 1];
            }
        "#]],
    );
    check(
        "for (int i = 0; i < 4; i++) { if (a[i] > a[4]) { a[i] = a[4]; } }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                if (a[p_0] > a[4])
                {
                    a[p_0] = a[4];
                }
            }
        "#]],
    );
    check(
        "for (int i = 0; i < 5; i++) { if (a[i] > 1) { a[i]--; } else { a[i] = 0; } }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                if (a[p_0] > 0)
                {
                    a[p_0]--;
                }
                else
                {
                    a[p_0] = 0;
                }
            }
        "#]],
    );
    check(
        "for (int i = 0; i < 5; i++) { if (a[i] == 0) { break; } a[i] = 2; }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                if (a[p_0] == 0)
                {
                    break;
                }
                a[p_0] = 2;
            }
        "#]],
    );
    check(
        "for (int i = 0; i < 5; i++) { if (a[i] > 0 && a[i] < 3) { a[i] = 0; } }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                if (a[p_0] > 0 && a[p_0] <= 2)
                {
                    a[p_0] = 0;
                }
            }
        "#]],
    );
}

#[test]
fn what_comes_before_is_enumerated() {
    check(
        "int t = 1; for (int i = 0; i < 5; i++) { t += a[i]; } for (int i = 0; i < 5; i++) { a[i] = t; }",
        expect![[r#"
            int l_0 = 1;
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                l_0 += a[p_0];
            }
            for (int p_1 = 0; p_1 < 5; p_1++)
            {
                a[p_1] = l_0;
            }
        "#]],
    );
    check(
        "for (int i = 0; i < 5; i++) { for (int j = 0; j < 5; j++) { if (a[j] < a[i]) { a[j]++; } } }",
        expect![[r#"
            for (int p_0 = 0; p_0 < 5; p_0++)
            {
                for (int p_1 = 0; p_1 < 5; p_1++)
                {
                    if (a[p_0] > a[p_1])
                    {
                        a[p_1]++;
                    }
                }
            }
        "#]],
    );
}

#[test]
fn straight_assignments_are_looked_up() {
    check(
        "int t = a[0]; a[0] = a[1]; a[1] = a[2]; a[2] = t;",
        expect![[r#"
            for (int p_0 = 0; p_0 < 2; p_0++)
            {
                int l_0 = a[p_0];
                a[p_0] = a[p_0 + 1];
                a[p_0 + 1] = l_0;
            }
        "#]],
    );
    check(
        "a[1] = a[0] + a[3]; a[4] = 2 - a[2];",
        expect![[r#"
        a[1] = a[0] + a[3];
        a[4] = 2 - a[2];
    "#]],
    );
    check(
        "if (a[0] < 0) { a[0] = a[1]; a[1] = 4; }",
        expect![[r#"
            if (a[0] < 0)
            {
                a[0] = a[1];
                a[1] = 4;
            }
        "#]],
    );
}

#[test]
fn a_run_can_have_to_be_invalid() {
    check(
        "int t = a[3]; a[t] = 0;",
        expect![[r#"
        int l_0 = a[3];
        a[l_0] = 0;
    "#]],
    );
}

/// More observations than lanes in a block, or than contexts, and none.
#[test]
fn any_number_of_observations() {
    for (count, statements) in [
        (0, "a[2] = 0;"),
        (
            9,
            "for (int i = 1; i < 5; i++) { if (a[i] < a[0]) { a[i] = 0; } }",
        ),
        (
            20,
            "for (int i = 0; i < 5; i++) { if (a[i] < 0) { a[i]--; } else { a[i] = i; } }",
        ),
        (
            40,
            "for (int i = 0; i < 4; i++) { if (a[i] > 2) { break; } a[i] = 0; }",
        ),
        (
            40,
            "int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } a[t] = 0;",
        ),
    ] {
        let observations = observe_more(statements, 11, count);
        let (_, found) = propose(&Enumeration::default(), &observations, |limits| {
            limits.candidates = Some(300_000);
        });
        assert!(!found.is_empty(), "{statements}");
        for program in found {
            assert!(
                observations.are_met_by(&Executable::new(&program)),
                "{}",
                print(&program)
            );
        }
    }
}

/// What [`super::machine`] makes of statements is what the programs that they are spelled as do.
#[test]
fn spelled_as_run() {
    let observations = observe_more("a[0] = 0;", 13, WIDTH);
    let goal = Goal::new(&observations);
    let mut looked_at = 0;
    for (cost, local) in [(12, false), (17, false), (13, true), (16, true)] {
        let mut number = 0;
        let _ = repeated(cost, local, None, &mut |node| {
            number += 1;
            if number % 7 != 0 {
                return Flow::Continue(());
            }
            let start = Node::Set(Target::Local, Sum::atom(Atom::Elem(Place::Fixed(1))));
            let nodes: Vec<Node> = local
                .then_some(start)
                .into_iter()
                .chain([node.clone()])
                .collect();
            let program = spell(&nodes).expect("two loops at most");
            assert_eq!(parse(&print(&program)).as_ref(), Ok(&program));
            let executable = Executable::new(&program);
            let mut blocks = goal.start.clone();
            // That a run is lost is of no interest here.
            let _ = run(&nodes, &mut blocks, &goal);
            for (lane, input) in observations.inputs.iter().enumerate() {
                let block = &blocks[0];
                let outcome = (block.bad[lane] == 0).then(|| block.list.map(|at| at[lane].into()));
                assert_eq!(
                    outcome,
                    observation::run(&executable, input),
                    "{}",
                    print(&program)
                );
            }
            looked_at += 1;
            Flow::Continue(())
        });
    }
    assert!(looked_at > 1_000, "{looked_at}");
}

#[test]
fn size_of_the_space() {
    let counts: Vec<_> = (6..=21)
        .step_by(3)
        .map(|bound| (bound, count::programs(bound)))
        .collect();
    expect![[r#"
        [
            (
                6,
                21,
            ),
            (
                9,
                357,
            ),
            (
                12,
                6789,
            ),
            (
                15,
                95217,
            ),
            (
                18,
                1353471,
            ),
            (
                21,
                19298956,
            ),
        ]
    "#]]
    .assert_debug_eq(&counts);
}

#[test]
fn smallest_first() {
    let tasks = [
        "for (int i = 1; i < 5; i++) { a[i] = a[i] + a[i - 1]; }",
        "a[1] = a[0]; a[2] = a[4] - 1;",
        "for (int i = 0; i < 4; i++) { if (a[i] < a[i + 1]) { a[i] = 3; } }",
    ];
    let mut costs = Vec::new();
    for task in tasks {
        let (observations, stop) = (observe(task, 3), AtomicBool::new(false));
        let limits = Limits {
            candidates: Some(100_000),
            ..limits(&stop)
        };
        let mut found = Vec::new();
        let mut sink = |cost, _| found.push(cost);
        Search::new(&Enumeration::default(), &observations, &limits, &mut sink).run();
        assert!(found.is_sorted(), "{task} {found:?}");
        costs.push((found.len(), found[0], found[found.len() - 1]));
    }
    expect!["[(2, 12, 19), (1, 16, 16), (1, 17, 17)]"].assert_eq(&format!("{costs:?}"));
}

#[test]
fn costs() {
    let here = Target::Elem(Place::Outer(0));
    let head = |first, end| Head {
        first: Edge::Const(first),
        end: Edge::Const(end),
        step: 1,
    };
    let element = Sum::atom(Atom::Elem(Place::Outer(0)));
    let test = Test::One(Comparison {
        left: element,
        op: lasynth_c::syntax::CmpOp::Lt,
        right: Sum::constant(0),
    });
    let set = Node::Set(here, Sum::constant(0));
    let branch = Node::If(test, vec![set.clone()], vec![]);
    let nodes = [
        Node::For(head(0, 5), vec![set.clone()]),
        Node::For(head(1, 4), vec![set.clone()]),
        Node::For(head(0, 5), vec![branch.clone()]),
        Node::For(head(0, 5), vec![Node::For(head(0, 5), vec![branch])]),
    ];
    let costs = nodes.map(|node| node.cost());
    expect!["[7, 9, 12, 18]"].assert_eq(&format!("{costs:?}"));
}

#[test]
fn the_same_twice() {
    let observations = observe("if (a[0] > 0) { a[2]++; }", 5);
    let once = || {
        propose(&Enumeration::default(), &observations, |limits| {
            limits.candidates = Some(100_000)
        })
    };
    let (reason, found) = once();
    assert!(found.len() > 3);
    assert_eq!((reason, found), once());
}

#[test]
fn limits_hold() {
    // Nothing of the space does this.
    let mut observations = observe("a[0] = 0;", 9);
    for (at, outcome) in observations.outcomes.iter_mut().enumerate() {
        *outcome = Some([7, 3 * at as i32, 19, -31, 100]);
    }
    let all = Enumeration::default();
    let (reason, found) = propose(&all, &observations, |limits| {
        limits.deadline = Some(Instant::now());
    });
    assert_eq!((reason, found.len()), (StopReason::Time, 0));
    let (reason, _) = propose(&all, &observations, |limits| {
        limits.candidates = Some(1_000)
    });
    assert_eq!(reason, StopReason::Candidates);
    let (reason, _) = propose(&all, &observations, |limits| limits.memory = 100_000);
    assert_eq!(reason, StopReason::Exhausted);
    let small = Enumeration {
        dearest: 14,
        ..Enumeration::default()
    };
    let (reason, _) = propose(&small, &observations, |_| {});
    assert_eq!(reason, StopReason::Exhausted);
    let stop = AtomicBool::new(true);
    let reason = all.enumerate(&observations, &limits(&stop), &mut |_| {});
    assert_eq!(reason, StopReason::Interrupted);
}
