//! Numbers next to nothing, taken for zero.
//!
//! Gradients that walk back through many steps shrink below the smallest normal number, 1.2e-38, and some
//! processors need a hundred cycles for each operation on what lies below: a training step took ten times
//! as long. The processor's own switch for this is not for Rust code, whose compiler is promised the
//! default mode. So the kernels flush in their own code what goes into products: an LSTM's cell states and
//! gradients of gates, attention weights, and the gradients that a backward pass is given. Smaller than
//! [`TINY`], they count as zero. The bound is far above the smallest normal number, so that products of
//! what is left with any weight above 2^-26 are normal numbers too.

/// 2^-100: what is smaller is flushed to zero.
pub(crate) const TINY: f32 = f32::from_bits((127 - 100) << 23);

/// `x`, or zero if it is tiny. The vectors' own is [`super::Simd::flush`].
#[inline(always)]
pub(crate) fn flush(x: f32) -> f32 {
    if x.abs() < TINY { 0.0 } else { x }
}

/// Whether any of the values is tiny without being zero.
pub(crate) fn any_tiny(values: &[f32]) -> bool {
    // Whole blocks without an early end, so that the compiler makes vectors of them.
    values.chunks(4096).any(|block| {
        let tiny = |x: f32| (x != 0.0) & (x.abs() < TINY);
        block.iter().fold(false, |any, &x| any | tiny(x))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Level, Simd, at_level};

    #[inline(always)]
    unsafe fn over<S: Simd>(values: &mut [f32]) {
        for values in values.chunks_exact_mut(S::LANES) {
            // SAFETY: the level is enabled (caller); a chunk holds a vector.
            unsafe { S::store(values.as_mut_ptr(), S::flush(S::load(values.as_ptr()))) };
        }
    }

    #[test]
    fn tiny_numbers_become_zero_and_no_others() {
        assert_eq!(TINY, 2f32.powi(-100));
        let below = f32::from_bits(TINY.to_bits() - 1);
        let kept = [
            TINY,
            -TINY,
            1.0,
            -3.5e30,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            0.0,
        ];
        let zero = [
            below,
            -below,
            1e-40,
            -1e-40,
            f32::MIN_POSITIVE,
            -f32::MIN_POSITIVE,
            1e-45,
            -0.0,
        ];
        for &level in Level::available() {
            let mut all = [kept, zero, [f32::NAN; 8], kept].concat();
            let values = all.as_mut_slice();
            // SAFETY: the level is available.
            unsafe { at_level!(level, S, (values: &mut [f32]), { over::<S>(values) }) };
            assert_eq!(all[..8], kept, "{level:?}");
            assert_eq!(all[8..16], [0.0; 8], "{level:?}");
            assert!(all[16..24].iter().all(|x| x.is_nan()), "{level:?}");
            assert_eq!(all[24..], kept, "{level:?}");
        }
        for (x, expected) in kept.iter().zip(kept).chain(zero.iter().zip([0.0; 8])) {
            assert_eq!(flush(*x), expected);
        }
        assert!(flush(f32::NAN).is_nan());
        assert!(!any_tiny(&kept) && any_tiny(&zero) && !any_tiny(&[-0.0, f32::NAN]));
    }
}
