//! The backward pass.

use std::ops::Range;

use rayon::prelude::*;

use super::outer::weight_gradients;
use super::{
    LstmGradients, LstmInputs, LstmOutputGradients, LstmShape, LstmTape, LstmWanted, LstmWeights,
    PANEL, UNITS, pack,
};
use crate::activation::tanh_v;
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, store_tile, with_rows};
use crate::simd::{Level, Simd, at_level};

/// Where a piece of the pass through time reads and writes.
struct Plan<'a> {
    shape: LstmShape,
    inputs: LstmInputs<'a>,
    cells: &'a [f32],
    grads: LstmOutputGradients<'a>,
    w_hh: &'a [f32],
    w_ih: &'a [f32],
    /// Activations, turned into gradients of the sums in them step by step.
    gates: Shared,
    x: Option<Shared>,
    /// Gradient of the hidden state before the step last done, of rows that rested in it; in the end that
    /// of all rows before the first step.
    h0: Shared,
    /// Gradient of the cell state before the step last done.
    c0: Shared,
}

/// Gradients of inputs and weights from the gradients of the results.
///
/// # Panics
/// If a slice does not have the length of its shape, or if the machine cannot run the level.
pub fn lstm_sequence_backward(
    level: Level,
    shape: LstmShape,
    inputs: LstmInputs<'_>,
    weights: LstmWeights<'_>,
    tape: LstmTape<'_>,
    grads: LstmOutputGradients<'_>,
    wanted: LstmWanted,
) -> LstmGradients {
    level.assert_available();
    shape.check(&inputs, &weights);
    let (states, last) = (shape.states_len(), shape.last_len());
    let LstmTape {
        out,
        cells,
        mut gates,
    } = tape;
    assert_eq!(out.len(), states, "length of out");
    assert_eq!(cells.len(), states, "length of cells");
    assert_eq!(gates.len(), shape.gates_len(), "length of gates");
    for (name, grad, len) in [
        ("out", grads.out, states),
        ("cells", grads.cells, states),
        ("h", grads.h, last),
        ("c", grads.c, last),
    ] {
        assert!(
            grad.is_none_or(|g| g.len() == len),
            "length of the gradient of {name}"
        );
    }
    let w_hh = pack::transposed(&shape, weights.w_hh, shape.hidden);
    let w_ih = wanted
        .x
        .then(|| pack::transposed(&shape, weights.w_ih, shape.input));
    let mut x = Vec::new();
    let mut c0 = Vec::new();
    // SAFETY: the tasks together cover all rows, and a task writes all of its rows in the three
    // results (x if wanted), and nothing of other rows.
    let h0 = unsafe {
        written(last, |h0| {
            c0 = written(last, |c0| {
                let mut pass = |x: Option<Shared>| {
                    let plan = Plan {
                        shape,
                        inputs,
                        cells,
                        grads,
                        w_hh: &w_hh,
                        w_ih: w_ih.as_deref().unwrap_or(&[]),
                        gates: Shared(gates.as_mut_ptr()),
                        x,
                        h0: Shared(h0),
                        c0: Shared(c0),
                    };
                    shape.tasks().into_par_iter().for_each(|rows| {
                        let plan = &plan;
                        at_level!(level, S, (plan: &Plan<'_>, rows: Range<usize>), {
                            through_time::<S>(plan, rows)
                        })
                    });
                };
                if wanted.x {
                    x = written(inputs.x.len(), |x| pass(Some(Shared(x))));
                } else {
                    pass(None);
                }
            });
        })
    };
    LstmGradients {
        x: wanted.x.then_some(x),
        h0,
        c0,
        weights: wanted
            .weights
            .then(|| weight_gradients(level, &shape, &inputs, out, &gates)),
    }
}

/// All steps of some rows, last to first.
#[inline(always)]
unsafe fn through_time<S: Simd>(plan: &Plan<'_>, rows: Range<usize>) {
    let LstmShape {
        steps,
        input,
        hidden,
        ..
    } = plan.shape;
    let groups = hidden.div_ceil(PANEL);
    for k in (0..steps).rev() {
        for group in 0..groups {
            let mut row = rows.start;
            while row < rows.end {
                let count = S::TILE_ROWS.min(rows.end - row);
                // SAFETY: the caller's.
                unsafe { with_rows!(S, count, step_tile, plan, k, group, row) };
                row += count;
            }
        }
        if let Some(x) = plan.x {
            let at = plan.shape.position(k);
            // SAFETY: row 0 at this position; the tiles stay within the rows.
            let to = unsafe { x.get().add(at * input) };
            let target = Target {
                to,
                stride: steps * input,
                columns: input,
                weights: plan.w_ih.as_ptr(),
                of_h0: false,
            };
            // SAFETY: the caller's.
            unsafe { products::<S>(plan, at, &target, rows.clone()) };
        }
    }
    let target = Target {
        to: plan.h0.get(),
        stride: hidden,
        columns: hidden,
        weights: plan.w_hh.as_ptr(),
        of_h0: true,
    };
    // SAFETY: the caller's.
    unsafe { products::<S>(plan, plan.shape.position(0), &target, rows) };
}

