//! Drawing in proportion to weights.

use rand::Rng;

/// For each weight, the sum up to it.
pub fn sums(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |weight| {
        sum += weight;
        sum
    };
    weights.into_iter().map(add).collect()
}

/// Draws a number in proportion to weights, given their sums; `None` where these are nothing.
pub fn pick<R: Rng>(sums: &[f64], rng: &mut R) -> Option<usize> {
    let total = sums.last().copied().filter(|&total| total > 0.0)?;
    Some(at(sums, rng.random::<f64>() * total))
}

/// The weight at which the sums pass a value.
pub fn at(sums: &[f64], value: f64) -> usize {
    sums.partition_point(|&sum| sum <= value)
        .min(sums.len() - 1)
}
