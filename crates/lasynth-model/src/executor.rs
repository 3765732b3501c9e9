//! The latent executor (section 3.2 of the paper): from the estimate of the list that the rest of the
//! program still has to turn into the output, and the decoder's state, to the next estimate.

use crate::config::ModelConfig;
use crate::encoder::list_lstm;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::Tensor;
use lasynth_nn::{Linear, Lstm, LstmState};

/// An LSTM over the positions of the estimate, started from the decoder's state, and a map to value
/// embeddings.
#[derive(Module, Debug)]
pub struct LatentExecutor {
    lstm: Lstm,
    to_embedding: Linear,
}

impl LatentExecutor {
    /// Fresh weights.
    pub fn new(config: &ModelConfig, init: &mut Init<'_>) -> Self {
        LatentExecutor {
            lstm: init.lstm(list_lstm(config)),
            to_embedding: init.linear(config.width(), config.embedding),
        }
    }

    /// One run. `estimate` is `[R, N, E]`, `state` the decoder's, `[R, H]` a layer and
    /// direction (see [`crate::decoder::ProgramDecoder::directions`]), `values` the embeddings of the possible values, `[C, E]`. Returns the logits of the
    /// new list over those values, `[R, N, C]`.
    pub fn run(&self, estimate: Tensor<3>, state: LstmState, values: Tensor<2>) -> Tensor<3> {
        let hidden = self.lstm.forward(estimate, Some(state)).0;
        let [rows, n, width] = hidden.dims();
        let classes = values.dims()[0];
        let embedded = self.to_embedding.forward(hidden.reshape([rows * n, width]));
        embedded
            .matmul(values.transpose())
            .reshape([rows, n, classes])
    }
}

/// The probability-weighted sum of value embeddings: logits `[R, N, C]` and values `[C, E]` to the next
/// estimate `[R, N, E]`.
pub fn expected_embedding(logits: Tensor<3>, values: Tensor<2>) -> Tensor<3> {
    let [rows, n, classes] = logits.dims();
    let width = values.dims()[1];
    burn::tensor::activation::softmax(logits, 2)
        .reshape([rows * n, classes])
        .matmul(values)
        .reshape([rows, n, width])
}
