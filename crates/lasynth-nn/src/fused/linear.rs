//! The affine map as an operation of the engine.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Flex, TensorMetadata};
use lasynth_kernels::{Level, LinearWeights, linear_backward, linear_forward};

use super::{Tracked, contiguous, floats, tensor};

/// The operation's tensors, row-major: x, weight, bias.
#[derive(Clone, Debug)]
struct Given {
    tensors: [FlexTensor; 3],
    tanh: bool,
}

impl Given {
    fn new(tensors: [FlexTensor; 3], tanh: bool) -> Given {
        Given {
            tensors: tensors.map(contiguous),
            tanh,
        }
    }

    fn weights(&self) -> LinearWeights<'_> {
        let [_, weight, bias] = &self.tensors;
        let shape = weight.shape();
        LinearWeights {
            input: shape[0],
            output: shape[1],
            weight: floats(weight),
            bias: Some(floats(bias)),
            tanh: self.tanh,
        }
    }

    fn forward(&self) -> FlexTensor {
        let weights = self.weights();
        let y = linear_forward(Level::detect(), weights, floats(&self.tensors[0]));
        tensor(y, [self.tensors[0].shape()[0], weights.output])
    }
}

/// The operation without a derivative.
pub(super) fn plain(tensors: [FlexTensor; 3], tanh: bool) -> FlexTensor {
    Given::new(tensors, tanh).forward()
}

#[derive(Debug)]
struct LinearBackward;

#[derive(Clone, Debug)]
struct Tape {
    given: Given,
    /// The result, where the backward pass reads it.
    y: Option<FlexTensor>,
}

impl Backward<Flex, 3> for LinearBackward {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 3>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let grad = contiguous(grads.consume::<Flex>(&ops.node));
        let Tape { given, y } = ops.state;
        let all = linear_backward(
            Level::detect(),
            given.weights(),
            floats(&given.tensors[0]),
            y.as_ref().map_or(&[], floats),
            floats(&grad),
            ops.parents[0].is_some(),
            ops.parents[1..].iter().any(Option::is_some),
        );
        let [weight, bias] = match all.weights {
            Some(weights) => weights.map(Some),
            None => [None, None],
        };
        let found = [all.x, weight, bias];
        for ((parent, found), like) in ops.parents.into_iter().zip(found).zip(&given.tensors) {
            if let (Some(parent), Some(found)) = (parent, found) {
                grads.register::<Flex>(parent.id, tensor(found, like.shape()));
            }
        }
    }
}

/// The operation with its derivative recorded.
pub(super) fn tracked<C: CheckpointStrategy>(inputs: [Tracked<C>; 3], tanh: bool) -> Tracked<C> {
    let guards = inputs.each_ref().map(|t| t.node());
    let given = Given::new(inputs.map(|t| t.into_primitive()), tanh);
    let y = given.forward();
    match LinearBackward
        .prepare::<C>(guards)
        .compute_bound()
        .stateful()
    {
        OpsKind::Tracked(prep) => {
            let kept = tanh.then(|| y.clone());
            prep.finish(Tape { given, y: kept }, y)
        }
        OpsKind::UnTracked(prep) => prep.finish(y),
    }
}
