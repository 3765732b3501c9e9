//! LSTM of several layers, in one direction or both.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use crate::{Lengths, LstmSequence, lstm_sequence, uniform};

/// Sizes of an [`Lstm`].
#[derive(Config, Debug)]
pub struct LstmConfig {
    /// Number of input features at each position.
    pub input: usize,
    /// Width of a direction's state.
    pub hidden: usize,
    /// Layers, at least 1.
    #[config(default = 1)]
    pub layers: usize,
    /// Whether every layer also runs from the last position to the first.
    #[config(default = false)]
    pub bidirectional: bool,
    /// Whether every layer is two cells side by side, both running forwards (the reference decoder's
    /// structure). Excludes `bidirectional`.
    #[config(default = false)]
    pub parallel: bool,
    /// Weights start from U(-range, range).
    #[config(default = 0.1)]
    pub range: f64,
}

/// Weights of one layer in one direction; gates in the order input, forget, cell, output.
#[derive(Module, Debug)]
pub struct LstmCell {
    /// `[input, 4 hidden]`.
    pub w_ih: Param<Tensor<2>>,
    /// `[hidden, 4 hidden]`.
    pub w_hh: Param<Tensor<2>>,
    /// `[4 hidden]`: the sum of PyTorch's two biases.
    pub bias: Param<Tensor<1>>,
}

/// LSTM of several layers. Layer `l` in direction `d` (0 forwards, 1 backwards) is cell
/// `l * directions + d`; the outputs of both directions, concatenated, feed the next layer.
#[derive(Module, Debug)]
pub struct Lstm {
    /// The cells, layer by layer.
    pub cells: Vec<LstmCell>,
    /// Cells a layer, 1 or 2.
    pub directions: usize,
    /// Whether the second cell of a layer runs backwards.
    pub reverse: bool,
}

/// State of an [`Lstm`]: one `[rows, hidden]` tensor a cell, in the order of [`Lstm::cells`].
#[derive(Clone, Debug)]
pub struct LstmState {
    /// Hidden states: what a layer gives to the next, and the last layer to the caller.
    pub h: Vec<Tensor<2>>,
    /// Cell states: what the gates keep from step to step.
    pub c: Vec<Tensor<2>>,
}

/// States of an [`Lstm`] after every step: one `[rows, steps, hidden]` tensor a cell.
#[derive(Clone, Debug)]
pub struct LstmTrace {
    /// Hidden states: what a layer gives to the next, and the last layer to the caller.
    pub h: Vec<Tensor<3>>,
    /// Cell states: what the gates keep from step to step.
    pub c: Vec<Tensor<3>>,
}

impl LstmConfig {
    /// A network with fresh weights.
    ///
    /// # Panics
    /// If there is no layer, or if both `bidirectional` and `parallel` are set.
    pub fn init(&self, device: &Device, rng: &mut impl Rng) -> Lstm {
        assert!(self.layers > 0, "an LSTM needs at least one layer");
        assert!(
            !(self.bidirectional && self.parallel),
            "bidirectional or parallel, not both"
        );
        let directions = if self.bidirectional || self.parallel {
            2
        } else {
            1
        };
        let gates = 4 * self.hidden;
        let mut cells = Vec::with_capacity(self.layers * directions);
        for layer in 0..self.layers {
            let input = match layer {
                0 => self.input,
                _ => directions * self.hidden,
            };
            for _ in 0..directions {
                cells.push(LstmCell {
                    w_ih: uniform([input, gates], self.range, device, rng),
                    w_hh: uniform([self.hidden, gates], self.range, device, rng),
                    bias: uniform([gates], self.range, device, rng),
                });
            }
        }
        Lstm {
            cells,
            directions,
            reverse: self.bidirectional,
        }
    }
}

impl LstmCell {
    /// Width of the state.
    pub fn hidden(&self) -> usize {
        self.w_hh.dims()[0]
    }

    /// Runs the cell over `[rows, steps, input]`.
    fn forward(
        &self,
        x: Tensor<3>,
        h0: Tensor<2>,
        c0: Tensor<2>,
        reverse: bool,
        lengths: Option<&Lengths>,
    ) -> LstmSequence {
        lstm_sequence(
            x,
            h0,
            c0,
            self.w_ih.val(),
            self.w_hh.val(),
            self.bias.val(),
            reverse,
            lengths,
        )
    }
}

impl Lstm {
    /// Width of one direction's state.
    pub fn hidden(&self) -> usize {
        self.cells[0].hidden()
    }

    /// Width of the output: directions times hidden.
    pub fn width(&self) -> usize {
        self.directions * self.hidden()
    }

    /// The state before the first step where none is given: zeros, `[rows, hidden]` for each cell.
    pub fn zero_state(&self, rows: usize, device: &Device) -> LstmState {
        let zeros = || {
            self.cells
                .iter()
                .map(|cell| Tensor::zeros([rows, cell.hidden()], device))
                .collect()
        };
        LstmState {
            h: zeros(),
            c: zeros(),
        }
    }

    /// Runs over `[rows, steps, input]` from `state` (zeros if none): the top layer's outputs
    /// `[rows, steps, width]` and the state after the last step. With `lengths` a row ends, and in
    /// reverse starts, at its own length; what stands in the outputs behind it means nothing.
    ///
    /// # Panics
    /// If the state has another number of cells, or `lengths` of rows.
    pub fn forward(
        &self,
        x: Tensor<3>,
        state: Option<LstmState>,
        lengths: Option<&Lengths>,
    ) -> (Tensor<3>, LstmState) {
        let (out, sequences) = self.run(x, state, lengths);
        let (h, c) = sequences.into_iter().map(|s| (s.h, s.c)).unzip();
        (out, LstmState { h, c })
    }

    /// As [`Self::forward`], but with the states after every step, so that another network can be
    /// started from any of them.
    pub fn forward_trace(&self, x: Tensor<3>, state: Option<LstmState>) -> (Tensor<3>, LstmTrace) {
        let (out, sequences) = self.run(x, state, None);
        let (h, c) = sequences.into_iter().map(|s| (s.out, s.cells)).unzip();
        (out, LstmTrace { h, c })
    }

    fn run(
        &self,
        x: Tensor<3>,
        state: Option<LstmState>,
        lengths: Option<&Lengths>,
    ) -> (Tensor<3>, Vec<LstmSequence>) {
        let state = state.unwrap_or_else(|| self.zero_state(x.dims()[0], &x.device()));
        assert!(
            state.h.len() == self.cells.len() && state.c.len() == self.cells.len(),
            "a state of {} cells for an LSTM of {}",
            state.h.len(),
            self.cells.len()
        );
        let mut states = state.h.into_iter().zip(state.c);
        let mut sequences = Vec::with_capacity(self.cells.len());
        let mut out = x;
        for layer in self.cells.chunks(self.directions) {
            let mut outs = Vec::with_capacity(self.directions);
            for ((direction, cell), (h0, c0)) in layer.iter().enumerate().zip(&mut states) {
                let sequence =
                    cell.forward(out.clone(), h0, c0, self.reverse && direction == 1, lengths);
                outs.push(sequence.out.clone());
                sequences.push(sequence);
            }
            out = match outs.len() {
                1 => outs.remove(0),
                _ => Tensor::cat(outs, 2),
            };
        }
        (out, sequences)
    }
}
