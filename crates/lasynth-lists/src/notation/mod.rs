//! The notation of terms: `map(x -> x + 1, filter(x -> x > 3, a))`.
//!
//! **Names.** The arguments are `a`, `b` and `c` by position. A loop names what its body sees:
//! `map(x -> x + 1, a)`, with the position `map((x, i) -> x * i, a)`, and with an accumulator first
//! `fold((acc, x) -> acc + x, 0, a)`, `scan1((acc, x, i) -> acc + i, a)`. Neighbours are `next(x)` and
//! `prev(x)`. A reader takes any names; the printer calls elements `x`, `y`, `z`, `x4`, ... from outside
//! in, elements that are lists `g`, `h`, `g3`, ..., positions `i`, `j`, `k`, `i4`, ..., accumulators
//! `acc`, `acc2`, ....
//!
//! **Operators** are those of the table [`Op`]. Infix ones associate to the left, and parentheses stand
//! where strengths ask for them; an `if` inside of an operator has them always. Several operators share
//! a name where the types and the number of their operands tell them apart: `==` of integers and of
//! lists, `map` over a list and over a list of lists.
//!
//! **Sugar.** `s > t` is `t < s`, and is printed where `t` is a constant and `s` is none; likewise `>=`.
//! `[s, t]` is `cons(s, [t])`, and is printed for a chain of `cons` that ends in `[t]`. Only read are
//! `-t` for `0 - t`, `l != m` of lists for `not l == m`, `max(l)` and `min(l)` for `maximum(l)` and
//! `minimum(l)`, and comments from `#` to the end of the line.
//!
//! **Header.** `f(a: list, b: int) = term` says what the arguments are. Without one they are those up
//! to the last one that is used, at least one, and their types are the first under which the term has a
//! type, where lists come before integers and the first argument counts most: in `a[0] + b` they are a
//! list and an integer, in `a == b` two lists. The printer writes a header exactly where this rule
//! would give other arguments.
//!
//! Reading what was printed gives the same function, for every function that is not nested deeper than
//! [`MAX_DEPTH`].

mod lexer;
mod printer;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

use crate::{Function, Scope, Term, Type};
use lasynth_core::{Place, SourceError};

/// Terms that are nested deeper than this are not read.
pub const MAX_DEPTH: usize = 64;

/// Arguments of a function at most.
pub const MAX_ARGUMENTS: usize = 3;

/// How arguments are called, by position.
pub(crate) const ARGUMENT_NAMES: [&str; MAX_ARGUMENTS] = ["a", "b", "c"];

/// What is wrong with a text, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    offset: usize,
    message: String,
    /// It is a term, but one that is too large.
    unsupported: bool,
    /// It is about an argument that would be right if the argument had another type.
    of_argument: bool,
}

impl Problem {
    fn new(offset: usize, message: impl Into<String>) -> Problem {
        Problem {
            offset,
            message: message.into(),
            unsupported: false,
            of_argument: false,
        }
    }

    fn in_text(self, text: &str) -> SourceError {
        SourceError {
            place: Place::of(text, self.offset),
            message: self.message,
            unsupported: self.unsupported,
        }
    }
}

/// Reads a function.
///
/// # Errors
/// Where the text stops making sense.
pub fn parse(text: &str) -> Result<Function, SourceError> {
    let read = || {
        let (header, node) = syntax::parse(text)?;
        match header {
            Some(arguments) => resolve::with_arguments(&node, &arguments),
            None => resolve::infer(&node),
        }
    };
    read().map_err(|problem: Problem| problem.in_text(text))
}

/// Reads a term whose free names are these, of these types: each becomes the [`Term::Argument`] with
/// its number. Names that start with a question mark are allowed.
///
/// # Errors
/// Where the text stops making sense.
pub(crate) fn parse_open(
    text: &str,
    names: &[(String, Type)],
) -> Result<(Term, Type), SourceError> {
    let read = || {
        let node = syntax::parse_term(text)?;
        resolve::open(&node, names)
    };
    read().map_err(|problem: Problem| problem.in_text(text))
}

/// The canonical text of a function, in one line without its end.
///
/// # Panics
/// If the function is not well typed ([`Function::check`]).
pub fn print(function: &Function) -> String {
    let body = print_term(&function.body, &[]);
    match parse(&body) {
        Ok(read) if read.arguments == function.arguments => body,
        _ => printer::header(&function.arguments) + &body,
    }
}

/// A part of a function inside of these loops, the outermost first.
///
/// # Panics
/// If the term is not well typed.
pub fn print_term(term: &Term, scopes: &[Scope]) -> String {
    printer::term(term, scopes)
}

/// A type in words, with an article.
fn in_words(of: Type) -> &'static str {
    match of {
        Type::Int => "an integer",
        Type::Bool => "a condition",
        Type::List => "a list",
        Type::Groups => "a list of lists",
    }
}
