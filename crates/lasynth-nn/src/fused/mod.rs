//! Operations with their own kernels, registered with the engine for its CPU backend.
//!
//! The engine's derivative graph has one output a node. An operation with several outputs becomes a
//! *hub* node, a one-element tensor whose parents are the inputs, and one child of it per output:
//! a child's backward step leaves its gradient with the hub, whose own step then runs the kernel.

mod lstm;

pub(crate) use lstm::FusedLstm;

use std::sync::{Arc, Mutex, PoisonError};

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, DispatchDevice, Flex};
use burn::tensor::{DType, Device, Shape, TensorData};

/// A tensor of the autodiff CPU backend.
pub(crate) type Tracked<C> = FloatTensor<Autodiff<Flex, C>>;

/// Whether tensors of this device can go through the kernels of this module.
pub(crate) fn available(device: &Device, dtypes: &[DType]) -> bool {
    let flex = match device.as_dispatch() {
        DispatchDevice::Flex(_) => true,
        DispatchDevice::Autodiff(inner) => matches!(**inner, DispatchDevice::Flex(_)),
        // Reachable when the features of other backends are on.
        #[allow(unreachable_patterns)]
        _ => false,
    };
    flex && dtypes.iter().all(|&d| d == DType::F32)
}

/// The tensor with its elements in row-major order, next to each other.
fn contiguous(tensor: FlexTensor) -> FlexTensor {
    match tensor.as_slice::<f32>() {
        Some(_) => tensor,
        None => tensor.to_contiguous(),
    }
}

/// The elements of a [`contiguous`] tensor of floats.
fn floats(tensor: &FlexTensor) -> &[f32] {
    tensor
        .as_slice()
        .expect("contiguous single-precision floats")
}

fn tensor(values: Vec<f32>, shape: impl Into<Shape>) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// The gradients left with a hub: one a child, of those children that had any.
type Left<const OUTPUTS: usize> = Arc<Mutex<[Option<FlexTensor>; OUTPUTS]>>;

#[derive(Clone, Debug)]
struct ChildState<const OUTPUTS: usize> {
    left: Left<OUTPUTS>,
    which: usize,
}

/// Backward step of a child: leaves the gradient with the hub.
#[derive(Debug)]
struct ChildOf<const OUTPUTS: usize>;

impl<const OUTPUTS: usize> Backward<Flex, 1> for ChildOf<OUTPUTS> {
    type State = ChildState<OUTPUTS>;

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        grads: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let grad = grads.consume::<Flex>(&ops.node);
        let mut left = ops
            .state
            .left
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        left[ops.state.which] = Some(grad);
        if let [Some(hub)] = ops.parents {
            // Says that the hub has something to do; the value is not read.
            grads.register::<Flex>(hub.id, tensor(vec![0.0], [1]));
        }
    }
}

/// Records an operation with several outputs.
///
/// `step` is the backward step of the hub; `state` is only called when a gradient will be wanted.
fn record<C, B, S, const INPUTS: usize, const OUTPUTS: usize>(
    step: B,
    guards: [NodeGuard; INPUTS],
    outputs: [FlexTensor; OUTPUTS],
    state: impl FnOnce(Left<OUTPUTS>) -> S,
) -> [Tracked<C>; OUTPUTS]
where
    C: CheckpointStrategy,
    B: Backward<Flex, INPUTS, State = S>,
    S: Clone + Send + std::fmt::Debug + 'static,
{
    let mark = tensor(vec![0.0], [1]);
    let left: Left<OUTPUTS> = Arc::new(Mutex::new(std::array::from_fn(|_| None)));
    let hub = match step.prepare::<C>(guards).compute_bound().stateful() {
        OpsKind::Tracked(prep) => prep.finish(state(left.clone()), mark),
        OpsKind::UnTracked(prep) => prep.finish(mark),
    };
    let mut which = 0..OUTPUTS;
    outputs.map(|output| {
        let which = which.next().unwrap_or_default();
        match ChildOf::<OUTPUTS>
            .prepare::<C>([hub.node()])
            .compute_bound()
            .stateful()
        {
            OpsKind::Tracked(prep) => {
                let left = left.clone();
                prep.finish(ChildState { left, which }, output)
            }
            OpsKind::UnTracked(prep) => prep.finish(output),
        }
    })
}
