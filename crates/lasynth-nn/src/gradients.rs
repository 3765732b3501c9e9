//! Gradients of a whole module.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};

struct SquareSum<'a> {
    grads: &'a Gradients,
    sum: f64,
}

impl ModuleVisitor for SquareSum<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(grad) = param.val().grad(self.grads) {
            self.sum += f64::from(grad.square().sum().into_scalar::<f32>());
        }
    }
}

/// Euclidean norm of all gradients of a module's parameters together.
pub fn global_norm<M: Module>(module: &M, grads: &Gradients) -> f64 {
    let mut visitor = SquareSum { grads, sum: 0.0 };
    module.visit(&mut visitor);
    visitor.sum.sqrt()
}
