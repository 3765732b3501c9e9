//! One vector interface over the instruction sets, chosen at run time.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod denormals;
mod portable;

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) use avx512::Avx512;
pub(crate) use denormals::{TINY, any_tiny, flush};
pub(crate) use portable::Portable;

/// An instruction set the kernels are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Plain Rust, on every machine.
    Portable,
    /// AVX2 with FMA (x86-64-v3).
    Avx2,
    /// AVX-512F (part of x86-64-v4).
    Avx512,
}

impl Level {
    /// The fastest level this machine can run.
    pub fn detect() -> Level {
        *Level::available()
            .last()
            .expect("the portable level is always there")
    }

    /// All levels this machine can run, slowest first.
    pub fn available() -> &'static [Level] {
        #[cfg(target_arch = "x86_64")]
        {
            // The detection macro caches, so this costs a few loads.
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                if is_x86_feature_detected!("avx512f") {
                    return &[Level::Portable, Level::Avx2, Level::Avx512];
                }
                return &[Level::Portable, Level::Avx2];
            }
        }
        &[Level::Portable]
    }

    /// # Panics
    /// If this machine cannot run the level; after this check its instructions may be executed.
    pub(crate) fn assert_available(self) {
        assert!(
            Level::available().contains(&self),
            "this machine has no {self:?}"
        );
    }
}

/// Vectors of `LANES` floats.
///
/// # Safety
/// Every method needs the instruction set of its implementation; pointers must be valid for the
/// lanes named (no alignment needed). Methods are always inlined into a function that enables the
/// instruction set.
pub(crate) trait Simd: Copy {
    /// Floats in a vector; divides 16.
    const LANES: usize;
    /// Rows of a register tile four vectors wide: as many as the registers hold.
    const TILE_ROWS: usize;
    /// `LANES` floats in one register of the instruction set.
    type V: Copy;

    unsafe fn splat(value: f32) -> Self::V;
    unsafe fn load(from: *const f32) -> Self::V;
    unsafe fn store(to: *mut f32, v: Self::V);
    /// The first `n < LANES` floats, zeros behind them; reads nothing else.
    unsafe fn load_part(from: *const f32, n: usize) -> Self::V;
    /// Writes the first `n < LANES` floats and nothing else.
    unsafe fn store_part(to: *mut f32, n: usize, v: Self::V);
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V;
    /// `a * b + c`, rounded once where the hardware can.
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// Sum of all lanes.
    unsafe fn sum(v: Self::V) -> f32;
    /// The nearest whole numbers, of values within ±2^20.
    unsafe fn round(v: Self::V) -> Self::V;
    /// `v` with zero in the lanes that are smaller than [`TINY`] in magnitude; NaN stays.
    unsafe fn flush(v: Self::V) -> Self::V;
    /// `v * 2^n` for whole `n` in -126..=127.
    unsafe fn scale(v: Self::V, n: Self::V) -> Self::V;

    /// `n` floats, `n` up to `LANES`.
    #[inline(always)]
    unsafe fn load_n(from: *const f32, n: usize) -> Self::V {
        // SAFETY: the caller's.
        unsafe {
            if n >= Self::LANES {
                Self::load(from)
            } else {
                Self::load_part(from, n)
            }
        }
    }

    /// Writes `n` floats, `n` up to `LANES`.
    #[inline(always)]
    unsafe fn store_n(to: *mut f32, n: usize, v: Self::V) {
        // SAFETY: the caller's.
        unsafe {
            if n >= Self::LANES {
                Self::store(to, v)
            } else {
                Self::store_part(to, n, v)
            }
        }
    }
}

/// Runs `$body` with `$S` standing for the vectors of a level, inside a function compiled for it.
///
/// `$body` must be calls of `#[inline(always)]` functions, else they are compiled without the level.
macro_rules! at_level {
    ($level:expr, $S:ident, ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?, $body:block) => {{
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f")]
        unsafe fn avx512($($arg: $ty),*) $(-> $ret)? {
            type $S = $crate::simd::Avx512;
            // SAFETY: the caller's; the instruction set is enabled here.
            unsafe { $body }
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        unsafe fn avx2($($arg: $ty),*) $(-> $ret)? {
            type $S = $crate::simd::Avx2;
            // SAFETY: the caller's; the instruction set is enabled here.
            unsafe { $body }
        }
        unsafe fn portable($($arg: $ty),*) $(-> $ret)? {
            type $S = $crate::simd::Portable;
            // SAFETY: the caller's.
            unsafe { $body }
        }
        match $level {
            #[cfg(target_arch = "x86_64")]
            $crate::simd::Level::Avx512 => avx512($($arg),*),
            #[cfg(target_arch = "x86_64")]
            $crate::simd::Level::Avx2 => avx2($($arg),*),
            _ => portable($($arg),*),
        }
    }};
}
pub(crate) use at_level;
