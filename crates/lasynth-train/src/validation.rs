//! Programs set aside to measure progress.

use crate::data::{BatchPlan, Generator, ProgramStream, StreamError, cut_batches};
use crate::{DataConfig, TrainConfig};
use lasynth_core::Domain;
use std::collections::HashSet;

/// Chunks without a usable program after which a domain is taken to have no more.
const PATIENCE: usize = 1000;

/// Draws the validation programs, all different in behaviour and none excluded, and adds them to
/// what is excluded from training. They show the usual number of pairs.
pub(crate) fn draw(
    config: &TrainConfig,
    domain: &'static dyn Domain,
    excluded: &mut HashSet<u64>,
) -> Result<Vec<BatchPlan>, StreamError> {
    let data = DataConfig {
        seed: config.validation.seed,
        ..config.data.clone()
    };
    let mut stream = Generator::new(domain, &data, config.generators);
    let mut samples = Vec::new();
    let mut idle = 0;
    while samples.len() < config.validation.count && idle < PATIENCE {
        let Some(chunk) = stream.next_chunk()? else {
            break;
        };
        idle += 1;
        for sample in chunk.samples {
            let fits = sample.tokens.len() <= data.max_tokens && !sample.examples.is_empty();
            if samples.len() < config.validation.count && fits && excluded.insert(sample.signature)
            {
                samples.push(sample);
                idle = 0;
            }
        }
    }
    let batches = cut_batches(samples, config.batch);
    Ok(batches
        .into_iter()
        .map(|samples| {
            let least = samples.iter().map(|sample| sample.examples.len()).min();
            let shown = data.pairs.usual.min(least.unwrap_or(0));
            let items = samples.into_iter().map(|mut sample| {
                sample.examples.truncate(shown);
                (sample.tokens, sample.examples)
            });
            BatchPlan {
                items: items.collect(),
            }
        })
        .collect())
}
