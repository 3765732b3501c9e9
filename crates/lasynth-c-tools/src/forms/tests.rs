//! What is counted of programs, and what is made of the counts.

use super::*;
use expect_test::{Expect, expect};
use lasynth_c::domain::RestrictedC;
use lasynth_core::{Example, Input, Kind, Language, Tasks, Value};
use lasynth_data::compare::{Comparison, Distribution};

const PROGRAM: &str = "int * func_1(int a[]) {
    int p_0 = 2;
    int l_0 = 3;
    int l_1 = (-2);
    int l_2 = 1;
    for (p_0 = 1; p_0 <= 3; p_0++) {
        int l_3 = 0;
        a[p_0]--;
        if (a[l_0] + 1 != l_1) break;
        for (int p_1 = 4; p_1 > 0; p_1 -= 2) {
            l_3 = a[p_1 - 1] - 4 + a[2];
            a[l_0] += l_3;
        }
    }
    if (a[0]) {
        a[p_0] = -a[1];
    } else {
        a[4] = 2;
        a[1] = a[p_0] - (-4);
    }
    return a;
}
";

fn empty() -> Distribution<'static> {
    Distribution::new(&RestrictedC, &CForms)
}

fn of(programs: &[&str]) -> Distribution<'static> {
    let mut distribution = empty();
    for program in programs {
        distribution.add(RestrictedC.parse(program).unwrap().as_ref());
    }
    distribution
}

fn kind(name: &str) -> Option<Kind> {
    let mut kinds = RestrictedC.kinds().iter();
    kinds.find(|kind| kind.name() == name).copied()
}

