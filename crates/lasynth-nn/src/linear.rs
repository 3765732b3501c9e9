//! Affine map.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use crate::uniform;

/// Sizes of a [`Linear`].
#[derive(Config, Debug)]
pub struct LinearConfig {
    /// Features in.
    pub input: usize,
    /// Features out.
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
        // One matrix product: with a broadcast weight the engine would run one per leading index.
        let y = x.reshape([rows, input]).matmul(self.weight.val());
        let y = match &self.bias {
            Some(bias) => y + bias.val().unsqueeze(),
            None => y,
        };
        y.reshape(dims)
    }
}
