//! One LSTM layer in one direction over whole sequences.

use std::sync::Arc;

use burn::backend::Dispatch;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Tensor, TensorData};

use crate::fused::{self, FusedOps};

/// Steps of each row of a batch, at most those of the longest; the positions behind are padding.
pub type Lengths = Arc<[usize]>;

/// What an LSTM layer computes over `[rows, steps, input]`.
#[derive(Clone, Debug)]
pub struct LstmSequence {
    /// Hidden state after every step, at the step's own position: `[rows, steps, hidden]`.
    pub out: Tensor<3>,
    /// Cell state after every step: `[rows, steps, hidden]`.
    pub cells: Tensor<3>,
    /// Hidden state after the last step taken (position 0 in reverse): `[rows, hidden]`.
    pub h: Tensor<2>,
    /// Cell state after the last step taken: `[rows, hidden]`.
    pub c: Tensor<2>,
}

/// Runs an LSTM layer over `x` `[rows, steps, input]` from the states `h0` and `c0` `[rows, hidden]`.
///
/// `w_ih` `[input, 4 hidden]`, `w_hh` `[hidden, 4 hidden]` and `bias` `[4 hidden]` hold the gates in
/// the order input, forget, cell, output. With `reverse` the last position is the first step.
///
/// In padding a row rests: its state stays as it is and stands in `out` and `cells`. So `h` and `c` are
/// those after a row's own last step, and in reverse a row starts at its own end.
#[allow(clippy::too_many_arguments)]
pub fn lstm_sequence(
    x: Tensor<3>,
    h0: Tensor<2>,
    c0: Tensor<2>,
    w_ih: Tensor<2>,
    w_hh: Tensor<2>,
    bias: Tensor<1>,
    reverse: bool,
    lengths: Option<&Lengths>,
) -> LstmSequence {
    let dtypes = [
        x.dtype(),
        h0.dtype(),
        c0.dtype(),
        w_ih.dtype(),
        w_hh.dtype(),
        bias.dtype(),
    ];
    if !fused::available(&x.device(), &dtypes) {
        return lstm_sequence_composed(x, h0, c0, w_ih, w_hh, bias, reverse, lengths);
    }
    let (out, cells, h, c) = Dispatch::fused_lstm(
        x.into_dispatch(),
        h0.into_dispatch(),
        c0.into_dispatch(),
        w_ih.into_dispatch(),
        w_hh.into_dispatch(),
        bias.into_dispatch(),
        reverse,
        lengths.cloned(),
    );
    LstmSequence {
        out: Tensor::from_dispatch(out),
        cells: Tensor::from_dispatch(cells),
        h: Tensor::from_dispatch(h),
        c: Tensor::from_dispatch(c),
    }
}

/// [`lstm_sequence`] from the engine's own operations: works on every backend, and is the reference
/// for the fused operation.
#[allow(clippy::too_many_arguments)]
pub fn lstm_sequence_composed(
    x: Tensor<3>,
    h0: Tensor<2>,
    c0: Tensor<2>,
    w_ih: Tensor<2>,
    w_hh: Tensor<2>,
    bias: Tensor<1>,
    reverse: bool,
    lengths: Option<&Lengths>,
) -> LstmSequence {
    let [rows, steps, input] = x.dims();
    let hidden = w_hh.dims()[0];
    let gates_in = (x.reshape([rows * steps, input]).matmul(w_ih) + bias.unsqueeze()).reshape([
        rows,
        steps,
        4 * hidden,
    ]);
    let (mut h, mut c) = (h0, c0);
    let mut out = Vec::with_capacity(steps);
    let mut cells = Vec::with_capacity(steps);
    for k in 0..steps {
        let step = if reverse { steps - 1 - k } else { k };
        let gates = gates_in.clone().narrow(1, step, 1).squeeze_dim::<2>(1)
            + h.clone().matmul(w_hh.clone());
        let gate = |k: usize| gates.clone().narrow(1, k * hidden, hidden);
        let mut next_c = sigmoid(gate(1)) * c.clone() + sigmoid(gate(0)) * gate(2).tanh();
        let mut next_h = sigmoid(gate(3)) * next_c.clone().tanh();
        if let Some(lengths) = lengths {
            let moves: Vec<f32> = lengths
                .iter()
                .map(|&length| if step < length { 1.0 } else { 0.0 })
                .collect();
            let moves = Tensor::<2>::from_data(TensorData::new(moves, [rows, 1]), &h.device());
            let rests = moves.clone().mul_scalar(-1.0).add_scalar(1.0);
            next_c = next_c * moves.clone() + c * rests.clone();
            next_h = next_h * moves + h * rests;
        }
        (h, c) = (next_h, next_c);
        out.push(h.clone());
        cells.push(c.clone());
    }
    if reverse {
        out.reverse();
        cells.reverse();
    }
    LstmSequence {
        out: Tensor::stack(out, 1),
        cells: Tensor::stack(cells, 1),
        h,
        c,
    }
}
