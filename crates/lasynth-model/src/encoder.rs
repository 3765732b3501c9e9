//! The encoder (section 3.1 of the paper): an LSTM over the positions of the input, one over those of the
//! output that starts from the first one's final state, and attention of output positions over input
//! positions. It reads embedded positions and does not know what values they stand for.

use crate::codec::Padding;
use crate::config::ModelConfig;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::Tensor;
use lasynth_nn::{Attention, Lstm, LstmConfig, LstmState};

/// Number of attention layers from outputs to inputs.
const CROSS_LAYERS: usize = 2;

/// The bidirectional LSTM over positions, of which the model has three.
pub(crate) fn position_lstm(config: &ModelConfig) -> LstmConfig {
    LstmConfig::new(config.embedding, config.hidden)
        .with_layers(config.layers)
        .with_bidirectional(true)
}

/// Encodes the pairs of a task.
#[derive(Module, Debug)]
pub(crate) struct PairEncoder {
    /// Reads the (estimated) input; the operation predictor uses it again.
    input: Lstm,
    /// Reads the output, started from the final state of `input`.
    output: Lstm,
    /// Output positions attend over input positions, one layer after the other.
    cross_attention: Vec<Attention>,
}

/// The encoded pairs at the first estimate, `I_0 = I`.
#[derive(Clone, Debug)]
pub(crate) struct EncodedPairs {
    /// Input positions `X`, `[R, N, 2H]`.
    pub x: Tensor<3>,
    /// Output positions before the cross attention, `Y0`, `[R, N, 2H]`.
    pub y0: Tensor<3>,
    /// Sum of the two encoders' final states, `[R, H]` a layer and direction: where the decoder starts.
    pub state: LstmState,
}

impl PairEncoder {
    /// Both LSTMs and the attention layers, with fresh weights.
    pub fn new(config: &ModelConfig, init: &mut Init<'_>) -> Self {
        let width = config.width();
        PairEncoder {
            input: init.lstm(position_lstm(config)),
            output: init.lstm(position_lstm(config)),
            cross_attention: (0..CROSS_LAYERS)
                .map(|_| init.attention(width, width, width))
                .collect(),
        }
    }

    /// Encodes embedded inputs and outputs, each `[R, N, E]`.
    pub fn pairs(
        &self,
        inputs: Tensor<3>,
        outputs: Tensor<3>,
        padding: Option<&Padding>,
    ) -> EncodedPairs {
        let lengths = padding.map(|padding| &padding.lengths);
        let (x, input_state) = self.input.forward(inputs, None, lengths);
        let (y0, output_state) = self
            .output
            .forward(outputs, Some(input_state.clone()), lengths);
        let sum = |a: Vec<Tensor<2>>, b: Vec<Tensor<2>>| {
            a.into_iter().zip(b).map(|(a, b)| a + b).collect()
        };
        let state = LstmState {
            h: sum(input_state.h, output_state.h),
            c: sum(input_state.c, output_state.c),
        };
        EncodedPairs { x, y0, state }
    }

    /// Encodes an estimate, `[rows, N, E]` to `[rows, N, 2H]`.
    pub fn inputs(&self, estimate: Tensor<3>, padding: Option<&Padding>) -> Tensor<3> {
        let lengths = padding.map(|padding| &padding.lengths);
        self.input.forward(estimate, None, lengths).0
    }

    /// Output positions in the light of the input positions: `Y0` and `X`, each `[rows, N, 2H]`, to `Y`.
    pub fn cross(&self, x: Tensor<3>, y0: Tensor<3>, padding: Option<&Padding>) -> Tensor<3> {
        let mask = padding.map(|padding| padding.mask.clone());
        self.cross_attention
            .iter()
            .fold(y0, |y, layer| layer.forward(x.clone(), y, mask.clone()))
    }
}
