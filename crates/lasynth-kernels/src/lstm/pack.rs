//! Weights in the order in which the register tiles read them.

use rayon::prelude::*;

use super::{LstmShape, LstmWeights, PANEL, UNITS};
use crate::Buffer;
use crate::size::elements;

/// For the forward pass: `[panel][bias, then input rows, then hidden rows][gate][unit]`.
pub(super) fn gates(shape: &LstmShape, weights: &LstmWeights<'_>) -> Buffer {
    let hidden = shape.hidden;
    let depth = 1 + shape.input + hidden;
    let mut packed = Buffer::new(elements("packed weights", &[shape.panels(), depth, PANEL]));
    packed
        .par_chunks_mut(depth * PANEL)
        .enumerate()
        .for_each(|(panel, to)| {
            let unit = panel * UNITS;
            let units = UNITS.min(hidden - unit);
            let rows = weights
                .bias
                .chunks_exact(4 * hidden)
                .chain(weights.w_ih.chunks_exact(4 * hidden))
                .chain(weights.w_hh.chunks_exact(4 * hidden));
            for (to, from) in to.chunks_exact_mut(PANEL).zip(rows) {
                for (gate, to) in to.chunks_exact_mut(UNITS).enumerate() {
                    let from = &from[gate * hidden + unit..][..units];
                    to[..units].copy_from_slice(from);
                    to[units..].fill(0.0);
                }
            }
        });
    packed
}

/// For the backward pass: the transpose of `w` `[columns, 4 hidden]` as
/// `[64 columns each][panel][gate][unit][column]`.
pub(super) fn transposed(shape: &LstmShape, w: &[f32], columns: usize) -> Buffer {
    let hidden = shape.hidden;
    let depth = shape.panels() * PANEL;
    let mut packed = Buffer::new(elements(
        "packed weights",
        &[columns.div_ceil(PANEL), depth, PANEL],
    ));
    packed
        .par_chunks_mut(PANEL * PANEL)
        .enumerate()
        .for_each(|(block, to)| {
            let (first, panel) = (block / shape.panels() * PANEL, block % shape.panels());
            let unit = panel * UNITS;
            let units = UNITS.min(hidden - unit);
            let count = PANEL.min(columns - first);
            if units < UNITS || count < PANEL {
                to.fill(0.0);
            }
            for gate in 0..4 {
                let to = &mut to[gate * UNITS * PANEL..][..UNITS * PANEL];
                for column in 0..count {
                    let from = &w[(first + column) * 4 * hidden + gate * hidden + unit..][..units];
                    for (u, &value) in from.iter().enumerate() {
                        to[u * PANEL + column] = value;
                    }
                }
            }
        });
    packed
}
