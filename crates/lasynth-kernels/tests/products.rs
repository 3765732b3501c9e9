//! The affine map and the attention at every instruction set against plain `f64` ones and their finite
//! differences.

mod common;

use common::{assert_close, assert_gradients, narrow, numbers};
use lasynth_kernels::{
    AttentionMask, AttentionShape, Level, LinearWeights, attention_backward, attention_forward,
    linear_backward, linear_forward,
};
use proptest::prelude::*;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// x, weight, bias.
fn naive_linear(input: usize, output: usize, tanh: bool, [x, w, b]: &[Vec<f64>; 3]) -> Vec<f64> {
    x.chunks(input)
        .flat_map(|x| (0..output).map(move |o| (x, o)))
        .map(|(x, o)| {
            let sum: f64 = (0..input).map(|i| x[i] * w[i * output + o]).sum();
            if tanh {
                (sum + b[o]).tanh()
            } else {
                sum + b[o]
            }
        })
        .collect()
}

fn check_linear(rows: usize, input: usize, output: usize, tanh: bool, seed: u64, entries: usize) {
    let seed = &mut seed.clone();
    let given = [
        numbers(seed, rows * input, 1.0),
        numbers(seed, input * output, 1.0 / (input as f64).sqrt()),
        numbers(seed, output, 1.0),
    ];
    let expected = naive_linear(input, output, tanh, &given);
    let grad = numbers(seed, rows * output, 1.0);
    let [x, weight, bias] = narrow(&given);
    let [grad_f32] = narrow(std::array::from_ref(&grad));
    let weights = LinearWeights {
        input,
        output,
        weight: &weight,
        bias: Some(&bias),
        tanh,
    };
    for &level in Level::available() {
        let what = format!("{level:?} [{rows}, {input}] to {output}, tanh {tanh}");
        let y = linear_forward(level, weights, &x);
        assert_close(&what, &y, &expected, 1e-5);
        let all = linear_backward(level, weights, &x, &y, &grad_f32, true, true);
        let [weight, bias] = all.weights.unwrap();
        assert_gradients(
            &what,
            &given,
            &[all.x.unwrap(), weight, bias],
            |given| dot(&naive_linear(input, output, tanh, given), &grad),
            entries,
            1e-5 * rows as f64,
        );
        let none = linear_backward(level, weights, &x, &y, &grad_f32, false, false);
        assert!(none.x.is_none() && none.weights.is_none());
    }
}

#[test]
fn linear_of_small_and_large_shapes() {
    check_linear(2, 3, 2, false, 1, usize::MAX);
    check_linear(5, 2, 3, true, 2, usize::MAX);
    check_linear(600, 100, 130, false, 3, 4);
    check_linear(130, 64, 64, true, 4, 4);
}

#[test]
fn linear_without_rows_or_bias() {
    let weights = LinearWeights {
        input: 2,
        output: 1,
        weight: &[1.0, 2.0],
        bias: None,
        tanh: false,
    };
    assert_eq!(linear_forward(Level::detect(), weights, &[]), []);
    assert_eq!(
        linear_forward(Level::detect(), weights, &[3.0, 4.0]),
        [11.0]
    );
    let gradients = linear_backward(Level::detect(), weights, &[], &[], &[], true, true);
    assert_eq!(gradients.weights.unwrap()[0], [0.0, 0.0]);
}

/// Keys, queries.
fn naive_attention(s: &AttentionShape, mask: &[f64], [keys, query]: &[Vec<f64>; 2]) -> Vec<f64> {
    let (n, t, w) = (s.keys, s.queries, s.width);
    let mut out = Vec::new();
    for row in 0..s.rows {
        let key = |j: usize| &keys[(row * n + j) * w..][..w];
        for i in 0..t {
            let q = &query[(row * t + i) * w..][..w];
            let scores: Vec<f64> = (0..n)
                .map(|j| (dot(key(j), q) + mask[(row * t + i) * n + j]).exp())
                .collect();
            let total: f64 = scores.iter().sum();
            for (d, q) in q.iter().enumerate() {
                let sum: f64 = (0..n).map(|j| scores[j] / total * key(j)[d]).sum();
                out.push((sum + q).tanh());
            }
        }
    }
    out
}

fn check_attention(s: AttentionShape, masked: bool, seed: u64, entries: usize) {
    let seed = &mut seed.clone();
    let scale = (1.0 / s.width as f64).sqrt();
    let given = [
        numbers(seed, s.rows * s.keys * s.width, 2.0 * scale.sqrt()),
        numbers(seed, s.rows * s.queries * s.width, 2.0 * scale.sqrt()),
    ];
    let mut mask = numbers(seed, s.rows * s.queries * s.keys, 1.0);
    if !masked {
        mask.fill(0.0);
    }
    let expected = naive_attention(&s, &mask, &given);
    let grad = numbers(seed, expected.len(), 1.0);
    let [keys, query] = narrow(&given);
    let [grad_f32, mask_f32] = narrow(&[grad.clone(), mask.clone()]);
    for &level in Level::available() {
        let what = format!("{level:?} {s:?}");
        let mask_of = masked.then_some(AttentionMask {
            values: &mask_f32,
            row_stride: s.queries * s.keys,
            query_stride: s.keys,
        });
        let (out, weights) = attention_forward(level, s, &keys, &query, mask_of);
        assert_close(&what, &out, &expected, 1e-5);
        let found = attention_backward(level, s, &keys, &query, &weights, &out, &grad_f32);
        assert_gradients(
            &what,
            &given,
            &[found.keys, found.query],
            |given| dot(&naive_attention(&s, &mask, given), &grad),
            entries,
            1e-5 * (s.queries + s.keys) as f64,
        );
    }
}

