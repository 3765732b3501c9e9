//! Affine map of many rows, optionally through tanh.

use std::ops::Range;

use rayon::prelude::*;

use crate::Buffer;
use crate::activation::tanh_v;
use crate::buffer::written;
use crate::product::{
    Left, PANEL, Right, Shared, Tile, accumulate, load_tile, pack, pack_transposed, split,
    store_tile, with_rows,
};
use crate::simd::{Level, Simd, any_tiny, at_level, flush};
use crate::size::{assert_holds, elements};

/// Rows that go through all panels of weights together: they stay cached.
const ROWS: usize = 192;
/// Rows of a block in a weight gradient: their output gradients stay cached.
const DEPTH: usize = 512;
/// Input features of a piece of a weight gradient.
const FEATURES: usize = 96;

/// Weights of an affine map with optional tanh: `y = tanh(x W + b)`.
#[derive(Clone, Copy, Debug)]
pub struct LinearWeights<'a> {
    /// Number of features of a row of `x`.
    pub input: usize,
    /// Number of features of a row of `y`.
    pub output: usize,
    /// `[input, output]`.
    pub weight: &'a [f32],
    /// `[output]`.
    pub bias: Option<&'a [f32]>,
    /// Whether the result goes through tanh.
    pub tanh: bool,
}

/// Gradients of an affine map.
#[derive(Debug)]
pub struct LinearGradients {
    /// `[rows, input]`, if wanted.
    pub x: Option<Vec<f32>>,
    /// Of the weight `[input, output]` and the bias `[output]`, if wanted.
    pub weights: Option<[Vec<f32>; 2]>,
}

impl LinearWeights<'_> {
    fn check(&self, x: &[f32]) -> usize {
        assert!(self.input > 0 && self.output > 0, "a map without features");
        let rows = x.len() / self.input;
        assert_holds("x", x.len(), &[rows, self.input]);
        assert_holds("weight", self.weight.len(), &[self.input, self.output]);
        if let Some(bias) = self.bias {
            assert_holds("bias", bias.len(), &[self.output]);
        }
        rows
    }
}

/// `x` `[rows, input]` through the map: `[rows, output]`.
///
/// # Panics
/// If a slice does not have the length of its shape, or if the machine cannot run the level.
pub fn linear_forward(level: Level, weights: LinearWeights<'_>, x: &[f32]) -> Vec<f32> {
    level.assert_available();
    let rows = weights.check(x);
    let packed = pack(weights.weight, weights.output);
    let bias = weights.bias.map(|bias| pack(bias, weights.output));
    let plan = Plan {
        from: x,
        depth: weights.input,
        columns: weights.output,
        packed: &packed,
        bias: bias.as_deref(),
        tanh: weights.tanh,
    };
    plan.run(level, rows)
}

/// Gradients from that of the result, `grad` `[rows, output]`.
///
/// `y` is the result of the forward pass; it is only read with tanh and may be empty without.
///
/// # Panics
/// If a slice does not have the length of its shape, or if the machine cannot run the level.
pub fn linear_backward(
    level: Level,
    weights: LinearWeights<'_>,
    x: &[f32],
    y: &[f32],
    grad: &[f32],
    want_x: bool,
    want_weights: bool,
) -> LinearGradients {
    level.assert_available();
    let rows = weights.check(x);
    assert_holds("the gradient", grad.len(), &[rows, weights.output]);
    let through_tanh = weights.tanh.then(|| {
        assert_eq!(y.len(), grad.len(), "length of y");
        let mut through = Buffer::new(grad.len());
        let size = 1 << 14;
        through
            .par_chunks_mut(size)
            .zip(y.par_chunks(size).zip(grad.par_chunks(size)))
            .for_each(|(to, (y, grad))| {
                for ((to, y), grad) in to.iter_mut().zip(y).zip(grad) {
                    *to = flush(grad * (1.0 - y * y));
                }
            });
        through
    });
    // Gradients come from outside too: tiny ones would slow down every product they go into.
    let flushed = through_tanh.or_else(|| {
        any_tiny(grad).then(|| {
            let mut copy = Buffer::new(grad.len());
            for (to, from) in copy.iter_mut().zip(grad) {
                *to = flush(*from);
            }
            copy
        })
    });
    let grad = flushed.as_deref().unwrap_or(grad);
    LinearGradients {
        x: want_x.then(|| {
            let packed = pack_transposed(weights.weight, weights.output);
            let plan = Plan {
                from: grad,
                depth: weights.output,
                columns: weights.input,
                packed: &packed,
                bias: None,
                tanh: false,
            };
            plan.run(level, rows)
        }),
        weights: want_weights
            .then(|| weight_gradients(level, weights.input, weights.output, rows, x, grad)),
    }
}

