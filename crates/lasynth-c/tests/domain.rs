//! The domain as the crates above see it: faults, examples, random tasks.

use expect_test::{Expect, expect};
use lasynth_c::domain::{RestrictedC, signature};
use lasynth_c::exec::Executable;
use lasynth_core::{
    Draw, DrawRules, Dropped, Example, Input, Language, Lists, Program, RangeRule, Tasks, Value,
    Values,
};
use std::collections::HashSet;

fn function(body: &str) -> String {
    format!("int * func_1(int a[])\n{{\n{body}\n    return a;\n}}\n")
}

fn parse(body: &str) -> Box<dyn Program> {
    RestrictedC.parse(&function(body)).expect("a program")
}

fn check_run(program: &dyn Program, input: &[i32], expected: Expect) {
    expected.assert_eq(&match program.run(&Input::list(input)) {
        Ok(output) => output.to_string(),
        Err(fault) => fault.to_string(),
    });
}

#[test]
fn programs_run_on_lists_of_one_to_ten() {
    let program = parse("    a[0] += 3;");
    check_run(&*program, &[1], expect!["[4]"]);
    check_run(
        &*program,
        &[70, -5, 0, 0, 0, 0, 0, 0, 0, 1],
        expect!["[73, -5, 0, 0, 0, 0, 0, 0, 0, 1]"],
    );
    check_run(
        &*program,
        &[],
        expect!["bad_input at the input: it has 0 elements, a list of 1 to 10 is supported"],
    );
    check_run(
        &*program,
        &[0; 11],
        expect!["bad_input at the input: it has 11 elements, a list of 1 to 10 is supported"],
    );
}

#[test]
fn faults_name_the_place_in_the_text_as_written() {
    let program = parse("    int where = 3;\n    a[0] = 1 +\n       a[where  + 2];");
    check_run(
        &*program,
        &[0; 5],
        expect!["out_of_bounds at line 5: a[where + 2]"],
    );
    check_run(
        &*parse("    a[1]++;"),
        &[0, i32::MAX],
        expect!["overflow at line 3: a[1]++"],
    );
    let endless =
        parse("    int i = 0;\n    for (i = 0; i < 2; i++)\n    {\n        i = 0;\n    }");
    check_run(
        &*endless,
        &[0; 5],
        expect!["step_limit at line 4: for (i = 0; i < 2; i++) { i = 0; }"],
    );
}

#[test]
fn faults_of_programs_without_text_name_the_place_in_the_canonical_text() {
    let parsed = parse("int where = 3; a[0] = 1 + a[where + 2];");
    let decoded = RestrictedC
        .decode(&parsed.tokens().expect("tokens"))
        .expect("a program");
    assert_eq!(decoded.source(), parsed.source());
    check_run(
        &*decoded,
        &[0; 5],
        expect!["out_of_bounds at line 4: a[l_0 + 2]"],
    );
}

fn check_examples(pairs: &[(&[i32], &[i32])], expected: Expect) {
    let examples: Vec<Example> = pairs
        .iter()
        .map(|(i, o)| Example {
            input: Input::list(i),
            output: Value::List(o.to_vec()),
        })
        .collect();
    expected.assert_eq(&match RestrictedC.check_examples(&examples) {
        Ok(()) => "fine".to_owned(),
        Err(e) => format!("{:?} {:?} {e}", e.example, e.other),
    });
}

#[test]
fn examples_are_checked() {
    let fine: (&[i32], &[i32]) = (&[0, 1, 2, 3, 4], &[0, 1, 2, 3, -4]);
    check_examples(&[fine], expect!["fine"]);
    check_examples(&[fine; 10], expect!["fine"]);
    check_examples(
        &[],
        expect![
            "None None there are 0 examples, but between 1 and 10 are supported. Give at least one input with its output."
        ],
    );
    check_examples(
        &[fine; 11],
        expect![
            "None None there are 11 examples, but between 1 and 10 are supported. Keep the most telling ones and leave the others out."
        ],
    );
    check_examples(
        &[fine, (&[1, 2], &[1, 2, 3])],
        expect![
            "Some(1) None example 2: the input has 2 elements but the output has 3 elements; a program changes its list in place, so both must have the same length, 5."
        ],
    );
    check_examples(
        &[fine, (&[1], &[1])],
        expect![
            "Some(1) None example 2: the lists have 1 element, but exactly 5 are supported. Append elements that stay as they are."
        ],
    );
    check_examples(
        &[(&[1; 6], &[1; 6])],
        expect![
            "Some(0) None example 1: the lists have 6 elements, but exactly 5 are supported. Leave out elements that do not matter."
        ],
    );
    check_examples(
        &[fine, fine, (&[0, 0, 7, 0, 0], &[0; 5])],
        expect![
            "Some(2) None example 3: element 3 of the input is 7, but values from -4 to 4 are supported. Choose an example whose values all lie in that range."
        ],
    );
    check_examples(
        &[(&[0; 5], &[0, 0, 0, 0, -5])],
        expect![
            "Some(0) None example 1: element 5 of the output is -5, but values from -4 to 4 are supported. Choose an example whose values all lie in that range."
        ],
    );
    check_examples(
        &[fine, (&[0; 5], &[0; 5]), (&[0, 1, 2, 3, 4], &[1; 5])],
        expect![
            "Some(2) Some(0) examples 1 and 3 contradict each other: the input [0, 1, 2, 3, 4] gives [0, 1, 2, 3, -4] in the first and [1, 1, 1, 1, 1] in the second, but a program gives one output. Correct or remove one of them."
        ],
    );
}

