//! The command line: what can be typed. What it means is in `commands`.
//!
//! Names that depend on the languages, those of domains and of formats, are not written here: they
//! come from the table of languages ([`command`]).

pub mod data;
pub mod eval;
pub mod generate;
pub mod prior;
pub mod search;

use super::choice::{DomainError, Domains};
use crate::domains::Bundle;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use search::Search;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Programs from examples.
///
/// Give LaSynth a few input-output pairs of a function, and it writes a short program that
/// reproduces all of them.
#[derive(Debug, Parser)]
#[command(
    name = "lasynth",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(after_help = "\
Exit status: 0 done; 1 nothing found, an invalid run, a disagreement with the C compiler, or \
interrupted; 2 bad input or usage.

Example:
  lasynth synth examples/increment.txt")]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// What the arguments of the process say.
    ///
    /// # Errors
    /// If they make no sense, or ask for help.
    pub fn of_process(domains: &[&Bundle]) -> Result<Cli, clap::Error> {
        let mut command = command(domains);
        let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// The command line with the names that the languages bring along.
pub fn command(domains: &[&Bundle]) -> clap::Command {
    let names: Vec<&str> = domains.iter().map(|bundle| bundle.name()).collect();
    let mut formats: Vec<PossibleValue> = Vec::new();
    for format in domains.iter().flat_map(|bundle| bundle.tools.formats) {
        if formats
            .iter()
            .all(|known| known.get_name() != format.name())
        {
            formats.push(PossibleValue::new(format.name()).help(format.about()));
        }
    }
    // One argument that is changed alone would become the last one of the usage.
    let with = |name: &'static str, values: PossibleValuesParser| {
        move |arg: clap::Arg| match arg.get_id() == name {
            true => arg.value_parser(values.clone()),
            false => arg,
        }
    };
    let with_formats = |command: clap::Command| {
        command.mut_args(with("format", PossibleValuesParser::new(formats.clone())))
    };
    Cli::command()
        .version(version(domains))
        .mut_args(with("domain", PossibleValuesParser::new(names)))
        .mut_subcommand("data", |data| {
            let data = data.mut_subcommand("import", with_formats);
            data.mut_subcommand("export", with_formats)
        })
}

/// The program's version and the names of the models in it.
fn version(domains: &[&Bundle]) -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let models = domains.iter().filter_map(|bundle| bundle.model.as_ref());
        let names: Vec<&str> = models.map(|model| model.name).collect();
        match names[..] {
            [] => env!("CARGO_PKG_VERSION").to_owned(),
            _ => format!("{} (model {})", env!("CARGO_PKG_VERSION"), names.join(", ")),
        }
    })
}

/// Options of every command, as they are typed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct GlobalOptions {
    /// Print one JSON object on standard output, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// Seed of everything random [default: 0; train: the one in its configuration]
    #[arg(long, global = true, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Number of threads [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Language of programs and tasks [default: the one that the tasks name or the examples show]
    #[arg(long, global = true, value_name = "NAME")]
    pub domain: Option<String>,
}

/// What is the same for every command.
pub struct Global {
    /// Whether results and errors are JSON.
    pub json: bool,
    pub seed: Option<u64>,
    pub threads: Option<usize>,
    /// The languages, and which one was asked for.
    pub domains: Domains,
}

/// Number of threads that run at once on this machine.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Global {
    /// The number of threads that was asked for, else one a core.
    pub fn threads(&self) -> usize {
        self.threads.unwrap_or_else(cores)
    }

    /// # Errors
    /// If the language that is asked for is not in the table.
    pub fn new(
        options: GlobalOptions,
        domains: &'static [&'static Bundle],
    ) -> Result<Global, DomainError> {
        Ok(Global {
            json: options.json,
            seed: options.seed,
            threads: options.threads,
            domains: Domains::new(domains, options.domain.as_deref())?,
        })
    }
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("expected a number from 0 to {}", u64::MAX))
}

/// More than this is a slip of the finger.
const MAX_THREADS: usize = 4096;

fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| (1..=MAX_THREADS).contains(n));
    number.ok_or_else(|| format!("expected a number from 1 to {MAX_THREADS}"))
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find a program that reproduces given examples
    Synth(Synth),
    /// Run a program on inputs
    Run(Run),
    /// Generate a data set of random programs with examples
    Gen(generate::Gen),
    /// Look into data sets, and read and write other formats
    Data(data::Data),
    /// Train a model
    Train(Train),
    /// Make a model directory from a checkpoint
    Export(Export),
    /// Measure the accuracy of a model or of the search
    Eval(eval::Eval),
    /// What behaviours are to be expected
    Prior(prior::PriorCommand),
    /// Make programs shorter that do the same on every input
    #[command(alias = "minimize")]
    Minimise(Minimise),
    /// Find out whether two programs do the same on every input
    Diff(Diff),
    /// Compare the executors with a C compiler on random programs
    Fuzz(Fuzz),
    /// Measure the speed of this machine
    Bench(Bench),
    /// Print a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("specification").required(true).args(["spec", "example"]))]
