//! The forward pass.

use std::ops::Range;

use rayon::prelude::*;

use super::{LstmForward, LstmInputs, LstmShape, LstmWeights, PANEL, UNITS, pack};
use crate::Buffer;
use crate::activation::{sigmoid_v, tanh_v};
use crate::buffer::written;
use crate::product::{Left, Right, Shared, Tile, accumulate, with_rows};
use crate::simd::{Level, Simd, at_level};

/// Where a piece of the forward pass reads and writes.
struct Plan<'a> {
    shape: LstmShape,
    inputs: LstmInputs<'a>,
    packed: &'a [f32],
    out: Shared,
    cells: Shared,
    h: Shared,
    c: Shared,
    /// None when nothing is kept for a backward pass.
    gates: Option<Shared>,
}

/// Runs an LSTM layer; `keep` keeps the gate activations for [`super::lstm_sequence_backward`].
///
/// # Panics
/// If a slice does not have the length of its shape, without steps, or if the machine cannot run
/// the level.
pub fn lstm_sequence_forward(
    level: Level,
    shape: LstmShape,
    inputs: LstmInputs<'_>,
    weights: LstmWeights<'_>,
    keep: bool,
) -> LstmForward {
    level.assert_available();
    shape.check(&inputs, &weights);
    let packed = pack::gates(&shape, &weights);
    let mut gates = keep.then(|| Buffer::new(shape.gates_len()));
    let states = shape.states_len();
    let last = shape.last_len();
    let (mut cells, mut h, mut c) = (Vec::new(), Vec::new(), Vec::new());
    // SAFETY: the tasks together cover all rows, and a task writes every unit of every step of its
    // rows in all four results, and nothing of other rows.
    let out = unsafe {
        written(states, |out| {
            cells = written(states, |cells| {
                h = written(last, |h| {
                    c = written(last, |c| {
                        let plan = Plan {
                            shape,
                            inputs,
                            packed: &packed,
                            out: Shared(out),
                            cells: Shared(cells),
                            h: Shared(h),
                            c: Shared(c),
                            gates: gates.as_mut().map(|g| Shared(g.as_mut_ptr())),
                        };
                        shape.tasks().into_par_iter().for_each(|rows| {
                            let plan = &plan;
                            at_level!(level, S, (plan: &Plan<'_>, rows: Range<usize>), {
                                run::<S>(plan, rows)
                            })
                        });
                    });
                });
            });
        })
    };
    LstmForward {
        out,
        cells,
        h,
        c,
        gates,
    }
}

/// All steps of some rows.
#[inline(always)]
unsafe fn run<S: Simd>(plan: &Plan<'_>, rows: Range<usize>) {
    for k in 0..plan.shape.steps {
        // The panel outside: its weights are read from the cache for all rows.
        for panel in 0..plan.shape.panels() {
            let mut row = rows.start;
            while row < rows.end {
                let count = S::TILE_ROWS.min(rows.end - row);
                // SAFETY: the caller's.
                unsafe { with_rows!(S, count, tile, plan, k, panel, row) };
                row += count;
            }
        }
    }
}

/// One step of `M` rows and one panel of units.
#[inline(always)]
unsafe fn tile<S: Simd, const M: usize>(plan: &Plan<'_>, k: usize, panel: usize, row: usize) {
    let LstmShape {
        rows,
        steps,
        input,
        hidden,
        ..
    } = plan.shape;
    let at = plan.shape.position(k);
    // SAFETY: the level is enabled (caller); rows, units and positions are within the shape that all
    // slices were checked against; units beyond the hidden width are never read or written outside
    // the padded buffers.
    unsafe {
        let state = row * steps * hidden;
        let (h_prev, c_prev, stride) = if k == 0 {
            let first = row * hidden;
            (
                plan.inputs.h0.as_ptr().add(first),
                plan.inputs.c0.as_ptr().add(first),
                hidden,
            )
        } else {
            let before = state + plan.shape.position(k - 1) * hidden;
            (
                plan.out.get().add(before).cast_const(),
                plan.cells.get().add(before).cast_const(),
                steps * hidden,
            )
        };
        let x = plan.inputs.x.as_ptr().add((row * steps + at) * input);
        let weights = plan
            .packed
            .as_ptr()
            .add(panel * (1 + input + hidden) * PANEL);
        for part in 0..UNITS / S::LANES {
            let offset = part * S::LANES;
            let unit = panel * UNITS + offset;
            if unit >= hidden {
                // Units that are only padding still need gates that a later pass can read.
                if let Some(gates) = &plan.gates {
                    for i in 0..M {
                        let index = (row + i) * steps + at;
                        let to = gates
                            .get()
                            .add((panel * rows * steps + index) * PANEL + offset);
                        for gate in 0..4 {
                            S::store(to.add(gate * UNITS), S::splat(0.0));
                        }
                    }
                }
                continue;
            }
            let units = hidden - unit;
            let w = weights.add(offset);
            let mut sums: Tile<S, M> = [[S::splat(0.0); 4]; M];
            for (gate, sum) in sums[0].iter_mut().enumerate() {
                *sum = S::load(w.add(gate * UNITS));
            }
            sums = [sums[0]; M];
            let left = |at, row| Left { at, row, step: 1 };
            let right = |at| Right {
                at,
                step: PANEL,
                gap: UNITS,
            };
            let w_ih = right(w.add(PANEL));
            accumulate::<S, M>(&mut sums, input, left(x, steps * input), w_ih);
            let w_hh = right(w.add((1 + input) * PANEL));
            accumulate::<S, M>(&mut sums, hidden, left(h_prev, stride), w_hh);
            for (i, sums) in sums.into_iter().enumerate() {
                let gate_i = sigmoid_v::<S>(sums[0]);
                let gate_f = sigmoid_v::<S>(sums[1]);
                let gate_g = tanh_v::<S>(sums[2]);
                let gate_o = sigmoid_v::<S>(sums[3]);
                let c = S::load_n(c_prev.add(i * stride + unit), units);
                let mut c = S::flush(S::fma(gate_f, c, S::mul(gate_i, gate_g)));
                let mut h = S::mul(gate_o, tanh_v::<S>(c));
                if plan.inputs.rests(row + i, at) {
                    c = S::load_n(c_prev.add(i * stride + unit), units);
                    h = S::load_n(h_prev.add(i * stride + unit), units);
                }
                let index = (row + i) * steps + at;
                S::store_n(plan.out.get().add(index * hidden + unit), units, h);
                S::store_n(plan.cells.get().add(index * hidden + unit), units, c);
                if k + 1 == steps {
                    S::store_n(plan.h.get().add((row + i) * hidden + unit), units, h);
                    S::store_n(plan.c.get().add((row + i) * hidden + unit), units, c);
                }
                if let Some(gates) = &plan.gates {
                    let to = gates
                        .get()
                        .add((panel * rows * steps + index) * PANEL + offset);
                    S::store(to, gate_i);
                    S::store(to.add(UNITS), gate_f);
                    S::store(to.add(2 * UNITS), gate_g);
                    S::store(to.add(3 * UNITS), gate_o);
                }
            }
        }
    }
}
