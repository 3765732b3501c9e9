//! Affine map.

use burn::backend::Dispatch;
use burn::config::Config;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use crate::fused::{self, FusedOps};
use crate::uniform;

/// Sizes of a [`Linear`].
#[derive(Config, Debug)]
pub struct LinearConfig {
    /// Number of features, the last dimension of the input.
    pub input: usize,
    /// Number of features, the last dimension of the output.
    pub output: usize,
    /// Whether a bias is added.
    #[config(default = true)]
    pub bias: bool,
    /// Weights and bias start from U(-range, range).
    #[config(default = 0.1)]
    pub range: f64,
}

/// `y = x W + b` over the last dimension.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[input, output]`.
    pub weight: Param<Tensor<2>>,
    /// `[output]`.
    pub bias: Option<Param<Tensor<1>>>,
}

impl LinearConfig {
    /// A layer with fresh weights.
    pub fn init(&self, device: &Device, rng: &mut impl Rng) -> Linear {
        Linear {
            weight: uniform([self.input, self.output], self.range, device, rng),
            bias: self
                .bias
                .then(|| uniform([self.output], self.range, device, rng)),
        }
    }
}

impl Linear {
    /// `[.., input]` to `[.., output]`, for 2 dimensions or more.
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        let mut dims = x.dims();
        let [input, output] = self.weight.dims();
        let rows = dims[..D - 1].iter().product::<usize>();
        dims[D - 1] = output;
        let bias = self.bias.as_ref().map(|bias| bias.val());
        // One matrix product: with a broadcast weight the engine would run one per leading index.
        linear(x.reshape([rows, input]), self.weight.val(), bias, false).reshape(dims)
    }
}

/// `x` `[rows, input]` times `weight` `[input, output]` plus `bias` `[output]`, through tanh if asked for.
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Option<Tensor<1>>, tanh: bool) -> Tensor<2> {
    let dtypes = [x.dtype(), weight.dtype()];
    let bias_type = bias.as_ref().map_or(x.dtype(), |bias| bias.dtype());
    if !fused::available(&x.device(), &dtypes) || bias_type != x.dtype() {
        return linear_composed(x, weight, bias, tanh);
    }
    let bias = bias.unwrap_or_else(|| Tensor::zeros([weight.dims()[1]], &x.device()));
    Tensor::from_dispatch(Dispatch::fused_linear(
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        tanh,
    ))
}

/// [`linear`] from the engine's own operations.
pub fn linear_composed(
    x: Tensor<2>,
    weight: Tensor<2>,
    bias: Option<Tensor<1>>,
    tanh: bool,
) -> Tensor<2> {
    let mut y = x.matmul(weight);
    if let Some(bias) = bias {
        y = y + bias.unsqueeze();
    }
    if tanh { y.tanh() } else { y }
}