#[command(after_help = "\
The specification is pairs of inputs and outputs, integers and lists of them, as plain text, one pair \
a line,

  # the first few elements
  [10, 20, 30, 40], 2 -> [10, 20]
  [7, 8, 9], 1 -> [7]

or as JSON: {\"examples\": [[[0,1,-2,3,2], [1,2,-1,4,3]], ...]}
or as CSV: a row of names, one argument a column, the output in the last one, lists in quotes

Up to 10 pairs of lists of 5 values from -4 to 4 are for a function in restricted C that changes its \
list (--domain c); all others, up to 100, are for a function over lists of any length (--domain lists).

Examples:
  lasynth synth examples/increment.txt > increment.c
  lasynth synth --example '[0,1,2,3,0] -> [1,2,3,4,1]' --example '[3,3,0,1,1] -> [4,4,1,2,2]'
  lasynth synth --cc --json examples/increment.txt
  lasynth synth --ask examples/copy_if.txt
  lasynth synth --budget 500ms --top 5 examples/copy_if.txt
  lasynth synth --emit python examples/lists/discount.txt")]
pub struct Synth {
    /// File with the examples, `-` for standard input
    pub spec: Option<PathBuf>,
    /// One example, instead of a file; may be repeated
    #[arg(long, value_name = "PAIR", allow_hyphen_values = true)]
    pub example: Vec<String>,
    /// Also compile the answer with the system's C compiler and run it on the examples
    #[arg(long)]
    pub cc: bool,
    /// Programs that behave otherwise and might be meant as well [default: 3, without their text]
    #[arg(long, value_name = "N", conflicts_with = "mode")]
    pub top: Option<usize>,
    /// Form in which programs are printed, such as c [default: the first that the domain has]
    #[arg(long, value_name = "FORM")]
    pub emit: Option<String>,
    /// Ask for the outputs that decide most, until the answer is certain or nothing is left to ask
    #[arg(long, conflicts_with = "mode")]
    pub ask: bool,
    /// Ask no more once the answer is as probable as this: its behaviour, or that it is right on five
    /// unseen inputs
    #[arg(long, value_name = "P", value_parser = probability, default_value = "0.99", requires = "ask")]
    pub confidence: f64,
    #[command(flatten)]
    pub search: Search,
}

fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    number.ok_or_else(|| "expected a probability from 0 to 1, such as 0.99".to_owned())
}

fn positive(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| "expected a number of at least 1".to_owned())
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth run program.c --input '[1,2,3,4,0]'
  lasynth run take.term --input '[10,20,30], 2'
  lasynth run take.c --input '[10,20,30], 2'

A C file that is not of the language is compiled with sanitizers and run confined, which is said: one \
function of integers and lists, each list with its length behind it, such as \
int take(const int a[], int n, int k, int out[]).

