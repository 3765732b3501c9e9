//! The attention used everywhere in the model.

use burn::backend::Dispatch;
use burn::config::Config;
use burn::module::Module;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};
use rand::Rng;

use crate::fused::{self, FusedOps};
use crate::{Linear, LinearConfig};

/// Sizes of an [`Attention`].
#[derive(Config, Debug)]
pub struct AttentionConfig {
    /// Width of a key.
    pub keys: usize,
    /// Width of a query.
    pub query: usize,
    /// Width of both projections and of the result.
    pub output: usize,
    /// Whether the projections have a bias.
    #[config(default = true)]
    pub bias: bool,
    /// Weights start from U(-range, range).
    #[config(default = 0.1)]
    pub range: f64,
}

/// `tanh(sum of softmax(K·q) K + q)` with keys `K` and query `q` projected to one width.
#[derive(Module, Debug)]
pub struct Attention {
    /// Projection of the keys.
    pub keys: Linear,
    /// Projection of the queries.
    pub query: Linear,
}

impl AttentionConfig {
    /// A layer with fresh weights.
    pub fn init(&self, device: &Device, rng: &mut impl Rng) -> Attention {
        let linear = |input| {
            LinearConfig::new(input, self.output)
                .with_bias(self.bias)
                .with_range(self.range)
        };
        Attention {
            keys: linear(self.keys).init(device, rng),
            query: linear(self.query).init(device, rng),
        }
    }
}

impl Attention {
    /// Attends from queries `[rows, t, query]` over keys `[rows, n, keys]`: `[rows, t, output]`.
    ///
    /// `mask` is added to the scores and broadcasts to `[rows, t, n]`; a large negative number (not
    /// minus infinity over all keys of a query) hides a key. No gradient flows to it.
    pub fn forward(&self, keys: Tensor<3>, query: Tensor<3>, mask: Option<Tensor<3>>) -> Tensor<3> {
        attend(self.keys.forward(keys), self.query.forward(query), mask)
    }
}

/// `tanh(sum of softmax(K·q + mask) K + q)` over projected keys `[rows, n, width]` and queries
/// `[rows, t, width]`: `[rows, t, width]`.
///
/// The mask broadcasts to `[rows, t, n]` and is a constant: no gradient flows to it.
///
/// # Panics
/// If the shapes do not fit.
pub fn attend(keys: Tensor<3>, query: Tensor<3>, mask: Option<Tensor<3>>) -> Tensor<3> {
    let [rows, n, width] = keys.dims();
    let [query_rows, t, query_width] = query.dims();
    assert_eq!((rows, width), (query_rows, query_width), "keys and queries");
    let mask = mask.map(|mask| {
        let [mask_rows, mask_t, mask_n] = mask.dims();
        assert!(
            [1, rows].contains(&mask_rows) && [1, t].contains(&mask_t) && [1, n].contains(&mask_n),
            "a mask of {:?} for scores of {:?}",
            mask.dims(),
            [rows, t, n]
        );
        mask.expand([mask_rows, mask_t, n]).detach()
    });
    let mask_type = mask.as_ref().map_or(keys.dtype(), |mask| mask.dtype());
    let dtypes = [keys.dtype(), query.dtype(), mask_type];
    if !fused::available(&keys.device(), &dtypes) {
        return attend_composed(keys, query, mask);
    }
    let masked = mask.is_some();
    let mask = mask.unwrap_or_else(|| Tensor::zeros([1, 1, 1], &keys.device()));
    Tensor::from_dispatch(Dispatch::fused_attention(
        keys.into_dispatch(),
        query.into_dispatch(),
        mask.into_dispatch(),
        masked,
    ))
}

/// [`attend`] from the engine's own operations.
pub fn attend_composed(keys: Tensor<3>, query: Tensor<3>, mask: Option<Tensor<3>>) -> Tensor<3> {
    let scores = query.clone().matmul(keys.clone().transpose());
    let scores = match mask {
        Some(mask) => scores + mask.detach(),
        None => scores,
    };
    (softmax(scores, 2).matmul(keys) + query).tanh()
}
