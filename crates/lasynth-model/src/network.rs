//! The whole network: a teacher-forced pass and its three losses.
//!
//! Under teacher forcing the decoder's recurrence is known in advance, so it runs over all tokens at
//! once. Only the chain of estimates is sequential, one short LSTM over the list positions a segment;
//! the encodings of all estimates and everything after them are one batched pass. A token attends to
//! the lists of its own segment through a mask.

use crate::batch::Batch;
use crate::config::ModelConfig;
use crate::decoder::{Context, ProgramDecoder};
use crate::encoder::ListEncoder;
use crate::executor::{LatentExecutor, expected_embedding};
use crate::init::Init;
use crate::operations::{OperationPredictor, OperationTable};
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, activation};
use lasynth_core::Encoding;
use lasynth_nn::{Embedding, LstmState, LstmTrace};

/// LaSynth.
#[derive(Module, Debug)]
pub struct Lasynth {
    /// Value embeddings, `[2 * value_range + 1, E]`, shared by inputs, outputs and the executor.
    pub values: Embedding,
    /// List encoders.
    pub encoder: ListEncoder,
    /// Program decoder.
    pub decoder: ProgramDecoder,
    /// Latent executor.
    pub executor: Option<LatentExecutor>,
    /// Operation predictor.
    pub operations: Option<OperationPredictor>,
    #[module(skip)]
    shape: Shape,
}

/// What the network needs to know besides its weights.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) config: ModelConfig,
    pub(crate) table: OperationTable,
    /// Value-table position of the smallest value of the domain.
    pub(crate) first_value: usize,
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
    /// `L_Exec`: nats an output list, mean over the pairs; 0 without the executor.
    pub execution: Tensor<1>,
    /// `L_Op`: nats an input list, mean over the pairs; 0 without the operation predictor.
    pub operation: Tensor<1>,
    /// How many tokens were predicted right.
    pub correct_tokens: Tensor<1, Int>,
    /// Number of tokens.
    pub tokens: usize,
}

impl Lasynth {
    /// Fresh weights on `device`; equal seeds give equal weights.
    pub fn new(
        config: &ModelConfig,
        encoding: &Encoding,
        vocabulary: usize,
        seed: u64,
        device: &Device,
    ) -> Self {
        let table = OperationTable::new(encoding, config.value_range);
        let Encoding::ValueList { min, .. } = *encoding;
        let mut init = Init::new(device, seed, config);
        Lasynth {
            values: init.embedding(2 * config.value_range + 1, config.embedding),
            encoder: ListEncoder::new(config, &mut init),
            decoder: ProgramDecoder::new(config, vocabulary, &mut init),
            executor: (!config.no_executor).then(|| LatentExecutor::new(config, &mut init)),
            operations: (!config.no_op_predictor)
                .then(|| OperationPredictor::new(config, table.operations, &mut init)),
            shape: Shape {
                config: config.clone(),
                first_value: (config.value_range as i32 + min) as usize,
                table,
            },
        }
    }

