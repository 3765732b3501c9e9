//! C text through the system's compiler, and what comes out as a confined process.
//!
//! ```
//! use lasynth_sandbox::{Compiler, Limits, Outcome};
//! use std::sync::atomic::AtomicBool;
//!
//! let interrupt = AtomicBool::new(false);
//! let source = "#include <stdio.h>\nint main(void) { puts(\"42\"); return 0; }\n";
//! let binary = Compiler::from_env().compile(source, &["-std=c99"], &interrupt)?;
//! let run = binary.run(&Limits::PROGRAM, &interrupt)?;
//! assert_eq!(run.outcome, Outcome::Finished(0));
//! assert_eq!(run.stdout, b"42\n");
//! # Ok::<(), lasynth_sandbox::CcError>(())
//! ```
//!
//! The text is taken for hostile. Two processes have to do with it, and they are fenced in as far as
//! each can do its work:
//!
//! * The *compiler* is a trusted program on a hostile text. It needs files and processes, so it runs
//!   under [`Limits`] alone: processor and wall-clock time, memory, size of files, output.
//! * The *program* needs nothing but memory and its standard output. It runs under [`Limits`] too, as
//!   one process that can have no second one, write no file, open no socket and signal nobody. On Linux
//!   a seccomp filter sees to that, which binds the super-user as well; whoever tries ends with a typed
//!   [`Outcome`]. It has a network namespace of its own where one can be made.
//!
//! Where a fence cannot be set up the program runs with the others, and [`Run::missing_fences`] says
//! which one is missing and why. Elsewhere than on Linux there are the limits, the process group and
//! the clock.
//!
//! # What is left behind
//!
//! Nothing, in all but one case. Each text has a temporary folder of its own, and each process a
//! session of its own, which is killed as a whole. Both go when [`Binary`] is dropped or the call
//! returns, be it with a result, an error, a panic or because the flag `interrupt` was set. If this
//! process is killed outright, the kernel kills the program or the compiler with it (on Linux; passes
//! that the compiler had started end with their processor time at the latest). What remains then is the
//! folder, and the next process that uses this crate removes it.

#![deny(unsafe_code)]

#[cfg(not(unix))]
compile_error!("lasynth-sandbox confines processes with the means of Unix systems");

mod compiler;
mod confine;
mod error;
mod folder;
mod limits;
mod outcome;
mod supervise;
mod sys;

pub use compiler::{Binary, Compiler};
pub use error::CcError;
pub use limits::Limits;
pub use outcome::{CallFilter, Network, Outcome, Run, Usage};

#[cfg(test)]
mod tests;
