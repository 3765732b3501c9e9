//! First values of weights.

use burn::module::Param;
use burn::tensor::{Device, Shape, Tensor, TensorData};
use rand::Rng;

/// A parameter drawn from U(-`range`, `range`) with the given generator.
///
/// Drawn at once rather than on first use: the engine's own initialisers are lazy and read a
/// process-wide generator, so their values depend on the order in which layers are first touched.
pub fn uniform<const D: usize>(
    shape: [usize; D],
    range: f64,
    device: &Device,
    rng: &mut impl Rng,
) -> Param<Tensor<D>> {
    let range = range as f32;
    let values: Vec<f32> = (0..shape.iter().product())
        .map(|_| (rng.random::<f32>() * 2.0 - 1.0) * range)
        .collect();
    Param::from_tensor(Tensor::from_data(
        TensorData::new(values, Shape::new(shape)),
        device,
    ))
}
