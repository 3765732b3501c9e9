//! One pass over a batch: losses, and gradients if asked for.

use crate::data::BatchPlan;
use crate::observe::{LossParts, Sums};
use crate::weights::{read_gradients, with_weights};
use burn::tensor::{Device, Int, Tensor};
use lasynth_core::{Domain, Example, TokenId};
use lasynth_model::{Batch, Lasynth, ModelConfig};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Stack of the threads that run parts of a batch; walking back through a long program nests deeply.
const STACK: usize = 64 << 20;

/// A program's target and the pairs shown for it.
type Item = (Vec<TokenId>, Vec<Example>);

/// What a part of a batch gave.
struct Part {
    programs: usize,
    loss: LossParts,
    tokens: u64,
    correct: u64,
    gradients: Vec<f32>,
}

/// Networks with equal weights, one for each part of a batch. Each has tensors of its own, so that
/// the passes through them share no graph and run side by side.
pub(crate) struct Shards {
    networks: Vec<Lasynth>,
    config: ModelConfig,
    device: Device,
    pool: ThreadPool,
}

impl Shards {
    /// `count` networks on `device`, which must be made for gradients if those are wanted.
    ///
    /// # Panics
    /// If no threads can be started.
    pub fn new(network: &Lasynth, count: usize, device: Device) -> Self {
        let pool = ThreadPoolBuilder::new()
            .num_threads(rayon::current_num_threads())
            .stack_size(STACK)
            .build()
            .unwrap_or_else(|error| panic!("no threads can be started: {error}"));
        Shards {
            pool,
            networks: vec![network.clone(); count],
            config: network.config().clone(),
            device,
        }
    }

    /// Losses and the mean gradient over all programs of the batch at `weights`. The parts are added
    /// in a fixed order.
    pub fn gradients(
        &mut self,
        plan: &BatchPlan,
        weights: &[f32],
        domain: &dyn Domain,
    ) -> (Sums, Vec<f32>) {
        let (config, device) = (&self.config, &self.device);
        let total = plan.items.len();
        let part = total.div_ceil(self.networks.len()).max(1);
        let run = |network: &mut Lasynth, items: &[Item]| {
            // The old tensors are replaced, never written to: clones elsewhere keep their weights.
            *network = with_weights(network.clone(), weights, device);
            pass(network, items, config, domain, device, true)
        };
        // On threads of one pool, where the kernels find each other's work: nothing is handed over
        // to another pool, and a part that is done early helps the other.
        let parts: Vec<Part> = self.pool.install(|| {
            (self.networks.par_iter_mut())
                .zip(plan.items.par_chunks(part))
                .with_max_len(1)
                .map(|(network, items)| run(network, items))
                .collect()
        });
        let mut sums = Sums::default();
        let mut gradients = vec![0.0; weights.len()];
        for part in parts {
            sums.add(part.programs, &part.loss, part.tokens, part.correct);
            let share = part.programs as f32 / total as f32;
            for (sum, gradient) in gradients.iter_mut().zip(part.gradients) {
                *sum += share * gradient;
            }
        }
        (sums, gradients)
    }

    /// Losses over all batches at `weights`.
    pub fn measure(&mut self, plans: &[BatchPlan], weights: &[f32], domain: &dyn Domain) -> Sums {
        let network = with_weights(self.networks[0].clone(), weights, &self.device);
        let mut sums = Sums::default();
        for plan in plans {
            let run = || {
                pass(
                    &network,
                    &plan.items,
                    &self.config,
                    domain,
                    &self.device,
                    false,
                )
            };
            let part = self.pool.install(run);
            sums.add(part.programs, &part.loss, part.tokens, part.correct);
        }
        sums
    }
}

fn pass(
    network: &Lasynth,
    items: &[Item],
    config: &ModelConfig,
    domain: &dyn Domain,
    device: &Device,
    backward: bool,
) -> Part {
    let views: Vec<(&[TokenId], &[Example])> = items
        .iter()
        .map(|(tokens, examples)| (tokens.as_slice(), examples.as_slice()))
        .collect();
    let batch = Batch::new(
        &views,
        config,
        &domain.encoding(),
        domain.vocabulary(),
        device,
    );
    let losses = network.loss(&batch);
    let gradients = if backward {
        read_gradients(network, losses.total.backward())
    } else {
        Vec::new()
    };
    let number = |tensor: Tensor<1>| f64::from(tensor.inner().into_scalar::<f32>());
    let count = |tensor: Tensor<1, Int>| tensor.into_scalar::<i64>();
    Part {
        programs: items.len(),
        loss: LossParts {
            total: number(losses.total),
            program: number(losses.program),
            execution: number(losses.execution),
            operation: number(losses.operation),
        },
        tokens: losses.tokens as u64,
        correct: count(losses.correct_tokens).max(0) as u64,
        gradients,
    }
}
