//! The latent executor (section 3.2 of the paper): from the estimate of the value that the rest of the
//! program still has to turn into the output, and the decoder's state, to the next estimate. What a
//! position's result stands for is the business of the codec.

use crate::codec::Padding;
use crate::config::ModelConfig;
use crate::encoder::position_lstm;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::Tensor;
use lasynth_nn::{Linear, Lstm, LstmState};

/// An LSTM over the positions of the estimate, started from the decoder's state, and a map back to the
/// width of embeddings.
#[derive(Module, Debug)]
pub(crate) struct LatentExecutor {
    lstm: Lstm,
    to_embedding: Linear,
}

impl LatentExecutor {
    /// The LSTM and the affine map, with fresh weights.
    pub fn new(config: &ModelConfig, init: &mut Init<'_>) -> Self {
        LatentExecutor {
            lstm: init.lstm(position_lstm(config)),
            to_embedding: init.linear(config.width(), config.embedding),
        }
    }

    /// One run. `estimate` is `[R, N, E]`, `state` the decoder's, `[R, H]` a layer and direction (see
    /// [`crate::decoder::ProgramDecoder::executor_state`]), `choices` the embeddings of what a position may
    /// hold, `[C, E]`. Gives the score of each of them at each position, `[R, N, C]`.
    pub fn run(
        &self,
        estimate: Tensor<3>,
        state: LstmState,
        choices: Tensor<2>,
        padding: Option<&Padding>,
    ) -> Tensor<3> {
        let lengths = padding.map(|padding| &padding.lengths);
        let hidden = self.lstm.forward(estimate, Some(state), lengths).0;
        let [rows, n, width] = hidden.dims();
        let count = choices.dims()[0];
        let embedded = self.to_embedding.forward(hidden.reshape([rows * n, width]));
        embedded
            .matmul(choices.transpose())
            .reshape([rows, n, count])
    }
}