/// A matrix `[rows, columns]` with rows `stride` apart that gate gradients times packed `weights` go to.
struct Target {
    to: *mut f32,
    stride: usize,
    columns: usize,
    weights: *const f32,
    /// Whether it is the gradient of h0: rows that rested in the first step keep what they carry.
    of_h0: bool,
}

/// Gate gradients at one position, through transposed weights, for some rows.
#[inline(always)]
unsafe fn products<S: Simd>(plan: &Plan<'_>, at: usize, target: &Target, rows: Range<usize>) {
    for group in 0..target.columns.div_ceil(PANEL) {
        let mut row = rows.start;
        while row < rows.end {
            let count = S::TILE_ROWS.min(rows.end - row);
            // SAFETY: the caller's.
            unsafe { with_rows!(S, count, product_tile, plan, at, target, group, row) };
            row += count;
        }
    }
}

#[inline(always)]
unsafe fn product_tile<S: Simd, const M: usize>(
    plan: &Plan<'_>,
    at: usize,
    target: &Target,
    group: usize,
    row: usize,
) {
    let width = 4 * S::LANES;
    for part in 0..PANEL / width {
        let first = group * PANEL + part * width;
        if first >= target.columns {
            break;
        }
        // SAFETY: the caller's; columns beyond the target's are not written.
        unsafe {
            let mut sums = through_weights::<S, M>(plan, at, target.weights, group, part, row);
            let to = target.to.add(row * target.stride + first);
            for (i, sums) in sums.iter_mut().enumerate() {
                if target.of_h0 && plan.inputs.rests(row + i, at) {
                    carried::<S>(sums, to.add(i * target.stride), target.columns - first);
                }
            }
            store_tile::<S, M>(sums, to, target.stride, target.columns - first);
        }
    }
}

/// `M` rows of gate gradients at a position times one group of columns of packed transposed weights.
#[inline(always)]
unsafe fn through_weights<S: Simd, const M: usize>(
    plan: &Plan<'_>,
    at: usize,
    weights: *const f32,
    group: usize,
    part: usize,
    row: usize,
) -> Tile<S, M> {
    let LstmShape { rows, steps, .. } = plan.shape;
    let panels = plan.shape.panels();
    // SAFETY: the caller's; the padded buffers hold whole panels.
    unsafe {
        let mut sums: Tile<S, M> = [[S::splat(0.0); 4]; M];
        let weights = weights.add(group * panels * PANEL * PANEL + part * 4 * S::LANES);
        for panel in 0..panels {
            let from = (panel * rows * steps + row * steps + at) * PANEL;
            let left = Left {
                at: plan.gates.get().add(from).cast_const(),
                row: steps * PANEL,
                step: 1,
            };
            let right = Right {
                at: weights.add(panel * PANEL * PANEL),
                step: PANEL,
                gap: S::LANES,
            };
            accumulate::<S, M>(&mut sums, PANEL, left, right);
        }
        sums
    }
}

/// Four vectors of the gradient that a resting row carries, the first `columns` of them from memory.
#[inline(always)]
unsafe fn carried<S: Simd>(sums: &mut [S::V; 4], from: *const f32, columns: usize) {
    for (v, sum) in sums.iter_mut().enumerate() {
        let column = v * S::LANES;
        if column < columns {
            // SAFETY: the caller's `columns` floats.
            unsafe { *sum = S::load_n(from.add(column), columns - column) };
        }
    }
}

