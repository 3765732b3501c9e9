//! From the published format to tasks.

use super::pair::Pair;
use super::{EXAMPLES, Folder, Problem, read_pair};
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE, random_input};
use lasynth_core::{Example, Input, Task, Values};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::ops::ControlFlow;
use thiserror::Error;

/// How many new inputs are tried for one program, as in generation.
const MAX_DRAWS: usize = 300;
/// Pairs that are read between two looks at progress and interruption.
const CHUNK: usize = 2_048;

/// How to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// The inputs of held-out pairs follow from it and from the number of the pair.
    pub seed: u64,
    /// Held-out pairs that are made for each task.
    pub heldout: usize,
}

impl Default for ImportOptions {
    fn default() -> ImportOptions {
        ImportOptions {
            seed: 0,
            heldout: 5,
        }
    }
}

/// What came of the pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that became tasks.
    pub tasks: usize,
    /// Those that cannot be used.
    pub unusable: usize,
}

/// Why an import ended early.
#[derive(Debug, Error)]
pub enum ImportError<E> {
    /// What was to take the tasks failed.
    #[error(transparent)]
    Sink(E),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// Reads all pairs of a folder on the threads of the current pool, and hands what comes of each to
/// `sink` in the order of the numbers: a task or why it cannot be used. `progress` is told how many
/// pairs are done and may stop the import.
///
/// The result does not depend on the number of threads, nor a task on the other pairs.
///
/// # Errors
/// If `sink` fails or `progress` breaks.
pub fn import<E>(
    folder: &Folder,
    options: &ImportOptions,
    sink: &mut dyn FnMut(u64, Result<Task, Problem>) -> Result<(), E>,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Counts, ImportError<E>> {
    let indices: Vec<u64> = folder.indices().collect();
    let mut counts = Counts::default();
    for chunk in indices.chunks(CHUNK) {
        let tasks: Vec<Result<Task, Problem>> = chunk
            .par_iter()
            .map(|index| task(folder, *index, options))
            .collect();
        for (index, task) in chunk.iter().zip(tasks) {
            match task {
                Ok(_) => counts.tasks += 1,
                Err(_) => counts.unusable += 1,
            }
            sink(*index, task).map_err(ImportError::Sink)?;
        }
        if progress(counts.tasks + counts.unusable).is_break() {
            return Err(ImportError::Interrupted);
        }
    }
    Ok(counts)
}

fn task(folder: &Folder, index: u64, options: &ImportOptions) -> Result<Task, Problem> {
    let [c, out] = folder.texts(index)?;
    let pair = read_pair(index, &c, &out)?;
    let heldout = heldout(&pair, index, options)?;
    Ok(Task {
        id: format!("code_{index}"),
        domain: Some("c".to_owned()),
        program: Some(pair.program.source()),
        tokens: Some(pair.program.length()),
        kind: Some(pair.program.kind().name().to_owned()),
        examples: pair.examples,
        heldout: Some(heldout),
        ..Task::default()
    })
}

/// Pairs on new inputs, distinct from each other and from the examples, with outputs in range.
fn heldout(pair: &Pair, index: u64, options: &ImportOptions) -> Result<Vec<Example>, Problem> {
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    rng.set_stream(index);
    let mut pairs: Vec<Example> = Vec::with_capacity(options.heldout);
    for _ in 0..MAX_DRAWS {
        if pairs.len() == options.heldout {
            break;
        }
        let input: [i32; LIST_LEN] = random_input(&mut rng);
        let input = Input::list(&input);
        let known = pair.examples.iter().chain(&pairs);
        if known.map(|known| &known.input).any(|known| *known == input) {
            continue;
        }
        if let Ok(output) = pair.program.run(&input) {
            if RestrictedC.in_range(&output) {
                pairs.push(Example { input, output });
            }
        }
    }
    if pairs.len() < options.heldout {
        let message = format!(
            "no held-out pairs can be made: of {MAX_DRAWS} random inputs only {} besides the \
             {EXAMPLES} examples give a list of values from {MIN_VALUE} to {MAX_VALUE}, {} are needed",
            pairs.len(),
            options.heldout
        );
        return Err(Problem::file(format!("code_{index}.c"), message));
    }
    Ok(pairs)
}
