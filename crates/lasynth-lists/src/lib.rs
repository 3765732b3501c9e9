//! Functions over integers and lists of any length.
//!
//! A program is a [`Term`]: `map(x -> x + 1, filter(x -> x > 3, a))`. Terms have the meaning of C: 32-bit
//! integers, truncating division, and runs that have no value where C has none ([`evaluate`]). A
//! [`Function`] says beside the term what its arguments are.
//!
//! ```
//! use lasynth_core::{Input, Value};
//! use lasynth_lists::{evaluate, normalise, parse, print};
//!
//! let function = parse("len(map(x -> x / 2, drop(a, b + 0)))").unwrap();
//! let input = Input(vec![Value::List(vec![10, 20, 30, 40]), Value::Int(1)]);
//! assert_eq!(evaluate(&function, &input), Ok(Value::Int(3)));
//! assert_eq!(print(&normalise(&function)), "len(drop(a, b))");
//! ```
//!
//! - The table of operators is [`Op`]; everything that has to know all of them reads it.
//! - [`parse()`] and [`print()`] are the notation. Arguments are `a`, `b`, `c`, a header such as
//!   `f(a: list, b: int) = ` stands where their types do not follow from the term.
//! - [`encode`], [`decode`] and the grammar automaton [`State`] are the same functions as tokens.
//! - [`normalise`] and [`minimise`] shorten.
//! - [`Lists`] is the language with its values and tasks as a [`lasynth_core::Domain`], [`ListProgram`] a
//!   program of it.

mod automaton;
mod domain;
pub mod emit;
mod evaluate;
mod generate;
mod kind;
mod normal;
mod notation;
mod numbers;
mod op;
mod probes;
mod shrink;
mod term;
mod vocab;

pub use automaton::{State, decode};
pub use domain::{ListProgram, Lists, MAX_ELEMENTS, MAX_EXAMPLES};
pub use evaluate::{Stop, evaluate, evaluate_or_locate, evaluate_within};
pub use normal::{minimise, normalise};
pub use notation::{MAX_ARGUMENTS, MAX_DEPTH, parse, print, print_term};
pub use numbers::{LONGEST, apply_groups, apply_int, apply_list, look_up, reduce};
pub use op::{Notation, Op, Operand, Type};
pub use probes::{probes_for, probes_of};
pub use term::{Function, Role, Scope, Term, type_of};
pub use vocab::{MAX_NODES, encode, vocabulary};