/// Values of other kinds, and other numbers of them, come from specifications of other languages.
#[test]
fn other_values_are_refused() {
    let list = || Value::List(vec![0; 5]);
    let mut said = String::new();
    for (input, output) in [
        (vec![list(), Value::Int(2)], list()),
        (vec![Value::Int(2)], list()),
        (vec![list()], Value::Int(2)),
    ] {
        let input = Input(input);
        let example = Example {
            input: input.clone(),
            output,
        };
        let refused = RestrictedC.check_examples(&[example]).expect_err("refused");
        let run = RestrictedC.check_input(&input);
        said += &format!("{refused}\n{run:?}\n");
    }
    expect![[r#"
        example 1: the input has 2 values, but a program takes one list of 5.
        Err("it has 2 values, one list is supported")
        example 1: the input is an integer, but a program takes and returns a list of 5 integers.
        Err("it is an integer, a list is supported")
        example 1: the output is an integer, but a program takes and returns a list of 5 integers.
        Ok(())
    "#]]
    .assert_eq(&said);
}

#[test]
fn signatures_tell_behaviours_apart_and_nothing_else() {
    let of = |body: &str| {
        let program = lasynth_c::parser::parse(&function(body)).expect("a program");
        signature(&Executable::new(&program))
    };
    assert_eq!(of("a[0]++;"), of("int i = 1; a[0] = a[0] + i;"));
    assert_ne!(of("a[0]++;"), of("a[0]--;"));
    // Signatures of different faults differ, and stay what they are in files.
    let bounds = of("a[0] = a[5 - 1 + 1];"
        .replace("5 - 1 + 1", "4 + 1")
        .as_str());
    let steps = of("int i = 0; for (i = 0; i < 1; i++) { i = -1; }");
    assert_ne!(bounds, steps);
    expect!["b4bbf5235edcac2228724da584c009cd 8ab0a0a18bcce3cea8ecdb629be793cd"]
        .assert_eq(&format!("{bounds:032x} {steps:032x}"));
}

fn draws(rules: &DrawRules, seeds: std::ops::Range<u64>) -> Vec<Result<Draw, Dropped>> {
    seeds.map(|seed| RestrictedC.draw(rules, seed)).collect()
}

#[test]
fn drawn_tasks_obey_the_rules() {
    let rules = DrawRules {
        examples: 4,
        heldout: 3,
        ..DrawRules::default()
    };
    let mut reasons = HashSet::new();
    for draw in draws(&rules, 0..1_500) {
        let draw = match draw {
            Ok(draw) => draw,
            Err(reason) => {
                reasons.insert(reason);
                continue;
            }
        };
        assert_eq!((draw.examples.len(), draw.heldout.len()), (4, 3));
        let pairs: Vec<&Example> = draw.examples.iter().chain(&draw.heldout).collect();
        let inputs: HashSet<&Input> = pairs.iter().map(|pair| &pair.input).collect();
        assert_eq!(inputs.len(), 7, "inputs are distinct");
        for pair in pairs {
            assert_eq!(draw.program.run(&pair.input).as_ref(), Ok(&pair.output));
            for items in [pair.input.as_list(), pair.output.as_list()] {
                let items = items.expect("a list");
                assert!(items.len() == 5 && items.iter().all(|v| (-4..=4).contains(v)));
            }
        }
        assert!(draw.normal.is_none());
    }
    assert_eq!(
        reasons,
        HashSet::from([Dropped::Identity, Dropped::Constant, Dropped::Range])
    );
}

/// A program that differs from the identity, or from a constant, only where its output leaves the
/// range has pairs that show nothing else.
#[test]
fn tasks_that_show_only_the_identity_or_a_constant_are_dropped() {
    let pairs = |draw: &Draw| -> Vec<Example> {
        let all = draw.examples.iter().chain(&draw.heldout);
        all.cloned().collect()
    };
    let mut kept = 0;
    for draw in draws(&DrawRules::default(), 0..4_000).into_iter().flatten() {
        let pairs = pairs(&draw);
        let same = |pair: &Example| pair.input.as_list() == pair.output.as_list();
        assert!(!pairs.iter().all(same), "{}", draw.program.source());
        let constant = pairs.iter().all(|pair| pair.output == pairs[0].output);
        assert!(!constant, "{}", draw.program.source());
        kept += 1;
    }
    assert!(kept > 2_000, "{kept}");
    // A single pair says nothing about others.
    let single = DrawRules {
        examples: 1,
        heldout: 0,
        ..DrawRules::default()
    };
    assert!(draws(&single, 0..50).iter().flatten().count() > 20);
}

/// The strict reading draws the same program and inputs, and drops it where the other draws again.
#[test]
fn strict_drops_what_redraw_keeps() {
    let redraw = draws(&DrawRules::default(), 0..400);
    let strict = draws(
        &DrawRules {
            range: RangeRule::Strict,
            ..DrawRules::default()
        },
        0..400,
    );
    let mut dropped = 0;
    for (redraw, strict) in redraw.iter().zip(&strict) {
        match (redraw, strict) {
            (Ok(redraw), Ok(strict)) => assert_eq!(redraw.examples, strict.examples),
            (Ok(_), Err(reason)) => {
                assert_eq!(*reason, Dropped::Range);
                dropped += 1;
            }
            // Pairs that show nothing may come from drawing again.
            (Err(Dropped::Identity | Dropped::Constant), Err(Dropped::Range)) => {}
            (Err(redraw), strict) => assert_eq!(Some(redraw), strict.as_ref().err()),
        }
    }
    assert!((100..300).contains(&dropped), "{dropped} more are dropped");
}

/// Shares of the kinds and lengths of 2,000 tasks without duplicates, beside what is aimed at.
#[test]
fn the_distribution_is_the_one_aimed_at() {
    let kinds = RestrictedC.kinds();
    let mut seen = HashSet::new();
    let mut lengths = Vec::new();
    let mut counts = [0.0; 4];
    let mut seed = 0;
    while lengths.len() < 2_000 {
        if let Ok(draw) = RestrictedC.draw(&DrawRules::default(), seed)
            && seen.insert(draw.signature)
        {
            lengths.push(draw.program.length());
            let kind = draw.program.kind();
            counts[kinds.iter().position(|k| *k == kind).expect("a kind")] += 1.0;
        }
        seed += 1;
    }
    for ((kind, count), aim) in kinds.iter().zip(counts).zip([29.0, 16.0, 23.5, 31.5]) {
        let share: f64 = 100.0 * count / 2_000.0;
        assert!(
            (share - aim).abs() < 3.0,
            "{}: {share} % instead of {aim} %",
            kind.name()
        );
    }
    assert!(
        counts[2] + counts[3] >= 1_000.0,
        "at least half of the programs have a loop"
    );
    lengths.sort_unstable();
    for (percent, aim) in [(10, 51), (50, 94), (90, 157)] {
        let length = lengths[lengths.len() * percent / 100];
        assert!(
            length.abs_diff(aim) <= 12,
            "{percent} %: {length} tokens instead of {aim}"
        );
    }
}

#[test]
fn rules_beyond_the_language_are_refused() {
    let lists = |len, max| DrawRules {
        lists: Some(Lists { len, max }),
        ..DrawRules::default()
    };
    let tokens = |limit| DrawRules {
        max_tokens: Some(limit),
        ..DrawRules::default()
    };
    for (rules, refused) in [
        (DrawRules::default(), false),
        (lists(0, 4), true),
        (lists(1, 4), true),
        (lists(1, 5), false),
        (lists(10, 16), false),
        (lists(11, 4), true),
        (lists(5, 0), true),
        (lists(5, i32::MIN), true),
        (lists(5, 17), true),
        (tokens(19), true),
        (tokens(20), false),
        (tokens(256), false),
        (tokens(257), true),
    ] {
        assert_eq!(
            RestrictedC.check_rules(&rules).is_err(),
            refused,
            "{rules:?}"
        );
        // Nothing breaks where nobody asked before.
        let drawn = (0..200).any(|seed| RestrictedC.draw(&rules, seed).is_ok());
        assert!(
            !drawn || !refused || rules.max_tokens.is_some(),
            "{rules:?}"
        );
    }
}

#[test]
fn draws_follow_the_rules_for_other_lists() {
    for (len, max) in [(1, 5), (3, 2), (8, 9), (10, 1)] {
        let rules = DrawRules {
            lists: Some(Lists { len, max }),
            max_tokens: Some(120),
            ..DrawRules::default()
        };
        let draws: Vec<Draw> = (0..400)
            .filter_map(|seed| RestrictedC.draw(&rules, seed).ok())
            .collect();
        assert!(draws.len() > 20, "{len}, {max}: {}", draws.len());
        for draw in draws {
            assert!(draw.program.length() <= 120);
            for pair in draw.examples.iter().chain(&draw.heldout) {
                assert_eq!(draw.program.run(&pair.input).as_ref(), Ok(&pair.output));
                for list in [pair.input.as_list(), pair.output.as_list()] {
                    let list = list.expect("a list");
                    assert_eq!(list.len(), len);
                    assert!(list.iter().all(|value| value.abs() <= max));
                }
            }
        }
    }
}
