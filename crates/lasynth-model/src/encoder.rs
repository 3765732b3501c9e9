//! List encoders: inputs, outputs started from the inputs' final state, and the attention of output
//! positions over input positions (section 4, "Encoder").

use crate::config::ModelConfig;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::Tensor;
use lasynth_nn::{Attention, Lstm, LstmConfig, LstmState};

/// Number of attention layers from outputs to inputs.
const CROSS_LAYERS: usize = 2;

/// The bidirectional LSTM over list positions, of which the model has three.
pub(crate) fn list_lstm(config: &ModelConfig) -> LstmConfig {
    LstmConfig::new(config.embedding, config.hidden)
        .with_layers(config.layers)
        .with_bidirectional(true)
}

/// Encodes pairs of lists.
#[derive(Module, Debug)]
pub struct ListEncoder {
    /// Reads the (estimated) input list; the operation predictor uses it again.
    pub input: Lstm,
    /// Reads the output list, started from the final state of `input`.
    pub output: Lstm,
    /// Output positions attend over input positions, one layer after the other.
    pub cross: Vec<Attention>,
}

/// The encoded pairs at the first estimate, `Î_0 = I`.
#[derive(Clone, Debug)]
pub struct EncodedPairs {
    /// Input positions `X`, `[R, N, 2H]`.
    pub x: Tensor<3>,
    /// Output positions before the cross attention, `Y0`, `[R, N, 2H]`.
    pub y0: Tensor<3>,
    /// Sum of the two encoders' final states, `[R, H]` a layer and direction: where the decoder starts.
    pub state: LstmState,
}

impl ListEncoder {
    /// Fresh weights.
    pub fn new(config: &ModelConfig, init: &mut Init<'_>) -> Self {
        let width = config.width();
        ListEncoder {
            input: init.lstm(list_lstm(config)),
            output: init.lstm(list_lstm(config)),
            cross: (0..CROSS_LAYERS)
                .map(|_| init.attention(width, width, width))
                .collect(),
        }
    }

    /// Encodes embedded inputs and outputs, each `[R, N, E]`.
    pub fn pairs(&self, inputs: Tensor<3>, outputs: Tensor<3>) -> EncodedPairs {
        let (x, input_state) = self.input.forward(inputs, None);
        let (y0, output_state) = self.output.forward(outputs, Some(input_state.clone()));
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
    pub fn inputs(&self, estimate: Tensor<3>) -> Tensor<3> {
        self.input.forward(estimate, None).0
    }

    /// Output positions in the light of the input positions: `Y0` and `X`, each `[rows, N, 2H]`, to `Y`.
    pub fn cross(&self, x: Tensor<3>, y0: Tensor<3>) -> Tensor<3> {
        self.cross
            .iter()
            .fold(y0, |y, layer| layer.forward(x.clone(), y, None))
    }
}
