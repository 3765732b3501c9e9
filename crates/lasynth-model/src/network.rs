//! The whole network: a teacher-forced pass and its three losses.
//!
//! Under teacher forcing the decoder's recurrence is known in advance, so it runs over all tokens at
//! once. Only the chain of estimates is sequential, one short LSTM over the positions of the values a segment;
//! the encodings of all estimates and everything after them are one batched pass. A token attends to
//! the values of its own segment through a mask.

use crate::batch::Batch;
use crate::codec::{Codec, Outputs};
use crate::config::ModelConfig;
use crate::decoder::{Context, ProgramDecoder};
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, activation};
use lasynth_core::Encoding;
use lasynth_nn::{LstmState, LstmTrace};

/// The LaSynth network: encoder, operation predictor, latent executor and program decoder, those
/// that the configuration asks for.
#[derive(Module, Debug)]
pub struct Lasynth {
    /// Everything that sees values: embeddings, encoder, latent executor, operation predictor.
    codec: Codec,
    /// Gives the logits of the next token, from the encoded pairs and the tokens before it.
    decoder: ProgramDecoder,
    #[module(skip)]
    config: ModelConfig,
}

/// What a teacher-forced pass computes.
#[derive(Debug)]
pub struct Pass {
    /// Logits of every target, `[B * T, V]`.
    pub logits: Tensor<2>,
    /// `L_Exec`, see [`Losses`].
    pub execution: Tensor<1>,
    /// `L_Op`, see [`Losses`].
    pub operation: Tensor<1>,
}

/// The losses of a batch. Every tensor holds one number.
#[derive(Debug)]
pub struct Losses {
    /// `L_Prog + L_Exec + L_Op`: what is minimised.
    pub total: Tensor<1>,
    /// `L_Prog`: nats a program, mean over the programs.
    pub program: Tensor<1>,
    /// `L_Exec`: nats an output, mean over the pairs; 0 without the executor.
    pub execution: Tensor<1>,
    /// `L_Op`: nats an input, mean over the pairs; 0 without the operation predictor.
    pub operation: Tensor<1>,
    /// How many tokens were predicted right.
    pub correct_tokens: Tensor<1, Int>,
    /// Number of tokens.
    pub tokens: usize,
}

impl Lasynth {
    /// Fresh weights on `device`; equal seeds give equal weights.
    ///
    /// The configuration is one that [`ModelConfig::validate`] accepts for the encoding.
    pub fn new(
        config: &ModelConfig,
        encoding: &Encoding,
        vocabulary: usize,
        seed: u64,
        device: &Device,
    ) -> Self {
        let mut init = Init::new(device, seed, config);
        let codec = Codec::new(config, encoding, &mut init);
        let decoder = ProgramDecoder::new(config, vocabulary, &mut init);
        Lasynth {
            codec: codec.with_executor(config, &mut init),
            decoder,
            config: config.clone(),
        }
    }

