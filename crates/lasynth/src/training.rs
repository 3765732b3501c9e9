//! What training takes from data sets.

use lasynth_core::{Domain, Task};
use lasynth_data::generation::{GenConfig, GenError, Native, Progress, generate};
use lasynth_data::tasks::{TaskFileError, TaskReader};
use lasynth_train::{Exclude, MemoryStream, ProgramStream, Sample, Targets, short_signature};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

/// Signatures of the behaviours in the set that `lasynth gen --seed SEED --count COUNT` writes:
/// training must see none of them. `progress` may end the work.
///
/// # Errors
/// As [`generate`].
pub fn excluded_behaviours(
    domain: &dyn Domain,
    exclude: &Exclude,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<HashSet<u64>, GenError> {
    let config = GenConfig {
        splits: vec![exclude.count],
        seed: exclude.seed,
        ..GenConfig::default()
    };
    let mut signatures = HashSet::new();
    let mut sink = |_, task: Task| {
        let source = task.program.unwrap_or_default();
        let program = domain
            .parse(&source)
            .map_err(|error| GenError::Config(format!("a generated program: {error}")))?;
        signatures.insert(short_signature(domain.signature(&*program)));
        Ok(())
    };
    generate(&Native(domain), &config, &mut sink, progress)?;
    Ok(signatures)
}

/// The programs of a task file, in an order that depends on `seed`, over and over again. `domain` says
/// whose program a task holds.
///
/// # Errors
/// At the first line that is no task with a program that can be learnt, and if there is none.
pub fn task_file_stream<E: std::fmt::Display>(
    mut domain: impl FnMut(&Task) -> Result<&'static dyn Domain, E>,
    path: &Path,
    targets: Targets,
    seed: u64,
) -> Result<Box<dyn ProgramStream>, TaskFileError> {
    let mut reader = TaskReader::open(path)?;
    let mut samples = Vec::new();
    let error = |line, message| {
        let path = path.to_path_buf();
        TaskFileError::Line {
            path,
            line,
            column: 1,
            message,
        }
    };
    while let Some(task) = reader.next() {
        let task = task?;
        let domain = domain(&task).map_err(|e| error(reader.line(), e.to_string()))?;
        let sample = Sample::from_task(domain, &task, targets);
        samples.push(sample.map_err(|e| {
            let message = format!("{e}; training needs programs to learn");
            error(reader.line(), message)
        })?);
    }
    if samples.is_empty() {
        return Err(error(
            1,
            "the file is empty; training needs programs to learn".to_owned(),
        ));
    }
    Ok(Box::new(MemoryStream::new(samples, seed, None)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DOMAINS;
    use lasynth_core::DrawRules;

    fn excluded(seed: u64, progress: ControlFlow<()>) -> Result<HashSet<u64>, GenError> {
        excluded_behaviours(DOMAINS[0].domain, &Exclude { seed, count: 20 }, &mut |_| {
            progress
        })
    }

    #[test]
    fn every_task_of_the_set_is_excluded() {
        let signatures = excluded(2, ControlFlow::Continue(())).unwrap();
        assert_eq!(signatures.len(), 20);
        assert_ne!(signatures, excluded(3, ControlFlow::Continue(())).unwrap());
        let stopped = excluded(2, ControlFlow::Break(()));
        assert!(matches!(stopped, Err(GenError::Interrupted)));
    }

    #[test]
    fn a_program_has_the_signature_that_it_was_drawn_with() {
        for bundle in DOMAINS {
            let domain = bundle.domain;
            let draws = (0..50).filter_map(|seed| domain.draw(&DrawRules::default(), seed).ok());
            let draws: Vec<_> = draws.collect();
            assert!(draws.len() > 10);
            for draw in draws {
                let program = domain.parse(&draw.program.source()).unwrap();
                assert_eq!(domain.signature(&*program), draw.signature);
            }
        }
    }
}
