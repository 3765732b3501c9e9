//! The network one token at a time, for many hypotheses at once: what beam search calls.

use crate::batch::advances_after;
use crate::codec::{Outputs, Rows};
use crate::decoder::Context;
use crate::network::{Lasynth, map_state};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use lasynth_core::{Decoding, Encoding, Example, Policy, TokenId, Vocabulary};
use lasynth_nn::LstmState;
use std::sync::Arc;

/// A trained network as a conditional distribution over programs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct NeuralPolicy {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    name: String,
    network: Lasynth,
    encoding: Encoding,
    vocabulary: Vocabulary,
    device: Device,
}

impl NeuralPolicy {
    /// Wraps a network that lives on `device` (one without autodiff). `encoding` and `vocabulary` are those
    /// it was made for. Decoding panics on examples that the encoding cannot hold
    /// ([`Encoding::check`]); those that the domain's own check accepts it can.
    pub fn new(
        name: impl Into<String>,
        network: Lasynth,
        encoding: Encoding,
        vocabulary: Vocabulary,
        device: Device,
    ) -> Self {
        let shared = Shared {
            name: name.into(),
            network,
            encoding,
            vocabulary,
            device,
        };
        NeuralPolicy {
            shared: Arc::new(shared),
        }
    }
}

impl Policy for NeuralPolicy {
    fn name(&self) -> &str {
        &self.shared.name
    }

    fn begin(&self, examples: &[Example]) -> Box<dyn Decoding> {
        Box::new(Hypotheses::new(self.shared.clone(), examples))
    }
}

/// The decoder's position in several programs for one task. Rows are hypothesis-major: hypothesis `h`,
/// pair `k` is row `h * K + k`.
struct Hypotheses {
    shared: Arc<Shared>,
    pairs: usize,
    /// Number of hypotheses.
    count: usize,
    /// Tokens of every hypothesis.
    length: usize,
    /// State of the decoder after the last token, `[rows, 2H]` a layer.
    state: LstmState,
    /// Current estimate, `[rows, N, E]`.
    estimate: Tensor<3>,
    /// What the decoder attends to, `[rows, N, 2H]` each.
    context: Context,
    /// Embeddings of the tokens so far, `[count, length, E]`; none at the start.
    decoded: Option<Tensor<3>>,
    /// The outputs of the task, one row a pair.
    outputs: Outputs,
    /// Additive mask over the positions of the task's pairs, `[K, 1, N]`, where some are padding.
    mask: Option<Tensor<3>>,
}

impl Hypotheses {
    fn new(shared: Arc<Shared>, examples: &[Example]) -> Self {
        let network = &shared.network;
        let (config, encoding) = (network.config(), &shared.encoding);
        let rows = Rows::new(examples.iter(), config, encoding, &shared.device);
        let codec = network.codec();
        let begun = codec.start(&rows);
        let (context, _) = codec.context(begun.estimate.clone(), begun.x, &begun.outputs);
        let mut start = Hypotheses {
            pairs: examples.len(),
            count: 1,
            length: 0,
            state: network.decoder().initial_state(begun.state),
            estimate: begun.estimate,
            context,
            decoded: None,
            outputs: begun.outputs,
            mask: rows.mask(),
            shared: shared.clone(),
        };
        start.read(&[Vocabulary::START]);
        start
    }

    /// Feeds one symbol to every hypothesis; returns their embeddings `[count, 1, E]`.
    fn read(&mut self, symbols: &[TokenId]) -> Tensor<3> {
        let network = &self.shared.network;
        let ids: Vec<i32> = symbols.iter().map(|&s| i32::from(s)).collect();
        let ids = Tensor::<2, Int>::from_data(
            TensorData::new(ids, [symbols.len(), 1]),
            &self.shared.device,
        );
        let embedded = network.decoder().token_embedding.forward(ids);
        let e = embedded.dims()[2];
        let rows =
            embedded
                .clone()
                .repeat_dim(1, self.pairs)
                .reshape([symbols.len() * self.pairs, 1, e]);
        self.state = network
            .decoder()
            .lstm
            .forward(rows, Some(self.state.clone()), None)
            .1;
        embedded
    }

    /// Row numbers of the given hypotheses.
    fn rows_of(&self, hypotheses: impl Iterator<Item = usize>) -> Tensor<1, Int> {
        let rows: Vec<i32> = hypotheses
            .flat_map(|h| (0..self.pairs).map(move |k| (h, k)))
            .map(|(h, k)| (h * self.pairs + k) as i32)
            .collect();
        let count = rows.len();
        Tensor::from_data(TensorData::new(rows, [count]), &self.shared.device)
    }

