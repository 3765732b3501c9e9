//! The LSTM kernels at every instruction set against a plain `f64` LSTM and its finite differences.

mod common;

use common::{assert_close, assert_gradients, narrow, numbers};
use lasynth_kernels::{
    Level, LstmGradients, LstmInputs, LstmOutputGradients, LstmShape, LstmTape, LstmWanted,
    LstmWeights, lstm_sequence_backward, lstm_sequence_forward,
};
use proptest::prelude::*;

/// Everything a run reads: x, h0, c0, w_ih, w_hh, bias.
type Given = [Vec<f64>; 6];

/// out, cells, h, c.
type Results = [Vec<f64>; 4];

fn naive(s: &LstmShape, [x, h0, c0, w_ih, w_hh, bias]: &Given) -> Results {
    let (n, m) = (s.hidden, s.input);
    let sigmoid = |v: f64| 1.0 / (1.0 + (-v).exp());
    let (mut h, mut c) = (h0.clone(), c0.clone());
    let mut out = vec![0.0; s.rows * s.steps * n];
    let mut cells = out.clone();
    for r in 0..s.rows {
        for k in 0..s.steps {
            let at = r * s.steps + if s.reverse { s.steps - 1 - k } else { k };
            let gates: Vec<f64> = (0..4 * n)
                .map(|g| {
                    let from_x: f64 = (0..m).map(|i| x[at * m + i] * w_ih[i * 4 * n + g]).sum();
                    let from_h: f64 = (0..n).map(|i| h[r * n + i] * w_hh[i * 4 * n + g]).sum();
                    bias[g] + from_x + from_h
                })
                .collect();
            for j in 0..n {
                let (i, f) = (sigmoid(gates[j]), sigmoid(gates[n + j]));
                let (g, o) = (gates[2 * n + j].tanh(), sigmoid(gates[3 * n + j]));
                c[r * n + j] = f * c[r * n + j] + i * g;
                h[r * n + j] = o * c[r * n + j].tanh();
                out[at * n + j] = h[r * n + j];
                cells[at * n + j] = c[r * n + j];
            }
        }
    }
    [out, cells, h, c]
}

fn given(s: &LstmShape, seed: &mut u64) -> Given {
    [
        numbers(seed, s.rows * s.steps * s.input, 1.0),
        numbers(seed, s.rows * s.hidden, 1.0),
        numbers(seed, s.rows * s.hidden, 1.0),
        numbers(seed, s.input * 4 * s.hidden, 1.0 / (s.input as f64).sqrt()),
        numbers(
            seed,
            s.hidden * 4 * s.hidden,
            1.0 / (s.hidden as f64).sqrt(),
        ),
        numbers(seed, 4 * s.hidden, 0.5),
    ]
}

/// Results and gradients of a kernel run, in the order of [`Results`] and [`Given`].
fn run(
    level: Level,
    s: LstmShape,
    given: &Given,
    grads: &Results,
) -> ([Vec<f32>; 4], [Vec<f32>; 6]) {
    let [x, h0, c0, w_ih, w_hh, bias] = narrow(given);
    let inputs = LstmInputs {
        x: &x,
        h0: &h0,
        c0: &c0,
    };
    let weights = LstmWeights {
        w_ih: &w_ih,
        w_hh: &w_hh,
        bias: &bias,
    };
    let forward = lstm_sequence_forward(level, s, inputs, weights, true);
    let [out, cells, h, c] = narrow(grads);
    let LstmGradients {
        x,
        h0,
        c0,
        weights: grads,
    } = lstm_sequence_backward(
        level,
        s,
        inputs,
        weights,
        LstmTape {
            out: &forward.out,
            cells: &forward.cells,
            gates: forward.gates.unwrap(),
        },
        LstmOutputGradients {
            out: Some(&out),
            cells: Some(&cells),
            h: Some(&h),
            c: Some(&c),
        },
        LstmWanted {
            x: true,
            weights: true,
        },
    );
    let [w_ih, w_hh, bias] = grads.unwrap();
    (
        [forward.out, forward.cells, forward.h, forward.c],
        [x.unwrap(), h0, c0, w_ih, w_hh, bias],
    )
}

fn dot(a: &Results, b: &Results) -> f64 {
    a.iter()
        .flatten()
        .zip(b.iter().flatten())
        .map(|(a, b)| a * b)
        .sum()
}

/// Compares results with the plain LSTM, and up to `entries` entries of each gradient with
/// differences of it, at every level.
fn check(s: LstmShape, seed: u64, entries: usize) {
    let mut seed = seed;
    let given = given(&s, &mut seed);
    let expected = naive(&s, &given);
    let grads = expected
        .each_ref()
        .map(|r| numbers(&mut seed, r.len(), 1.0));
    let runs: Vec<_> = Level::available()
        .iter()
        .map(|&level| (level, run(level, s, &given, &grads)))
        .collect();
    for (level, (results, gradients)) in &runs {
        for (which, (found, expected)) in results.iter().zip(&expected).enumerate() {
            assert_close(
                &format!("{level:?} {s:?}: result {which}"),
                found,
                expected,
                1e-5,
            );
        }
        assert_gradients(
            &format!("{level:?} {s:?}"),
            &given,
            gradients,
            |given| dot(&naive(&s, given), &grads),
            entries,
            2e-5 * (s.rows * s.steps) as f64,
        );
    }
}

fn shape(rows: usize, steps: usize, input: usize, hidden: usize, reverse: bool) -> LstmShape {
    LstmShape {
        rows,
        steps,
        input,
        hidden,
        reverse,
    }
}

#[test]
fn all_gradients_of_small_shapes() {
    check(shape(2, 3, 3, 2, false), 1, usize::MAX);
    check(shape(2, 3, 2, 3, true), 2, usize::MAX);
    check(shape(7, 1, 1, 1, false), 3, usize::MAX);
}

#[test]
fn several_tasks_panels_and_column_groups() {
    check(shape(61, 4, 70, 83, false), 4, 4);
    check(shape(61, 3, 66, 80, true), 5, 4);
}

#[test]
fn a_long_sequence_spans_blocks_of_positions() {
    check(shape(70, 9, 5, 18, false), 6, 6);
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let s = shape(97, 5, 20, 40, false);
    let mut seed = 9;
    let given = given(&s, &mut seed);
    let grads = naive(&s, &given);
    for &level in Level::available() {
        let with = |threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
                .install(|| run(level, s, &given, &grads))
        };
        let one = with(1);
        assert_eq!(one, with(1));
        assert_eq!(one, with(2));
        assert_eq!(one, with(3));
    }
}

#[test]
fn no_rows_give_no_states_and_zero_weight_gradients() {
    let s = shape(0, 2, 3, 4, false);
    let (results, gradients) = run(
        Level::detect(),
        s,
        &given(&s, &mut 1),
        &[vec![], vec![], vec![], vec![]],
    );
    assert!(results.iter().all(Vec::is_empty));
    assert_eq!(gradients[3], vec![0.0; 48]);
    assert_eq!(gradients[5], vec![0.0; 16]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn random_shapes(
        rows in 1usize..20,
        steps in 1usize..6,
        input in 1usize..40,
        hidden in 1usize..40,
        reverse: bool,
        seed: u64,
    ) {
        check(shape(rows, steps, input, hidden, reverse), seed, 2);
    }
}