/// Gradients of the gate sums of one step, for `M` rows and 64 units.
#[inline(always)]
unsafe fn step_tile<S: Simd, const M: usize>(plan: &Plan<'_>, k: usize, group: usize, row: usize) {
    let LstmShape {
        rows,
        steps,
        hidden,
        ..
    } = plan.shape;
    let at = plan.shape.position(k);
    let width = 4 * S::LANES;
    for part in 0..PANEL / width {
        let first = group * PANEL + part * width;
        if first >= plan.shape.panels() * UNITS {
            break;
        }
        // SAFETY: the caller's; units beyond the hidden width are read as zeros, and written only to
        // the padded gates.
        unsafe {
            let through_h = if k + 1 == steps {
                let mut sums: Tile<S, M> = [[S::splat(0.0); 4]; M];
                if let Some(h) = plan.grads.h {
                    for (i, sums) in sums.iter_mut().enumerate() {
                        for (v, sum) in sums.iter_mut().enumerate() {
                            let unit = first + v * S::LANES;
                            if unit < hidden {
                                let from = h.as_ptr().add((row + i) * hidden + unit);
                                *sum = S::load_n(from, hidden - unit);
                            }
                        }
                    }
                }
                sums
            } else {
                let next = plan.shape.position(k + 1);
                let mut sums =
                    through_weights::<S, M>(plan, next, plan.w_hh.as_ptr(), group, part, row);
                for (i, sums) in sums.iter_mut().enumerate() {
                    if first < hidden && plan.inputs.rests(row + i, next) {
                        let from = plan.h0.get().add((row + i) * hidden + first);
                        carried::<S>(sums, from, hidden - first);
                    }
                }
                sums
            };
            for (i, through_h) in through_h.into_iter().enumerate() {
                let row = row + i;
                let index = row * steps + at;
                for (v, mut dh) in through_h.into_iter().enumerate() {
                    let unit = first + v * S::LANES;
                    if unit >= plan.shape.panels() * UNITS {
                        break;
                    }
                    let panel = unit / UNITS;
                    let gates = plan
                        .gates
                        .get()
                        .add((panel * rows * steps + index) * PANEL + unit % UNITS);
                    if unit >= hidden {
                        for gate in 0..4 {
                            S::store(gates.add(gate * UNITS), S::splat(0.0));
                        }
                        continue;
                    }
                    let units = hidden - unit;
                    let state = index * hidden + unit;
                    if let Some(out) = plan.grads.out {
                        dh = S::add(dh, S::load_n(out.as_ptr().add(state), units));
                    }
                    let carried = plan.c0.get().add(row * hidden + unit);
                    let mut dc = if k + 1 < steps {
                        S::load_n(carried.cast_const(), units)
                    } else if let Some(c) = plan.grads.c {
                        S::load_n(c.as_ptr().add(row * hidden + unit), units)
                    } else {
                        S::splat(0.0)
                    };
                    if let Some(cells) = plan.grads.cells {
                        dc = S::add(dc, S::load_n(cells.as_ptr().add(state), units));
                    }
                    if plan.inputs.rests(row, at) {
                        for gate in 0..4 {
                            S::store(gates.add(gate * UNITS), S::splat(0.0));
                        }
                        S::store_n(plan.h0.get().add(row * hidden + unit), units, dh);
                        S::store_n(carried, units, dc);
                        continue;
                    }
                    let c = S::load_n(plan.cells.as_ptr().add(state), units);
                    let c_prev = if k == 0 {
                        S::load_n(plan.inputs.c0.as_ptr().add(row * hidden + unit), units)
                    } else {
                        let before = (row * steps + plan.shape.position(k - 1)) * hidden + unit;
                        S::load_n(plan.cells.as_ptr().add(before), units)
                    };
                    let one = S::splat(1.0);
                    let gate_i = S::load(gates.cast_const());
                    let gate_f = S::load(gates.add(UNITS).cast_const());
                    let gate_g = S::load(gates.add(2 * UNITS).cast_const());
                    let gate_o = S::load(gates.add(3 * UNITS).cast_const());
                    let tanh_c = tanh_v::<S>(c);
                    let d_o = S::mul(dh, tanh_c);
                    let through = S::sub(one, S::mul(tanh_c, tanh_c));
                    let dc = S::fma(S::mul(dh, gate_o), through, dc);
                    let d_i = S::mul(dc, gate_g);
                    let d_g = S::mul(dc, gate_i);
                    let d_f = S::mul(dc, c_prev);
                    let slope = |gate| S::mul(gate, S::sub(one, gate));
                    let slope_g = S::sub(one, S::mul(gate_g, gate_g));
                    let of_gates = [
                        S::mul(d_i, slope(gate_i)),
                        S::mul(d_f, slope(gate_f)),
                        S::mul(d_g, slope_g),
                        S::mul(d_o, slope(gate_o)),
                    ];
                    for (gate, grad) in of_gates.into_iter().enumerate() {
                        S::store(gates.add(gate * UNITS), S::flush(grad));
                    }
                    S::store_n(carried, units, S::flush(S::mul(dc, gate_f)));
                }
            }
        }
    }
}