    /// The configuration this network was made from.
    pub fn config(&self) -> &ModelConfig {
        &self.shape.config
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Embeddings of the possible values of a list position, `[C, E]`.
    pub fn possible_values(&self) -> Tensor<2> {
        let first = self.shape.first_value;
        let e = self.shape.config.embedding;
        self.values
            .weight
            .val()
            .slice([first..first + self.shape.table.values, 0..e])
    }

    /// The lists as the decoder sees them for estimates `[rows, N, E]`; `x` is their encoding where it is
    /// known already, `y0` and `op_scores` belong to the outputs (see [`ListEncoder`] and
    /// [`OperationPredictor::output_scores`]) and have as many rows.
    pub fn context(
        &self,
        estimate: Tensor<3>,
        x: Tensor<3>,
        y0: Tensor<3>,
        op_scores: Option<Tensor<3>>,
    ) -> (Context, Option<Tensor<2>>) {
        let [rows, n, e] = estimate.dims();
        let y = self.encoder.cross(x.clone(), y0);
        let (op, input_scores) = match (&self.operations, op_scores) {
            (Some(operations), Some(output_scores)) => {
                let input_scores = operations.input_scores(estimate, self.possible_values());
                let mixture = operations.mixture(input_scores.clone(), output_scores);
                let op = self.encoder.inputs(mixture.reshape([rows, n, e]));
                (Some(op), Some(input_scores))
            }
            _ => (None, None),
        };
        (Context { x, y, op }, input_scores)
    }

    /// A teacher-forced pass over a batch.
    pub fn forward(&self, batch: &Batch) -> Pass {
        let (b, k, segments) = (batch.programs, batch.pairs, batch.segments);
        let rows = b * k;
        let [_, t] = batch.targets.dims();
        let e = self.shape.config.embedding;
        let width = self.shape.config.width();

        let inputs = self.values.forward(batch.inputs.clone());
        let outputs = self.values.forward(batch.outputs.clone());
        let n = inputs.dims()[1];
        let pairs = self.encoder.pairs(inputs.clone(), outputs.clone());

        let symbols = self.decoder.tokens.forward(batch.symbols.clone());
        let repeated = symbols
            .clone()
            .reshape([b, 1, t + 1, e])
            .repeat_dim(1, k)
            .reshape([rows, t + 1, e]);
        let (output, trace) = self
            .decoder
            .lstm
            .forward_trace(repeated, Some(self.decoder.start(pairs.state)));

        // The chain of estimates.
        let (estimates, execution) = self.estimates(batch, &inputs, &trace);

        // All estimates at once, segment-major.
        let x = if estimates.len() == 1 {
            pairs.x
        } else {
            let later = Tensor::cat(estimates[1..].to_vec(), 0);
            Tensor::cat(vec![pairs.x, self.encoder.inputs(later)], 0)
        };
        let visible = estimates.len();
        let estimate = Tensor::cat(estimates, 0);
        let op_scores = self.operations.as_ref().map(|operations| {
            let table = &self.shape.table;
            operations
                .output_scores(outputs, self.values.weight.val(), table)
                .repeat_dim(0, visible)
        });
        let y0 = pairs.y0.repeat_dim(0, visible);
        let (context, input_scores) = self.context(estimate, x, y0, op_scores);
        let operation = match input_scores {
            // L_Op is taken at the first estimate only.
            Some(scores) => {
                let scores = scores.narrow(0, 0, rows * n);
                cross_entropy(scores, batch.input_classes.clone().reshape([rows * n])).sum()
                    / rows as f64
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
        let mask = (visible > 1).then(|| {
            batch
                .segment_mask
                .clone()
                .reshape([b, 1, t, segments, 1])
                .repeat_dim(4, n)
                .repeat_dim(1, k)
                .reshape([rows, t, segments * n])
        });
        let states = output.slice([0..rows, 0..t]);
        let m = self.decoder.pooled(states, &context, mask, k);
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
        inputs: &Tensor<3>,
        trace: &LstmTrace,
    ) -> (Vec<Tensor<3>>, Tensor<1>) {
        let (b, k, segments) = (batch.programs, batch.pairs, batch.segments);
        let [rows, n, _] = inputs.dims();
        let mut estimates = vec![inputs.clone()];
        let Some(executor) = &self.executor else {
            return (estimates, Tensor::zeros([1], &batch.target_mask.device()));
        };
        let values = self.possible_values();
        let classes = values.dims()[0];
        let starts = select_states(trace, &batch.run_positions);
        let targets = batch.output_classes.clone().reshape([rows * n]);
        let mut runs = Vec::with_capacity(segments);
        let mut estimate = inputs.clone();
        for s in 0..segments {
            let state = map_state(&starts, |tensor| tensor.narrow(0, s * rows, rows));
            let state = self.decoder.directions(state);
            let logits = executor.run(estimate.clone(), state, values.clone());
            if s + 1 < segments {
                estimate = expected_embedding(logits.clone(), values.clone());
                estimates.push(estimate.clone());
            }
            runs.push(logits.reshape([rows * n, classes]));
        }
        let loss = cross_entropy(Tensor::cat(runs, 0), targets.repeat_dim(0, segments));
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
fn cross_entropy(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    let rows = logits.dims()[0];
    let picked = activation::log_softmax(logits, 1).gather(1, classes.reshape([rows, 1]));
    picked.reshape([rows]).neg()
}
