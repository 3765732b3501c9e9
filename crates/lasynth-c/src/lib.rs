//! Restricted C: one function over one list of integers, changed in place and returned.
//!
//! The language of the paper's section 4, and everything that is known about it: tokens, syntax tree,
//! parser, printer, grammar automaton, executor, normal form, random programs. Model, training and
//! evaluation see it only through [`lasynth_core::Domain`], implemented by `RestrictedC`. What works
//! on its programs without being part of the language is in `lasynth-c-tools`.

pub mod automaton;
mod baseline;
pub mod batch;
pub mod behaviour;
mod canonical;
pub mod domain;
pub mod emit;
pub mod equivalence;
pub mod exec;
pub mod generate;
pub mod kind;
pub mod lexer;
pub mod normal;
pub mod parser;
pub mod place;
pub mod printer;
pub mod probes;
pub mod syntax;
pub mod vocab;
pub mod wide;
