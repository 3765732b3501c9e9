//! Attention over projected keys: `tanh(softmax(Q K') K + Q)`, row by row.

use std::ops::Range;

use rayon::prelude::*;

use crate::Buffer;
use crate::activation::{exp, tanh_v};
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, load_tile, store_tile, with_rows};
use crate::simd::{Level, Simd, at_level};

/// Widths are padded to this many floats: four vectors of any level.
const WIDTH: usize = 64;

/// Sizes of an attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttentionShape {
    /// Independent rows.
    pub rows: usize,
    /// Keys of a row.
    pub keys: usize,
    /// Queries of a row.
    pub queries: usize,
    /// Width of a key and of a query.
    pub width: usize,
}

/// What is added to the scores: element (row, query, key) is at
/// `values[row * row_stride + query * query_stride + key]`.
#[derive(Clone, Copy, Debug)]
pub struct AttentionMask<'a> {
    /// The elements.
    pub values: &'a [f32],
    /// 0 if all rows have the same mask.
    pub row_stride: usize,
    /// 0 if all queries have the same mask.
    pub query_stride: usize,
}

/// Gradients of an attention.
#[derive(Debug)]
pub struct AttentionGradients {
    /// `[rows, keys, width]`.
    pub keys: Vec<f32>,
    /// `[rows, queries, width]`.
    pub query: Vec<f32>,
}

impl AttentionShape {
    fn padded(&self) -> usize {
        self.width.next_multiple_of(WIDTH)
    }

    fn check(&self, keys: &[f32], query: &[f32]) {
        assert!(self.keys > 0 && self.width > 0, "attention over nothing");
        assert_eq!(
            keys.len(),
            self.rows * self.keys * self.width,
            "length of keys"
        );
        assert_eq!(
            query.len(),
            self.rows * self.queries * self.width,
            "length of query"
        );
    }

    /// Ranges of rows for the threads; rows are cheap, so several at a time.
    fn tasks(&self) -> Vec<Range<usize>> {
        let tasks = 4 * rayon::current_num_threads();
        let size = self.rows.div_ceil(tasks).max(4);
        (0..self.rows)
            .step_by(size)
            .map(|start| start..(start + size).min(self.rows))
            .collect()
    }
}

/// Result `[rows, queries, width]` and weights `[rows, queries, keys]` of keys `[rows, keys, width]` and
/// queries `[rows, queries, width]`.
///
/// # Panics
/// If a slice does not have the length of its shape, without keys, or if the machine cannot run the
/// level.
pub fn attention_forward(
    level: Level,
    shape: AttentionShape,
    keys: &[f32],
    query: &[f32],
    mask: Option<AttentionMask<'_>>,
) -> (Vec<f32>, Buffer) {
    level.assert_available();
    shape.check(keys, query);
    if let Some(mask) = mask
        && shape.rows > 0
        && shape.queries > 0
    {
        let last = (shape.rows - 1) * mask.row_stride + (shape.queries - 1) * mask.query_stride;
        assert!(mask.values.len() >= last + shape.keys, "length of the mask");
    }
    let mut weights = Buffer::new(shape.rows * shape.queries * shape.keys);
    let to_weights = Shared(weights.as_mut_ptr());
    // SAFETY: the tasks together cover all rows; a task writes all results and weights of its rows.
    let out = unsafe {
        written(query.len(), |out| {
            let plan = Forward {
                shape,
                keys,
                query,
                mask,
                weights: to_weights,
                out: Shared(out),
            };
            shape.tasks().into_par_iter().for_each(|rows| {
                let plan = &plan;
                at_level!(level, S, (plan: &Forward<'_>, rows: Range<usize>), {
                    forward::<S>(plan, rows)
                })
            });
        })
    };
    (out, weights)
}

