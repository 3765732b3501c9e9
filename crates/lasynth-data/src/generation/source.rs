use super::GenError;
use lasynth_c::domain::RestrictedC;
use lasynth_c_tools::Csmith;
use lasynth_core::{Domain, Draw, DrawRules, Dropped};

/// Where random programs come from.
#[derive(Clone, Copy)]
pub enum Source<'s> {
    /// Structure and contents are drawn by the domain.
    Native(&'s dyn Domain),
    /// The structure is that of programs by Csmith, the contents are drawn as restricted C draws its
    /// own.
    Csmith(&'s Csmith),
}

impl<'s> Source<'s> {
    /// The language of the programs.
    pub fn domain(&self) -> &'s dyn Domain {
        match self {
            Source::Native(domain) => *domain,
            Source::Csmith(_) => &RestrictedC,
        }
    }

    /// `native`, or Csmith's name and version: what comes out depends on it.
    pub fn name(&self) -> &str {
        match self {
            Source::Native(_) => "native",
            Source::Csmith(csmith) => csmith.version(),
        }
    }

    /// Candidates that are drawn between two looks at progress and interruption: some hundredths of
    /// a second. What comes out does not depend on it.
    pub(super) fn chunk(&self) -> u64 {
        match self {
            Source::Native(_) => 2_048,
            Source::Csmith(_) => 64,
        }
    }

    pub(super) fn draw(
        &self,
        rules: &DrawRules,
        seed: u64,
    ) -> Result<Result<Draw, Dropped>, GenError> {
        match self {
            Source::Native(domain) => Ok(domain.draw(rules, seed)),
            Source::Csmith(csmith) => Ok(csmith.draw(rules, seed)?),
        }
    }
}
