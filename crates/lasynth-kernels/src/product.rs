//! Register tiles of matrix products.

use rayon::prelude::*;

use crate::Buffer;
use crate::simd::Simd;
use crate::size::elements;

/// Columns of a panel of packed weights: what a register tile of any level divides.
pub(crate) const PANEL: usize = 64;

/// A tile of `M` rows and four vectors.
pub(crate) type Tile<S, const M: usize> = [[<S as Simd>::V; 4]; M];

/// The left matrix of a product: element (i, k) is at `at[i * row + k * step]`.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    pub at: *const f32,
    pub row: usize,
    pub step: usize,
}

/// The right matrix of a product: the four vectors of row k start at `at[k * step + v * gap]`.
#[derive(Clone, Copy)]
pub(crate) struct Right {
    pub at: *const f32,
    pub step: usize,
    pub gap: usize,
}

/// Adds `depth` products: `tile[i][v] += sum over k of left(i, k) * right(k, v)`.
///
/// # Safety
/// The level of `S` is enabled; `left` is valid for `M` times `depth` floats, `right` for four vectors
/// in each of `depth` rows.
#[inline(always)]
// Columns outside, so that one vector of `right` is in use at a time and the tile stays in registers.
#[allow(clippy::needless_range_loop)]
pub(crate) unsafe fn accumulate<S: Simd, const M: usize>(
    tile: &mut Tile<S, M>,
    depth: usize,
    left: Left,
    right: Right,
) {
    // SAFETY: the caller's.
    unsafe {
        for k in 0..depth {
            let mut values = [S::splat(0.0); M];
            for (i, value) in values.iter_mut().enumerate() {
                *value = S::splat(*left.at.add(i * left.row + k * left.step));
            }
            for v in 0..4 {
                let vector = S::load(right.at.add(k * right.step + v * right.gap));
                for i in 0..M {
                    tile[i][v] = S::fma(values[i], vector, tile[i][v]);
                }
            }
        }
    }
}

/// Reads a tile of rows `stride` apart, its vectors next to each other.
///
/// # Safety
/// The level of `S` is enabled; `from` is valid for `M` rows of four vectors.
#[inline(always)]
pub(crate) unsafe fn load_tile<S: Simd, const M: usize>(
    from: *const f32,
    stride: usize,
) -> Tile<S, M> {
    // SAFETY: the caller's.
    unsafe {
        let mut tile = [[S::splat(0.0); 4]; M];
        for (i, row) in tile.iter_mut().enumerate() {
            for (v, vector) in row.iter_mut().enumerate() {
                *vector = S::load(from.add(i * stride + v * S::LANES));
            }
        }
        tile
    }
}

/// Writes the first `columns` columns of a tile to rows `stride` apart.
///
/// # Safety
/// The level of `S` is enabled; `to` is valid for those floats.
#[inline(always)]
pub(crate) unsafe fn store_tile<S: Simd, const M: usize>(
    tile: Tile<S, M>,
    to: *mut f32,
    stride: usize,
    columns: usize,
) {
    // SAFETY: the caller's.
    unsafe {
        for (i, row) in tile.into_iter().enumerate() {
            for (v, vector) in row.into_iter().enumerate() {
                let column = v * S::LANES;
                if column < columns {
                    S::store_n(to.add(i * stride + column), columns - column, vector);
                }
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
pub(crate) use with_rows;

/// A row-major matrix `[rows, columns]` as panels `[columns / 64][row][64]`, padded with zeros.
pub(crate) fn pack(matrix: &[f32], columns: usize) -> Buffer {
    let rows = matrix.len().checked_div(columns).unwrap_or(0);
    let mut packed = Buffer::new(elements(
        "packed panels",
        &[columns.div_ceil(PANEL), rows, PANEL],
    ));
    packed
        .par_chunks_mut((rows * PANEL).max(1))
        .enumerate()
        .for_each(|(panel, to)| {
            let first = panel * PANEL;
            let count = PANEL.min(columns - first);
            for (to, from) in to.chunks_exact_mut(PANEL).zip(matrix.chunks_exact(columns)) {
                to[..count].copy_from_slice(&from[first..][..count]);
                to[count..].fill(0.0);
            }
        });
    packed
}

/// The transpose of a row-major matrix `[rows, columns]` as panels `[rows / 64][column][64]`.
pub(crate) fn pack_transposed(matrix: &[f32], columns: usize) -> Buffer {
    let rows = matrix.len().checked_div(columns).unwrap_or(0);
    let mut packed = Buffer::new(elements(
        "packed panels",
        &[rows.div_ceil(PANEL), columns, PANEL],
    ));
    packed
        .par_chunks_mut((columns * PANEL).max(1))
        .zip(matrix.par_chunks((PANEL * columns).max(1)))
        .for_each(|(to, from)| {
            if from.len() < to.len() {
                to.fill(0.0);
            }
            for (row, from) in from.chunks_exact(columns).enumerate() {
                for (column, &value) in from.iter().enumerate() {
                    to[column * PANEL + row] = value;
                }
            }
        });
    packed
}

/// A pointer that threads share: each writes its own part.
#[derive(Clone, Copy)]
pub(crate) struct Shared(pub *mut f32);

// SAFETY: every use states which disjoint part a thread writes.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    /// A method, so that closures capture the whole wrapper rather than its pointer.
    pub fn get(&self) -> *mut f32 {
        self.0
    }
}

/// Splits `rows` into ranges for the threads: two a thread, so that a thread that is held up can be
/// helped, but of `least` rows or more, and of whole register tiles of every level.
pub(crate) fn split(rows: usize, least: usize) -> Vec<std::ops::Range<usize>> {
    let tasks = 2 * rayon::current_num_threads();
    let size = rows.div_ceil(tasks).max(least).next_multiple_of(6);
    (0..rows)
        .step_by(size)
        .map(|start| start..(start + size).min(rows))
        .collect()
}
