//! Normal form: one short program per behaviour.

mod components;
mod ir;

mod minimise;
mod path;
mod plan;

mod reroll;
mod roll;
mod separate;
mod spell;
mod statement;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod variants;
mod verify;

pub use minimise::{Minimiser, minimise, reduce};

use crate::printer::print;
use crate::syntax::Program;
use verify::Behaviour;

/// A short program with the same outcomes on the 64 probes and 300 further inputs, never longer
/// than the given one.
///
/// Two constructions, the shorter result wins. The *path form* follows every path on inputs in
/// [-4, 4] with linear forms of the input as values and writes the behaviour down again, so that
/// programs with the same behaviour come out the same. The *statement form*, for programs whose path
/// form does not exist or is longer than they are, deletes and simplifies statements while the
/// outcomes stay.
pub fn normalise(program: &Program) -> Program {
    let behaviour = Behaviour::of(program);
    let (first, mut next_pass) = step(program, behaviour, Pass::Full);
    let mut seen = vec![first];
    // What the first pass does not find in a large program it may find in the shorter one.
    for _ in 0..MAX_PASSES {
        let last = &seen[seen.len() - 1];
        if next_pass == Pass::Needless {
            break;
        }
        let next;
        (next, next_pass) = step(last, Behaviour::of(last), next_pass);
        if let Some(at) = seen.iter().position(|old| *old == next) {
            seen.drain(..at);
            let best = seen.into_iter().min_by_key(|p| (p.length(), print(p)));
            return best.unwrap_or(next);
        }
        seen.push(next);
    }
    seen.swap_remove(seen.len() - 1)
}

/// At most this many passes follow the first.
const MAX_PASSES: usize = 5;

/// What a pass over a program has to try.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// The path form, and where that is longer than the program the statement form.
    Full,
    /// The path form; the program is its own statement form.
    PathOnly,
    /// Nothing: another pass would not change the program.
    Needless,
}

/// One pass, and what the next one has to try.
fn step(program: &Program, mut behaviour: Behaviour, pass: Pass) -> (Program, Pass) {
    let path = behaviour.paths.as_ref().and_then(path::path_form);
    let path = path.filter(|(path, _)| behaviour.agrees(path));
    let path = path.map(|(path, settled)| match settled {
        true => (path, Pass::Needless),
        false => (path, Pass::Full),
    });
    if let Some(path) = &path
        && path.0.length() <= program.length()
    {
        return path.clone();
    }
    if pass == Pass::PathOnly {
        return (program.clone(), Pass::Needless);
    }
    for _ in 0..ATTEMPTS {
        let statement = statement::statement_form(program, &behaviour);
        if let Some(path) = &path
            && path.0.length() <= statement.length()
        {
            return path.clone();
        }
        if behaviour.is_proved(&statement) {
            return (statement, Pass::PathOnly);
        }
    }
    (program.clone(), Pass::Needless)
}

/// How often the statement form is tried, each time with one more input to watch.
const ATTEMPTS: usize = 4;
