//! Integers and lists of integers: one position an element, one vector a value.
//!
//! The arguments stand one after the other. Where there are several, every element's embedding has its
//! argument's number added. Where input and output can differ in length, "no element here" is one more
//! class of a position with a vector of its own, so the latent executor learns lengths as well.

use super::operations::{OperationPredictor, OperationTable};
use super::{Outputs, Padding, Start};
use crate::config::ModelConfig;
use crate::decoder::Context;
use crate::encoder::PairEncoder;
use crate::executor::LatentExecutor;
use crate::init::Init;
use crate::network::cross_entropy;
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use lasynth_core::{Encoding, Example, Extent};
use lasynth_nn::Embedding;

/// What an encoding of integers comes to.
#[derive(Clone, Debug)]
struct Shape {
    min: i32,
    max: i32,
    arguments: Vec<Extent>,
    output: Extent,
}

impl Shape {
    fn of(encoding: &Encoding) -> Shape {
        match encoding.clone() {
            Encoding::Integers {
                min,
                max,
                output,
                arguments,
            } => Shape {
                min,
                max,
                arguments,
                output,
            },
            Encoding::Grids { .. } => unreachable!("a codec is made for its own encoding"),
        }
    }

    /// Whether every input has exactly as many elements as every output.
    fn one_length(&self) -> bool {
        let lengths: Option<Vec<usize>> = self.arguments.iter().map(|a| a.fixed()).collect();
        lengths.map(|lengths| lengths.iter().sum()) == self.output.fixed()
            && self.output.fixed().is_some()
    }

    /// The class of "no element here", behind those of the values.
    fn absent_class(&self) -> i32 {
        self.max - self.min + 1
    }
}

/// Inputs and outputs of a batch.
#[derive(Clone, Debug)]
pub(crate) struct IntegerRows {
    /// Elements as positions in the table of values, `[R, N]`.
    inputs: Tensor<2, Int>,
    outputs: Tensor<2, Int>,
    /// Elements counted from the smallest of the domain, `[R, N]`.
    input_classes: Tensor<2, Int>,
    output_classes: Tensor<2, Int>,
    /// Which argument each input element belongs to, their number where there is no element, `[R, N]`.
    arguments: Tensor<2, Int>,
}

/// One side of the pairs while it is put together, padded row by row.
#[derive(Default)]
struct Side {
    table: Vec<i32>,
    classes: Vec<i32>,
}

impl IntegerRows {
    /// The rows and the number of positions of each.
    pub fn new(
        examples: &[&Example],
        config: &ModelConfig,
        encoding: &Encoding,
        device: &Device,
    ) -> (IntegerRows, Vec<usize>) {
        let shape = Shape::of(encoding);
        let elements = |example: &Example| -> (Vec<(i32, i32)>, Vec<i32>) {
            let inputs = example.input.0.iter().zip(&shape.arguments).enumerate();
            let inputs = inputs.flat_map(|(number, (value, extent))| {
                let elements = extent.elements(value).unwrap_or_default();
                elements.iter().map(move |&x| (x, number as i32))
            });
            let output = shape.output.elements(&example.output).unwrap_or_default();
            (inputs.collect(), output.to_vec())
        };
        let pairs: Vec<_> = examples.iter().map(|example| elements(example)).collect();
        // Two empty lists make a row of one position without an element.
        let lengths: Vec<usize> = pairs
            .iter()
            .map(|(input, output)| input.len().max(output.len()).max(1))
            .collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let range = config.value_range as i32;
        let absent = (2 * range + 1, shape.absent_class());
        let push = |side: &mut Side, elements: &mut dyn Iterator<Item = i32>| {
            let end = side.table.len() + longest;
            for x in elements {
                side.table.push(x + range);
                side.classes.push(x - shape.min);
            }
            side.table.resize(end, absent.0);
            side.classes.resize(end, absent.1);
        };
        let (mut inputs, mut outputs) = (Side::default(), Side::default());
        let mut arguments = Vec::new();
        for (input, output) in &pairs {
            push(&mut inputs, &mut input.iter().map(|&(x, _)| x));
            push(&mut outputs, &mut output.iter().copied());
            let end = arguments.len() + longest;
            arguments.extend(input.iter().map(|&(_, number)| number));
            arguments.resize(end, shape.arguments.len() as i32);
        }
        let tensor = |data: Vec<i32>| {
            Tensor::<2, Int>::from_data(TensorData::new(data, [pairs.len(), longest]), device)
        };
        let rows = IntegerRows {
            inputs: tensor(inputs.table),
            outputs: tensor(outputs.table),
            input_classes: tensor(inputs.classes),
            output_classes: tensor(outputs.classes),
            arguments: tensor(arguments),
        };
        (rows, lengths)
    }

    /// See [`super::Codec::execution_losses`].
    pub fn execution_losses(&self, scores: Tensor<3>, times: usize) -> Tensor<1> {
        let [rows, n, classes] = scores.dims();
        let targets = self.output_classes.clone().reshape([rows / times * n]);
        cross_entropy(
            scores.reshape([rows * n, classes]),
            targets.repeat_dim(0, times),
        )
    }

    /// See [`super::Codec::operation_loss`].
    pub fn operation_loss(&self, scores: Tensor<2>) -> Tensor<1> {
        let [positions, _] = scores.dims();
        cross_entropy(scores, self.input_classes.clone().reshape([positions])).sum()
    }
}