/// A product of rows `[rows, depth]` with packed panels.
struct Plan<'a> {
    from: &'a [f32],
    depth: usize,
    columns: usize,
    packed: &'a [f32],
    bias: Option<&'a [f32]>,
    tanh: bool,
}

impl Plan<'_> {
    fn run(&self, level: Level, rows: usize) -> Vec<f32> {
        // SAFETY: the tasks together cover all rows, and a task writes all columns of its rows and
        // nothing else.
        unsafe {
            written(elements("the result", &[rows, self.columns]), |to| {
                let to = Shared(to);
                split(rows, 24).into_par_iter().for_each(|rows| {
                    let (plan, to) = (self, to.get());
                    at_level!(level, S, (plan: &Plan<'_>, rows: Range<usize>, to: *mut f32), {
                        run::<S>(plan, rows, to)
                    })
                });
            })
        }
    }
}

#[inline(always)]
unsafe fn run<S: Simd>(plan: &Plan<'_>, rows: Range<usize>, to: *mut f32) {
    let mut first = rows.start;
    while first < rows.end {
        let end = rows.end.min(first + ROWS);
        for panel in 0..plan.columns.div_ceil(PANEL) {
            let mut row = first;
            while row < end {
                let count = S::TILE_ROWS.min(end - row);
                // SAFETY: the caller's.
                unsafe { with_rows!(S, count, tile, plan, panel, row, to) };
                row += count;
            }
        }
        first = end;
    }
}

#[inline(always)]
unsafe fn tile<S: Simd, const M: usize>(plan: &Plan<'_>, panel: usize, row: usize, to: *mut f32) {
    for part in 0..PANEL / (4 * S::LANES) {
        let offset = part * 4 * S::LANES;
        let column = panel * PANEL + offset;
        if column >= plan.columns {
            break;
        }
        // SAFETY: the level is enabled (caller); rows and panels are within the checked slices, and
        // columns beyond the matrix are not written.
        unsafe {
            let mut sums: Tile<S, M> = [[S::splat(0.0); 4]; M];
            if let Some(bias) = plan.bias {
                sums = [load_tile::<S, 1>(bias.as_ptr().add(column), 0)[0]; M];
            }
            let left = Left {
                at: plan.from.as_ptr().add(row * plan.depth),
                row: plan.depth,
                step: 1,
            };
            let right = Right {
                at: plan
                    .packed
                    .as_ptr()
                    .add(panel * plan.depth * PANEL + offset),
                step: PANEL,
                gap: S::LANES,
            };
            accumulate::<S, M>(&mut sums, plan.depth, left, right);
            if plan.tanh {
                for row in &mut sums {
                    for vector in row {
                        *vector = tanh_v::<S>(*vector);
                    }
                }
            }
            let to = to.add(row * plan.columns + column);
            store_tile::<S, M>(sums, to, plan.columns, plan.columns - column);
        }
    }
}

/// A piece of a weight gradient: `features` of x, transposed, times 64 columns of the gradient.
struct Piece<'a> {
    x: &'a [f32],
    input: usize,
    features: Range<usize>,
    grad: &'a [f32],
    stride: usize,
    rows: usize,
}

