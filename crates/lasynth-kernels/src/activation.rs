//! Logistic function and hyperbolic tangent, vectorised, absolute error below 1e-6.

use crate::simd::Simd;

/// `e^x` for `x` in -87..=88: a polynomial on ±ln(2)/2 (coefficients of Cephes' `expf`) times a power of two.
#[inline(always)]
pub(crate) unsafe fn exp<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's instruction set.
    unsafe {
        let n = S::round(S::mul(x, S::splat(std::f32::consts::LOG2_E)));
        // ln 2 in two parts, so that the subtraction is exact.
        let r = S::fma(n, S::splat(-0.693_359_4), x);
        let r = S::fma(n, S::splat(2.121_944_4e-4), r);
        let mut p = S::splat(1.987_569_1e-4);
        p = S::fma(p, r, S::splat(1.398_2e-3));
        p = S::fma(p, r, S::splat(8.333_452e-3));
        p = S::fma(p, r, S::splat(4.166_579_6e-2));
        p = S::fma(p, r, S::splat(1.666_666_5e-1));
        p = S::fma(p, r, S::splat(0.5));
        let p = S::fma(p, S::mul(r, r), S::add(r, S::splat(1.0)));
        S::scale(p, n)
    }
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) unsafe fn sigmoid_v<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's instruction set.
    unsafe {
        let one = S::splat(1.0);
        // `x` as the second operand: of a NaN and a number, min and max give the second.
        // Beyond ±87 the exponential would leave its range; the result is 0 or 1 to all bits there.
        let x = S::max(S::splat(-87.0), S::min(S::splat(87.0), x));
        S::div(one, S::add(one, exp::<S>(S::sub(S::splat(0.0), x))))
    }
}

/// `1 - 2 / (1 + e^2x)`.
#[inline(always)]
pub(crate) unsafe fn tanh_v<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's instruction set.
    unsafe {
        let one = S::splat(1.0);
        let x = S::max(S::splat(-20.0), S::min(S::splat(20.0), x));
        let e = exp::<S>(S::add(x, x));
        S::sub(one, S::div(S::splat(2.0), S::add(one, e)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Level, at_level};

    macro_rules! over_slice {
        ($name:ident, $vector:ident) => {
            fn $name(level: Level, values: &mut [f32]) {
                let (start, len) = (values.as_mut_ptr(), values.len());
                // SAFETY: the level is one of those available; the pointers stay within the slice.
                unsafe {
                    at_level!(level, S, (start: *mut f32, len: usize), {
                        let mut i = 0;
                        while i < len {
                            let n = len - i;
                            let v = S::load_n(start.add(i), n);
                            S::store_n(start.add(i), n, $vector::<S>(v));
                            i += S::LANES;
                        }
                    })
                }
            }
        };
    }

    over_slice!(sigmoid, sigmoid_v);
    over_slice!(tanh, tanh_v);

    #[test]
    fn within_a_millionth_of_the_standard_library_at_every_level() {
        let xs: Vec<f32> = (-4000..=4001)
            .map(|i| i as f32 * 0.025)
            .chain([
                0.0,
                -0.0,
                1e-8,
                -1e-8,
                f32::MAX,
                f32::MIN,
                f32::INFINITY,
                f32::NEG_INFINITY,
            ])
            .collect();
        for &level in Level::available() {
            let (mut s, mut t) = (xs.clone(), xs.clone());
            sigmoid(level, &mut s);
            tanh(level, &mut t);
            for ((x, s), t) in xs.iter().zip(s).zip(t) {
                let exact = 1.0 / (1.0 + (-f64::from(*x)).exp());
                assert!(
                    (f64::from(s) - exact).abs() < 1e-6,
                    "{level:?} sigmoid({x}) = {s}"
                );
                let exact = f64::from(*x).tanh();
                assert!(
                    (f64::from(t) - exact).abs() < 1e-6,
                    "{level:?} tanh({x}) = {t}"
                );
            }
            let mut nan = [f32::NAN; 40];
            sigmoid(level, &mut nan[..20]);
            tanh(level, &mut nan[20..]);
            assert!(nan.iter().all(|v| v.is_nan()), "{level:?} hides a NaN");
        }
    }
}