fn shape(rows: usize, keys: usize, queries: usize, width: usize) -> AttentionShape {
    AttentionShape {
        rows,
        keys,
        queries,
        width,
    }
}

#[test]
fn attention_of_small_and_large_shapes() {
    check_attention(shape(2, 3, 2, 3), false, 1, usize::MAX);
    check_attention(shape(2, 1, 2, 4), true, 2, usize::MAX);
    check_attention(shape(9, 5, 10, 64), false, 3, 6);
    check_attention(shape(3, 20, 33, 128), true, 4, 6);
    check_attention(shape(40, 5, 1, 70), true, 5, 6);
}

#[test]
fn one_mask_for_all_rows_hides_keys() {
    let level = Level::detect();
    let mask = AttentionMask {
        values: &[0.0, f32::NEG_INFINITY, -1e9],
        row_stride: 0,
        query_stride: 0,
    };
    let keys = [0.5, 9.0, -7.0, -0.25, 3.0, 2.0];
    let query = [0.0, 1.0, 0.5, -1.0];
    let (out, weights) = attention_forward(level, shape(2, 3, 2, 1), &keys, &query, Some(mask));
    let expected = [0.5f64, 1.5, 0.25, -1.25].map(f64::tanh);
    assert_close("out", &out, &expected, 1e-6);
    for weights in weights.chunks(3) {
        assert_close("weights", weights, &[1.0, 0.0, 0.0], 1e-6);
    }
}

#[test]
fn tiny_gradients_and_hidden_keys_give_zero_and_no_denormal_numbers() {
    let weights = LinearWeights {
        input: 2,
        output: 3,
        weight: &[1e-3; 6],
        bias: None,
        tanh: false,
    };
    let keys = [1e-3, 2.0, -1e-3, 0.5];
    let mask = AttentionMask {
        values: &[0.0, -1e9],
        row_stride: 0,
        query_stride: 0,
    };
    for &level in Level::available() {
        let found = linear_backward(level, weights, &[1.0; 4], &[], &[1e-38; 6], true, true);
        assert_eq!(found.x.unwrap(), [0.0; 4], "{level:?}");
        assert_eq!(found.weights.unwrap()[0], [0.0; 6], "{level:?}");

        let s = shape(1, 2, 1, 2);
        let query = [0.1, 0.2];
        let (out, weights) = attention_forward(level, s, &keys, &query, Some(mask));
        assert_eq!(weights[..], [1.0, 0.0], "{level:?}");
        let grad = [1e-36, 1e-20];
        let found = attention_backward(level, s, &keys, &query, &weights, &out, &grad);
        let mut all = found.keys.iter().chain(&found.query);
        assert!(!all.any(|x| x.is_subnormal()), "{level:?}");
    }
}

#[test]
fn shapes_whose_sizes_wrap_around_are_refused() {
    let half = 1 << (usize::BITS - 2);
    let message = |run: fn(usize)| {
        let refused = std::panic::catch_unwind(|| run(half)).unwrap_err();
        *refused.downcast::<String>().unwrap()
    };
    let all: [fn(usize); 4] = [
        |half| {
            let weights = LinearWeights {
                input: half,
                output: 4,
                weight: &[],
                bias: Some(&[0.0; 4]),
                tanh: false,
            };
            linear_forward(Level::detect(), weights, &[]);
        },
        |half| {
            attention_forward(Level::detect(), shape(4, half, 4, half), &[], &[], None);
        },
        |half| {
            attention_backward(
                Level::detect(),
                shape(4, 1, half, half),
                &[],
                &[],
                &[],
                &[],
                &[],
            );
        },
        |half| {
            attention_forward(Level::detect(), shape(0, 1, 0, half * 3), &[], &[], None);
        },
    ];
    for run in all {
        let message = message(run);
        assert!(message.contains("does not fit into memory"), "{message}");
    }
}

#[test]
fn masks_whose_strides_lead_out_of_them_are_refused() {
    let mask = |row_stride, query_stride| AttentionMask {
        values: &[0.0; 6],
        row_stride,
        query_stride,
    };
    for mask in [
        mask(4, 0),
        mask(0, 4),
        mask(usize::MAX, 0),
        mask(1, usize::MAX),
    ] {
        let refused = std::panic::catch_unwind(|| {
            attention_forward(
                Level::detect(),
                shape(2, 3, 2, 1),
                &[0.0; 6],
                &[0.0; 4],
                Some(mask),
            )
        });
        let message = *refused.unwrap_err().downcast::<String>().unwrap();
        assert!(
            message.starts_with("a mask of 6 elements for 2 rows"),
            "{message}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn linear_of_random_shapes(
        rows in 1usize..40,
        input in 1usize..140,
        output in 1usize..140,
        tanh: bool,
        seed: u64,
    ) {
        check_linear(rows, input, output, tanh, seed, 2);
    }

    #[test]
    fn attention_of_random_shapes(
        rows in 1usize..8,
        keys in 1usize..12,
        queries in 1usize..12,
        width in 1usize..140,
        masked: bool,
        seed: u64,
    ) {
        check_attention(shape(rows, keys, queries, width), masked, seed, 2);
    }
}