/// Gradients of keys and queries from that of the result, `grad`; `weights` and `out` are what the
/// forward pass gave.
///
/// # Panics
/// As [`attention_forward`].
pub fn attention_backward(
    level: Level,
    shape: AttentionShape,
    keys: &[f32],
    query: &[f32],
    weights: &[f32],
    out: &[f32],
    grad: &[f32],
) -> AttentionGradients {
    level.assert_available();
    shape.check(keys, query);
    let AttentionShape { rows, queries, .. } = shape;
    assert_eq!(
        weights.len(),
        rows * queries * shape.keys,
        "length of weights"
    );
    assert_eq!(out.len(), query.len(), "length of out");
    assert_eq!(grad.len(), query.len(), "length of the gradient");
    let mut of_query = Vec::new();
    // SAFETY: the tasks together cover all rows; a task writes both gradients of its rows.
    let of_keys = unsafe {
        written(keys.len(), |of_keys| {
            of_query = written(query.len(), |of_query| {
                let plan = Backward {
                    shape,
                    keys,
                    query,
                    weights,
                    out,
                    grad,
                    of_keys: Shared(of_keys),
                    of_query: Shared(of_query),
                };
                shape.tasks().into_par_iter().for_each(|rows| {
                    let plan = &plan;
                    at_level!(level, S, (plan: &Backward<'_>, rows: Range<usize>), {
                        backward::<S>(plan, rows)
                    })
                });
            });
        })
    };
    AttentionGradients {
        keys: of_keys,
        query: of_query,
    }
}

struct Forward<'a> {
    shape: AttentionShape,
    keys: &'a [f32],
    query: &'a [f32],
    mask: Option<AttentionMask<'a>>,
    weights: Shared,
    out: Shared,
}

struct Backward<'a> {
    shape: AttentionShape,
    keys: &'a [f32],
    query: &'a [f32],
    weights: &'a [f32],
    out: &'a [f32],
    grad: &'a [f32],
    of_keys: Shared,
    of_query: Shared,
}

/// `count` vectors of `width` floats from `from` on, where they are if the width needs no padding, else
/// copied to `scratch` and padded with zeros.
unsafe fn padded(
    shape: &AttentionShape,
    from: *const f32,
    count: usize,
    scratch: &mut [f32],
) -> *const f32 {
    let (width, stride) = (shape.width, shape.padded());
    if width == stride {
        return from;
    }
    for (i, to) in scratch.chunks_exact_mut(stride).take(count).enumerate() {
        // SAFETY: the caller's `count` vectors.
        unsafe { std::ptr::copy_nonoverlapping(from.add(i * width), to.as_mut_ptr(), width) };
        to[width..].fill(0.0);
    }
    scratch.as_ptr()
}

/// Floats of scratch memory for padded copies.
fn scratch_len(shape: &AttentionShape, vectors: usize) -> usize {
    if shape.width == shape.padded() {
        0
    } else {
        vectors * shape.padded()
    }
}

#[inline(always)]
unsafe fn forward<S: Simd>(plan: &Forward<'_>, rows: Range<usize>) {
    let shape = &plan.shape;
    let (n, t, width, stride) = (shape.keys, shape.queries, shape.width, shape.padded());
    let mut copy_k = Buffer::new(scratch_len(shape, n));
    let mut copy_q = Buffer::new(scratch_len(shape, t));
    for row in rows {
        // SAFETY: the level is enabled (caller); row, keys and queries are within the checked slices.
        unsafe {
            let keys = padded(
                shape,
                plan.keys.as_ptr().add(row * n * width),
                n,
                &mut copy_k,
            );
            let query = padded(
                shape,
                plan.query.as_ptr().add(row * t * width),
                t,
                &mut copy_q,
            );
            let weights = plan.weights.get().add(row * t * n);
            dots::<S>(query, t, keys, n, stride, weights);
            let scores = std::slice::from_raw_parts_mut(weights, t * n);
            for (i, scores) in scores.chunks_exact_mut(n).enumerate() {
                if let Some(mask) = &plan.mask {
                    let from = &mask.values[row * mask.row_stride + i * mask.query_stride..];
                    for (score, mask) in scores.iter_mut().zip(from) {
                        *score += mask;
                    }
                }
                let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                for score in scores {
                    *score -= top;
                }
            }
            let mut i = 0;
            while i < t * n {
                let v = S::load_n(weights.add(i).cast_const(), t * n - i);
                // Less would leave the exponential's range; the weight is 0 for all that matters.
                let v = S::max(S::splat(-87.0), v);
                S::store_n(weights.add(i), t * n - i, exp::<S>(v));
                i += S::LANES;
            }
            for weights in std::slice::from_raw_parts_mut(weights, t * n).chunks_exact_mut(n) {
                let scale = 1.0 / weights.iter().sum::<f32>();
                for weight in weights {
                    *weight *= scale;
                }
            }
            let out = plan.out.get().add(row * t * width);
            let mut first = 0;
            while first < t {
                let count = S::TILE_ROWS.min(t - first);
                with_rows!(S, count, out_tile, shape, keys, query, weights, first, out);
                first += count;
            }
        }
    }
}

