//! What the network learns from: a target, the pairs that may be shown for it, and a signature of
//! its behaviour; and the streams in which such samples come.

use crate::Targets;
use lasynth_core::{
    Domain, Draw, Dropped, EncodingError, Example, Program, SourceError, Task, TokenId, fnv1a_64,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// One program to learn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What to write: start symbol excluded, end token included.
    pub tokens: Vec<TokenId>,
    /// Tokens that complete a statement.
    pub statements: usize,
    /// Pairs from which those shown are chosen.
    pub examples: Vec<Example>,
    /// Equal behaviours have equal signatures (of programs from files: equal targets).
    pub signature: u64,
}

/// A task that cannot be learned from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SampleError {
    /// It has no reference program.
    #[error("the task has no program")]
    NoProgram,
    /// Its program does not parse.
    #[error("program: {0}")]
    Source(#[from] SourceError),
    /// Its program lies outside the model's vocabulary.
    #[error("the program lies outside the vocabulary")]
    Vocabulary,
    /// One of its pairs cannot be shown to the model of the domain.
    #[error("pair {}: {source}", index + 1)]
    Values {
        /// Index of the pair, held-out pairs counted after those shown.
        index: usize,
        /// Which value does not fit.
        source: EncodingError,
    },
}

impl Sample {
    /// From a drawn program.
    ///
    /// # Errors
    /// If the target lies outside the vocabulary or a pair does not fit the encoding.
    pub(crate) fn from_draw(
        domain: &dyn Domain,
        draw: Draw,
        targets: Targets,
    ) -> Result<Sample, SampleError> {
        let target: &dyn Program = match (targets, &draw.normal) {
            (Targets::Normal, Some(normal)) => normal.as_ref(),
            _ => draw.program.as_ref(),
        };
        let tokens = target.tokens().ok_or(SampleError::Vocabulary)?;
        let mut examples = draw.examples;
        examples.extend(draw.heldout);
        check_values(domain, &examples)?;
        Ok(Sample {
            statements: statements(domain, &tokens),
            tokens,
            examples,
            signature: short_signature(draw.signature),
        })
    }

    /// From a task with a reference program; shown and held-out pairs are put together.
    ///
    /// # Errors
    /// If there is no program, it is none that the model can write, or a pair does not fit the encoding.
    pub fn from_task(
        domain: &dyn Domain,
        task: &Task,
        targets: Targets,
    ) -> Result<Sample, SampleError> {
        let source = task.program.as_deref().ok_or(SampleError::NoProgram)?;
        let mut program = domain.parse(source)?;
        if targets == Targets::Normal {
            program = program.normalise();
        }
        let tokens = program.tokens().ok_or(SampleError::Vocabulary)?;
        let mut examples = task.examples.clone();
        examples.extend(task.heldout.iter().flatten().cloned());
        check_values(domain, &examples)?;
        let signature = fnv1a_64(tokens.iter().flat_map(|token| token.to_le_bytes()));
        Ok(Sample {
            statements: statements(domain, &tokens),
            tokens,
            examples,
            signature,
        })
    }
}

/// Whether every pair can be shown to the model of the domain.
fn check_values(domain: &dyn Domain, examples: &[Example]) -> Result<(), SampleError> {
    let encoding = domain.encoding();
    for (index, example) in examples.iter().enumerate() {
        let checked = encoding.check(example);
        checked.map_err(|source| SampleError::Values { index, source })?;
    }
    Ok(())
}

fn statements(domain: &dyn Domain, tokens: &[TokenId]) -> usize {
    let vocabulary = domain.vocabulary();
    tokens
        .iter()
        .filter(|&&token| vocabulary.ends_statement(token))
        .count()
}

/// The 64 bits of a behaviour signature by which training tells behaviours apart.
pub fn short_signature(signature: u128) -> u64 {
    (signature ^ (signature >> 64)) as u64
}

/// Consecutive programs of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    /// The programs, in order.
    pub samples: Vec<Sample>,
    /// Draws that gave none, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
}

impl Chunk {
    /// Adds a draw of the domain.
    pub(crate) fn push(
        &mut self,
        domain: &dyn Domain,
        draw: Result<Draw, Dropped>,
        targets: Targets,
    ) {
        let reason = match draw {
            Ok(draw) => match Sample::from_draw(domain, draw, targets) {
                Ok(sample) => return self.samples.push(sample),
                Err(SampleError::Values { .. }) => "values",
                Err(_) => "vocabulary",
            },
            Err(Dropped::Identity) => "identity",
            Err(Dropped::Constant) => "constant",
            Err(Dropped::Range) => "range",
            Err(Dropped::Length) => "length",
            Err(Dropped::Kind) => "kind",
        };
        *self.dropped.entry(reason).or_default() += 1;
    }
}

/// A stream that broke.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("training programs: {0}")]
pub struct StreamError(pub String);

/// Training programs in a fixed order, readable again from any position that it reported.
pub trait ProgramStream: Send {
    /// The next programs; `None` at the end of the data.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, StreamError>;

    /// Where the next chunk starts, in the stream's own terms; 0 at the beginning.
    fn position(&self) -> u64;

    /// Continues from a position that [`ProgramStream::position`] gave for the same data.
    fn seek(&mut self, position: u64) -> Result<(), StreamError>;
}
