//! 8 floats in an array: the compiler makes what it can of the loops.

use super::{Simd, flush};

#[derive(Clone, Copy)]
pub(crate) struct Portable;

const N: usize = 8;

#[inline(always)]
fn zip(a: [f32; N], b: [f32; N], f: impl Fn(f32, f32) -> f32) -> [f32; N] {
    std::array::from_fn(|i| f(a[i], b[i]))
}

// SAFETY, for every block: the trait's contract (pointers valid).
impl Simd for Portable {
    const LANES: usize = N;
    const TILE_ROWS: usize = 1;
    type V = [f32; N];

    #[inline(always)]
    unsafe fn splat(value: f32) -> [f32; N] {
        [value; N]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> [f32; N] {
        unsafe { from.cast::<[f32; N]>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, v: [f32; N]) {
        unsafe { to.cast::<[f32; N]>().write_unaligned(v) }
    }
    #[inline(always)]
    unsafe fn load_part(from: *const f32, n: usize) -> [f32; N] {
        std::array::from_fn(|i| if i < n { unsafe { *from.add(i) } } else { 0.0 })
    }
    #[inline(always)]
    unsafe fn store_part(to: *mut f32, n: usize, v: [f32; N]) {
        for (i, &value) in v.iter().enumerate().take(n) {
            unsafe { *to.add(i) = value }
        }
    }
    #[inline(always)]
    unsafe fn add(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    unsafe fn sub(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    unsafe fn mul(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    unsafe fn div(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| a / b)
    }
    #[inline(always)]
    unsafe fn min(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    unsafe fn max(a: [f32; N], b: [f32; N]) -> [f32; N] {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    unsafe fn fma(a: [f32; N], b: [f32; N], c: [f32; N]) -> [f32; N] {
        // `mul_add` would be a library call on machines without the instruction.
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }
    #[inline(always)]
    unsafe fn sum(v: [f32; N]) -> f32 {
        v.iter().sum()
    }
    #[inline(always)]
    unsafe fn round(v: [f32; N]) -> [f32; N] {
        // Adding 1.5 * 2^23 leaves no bits for a fraction.
        const SHIFT: f32 = 12_582_912.0;
        v.map(|v| (v + SHIFT) - SHIFT)
    }
    #[inline(always)]
    unsafe fn flush(v: [f32; N]) -> [f32; N] {
        v.map(flush)
    }
    #[inline(always)]
    unsafe fn scale(v: [f32; N], n: [f32; N]) -> [f32; N] {
        // 2^n has the biased exponent n + 127 and no mantissa.
        zip(v, n, |v, n| {
            v * f32::from_bits(((n as i32 + 127) as u32) << 23)
        })
    }
}
