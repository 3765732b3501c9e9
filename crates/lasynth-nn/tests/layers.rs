//! Layers against sums written out by hand.

use burn::tensor::{Device, Int, Tensor};
use lasynth_nn::{AttentionConfig, EmbeddingConfig, LinearConfig, LstmConfig, global_norm};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn device() -> Device {
    Device::flex()
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(7)
}

fn values<const D: usize>(t: Tensor<D>) -> Vec<f32> {
    t.into_data().convert::<f32>().try_to_vec().unwrap()
}

fn random<const D: usize>(shape: [usize; D], rng: &mut ChaCha8Rng, device: &Device) -> Tensor<D> {
    lasynth_nn::uniform(shape, 1.0, device, rng).val().detach()
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= tolerance, "at {i}: {f} instead of {e}");
    }
}

#[test]
fn equal_seeds_give_equal_weights() {
    let draw = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        values(
            LinearConfig::new(3, 4)
                .init(&device(), &mut rng)
                .weight
                .val(),
        )
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    assert!(draw(1).iter().all(|w| w.abs() <= 0.1));
}

#[test]
fn linear_maps_the_last_dimension() {
    let rng = &mut rng();
    let layer = LinearConfig::new(3, 2).init(&device(), rng);
    let x = random([2, 4, 3], rng, &device());
    let y = layer.forward(x.clone());
    assert_eq!(y.dims(), [2, 4, 2]);
    let (x, y) = (values(x), values(y));
    let w = values(layer.weight.val());
    let b = values(layer.bias.unwrap().val());
    let expected: Vec<f32> = (0..16)
        .map(|i| {
            b[i % 2]
                + (0..3)
                    .map(|k| x[i / 2 * 3 + k] * w[k * 2 + i % 2])
                    .sum::<f32>()
        })
        .collect();
    assert_close(&y, &expected, 1e-6);
}

#[test]
fn embedding_gathers_and_its_gradient_counts() {
    let rng = &mut rng();
    let device = device().autodiff();
    let table = EmbeddingConfig::new(4, 2).init(&device, rng);
    let indices = Tensor::<2, Int>::from_data([[1, 3, 1], [1, 0, 3]], &device);
    let found = table.forward(indices);
    assert_eq!(found.dims(), [2, 3, 2]);
    let w = values(table.weight.val());
    let expected: Vec<f32> = [1, 3, 1, 1, 0, 3]
        .iter()
        .flat_map(|&i: &usize| w[2 * i..2 * i + 2].to_vec())
        .collect();
    assert_eq!(values(found.clone()), expected);
    let grads = found.sum().backward();
    assert_eq!(
        values(table.weight.val().grad(&grads).unwrap()),
        [1., 1., 3., 3., 0., 0., 2., 2.]
    );
}

/// Step by step in scalars, one row.
fn naive_lstm(
    x: &[Vec<f32>],
    h: &mut [f32],
    c: &mut [f32],
    (w_ih, w_hh, b): (&[f32], &[f32], &[f32]),
) -> Vec<Vec<f32>> {
    let n = h.len();
    let sigmoid = |v: f32| 1.0 / (1.0 + (-v).exp());
    x.iter()
        .map(|x| {
            let gates: Vec<f32> = (0..4 * n)
                .map(|g| {
                    let from_x: f32 = (0..x.len()).map(|k| x[k] * w_ih[k * 4 * n + g]).sum();
                    let from_h: f32 = (0..n).map(|k| h[k] * w_hh[k * 4 * n + g]).sum();
                    from_x + from_h + b[g]
                })
                .collect();
            for j in 0..n {
                c[j] = sigmoid(gates[n + j]) * c[j] + sigmoid(gates[j]) * gates[2 * n + j].tanh();
                h[j] = sigmoid(gates[3 * n + j]) * c[j].tanh();
            }
            h.to_vec()
        })
        .collect()
}

