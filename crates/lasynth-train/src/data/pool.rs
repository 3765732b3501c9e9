//! How the programs of a pool become batches. Everything here is a pure function of its arguments,
//! so that a resumed run cuts the same batches again.

use super::{Sample, derive_seed};
use crate::PairsConfig;
use lasynth_core::{Example, TokenId};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The programs of one step with the pairs shown for each; all show the same number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchPlan {
    /// Targets and pairs.
    pub items: Vec<(Vec<TokenId>, Vec<Example>)>,
}

impl BatchPlan {
    /// Number of pairs shown for each program.
    pub fn pairs(&self) -> usize {
        self.items.first().map_or(0, |item| item.1.len())
    }
}

/// Cuts samples into batches of similar length. Within the result lengths never fall.
pub fn cut_batches(mut samples: Vec<Sample>, batch: usize) -> Vec<Vec<Sample>> {
    samples.sort_by_key(|sample| (sample.tokens.len(), sample.statements));
    let mut batches = Vec::with_capacity(samples.len().div_ceil(batch));
    let mut rest = samples.into_iter().peekable();
    while rest.peek().is_some() {
        batches.push(rest.by_ref().take(batch).collect());
    }
    batches
}

/// The batches of pool number `index`: similar lengths together, in random order, each with random
/// pairs. A pure function of its arguments.
pub fn plan_pool(
    samples: Vec<Sample>,
    batch: usize,
    pairs: &PairsConfig,
    seed: u64,
    index: u64,
) -> Vec<BatchPlan> {
    let mut rng = ChaCha8Rng::seed_from_u64(derive_seed(seed, index));
    let mut batches = cut_batches(samples, batch);
    batches.shuffle(&mut rng);
    batches
        .into_iter()
        .map(|samples| {
            let usual = rng.random_bool(pairs.usual_share);
            let any = rng.random_range(pairs.min..=pairs.max);
            let wanted = if usual { pairs.usual } else { any };
            let least = samples.iter().map(|sample| sample.examples.len()).min();
            let shown = wanted.min(least.unwrap_or(wanted));
            let items = samples
                .into_iter()
                .map(|mut sample| {
                    sample.examples.shuffle(&mut rng);
                    sample.examples.truncate(shown);
                    (sample.tokens, sample.examples)
                })
                .collect();
            BatchPlan { items }
        })
        .collect()
}
