//! The LSTM kernel as an operation of the engine.

use std::sync::{Arc, Mutex, PoisonError};

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::flex::FlexTensor;
use burn::backend::{Flex, TensorMetadata};
use lasynth_kernels::{
    Buffer, Level, LstmForward, LstmGradients, LstmInputs, LstmOutputGradients, LstmShape,
    LstmTape, LstmWanted, LstmWeights, lstm_sequence_backward, lstm_sequence_forward,
};

use crate::Lengths;

use super::{Left, Tracked, contiguous, floats, record, tensor};

/// The operation's tensors, row-major: x, h0, c0, w_ih, w_hh, bias.
#[derive(Clone, Debug)]
struct Given {
    shape: LstmShape,
    tensors: [FlexTensor; 6],
    lengths: Option<Lengths>,
}

impl Given {
    fn new(tensors: [FlexTensor; 6], reverse: bool, lengths: Option<Lengths>) -> Given {
        let tensors = tensors.map(contiguous);
        let (x, w_hh) = (tensors[0].shape(), tensors[4].shape());
        let shape = LstmShape {
            rows: x[0],
            steps: x[1],
            input: x[2],
            hidden: w_hh[0],
            reverse,
        };
        Given {
            shape,
            tensors,
            lengths,
        }
    }

    fn inputs(&self) -> LstmInputs<'_> {
        LstmInputs {
            x: floats(&self.tensors[0]),
            h0: floats(&self.tensors[1]),
            c0: floats(&self.tensors[2]),
            lengths: self.lengths.as_deref(),
        }
    }

    fn weights(&self) -> LstmWeights<'_> {
        LstmWeights {
            w_ih: floats(&self.tensors[3]),
            w_hh: floats(&self.tensors[4]),
            bias: floats(&self.tensors[5]),
        }
    }

    /// The four results, and the gate activations if they are to be kept.
    fn forward(&self, keep: bool) -> ([FlexTensor; 4], Option<Buffer>) {
        let LstmForward {
            out,
            cells,
            h,
            c,
            gates,
        } = lstm_sequence_forward(
            Level::detect(),
            self.shape,
            self.inputs(),
            self.weights(),
            keep,
        );
        let LstmShape {
            rows,
            steps,
            hidden,
            ..
        } = self.shape;
        let results = [
            tensor(out, [rows, steps, hidden]),
            tensor(cells, [rows, steps, hidden]),
            tensor(h, [rows, hidden]),
            tensor(c, [rows, hidden]),
        ];
        (results, gates)
    }
}

/// The operation without a derivative.
pub(super) fn plain(
    tensors: [FlexTensor; 6],
    reverse: bool,
    lengths: Option<Lengths>,
) -> [FlexTensor; 4] {
    Given::new(tensors, reverse, lengths).forward(false).0
}

/// Backward step of the whole operation.
#[derive(Debug)]
struct LstmBackward;

/// What the step reads. The gates are taken by the step, which turns them into gradients in place:
/// a graph is only walked once.
#[derive(Clone, Debug)]
struct Tape {
    given: Given,
    out: FlexTensor,
    cells: FlexTensor,
    gates: Arc<Mutex<Option<Buffer>>>,
    left: Left<4>,
}

impl Backward<Flex, 6> for LstmBackward {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 6>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        // The hub's own gradient only says that some output had one.
        grads.consume::<Flex>(&ops.node);
        let Tape {
            given,
            out,
            cells,
            gates,
            left,
        } = ops.state;
        let gates = gates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .expect("a recorded operation is walked once");
        let left = std::mem::take(&mut *left.lock().unwrap_or_else(PoisonError::into_inner))
            .map(|grad| grad.map(contiguous));
        let of = |which: usize| left[which].as_ref().map(floats);
        let LstmGradients { x, h0, c0, weights } = lstm_sequence_backward(
            Level::detect(),
            given.shape,
            given.inputs(),
            given.weights(),
            LstmTape {
                out: floats(&out),
                cells: floats(&cells),
                gates,
            },
            LstmOutputGradients {
                out: of(0),
                cells: of(1),
                h: of(2),
                c: of(3),
            },
            LstmWanted {
                x: ops.parents[0].is_some(),
                weights: ops.parents[3..].iter().any(Option::is_some),
            },
        );
        let [w_ih, w_hh, bias] = match weights {
            Some(weights) => weights.map(Some),
            None => [None, None, None],
        };
        let found = [x, Some(h0), Some(c0), w_ih, w_hh, bias];
        for ((parent, found), like) in ops.parents.into_iter().zip(found).zip(&given.tensors) {
            if let (Some(parent), Some(found)) = (parent, found) {
                grads.register::<Flex>(parent.id, tensor(found, like.shape()));
            }
        }
    }
}

/// The operation with its derivative recorded.
pub(super) fn tracked<C: CheckpointStrategy>(
    inputs: [Tracked<C>; 6],
    reverse: bool,
    lengths: Option<Lengths>,
) -> [Tracked<C>; 4] {
    let guards = inputs.each_ref().map(|t| t.node());
    let given = Given::new(inputs.map(|t| t.into_primitive()), reverse, lengths);
    let (results, gates) = given.forward(true);
    let (out, cells) = (results[0].clone(), results[1].clone());
    record::<C, _, _, 6, 4>(LstmBackward, guards, results, |left| Tape {
        given,
        out,
        cells,
        gates: Arc::new(Mutex::new(gates)),
        left,
    })
}
