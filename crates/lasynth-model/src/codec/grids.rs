//! Grids: one position a cell, whose embedding is the sum of those of its channels.
//!
//! A grid stands in a border of one cell on every side, which has a channel to itself as in the tensor of
//! Bunel et al. (2018): read row after row, the border says where a row ends and how large the grid is.
//! Each channel of a cell is a yes or no of its own: the executor gives each a logistic probability.

use super::{Outputs, Padding, Start};
use crate::config::ModelConfig;
use crate::decoder::Context;
use crate::encoder::PairEncoder;
use crate::executor::LatentExecutor;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use lasynth_core::{Encoding, Example, Grid, Value};
use lasynth_nn::Embedding;

/// The channel of the border, which no cell of a [`Grid`] has.
const BORDER: u16 = 1 << 5;

/// The cells of a grid with its border, row after row from the bottom.
fn bordered(grid: &Grid) -> Vec<u16> {
    let side = vec![BORDER; grid.cols() + 2];
    let mut cells = side.clone();
    for row in grid.cells().chunks(grid.cols()) {
        cells.push(BORDER);
        cells.extend_from_slice(row);
        cells.push(BORDER);
    }
    cells.extend(side);
    cells
}

fn cells(value: &Value) -> Vec<u16> {
    match value {
        Value::Grid(grid) => bordered(grid),
        Value::Int(_) | Value::List(_) => Vec::new(),
    }
}

/// Inputs and outputs of a batch.
#[derive(Clone, Debug)]
pub(crate) struct GridRows {
    /// 1 where a cell has a channel, else 0, `[R, N, channels]`.
    inputs: Tensor<3>,
    outputs: Tensor<3>,
    /// Which argument each input cell belongs to, their number where there is no cell, `[R, N]`.
    arguments: Tensor<2, Int>,
}

impl GridRows {
    /// The rows and the number of positions of each.
    pub fn new(examples: &[&Example], device: &Device) -> (GridRows, Vec<usize>) {
        let several = examples.first().map_or(1, |example| example.input.0.len());
        let pairs: Vec<(Vec<Vec<u16>>, Vec<u16>)> = examples
            .iter()
            .map(|example| {
                let inputs = example.input.0.iter().map(cells).collect();
                (inputs, cells(&example.output))
            })
            .collect();
        let lengths: Vec<usize> = pairs
            .iter()
            .map(|(inputs, output)| inputs.iter().map(Vec::len).sum::<usize>().max(output.len()))
            .collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let rows = pairs.len();
        let mut inputs = Vec::with_capacity(rows * longest);
        let mut outputs = Vec::with_capacity(rows * longest);
        let mut arguments = Vec::with_capacity(rows * longest);
        for (row, (input, output)) in pairs.iter().enumerate() {
            for (number, cells) in input.iter().enumerate() {
                inputs.extend_from_slice(cells);
                arguments.resize(inputs.len(), number as i32);
            }
            outputs.extend_from_slice(output);
            let end = (row + 1) * longest;
            inputs.resize(end, 0);
            outputs.resize(end, 0);
            arguments.resize(end, several as i32);
        }
        let bits = |cells: Vec<u16>| {
            let bits = cells.iter().flat_map(|cell| {
                (0..Grid::CHANNELS).map(move |channel| f32::from(cell >> channel & 1))
            });
            let data = TensorData::new(bits.collect(), [rows, longest, Grid::CHANNELS]);
            Tensor::<3>::from_data(data, device)
        };
        let rows = GridRows {
            inputs: bits(inputs),
            outputs: bits(outputs),
            arguments: Tensor::from_data(TensorData::new(arguments, [rows, longest]), device),
        };
        (rows, lengths)
    }

    /// See [`super::Codec::execution_losses`]: the nats of a position are those of its channels together.
    pub fn execution_losses(&self, scores: Tensor<3>, times: usize) -> Tensor<1> {
        let [rows, n, _] = scores.dims();
        let targets = self.outputs.clone().repeat_dim(0, times);
        // -log of the logistic probability of the truth: max(s, 0) - s t + log(1 + e^-|s|).
        let tail = scores.clone().abs().neg().exp().log1p();
        let losses = activation::relu(scores.clone()) - scores * targets + tail;
        losses.sum_dim(2).reshape([rows * n])
    }
}

/// The codec of grids.
#[derive(Module, Debug)]
pub(crate) struct GridCodec {
    /// Channel embeddings, `[channels, E]`, shared by inputs, outputs and the executor.
    pub(super) channels: Embedding,
    /// One vector an argument and one for no cell, `[arguments + 1, E]`, where there are several.
    arguments: Option<Embedding>,
    pub(super) encoder: PairEncoder,
    pub(super) latent_executor: Option<LatentExecutor>,
}

impl GridCodec {
    /// See [`super::Codec::new`].
    pub fn new(config: &ModelConfig, encoding: &Encoding, init: &mut Init<'_>) -> Self {
        let arguments = encoding.arguments();
        GridCodec {
            channels: init.embedding(Grid::CHANNELS, config.embedding),
            arguments: (arguments > 1).then(|| init.embedding(arguments + 1, config.embedding)),
            encoder: PairEncoder::new(config, init),
            latent_executor: None,
        }
    }

    /// See [`super::Codec::with_executor`].
    pub fn with_executor(mut self, config: &ModelConfig, init: &mut Init<'_>) -> Self {
        self.latent_executor = (!config.no_executor).then(|| LatentExecutor::new(config, init));
        self
    }

    /// The sum of channel embeddings, each by its weight: `[rows, N, channels]` to `[rows, N, E]`.
    fn mixture(&self, weights: Tensor<3>) -> Tensor<3> {
        let [rows, n, channels] = weights.dims();
        let embeddings = self.channels.weight.val();
        let width = embeddings.dims()[1];
        weights
            .reshape([rows * n, channels])
            .matmul(embeddings)
            .reshape([rows, n, width])
    }

    /// See [`super::Codec::start`].
    pub fn start(&self, rows: &GridRows, padding: Option<&Padding>) -> Start {
        let mut estimate = self.mixture(rows.inputs.clone());
        if let Some(arguments) = &self.arguments {
            estimate = estimate + arguments.forward(rows.arguments.clone());
        }
        let outputs = self.mixture(rows.outputs.clone());
        let pairs = self.encoder.pairs(estimate.clone(), outputs, padding);
        Start {
            estimate,
            x: pairs.x,
            state: pairs.state,
            outputs: Outputs {
                y0: pairs.y0,
                operation_scores: None,
                padding: padding.cloned(),
            },
        }
    }

    /// See [`super::Codec::context`].
    pub fn context(&self, x: Tensor<3>, outputs: &Outputs) -> Context {
        let padding = outputs.padding.as_ref();
        let y = self.encoder.cross(x.clone(), outputs.y0.clone(), padding);
        Context { x, y, op: None }
    }

    /// See [`super::Codec::estimate`].
    pub fn estimate(&self, scores: Tensor<3>) -> Tensor<3> {
        self.mixture(activation::sigmoid(scores))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_frames_the_cells() {
        let grid = Grid::new(2, 3, vec![1, 16, 0, 0, 64, 0]).unwrap();
        let b = BORDER;
        assert_eq!(
            bordered(&grid),
            [
                [b, b, b, b, b],
                [b, 1, 16, 0, b],
                [b, 0, 64, 0, b],
                [b, b, b, b, b]
            ]
            .concat()
        );
    }
}
