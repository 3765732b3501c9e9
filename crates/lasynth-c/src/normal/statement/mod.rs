//! The statement form: a program made smaller statement by statement while its outcomes stay.
//!
//! For what the path form does not cover: reachable faults, too many paths, forms too long to write.
//! Every rule proposes a changed body; a proposal that is well scoped, smaller and has the same
//! outcomes on the probe inputs is taken, until no rule has one.

mod edits;
pub(super) mod tidy;
pub(super) mod tree;

use super::verify::Behaviour;
use crate::syntax::{Program, Stmt};

/// At most this many times all rules are tried everywhere.
const MAX_SWEEPS: usize = 12;

/// A program made smaller, with the same outcomes.
pub fn statement_form(program: &Program, behaviour: &Behaviour) -> Program {
    let mut best = program.clone();
    // Runs that all end in the same fault hold nothing worth keeping, and nobody is shown them.
    if behaviour.all_faults() {
        return best;
    }
    for _ in 0..MAX_SWEEPS {
        let start = best.clone();
        edits::sweep(&mut best, &|size, body| accept(body, size, behaviour));
        if best == start {
            break;
        }
    }
    best
}

/// What a change must reduce: tokens and uses of variables first, then disorder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Size(usize, u32);

impl Size {
    fn of(program: &Program) -> Size {
        Size(Size::tokens(program), tidy::disorder(&program.body))
    }

    fn tokens(program: &Program) -> usize {
        program.length() + 3 * tree::variable_uses(&program.body)
    }
}

fn accept(body: &[Stmt], size: Size, behaviour: &Behaviour) -> Option<Program> {
    if !tree::is_well_scoped(body) {
        return None;
    }
    let program = Program::new(body.to_vec()).ok()?;
    let tokens = Size::tokens(&program);
    let smaller = tokens < size.0 || tokens == size.0 && tidy::disorder(&program.body) < size.1;
    (smaller && behaviour.agrees(&program)).then_some(program)
}
