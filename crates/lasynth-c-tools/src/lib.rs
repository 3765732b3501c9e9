//! Tools for restricted C that are no part of the language.
//!
//! Each of them rests on the language, on data sets or on the sandbox, and nothing rests on them but
//! the command line, which names them in its table of domains:
//!
//! - [`csmith`]: random programs with the structure of Csmith's.
//! - [`fuzz`]: the executors against the system's C compiler, on random programs.
//! - [`foreign`]: C functions that are no restricted C, compiled and run confined.
//! - [`system_cc`]: one program through the system's C compiler.
//! - [`published`]: the format of the published data set.
//! - [`forms`]: which forms of statements, conditions and loops programs are made of.
//! - [`statistics`]: control flow, and which branches matter.
//! - [`speed`]: how fast the executors are.

pub mod branches;
pub mod csmith;
pub mod foreign;
pub mod forms;
pub mod fuzz;
pub mod published;
pub mod speed;
pub mod statistics;
pub mod system_cc;
