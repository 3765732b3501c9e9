//! Time of one training step (forward and backward) on programs of typical normal-form lengths.
//!
//! `cargo bench -p lasynth-model --bench step [-- EMBEDDING HIDDEN PROGRAMS]`

use burn::tensor::Device;
use lasynth_core::{Encoding, Example, TokenId, Value, Vocabulary};
use lasynth_model::{Batch, Lasynth, ModelConfig};
use std::time::Instant;

fn main() {
    let mut sizes = std::env::args()
        .skip(1)
        .filter_map(|arg| arg.parse::<usize>().ok());
    let (e, h) = (sizes.next().unwrap_or(96), sizes.next().unwrap_or(64));
    let programs = sizes.next().unwrap_or(64);
    let encoding = Encoding::list(5, -4, 4);
    let names = (0..280).map(|i| format!("t{i}")).collect();
    let vocabulary = Vocabulary::new(names, 1, vec![2]);
    let wrap = |x: usize| Value::List((0..5).map(|j| ((x * 7 + j * 3) % 9) as i32 - 4).collect());
    let examples: Vec<Example> = (0..5)
        .map(|k| Example {
            input: wrap(k).into(),
            output: wrap(3 * k + 1),
        })
        .collect();
    // Twelve tokens, three statements.
    let targets: Vec<Vec<TokenId>> = (0..programs)
        .map(|p| {
            let token = |t: usize| {
                if t % 4 == 3 {
                    2
                } else {
                    ((p * 31 + t * 17) % 277 + 3) as TokenId
                }
            };
            (0..11).map(token).chain([1]).collect()
        })
        .collect();
    let items: Vec<_> = targets
        .iter()
        .map(|t| (t.as_slice(), examples.as_slice()))
        .collect();
    let config = ModelConfig::new(e, h);
    let device = Device::flex().autodiff();
    let network = Lasynth::new(&config, &encoding, vocabulary.len(), 0, &device);
    let batch = Batch::new(&items, &config, &encoding, &vocabulary, &device);
    let mut times = Vec::new();
    for _ in 0..8 {
        let start = Instant::now();
        let losses = network.loss(&batch);
        let value: f32 = losses.total.clone().into_scalar();
        let forward = start.elapsed();
        let gradients = losses.total.backward();
        let norm = lasynth_nn::global_norm(&network, &gradients);
        assert!(value.is_finite() && norm.is_finite());
        times.push((start.elapsed(), forward));
    }
    times.sort();
    let (all, forward) = times[times.len() / 2];
    println!(
        "E {e}, H {h}, {programs} programs x 5 pairs: {:.0} ms forward, {:.0} ms in all, {:.0} programs/s",
        forward.as_secs_f64() * 1e3,
        all.as_secs_f64() * 1e3,
        programs as f64 / all.as_secs_f64()
    );
}
