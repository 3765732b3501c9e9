//! Which programs are in the space.

use super::super::bank::{Scene, bank};
use super::super::grammar::{Atom, Node, Place, Sum, Target, cost};
use super::super::items::{Flow, repeated};
use super::super::linear::Linear;
use super::super::member::find;
use super::super::search::Search;
use super::super::spell::spell;
use super::super::{Enumeration, grammar};
use super::{limits, observe, program};
use expect_test::expect;
use lasynth_c::domain::CProgram;
use lasynth_c::equivalence::equivalent;
use lasynth_c::generate::random_program;
use lasynth_c::normal::minimise;
use lasynth_c::printer::print;
use lasynth_search::{Limits, Proposer};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::AtomicBool;

#[test]
fn costs_of_programs() {
    let table = [
        "",
        "a[0] = a[1] + a[3]; a[1] = 4;",
        // Together that is one sum each.
        "a[0] = a[1]; a[2] = a[0] + 1; a[0]++;",
        "int t = a[0]; a[0] = a[1]; a[1] = t;",
        "a[0] = a[1] + a[2] + a[3]; a[0] += a[4];",
        "a[0] = a[1] + a[2]; a[3] = a[0] + a[0] + a[4];",
        "a[0] = a[1] + a[2]; a[1] = a[0] + a[0] - a[3]; a[2] = a[1] - a[4];",
        "if (!(a[0] < 1)) { a[0] = a[1]; }",
        "if (a[0] > 0) { a[1] = 0; } a[2] = 3;",
        "a[2] = 3; if (a[2] > a[0]) { a[1] = 0; } else { a[1] = 1; }",
        "if (a[0] > 0) { a[1] = 0; } if (a[2] > 0) { a[1] = 2; }",
        "if (a[0] > 0 && a[1] > 0) { a[1] = 0; }",
        "for (int i = 0; i <= 4; ++i) { a[i] += 1; }",
        "for (int i = 4; i >= 0; i--) { a[i]++; }",
        "for (int i = 0; i < 4; i++) { a[i + 1] = a[i]; }",
        "for (int i = 0; i < 5; i++) { a[4 - i] = i; }",
        "for (int i = 0; i < 5; i += 3) { a[i] = 0; }",
        "for (int i = 0; i < 5; i++) { if (a[i] > 0 && a[i] < 3) { a[i] = 0; } }",
        "for (int i = 0; i < 5; i++) { if (a[i] > 2) { a[i] = 2; } else if (a[i] < 0) { a[i] = 0; } }",
        "for (int i = 0; i < 5; i++) { if (a[i] == 0) { break; } a[i] = 2; }",
        "for (int i = 0; i < 5; i++) { if (a[i] == 0) { continue; } a[i] = 2; }",
        "for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) { if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } } }",
        "for (int i = 0; i < 4; i++) { for (int j = i; j < 4; j++) { if (a[i] > a[j + 1]) { int t = a[i]; a[i] = a[j + 1]; a[j + 1] = t; } } }",
        "int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } a[0] = t;",
        "int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } for (int i = 0; i < 5; i++) { a[i] = t; }",
        "int t = a[3]; a[t] = 0; a[0] = a[t];",
        "int t = 0; int u = 0; for (int i = 0; i < 5; i++) { t += a[i]; u -= t; } a[0] = u;",
        "int p = 0; for (p = 0; p < 5; p++) { a[p] = 0; }",
    ]
    .map(|text| {
        let found = find(&program(text)).map(|(cost, _)| cost.to_string());
        format!("{:<3} {text}\n", found.unwrap_or("-".to_owned()))
    });
    expect![[r#"
        0   
        18  a[0] = a[1] + a[3]; a[1] = 4;
        18  a[0] = a[1]; a[2] = a[0] + 1; a[0]++;
        10  int t = a[0]; a[0] = a[1]; a[1] = t;
        28  a[0] = a[1] + a[2] + a[3]; a[0] += a[4];
        28  a[0] = a[1] + a[2]; a[3] = a[0] + a[0] + a[4];
        -   a[0] = a[1] + a[2]; a[1] = a[0] + a[0] - a[3]; a[2] = a[1] - a[4];
        14  if (!(a[0] < 1)) { a[0] = a[1]; }
        27  if (a[0] > 0) { a[1] = 0; } a[2] = 3;
        29  a[2] = 3; if (a[2] > a[0]) { a[1] = 0; } else { a[1] = 1; }
        -   if (a[0] > 0) { a[1] = 0; } if (a[2] > 0) { a[1] = 2; }
        -   if (a[0] > 0 && a[1] > 0) { a[1] = 0; }
        9   for (int i = 0; i <= 4; ++i) { a[i] += 1; }
        9   for (int i = 4; i >= 0; i--) { a[i]++; }
        10  for (int i = 0; i < 4; i++) { a[i + 1] = a[i]; }
        13  for (int i = 0; i < 5; i++) { a[4 - i] = i; }
        -   for (int i = 0; i < 5; i += 3) { a[i] = 0; }
        18  for (int i = 0; i < 5; i++) { if (a[i] > 0 && a[i] < 3) { a[i] = 0; } }
        23  for (int i = 0; i < 5; i++) { if (a[i] > 2) { a[i] = 2; } else if (a[i] < 0) { a[i] = 0; } }
        19  for (int i = 0; i < 5; i++) { if (a[i] == 0) { break; } a[i] = 2; }
        -   for (int i = 0; i < 5; i++) { if (a[i] == 0) { continue; } a[i] = 2; }
        27  for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) { if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } } }
        24  for (int i = 0; i < 4; i++) { for (int j = i; j < 4; j++) { if (a[i] > a[j + 1]) { int t = a[i]; a[i] = a[j + 1]; a[j + 1] = t; } } }
        19  int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } a[0] = t;
        21  int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } for (int i = 0; i < 5; i++) { a[i] = t; }
        21  int t = a[3]; a[t] = 0; a[0] = a[t];
        -   int t = 0; int u = 0; for (int i = 0; i < 5; i++) { t += a[i]; u -= t; } a[0] = u;
        7   int p = 0; for (p = 0; p < 5; p++) { a[p] = 0; }
    "#]].assert_eq(&table.concat());
}

