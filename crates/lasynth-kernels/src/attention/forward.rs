//! The forward pass.

use std::ops::Range;

use rayon::prelude::*;

use super::{AttentionMask, AttentionShape, dots, padded, scratch_len};
use crate::Buffer;
use crate::activation::{exp, tanh_v};
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, load_tile, store_tile, with_rows};
use crate::simd::{Level, Simd, at_level};

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
    if let Some(mask) = mask {
        mask.check(&shape);
    }
    let mut weights = Buffer::new(shape.weights_len());
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

struct Forward<'a> {
    shape: AttentionShape,
    keys: &'a [f32],
    query: &'a [f32],
    mask: Option<AttentionMask<'a>>,
    weights: Shared,
    out: Shared,
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
                S::store_n(weights.add(i), t * n - i, S::flush(exp::<S>(v)));
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
