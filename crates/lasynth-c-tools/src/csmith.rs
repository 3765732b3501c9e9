//! Programs with the structure of Csmith's, as the paper made them.
//!
//! The program `csmith` is run, the statement structure of its output is kept ([`parse`]), and
//! contents are drawn for it that fit the language ([`lasynth_c::generate::resample()`]). `csmith` is
//! looked for only when it is asked for.

mod parser;
mod process;

pub use parser::parse;

use lasynth_c::domain::{RestrictedC, Source as Drawn, draw_from};
use lasynth_c::generate::Skeleton;
use lasynth_core::{Domain, Draw, DrawRules, Dropped, SourceError};
use lasynth_data::generation::{GenError, Source};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use thiserror::Error;

/// One function of integers in the subset of C that [`parse`] reads.
const FLAGS: [&str; 24] = [
    "--nomain",
    "--max-funcs",
    "1",
    "--concise",
    "--quiet",
    "--no-pointers",
    "--no-structs",
    "--no-unions",
    "--no-longlong",
    "--no-bitfields",
    "--no-volatiles",
    "--no-checksum",
    "--no-safe-math",
    "--no-jumps",
    "--no-comma-operators",
    "--no-divs",
    "--no-muls",
    "--no-embedded-assigns",
    "--max-expr-complexity",
    "2",
    "--max-array-dim",
    "1",
    "--max-array-len-per-dim",
    "5",
];

/// A run takes some milliseconds.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// A run that a signal ends is repeated so often.
const SIGNALS: u32 = 20;

/// Csmith ends in an error, or not at all, for few seeds; then so many others are tried.
const OTHER_SEEDS: u32 = 3;

/// What is asked of Csmith; the same options give the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Csmith's own seed. It takes wider ones but uses 32 bits of them.
    pub seed: u32,
    /// Whether there may be arrays.
    pub arrays: bool,
    /// Statements of a block at most; a `return` is not counted.
    pub block_size: u8,
    /// Nesting of blocks at most.
    pub block_depth: u8,
}

impl Options {
    /// The options that belong to a seed of ours: half of the programs without arrays, blocks of up
    /// to 1 to 6 statements nested up to 1 to 3 deep.
    pub fn drawn(seed: u64) -> Options {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // The contents are drawn from the first stream of the same seed.
        rng.set_stream(1);
        Options {
            seed: rng.random(),
            arrays: rng.random(),
            block_size: rng.random_range(1..=6),
            block_depth: rng.random_range(1..=3),
        }
    }

    /// The command line.
    fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        if !self.arrays {
            arguments.push("--no-arrays".to_owned());
        }
        for (flag, value) in [
            ("--max-block-size", u32::from(self.block_size)),
            ("--max-block-depth", u32::from(self.block_depth)),
            ("--seed", self.seed),
        ] {
            arguments.extend([flag.to_owned(), value.to_string()]);
        }
        arguments
    }
}

