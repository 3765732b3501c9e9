//! The program decoder (section 3.1 of the paper): an LSTM over the tokens for every pair, double
//! attention to the pair's lists, the maximum over the pairs, attention over the tokens decoded so far.

use crate::config::ModelConfig;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Device, Tensor, activation};
use lasynth_nn::{Attention, Embedding, Linear, Lstm, LstmConfig, LstmState};

/// Writes programs token by token.
#[derive(Module, Debug)]
pub struct ProgramDecoder {
    /// Token embeddings, `[V, E]`.
    pub tokens: Embedding,
    /// One recurrence a pair; its input is the embedding of the previous token only.
    pub lstm: Lstm,
    input_attention: Attention,
    output_attention: Attention,
    operation_attention: Option<Attention>,
    pool: Linear,
    history: Option<Attention>,
    first: Option<Linear>,
    hidden: Linear,
    logits: Linear,
}

/// What the decoder attends to: the lists as of some estimate, each `[rows, n, 2H]`.
#[derive(Clone, Debug)]
pub struct Context {
    /// Input positions `X`.
    pub x: Tensor<3>,
    /// Output positions `Y`.
    pub y: Tensor<3>,
    /// Operations `OP`; absent without the operation predictor.
    pub op: Option<Tensor<3>>,
}

impl ProgramDecoder {
    /// Fresh weights for a vocabulary of `vocabulary` tokens.
    pub fn new(config: &ModelConfig, vocabulary: usize, init: &mut Init<'_>) -> Self {
        let (e, w) = (config.embedding, config.width());
        let lstm = LstmConfig::new(e, w / config.decoder_cells)
            .with_layers(config.layers)
            .with_parallel(config.decoder_cells == 2);
        let tokens = init.embedding(vocabulary, e);
        let lstm = init.lstm(lstm);
        let input_attention = init.attention(w, w, w);
        let output_attention = init.attention(w, 2 * w, w);
        let operation_attention = (!config.no_op_predictor).then(|| init.attention(w, 2 * w, w));
        let pooled = if operation_attention.is_some() {
            3 * w
        } else {
            2 * w
        };
        let attends = !config.no_attention_in_decoding;
        ProgramDecoder {
            tokens,
            lstm,
            input_attention,
            output_attention,
            operation_attention,
            pool: init.linear(pooled, w),
            history: attends.then(|| init.attention(e, w, w)),
            first: attends.then(|| init.linear(w, w)),
            hidden: init.linear(w, w),
            logits: init.linear(w, vocabulary),
        }
    }

    /// The decoder's first state from the sum of the encoders' final states (`[R, H]` a layer and
    /// direction): the two directions side by side.
    pub fn start(&self, encoded: LstmState) -> LstmState {
        if self.lstm.directions == 2 {
            return encoded;
        }
        let join = |cells: Vec<Tensor<2>>| {
            cells
                .chunks(2)
                .map(|pair| Tensor::cat(pair.to_vec(), 1))
                .collect()
        };
        LstmState {
            h: join(encoded.h),
            c: join(encoded.c),
        }
    }

    /// The reverse of [`Self::start`]: a state of the decoder as the first state of the executor.
    pub fn directions(&self, state: LstmState) -> LstmState {
        if self.lstm.directions == 2 {
            return state;
        }
        let split = |cells: Vec<Tensor<2>>| {
            cells
                .into_iter()
                .flat_map(|cell| cell.chunk(2, 1))
                .collect()
        };
        LstmState {
            h: split(state.h),
            c: split(state.c),
        }
    }

    /// Double attention and the maximum over the pairs: states `[B*K, T, 2H]`, context rows likewise, an
    /// optional additive mask `[B*K, T, n]`, to `m`, `[B, T, 2H]`.
    pub fn pooled(
        &self,
        states: Tensor<3>,
        context: &Context,
        mask: Option<Tensor<3>>,
        pairs: usize,
    ) -> Tensor<3> {
        let [rows, t, width] = states.dims();
        let s_i = self
            .input_attention
            .forward(context.x.clone(), states.clone(), mask.clone());
        let query = Tensor::cat(vec![states, s_i.clone()], 2);
        let s_o = self
            .output_attention
            .forward(context.y.clone(), query, mask.clone());
        let both = Tensor::cat(vec![s_i, s_o], 2);
        let all = match (&self.operation_attention, &context.op) {
            (Some(attention), Some(op)) => {
                let op = attention.forward(op.clone(), both.clone(), mask);
                Tensor::cat(vec![both, op], 2)
            }
            _ => both,
        };
        let all = self.pool.forward(all).tanh();
        all.reshape([rows / pairs, pairs, t * width])
            .max_dim(1)
            .reshape([rows / pairs, t, width])
    }

    /// Logits of the next token under teacher forcing: `m` `[B, T, 2H]` and the embeddings of the targets
    /// `[B, T, E]` to `[B * T, V]`. Position `t` attends over the targets before it.
    pub fn logits(&self, m: Tensor<3>, targets: Tensor<3>) -> Tensor<2> {
        let [b, t, width] = m.dims();
        let d = match (&self.history, &self.first) {
            (Some(history), Some(first)) => {
                let start = first.forward(m.clone().slice([0..b, 0..1]));
                if t == 1 {
                    start
                } else {
                    let keys = targets.slice([0..b, 0..t - 1]);
                    let queries = m.slice([0..b, 1..t]);
                    let mask = causal_mask(b, t - 1, &queries.device());
                    Tensor::cat(vec![start, history.forward(keys, queries, Some(mask))], 1)
                }
            }
            _ => m,
        };
        self.head(d.reshape([b * t, width]))
    }

    /// Logits of the next token for single states: `m` `[B, 2H]` and the embeddings of the tokens decoded
    /// so far `[B, t, E]` (none at the first token) to `[B, V]`.
    pub fn next_logits(&self, m: Tensor<2>, decoded: Option<Tensor<3>>) -> Tensor<2> {
        let [b, width] = m.dims();
        let d = match (&self.history, &self.first, decoded) {
            (Some(history), _, Some(decoded)) => history
                .forward(decoded, m.reshape([b, 1, width]), None)
                .reshape([b, width]),
            (Some(_), Some(first), None) => first.forward(m),
            _ => m,
        };
        self.head(d)
    }

    fn head(&self, d: Tensor<2>) -> Tensor<2> {
        self.logits
            .forward(activation::relu(self.hidden.forward(d)))
    }
}

/// Additive mask of query `i` over keys `0..=i`, `[b, n, n]`.
fn causal_mask(b: usize, n: usize, device: &Device) -> Tensor<3> {
    let data: Vec<f32> = (0..n * n)
        .map(|at| if at % n <= at / n { 0.0 } else { -1e9 })
        .collect();
    Tensor::<1>::from_floats(data.as_slice(), device)
        .reshape([1, n, n])
        .repeat_dim(0, b)
}
