//! `lasynth data`.

use super::TaskFile;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lasynth data stats test.jsonl --plots plots")]
pub struct Data {
    #[command(subcommand)]
    pub what: DataWhat,
}

#[derive(Debug, Subcommand)]
pub enum DataWhat {
    /// What a task file holds: kinds, lengths, control flow, live branches, the baseline
    Stats(Stats),
    /// Task files side by side: kinds, lengths, forms of statements, the baseline
    Compare(Compare),
    /// Make task files of data in another format
    Import(Import),
    /// Write task files in another format
    Export(Export),
}

#[derive(Debug, Args)]
#[command(after_help = "\
A branch is an `if`; each `else if` is one of its own. It is live if neither 1 nor 0 can stand in \
place of its condition without changing what the program does on one of the 59,049 lists of five \
values from -4 to 4, the kinds of invalid runs included. The minimal form is that of `lasynth \
minimise`. Levels say how deep branches and loops stand in each other. The baseline is right if the \
simple sums that it finds for the examples also give the held-out pairs.

The plots are kinds.svg, lengths.svg, control_flow.svg, live_branches.svg and baseline.svg.

Examples:
  lasynth data stats test.jsonl
  lasynth data stats train.jsonl.zst --plots plots --json")]
pub struct Stats {
    /// Task file (JSON Lines, or .zst)
    pub file: PathBuf,
    /// Write the tables as plots (SVG) into this folder
    #[arg(long, value_name = "DIR")]
    pub plots: Option<PathBuf>,
    #[command(flatten)]
    pub how: TaskFile,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Shares are in per cent of what a heading names. Under each heading stands how far a file is from the \
first one: the share that would have to move to make them alike, and in parentheses how much of it \
chance brings where both are samples of the same. The baseline is judged on tasks that have held-out \
pairs.

Examples:
  lasynth data compare native.jsonl csmith.jsonl
  lasynth data compare test.jsonl minimal.jsonl.zst --json")]
pub struct Compare {
    /// Task files (JSON Lines, or .zst)
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub how: TaskFile,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The numbers of the pairs decide on the split: 0 to 499,999 train, 500,000 to 500,999 valid, 501,000 to \
501,999 test. With a folder as --out, each split gets a file of its own. The format has no held-out \
pairs: five are made for each task by running its program on new inputs, which follow from --seed \
and the number of the pair. Inputs are distinct, and outputs from -4 to 4.

Files that cannot be used are reported with the reason, and the others are imported. The exit status \
is 2 if there are no others.

Examples:
  lasynth data import --format latent-execution published --out tasks.jsonl
  lasynth data import --format latent-execution published --out data --seed 1")]
pub struct Import {
    /// Folder with the pairs
    pub dir: PathBuf,
    /// Its format
    #[arg(long, value_name = "FORMAT")]
    pub format: String,
    /// Task file to write (.jsonl, .jsonl.zst), or a folder for train.jsonl, valid.jsonl, test.jsonl
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Each task becomes a C program with its five inputs and a `main` that runs it, and a file with what \
that prints. Tasks need a program and exactly 5 examples of 5 values from -4 to 4. Held-out pairs have \
no place in the format. The folder appears under its name when it is complete.

A folder of train.jsonl, valid.jsonl and test.jsonl (or .zst) is numbered as the format wants: from 0, \
from 500,000 and from 501,000. A single file is numbered as the split that --split names.

Examples:
  lasynth data export --format latent-execution test.jsonl --out published
  lasynth data export --format latent-execution data --out published")]
pub struct Export {
    /// Task file, or folder with train, valid and test files
    pub path: PathBuf,
    /// The format to write
    #[arg(long, value_name = "FORMAT")]
    pub format: String,
    /// Folder to write, which must not exist yet or be empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Which split a single file is [default: train]
    #[arg(long, value_enum, value_name = "SPLIT")]
    pub split: Option<SplitName>,
    #[command(flatten)]
    pub how: TaskFile,
}

/// A part of the published data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SplitName {
    Train,
    Valid,
    Test,
}
