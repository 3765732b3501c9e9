//! Fused operations against the same thing composed of the engine's operations, values and gradients.

use burn::tensor::{Device, Tensor};
use lasynth_nn::{
    Lengths, LstmSequence, attend, attend_composed, linear, linear_composed, lstm_sequence,
    lstm_sequence_composed, uniform,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn values<const D: usize>(t: Tensor<D>) -> Vec<f32> {
    t.into_data().convert::<f32>().try_to_vec().unwrap()
}

#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!(
            (f - e).abs() <= 2e-5 * (1.0 + e.abs()),
            "{what} at {i}: {f} instead of {e}"
        );
    }
}

fn random<const D: usize>(shape: [usize; D], device: &Device, rng: &mut ChaCha8Rng) -> Tensor<D> {
    uniform(shape, 1.0, device, rng).val().detach()
}

type Run = fn(
    Tensor<3>,
    Tensor<2>,
    Tensor<2>,
    Tensor<2>,
    Tensor<2>,
    Tensor<1>,
    bool,
    Option<&Lengths>,
) -> LstmSequence;

/// Values of all results, then gradients of all inputs, of a loss over the results chosen by `used`.
fn lstm(run: Run, reverse: bool, lengths: Option<&Lengths>, used: [bool; 4]) -> Vec<Vec<f32>> {
    let device = Device::flex().autodiff();
    let rng = &mut ChaCha8Rng::seed_from_u64(5);
    let (rows, steps, input, hidden) = (7, 4, 6, 9);
    // A transposed view, so that the operation sees a tensor that is not contiguous.
    let x = random([steps, rows, input], &device, rng).require_grad();
    let h0 = random([rows, hidden], &device, rng).require_grad();
    let c0 = random([rows, hidden], &device, rng).require_grad();
    let w_ih = random([input, 4 * hidden], &device, rng).require_grad();
    let w_hh = random([hidden, 4 * hidden], &device, rng).require_grad();
    let bias = random([4 * hidden], &device, rng).require_grad();
    let s = run(
        x.clone().swap_dims(0, 1),
        h0.clone(),
        c0.clone(),
        w_ih.clone(),
        w_hh.clone(),
        bias.clone(),
        reverse,
        lengths,
    );
    let mut all = vec![
        values(s.out.clone()),
        values(s.cells.clone()),
        values(s.h.clone()),
        values(s.c.clone()),
    ];
    let mut loss = Tensor::<1>::zeros([1], &device);
    if used[0] {
        loss = loss + (s.out * random([rows, steps, hidden], &device, rng)).sum();
    }
    if used[1] {
        loss = loss + (s.cells * random([rows, steps, hidden], &device, rng)).sum();
    }
    if used[2] {
        loss = loss + (s.h * random([rows, hidden], &device, rng)).sum();
    }
    if used[3] {
        loss = loss + (s.c * random([rows, hidden], &device, rng)).sum();
    }
    let grads = loss.backward();
    all.push(values(x.grad(&grads).unwrap()));
    for t in [h0, c0, w_ih, w_hh] {
        all.push(values(t.grad(&grads).unwrap()));
    }
    all.push(values(bias.grad(&grads).unwrap()));
    all
}

#[test]
fn lstm_matches_the_composed_one_whatever_results_are_used() {
    let lengths: Lengths = [4, 0, 2, 3, 1, 4, 0].into();
    for (reverse, lengths) in [
        (false, None),
        (true, None),
        (false, Some(&lengths)),
        (true, Some(&lengths)),
    ] {
        for used in [
            [true; 4],
            [true, false, false, false],
            [false, true, false, false],
            [false, false, true, false],
            [false, false, false, true],
        ] {
            let found = lstm(lstm_sequence, reverse, lengths, used);
            let expected = lstm(lstm_sequence_composed, reverse, lengths, used);
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                assert_close(&format!("{i} of {used:?}, {lengths:?}"), found, expected);
            }
            assert_eq!(
                found,
                lstm(lstm_sequence, reverse, lengths, used),
                "not deterministic"
            );
        }
    }
}

#[test]
fn lstm_works_where_no_gradient_is_wanted() {
    let run = |device: &Device, run: Run| {
        let rng = &mut ChaCha8Rng::seed_from_u64(5);
        let s = run(
            random([3, 2, 4], device, rng),
            random([3, 5], device, rng),
            random([3, 5], device, rng),
            random([4, 20], device, rng),
            random([5, 20], device, rng),
            random([20], device, rng),
            false,
            None,
        );
        values(s.out)
    };
    let expected = run(&Device::flex(), lstm_sequence_composed);
    assert_close("plain", &run(&Device::flex(), lstm_sequence), &expected);
    assert_close(
        "recorded constants",
        &run(&Device::flex().autodiff(), lstm_sequence),
        &expected,
    );
}

#[test]
fn linear_matches_the_composed_one() {
    let device = Device::flex().autodiff();
    for (tanh, with_bias) in [(false, true), (true, true), (false, false), (true, false)] {
        let run = |f: fn(Tensor<2>, Tensor<2>, Option<Tensor<1>>, bool) -> Tensor<2>| {
            let rng = &mut ChaCha8Rng::seed_from_u64(3);
            // A transposed view, as in a tied output layer.
            let weight = random([70, 9], &device, rng).require_grad();
            let x = random([11, 9], &device, rng).require_grad();
            let bias = random([70], &device, rng).require_grad();
            let of = with_bias.then(|| bias.clone());
            let y = f(x.clone(), weight.clone().transpose(), of, tanh);
            let found = values(y.clone());
            let grads = (y * random([11, 70], &device, rng)).sum().backward();
            let mut all = vec![
                found,
                values(x.grad(&grads).unwrap()),
                values(weight.grad(&grads).unwrap()),
            ];
            all.extend(bias.grad(&grads).map(values));
            all
        };
        let (found, expected) = (run(linear), run(linear_composed));
        assert_eq!(found.len(), if with_bias { 4 } else { 3 });
        for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_close(&format!("{i}, tanh {tanh}"), found, expected);
        }
    }
}

#[test]
fn attention_matches_the_composed_one_under_every_mask() {
    let device = Device::flex().autodiff();
    let (rows, n, t, width) = (3, 5, 4, 6);
    for mask in [
        None,
        Some([1, 1, n]),
        Some([1, t, n]),
        Some([rows, 1, n]),
        Some([rows, t, n]),
        Some([rows, t, 1]),
    ] {
        let run = |f: fn(Tensor<3>, Tensor<3>, Option<Tensor<3>>) -> Tensor<3>| {
            let rng = &mut ChaCha8Rng::seed_from_u64(3);
            let keys = random([n, rows, width], &device, rng).require_grad();
            let query = random([rows, t, width], &device, rng).require_grad();
            let mask = mask.map(|shape| random(shape, &device, rng));
            let y = f(keys.clone().swap_dims(0, 1), query.clone(), mask);
            let found = values(y.clone());
            let grads = (y * random([rows, t, width], &device, rng))
                .sum()
                .backward();
            [
                found,
                values(keys.grad(&grads).unwrap()),
                values(query.grad(&grads).unwrap()),
            ]
        };
        for (found, expected) in run(attend).iter().zip(&run(attend_composed)) {
            assert_close(&format!("{mask:?}"), found, expected);
        }
    }
}