#[test]
fn bidirectional_lstm_matches_scalars() {
    let rng = &mut rng();
    let (rows, steps, input, hidden) = (2, 3, 4, 5);
    let lstm = LstmConfig::new(input, hidden)
        .with_layers(2)
        .with_bidirectional(true)
        .init(&device(), rng);
    let x = random([rows, steps, input], rng, &device());
    let mut state = lstm.zero_state(rows, &device());
    for t in state.h.iter_mut().chain(&mut state.c) {
        *t = random([rows, hidden], rng, &device());
    }
    let (out, last) = lstm.forward(x.clone(), Some(state.clone()), None);
    assert_eq!(out.dims(), [rows, steps, 2 * hidden]);
    let (out, x) = (values(out), values(x));
    for row in 0..rows {
        let mut seq: Vec<Vec<f32>> = (0..steps)
            .map(|s| x[(row * steps + s) * input..][..input].to_vec())
            .collect();
        for layer in 0..2 {
            let mut outs = Vec::new();
            for d in 0..2 {
                let i = layer * 2 + d;
                let of_row = |t: &Tensor<2>| values(t.clone())[row * hidden..][..hidden].to_vec();
                let (mut h, mut c) = (of_row(&state.h[i]), of_row(&state.c[i]));
                let cell = &lstm.cells[i];
                let (w_ih, w_hh) = (values(cell.w_ih.val()), values(cell.w_hh.val()));
                let bias = values(cell.bias.val());
                let mut input = seq.clone();
                if d == 1 {
                    input.reverse();
                }
                let mut out = naive_lstm(&input, &mut h, &mut c, (&w_ih, &w_hh, &bias));
                if d == 1 {
                    out.reverse();
                }
                assert_close(&of_row(&last.h[i]), &h, 1e-5);
                assert_close(&of_row(&last.c[i]), &c, 1e-5);
                outs.push(out);
            }
            seq = (0..steps)
                .map(|s| [outs[0][s].clone(), outs[1][s].clone()].concat())
                .collect();
        }
        assert_close(
            &out[row * steps * 2 * hidden..][..steps * 2 * hidden],
            &seq.concat(),
            1e-5,
        );
    }
}

#[test]
fn single_steps_and_traces_agree_with_the_sequence() {
    let rng = &mut rng();
    let lstm = LstmConfig::new(3, 4).with_layers(2).init(&device(), rng);
    let x = random([2, 5, 3], rng, &device());
    let (out, _) = lstm.forward(x.clone(), None, None);
    let (_, trace) = lstm.forward_trace(x.clone(), None);
    let mut state = lstm.zero_state(2, &device());
    for step in 0..5 {
        let now = x.clone().narrow(1, step, 1);
        let (y, next) = lstm.forward(now, Some(state), None);
        state = next;
        let expected = out.clone().narrow(1, step, 1);
        assert_close(&values(y), &values(expected), 1e-6);
        for (all, now) in trace
            .h
            .iter()
            .zip(&state.h)
            .chain(trace.c.iter().zip(&state.c))
        {
            let at = all.clone().narrow(1, step, 1);
            assert_close(&values(at), &values(now.clone()), 1e-6);
        }
    }
}

#[test]
fn attention_matches_scalars_and_obeys_the_mask() {
    let rng = &mut rng();
    let (rows, n, t, width) = (2, 3, 2, 4);
    let layer = AttentionConfig::new(5, 6, width).init(&device(), rng);
    let keys = random([rows, n, 5], rng, &device());
    let query = random([rows, t, 6], rng, &device());
    // The last key is hidden from everybody.
    let mask = Tensor::<3>::from_data([[[0.0, 0.0, -1e9]]], &device());
    let found = layer.forward(keys.clone(), query.clone(), Some(mask));
    let k = values(layer.keys.forward(keys));
    let q = values(layer.query.forward(query));
    let mut expected = Vec::new();
    for row in 0..rows {
        for q in q[row * t * width..][..t * width].chunks(width) {
            let k: Vec<&[f32]> = k[row * n * width..].chunks(width).take(n - 1).collect();
            let weights: Vec<f32> = k
                .iter()
                .map(|k| k.iter().zip(q).map(|(a, b)| a * b).sum::<f32>().exp())
                .collect();
            let total: f32 = weights.iter().sum();
            for j in 0..width {
                let sum: f32 = k.iter().zip(&weights).map(|(k, w)| k[j] * w / total).sum();
                expected.push((sum + q[j]).tanh());
            }
        }
    }
    assert_close(&values(found), &expected, 1e-6);
}

#[test]
fn the_global_norm_is_over_all_gradients() {
    let device = device().autodiff();
    let layer = LinearConfig::new(1, 1).init(&device, &mut rng());
    let x = Tensor::<2>::from_data([[3.0]], &device);
    // Gradients 6 and 2.
    let gradients = layer.forward(x).mul_scalar(2.0).sum().backward();
    assert!((global_norm(&layer, &gradients) - 40f64.sqrt()).abs() < 1e-5);
}
