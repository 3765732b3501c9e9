//! The command line of LaSynth: parses arguments, reads files, calls the library, prints.
//!
//! Standard output holds results, standard error everything else. Errors come back to [`main`], are
//! printed in one place (`errors`) and decide the exit status. It is part of the library so that the
//! same commands serve another table of languages, in tests for example.

mod choice;
mod cli;
mod commands;
mod errors;
mod files;
mod form;
mod input;
mod interrupt;
mod output;
mod programs;
mod progress;
mod task_input;

use crate::domains::Bundle;
use clap::error::ErrorKind;
use cli::Cli;
use std::process::ExitCode;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// What was asked for is done.
    Done,
    /// The question was answered in the negative: nothing found, the run was invalid, the compiler
    /// disagrees, or the user interrupted.
    Negative,
}

const NEGATIVE: u8 = 1;
const BAD_INPUT: u8 = 2;

/// Does what the arguments of the process ask for, with the languages of a table, in which there is
/// one at least.
pub fn main(domains: &'static [&'static Bundle]) -> ExitCode {
    let cli = match Cli::of_process(domains) {
        Ok(cli) => cli,
        Err(error) => return stop(&error),
    };
    let json = cli.global.json;
    match commands::run(cli, domains) {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Negative) => ExitCode::from(NEGATIVE),
        Err(error) if errors::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            errors::print(&error, json);
            if errors::is_negative(&error) {
                ExitCode::from(NEGATIVE)
            } else {
                ExitCode::from(BAD_INPUT)
            }
        }
    }
}

/// Help and version were asked for, or the command line makes no sense.
fn stop(error: &clap::Error) -> ExitCode {
    match error.kind() {
        // Nobody reads the help: not an error.
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(BAD_INPUT)
        }
        _ => {
            let json = std::env::args_os()
                .take_while(|argument| argument != "--")
                .any(|argument| argument == "--json");
            errors::print_usage(error, json);
            ExitCode::from(BAD_INPUT)
        }
    }
}
