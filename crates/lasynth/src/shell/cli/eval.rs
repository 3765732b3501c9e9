//! `lasynth eval`: what can be typed.

use super::TaskFile;
use super::search::{Search, time};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(after_help = "\
Without --search the model's decoder is alone, with beam:64 if --mode does not say otherwise, and takes \
as long as it takes unless --budget is given. With --search, --budget is the time of a task, and of each \
question anew. Questions are answered by the true program; where a task has none, they are about its \
held-out inputs, the most uncertain one first, and these pairs answer.

Examples:
  lasynth eval --data test.jsonl --mode beam:64 --out records.jsonl
  lasynth eval --data test.jsonl --search --budget 5s --questions 5 --report report
  lasynth eval --data test.jsonl --search --budgets 0.1s,1s --without edits,model --json
  lasynth eval --data test.jsonl --spaces")]
pub struct Eval {
    /// Task file (JSON Lines, or .zst)
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    #[command(flatten)]
    pub how: TaskFile,
    /// Write one record a task into this file
    #[arg(long, value_name = "FILE.jsonl")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub search: Search,
    /// Measure the search, as `synth` does it by default
    #[arg(long = "search", conflicts_with = "mode")]
    pub posterior: bool,
    /// Print the space of every proposer, and how many of the tasks' behaviours it holds; no search
    #[arg(
        long,
        conflicts_with_all = ["posterior", "mode", "model", "budget", "candidates", "out"]
    )]
    pub spaces: bool,
    #[command(flatten)]
    pub what: SearchEval,
}

/// What is only there with `--search`.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --search")]
pub struct SearchEval {
    /// Ask so many questions a task
    #[arg(long, value_name = "N", default_value_t = 0, requires = "posterior")]
    pub questions: usize,
    /// Ask about any input instead of the one that decides most
    #[arg(long, requires = "posterior")]
    pub ask_at_random: bool,
    /// Search every task with these times as well, such as 0.1s,1s
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = time, requires = "posterior")]
    pub budgets: Vec<Duration>,
    /// Write plots and tables into this folder
    #[arg(long, value_name = "DIR", requires = "posterior")]
    pub report: Option<PathBuf>,
    /// Configuration of the search; fields that are left out have their defaults
    #[arg(long, value_name = "FILE.toml", requires = "posterior")]
    pub config: Option<PathBuf>,
    /// Leave out proposers: factorised, enumeration, edits, model
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "posterior"
    )]
    pub without: Vec<String>,
    /// Leave out behaviours that part on tests which no example decides
    #[arg(long, requires = "posterior")]
    pub no_hidden: bool,
    /// Take each form for itself, as if none followed from another
    #[arg(long, requires = "posterior")]
    pub no_relations: bool,
    /// Leave out the prior by length
    #[arg(long, requires = "posterior")]
    pub no_length: bool,
    /// How the answer is chosen
    #[arg(long, value_enum, value_name = "RULE", requires = "posterior")]
    pub decision: Option<DecisionName>,
    /// What is asked
    #[arg(
        long,
        value_enum,
        value_name = "RULE",
        requires = "posterior",
        conflicts_with = "ask_at_random"
    )]
    pub question: Option<QuestionName>,
    /// What makes a random behaviour probable
    #[arg(long, value_enum, value_name = "WHAT", requires = "posterior")]
    pub random: Option<RandomName>,
    /// The same as --random counts
    #[arg(long, requires = "posterior", conflicts_with = "random")]
    pub counts_only: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecisionName {
    /// The most expected agreement
    Agreement,
    /// The most probable behaviour
    Heaviest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum QuestionName {
    /// The input whose outcome makes a right answer most probable
    Value,
    /// The input with the most uncertain outcome
    Entropy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RandomName {
    /// Counts of whole behaviours, and the factorised distribution for the rest
    Both,
    /// The factorised distribution alone
    Factorised,
    /// The counts alone
    Counts,
}
