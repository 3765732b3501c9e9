//! The backward pass.

use std::ops::Range;

use rayon::prelude::*;

use super::{AttentionGradients, AttentionShape, dots, padded, scratch_len};
use crate::Buffer;
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, load_tile, store_tile, with_rows};
use crate::simd::{Level, Simd, at_level, flush};

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
    assert_eq!(weights.len(), shape.weights_len(), "length of weights");
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
                    S::store(to.add(k), S::flush(v));
                    k += S::LANES;
                }
            }
            dots::<S>(through.as_ptr(), t, keys, n, stride, scores.as_mut_ptr());
            for (scores, weights) in scores.chunks_exact_mut(n).zip(weights.chunks_exact(n)) {
                let mean: f32 = scores.iter().zip(weights).map(|(s, w)| s * w).sum();
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score = flush(weight * (*score - mean));
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
