//! Attention over projected keys as an operation of the engine.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Flex, TensorMetadata};
use lasynth_kernels::{
    AttentionMask, AttentionShape, Buffer, Level, attention_backward, attention_forward,
};

use super::{Tracked, contiguous, floats, tensor};

/// The operation's tensors, row-major: keys, query.
#[derive(Clone, Debug)]
struct Given {
    shape: AttentionShape,
    tensors: [FlexTensor; 2],
}

impl Given {
    fn new(tensors: [FlexTensor; 2]) -> Given {
        let tensors = tensors.map(contiguous);
        let (keys, query) = (tensors[0].shape(), tensors[1].shape());
        let shape = AttentionShape {
            rows: keys[0],
            keys: keys[1],
            queries: query[1],
            width: keys[2],
        };
        Given { shape, tensors }
    }

    fn forward(&self, mask: Option<FlexTensor>) -> (FlexTensor, Buffer) {
        let mask = mask.map(contiguous);
        let mask = mask.as_ref().map(|mask| {
            let dims = mask.shape();
            AttentionMask {
                values: floats(mask),
                row_stride: if dims[0] == 1 { 0 } else { dims[1] * dims[2] },
                query_stride: if dims[1] == 1 { 0 } else { dims[2] },
            }
        });
        let [keys, query] = &self.tensors;
        let (out, weights) = attention_forward(
            Level::detect(),
            self.shape,
            floats(keys),
            floats(query),
            mask,
        );
        (tensor(out, query.shape()), weights)
    }
}

/// The operation without a derivative.
pub(super) fn plain(tensors: [FlexTensor; 2], mask: Option<FlexTensor>) -> FlexTensor {
    Given::new(tensors).forward(mask).0
}

#[derive(Debug)]
struct AttentionBackward;

#[derive(Clone, Debug)]
struct Tape {
    given: Given,
    weights: Arc<Buffer>,
    out: FlexTensor,
}

impl Backward<Flex, 2> for AttentionBackward {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 2>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let grad = contiguous(grads.consume::<Flex>(&ops.node));
        let Tape {
            given,
            weights,
            out,
        } = ops.state;
        let [keys, query] = &given.tensors;
        let all = attention_backward(
            Level::detect(),
            given.shape,
            floats(keys),
            floats(query),
            &weights,
            floats(&out),
            floats(&grad),
        );
        let found = [all.keys, all.query];
        for ((parent, found), like) in ops.parents.into_iter().zip(found).zip(&given.tensors) {
            if let Some(parent) = parent {
                grads.register::<Flex>(parent.id, tensor(found, like.shape()));
            }
        }
    }
}

/// The operation with its derivative recorded.
pub(super) fn tracked<C: CheckpointStrategy>(
    inputs: [Tracked<C>; 2],
    mask: Option<Tracked<C>>,
) -> Tracked<C> {
    let guards = inputs.each_ref().map(|t| t.node());
    let given = Given::new(inputs.map(|t| t.into_primitive()));
    let (out, weights) = given.forward(mask.map(|mask| mask.into_primitive()));
    match AttentionBackward
        .prepare::<C>(guards)
        .compute_bound()
        .stateful()
    {
        OpsKind::Tracked(prep) => {
            let tape = Tape {
                given,
                weights: Arc::new(weights),
                out: out.clone(),
            };
            prep.finish(tape, out)
        }
        OpsKind::UnTracked(prep) => prep.finish(out),
    }
}
