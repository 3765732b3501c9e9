//! Functions as C99.
//!
//! What a user gets is one function without allocation, library calls or undefined behaviour, as a
//! programmer would write it by hand. Lists are not built one after the other: what is done with an
//! element stands inside the loop that makes it (`streams`, `passes`, `sources`); lists whose elements can
//! be reached by position are not copied (`views`); what has to be stored is stored in `out`, where the
//! result will be, as long as nothing is overwritten that is still to be read (`store`, `sorting`,
//! `folds`). A sum or a flag that an expression needs becomes a variable with a loop before it, as far out
//! as it can do no harm (`writer`). In the end variables, tests and flags go that a programmer would do
//! without (`polish`, `loops`, `variables`, `dead`), and the others get their names (`names`).
//!
//! # Work space
//!
//! A function has a last argument `int tmp[]` where a list has to be stored and `out` is not free. That is
//! so for
//!
//! * sorted lists whose neighbours, sums or several elements matter in a function to an integer (the
//!   element at one place of a sorted list is found by counting instead);
//! * bodies that look at the next element of a list that is itself filtered or sorted, and groups cut
//!   from such a list;
//! * accumulators that are lists, in a function to an integer;
//! * lists of these kinds inside of loops.
//!
//! [`CFunction`] says how much room `out` and `tmp` need, as does the comment above the function.

mod conds;
mod dead;
mod folds;
mod groups;
mod ints;
mod loops;
mod names;
mod passes;
mod picks;
mod polish;
mod print;
mod room;
mod shape;
mod signature;
mod sorting;
mod sources;
mod stop;
mod store;
mod streams;
mod tail;
mod tree;
mod variables;
mod views;
mod writer;

use super::guards::with_guards;
use crate::{Function, Type};

pub use room::Room;

/// A function in C99, and what has to be known to call it.
#[derive(Clone, Debug)]
pub struct CFunction {
    /// The text, from the comment on.
    pub text: String,
    /// How many elements the array `out` needs; `None` where the result is an integer.
    pub out: Option<Room>,
    /// How many elements the array `tmp` needs, which is the last argument; `None` where there is none.
    pub work: Option<Room>,
}

/// The function in C99, called `name`.
///
/// # Panics
/// If the function is not well typed ([`Function::check`]).
pub fn function(function: &Function, name: &str) -> CFunction {
    let result = function.result().expect("the function is well typed");
    let core = with_guards(&function.body);
    let arguments = super::signature::names(&function.arguments);
    let mut writer = writer::Writer::new(arguments.clone());
    match result {
        Type::Int => writer.return_int(&core),
        _ => writer.return_list(&core),
    }
    let lengths: Vec<String> = arguments
        .iter()
        .filter_map(|(_, length)| length.clone())
        .collect();
    let work = writer
        .taken
        .iter()
        .cloned()
        .try_fold(room::Size::constant(0), |sum, size| Some(sum.plus(&size?)));
    let body = polish::polish(writer.finish(), &lengths);
    let uses_work = body
        .iter()
        .any(|stmt| signature::mentions(stmt, writer::WORK));
    let taken = arguments
        .iter()
        .flat_map(|(name, length)| [Some(name), length.as_ref()]);
    let mut taken: Vec<String> = taken.flatten().cloned().collect();
    taken.extend(["out".to_owned(), writer::WORK.to_owned()]);
    let body = names::settle(&body, taken);
    let out =
        (result == Type::List).then(|| Room::new(room::Sizes::default().stored(&core), &arguments));
    let work = uses_work.then(|| Room::new(work, &arguments));
    let mut text = signature::comment(out.as_ref(), work.as_ref());
    signature::head(name, &arguments, out.is_some(), work.is_some(), &mut text);
    text.push_str("{\n");
    for unused in signature::unused(&arguments, out.is_some(), &body) {
        text.push_str(&format!("    (void){unused};\n"));
    }
    print::statements(&body, 1, &mut text);
    text.push_str("}\n");
    CFunction { text, out, work }
}