    /// Runs the latent executor for the hypotheses that just completed a period.
    fn execute(&mut self, which: &[usize]) {
        let network = &self.shared.network;
        let codec = network.codec();
        let [_, n, e] = self.estimate.dims();
        let width = network.config().width();
        let rows = self.rows_of(which.iter().copied());
        let state = map_state(&self.state, |tensor| tensor.select(0, rows.clone()));
        let state = network.decoder().executor_state(state);
        let outputs = self.outputs.repeat(which.len());
        let estimate = self.estimate.clone().select(0, rows);
        let Some(scores) = codec.execute(estimate, state, &outputs) else {
            return;
        };
        let estimate = codec.estimate(scores);
        let x = codec.encode(estimate.clone(), &outputs);
        let (fresh, _) = codec.context(estimate.clone(), x, &outputs);

        // Old rows and fresh rows side by side; every hypothesis picks its own.
        let mut place: Vec<usize> = (0..self.count).collect();
        for (i, &h) in which.iter().enumerate() {
            place[h] = self.count + i;
        }
        let pick = self.rows_of(place.into_iter());
        let merge = |old: Tensor<3>, new: Tensor<3>, last: usize| {
            debug_assert_eq!(old.dims()[1..], [n, last]);
            Tensor::cat(vec![old, new], 0).select(0, pick.clone())
        };
        self.estimate = merge(self.estimate.clone(), estimate, e);
        self.context = Context {
            x: merge(self.context.x.clone(), fresh.x, width),
            y: merge(self.context.y.clone(), fresh.y, width),
            op: match (self.context.op.take(), fresh.op) {
                (Some(old), Some(new)) => Some(merge(old, new, width)),
                _ => None,
            },
        };
    }
}

impl Decoding for Hypotheses {
    fn log_probs(&mut self) -> Vec<f32> {
        let decoder = self.shared.network.decoder();
        // The top layer's output: its cells side by side.
        let top = self.state.h.len() - decoder.lstm.directions;
        let state = Tensor::cat(self.state.h[top..].to_vec(), 1);
        let [rows, width] = state.dims();
        let mask = self.mask.clone().map(|mask| mask.repeat_dim(0, self.count));
        let m = decoder.attend(
            state.reshape([rows, 1, width]),
            &self.context,
            mask,
            self.pairs,
        );
        let logits = decoder.next_logits(m.reshape([self.count, width]), self.decoded.clone());
        activation::log_softmax(logits, 1)
            .into_data()
            .convert::<f32>()
            .try_into_vec()
            .expect("converted to f32 just above")
    }

    fn advance(&mut self, choices: &[(usize, TokenId)]) {
        let parents = self.rows_of(choices.iter().map(|&(h, _)| h));
        self.state = map_state(&self.state, |tensor| tensor.select(0, parents.clone()));
        self.estimate = self.estimate.clone().select(0, parents.clone());
        let of_parent = |tensor: Tensor<3>| tensor.select(0, parents.clone());
        self.context = Context {
            x: of_parent(self.context.x.clone()),
            y: of_parent(self.context.y.clone()),
            op: self.context.op.take().map(of_parent),
        };
        let hypotheses: Vec<i32> = choices.iter().map(|&(h, _)| h as i32).collect();
        let hypotheses = Tensor::<1, Int>::from_data(
            TensorData::new(hypotheses, [choices.len()]),
            &self.shared.device,
        );
        let decoded = self
            .decoded
            .take()
            .map(|tensor| tensor.select(0, hypotheses));
        self.count = choices.len();
        self.length += 1;
        let tokens: Vec<TokenId> = choices.iter().map(|&(_, token)| token).collect();
        let embedded = self.read(&tokens);
        self.decoded = Some(match decoded {
            Some(decoded) => Tensor::cat(vec![decoded, embedded], 1),
            None => embedded,
        });
        let shared = self.shared.clone();
        let due: Vec<usize> = (0..tokens.len())
            .filter(|&h| {
                advances_after(
                    shared.network.config(),
                    &shared.vocabulary,
                    self.length,
                    tokens[h],
                )
            })
            .collect();
        if !due.is_empty() {
            self.execute(&due);
        }
    }
}