/// `tanh(weights K + Q)` for `M` queries.
#[inline(always)]
unsafe fn out_tile<S: Simd, const M: usize>(
    shape: &AttentionShape,
    keys: *const f32,
    query: *const f32,
    weights: *const f32,
    first: usize,
    out: *mut f32,
) {
    let (n, width, stride) = (shape.keys, shape.width, shape.padded());
    // SAFETY: the caller's; columns beyond the width are not written.
    unsafe {
        let mut column = 0;
        while column < width {
            let mut sums: Tile<S, M> =
                load_tile::<S, M>(query.add(first * stride + column), stride);
            let left = Left {
                at: weights.add(first * n),
                row: n,
                step: 1,
            };
            let right = Right {
                at: keys.add(column),
                step: stride,
                gap: S::LANES,
            };
            accumulate::<S, M>(&mut sums, n, left, right);
            for row in &mut sums {
                for vector in row {
                    *vector = tanh_v::<S>(*vector);
                }
            }
            let to = out.add(first * width + column);
            store_tile::<S, M>(sums, to, width, width - column);
            column += 4 * S::LANES;
        }
    }
}

/// `to[i * n + j]` = product of vector i of `a` with vector j of `b`, all of `stride` floats.
#[inline(always)]
unsafe fn dots<S: Simd>(
    a: *const f32,
    t: usize,
    b: *const f32,
    n: usize,
    stride: usize,
    to: *mut f32,
) {
    for i in 0..t {
        let mut j = 0;
        while j < n {
            // SAFETY: the caller's.
            unsafe {
                let (a, b, to) = (a.add(i * stride), b.add(j * stride), to.add(i * n + j));
                if n - j >= 4 {
                    some_dots::<S, 4>(a, b, stride, to);
                    j += 4;
                } else {
                    some_dots::<S, 1>(a, b, stride, to);
                    j += 1;
                }
            }
        }
    }
}

#[inline(always)]
unsafe fn some_dots<S: Simd, const N: usize>(
    a: *const f32,
    b: *const f32,
    stride: usize,
    to: *mut f32,
) {
    // SAFETY: the caller's; the stride is a multiple of the lanes.
    unsafe {
        let mut sums = [S::splat(0.0); N];
        let mut k = 0;
        while k < stride {
            let left = S::load(a.add(k));
            for (j, sum) in sums.iter_mut().enumerate() {
                *sum = S::fma(left, S::load(b.add(j * stride + k)), *sum);
            }
            k += S::LANES;
        }
        for (j, sum) in sums.into_iter().enumerate() {
            *to.add(j) = S::sum(sum);
        }
    }
}

