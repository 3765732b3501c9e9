//! The program decoder (section 3.1 of the paper): an LSTM over the tokens for every pair, double
//! attention to the pair's values, max-pooling over the examples, attention over the tokens decoded so
//! far.

use crate::config::ModelConfig;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Device, Tensor, activation};
use lasynth_nn::{Attention, Embedding, Linear, Lstm, LstmConfig, LstmState};

/// Writes programs token by token.
#[derive(Module, Debug)]
pub(crate) struct ProgramDecoder {
    /// Program tokens, `[V, E]`.
    pub token_embedding: Embedding,
    /// One recurrence a pair; its input is the embedding of the previous token only.
    pub lstm: Lstm,
    /// The first half of double attention, from the state `h` to the input: `s^I`.
    input_attention: Attention,
    /// The second half, from `[h; s^I]` to the output: `s^O`.
    output_attention: Attention,
    /// From `[s^I; s^O]` to the predicted operations.
    operation_attention: Option<Attention>,
    /// The map before the maximum over the examples.
    example_pooling: Linear,
    /// From the pooled vector `m` to the tokens decoded so far: `d`.
    token_attention: Option<Attention>,
    /// `d` of the first token, which has no tokens to attend to.
    first_token: Option<Linear>,
    hidden: Linear,
    logits: Linear,
}

/// What the decoder attends to: the values as of some estimate, each `[rows, n, 2H]`.
#[derive(Clone, Debug)]
pub(crate) struct Context {
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
        let token_embedding = init.embedding(vocabulary, e);
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
            token_embedding,
            lstm,
            input_attention,
            output_attention,
            operation_attention,
            example_pooling: init.linear(pooled, w),
            token_attention: attends.then(|| init.attention(e, w, w)),
            first_token: attends.then(|| init.linear(w, w)),
            hidden: init.linear(w, w),
            logits: init.linear(w, vocabulary),
        }
    }

    /// The decoder's first state from the sum of the encoders' final states (`[R, H]` a layer and
    /// direction): the two directions side by side.
    pub fn initial_state(&self, encoded: LstmState) -> LstmState {
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

    /// A state of the decoder as the first state of the latent executor, whose two directions share it:
    /// the reverse of [`Self::initial_state`].
    pub fn executor_state(&self, state: LstmState) -> LstmState {
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

    /// Double attention: from the states `[B*K, T, 2H]` to the input, from both to the output, and from
    /// what was found to the operations. The context has as many rows; the additive mask broadcasts to
    /// `[B*K, T, n]`. Gives `[s^I; s^O]` or `[s^I; s^O; op]`, `[B*K, T, 4H or 6H]`.
    fn double_attention(
        &self,
        states: Tensor<3>,
        context: &Context,
        mask: Option<Tensor<3>>,
    ) -> Tensor<3> {
        let s_i = self
            .input_attention
            .forward(context.x.clone(), states.clone(), mask.clone());
        let query = Tensor::cat(vec![states, s_i.clone()], 2);
        let s_o = self
            .output_attention
            .forward(context.y.clone(), query, mask.clone());
        let both = Tensor::cat(vec![s_i, s_o], 2);
        match (&self.operation_attention, &context.op) {
            (Some(attention), Some(op)) => {
                let op = attention.forward(op.clone(), both.clone(), mask);
                Tensor::cat(vec![both, op], 2)
            }
            _ => both,
        }
    }

    /// Max-pooling over examples: what the `pairs` rows of a program found, `[B*K, T, 4H or 6H]`, through
    /// one layer to `m`, `[B, T, 2H]`.
    fn max_pool_examples(&self, found: Tensor<3>, pairs: usize) -> Tensor<3> {
        let mapped = self.example_pooling.forward(found).tanh();
        let [rows, t, width] = mapped.dims();
        mapped
            .reshape([rows / pairs, pairs, t * width])
            .max_dim(1)
            .reshape([rows / pairs, t, width])
    }

    /// What a program's `pairs` examples say together about its next tokens: [`Self::double_attention`],
    /// then [`Self::max_pool_examples`]. States `[B*K, T, 2H]` to `m`, `[B, T, 2H]`.
    pub fn attend(
        &self,
        states: Tensor<3>,
        context: &Context,
        mask: Option<Tensor<3>>,
        pairs: usize,
    ) -> Tensor<3> {
        let found = self.double_attention(states, context, mask);
        self.max_pool_examples(found, pairs)
    }

    /// Logits of the next token under teacher forcing: `m` `[B, T, 2H]` and the embeddings of the targets
    /// `[B, T, E]` to `[B * T, V]`. Position `t` attends over the targets before it.
    pub fn logits(&self, m: Tensor<3>, targets: Tensor<3>) -> Tensor<2> {
        let [b, t, width] = m.dims();
        let d = match (&self.token_attention, &self.first_token) {
            (Some(token_attention), Some(first_token)) => {
                let start = first_token.forward(m.clone().slice([0..b, 0..1]));
                if t == 1 {
                    start
                } else {
                    let keys = targets.slice([0..b, 0..t - 1]);
                    let queries = m.slice([0..b, 1..t]);
                    let mask = causal_mask(b, t - 1, &queries.device());
                    Tensor::cat(
                        vec![start, token_attention.forward(keys, queries, Some(mask))],
                        1,
                    )
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
        let d = match (&self.token_attention, &self.first_token, decoded) {
            (Some(token_attention), _, Some(decoded)) => token_attention
                .forward(decoded, m.reshape([b, 1, width]), None)
                .reshape([b, width]),
            (Some(_), Some(first_token), None) => first_token.forward(m),
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
