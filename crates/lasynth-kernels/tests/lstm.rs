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

/// Steps of each row, where they differ.
type Lengths<'a> = Option<&'a [usize]>;

fn naive(s: &LstmShape, lengths: Lengths<'_>, [x, h0, c0, w_ih, w_hh, bias]: &Given) -> Results {
    let (n, m) = (s.hidden, s.input);
    let sigmoid = |v: f64| 1.0 / (1.0 + (-v).exp());
    let (mut h, mut c) = (h0.clone(), c0.clone());
    let mut out = vec![0.0; s.rows * s.steps * n];
    let mut cells = out.clone();
    for r in 0..s.rows {
        for k in 0..s.steps {
            let at = r * s.steps + if s.reverse { s.steps - 1 - k } else { k };
            if lengths.is_some_and(|lengths| at % s.steps >= lengths[r]) {
                for j in 0..n {
                    out[at * n + j] = h[r * n + j];
                    cells[at * n + j] = c[r * n + j];
                }
                continue;
            }
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
    lengths: Lengths<'_>,
    given: &Given,
    grads: &Results,
) -> ([Vec<f32>; 4], [Vec<f32>; 6]) {
    let [x, h0, c0, w_ih, w_hh, bias] = narrow(given);
    let inputs = LstmInputs {
        x: &x,
        h0: &h0,
        c0: &c0,
        lengths,
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
fn check(s: LstmShape, lengths: Lengths<'_>, seed: u64, entries: usize) {
    let mut seed = seed;
    let given = given(&s, &mut seed);
    let expected = naive(&s, lengths, &given);
    let grads = expected
        .each_ref()
        .map(|r| numbers(&mut seed, r.len(), 1.0));
    let runs: Vec<_> = Level::available()
        .iter()
        .map(|&level| (level, run(level, s, lengths, &given, &grads)))
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
            |given| dot(&naive(&s, lengths, given), &grads),
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
    check(shape(2, 3, 3, 2, false), None, 1, usize::MAX);
    check(shape(2, 3, 2, 3, true), None, 2, usize::MAX);
    check(shape(7, 1, 1, 1, false), None, 3, usize::MAX);
}

#[test]
fn several_tasks_panels_and_column_groups() {
    check(shape(61, 4, 70, 83, false), None, 4, 4);
    check(shape(61, 3, 66, 80, true), None, 5, 4);
}

#[test]
fn a_long_sequence_spans_blocks_of_positions() {
    check(shape(70, 9, 5, 18, false), None, 6, 6);
}

#[test]
fn rows_of_different_lengths() {
    // Empty and full rows among them, in both directions, in one tile and in several panels.
    for reverse in [false, true] {
        let small = shape(4, 3, 2, 3, reverse);
        check(small, Some(&[0, 3, 1, 2]), 7, usize::MAX);
        let lengths: Vec<usize> = (0..61).map(|row| (row * 7 + 3) % 5).collect();
        check(shape(61, 4, 20, 83, reverse), Some(&lengths), 8, 4);
    }
}

#[test]
fn a_row_does_not_see_its_padding() {
    // The same three steps beside two, five and no steps of padding, which holds anything at all.
    let (input, hidden, len) = (6, 20, 3);
    for &level in Level::available() {
        for reverse in [false, true] {
            let with = |steps: usize, junk: f64| {
                let s = shape(1, steps, input, hidden, reverse);
                let mut seed = 3;
                let mut of_row = given(&shape(1, len, input, hidden, reverse), &mut seed);
                of_row[0].resize(steps * input, junk);
                let mut grads = naive(&shape(1, len, input, hidden, reverse), None, &of_row);
                for per_step in &mut grads[..2] {
                    per_step.resize(steps * hidden, 0.0);
                }
                let (mut results, mut gradients) = run(level, s, Some(&[len]), &of_row, &grads);
                for per_step in &mut results[..2] {
                    per_step.truncate(len * hidden);
                }
                assert!(gradients[0][len * input..].iter().all(|&x| x == 0.0));
                gradients[0].truncate(len * input);
                (results, gradients)
            };
            let alone = with(len, 0.0);
            assert_eq!(alone, with(len + 2, 5.0), "{level:?}");
            assert_eq!(alone, with(len + 5, -3.0), "{level:?}");
        }
    }
}

#[test]
fn gradients_that_fade_end_at_zero_and_not_in_denormal_numbers() {
    // Closed gates: a gradient shrinks a thousandfold a step, and so does a state.
    let (rows, steps, hidden) = (7, 40, 18);
    let s = shape(rows, steps, 2, hidden, false);
    let x = vec![0.5; rows * steps * 2];
    let state = vec![1.0; rows * hidden];
    let w_ih = vec![1e-3; 2 * 4 * hidden];
    let w_hh = vec![1e-4; hidden * 4 * hidden];
    let bias: Vec<f32> = (0..4 * hidden)
        .map(|g| [-30.0, -7.0, 0.1, 1.0][g / hidden])
        .collect();
    let (inputs, weights) = (
        LstmInputs {
            x: &x,
            h0: &state,
            c0: &state,
            lengths: None,
        },
        LstmWeights {
            w_ih: &w_ih,
            w_hh: &w_hh,
            bias: &bias,
        },
    );
    let tiny = |x: &f32| *x != 0.0 && x.abs() < 2f32.powi(-100);
    for &level in Level::available() {
        let forward = lstm_sequence_forward(level, s, inputs, weights, true);
        assert!(!forward.cells.iter().any(tiny), "{level:?}");
        assert!(!forward.out.iter().any(|x| x.is_subnormal()), "{level:?}");
        let grad = vec![1.0; rows * hidden];
        let backward = lstm_sequence_backward(
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
                c: Some(&grad),
                ..Default::default()
            },
            LstmWanted {
                x: true,
                weights: true,
            },
        );
        let of_x = backward.x.unwrap();
        for all in [&of_x, &backward.h0, &backward.c0] {
            assert!(!all.iter().any(|x| x.is_subnormal()), "{level:?}");
        }
        let step = |k: usize| &of_x[k * 2..][..2];
        assert!(step(steps - 1).iter().all(|&x| x != 0.0), "{level:?}");
        assert_eq!(step(0), [0.0, 0.0], "{level:?}");
        assert!(backward.c0.iter().all(|&x| x == 0.0), "{level:?}");
    }
}

#[test]
fn shapes_whose_sizes_wrap_around_are_refused() {
    // The sizes wrap around to 0, the length of the slices.
    let half = 1 << (usize::BITS - 2);
    for s in [
        shape(4, 4, 0, half, false),
        shape(half, 4, half, 4, false),
        shape(4, half, half, 4, true),
        shape(0, 4, half, half, true),
    ] {
        let refused = std::panic::catch_unwind(|| {
            let inputs = LstmInputs {
                x: &[],
                h0: &[],
                c0: &[],
                lengths: None,
            };
            let weights = LstmWeights {
                w_ih: &[],
                w_hh: &[],
                bias: &[],
            };
            lstm_sequence_forward(Level::detect(), s, inputs, weights, true)
        });
        let message = *refused.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("does not fit into memory"), "{message}");
    }
}

#[test]
#[should_panic(expected = "a row of Some(4) steps in a sequence of 3")]
fn rows_longer_than_the_sequence_are_refused() {
    check(shape(2, 3, 1, 1, false), Some(&[4, 2]), 1, 0);
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let s = shape(97, 5, 20, 40, false);
    let mut seed = 9;
    let given = given(&s, &mut seed);
    let lengths: Vec<usize> = (0..97).map(|row| row % 6).collect();
    let lengths = Some(lengths.as_slice());
    let grads = naive(&s, lengths, &given);
    for &level in Level::available() {
        let with = |threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
                .install(|| run(level, s, lengths, &given, &grads))
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
        None,
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
        lengths in proptest::option::of(proptest::collection::vec(0usize..6, 20)),
        seed: u64,
    ) {
        let lengths: Option<Vec<usize>> =
            lengths.map(|all| all[..rows].iter().map(|&length| length.min(steps)).collect());
        check(shape(rows, steps, input, hidden, reverse), lengths.as_deref(), seed, 2);
    }
}