#[inline(always)]
unsafe fn backward<S: Simd>(plan: &Backward<'_>, rows: Range<usize>) {
    let shape = &plan.shape;
    let (n, t, width, stride) = (shape.keys, shape.queries, shape.width, shape.padded());
    let mut copy_k = Buffer::new(scratch_len(shape, n));
    let mut copy_q = Buffer::new(scratch_len(shape, t));
    let mut through = Buffer::new(t * stride);
    let mut scores = Buffer::new(t * n);
    for row in rows {
        // SAFETY: the level is enabled (caller); row, keys and queries are within the checked slices.
        unsafe {
            let keys = padded(
                shape,
                plan.keys.as_ptr().add(row * n * width),
                n,
                &mut copy_k,
            );
            let query = padded(
                shape,
                plan.query.as_ptr().add(row * t * width),
                t,
                &mut copy_q,
            );
            let weights = &plan.weights[row * t * n..][..t * n];
            for i in 0..t {
                let from = (row * t + i) * width;
                let (out, grad) = (plan.out.as_ptr().add(from), plan.grad.as_ptr().add(from));
                let to = through.as_mut_ptr().add(i * stride);
                let mut k = 0;
                while k < stride {
                    let mut v = S::splat(0.0);
                    if k < width {
                        let y = S::load_n(out.add(k), width - k);
                        let slope = S::sub(S::splat(1.0), S::mul(y, y));
                        v = S::mul(S::load_n(grad.add(k), width - k), slope);
                    }
                    S::store(to.add(k), v);
                    k += S::LANES;
                }
            }
            dots::<S>(through.as_ptr(), t, keys, n, stride, scores.as_mut_ptr());
            for (scores, weights) in scores.chunks_exact_mut(n).zip(weights.chunks_exact(n)) {
                let mean: f32 = scores.iter().zip(weights).map(|(s, w)| s * w).sum();
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score = weight * (*score - mean);
                }
            }
            let row_of = Row {
                shape: *shape,
                keys,
                query,
                weights: weights.as_ptr(),
                through: through.as_ptr(),
                scores: scores.as_ptr(),
            };
            let to = plan.of_query.get().add(row * t * width);
            let mut first = 0;
            while first < t {
                let count = S::TILE_ROWS.min(t - first);
                with_rows!(S, count, query_tile, &row_of, first, to);
                first += count;
            }
            let to = plan.of_keys.get().add(row * n * width);
            let mut first = 0;
            while first < n {
                let count = S::TILE_ROWS.min(n - first);
                with_rows!(S, count, key_tile, &row_of, first, to);
                first += count;
            }
        }
    }
}

/// What the gradients of one row are made of.
struct Row {
    shape: AttentionShape,
    keys: *const f32,
    query: *const f32,
    weights: *const f32,
    /// Gradient before the tanh, `[queries, padded width]`.
    through: *const f32,
    /// Gradient of the scores, `[queries, keys]`.
    scores: *const f32,
}

/// Gradient of `M` queries: directly, and through their scores.
#[inline(always)]
unsafe fn query_tile<S: Simd, const M: usize>(row: &Row, first: usize, to: *mut f32) {
    let (n, width, stride) = (row.shape.keys, row.shape.width, row.shape.padded());
    let mut column = 0;
    // SAFETY: the caller's; columns beyond the width are not written.
    unsafe {
        while column < width {
            let mut sums: Tile<S, M> =
                load_tile::<S, M>(row.through.add(first * stride + column), stride);
            let left = Left {
                at: row.scores.add(first * n),
                row: n,
                step: 1,
            };
            let right = Right {
                at: row.keys.add(column),
                step: stride,
                gap: S::LANES,
            };
            accumulate::<S, M>(&mut sums, n, left, right);
            let to = to.add(first * width + column);
            store_tile::<S, M>(sums, to, width, width - column);
            column += 4 * S::LANES;
        }
    }
}

/// Gradient of `M` keys: through the weighted sums, and through the scores.
#[inline(always)]
unsafe fn key_tile<S: Simd, const M: usize>(row: &Row, first: usize, to: *mut f32) {
    let AttentionShape {
        keys: n,
        queries: t,
        width,
        ..
    } = row.shape;
    let stride = row.shape.padded();
    let mut column = 0;
    // SAFETY: the caller's; columns beyond the width are not written.
    unsafe {
        while column < width {
            let mut sums: Tile<S, M> = [[S::splat(0.0); 4]; M];
            for (at, right) in [(row.weights, row.through), (row.scores, row.query)] {
                let left = Left {
                    at: at.add(first),
                    row: 1,
                    step: n,
                };
                let right = Right {
                    at: right.add(column),
                    step: stride,
                    gap: S::LANES,
                };
                accumulate::<S, M>(&mut sums, t, left, right);
            }
            let to = to.add(first * width + column);
            store_tile::<S, M>(sums, to, width, width - column);
            column += 4 * S::LANES;
        }
    }
}
