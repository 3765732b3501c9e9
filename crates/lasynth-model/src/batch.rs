//! Programs and examples as tensors for one teacher-forced step.

use crate::codec::{MASKED, Rows};
use crate::config::{ExecPeriod, ModelConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use lasynth_core::{Encoding, Example, TokenId, Vocabulary};

/// One program with the pairs it is shown with.
pub type Item<'a> = (&'a [TokenId], &'a [Example]);

/// A batch of programs that all show the same number of pairs `K`.
///
/// `T` is the length of the longest target (the end token counted); the decoder reads `T + 1` symbols:
/// the start symbol and the whole target. Position `t` of the decoder predicts target `t`, the state at
/// position `len` (after the end token) starts the last run of the latent executor.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Number of programs.
    pub(crate) programs: usize,
    /// Pairs a program.
    pub(crate) pairs: usize,
    /// Real target tokens in the batch.
    pub tokens: usize,
    /// Number of segments, the one before the first run of the executor counted.
    pub(crate) segments: usize,
    /// The values of the pairs, `R = B * K` rows.
    pub(crate) values: Rows,
    /// Symbols read by the decoder, `[B, T + 1]`.
    pub(crate) symbols: Tensor<2, Int>,
    /// Symbols to predict, `[B, T]`.
    pub(crate) targets: Tensor<2, Int>,
    /// 1 where a target is real, 0 where padded, `[B, T]`.
    pub(crate) target_mask: Tensor<2>,
    /// Additive mask of positions over segments: 0 where position `t` is decoded against segment `s`, else a
    /// large negative number, `[B, T, S]`.
    pub(crate) segment_mask: Tensor<3>,
    /// For every segment `s < S`, the decoder position whose state starts the executor run that ends it, as an
    /// index into `[R * (T + 1)]`: `[S * R]`, segment-major.
    pub(crate) run_positions: Tensor<1, Int>,
    /// 1 for the executor run at the end of the program, `[S, B]`.
    pub(crate) final_run: Tensor<2>,
}

impl Batch {
    /// Builds the tensors on `device`.
    ///
    /// Targets end with the vocabulary's end token: the caller's promise.
    ///
    /// # Panics
    /// If the encoding cannot hold an example ([`Encoding::check`]), or the items show different numbers
    /// of pairs.
    pub fn new(
        items: &[Item<'_>],
        config: &ModelConfig,
        encoding: &Encoding,
        vocabulary: &Vocabulary,
        device: &Device,
    ) -> Batch {
        let programs = items.len();
        let pairs = items.first().map_or(0, |item| item.1.len());
        assert!(
            items.iter().all(|item| item.1.len() == pairs),
            "items show equally many pairs"
        );
        let longest = items.iter().map(|item| item.0.len()).max().unwrap_or(0);
        let plans: Vec<Plan> = items
            .iter()
            .map(|item| Plan::new(item.0, config, vocabulary))
            .collect();
        let segments = plans.iter().map(|plan| plan.ends.len()).max().unwrap_or(1);

        let examples = items.iter().flat_map(|item| item.1);
        let values = Rows::new(examples, config, encoding, device);
        let rows = programs * pairs;

        let mut symbols = vec![0i32; programs * (longest + 1)];
        let mut targets = vec![0i32; programs * longest];
        let mut target_mask = vec![0f32; programs * longest];
        let mut segment_mask = vec![MASKED; programs * longest * segments];
        let mut run_positions = vec![0i32; segments * rows];
        let mut final_run = vec![0f32; segments * programs];
        for (b, (item, plan)) in items.iter().zip(&plans).enumerate() {
            let end = i32::from(vocabulary.end());
            symbols[b * (longest + 1)] = i32::from(Vocabulary::START);
            for t in 0..longest {
                let token = item.0.get(t).map_or(end, |&token| i32::from(token));
                symbols[b * (longest + 1) + t + 1] = token;
                targets[b * longest + t] = token;
                target_mask[b * longest + t] = if t < item.0.len() { 1.0 } else { 0.0 };
                segment_mask[(b * longest + t) * segments + plan.segment_at(t)] = 0.0;
            }
            let last = plan.ends.len() - 1;
            final_run[last * programs + b] = 1.0;
            for s in 0..segments {
                let position = plan.ends[s.min(last)];
                for k in 0..pairs {
                    let row = b * pairs + k;
                    run_positions[s * rows + row] = (row * (longest + 1) + position) as i32;
                }
            }
        }
        let int2 = |data: Vec<i32>, shape: [usize; 2]| {
            Tensor::<2, Int>::from_data(TensorData::new(data, shape), device)
        };
        let float2 = |data: Vec<f32>, shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(data, shape), device)
        };
        Batch {
            programs,
            pairs,
            tokens: items.iter().map(|item| item.0.len()).sum(),
            segments,
            values,
            symbols: int2(symbols, [programs, longest + 1]),
            targets: int2(targets, [programs, longest]),
            target_mask: float2(target_mask, [programs, longest]),
            segment_mask: Tensor::from_data(
                TensorData::new(segment_mask, [programs, longest, segments]),
                device,
            ),
            run_positions: Tensor::from_data(
                TensorData::new(run_positions, [segments * rows]),
                device,
            ),
            final_run: float2(final_run, [segments, programs]),
        }
    }
}

