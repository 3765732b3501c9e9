//! Attention over projected keys: `tanh(softmax(Q K') K + Q)`, row by row.

mod backward;
mod forward;

pub use backward::attention_backward;
pub use forward::attention_forward;

use std::ops::Range;

use crate::simd::Simd;
use crate::size::{assert_holds, elements};

/// Widths are padded to this many floats: four vectors of any level.
const WIDTH: usize = 64;

/// Sizes of an attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttentionShape {
    /// Number of rows; each has keys and queries of its own, and none sees another's.
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
    /// What is added to the scores before the softmax, laid out as described above.
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

impl AttentionMask<'_> {
    /// # Panics
    /// If the strides lead out of the elements.
    fn check(&self, shape: &AttentionShape) {
        if shape.rows == 0 || shape.queries == 0 {
            return;
        }
        let row = (shape.rows - 1).checked_mul(self.row_stride);
        let query = (shape.queries - 1).checked_mul(self.query_stride);
        let needed = row
            .zip(query)
            .and_then(|(row, query)| row.checked_add(query)?.checked_add(shape.keys));
        assert!(
            needed.is_some_and(|needed| needed <= self.values.len()),
            "a mask of {} elements for {} rows of stride {}, {} queries of stride {} and {} keys",
            self.values.len(),
            shape.rows,
            self.row_stride,
            shape.queries,
            self.query_stride,
            shape.keys,
        );
    }
}

impl AttentionShape {
    /// The width, padded to whole tiles.
    fn padded(&self) -> usize {
        self.width.next_multiple_of(WIDTH)
    }

    /// # Panics
    /// If a slice has another length than its shape says: the kernels index without checks.
    fn check(&self, keys: &[f32], query: &[f32]) {
        assert!(self.keys > 0 && self.width > 0, "attention over nothing");
        assert_holds("keys", keys.len(), &[self.rows, self.keys, self.width]);
        assert_holds("query", query.len(), &[self.rows, self.queries, self.width]);
        // The scratch memory of a row: a shape without rows is refused where its rows would be.
        let padded = self.width.checked_next_multiple_of(WIDTH);
        let padded = padded.unwrap_or(usize::MAX);
        elements("padded keys", &[self.keys, padded]);
        elements("padded queries", &[self.queries, padded]);
    }

    /// Floats of the weights `[rows, queries, keys]`.
    fn weights_len(&self) -> usize {
        elements("weights", &[self.rows, self.queries, self.keys])
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
