//! Operations with their own kernels, registered with the engine for its CPU backend.
//!
//! The engine's derivative graph has one output a node. An operation with several outputs becomes a
//! *hub* node, a one-element tensor whose parents are the inputs, and one child of it per output:
//! a child's backward step leaves its gradient with the hub, whose own step then runs the kernel.

mod attention;
mod linear;
mod lstm;

use std::sync::{Arc, Mutex, PoisonError};

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, DispatchDevice, Flex, backend_extension};
use burn::tensor::{DType, Device, Shape, TensorData};

use crate::Lengths;

/// Backends with the operations of this module.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait FusedOps: Backend {
    /// The four tensors of [`crate::LstmSequence`].
    #[allow(clippy::too_many_arguments, clippy::type_complexity)]
    fn fused_lstm(
        x: FloatTensor<Self>,
        h0: FloatTensor<Self>,
        c0: FloatTensor<Self>,
        w_ih: FloatTensor<Self>,
        w_hh: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        reverse: bool,
        lengths: Option<Lengths>,
    ) -> (
        FloatTensor<Self>,
        FloatTensor<Self>,
        FloatTensor<Self>,
        FloatTensor<Self>,
    );

    /// `x W + b`, through tanh if asked for, of `[rows, input]`.
    fn fused_linear(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        tanh: bool,
    ) -> FloatTensor<Self>;

    /// `tanh(softmax(Q K' + mask) K + Q)`; the mask is a constant, and only read if
    /// `masked` (an operation's tensors cannot be optional).
    fn fused_attention(
        keys: FloatTensor<Self>,
        query: FloatTensor<Self>,
        mask: FloatTensor<Self>,
        masked: bool,
    ) -> FloatTensor<Self>;
}

impl FusedOps for Flex {
    fn fused_lstm(
        x: FlexTensor,
        h0: FlexTensor,
        c0: FlexTensor,
        w_ih: FlexTensor,
        w_hh: FlexTensor,
        bias: FlexTensor,
        reverse: bool,
        lengths: Option<Lengths>,
    ) -> (FlexTensor, FlexTensor, FlexTensor, FlexTensor) {
        lstm::plain([x, h0, c0, w_ih, w_hh, bias], reverse, lengths).into()
    }

    fn fused_linear(x: FlexTensor, weight: FlexTensor, bias: FlexTensor, tanh: bool) -> FlexTensor {
        linear::plain([x, weight, bias], tanh)
    }

    fn fused_attention(
        keys: FlexTensor,
        query: FlexTensor,
        mask: FlexTensor,
        masked: bool,
    ) -> FlexTensor {
        attention::plain([keys, query], masked.then_some(mask))
    }
}

impl<C: CheckpointStrategy> FusedOps for Autodiff<Flex, C> {
    fn fused_lstm(
        x: Tracked<C>,
        h0: Tracked<C>,
        c0: Tracked<C>,
        w_ih: Tracked<C>,
        w_hh: Tracked<C>,
        bias: Tracked<C>,
        reverse: bool,
        lengths: Option<Lengths>,
    ) -> (Tracked<C>, Tracked<C>, Tracked<C>, Tracked<C>) {
        lstm::tracked::<C>([x, h0, c0, w_ih, w_hh, bias], reverse, lengths).into()
    }

    fn fused_linear(x: Tracked<C>, weight: Tracked<C>, bias: Tracked<C>, tanh: bool) -> Tracked<C> {
        linear::tracked::<C>([x, weight, bias], tanh)
    }

    fn fused_attention(
        keys: Tracked<C>,
        query: Tracked<C>,
        mask: Tracked<C>,
        masked: bool,
    ) -> Tracked<C> {
        attention::tracked::<C>([keys, query], masked.then_some(mask))
    }
}

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
