//! One LSTM layer in one direction over whole sequences.
//!
//! Gates are in the order input, forget, cell, output (as PyTorch's), with one bias.
//!
//! The layout everything is built on: hidden units go in *panels* of 16, and a panel of a gate matrix
//! holds its 64 columns, 4 gates of 16 units, next to each other. So one register tile has all four
//! gates of its units: the forward pass turns the sums into states without writing them, and the
//! backward pass turns state gradients into gate gradients the same way. Gate activations and, in
//! their place later, gate gradients are stored as `[panel][row * steps + position][gate][unit]`.

mod backward;
mod forward;
mod outer;
mod pack;

pub use backward::lstm_sequence_backward;
pub use forward::lstm_sequence_forward;

use crate::Buffer;
use crate::product::{PANEL, split};
use crate::size::{assert_holds, elements};

/// Hidden units in a panel.
const UNITS: usize = 16;
// A panel of weights is the four gates of a panel of units.
const _: () = assert!(PANEL == 4 * UNITS);

/// Sizes of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LstmShape {
    /// Number of sequences; none depends on another.
    pub rows: usize,
    /// Steps of each.
    pub steps: usize,
    /// Number of input features at each step.
    pub input: usize,
    /// Width of the state.
    pub hidden: usize,
    /// Whether the last position is the first step.
    pub reverse: bool,
}

/// What varies with the rows.
#[derive(Clone, Copy, Debug)]
pub struct LstmInputs<'a> {
    /// `[rows, steps, input]`.
    pub x: &'a [f32],
    /// Hidden state before the first step: `[rows, hidden]`.
    pub h0: &'a [f32],
    /// Cell state before the first step: `[rows, hidden]`.
    pub c0: &'a [f32],
    /// Steps of each row, at most those of the shape, where they differ: `[rows]`. The positions of a row
    /// from its length on are padding. In them it rests: its state stays as it is, so a reverse pass
    /// starts at the row's own last position, and `out` and `cells` hold the state it rests in.
    pub lengths: Option<&'a [usize]>,
}

impl LstmInputs<'_> {
    /// Whether a position is padding of a row.
    #[inline(always)]
    fn rests(&self, row: usize, position: usize) -> bool {
        self.lengths.is_some_and(|lengths| position >= lengths[row])
    }
}

/// What the rows share.
#[derive(Clone, Copy, Debug)]
pub struct LstmWeights<'a> {
    /// `[input, 4 hidden]`.
    pub w_ih: &'a [f32],
    /// `[hidden, 4 hidden]`.
    pub w_hh: &'a [f32],
    /// `[4 hidden]`.
    pub bias: &'a [f32],
}

/// Results of the forward pass.
#[derive(Debug)]
pub struct LstmForward {
    /// Hidden state after every step, at the step's position: `[rows, steps, hidden]`.
    pub out: Vec<f32>,
    /// Cell state after every step: `[rows, steps, hidden]`.
    pub cells: Vec<f32>,
    /// Hidden state after the last step: `[rows, hidden]`.
    pub h: Vec<f32>,
    /// Cell state after the last step: `[rows, hidden]`.
    pub c: Vec<f32>,
    /// Gate activations for the backward pass, if asked for.
    pub gates: Option<Buffer>,
}

/// What the backward pass needs from the forward pass.
#[derive(Debug)]
pub struct LstmTape<'a> {
    /// [`LstmForward::out`].
    pub out: &'a [f32],
    /// [`LstmForward::cells`].
    pub cells: &'a [f32],
    /// [`LstmForward::gates`]; overwritten with their gradients.
    pub gates: Buffer,
}

/// Gradients of the results; absent ones are zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct LstmOutputGradients<'a> {
    /// Of [`LstmForward::out`].
    pub out: Option<&'a [f32]>,
    /// Of [`LstmForward::cells`].
    pub cells: Option<&'a [f32]>,
    /// Of [`LstmForward::h`].
    pub h: Option<&'a [f32]>,
    /// Of [`LstmForward::c`].
    pub c: Option<&'a [f32]>,
}

/// Which gradients to compute; those of the initial states always are.
#[derive(Clone, Copy, Debug)]
pub struct LstmWanted {
    /// Of `x`.
    pub x: bool,
    /// Of both weight matrices and the bias.
    pub weights: bool,
}

/// Gradients of inputs and weights, in their shapes.
#[derive(Debug)]
pub struct LstmGradients {
    /// Of [`LstmInputs::x`], if wanted.
    pub x: Option<Vec<f32>>,
    /// Of [`LstmInputs::h0`].
    pub h0: Vec<f32>,
    /// Of [`LstmInputs::c0`].
    pub c0: Vec<f32>,
    /// Of [`LstmWeights::w_ih`], `w_hh` and `bias`, if wanted.
    pub weights: Option<[Vec<f32>; 3]>,
}

impl LstmShape {
    /// The position that step `k` reads and writes.
    fn position(&self, k: usize) -> usize {
        if self.reverse { self.steps - 1 - k } else { k }
    }

    fn panels(&self) -> usize {
        self.hidden.div_ceil(UNITS)
    }

    /// Floats of the gate activations, padding included.
    fn gates_len(&self) -> usize {
        elements("gates", &[self.panels(), self.rows, self.steps, PANEL])
    }

    fn states_len(&self) -> usize {
        elements("states", &[self.rows, self.steps, self.hidden])
    }

    fn last_len(&self) -> usize {
        elements("a state", &[self.rows, self.hidden])
    }

    /// # Panics
    /// If a slice has another length than its shape says: the kernels index without checks.
    fn check(&self, inputs: &LstmInputs<'_>, weights: &LstmWeights<'_>) {
        let LstmShape {
            rows,
            steps,
            input,
            hidden,
            ..
        } = *self;
        assert!(steps > 0, "a sequence needs at least one step");
        assert!(hidden > 0, "a state needs at least one unit");
        assert_holds("x", inputs.x.len(), &[rows, steps, input]);
        assert_holds("h0", inputs.h0.len(), &[rows, hidden]);
        assert_holds("c0", inputs.c0.len(), &[rows, hidden]);
        assert_holds("w_ih", weights.w_ih.len(), &[input, 4, hidden]);
        assert_holds("w_hh", weights.w_hh.len(), &[hidden, 4, hidden]);
        assert_holds("bias", weights.bias.len(), &[4, hidden]);
        if let Some(lengths) = inputs.lengths {
            assert_eq!(lengths.len(), rows, "lengths of rows");
            assert!(
                lengths.iter().all(|&length| length <= steps),
                "a row of {:?} steps in a sequence of {steps}",
                lengths.iter().max()
            );
        }
        self.gates_len();
        self.states_len();
    }

    /// The pieces of work: ranges of rows, not so few that the weights are read in vain.
    fn tasks(&self) -> Vec<std::ops::Range<usize>> {
        split(self.rows, 24)
    }
}
