//! How values enter and leave the network: one codec for each [`Encoding`].
//!
//! A codec turns the values of a pair into positions and embeds them, encodes the pair, says what the
//! decoder attends to for an estimate, runs the latent executor on the estimate, and judges the last
//! estimate by the true output. Nothing else in the network knows what kind of values it is about.
//!
//! The positions of a row are packed to the left. The input and the output of a row have equally many,
//! as many as the longer of the two needs: the shorter one ends in positions without an element, so that
//! an estimate can grow and shrink, and no row is without positions. Rows with fewer positions than the
//! batch's longest are padded, and no number of theirs depends on how far.

mod grids;
mod integers;
mod operations;
mod padding;

use crate::config::ModelConfig;
use crate::decoder::Context;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use grids::{GridCodec, GridRows};
use integers::{IntegerCodec, IntegerRows};
use lasynth_core::{Encoding, Example};
use lasynth_nn::LstmState;
pub(crate) use padding::{MASKED, Padding};

/// The values of the pairs of a batch as tensors, one row a pair.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    values: Values,
    padding: Option<Padding>,
    /// Positions of the longest row, `N`.
    pub positions: usize,
}

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // One a batch: nothing is gained by a pointer.
enum Values {
    Integers(IntegerRows),
    Grids(GridRows),
}

impl Rows {
    /// The values of the examples in their order.
    ///
    /// # Panics
    /// If the encoding cannot hold one of them, see [`Encoding::check`].
    pub fn new<'a>(
        examples: impl Iterator<Item = &'a Example>,
        config: &ModelConfig,
        encoding: &Encoding,
        device: &Device,
    ) -> Rows {
        let examples: Vec<&Example> = examples
            .inspect(|example| {
                if let Err(error) = encoding.check(example) {
                    panic!("an example for another model: {error}");
                }
            })
            .collect();
        let (values, lengths) = match encoding {
            Encoding::Integers { .. } => {
                let (rows, lengths) = IntegerRows::new(&examples, config, encoding, device);
                (Values::Integers(rows), lengths)
            }
            Encoding::Grids { .. } => {
                let (rows, lengths) = GridRows::new(&examples, device);
                (Values::Grids(rows), lengths)
            }
        };
        Rows {
            values,
            positions: lengths.iter().copied().max().unwrap_or(0),
            padding: Padding::new(&lengths, device),
        }
    }

    /// Additive mask over the positions of every row, `[R, 1, N]`, where some are padding.
    pub fn mask(&self) -> Option<Tensor<3>> {
        self.padding.as_ref().map(|padding| padding.mask.clone())
    }
}

/// The pairs before the first token.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// The first estimate, `I_0 = I`, `[R, N, E]`.
    pub estimate: Tensor<3>,
    /// Its encoding `X`, `[R, N, 2H]`.
    pub x: Tensor<3>,
    /// Where the decoder starts, `[R, H]` a layer and direction.
    pub state: LstmState,
    /// The outputs, which do not change while a program is written.
    pub outputs: Outputs,
}

/// What is known about the outputs of rows whatever the estimate.
#[derive(Clone, Debug)]
pub(crate) struct Outputs {
    /// Output positions before the cross attention, `Y0`, `[rows, N, 2H]`.
    y0: Tensor<3>,
    /// Scores of the operation table's entries, `[rows * N, operations, values]`; absent without the
    /// operation predictor.
    operation_scores: Option<Tensor<3>>,
    padding: Option<Padding>,
}

impl Outputs {
    /// The same rows `times` over, one whole copy after the other.
    pub fn repeat(&self, times: usize) -> Outputs {
        if times == 1 {
            return self.clone();
        }
        Outputs {
            y0: self.y0.clone().repeat_dim(0, times),
            operation_scores: self
                .operation_scores
                .clone()
                .map(|scores| scores.repeat_dim(0, times)),
            padding: self.padding.as_ref().map(|padding| padding.repeat(times)),
        }
    }
}

/// The codec of an encoding, with the weights of everything that sees values: embeddings, encoder,
/// latent executor, operation predictor.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // One a network: nothing is gained by a pointer.
pub(crate) enum Codec {
    Integers(IntegerCodec),
    Grids(GridCodec),
}

impl Codec {
    /// Fresh embeddings and encoders.
    pub fn new(config: &ModelConfig, encoding: &Encoding, init: &mut Init<'_>) -> Self {
        match encoding {
            Encoding::Integers { .. } => Codec::Integers(IntegerCodec::new(config, encoding, init)),
            Encoding::Grids { .. } => Codec::Grids(GridCodec::new(config, encoding, init)),
        }
    }