#[test]
fn what_costs_too_much_is_outside() {
    let text = "int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } a[0] = t;";
    let (cost, _) = find(&program(text)).unwrap();
    let contains = |dearest| {
        let space = Enumeration {
            dearest,
            ..Enumeration::default()
        };
        space.contains(&CProgram::new(program(text)))
    };
    assert_eq!((contains(cost), contains(cost - 1)), (true, false));
}

/// Whatever is enumerated is in the space, at no higher cost.
#[test]
fn what_is_found_is_inside() {
    let mut found = 0;
    for (seed, task) in [
        "a[0]++;",
        "a[1] = a[0]; a[0] = a[4]; a[2] = a[1] - 1;",
        "for (int i = 1; i < 5; i++) { a[i] = a[i] + a[i - 1]; }",
        "for (int i = 0; i < 4; i++) { if (a[i] < a[i + 1]) { a[i] = 3; } }",
        "int t = a[3]; if (t > 0) { a[0] = t; } else { a[1] = 2; }",
        "int t = a[0]; a[t] = 1; for (int i = 0; i < 5; i++) { a[i] = a[t]; }",
        "int t = 0; for (int i = 0; i < 5; i++) { t += a[i]; } a[t] = 0; a[1] = 2;",
        "for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) { if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } } }",
    ]
    .into_iter()
    .enumerate()
    {
        for count in [0, 2] {
            let (mut observations, stop) = (observe(task, seed as u64), AtomicBool::new(false));
            observations.inputs.truncate(count);
            observations.outcomes.truncate(count);
            let limits = Limits {
                candidates: Some(200_000),
                ..limits(&stop)
            };
            let options = Enumeration {
                behaviours: 3_000,
                slack: 100,
                ..Enumeration::default()
            };
            let mut sink = |cost, program| {
                let known = find(&program).map(|(cost, _)| cost);
                assert!(known.is_some_and(|known| known <= cost), "{cost} {known:?} {}", print(&program));
                found += 1;
            };
            Search::new(&options, &observations, &limits, &mut sink).run();
        }
    }
    assert!(found > 5_000, "{found}");
}

/// The same of all loops of some costs.
#[test]
fn loops_are_inside() {
    let mut looked_at = 0;
    for (bound, local) in [(12, false), (16, false), (13, true), (16, true)] {
        let mut number = 0;
        let _ = repeated(bound, local, None, &mut |node| {
            number += 1;
            if number % 11 != 0 {
                return Flow::Continue(());
            }
            let start = Node::Set(Target::Local, Sum::atom(Atom::Elem(Place::Fixed(1))));
            let nodes = [vec![start; usize::from(local)], vec![node.clone()]].concat();
            let program = spell(&nodes).expect("two loops at most");
            let known = find(&program).map(|(cost, _)| cost);
            assert!(
                known.is_some_and(|known| known <= cost(&nodes)),
                "{}",
                print(&program)
            );
            looked_at += 1;
            Flow::Continue(())
        });
    }
    assert!(looked_at > 1_000, "{looked_at}");
}

/// What a program is read as does the same.
#[test]
fn read_as_meant() {
    let mut read = 0;
    for seed in 0..4_000 {
        let original = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
        for program in [minimise(&original), original] {
            if let Some((_, nodes)) = find(&program) {
                let spelled = spell(&nodes).expect("no more loops than the program");
                let same = equivalent(&program, &spelled);
                assert!(
                    same.is_ok(),
                    "{}\n{}\n{same:?}",
                    print(&program),
                    print(&spelled)
                );
                read += 1;
            }
        }
    }
    assert!(read > 1_000, "{read}");
}

/// Every sum and comparison of the banks is itself when it is read.
#[test]
fn banks_are_canonical() {
    let linear = |sum: &Sum| {
        let mut out = Linear::constant(sum.constant);
        for (negative, atom) in sum.atoms() {
            out.add(&Linear::atom(atom), if negative { -1 } else { 1 });
        }
        out
    };
    for scene in [Scene::Straight, Scene::Loop, Scene::Nested] {
        for local in [false, true] {
            let bank = bank(scene, local);
            for sum in bank.sums.iter().flatten() {
                assert_eq!(linear(sum).sum(scene, local), Some(*sum));
            }
            for test in bank.comparisons.iter().flatten() {
                let grammar::Comparison { left, op, right } = test;
                let read = linear(left).compared(*op, &linear(right), scene, local);
                assert_eq!(read, Some(*test));
            }
        }
    }
}