fn weight_gradients(
    level: Level,
    input: usize,
    output: usize,
    rows: usize,
    x: &[f32],
    grad: &[f32],
) -> [Vec<f32>; 2] {
    let whole = output / PANEL;
    // The last columns, padded to a panel; the others are read where they are.
    let rest = output % PANEL;
    let mut tail = Buffer::new(if rest > 0 {
        elements("the last panel", &[rows, PANEL])
    } else {
        0
    });
    tail.par_chunks_mut(PANEL)
        .zip(grad.par_chunks(output))
        .for_each(|(to, from)| {
            to[..rest].copy_from_slice(&from[whole * PANEL..]);
            to[rest..].fill(0.0);
        });
    let pieces = input.div_ceil(FEATURES);
    let mut bias = vec![0.0; output];
    let to_bias = Shared(bias.as_mut_ptr());
    // SAFETY: the tasks cover all panels and pieces of features; a task writes its panel's columns of
    // its features' rows, and for the first piece those of the bias.
    let weight = unsafe {
        written(input * output, |weight| {
            let to = Shared(weight);
            let tasks = output.div_ceil(PANEL) * pieces;
            (0..tasks).into_par_iter().for_each(|task| {
                let (panel, piece) = (task / pieces, task % pieces);
                let (grad, stride) = if panel < whole {
                    (&grad[(panel * PANEL).min(grad.len())..], output)
                } else {
                    (&tail[..], PANEL)
                };
                let features = piece * FEATURES..input.min((piece + 1) * FEATURES);
                let count = features.len();
                let columns = PANEL.min(output - panel * PANEL);
                let mut sums = Buffer::new((count + 1) * PANEL);
                sums.fill(0.0);
                let piece_of = Piece {
                    x,
                    input,
                    features: features.clone(),
                    grad,
                    stride,
                    rows,
                };
                let (piece_of, at) = (&piece_of, sums.as_mut_ptr());
                at_level!(level, S, (piece_of: &Piece<'_>, at: *mut f32), {
                    outer_products::<S>(piece_of, at)
                });
                for (feature, sums) in features.zip(sums.chunks_exact(PANEL)) {
                    let to = to.get().add(feature * output + panel * PANEL);
                    std::ptr::copy_nonoverlapping(sums.as_ptr(), to, columns);
                }
                if piece == 0 {
                    let total = &mut sums[count * PANEL..];
                    for row in 0..rows {
                        for (total, value) in total.iter_mut().zip(&grad[row * stride..]) {
                            *total += value;
                        }
                    }
                    let to = to_bias.get().add(panel * PANEL);
                    std::ptr::copy_nonoverlapping(total.as_ptr(), to, columns);
                }
            });
        })
    };
    [weight, bias]
}

/// Adds the products of a piece to `sums` `[features, 64]`.
#[inline(always)]
unsafe fn outer_products<S: Simd>(piece: &Piece<'_>, sums: *mut f32) {
    let mut first = 0;
    while first < piece.rows {
        let depth = DEPTH.min(piece.rows - first);
        let mut feature = 0;
        while feature < piece.features.len() {
            let count = S::TILE_ROWS.min(piece.features.len() - feature);
            // SAFETY: the caller's.
            unsafe { with_rows!(S, count, outer_tile, piece, first, depth, feature, sums) };
            feature += count;
        }
        first += depth;
    }
}

#[inline(always)]
unsafe fn outer_tile<S: Simd, const M: usize>(
    piece: &Piece<'_>,
    first: usize,
    depth: usize,
    feature: usize,
    sums: *mut f32,
) {
    for part in 0..PANEL / (4 * S::LANES) {
        let offset = part * 4 * S::LANES;
        // SAFETY: the level is enabled (caller); rows and features are within x, a row of `grad` has
        // 64 columns from its start, and `sums` a row for each feature.
        unsafe {
            let to = sums.add(feature * PANEL + offset);
            let mut tile: Tile<S, M> = load_tile::<S, M>(to, PANEL);
            let left = Left {
                at: piece
                    .x
                    .as_ptr()
                    .add(first * piece.input + piece.features.start + feature),
                row: 1,
                step: piece.input,
            };
            let right = Right {
                at: piece.grad.as_ptr().add(first * piece.stride + offset),
                step: piece.stride,
                gap: S::LANES,
            };
            accumulate::<S, M>(&mut tile, depth, left, right);
            store_tile::<S, M>(tile, to, PANEL, 4 * S::LANES);
        }
    }
}
