//! Rows with fewer positions than the longest of their batch.

use burn::tensor::{Device, Tensor, TensorData};
use lasynth_nn::Lengths;

/// Added to the scores of keys that are not there.
pub(crate) const MASKED: f32 = -1e9;

/// Which positions of which rows are padding.
#[derive(Clone, Debug)]
pub(crate) struct Padding {
    /// Positions of every row.
    pub lengths: Lengths,
    /// 0 at real positions and [`MASKED`] at padding, `[R, 1, N]`.
    pub mask: Tensor<3>,
    /// 1 at real positions and 0 at padding, `[R * N]`.
    real: Tensor<1>,
}

impl Padding {
    /// None where all rows are equally long.
    pub fn new(lengths: &[usize], device: &Device) -> Option<Padding> {
        let longest = lengths.iter().copied().max()?;
        if lengths.iter().all(|&length| length == longest) {
            return None;
        }
        let fill = |real: f32, padding: f32| -> Vec<f32> {
            let row = |&length: &usize| {
                (0..longest).map(move |at| if at < length { real } else { padding })
            };
            lengths.iter().flat_map(row).collect()
        };
        let rows = lengths.len();
        let mask = TensorData::new(fill(0.0, MASKED), [rows, 1, longest]);
        let real = TensorData::new(fill(1.0, 0.0), [rows * longest]);
        Some(Padding {
            lengths: lengths.into(),
            mask: Tensor::from_data(mask, device),
            real: Tensor::from_data(real, device),
        })
    }

    /// The same rows `times` over, one whole copy after the other.
    pub fn repeat(&self, times: usize) -> Padding {
        Padding {
            lengths: self.lengths.repeat(times).into(),
            mask: self.mask.clone().repeat_dim(0, times),
            real: self.real(times),
        }
    }

    /// 1 at real positions and 0 at padding, `[times * R * N]`.
    pub fn real(&self, times: usize) -> Tensor<1> {
        self.real.clone().repeat_dim(0, times)
    }
}
