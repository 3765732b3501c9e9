//! The update rule: Adam on the flat vector of all weights, summed in a fixed order, so that a
//! resumed run computes the same bits as one that was not interrupted.

use crate::OptimizerConfig;

/// Adam over a flat vector of weights, with clipping by the global norm and, if asked for, a running
/// mean of the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Adam {
    /// Updates made so far, which the correction of the moments' bias depends on.
    pub updates: u64,
    /// First moment of each weight.
    pub first: Vec<f32>,
    /// Second moment of each weight.
    pub second: Vec<f32>,
    /// Running mean of each weight; empty when switched off.
    pub mean: Vec<f32>,
}

impl Adam {
    /// The state before the first update of `weights`.
    pub fn new(config: &OptimizerConfig, weights: &[f32]) -> Self {
        Adam {
            updates: 0,
            first: vec![0.0; weights.len()],
            second: vec![0.0; weights.len()],
            mean: if config.ema > 0.0 {
                weights.to_vec()
            } else {
                Vec::new()
            },
        }
    }

    /// One update with learning rate `lr`. `norm` is the norm of `gradients`, which are scaled down
    /// where it exceeds the limit.
    pub fn update(
        &mut self,
        config: &OptimizerConfig,
        lr: f64,
        norm: f64,
        gradients: &[f32],
        weights: &mut [f32],
    ) {
        self.updates += 1;
        let scale = if norm > config.clip {
            (config.clip / norm) as f32
        } else {
            1.0
        };
        let steps = self.updates.min(1 << 30) as i32;
        let (beta1, beta2) = (config.beta1 as f32, config.beta2 as f32);
        let rate = (lr / (1.0 - config.beta1.powi(steps))) as f32;
        let unbias = (1.0 / (1.0 - config.beta2.powi(steps)).sqrt()) as f32;
        let epsilon = config.epsilon as f32;
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        for ((weight, &gradient), (first, second)) in weights.iter_mut().zip(gradients).zip(moments)
        {
            let gradient = gradient * scale;
            *first = beta1 * *first + (1.0 - beta1) * gradient;
            *second = beta2 * *second + (1.0 - beta2) * gradient * gradient;
            *weight -= rate * *first / (second.sqrt() * unbias + epsilon);
        }
        let updates = self.updates as f64;
        let decay = config.ema.min(updates / (updates + 10.0)) as f32;
        for (mean, &weight) in self.mean.iter_mut().zip(weights.iter()) {
            *mean += (1.0 - decay) * (weight - *mean);
        }
    }

    /// What is exported: the running mean where there is one, otherwise the weights themselves.
    pub fn exported<'a>(&'a self, weights: &'a [f32]) -> &'a [f32] {
        if self.mean.is_empty() {
            weights
        } else {
            &self.mean
        }
    }
}

/// The Euclidean norm, summed in 64 bits in a fixed order; not finite if any element is not.
pub fn norm(values: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(value) * f64::from(value);
        }
    }
    let tail: f64 = rest.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
    (lanes.iter().sum::<f64>() + tail).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_update_moves_every_weight_by_the_rate() {
        let config = OptimizerConfig::default();
        let mut weights = [1.0, -2.0, 0.5];
        let mut adam = Adam::new(&config, &weights);
        let gradients = [0.3, -0.01, 0.0];
        adam.update(&config, 0.1, norm(&gradients), &gradients, &mut weights);
        for (got, wanted) in weights.iter().zip([0.9, -1.9, 0.5]) {
            assert!((got - wanted).abs() < 1e-5, "{weights:?}");
        }
    }

    #[test]
    fn two_updates_agree_with_the_published_algorithm_in_64_bits() {
        let config = OptimizerConfig {
            clip: 1.0,
            ..OptimizerConfig::default()
        };
        let steps = [[3.0_f32, 4.0], [-0.2, 0.1]];
        let mut weights = [0.0_f32, 0.0];
        let mut adam = Adam::new(&config, &weights);
        let (mut w, mut m, mut v) = ([0.0_f64; 2], [0.0_f64; 2], [0.0_f64; 2]);
        for (t, gradients) in steps.iter().enumerate() {
            adam.update(&config, 0.01, norm(gradients), gradients, &mut weights);
            let size = norm(gradients).max(1.0);
            for i in 0..2 {
                let g = f64::from(gradients[i]) / size;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                let t = t as i32 + 1;
                let (mh, vh) = (
                    m[i] / (1.0 - 0.9f64.powi(t)),
                    v[i] / (1.0 - 0.999f64.powi(t)),
                );
                w[i] -= 0.01 * mh / (vh.sqrt() + 1e-8);
            }
        }
        for i in 0..2 {
            assert!(
                (f64::from(weights[i]) - w[i]).abs() < 1e-6,
                "{weights:?} {w:?}"
            );
        }
    }

    #[test]
    fn the_running_mean_follows_the_weights() {
        let config = OptimizerConfig {
            ema: 0.9,
            ..OptimizerConfig::default()
        };
        let mut weights = [10.0_f32];
        let mut adam = Adam::new(&config, &weights);
        for _ in 0..300 {
            let gradients = [weights[0]];
            adam.update(&config, 0.1, norm(&gradients), &gradients, &mut weights);
        }
        assert!(adam.exported(&weights)[0].abs() < 1.0);
        assert_ne!(adam.exported(&weights), weights);
    }

    #[test]
    fn the_norm_shows_what_is_not_finite() {
        assert_eq!(norm(&[3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 4.0]), 5.0);
        assert!(norm(&[f32::NAN, 1.0]).is_nan());
        assert_eq!(norm(&[f32::INFINITY]), f64::INFINITY);
        assert!(norm(&[f32::MAX, f32::MAX]).is_finite());
    }
}
