//! From the published format to tasks.

use super::folder::Folder;
use super::layout::EXAMPLES;
use super::pair::{Pair, read_pair};
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE, random_input};
use lasynth_core::{Example, Input, Task, Values};
use lasynth_data::formats::{Counts, ImportError, ImportOptions, Problem, Records, Sink};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::ops::{ControlFlow, RangeInclusive};

/// How many new inputs are tried for one program, as in generation.
const MAX_DRAWS: usize = 300;
/// Pairs that are read between two looks at progress and interruption.
const CHUNK: usize = 2_048;

impl Records for Folder {
    fn count(&self) -> usize {
        self.len()
    }

    fn gaps(&self) -> Vec<RangeInclusive<u64>> {
        Folder::gaps(self)
    }

    fn others(&self) -> &[String] {
        Folder::others(self)
    }

    fn import(
        &self,
        options: &ImportOptions,
        sink: &mut Sink<'_>,
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Counts, ImportError> {
        let indices: Vec<u64> = self.indices().collect();
        let mut counts = Counts::default();
        for chunk in indices.chunks(CHUNK) {
            let tasks: Vec<Result<Task, Problem>> = chunk
                .par_iter()
                .map(|index| task(self, *index, options))
                .collect();
            for (index, task) in chunk.iter().zip(tasks) {
                match task {
                    Ok(_) => counts.tasks += 1,
                    Err(_) => counts.unusable += 1,
                }
                sink(*index, task)?;
            }
            if progress(counts.tasks + counts.unusable).is_break() {
                return Err(ImportError::Interrupted);
            }
        }
        Ok(counts)
    }
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
        if let Ok(output) = pair.program.run(&input)
            && RestrictedC.in_range(&output)
        {
            pairs.push(Example { input, output });
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