fn side_by_side(sets: &[(&str, &Distribution<'static>)]) -> Comparison<'static> {
    let set = |(name, set): &(&str, &Distribution<'static>)| ((*name).to_owned(), (*set).clone());
    Comparison {
        sets: sets.iter().map(set).collect(),
    }
}

#[test]
fn parts_add_up() {
    let other = "int * func_1(int a[]) { a[0] = 3; return a; }";
    let pair = |input: Vec<i32>, output: Vec<i32>| Example {
        input: Input::list(&input),
        output: Value::List(output),
    };
    let task = |distribution: &mut Distribution, output| {
        let program = RestrictedC.parse(other).unwrap();
        distribution.add_task(
            program.as_ref(),
            &[pair(vec![1, 2], vec![3, 2])],
            &[pair(vec![2, 2], output)],
        );
    };
    let mut whole = of(&[PROGRAM]);
    task(&mut whole, vec![3, 2]);
    task(&mut whole, vec![4, 2]);
    let (mut first, mut second) = (of(&[PROGRAM]), empty());
    task(&mut second, vec![3, 2]);
    task(&mut second, vec![4, 2]);
    first.merge(second);
    let report = |set| side_by_side(&[("set", set)]).report();
    assert_eq!(report(&first), report(&whole));
    assert_eq!(first.baseline(None), Some(0.5));
}

/// Every form that occurs, with its count.
fn check(programs: &[&str], shown: Expect) {
    let distribution = of(programs);
    let text: String = (distribution.topics().iter().enumerate())
        .map(|(number, topic)| {
            let counts = distribution.counts(number);
            let forms = topic.forms.iter().zip(counts);
            let forms: Vec<String> = forms
                .filter(|(_, count)| **count > 0)
                .map(|(form, count)| format!("{form}: {count}"))
                .collect();
            format!("{}: {}\n", topic.title, forms.join(", "))
        })
        .collect();
    shown.assert_eq(&text);
}

#[test]
fn every_form_is_counted_once() {
    check(
        &[PROGRAM],
        expect![[r#"
        kind: mixed: 1
        statement: =: 4, += -=: 1, ++ --: 1, if with else: 1, if without else: 1, for: 2, break: 1
        statements at the top level: 2: 1
        statements in a loop: 2: 1, 3: 1
        statements in a side of a branch: 1: 1, 2: 1
        nesting: 2: 1
        target of =: variable: 1, a[constant]: 2, a[variable]: 1
        operators in the value of =: 0: 2, 1: 1, 2: 1
        operator: +: 1, -: 2, unary -: 1
        operand: constant: 3, a[constant]: 2, a[variable]: 1, a[sum]: 1
        condition: with an operator: 1, bare value: 1
        relation: !=: 1
        right side of a relation: variable: 1
        direction of a loop: ascending: 1, descending: 1
        relation of a loop: <=: 1, >: 1
        bound of a loop: 0: 1, 3: 1
        step of a loop: v++ v--: 1, 2 in any form: 1
        passes of a loop: 2: 1, 3: 1
        jump: break: 1
        locals in a program: 4: 1
        first value of a local: -2: 1, 0: 1, 1: 1, 3: 1
        use of a local: index: 1, value: 2, none: 1
        declaration of a local: function: 3, inner block: 1
    "#]],
    );
}

#[test]
fn forms_that_only_people_write() {
    check(
        &["int * func_1(int a[]) {
            int n = a[0];
            for (int i = 0; i < n; i = i + 3) {
                if (a[0] < 1 && !a[1]) { continue; } else if (a[2]) { } else { break; }
            }
            for (n = 3; n != 3; ++n) { }
            return a;
        }"],
        expect![[r#"
            kind: mixed: 1
            statement: if with else: 2, for: 2, continue: 1, break: 1
            statements at the top level: 2: 1
            statements in a loop: 0: 1, 1: 1
            statements in a side of a branch: 0: 1, 1: 3
            nesting: 3: 1
            target of =: 
            operators in the value of =: 
            operator: 
            operand: 
            condition: bare value: 1, && || !: 1
            relation: 
            right side of a relation: 
            direction of a loop: ascending: 2
            relation of a loop: <: 1, !=: 1
            bound of a loop: 3: 1, other: 1
            step of a loop: ++v --v: 1, other: 1
            passes of a loop: 0: 1, other: 1
            jump: continue: 1, break: 1
            locals in a program: 0: 1
            first value of a local: 
            use of a local: 
            declaration of a local: 
        "#]],
    );
}

#[test]
fn the_baseline_is_counted_by_kind() {
    let program = RestrictedC.parse("int * func_1(int a[]) { a[0] = a[1]; return a; }");
    let program = program.unwrap();
    let pair = |input: [i32; 2], output: [i32; 2]| Example {
        input: Input::list(&input),
        output: Value::List(output.to_vec()),
    };
    let examples = [pair([1, 2], [2, 2]), pair([0, 3], [3, 3])];
    let mut distribution = empty();
    distribution.add_task(program.as_ref(), &examples, &[pair([2, -1], [-1, -1])]);
    distribution.add_task(program.as_ref(), &examples, &[pair([2, -1], [4, -1])]);
    assert_eq!(distribution.baseline(kind("seq")), Some(0.5));
    assert_eq!(distribution.baseline(None), Some(0.5));
    assert_eq!(distribution.baseline(kind("for")), None);
    assert_eq!(distribution.programs(), 2);
}

#[test]
fn lengths_are_quantiles() {
    let texts: Vec<String> = (0..10)
        .map(|n| {
            format!(
                "int * func_1(int a[]) {{ {} return a; }}",
                "a[0]++; ".repeat(n)
            )
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let distribution = of(&texts);
    let lengths = [0, 10, 50, 90, 100].map(|percent| distribution.length(None, percent));
    assert_eq!(lengths, [14, 20, 44, 68, 68].map(Some));
    assert_eq!(distribution.length(kind("if"), 50), None);
}

#[test]
fn distance_is_the_share_that_must_move() {
    let loops = "int * func_1(int a[]) { for (int i = 0; i < 2; i++) { } return a; }";
    let none = "int * func_1(int a[]) { return a; }";
    let (one, other) = (of(&[loops, loops, loops, none]), of(&[loops, none]));
    assert_eq!(one.distance(&other, About::Kind as usize), Some(0.25));
    assert_eq!(one.distance(&one, About::Kind as usize), Some(0.0));
    assert_eq!(one.distance(&other, About::Jump as usize), None);
}

/// Two sets of so many programs each, half of them with a loop: the standard deviation of the
/// difference of the two shares is 0.1, the mean of its absolute value 0.0798.
#[test]
fn chance_shrinks_with_the_number_of_programs() {
    let loops = "int * func_1(int a[]) { for (int i = 0; i < 2; i++) { } return a; }";
    let none = "int * func_1(int a[]) { return a; }";
    let half = of(&[loops, none].repeat(25));
    let chance = half.chance(&half, About::Kind as usize).unwrap();
    assert!((chance - 0.0798).abs() < 1e-4, "{chance}");
    assert_eq!(half.chance(&half, About::Jump as usize), None);
}

#[test]
fn sources_stand_side_by_side() {
    let (one, other) = (of(&[PROGRAM]), of(&["int * func_1(int a[]) { return a; }"]));
    let text = side_by_side(&[("one", &one), ("other", &other)]).to_string();
    let start: Vec<&str> = text.lines().take(23).collect();
    expect![[r#"
                                                      one        other
          programs                                      1            1

        length in plain tokens: 10 %, median, 90 %
          all                                 161 161 161     14 14 14
          seq                                           -     14 14 14
          if                                            -            -
          for                                           -            -
          mixed                               161 161 161            -

        solved by the baseline
          all                                           -            -
          seq                                           -            -
          if                                            -            -
          for                                           -            -
          mixed                                         -            -

        kind
          seq                                         0.0        100.0
          if                                          0.0          0.0
          for                                         0.0          0.0
          mixed                                     100.0          0.0
          distance (by chance)                            100.0 (56.4)"#]]
    .assert_eq(&start.join("\n"));
}