    /// The configuration this network was made from.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    pub(crate) fn codec(&self) -> &Codec {
        &self.codec
    }

    pub(crate) fn decoder(&self) -> &ProgramDecoder {
        &self.decoder
    }

    /// A teacher-forced pass over a batch.
    ///
    /// # Panics
    /// If the batch was made for another encoding.
    pub fn forward(&self, batch: &Batch) -> Pass {
        let (b, k, segments) = (batch.programs, batch.pairs, batch.segments);
        let rows = b * k;
        let n = batch.values.positions;
        let [_, t] = batch.targets.dims();
        let e = self.config.embedding;
        let width = self.config.width();

        let start = self.codec.start(&batch.values);

        let symbols = self.decoder.token_embedding.forward(batch.symbols.clone());
        let repeated = symbols
            .clone()
            .reshape([b, 1, t + 1, e])
            .repeat_dim(1, k)
            .reshape([rows, t + 1, e]);
        let (output, trace) = self
            .decoder
            .lstm
            .forward_trace(repeated, Some(self.decoder.initial_state(start.state)));

        // The chain of estimates.
        let (estimates, execution) = self.estimates(batch, start.estimate, &start.outputs, &trace);

        // All estimates at once, segment-major.
        let visible = estimates.len();
        let x = if visible == 1 {
            start.x
        } else {
            let later = Tensor::cat(estimates[1..].to_vec(), 0);
            let outputs = start.outputs.repeat(visible - 1);
            Tensor::cat(vec![start.x, self.codec.encode(later, &outputs)], 0)
        };
        let estimate = Tensor::cat(estimates, 0);
        let outputs = start.outputs.repeat(visible);
        let (context, input_scores) = self.codec.context(estimate, x, &outputs);
        let operation = match input_scores {
            // L_Op is taken at the first estimate only.
            Some(scores) => {
                let scores = scores.narrow(0, 0, rows * n);
                self.codec.operation_loss(scores, &batch.values) / rows as f64
            }
            None => Tensor::zeros([1], &batch.target_mask.device()),
        };

        let by_row = |tensor: Tensor<3>| {
            tensor
                .reshape([visible, rows, n, width])
                .swap_dims(0, 1)
                .reshape([rows, visible * n, width])
        };
        let context = if visible == 1 {
            context
        } else {
            Context {
                x: by_row(context.x),
                y: by_row(context.y),
                op: context.op.map(by_row),
            }
        };
        let padding = batch.values.mask().map(|mask| mask.repeat_dim(2, visible));
        let segment = (visible > 1).then(|| {
            batch
                .segment_mask
                .clone()
                .reshape([b, 1, t, segments, 1])
                .repeat_dim(4, n)
                .repeat_dim(1, k)
                .reshape([rows, t, segments * n])
        });
        let mask = match (segment, padding) {
            (Some(segment), Some(padding)) => Some(segment + padding),
            (segment, padding) => segment.or(padding),
        };
        let states = output.slice([0..rows, 0..t]);
        let m = self.decoder.attend(states, &context, mask, k);
        let decoded = symbols.slice([0..b, 1..t + 1]);
        let logits = self.decoder.logits(m, decoded);
        Pass {
            logits,
            execution,
            operation,
        }
    }

    /// The losses of a teacher-forced pass over a batch.
    pub fn loss(&self, batch: &Batch) -> Losses {
        let [b, t] = batch.targets.dims();
        let Pass {
            logits,
            execution,
            operation,
        } = self.forward(batch);
        let targets = batch.targets.clone().reshape([b * t]);
        let target_mask = batch.target_mask.clone().reshape([b * t]);
        let correct = logits
            .clone()
            .detach()
            .argmax(1)
            .reshape([b * t])
            .equal(targets.clone())
            .int()
            .mul(target_mask.clone().int())
            .sum();
        let program = (cross_entropy(logits, targets) * target_mask).sum() / b as f64;
        Losses {
            total: program.clone() + execution.clone() + operation.clone(),
            program,
            execution,
            operation,
            correct_tokens: correct,
            tokens: batch.tokens,
        }
    }

    /// The estimates `Î_0 .. ` that tokens are decoded against, each `[R, N, E]`, and `L_Exec`.
    fn estimates(
        &self,
        batch: &Batch,
        first: Tensor<3>,
        outputs: &Outputs,
        trace: &LstmTrace,
    ) -> (Vec<Tensor<3>>, Tensor<1>) {
        let (b, k, segments) = (batch.programs, batch.pairs, batch.segments);
        let [rows, n, _] = first.dims();
        let mut estimates = vec![first.clone()];
        if !self.codec.executes() {
            return (estimates, Tensor::zeros([1], &batch.target_mask.device()));
        }
        let starts = select_states(trace, &batch.run_positions);
        let mut runs = Vec::with_capacity(segments);
        let mut estimate = first;
        for s in 0..segments {
            let state = map_state(&starts, |tensor| tensor.narrow(0, s * rows, rows));
            let state = self.decoder.executor_state(state);
            let Some(scores) = self.codec.execute(estimate.clone(), state, outputs) else {
                break;
            };
            if s + 1 < segments {
                estimate = self.codec.estimate(scores.clone());
                estimates.push(estimate.clone());
            }
            runs.push(scores);
        }
        let loss = self
            .codec
            .execution_losses(Tensor::cat(runs, 0), &batch.values, segments);
        let weight = batch
            .final_run
            .clone()
            .reshape([segments, b, 1])
            .repeat_dim(2, k * n)
            .reshape([segments * rows * n]);
        (estimates, (loss * weight).sum() / rows as f64)
    }
}

/// Applies a function to every tensor of a state.
pub(crate) fn map_state(state: &LstmState, f: impl Fn(Tensor<2>) -> Tensor<2>) -> LstmState {
    LstmState {
        h: state.h.iter().cloned().map(&f).collect(),
        c: state.c.iter().cloned().map(&f).collect(),
    }
}

/// The decoder's states at the given flattened positions, one row each.
fn select_states(trace: &LstmTrace, positions: &Tensor<1, Int>) -> LstmState {
    let pick = |layers: &[Tensor<3>]| {
        layers
            .iter()
            .map(|layer| {
                let [rows, steps, width] = layer.dims();
                layer
                    .clone()
                    .reshape([rows * steps, width])
                    .select(0, positions.clone())
            })
            .collect()
    };
    LstmState {
        h: pick(&trace.h),
        c: pick(&trace.c),
    }
}

/// Cross-entropy of each row of logits `[rows, classes]` with its class, `[rows]`.
pub(crate) fn cross_entropy(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    let rows = logits.dims()[0];
    let picked = activation::log_softmax(logits, 1).gather(1, classes.reshape([rows, 1]));
    picked.reshape([rows]).neg()
}