/// Where the latent executor runs in one target sequence.
struct Plan {
    /// Decoder positions (counting the start symbol as 0) after which it runs, ascending; the last is the
    /// position of the end token.
    ends: Vec<usize>,
}

impl Plan {
    fn new(target: &[TokenId], config: &ModelConfig, vocabulary: &Vocabulary) -> Plan {
        let mut ends = Vec::new();
        if config.advances() {
            for (t, &token) in target.iter().enumerate() {
                // The run at the end token is added below in any case.
                if t + 1 < target.len() && advances_after(config, vocabulary, t + 1, token) {
                    ends.push(t + 1);
                }
            }
        }
        ends.push(target.len());
        Plan { ends }
    }

    /// The segment that the prediction of target `t` belongs to: the number of runs before it.
    fn segment_at(&self, t: usize) -> usize {
        self.ends
            .iter()
            .filter(|&&end| end <= t)
            .count()
            .min(self.ends.len() - 1)
    }
}

/// Whether the estimate advances after the `count`-th token of a program, which is `token`.
pub(crate) fn advances_after(
    config: &ModelConfig,
    vocabulary: &Vocabulary,
    count: usize,
    token: TokenId,
) -> bool {
    config.advances()
        && match config.exec_period {
            ExecPeriod::Statement => vocabulary.ends_statement(token),
            ExecPeriod::Tokens(period) => count.is_multiple_of(period),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let names = ["<s>", "end", ";", "x", "y"].map(String::from).to_vec();
        Vocabulary::new(names, 1, vec![2])
    }

    #[test]
    fn segments_follow_statement_ends() {
        let config = ModelConfig::new(4, 4);
        let plan = Plan::new(&[3, 2, 4, 2, 1], &config, &vocabulary());
        assert_eq!(plan.ends, [2, 4, 5]);
        let segments: Vec<usize> = (0..5).map(|t| plan.segment_at(t)).collect();
        assert_eq!(segments, [0, 0, 1, 1, 2]);
    }

    #[test]
    fn segments_follow_the_token_period() {
        let config = ModelConfig {
            exec_period: ExecPeriod::Tokens(2),
            ..ModelConfig::new(4, 4)
        };
        let plan = Plan::new(&[3, 2, 4, 2, 1], &config, &vocabulary());
        assert_eq!(plan.ends, [2, 4, 5]);
    }

    #[test]
    fn without_partial_execution_there_is_one_segment() {
        let config = ModelConfig {
            no_partial_executor: true,
            ..ModelConfig::new(4, 4)
        };
        let plan = Plan::new(&[3, 2, 4, 2, 1], &config, &vocabulary());
        assert_eq!(plan.ends, [5]);
        assert_eq!(plan.segment_at(4), 0);
    }
}
