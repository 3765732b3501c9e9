//! `lasynth gen`.

use super::positive;
use clap::{ArgGroup, Args, ValueEnum};
use lasynth_core::{Mixture, RangeRule};
use lasynth_data::generation::Form;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("size").required(true).args(["count", "splits"]))]
#[command(after_help = "\
A file is JSON Lines, one task a line; compressed if its name ends in .zst. A file of the same name \
is replaced when the new one is complete. The same seed gives the same tasks with any number of \
threads.

Until it is complete a run is in a folder beside the file, .NAME.unfinished, or in the folder, \
.unfinished. After Ctrl-C, a kill or a power failure the same command with --resume goes on, and the \
result is the one of a run that was not interrupted.

The model, `synth`, `eval` and short forms of c are for lists of 5 values from -4 to 4; --length and \
--max-value make data for other purposes.

Examples:
  lasynth gen --count 1000 --seed 2 --out test.jsonl
  lasynth gen --splits 500000,1000,1000 --seed 1 --out data
  lasynth gen --count 1000 --kinds seq=29,if=16,for=24,mixed=31 --minimise --out minimal.jsonl.zst
  lasynth gen --count 1000 --csmith --max-tokens 200 --out csmith.jsonl
  lasynth gen --domain lists --count 1000 --length 20 --out lists.jsonl")]
pub struct Gen {
    /// Number of tasks
    #[arg(long, value_name = "N", value_parser = positive)]
    pub count: Option<usize>,
    /// Sizes of train.jsonl, valid.jsonl and test.jsonl, which share no behaviour
    #[arg(long, value_name = "N,N,N", value_delimiter = ',', value_parser = positive)]
    pub splits: Vec<usize>,
    /// The file; with --splits, the folder
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Go on with the unfinished run
    #[arg(long)]
    pub resume: bool,
    /// Discard the unfinished run and begin anew
    #[arg(long, conflicts_with = "resume")]
    pub restart: bool,
    /// Take the structure of programs from Csmith, which must be installed
    #[arg(long)]
    pub csmith: bool,
    /// Programs as drawn, in their short normal form, or in minimal form
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Targets::Raw)]
    pub targets: Targets,
    /// The same as --targets normal
    #[arg(long, conflicts_with = "targets")]
    pub normal: bool,
    /// The same as --targets minimal
    #[arg(long, alias = "minimize", conflicts_with_all = ["targets", "normal"])]
    pub minimise: bool,
    /// Keep programs that behave like an earlier one
    #[arg(long)]
    pub no_dedup: bool,
    /// Outputs that leave the range of values: draw the input again, or drop the program
    #[arg(long, value_enum, value_name = "RULE", default_value_t = Range::Redraw)]
    pub range: Range,
    /// Elements of a list; for lists of any length, up to so many [default: 5 for c, 10 for lists]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub length: Option<usize>,
    /// Largest value in a list; the smallest is its negative [default: 4 for c, 99 for lists]
    #[arg(long, value_name = "R", value_parser = above_zero, allow_negative_numbers = true)]
    pub max_value: Option<i32>,
    /// Shares of the kinds of drawn programs, exact in each file [default: about as they come, at
    /// least half with a loop]
    #[arg(long, value_name = "KIND=SHARE,...")]
    pub kinds: Option<Mixture>,
    /// Drop programs of more tokens [default: the longest that the language allows]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub max_tokens: Option<usize>,
}

fn above_zero(text: &str) -> Result<i32, String> {
    let number = text.parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| "expected a number of at least 1".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Targets {
    Raw,
    Normal,
    Minimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Range {
    Redraw,
    Strict,
}

impl From<Range> for RangeRule {
    fn from(range: Range) -> RangeRule {
        match range {
            Range::Redraw => RangeRule::Redraw,
            Range::Strict => RangeRule::Strict,
        }
    }
}

impl Gen {
    /// Which program a task is to hold.
    pub fn form(&self) -> Form {
        match self.targets {
            _ if self.minimise => Form::Minimal,
            _ if self.normal => Form::Normal,
            Targets::Raw => Form::Raw,
            Targets::Normal => Form::Normal,
            Targets::Minimal => Form::Minimal,
        }
    }
}
