//! Numbers and finite differences.

/// Numbers in -`scale`..`scale` from a seed, the same on every machine.
pub fn numbers(seed: &mut u64, len: usize, scale: f64) -> Vec<f64> {
    (0..len)
        .map(|_| {
            let unit = (next(seed) >> 40) as f64 / (1u64 << 23) as f64 - 1.0;
            // Rounded to f32, so that both sides start from the same numbers.
            f64::from((unit * scale) as f32)
        })
        .collect()
}

fn next(seed: &mut u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *seed
}

pub fn narrow<const N: usize>(all: &[Vec<f64>; N]) -> [Vec<f32>; N] {
    all.each_ref()
        .map(|v| v.iter().map(|&x| x as f32).collect())
}

#[track_caller]
pub fn assert_close(what: &str, found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: length");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!(
            (f64::from(*f) - e).abs() < tolerance,
            "{what} at {i}: {f} instead of {e}"
        );
    }
}

/// Compares up to `entries` entries of each gradient with central differences of `loss`.
#[track_caller]
pub fn assert_gradients<const N: usize>(
    what: &str,
    given: &[Vec<f64>; N],
    found: &[Vec<f32>; N],
    loss: impl Fn(&[Vec<f64>; N]) -> f64,
    entries: usize,
    tolerance: f64,
) {
    let mut seed = 1;
    for which in 0..N {
        let len = given[which].len();
        assert_eq!(
            found[which].len(),
            len,
            "{what}: length of gradient {which}"
        );
        for n in 0..entries.min(len) {
            let i = if entries >= len {
                n
            } else {
                (next(&mut seed) >> 33) as usize % len
            };
            let mut moved = given.clone();
            let eps = 1e-5;
            moved[which][i] += eps;
            let up = loss(&moved);
            moved[which][i] -= 2.0 * eps;
            let slope = (up - loss(&moved)) / (2.0 * eps);
            let f = f64::from(found[which][i]);
            assert!(
                (f - slope).abs() < tolerance * (1.0 + slope.abs()),
                "{what}: gradient {which} at {i}: {f} instead of {slope}"
            );
        }
    }
}
