//! The table of rules, and the sweep that tries them all.

use super::edits::*;
use super::shorten::*;
use super::{Size, tree};
use crate::syntax::*;

/// What a statement and those after it in its block may become, likeliest first. A rule need not
/// keep the meaning: what changes the behaviour is refused.
type Propose = fn(&Stmt, &[Stmt]) -> Vec<Vec<Stmt>>;

/// A way to make a program smaller.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the test of the rules reads them all")
)]
pub struct Rule {
    pub name: &'static str,
    pub propose: Propose,
    /// Statements that the rule makes shorter or tidier, and what it makes of them.
    pub example: (&'static str, &'static str),
}

/// The rules of the statement form. Which ones there are decides what a model is trained to write.
pub const NORMAL: &[Rule] = &[
    Rule {
        name: "delete",
        propose: delete,
        example: ("int l_0 = 1; a[0]++;", "a[0]++;"),
    },
    Rule {
        name: "unwrap if",
        propose: unwrap_if,
        example: ("if (a[0] == a[0]) { a[1]++; } else { a[2]++; }", "a[1]++;"),
    },
    Rule {
        name: "rewrite",
        propose: rewrite,
        example: ("a[0] = a[0] + a[1];", "a[0] += a[1];"),
    },
    Rule {
        name: "turn",
        propose: turn,
        example: (
            "if (a[0] <= 0) { a[1]++; } else { a[2]++; }",
            "if (a[0] > 0) { a[2]++; } else { a[1]++; }",
        ),
    },
    Rule {
        name: "unroll",
        propose: unroll,
        example: ("for (int p_0 = 2; p_0 < 3; p_0++) { a[p_0]++; }", "a[2]++;"),
    },
    Rule {
        name: "own variable",
        propose: own_variable,
        example: (
            "int p_0 = 3; for (p_0 = 0; p_0 < 4; p_0++) { a[p_0]++; }",
            "for (int p_0 = 0; p_0 < 4; p_0++) { a[p_0]++; }",
        ),
    },
    Rule {
        name: "declare late",
        propose: declare_late,
        example: (
            "int l_0 = 3; a[1]++; l_0 = a[0]; a[0] = a[1]; a[1] = l_0;",
            "a[1]++; int l_0 = a[0]; a[0] = a[1]; a[1] = l_0;",
        ),
    },
    Rule {
        name: "inline",
        propose: inline,
        example: ("int l_0 = 2; a[l_0] = l_0;", "a[2] = 2;"),
    },
    Rule {
        name: "touch",
        propose: touch,
        example: (
            "int l_0 = a[1]; l_0 = a[l_0];",
            "int l_0 = a[1]; a[l_0] += 0;",
        ),
    },
    Rule {
        name: "straighten",
        propose: straighten,
        example: ("a[1] = a[0]; a[0] = a[1] + 1;", "a[1] = a[0]; a[0]++;"),
    },
    Rule {
        name: "exchange",
        propose: exchange,
        example: ("a[1]++; a[0]++;", "a[0]++; a[1]++;"),
    },
];

/// What minimising tries besides.
pub const SHORTENING: &[Rule] = &[
    Rule {
        name: "fold",
        propose: fold,
        example: ("a[0] = a[1] + a[2] - a[2];", "a[0] = a[1];"),
    },
    Rule {
        name: "decide",
        propose: decide,
        example: (
            "if (a[0] > 0 && a[0] > 1) { a[1]++; }",
            "if (a[0] > 1) { a[1]++; }",
        ),
    },
    Rule {
        name: "merge",
        propose: merge,
        example: (
            "a[0] = a[1]; a[2]++; a[0] += a[3];",
            "a[0] = a[1] + a[3]; a[2]++;",
        ),
    },
    Rule {
        name: "substitute",
        propose: substitute,
        example: ("int l_0 = a[0] + a[1]; a[2] = l_0;", "a[2] = a[0] + a[1];"),
    },
    Rule {
        name: "forget",
        propose: forget,
        example: (
            "int l_0 = a[0]; l_0++; for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0]++; l_0 = 1; }",
            "for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0]++; }",
        ),
    },
    Rule {
        name: "roll",
        propose: roll_up,
        example: (
            "a[0] += a[4]; a[1] += a[4]; a[2] += a[4]; a[3] += a[4];",
            "for (int p_0 = 0; p_0 < 4; p_0++) { a[p_0] += a[4]; }",
        ),
    },
    Rule {
        name: "fuse",
        propose: fuse,
        example: (
            "for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0]++; } for (int p_1 = 0; p_1 < 5; p_1++) { a[p_1] += 2; }",
            "for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0]++; a[p_0] += 2; }",
        ),
    },
    Rule {
        name: "factor",
        propose: factor,
        example: (
            "if (a[0]) { a[1]++; a[2] = 0; } else { a[3]++; a[2] = 0; }",
            "if (a[0]) { a[1]++; } else { a[3]++; } a[2] = 0;",
        ),
    },
    Rule {
        name: "join",
        propose: join,
        example: (
            "if (a[0]) { if (a[1] > 2) { a[2]++; } }",
            "if (a[0] && a[1] > 2) { a[2]++; }",
        ),
    },
    Rule {
        name: "step",
        propose: step,
        example: (
            "int l_0 = a[0]; for (int p_0 = 0; p_0 < l_0; p_0 += 1) { a[p_0]--; }",
            "int l_0 = a[0]; for (int p_0 = 0; p_0 < l_0; p_0++) { a[p_0]--; }",
        ),
    },
];

/// Decides on a proposal that must be smaller than a given size.
pub type Accept<'a> = dyn FnMut(&Size, &[Stmt]) -> Option<Program> + 'a;

/// Tries rules on all statements, and keeps what is accepted.
pub fn sweep<'a>(
    rules: impl IntoIterator<Item = &'a Rule>,
    program: &mut Program,
    accept: &mut Accept,
) {
    for rule in rules {
        // From the end: what comes late is needed by less.
        let mut n = tree::count(&nested(program));
        while n > 0 {
            n -= 1;
            while let Some(better) = apply(rule, program, n, accept) {
                *program = better;
                n = n.min(tree::count(&nested(program)).saturating_sub(1));
            }
        }
    }
}

/// The body of a program without `else if`.
pub fn nested(program: &Program) -> Vec<Stmt> {
    let mut body = program.body.clone();
    tree::nest(&mut body, false);
    body
}

/// Every body that a rule proposes for the `n`-th statement of a nested body.
pub fn proposals(rule: &Rule, body: &[Stmt], n: usize) -> impl Iterator<Item = Vec<Stmt>> {
    let mut proposals = Vec::new();
    tree::replace(body, n, &mut |stmt, after| {
        proposals = (rule.propose)(stmt, after);
        None
    });
    proposals.into_iter().filter_map(move |proposal| {
        let mut proposal = Some(proposal);
        let mut changed = tree::replace(body, n, &mut |_, _| proposal.take())?;
        tree::nest(&mut changed, true);
        Some(changed)
    })
}

/// The first accepted proposal of a rule for the `n`-th statement.
fn apply(rule: &Rule, program: &Program, n: usize, accept: &mut Accept) -> Option<Program> {
    let body = nested(program);
    let size = Size::of(program);
    proposals(rule, &body, n).find_map(|changed| accept(&size, &changed))
}