With --json and several inputs, one object a line is printed.")]
pub struct Run {
    /// File with the program, `-` for standard input
    pub program: PathBuf,
    /// An input, such as a list of integers; arguments are separated by commas; may be repeated
    #[arg(long, value_name = "LIST", required = true, allow_hyphen_values = true)]
    pub input: Vec<String>,
    /// Also run it through the system's C compiler and compare
    #[arg(long)]
    pub cc: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The folder receives checkpoints, log.jsonl with one record a line, and at the end the model. Ctrl-C \
saves a checkpoint and stops; --resume goes on exactly where the last checkpoint stands.

Examples:
  lasynth train --config configs/c-tiny.toml --out runs/tiny
  lasynth train --config configs/c-tiny.toml --out runs/tiny --resume")]
pub struct Train {
    /// What to train, and on what
    #[arg(long, value_name = "FILE.toml")]
    pub config: PathBuf,
    /// Folder of the run
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on from the newest checkpoint in the folder
    #[arg(long)]
    pub resume: bool,
    /// Where to compute
    #[arg(long, value_enum, value_name = "DEVICE", default_value_t = DeviceName::Cpu)]
    pub device: DeviceName,
}

/// The devices that this program was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeviceName {
    Cpu,
    #[cfg(feature = "cuda")]
    Cuda,
    #[cfg(feature = "wgpu")]
    Wgpu,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth export runs/small --out models/c-small")]
pub struct Export {
    /// A checkpoint, or the folder of a run, whose newest checkpoint is taken
    pub checkpoint: PathBuf,
    /// Folder of the model
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Write weights of 32 bits instead of 16
    #[arg(long)]
    pub f32: bool,
}

/// How to read a task file.
#[derive(Clone, Copy, Debug, Args)]
pub struct TaskFile {
    /// Skip and count the lines of the task file that cannot be used, instead of ending at the first
    #[arg(long)]
    pub skip_bad: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The result does the same on all inputs of its domain that are compared, kinds of faults included; for c \
these are all 59,049 lists of five values from -4 to 4. None of the rules that are tried makes it shorter. \
A program that no input makes valid is left as it is. \
In a task file, a program also keeps the outcomes of its task's own pairs.

Examples:
  lasynth minimise program.c > shorter.c
  lasynth minimise program.term --emit term
  lasynth minimise train.jsonl.zst --out minimal.jsonl.zst")]
pub struct Minimise {
    /// File with a program (`-` for standard input), or task file (.jsonl, .jsonl.zst)
    pub file: PathBuf,
    /// Task file to write
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Form in which the program is printed, such as c [default: the first that the domain has]
    #[arg(long, value_name = "FORM")]
    pub emit: Option<String>,
    #[command(flatten)]
    pub how: TaskFile,
}

#[derive(Debug, Args)]
#[command(after_help = "\
For c, all 59,049 lists of five values from -4 to 4 are tried, for lists some hundred inputs of the \
types that the programs take: edge cases and drawn ones. The exit status is 0 if the programs give \
the same value, or end with the same kind of fault, on each of the inputs, else 1. Files of \
different languages, and C files that are compiled (see run), are compared on some hundred inputs that \
both take, and all invalid runs are alike there.

Examples:
  lasynth diff before.c after.c
  lasynth diff mine.c found.term")]
pub struct Diff {
    /// File with a program
    pub first: PathBuf,
    /// Another one
    pub second: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Random programs run on 10 lists each, here and as C: in a build that checks every access, traps on \
overflow and counts steps, and in one with address and undefined-behaviour sanitizers. The first \
disagreement is printed as the smallest program that shows it, and the exit status is 1. The compiler \
is the one that CC names, else cc; it needs the sanitizers of gcc or clang.

Examples:
  lasynth fuzz --against cc --count 10000
  lasynth fuzz --against cc --count 1000000 --state fuzz.json")]
pub struct Fuzz {
    /// What to compare with
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Against::Cc)]
    pub against: Against,
    /// Number of programs, rounded up to a multiple of 250
    #[arg(long, value_name = "N", value_parser = positive)]
    pub count: usize,
    /// Keep in this file how far the work is, and go on from there if it exists
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Against {
    /// The system's C compiler
    Cc,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth bench executor --data test.jsonl")]
pub struct Bench {
    #[command(subcommand)]
    pub what: BenchWhat,
}

#[derive(Debug, Subcommand)]
pub enum BenchWhat {
    /// Runs a second of the executors, for c beside C compilers
    #[command(after_help = "\
Examples:
  lasynth bench executor --data test.jsonl
  lasynth bench executor --domain lists")]
    Executor(BenchExecutor),
    /// Microseconds of the inner loops of the search
    #[command(after_help = "\
Example:
  lasynth bench search --data test.jsonl --threads 1")]
    Search(BenchSearch),
}

#[derive(Debug, Args)]
pub struct BenchSearch {
    /// Task file, whose examples are searched for [default: 50 tasks drawn with --seed]
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    #[command(flatten)]
    pub how: TaskFile,
    /// Prior file, made by `prior fit` [default: the prior in this program]
    #[arg(long, value_name = "FILE")]
    pub prior: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BenchExecutor {
    /// Task file with programs and inputs [default: 200 tasks drawn with --seed]
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    #[command(flatten)]
    pub how: TaskFile,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth completions bash > ~/.local/share/bash-completion/completions/lasynth")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains::DOMAINS;

    #[test]
    fn definitions_are_sound_and_every_help_has_an_example() {
        let command = command(DOMAINS);
        command.clone().debug_assert();
        for command in command.get_subcommands().chain([&command]) {
            let help = command.get_after_help().map(|help| help.to_string());
            assert!(
                help.is_some_and(|help| help.contains("Example") && help.contains("  lasynth ")),
                "{}",
                command.get_name()
            );
        }
    }
}
