//! The rules of the statement form, each on the example that it carries: the example documents the
//! rule, and this keeps it true.

use super::rules::{NORMAL, Rule, SHORTENING, nested, proposals};
use super::{tree, well_formed};
use crate::equivalence::equivalent;
use crate::parser::parse;
use crate::printer::print;
use crate::syntax::Program;

fn program(statements: &str) -> Program {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

/// Every program that a rule proposes anywhere.
fn proposed(rule: &Rule, program: &Program) -> Vec<Program> {
    let body = nested(program);
    (0..tree::count(&body))
        .flat_map(|n| proposals(rule, &body, n).collect::<Vec<_>>())
        .filter_map(|body| well_formed(&body))
        .collect()
}

/// Each rule makes of its example what it says, and that is equivalent.
#[test]
fn every_rule_does_what_its_example_says() {
    for rule in NORMAL.iter().chain(SHORTENING) {
        let (before, after) = (program(rule.example.0), program(rule.example.1));
        assert_ne!(before, after, "{}", rule.name);
        assert!(after.length() <= before.length(), "{}", rule.name);
        if let Err(counterexample) = equivalent(&before, &after) {
            panic!("{}: {counterexample:?}", rule.name);
        }
        // Some rules take more than one step.
        let mut reached = vec![before.clone()];
        for _ in 0..3 {
            let more: Vec<Program> = reached.iter().flat_map(|p| proposed(rule, p)).collect();
            reached.extend(more);
        }
        let printed: Vec<String> = reached.iter().take(5).map(print).collect();
        assert!(
            reached.contains(&after),
            "{} gives\n{}",
            rule.name,
            printed.join("")
        );
    }
}

#[test]
fn names_of_rules_are_unique() {
    let mut names: Vec<&str> = NORMAL.iter().chain(SHORTENING).map(|r| r.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
