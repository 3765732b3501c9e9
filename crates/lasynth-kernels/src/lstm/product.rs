//! Register tiles of matrix products.

use crate::simd::Simd;

use super::PANEL;

/// A tile of `M` rows and four vectors.
pub(super) type Tile<S, const M: usize> = [[<S as Simd>::V; 4]; M];

/// Adds `depth` products: `tile[i] += sum over k of a[i * stride + k] * b[k * 64 ..]`.
///
/// # Safety
/// The level of `S` is enabled; `a` is valid for `M` rows of `depth` floats `stride` apart, `b` for
/// `depth` rows of 64, of which four vectors from `b` on are read.
#[inline(always)]
pub(super) unsafe fn accumulate<S: Simd, const M: usize>(
    tile: &mut Tile<S, M>,
    gap: usize,
    depth: usize,
    a: *const f32,
    stride: usize,
    b: *const f32,
) {
    // SAFETY: the caller's.
    unsafe {
        for k in 0..depth {
            add_product::<S, M>(tile, gap, a.add(k), stride, b.add(k * PANEL));
        }
    }
}

/// Adds one product: `tile[i][v] += a[i * stride] * b[v * gap ..]`.
///
/// # Safety
/// The level of `S` is enabled; `a` is valid for `M` floats `stride` apart, `b` for four vectors
/// `gap` apart.
#[inline(always)]
// Columns outside, so that one vector of `b` is in use at a time and the tile stays in registers.
#[allow(clippy::needless_range_loop)]
pub(super) unsafe fn add_product<S: Simd, const M: usize>(
    tile: &mut Tile<S, M>,
    gap: usize,
    a: *const f32,
    stride: usize,
    b: *const f32,
) {
    // SAFETY: the caller's.
    unsafe {
        let mut left = [S::splat(0.0); M];
        for (i, left) in left.iter_mut().enumerate() {
            *left = S::splat(*a.add(i * stride));
        }
        for v in 0..4 {
            let right = S::load(b.add(v * gap));
            for i in 0..M {
                tile[i][v] = S::fma(left[i], right, tile[i][v]);
            }
        }
    }
}

/// Calls `$function::<S, M>($args)` with the number of rows `$rows` (1 to `S::TILE_ROWS`) as a constant.
macro_rules! with_rows {
    ($S:ident, $rows:expr, $function:ident, $($arg:expr),* $(,)?) => {
        match $rows {
            1 => $function::<$S, 1>($($arg),*),
            2 => $function::<$S, 2>($($arg),*),
            3 => $function::<$S, 3>($($arg),*),
            // Compiled away where a tile has three rows at most.
            4 if $S::TILE_ROWS > 3 => $function::<$S, 4>($($arg),*),
            5 if $S::TILE_ROWS > 3 => $function::<$S, 5>($($arg),*),
            6 if $S::TILE_ROWS > 3 => $function::<$S, 6>($($arg),*),
            _ => unreachable!("a tile of at most TILE_ROWS rows"),
        }
    };
}
pub(super) use with_rows;