    /// The codec with a fresh latent executor and operation predictor, as far as the configuration has
    /// them. Apart from [`Self::new`] because their weights are drawn after those of the decoder.
    pub fn with_executor(self, config: &ModelConfig, init: &mut Init<'_>) -> Self {
        match self {
            Codec::Integers(codec) => Codec::Integers(codec.with_executor(config, init)),
            Codec::Grids(codec) => Codec::Grids(codec.with_executor(config, init)),
        }
    }

    /// Embeds and encodes the pairs.
    ///
    /// # Panics
    /// If the rows are of another encoding.
    pub fn start(&self, rows: &Rows) -> Start {
        let padding = rows.padding.as_ref();
        match (self, &rows.values) {
            (Codec::Integers(codec), Values::Integers(values)) => codec.start(values, padding),
            (Codec::Grids(codec), Values::Grids(values)) => codec.start(values, padding),
            _ => mismatch(),
        }
    }

    /// The encoding of estimates, `[rows, N, E]` to `X`, `[rows, N, 2H]`.
    pub fn encode(&self, estimate: Tensor<3>, outputs: &Outputs) -> Tensor<3> {
        let encoder = match self {
            Codec::Integers(codec) => &codec.encoder,
            Codec::Grids(codec) => &codec.encoder,
        };
        encoder.inputs(estimate, outputs.padding.as_ref())
    }

    /// What the decoder attends to for estimates `[rows, N, E]` that were encoded to `x`
    /// `[rows, N, 2H]`, and the operation predictor's scores of the input values,
    /// `[rows * N, values]`.
    pub fn context(
        &self,
        estimate: Tensor<3>,
        x: Tensor<3>,
        outputs: &Outputs,
    ) -> (Context, Option<Tensor<2>>) {
        match self {
            Codec::Integers(codec) => codec.context(estimate, x, outputs),
            Codec::Grids(codec) => (codec.context(x, outputs), None),
        }
    }

    /// Whether there is a latent executor.
    pub fn executes(&self) -> bool {
        match self {
            Codec::Integers(codec) => codec.latent_executor.is_some(),
            Codec::Grids(codec) => codec.latent_executor.is_some(),
        }
    }

    /// One run of the latent executor on an estimate `[rows, N, E]` from the decoder's state, `[rows, H]`
    /// a layer and direction: scores of what each position may hold, `[rows, N, C]`. None without the
    /// executor.
    pub fn execute(
        &self,
        estimate: Tensor<3>,
        state: LstmState,
        outputs: &Outputs,
    ) -> Option<Tensor<3>> {
        let (executor, choices) = match self {
            Codec::Integers(codec) => (&codec.latent_executor, codec.choices()),
            Codec::Grids(codec) => (&codec.latent_executor, codec.channels.weight.val()),
        };
        let executor = executor.as_ref()?;
        Some(executor.run(estimate, state, choices, outputs.padding.as_ref()))
    }

    /// The estimate that scores `[rows, N, C]` stand for: the expected embedding, `[rows, N, E]`.
    pub fn estimate(&self, scores: Tensor<3>) -> Tensor<3> {
        match self {
            Codec::Integers(codec) => codec.estimate(scores),
            Codec::Grids(codec) => codec.estimate(scores),
        }
    }

    /// `L_Exec` at every position: scores `[times * R, N, C]`, whole copies of the rows one after the
    /// other, against the true outputs. Nats, `[times * R * N]`, 0 at padding.
    ///
    /// # Panics
    /// If the rows are of another encoding.
    pub fn execution_losses(&self, scores: Tensor<3>, rows: &Rows, times: usize) -> Tensor<1> {
        let losses = match &rows.values {
            Values::Integers(values) => values.execution_losses(scores, times),
            Values::Grids(values) => values.execution_losses(scores, times),
        };
        rows.padding
            .iter()
            .fold(losses, |losses, padding| losses * padding.real(times))
    }

    /// `L_Op` of every row together: scores of the input values at the first estimate, `[R * N, values]`,
    /// against the true inputs. Nats.
    ///
    /// # Panics
    /// If the rows are of another encoding.
    pub fn operation_loss(&self, scores: Tensor<2>, rows: &Rows) -> Tensor<1> {
        match &rows.values {
            Values::Integers(values) => values.operation_loss(scores),
            Values::Grids(_) => mismatch(),
        }
    }
}

fn mismatch() -> ! {
    panic!("the batch was made for another encoding than the network's")
}
