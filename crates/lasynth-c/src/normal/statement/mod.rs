//! The statement form: a program made smaller statement by statement while its outcomes stay.
//!
//! For what the path form does not cover: reachable faults, too many paths, forms too long to write.
//! Every rule proposes a changed body; a proposal that is well scoped, smaller and has the same
//! outcomes on the probe inputs is taken, until no rule has one.

mod edits;
mod tidy;
mod tree;

use super::verify::Outcomes;
use crate::syntax::{Program, Stmt};

/// At most this many proposals are taken.
const MAX_CHANGES: usize = 400;

/// A program made smaller, with the same outcomes.
pub fn statement_form(program: &Program, outcomes: &Outcomes) -> Program {
    let mut best = program.clone();
    // Runs that all end in the same fault hold nothing worth keeping, and nobody is shown them.
    if outcomes.all_faults() {
        return best;
    }
    for _ in 0..MAX_CHANGES {
        let size = Size::of(&best);
        let smaller = |body: &[Stmt]| accept(body, size, outcomes);
        match edits::first(&best.body, &smaller) {
            Some(better) => best = better,
            None => break,
        }
    }
    best
}

/// What a change must reduce: tokens and uses of variables first, then disorder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Size(usize, u32);

impl Size {
    fn of(program: &Program) -> Size {
        let uses = tree::variable_uses(&program.body);
        Size(program.length() + 3 * uses, tidy::disorder(&program.body))
    }
}

fn accept(body: &[Stmt], size: Size, outcomes: &Outcomes) -> Option<Program> {
    if !tree::is_well_scoped(body) {
        return None;
    }
    let program = Program::new(body.to_vec()).ok()?;
    (Size::of(&program) < size && outcomes.agree(&program)).then_some(program)
}
