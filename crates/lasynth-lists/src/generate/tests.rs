//! What drawn functions are, and that nothing in them is idle.

use super::draw::{STANDARD, check_rules, draw};
use crate::domain::ListProgram;
use crate::kind::KINDS;
use crate::{Function, Op, Operand, Term, Type, evaluate, print};
use lasynth_core::{Draw, DrawRules, Dropped, Example, Lists, RangeRule, Value};

/// What comes of the first seeds.
fn drawn(rules: &DrawRules, seeds: u64) -> Vec<Draw> {
    (0..seeds)
        .filter_map(|seed| draw(rules, seed).ok())
        .collect()
}

fn pairs(draw: &Draw) -> impl Iterator<Item = &Example> {
    draw.examples.iter().chain(&draw.heldout)
}

fn function(draw: &Draw) -> &Function {
    ListProgram::of(&*draw.program).function()
}

#[test]
fn draws_are_tasks_and_depend_on_the_seed_alone() {
    let rules = DrawRules {
        normalise: true,
        ..DrawRules::default()
    };
    let draws = drawn(&rules, 400);
    assert!(draws.len() > 120, "{} of 400", draws.len());
    for (draw, again) in draws.iter().zip(drawn(&rules, 400)) {
        assert_eq!(format!("{draw:?}"), format!("{again:?}"));
        let text = print(function(draw));
        assert_eq!((draw.examples.len(), draw.heldout.len()), (5, 5));
        for pair in pairs(draw) {
            assert_eq!(
                evaluate(function(draw), &pair.input),
                Ok(pair.output.clone()),
                "{text}"
            );
            for value in pair.input.0.iter().filter_map(Value::as_list) {
                assert!(value.len() <= STANDARD.len, "{text}");
            }
        }
        let normal = draw.normal.as_ref().expect("it was asked for");
        assert!(normal.length() <= draw.program.length(), "{text}");
        assert_eq!(
            ListProgram::of(&**normal).signature(),
            draw.signature,
            "{text}"
        );
        assert!(draw.program.tokens().is_some(), "{text}");
    }
}

/// A minimal form rests on probes; it has to hold on the pairs of the task, which are not among them.
#[test]
fn minimal_forms_are_right_on_the_pairs() {
    for draw in drawn(&DrawRules::default(), 600) {
        let minimal = draw.program.minimise();
        assert!(minimal.length() <= draw.program.length());
        for pair in pairs(&draw) {
            let outcome = minimal.run(&pair.input);
            let text = print(function(&draw));
            assert_eq!(
                outcome.as_ref(),
                Ok(&pair.output),
                "{text}\n{}",
                minimal.source()
            );
        }
    }
}

/// Any value in place of a part changes a result, on the pairs or on another input like them: here on the
/// pairs of a task with many.
#[test]
fn every_part_of_a_drawn_function_matters() {
    let rules = DrawRules {
        examples: 100,
        heldout: 0,
        ..DrawRules::default()
    };
    let mut parts = 0;
    let mut idle = Vec::new();
    for draw in drawn(&rules, 600) {
        let function = function(&draw);
        let used = |n: usize| function.body.uses_argument(n as u8);
        assert!(
            (0..function.arguments.len()).all(used),
            "{}",
            print(function)
        );
        let first = &draw.examples[0].output;
        assert!(draw.examples.iter().any(|pair| pair.output != *first));
        for changed in without_a_part(&function.body) {
            parts += 1;
            let changed = Function {
                arguments: function.arguments.clone(),
                body: changed,
            };
            let same =
                |pair: &Example| evaluate(&changed, &pair.input).as_ref() == Ok(&pair.output);
            if draw.examples.iter().all(same) {
                idle.push(format!("{} and {}", print(function), print(&changed)));
            }
        }
    }
    // What matters may matter where the function has no value, and be seen in no pair.
    assert!(
        idle.len() * 50 < parts,
        "{} of {parts}\n{}",
        idle.len(),
        idle.join("\n")
    );
}

/// The term with each of its parts that is an operator replaced by 0 or by the empty list.
fn without_a_part(term: &Term) -> Vec<Term> {
    let Term::Apply(op, operands) = term else {
        return Vec::new();
    };
    let mut changed = match op.result() {
        Type::Int => vec![Term::Constant(0)],
        Type::List => vec![Term::apply(Op::Nil, [])],
        _ => Vec::new(),
    };
    changed.retain(|other| other != term);
    for (n, operand) in operands.iter().enumerate() {
        for part in without_a_part(operand) {
            let mut operands = operands.clone();
            operands[n] = part;
            changed.push(Term::Apply(*op, operands));
        }
    }
    changed
}

#[test]
fn kinds_that_are_asked_for_are_drawn() {
    for kind in KINDS {
        let rules = DrawRules {
            kinds: Some(format!("{}=1", kind.name()).parse().unwrap()),
            ..DrawRules::default()
        };
        let draws = drawn(&rules, 300);
        assert!(
            draws.len() >= 20,
            "{} of 300 are {}",
            draws.len(),
            kind.name()
        );
        assert!(draws.iter().all(|draw| draw.program.kind() == kind));
    }
}

#[test]
fn rules_are_kept() {
    let rules = DrawRules {
        lists: Some(Lists { len: 4, max: 3 }),
        max_tokens: Some(6),
        range: RangeRule::Strict,
        ..DrawRules::default()
    };
    let draws = drawn(&rules, 400);
    assert!(draws.len() > 40, "{} of 400", draws.len());
    for draw in &draws {
        assert!(draw.program.length() <= 6);
        for value in pairs(draw).flat_map(|pair| &pair.input.0) {
            match value {
                // A number beside a list may be a position in it.
                Value::Int(number) => assert!((-3..=4).contains(number), "{number}"),
                Value::List(items) => {
                    assert!(items.len() <= 4 && items.iter().all(|item| item.abs() <= 3));
                }
                Value::Grid(_) => unreachable!(),
            }
        }
    }
    let refused = |lists, examples| {
        let rules = DrawRules {
            lists,
            examples,
            ..DrawRules::default()
        };
        assert_eq!(draw(&rules, 1).unwrap_err(), Dropped::Range);
        check_rules(&rules).unwrap_err()
    };
    assert_eq!(
        refused(Some(Lists { len: 101, max: 9 }), 5),
        "lists of up to 101 values from -9 to 9 were asked for; supported are 1 to 100 values, from -1 to 1 \
         up to from -1000000 to 1000000"
    );
    assert_eq!(
        refused(None, 500),
        "505 pairs a task were asked for; 300 are supported"
    );
}

/// Every operator comes up, so that a data set can be about it.
#[test]
fn all_operators_are_drawn() {
    fn collect(term: &Term, seen: &mut [bool]) {
        if let Term::Apply(op, operands) = term {
            seen[*op as usize] = true;
            let parts = op.operands().iter().zip(operands);
            parts.for_each(|(_, term): (&Operand, &Term)| collect(term, seen));
        }
    }
    let mut seen = vec![false; Op::ALL.len()];
    for seed in 0..40_000 {
        if let Ok(draw) = draw(&DrawRules::default(), seed) {
            collect(&function(&draw).body, &mut seen);
        }
        if seen.iter().all(|seen| *seen) {
            return;
        }
    }
    let missing: Vec<&Op> = Op::ALL.iter().filter(|op| !seen[**op as usize]).collect();
    panic!("{missing:?}");
}
