//! Restricted C: one function over one list of integers, changed in place and returned.
//!
//! The language of section 2 of the specification, and everything that is known about it: tokens,
//! syntax tree, parser, printer, grammar automaton, executor, normal form, random programs. Model,
//! search, training and evaluation see it only through [`lasynth_core::Domain`], implemented by
//! `RestrictedC`; the facade also calls the parser and the instrumented printer directly.

pub mod automaton;
pub mod baseline;
pub mod batch;
pub mod behaviour;
pub mod canonical;
pub mod csmith;
pub mod distribution;
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
pub mod speed;
pub mod syntax;
pub mod vocab;
pub mod wide;
