//! A language that nobody knows passes through everything.
//!
//! The *toy domain* is a small stack machine over two integers with an integer result. It exists in
//! these tests alone: `language`, `tasks` and `proposer` are all that a language has to bring along, and
//! [`TOY`] is its line in a table. The tests run the whole command line with that table, in processes of
//! their own: this very program, told by an environment variable to be the command.

mod commands;
mod language;
mod place;
mod proposer;
mod search;
mod tasks;

use language::StackMachine;
use lasynth::domains::{Bundle, Tools};
use lasynth_data::compare::NoForms;
use lasynth_data::stats::KindAndLength;
use lasynth_search::{PlainKit, Proposer};
use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;
use std::sync::Arc;

static KIT: PlainKit = PlainKit::new(&StackMachine, || {
    vec![Arc::new(proposer::Smallest) as Arc<dyn Proposer>]
});

/// The line of the toy language.
static TOY: Bundle = Bundle {
    domain: &StackMachine,
    search: &KIT,
    model: None,
    prior: None,
    statistics: &KindAndLength,
    forms: &NoForms,
    tools: Tools::NONE,
};

/// The toy language alone.
static ALONE: &[&Bundle] = &[&TOY];
/// The toy language beside the one of the program.
static BESIDE_C: &[&Bundle] = &[lasynth::DOMAINS[0], &TOY];

/// The environment variable that makes this program the command, and its values.
const TABLE: &str = "LASYNTH_TOY_TABLE";

fn main() -> ExitCode {
    match std::env::var(TABLE).as_deref() {
        Ok("alone") => return lasynth::shell::main(ALONE),
        Ok("beside-c") => return lasynth::shell::main(BESIDE_C),
        _ => {}
    }
    let all = commands::ALL.iter().chain(search::ALL);
    let trials = all.map(|(name, test)| {
        Trial::test(*name, || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
