//! Weight gradients: products summed over all rows and steps.

use rayon::prelude::*;

use super::{LstmInputs, LstmShape, PANEL, UNITS};
use crate::Buffer;
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, load_tile, store_tile, with_rows};
use crate::simd::{Level, Simd, at_level};

/// Positions whose products go into a weight gradient at a time: their gate gradients stay cached.
const BLOCK: usize = 96;

/// One of the matrices that the gate gradients are multiplied with for a weight gradient.
struct Side<'a> {
    /// For every (row, position) the start of its `width` floats.
    starts: &'a [*const f32],
    width: usize,
}

// SAFETY: the pointers are into slices borrowed for longer than the threads run, and only read.
unsafe impl Sync for Side<'_> {}

/// Gradients of w_ih, w_hh and the bias from the gate gradients of all rows and steps.
pub(super) fn weight_gradients(
    level: Level,
    shape: &LstmShape,
    inputs: &LstmInputs<'_>,
    out: &[f32],
    gates: &Buffer,
) -> [Vec<f32>; 3] {
    let LstmShape {
        rows,
        steps,
        input,
        hidden,
        ..
    } = *shape;
    let count = rows * steps;
    // SAFETY: every offset is within the checked slices.
    let x: Vec<*const f32> = (0..count)
        .map(|k| unsafe { inputs.x.as_ptr().add(k * input) })
        .collect();
    let mut h: Vec<*const f32> = Vec::with_capacity(count);
    for row in 0..rows {
        for at in 0..steps {
            let step = shape.position(at);
            // The step at `at` is number `step` (the map is its own inverse); it read the state of
            // the step before it.
            h.push(match step {
                // SAFETY: as above.
                0 => unsafe { inputs.h0.as_ptr().add(row * hidden) },
                _ => unsafe {
                    let before = shape.position(step - 1);
                    out.as_ptr().add((row * steps + before) * hidden)
                },
            });
        }
    }
    let sides = [
        Side {
            starts: &x,
            width: input,
        },
        Side {
            starts: &h,
            width: hidden,
        },
    ];
    let columns = 4 * hidden;
    let mut bias = vec![0.0; columns];
    let mut w_hh = Vec::new();
    let to_bias = Shared(bias.as_mut_ptr());
    // SAFETY: the tasks cover every panel of both matrices, and a task writes the columns of its
    // panel's units in all rows of its matrix, and for side 0 in the bias.
    let w_ih = unsafe {
        written(input * columns, |w_ih| {
            w_hh = written(hidden * columns, |w_hh| {
                let to = [Shared(w_ih), Shared(w_hh)];
                (0..2 * shape.panels()).into_par_iter().for_each(|task| {
                    let (panel, which) = (task / 2, task % 2);
                    let side = &sides[which];
                    let mut sums = Buffer::new(side.width * PANEL);
                    sums.fill(0.0);
                    let of_panel = &gates[panel * count * PANEL..][..count * PANEL];
                    let sums_at = sums.as_mut_ptr();
                    at_level!(level, S, (side: &Side<'_>, of_panel: &[f32], sums_at: *mut f32), {
                        outer_products::<S>(side, of_panel, sums_at)
                    });
                    scatter(shape, panel, &sums, to[which]);
                    if which == 0 {
                        let mut total = [0.0; PANEL];
                        for row in of_panel.chunks_exact(PANEL) {
                            for (total, value) in total.iter_mut().zip(row) {
                                *total += value;
                            }
                        }
                        scatter(shape, panel, &total, to_bias);
                    }
                });
            });
        })
    };
    [w_ih, w_hh, bias]
}

/// Adds to `sums` `[width, 64]` the products of a side, transposed, with a panel's gate gradients.
#[inline(always)]
unsafe fn outer_products<S: Simd>(side: &Side<'_>, gates: &[f32], sums: *mut f32) {
    for (starts, gates) in side.starts.chunks(BLOCK).zip(gates.chunks(BLOCK * PANEL)) {
        let mut first = 0;
        while first < side.width {
            let count = S::TILE_ROWS.min(side.width - first);
            // SAFETY: the caller's.
            unsafe { with_rows!(S, count, outer_tile, starts, first, gates, sums) };
            first += count;
        }
    }
}

#[inline(always)]
unsafe fn outer_tile<S: Simd, const M: usize>(
    starts: &[*const f32],
    first: usize,
    gates: &[f32],
    sums: *mut f32,
) {
    for part in 0..PANEL / (4 * S::LANES) {
        let offset = part * 4 * S::LANES;
        // SAFETY: `first + M` is within the side's width, `sums` has 64 floats for each of it, and
        // `gates` 64 for each start.
        unsafe {
            let to = sums.add(first * PANEL + offset);
            let mut tile: Tile<S, M> = load_tile::<S, M>(to, PANEL);
            let gates = gates.as_ptr().add(offset);
            for (k, start) in starts.iter().enumerate() {
                let left = Left {
                    at: start.add(first),
                    row: 1,
                    step: 0,
                };
                let right = Right {
                    at: gates.add(k * PANEL),
                    step: 0,
                    gap: S::LANES,
                };
                accumulate::<S, M>(&mut tile, 1, left, right);
            }
            store_tile::<S, M>(tile, to, PANEL, 4 * S::LANES);
        }
    }
}

/// Writes rows of a panel `[n, gate, unit]` to their columns of `[n, 4 hidden]`.
unsafe fn scatter(shape: &LstmShape, panel: usize, from: &[f32], to: Shared) {
    let hidden = shape.hidden;
    let unit = panel * UNITS;
    let units = UNITS.min(hidden - unit);
    for (row, from) in from.chunks_exact(PANEL).enumerate() {
        for (gate, from) in from.chunks_exact(UNITS).enumerate() {
            // SAFETY: the caller's matrix has 4 * hidden columns; only this panel's are written.
            unsafe {
                let to = to.get().add((row * 4 + gate) * hidden + unit);
                std::ptr::copy_nonoverlapping(from.as_ptr(), to, units);
            }
        }
    }
}