/// Why there is no program by Csmith.
#[derive(Debug, Error)]
pub enum CsmithError {
    /// It is not installed.
    #[error(
        "the program `{}` is not installed; install the package csmith (on Debian and Ubuntu: \
         apt-get install csmith), or generate without Csmith", program.display()
    )]
    Missing {
        /// What was looked for.
        program: PathBuf,
    },
    /// The system does not let it run.
    #[error("cannot run `{}`: {source}", program.display())]
    Run {
        /// What was to run.
        program: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no folder to run it in.
    #[error("cannot make a folder for csmith in {}: {source}", path.display())]
    Folder {
        /// The folder for temporary files in which it was to be made.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It ran too long.
    #[error("csmith did not end within {} seconds with {options:?}", limit.as_secs_f64())]
    Timeout {
        /// How long it may run.
        limit: Duration,
        /// The options that Csmith was run with.
        options: Options,
    },
    /// It ended with an error, or was interrupted by signals again and again.
    #[error("csmith failed with {options:?}: {message}")]
    Failed {
        /// The options that Csmith was run with.
        options: Options,
        /// Its exit status and what it said.
        message: String,
    },
    /// It wrote something that is not understood.
    #[error("csmith with {options:?} wrote what cannot be read: {source}")]
    Foreign {
        /// The options that Csmith was run with.
        options: Options,
        /// Where the text departs from what Csmith is known to write, and how.
        source: SourceError,
    },
}

/// A Csmith that was found on this machine, and a folder to run it in.
#[derive(Debug)]
pub struct Csmith {
    program: PathBuf,
    version: String,
    /// Csmith leaves a file about the machine in the folder that it runs in.
    folder: TempDir,
    time_limit: Duration,
}

impl Csmith {
    /// Looks for `csmith` on the `PATH`.
    ///
    /// # Errors
    /// [`CsmithError::Missing`] where there is none, others where it does not work.
    pub fn find() -> Result<Csmith, CsmithError> {
        Csmith::at(PathBuf::from("csmith"), TIME_LIMIT)
    }

    /// Takes the Csmith at a path, which may run for so long each time.
    ///
    /// # Errors
    /// As [`Csmith::find`].
    pub fn at(program: PathBuf, time_limit: Duration) -> Result<Csmith, CsmithError> {
        let folder = tempfile::Builder::new()
            .prefix("lasynth-c-tools-")
            .tempdir()
            .map_err(|source| CsmithError::Folder {
                path: std::env::temp_dir(),
                source,
            })?;
        let mut csmith = Csmith {
            program,
            version: String::new(),
            folder,
            time_limit,
        };
        // The first run writes the file in the folder; later ones, many at once, only read it.
        let first = Options {
            seed: 0,
            arrays: false,
            block_size: 1,
            block_depth: 1,
        };
        csmith.text(&first)?;
        let version = csmith.run(&["--version".to_owned()], &first)?;
        csmith.version = version.lines().next().unwrap_or_default().to_owned();
        Ok(csmith)
    }

    /// Its name and version, such as `csmith 2.3.0`. Programs depend on it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A program by Csmith.
    ///
    /// # Errors
    /// Where it fails or takes too long.
    pub fn text(&self, options: &Options) -> Result<String, CsmithError> {
        self.run(&options.arguments(), options)
    }

    /// The structure of the program that belongs to a seed of ours. Seeds on which Csmith itself
    /// fails are replaced by others that follow from them.
    ///
    /// # Errors
    /// Where Csmith fails every time or writes something that is not understood.
    pub fn skeleton(&self, seed: u64) -> Result<Skeleton, CsmithError> {
        let drawn = Options::drawn(seed);
        let mut offset = 0;
        loop {
            let options = Options {
                seed: drawn.seed.wrapping_add(offset),
                ..drawn
            };
            match self.text(&options) {
                Ok(text) => {
                    return parse(&text).map_err(|source| CsmithError::Foreign { options, source });
                }
                Err(CsmithError::Timeout { .. } | CsmithError::Failed { .. })
                    if offset < OTHER_SEEDS =>
                {
                    offset += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Draws a program with the structure that belongs to a seed, and its examples: what
    /// [`lasynth_core::Tasks::draw`] is to the other source.
    ///
    /// # Errors
    /// As [`Csmith::skeleton`]; within the result, why the program was dropped.
    pub fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Result<Draw, Dropped>, CsmithError> {
        let skeleton = self.skeleton(seed)?;
        Ok(draw_from(Drawn::Skeleton(&skeleton), rules, seed))
    }

    fn run(&self, arguments: &[String], options: &Options) -> Result<String, CsmithError> {
        let mut again = 0;
        loop {
            match self.run_once(arguments, options) {
                // Ctrl-C reaches a child that has not left our process group yet; that says nothing
                // about the seed.
                Ok(None) if again < SIGNALS => again += 1,
                Ok(None) => {
                    return Err(CsmithError::Failed {
                        options: *options,
                        message: "interrupted by a signal again and again".to_owned(),
                    });
                }
                Ok(Some(text)) => return Ok(text),
                Err(error) => return Err(error),
            }
        }
    }

    /// What it writes; `None` where it was interrupted.
    fn run_once(
        &self,
        arguments: &[String],
        options: &Options,
    ) -> Result<Option<String>, CsmithError> {
        let output = process::output(
            &self.program,
            arguments,
            self.folder.path(),
            self.time_limit,
        )
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => CsmithError::Missing {
                program: self.program.clone(),
            },
            _ => CsmithError::Run {
                program: self.program.clone(),
                source,
            },
        })?;
        let Some(output) = output else {
            return Err(CsmithError::Timeout {
                limit: self.time_limit,
                options: *options,
            });
        };
        if process::is_interrupted(&output.status) {
            return Ok(None);
        }
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(CsmithError::Failed {
                options: *options,
                message: format!("{}: {}", output.status, said.trim()),
            });
        }
        Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
    }
}

impl Source for Csmith {
    fn domain(&self) -> &dyn Domain {
        &RestrictedC
    }

    fn name(&self) -> &str {
        self.version()
    }

    fn chunk(&self) -> u64 {
        64
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Result<Draw, Dropped>, GenError> {
        Csmith::draw(self, rules, seed).map_err(|error| GenError::Source(Box::new(error)))
    }
}

#[cfg(test)]
mod tests;
