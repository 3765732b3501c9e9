//! The statement form: a program made smaller statement by statement while its outcomes stay.
//!
//! For what the path form does not cover: reachable faults, too many paths, forms too long to write.
//! Every rule proposes a changed body; a proposal that is well scoped, smaller and has the same
//! outcomes on the probe inputs is taken, until no rule has one.

mod edits;
mod form;
pub(super) mod rules;
mod shorten;
#[cfg(test)]
mod tests;
pub(super) mod tidy;
pub(super) mod tree;

use super::verify::Behaviour;
use crate::syntax::{Program, Stmt};
use rules::NORMAL;

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
        rules::sweep(NORMAL, &mut best, &mut |size, body| {
            let program = well_formed(body)?;
            (size.is_reduced_by(&program) && behaviour.agrees(&program)).then_some(program)
        });
        if best == start {
            break;
        }
    }
    best
}

/// The program of a body, if it is one of the language and no body in it is empty.
pub(super) fn well_formed(body: &[Stmt]) -> Option<Program> {
    if !form::is_well_formed(body) {
        return None;
    }
    Program::new(body.to_vec()).ok()
}

/// What a change must reduce: tokens and uses of variables first, then disorder.
pub(super) struct Size {
    /// Length of the text in plain C tokens.
    pub length: usize,
    weight: usize,
    disorder: u32,
}

impl Size {
    pub fn of(program: &Program) -> Size {
        let length = program.length();
        Size {
            length,
            weight: length + 3 * tree::variable_uses(&program.body),
            disorder: tidy::disorder(&program.body),
        }
    }

    fn is_reduced_by(&self, program: &Program) -> bool {
        let weight = program.length() + 3 * tree::variable_uses(&program.body);
        weight < self.weight
            || weight == self.weight && tidy::disorder(&program.body) < self.disorder
    }
}
