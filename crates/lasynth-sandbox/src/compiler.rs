//! C text to a program, and the program to a run.

use crate::confine::{Fences, Role};
use crate::error::CcError;
use crate::folder::Folder;
use crate::limits::Limits;
use crate::outcome::{Outcome, Run};
use crate::supervise::{Failure, supervise};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const SOURCE: &str = "program.c";
const PROGRAM: &str = "program";

/// The system's C compiler.
#[derive(Clone, Debug)]
pub struct Compiler {
    /// As the user knows it.
    name: String,
    program: PathBuf,
    arguments: Vec<String>,
    limits: Limits,
}

impl Compiler {
    /// The one that `CC` names, which may have arguments as in `ccache gcc`, or else `cc`.
    pub fn from_env() -> Compiler {
        Compiler::new(&std::env::var("CC").unwrap_or_default())
    }

    /// The one of this name and arguments, separated by spaces; `cc` if there is nothing else.
    pub fn new(command: &str) -> Compiler {
        let mut words = command.split_whitespace();
        let name = words.next().unwrap_or("cc");
        // It runs in another folder, which a path relative to this one would not survive.
        let program = match name.contains('/') {
            true => std::path::absolute(name).unwrap_or_else(|_| name.into()),
            false => name.into(),
        };
        Compiler {
            name: name.to_owned(),
            program,
            arguments: words.map(str::to_owned).collect(),
            limits: Limits::COMPILER,
        }
    }

    /// The same under other limits than [`Limits::COMPILER`].
    pub fn with_limits(self, limits: Limits) -> Compiler {
        Compiler { limits, ..self }
    }

    /// Whether it can be started.
    ///
    /// # Errors
    /// [`CcError::Start`] if it cannot, others if there is no telling.
    pub fn check(&self, interrupt: &AtomicBool) -> Result<(), CcError> {
        let folder = Folder::new()?;
        self.start(&folder, &["--version"], interrupt).map(drop)
    }

    /// Compiles a text, in a temporary folder of its own. With `-c` or the like among the flags the
    /// result cannot be run; it stands for the fact that the compiler took the text.
    ///
    /// # Errors
    /// If the compiler cannot be started, refuses the text, meets one of its limits or is interrupted.
    pub fn compile(
        &self,
        source: &str,
        flags: &[&str],
        interrupt: &AtomicBool,
    ) -> Result<Binary, CcError> {
        let folder = Folder::new()?;
        folder.write(SOURCE, source)?;
        let arguments = [flags, &["-o", PROGRAM, SOURCE]].concat();
        let run = self.start(&folder, &arguments, interrupt)?;
        match run.outcome {
            Outcome::Finished(0) => Ok(Binary { folder }),
            // The compiler ends by itself when one of its passes has met the limit.
            Outcome::Finished(_) if self.limits.may_have_run_out_of_cpu(run.usage.cpu) => {
                let cpu = Duration::from_secs(self.limits.cpu_seconds());
                Err(self.stopped(Outcome::CpuLimit(cpu)))
            }
            Outcome::Finished(_) => {
                let said = String::from_utf8_lossy(&run.stderr);
                Err(CcError::Refused(said.trim_end().to_owned()))
            }
            outcome => Err(self.stopped(outcome)),
        }
    }

    fn start(
        &self,
        folder: &Folder,
        arguments: &[&str],
        interrupt: &AtomicBool,
    ) -> Result<Run, CcError> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .args(arguments)
            .current_dir(folder.path())
            // What its passes leave for each other when they are killed goes with the folder.
            .env("TMPDIR", folder.path());
        supervise(command, &self.limits, Role::Compiler, interrupt).map_err(|failure| match failure
        {
            Failure::Start(reason) => CcError::Start {
                compiler: self.name.clone(),
                reason,
            },
            Failure::Watch(reason) => CcError::Io {
                path: self.program.clone(),
                reason,
            },
            Failure::Interrupted => CcError::Interrupted,
        })
    }

    fn stopped(&self, outcome: Outcome) -> CcError {
        CcError::Stopped {
            compiler: self.name.clone(),
            outcome,
        }
    }
}

/// A compiled program in its temporary folder, which goes when this is dropped.
#[derive(Debug)]
pub struct Binary {
    folder: Folder,
}

impl Binary {
    /// Path of the compiled program; the file is removed with this value.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(PROGRAM)
    }

    /// Runs it once, without arguments and input and with as little environment as it needs.
    ///
    /// # Errors
    /// If it cannot be started or the run is interrupted. How the program ends is never an error.
    pub fn run(&self, limits: &Limits, interrupt: &AtomicBool) -> Result<Run, CcError> {
        self.run_with(&[], limits, interrupt)
    }

    /// [`Binary::run`] with arguments.
    ///
    /// # Errors
    /// As [`Binary::run`], and if the system does not take so many arguments.
    pub fn run_with(
        &self,
        arguments: &[String],
        limits: &Limits,
        interrupt: &AtomicBool,
    ) -> Result<Run, CcError> {
        self.run_within(arguments, limits, Fences::ALL, interrupt)
    }

    pub(crate) fn run_within(
        &self,
        arguments: &[String],
        limits: &Limits,
        fences: Fences,
        interrupt: &AtomicBool,
    ) -> Result<Run, CcError> {
        let mut command = Command::new(self.path());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            // Where the compiler's own libraries may be.
            .envs(variable("LD_LIBRARY_PATH"))
            // The search for leaks needs a second process, and the limits are set already.
            .env("ASAN_OPTIONS", "detect_leaks=0:disable_coredump=0");
        supervise(command, limits, Role::Program(fences), interrupt).map_err(
            |failure| match failure {
                Failure::Start(reason) | Failure::Watch(reason) => CcError::Io {
                    path: self.path(),
                    reason,
                },
                Failure::Interrupted => CcError::Interrupted,
            },
        )
    }
}

fn variable(name: &'static str) -> Option<(&'static str, OsString)> {
    std::env::var_os(name).map(|value| (name, value))
}