/// The codec of integers.
#[derive(Module, Debug)]
pub(crate) struct IntegerCodec {
    /// Value embeddings, `[2 * value_range + 1, E]`, shared by inputs, outputs and the executor.
    values: Embedding,
    /// The vector of "no element here", `[1, E]`, where lengths differ.
    absent: Option<Embedding>,
    /// One vector an argument and one for no element, `[arguments + 1, E]`, where there are several.
    arguments: Option<Embedding>,
    pub(super) encoder: PairEncoder,
    pub(super) latent_executor: Option<LatentExecutor>,
    operation_predictor: Option<OperationPredictor>,
    #[module(skip)]
    layout: Layout,
}

/// What the codec needs to know besides its weights.
#[derive(Clone, Debug)]
struct Layout {
    /// Place of the smallest value in the table of values.
    first_value: usize,
    /// Number of values an element can have.
    count: usize,
    /// Of the operation predictor.
    operations: Option<OperationTable>,
}

impl IntegerCodec {
    /// See [`super::Codec::new`].
    pub fn new(config: &ModelConfig, encoding: &Encoding, init: &mut Init<'_>) -> Self {
        let shape = Shape::of(encoding);
        let width = config.embedding;
        let several = shape.arguments.len() > 1;
        IntegerCodec {
            values: init.embedding(2 * config.value_range + 1, width),
            absent: (!shape.one_length()).then(|| init.embedding(1, width)),
            arguments: several.then(|| init.embedding(shape.arguments.len() + 1, width)),
            encoder: PairEncoder::new(config, init),
            latent_executor: None,
            operation_predictor: None,
            layout: Layout {
                first_value: (config.value_range as i32 + shape.min) as usize,
                count: shape.absent_class() as usize,
                operations: (!config.no_op_predictor)
                    .then(|| OperationTable::new(shape.min, shape.max, config.value_range)),
            },
        }
    }

    /// See [`super::Codec::with_executor`].
    pub fn with_executor(mut self, config: &ModelConfig, init: &mut Init<'_>) -> Self {
        self.latent_executor = (!config.no_executor).then(|| LatentExecutor::new(config, init));
        self.operation_predictor = self
            .layout
            .operations
            .as_ref()
            .map(|table| OperationPredictor::new(config, table.operations, init));
        self
    }

    /// Embeddings of everything that has a place in the table of values, `[2 * value_range + 1, E]`, and
    /// of "no element here" behind them.
    fn table(&self) -> Tensor<2> {
        let values = self.values.weight.val();
        match &self.absent {
            Some(absent) => Tensor::cat(vec![values, absent.weight.val()], 0),
            None => values,
        }
    }

    /// Embeddings of what a position may hold, `[C, E]`.
    pub fn choices(&self) -> Tensor<2> {
        let Layout {
            first_value, count, ..
        } = self.layout;
        let values = self.values.weight.val();
        let [_, width] = values.dims();
        let values = values.slice([first_value..first_value + count, 0..width]);
        match &self.absent {
            Some(absent) => Tensor::cat(vec![values, absent.weight.val()], 0),
            None => values,
        }
    }

    /// See [`super::Codec::start`].
    pub fn start(&self, rows: &IntegerRows, padding: Option<&Padding>) -> Start {
        let embed = |places: Tensor<2, Int>| {
            let [rows, n] = places.dims();
            let vectors = self.table().select(0, places.reshape([rows * n]));
            vectors.reshape([rows as isize, n as isize, -1])
        };
        let mut estimate = embed(rows.inputs.clone());
        if let Some(arguments) = &self.arguments {
            estimate = estimate + arguments.forward(rows.arguments.clone());
        }
        let outputs = embed(rows.outputs.clone());
        let pairs = self
            .encoder
            .pairs(estimate.clone(), outputs.clone(), padding);
        let operation_scores = self.operation_predictor.as_ref().zip(self.operations());
        let operation_scores = operation_scores.map(|(predictor, table)| {
            predictor.output_scores(outputs, self.values.weight.val(), table)
        });
        Start {
            estimate,
            x: pairs.x,
            state: pairs.state,
            outputs: Outputs {
                y0: pairs.y0,
                operation_scores,
                padding: padding.cloned(),
            },
        }
    }

    fn operations(&self) -> Option<&OperationTable> {
        self.layout.operations.as_ref()
    }

    /// See [`super::Codec::context`].
    pub fn context(
        &self,
        estimate: Tensor<3>,
        x: Tensor<3>,
        outputs: &Outputs,
    ) -> (Context, Option<Tensor<2>>) {
        let [rows, n, width] = estimate.dims();
        let padding = outputs.padding.as_ref();
        let y = self.encoder.cross(x.clone(), outputs.y0.clone(), padding);
        let (op, input_scores) = match (&self.operation_predictor, &outputs.operation_scores) {
            (Some(predictor), Some(output_scores)) => {
                let input_scores = predictor.input_scores(estimate, self.choices());
                let mixture = predictor.mixture(input_scores.clone(), output_scores.clone());
                let op = self
                    .encoder
                    .inputs(mixture.reshape([rows, n, width]), padding);
                (Some(op), Some(input_scores))
            }
            _ => (None, None),
        };
        (Context { x, y, op }, input_scores)
    }

    /// See [`super::Codec::estimate`].
    pub fn estimate(&self, scores: Tensor<3>) -> Tensor<3> {
        let [rows, n, classes] = scores.dims();
        let choices = self.choices();
        let width = choices.dims()[1];
        activation::softmax(scores, 2)
            .reshape([rows * n, classes])
            .matmul(choices)
            .reshape([rows, n, width])
    }
}
