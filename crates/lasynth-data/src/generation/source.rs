//! Where random programs come from.

use super::error::GenError;
use lasynth_core::{Domain, Draw, DrawRules, Dropped};

/// Where random programs come from. What it draws is a pure function of the rules and the seed.
pub trait Source: Sync {
    /// The language of the programs.
    fn domain(&self) -> &dyn Domain;

    /// What is written down with the programs, because they depend on it: `native`, or the name and
    /// version of a program that makes them.
    fn name(&self) -> &str;

    /// Candidates that are drawn between two looks at progress and interruption: some hundredths of
    /// a second. What comes out does not depend on it.
    fn chunk(&self) -> u64 {
        2_048
    }

    /// Draws one program with its examples; within the result, why it was dropped.
    ///
    /// # Errors
    /// [`GenError::Source`] where the source itself does not work.
    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Result<Draw, Dropped>, GenError>;
}

/// Structure and contents are drawn by the domain itself.
#[derive(Clone, Copy)]
pub struct Native<'d>(pub &'d dyn Domain);

impl Source for Native<'_> {
    fn domain(&self) -> &dyn Domain {
        self.0
    }

    fn name(&self) -> &str {
        "native"
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Result<Draw, Dropped>, GenError> {
        Ok(self.0.draw(rules, seed))
    }
}
