//! One forward and backward pass of every variant against PyTorch. The numbers are made by
//! `pytorch/make_fixture.py`, which has the same variants, programs and examples.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Gradients, Tensor};
use burn_store::{ModuleSnapshot, SafetensorsStore};
use lasynth_core::{Encoding, Example, Extent, Grid, Input, TokenId, Value, Vocabulary};
use lasynth_model::{Batch, ExecPeriod, Lasynth, ModelConfig};
use safetensors::SafeTensors;

const LOSSES: &str = include_str!("pytorch/losses.json");

struct Variant {
    name: &'static str,
    config: ModelConfig,
    encoding: Encoding,
    programs: [Vec<TokenId>; 3],
    /// The pairs shown with each program, by its number.
    examples: fn(i32) -> Vec<Example>,
    weights: &'static [u8],
    gradients: &'static [u8],
}

/// Pairs of lists of five.
fn five(shift: i32) -> Vec<Example> {
    let value = |x: i32| -> Vec<i32> {
        (0..5)
            .map(|j| (x * 7 + j * 3 + shift).rem_euclid(9) - 4)
            .collect()
    };
    (0..4)
        .map(|i| Example {
            input: Input::list(&value(i)),
            output: Value::List(value(2 * i + 1)),
        })
        .collect()
}

/// A list of 0 to 3 elements and an integer to a list of 0 to 6, both lists empty once.
fn lists(shift: i32) -> Vec<Example> {
    let value = |x: i32, length: i32| {
        let element = |j: i32| (x * 5 + j * 2 + shift).rem_euclid(9) - 4;
        Value::List((0..length).map(element).collect())
    };
    (0..4)
        .map(|i| {
            let lengths = [(0, 0), (3, 1), (1, 6), (2, 3)];
            let (short, long) = lengths[((i + shift) % 4) as usize];
            let number = (i - shift).rem_euclid(9) - 4;
            Example {
                input: Input(vec![value(i, short), Value::Int(number)]),
                output: value(i + 2, long),
            }
        })
        .collect()
}

/// Worlds of two sizes; the robot turns and leaves markers.
fn grids(shift: i32) -> Vec<Example> {
    (0..4)
        .map(|i| {
            let (rows, cols) = [(2, 3), (2, 2)][((i + shift) % 2) as usize];
            let world = |cell: u16| {
                let mut cells = vec![0; rows * cols];
                cells[3] = 1 << 4;
                cells[((i + shift) % 3) as usize] = cell;
                Value::Grid(Grid::new(rows, cols, cells).unwrap())
            };
            Example {
                input: world(1 << (i % 4)).into(),
                output: world(1 << ((i + 1) % 4) | 1 << (6 + shift)),
            }
        })
        .collect()
}

fn short() -> [Vec<TokenId>; 3] {
    [vec![3, 2, 4, 5, 2, 6, 1], vec![5, 2, 1], vec![4, 4, 4, 1]]
}

/// More than two of the paper's periods of 16 tokens, exactly two, and exactly one with the end token.
fn long() -> [Vec<TokenId>; 3] {
    let first = (0..36).map(|i| 3 + (7 * i + i / 5) % 4);
    [
        first.chain([1]).collect(),
        [vec![4; 32], vec![1]].concat(),
        [[5, 2, 6].repeat(5), vec![1]].concat(),
    ]
}

fn variants() -> Vec<Variant> {
    let mut all = Vec::new();
    macro_rules! variant {
        ($name:literal, $change:expr) => {
            let mut variant = Variant {
                name: $name,
                config: ModelConfig::new(4, 3),
                encoding: Encoding::list(5, -4, 4),
                programs: short(),
                examples: five,
                weights: include_bytes!(concat!("pytorch/", $name, ".weights.safetensors")),
                gradients: include_bytes!(concat!("pytorch/", $name, ".gradients.safetensors")),
            };
            let change: fn(&mut Variant) = $change;
            change(&mut variant);
            all.push(variant);
        };
    }
    variant!("base", |v| v.config = ModelConfig::new(6, 4));
    variant!("paper", |v| {
        v.config.decoder_cells = 2;
        v.config.exec_period = ExecPeriod::Tokens(16);
        v.programs = long();
    });
    variant!("token_period", |v| {
        v.config.decoder_cells = 2;
        v.config.exec_period = ExecPeriod::Tokens(3);
    });
    variant!("no_attention_in_decoding", |v| {
        v.config.no_attention_in_decoding = true;
    });
    variant!("no_op_predictor", |v| v.config.no_op_predictor = true);
    variant!("no_partial_executor", |v| {
        v.config.no_partial_executor = true;
    });
    variant!("no_executor", |v| v.config.no_executor = true);
    variant!("robustfill", |v| {
        v.config.no_executor = true;
        v.config.no_op_predictor = true;
        v.config.no_attention_in_decoding = true;
    });
    variant!("lists", |v| {
        v.config.no_op_predictor = true;
        v.examples = lists;
        let list = |longest| Extent::List {
            shortest: 0,
            longest,
        };
        v.encoding = Encoding::Integers {
            min: -4,
            max: 4,
            output: list(6),
            arguments: vec![list(3), Extent::Int],
        };
    });
    variant!("grids", |v| {
        v.config.no_op_predictor = true;
        v.examples = grids;
        v.encoding = Encoding::Grids {
            rows: 2,
            cols: 3,
            channels: Grid::CHANNELS,
            arguments: 1,
        };
    });
    all
}

/// Puts every parameter's gradient in its place, so that gradients can be saved by name.
struct ToGradients<'a>(&'a mut Gradients);

impl ModuleMapper for ToGradients<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let gradient = param.val().grad_remove(self.0);
        Param::from_tensor(gradient.unwrap_or_else(|| param.val().inner().zeros_like()))
    }
}

fn floats(tensor: &safetensors::tensor::TensorView<'_>) -> Vec<f32> {
    tensor
        .data()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

fn check(variant: &Variant) {
    let what = variant.name;
    let names = ["<s>", "end", ";", "x", "y", "z", "}"]
        .map(String::from)
        .to_vec();
    let vocabulary = Vocabulary::new(names, 1, vec![2, 6]);
    let device = Device::flex().autodiff();
    let (config, encoding) = (&variant.config, &variant.encoding);
    config.validate(encoding).unwrap();
    let mut network = Lasynth::new(config, encoding, vocabulary.len(), 0, &device);
    let mut store =
        SafetensorsStore::from_bytes(Some(variant.weights.to_vec())).skip_enum_variants(true);
    let applied = network.load_from(&mut store).unwrap();
    assert!(
        applied.missing.is_empty() && applied.unused.is_empty(),
        "{what}: {applied:?}"
    );

    let shown: Vec<_> = (0..3).map(variant.examples).collect();
    let items: Vec<_> = variant
        .programs
        .iter()
        .zip(&shown)
        .map(|(p, s)| (p.as_slice(), s.as_slice()))
        .collect();
    let batch = Batch::new(&items, config, encoding, &vocabulary, &device);
    let losses = network.loss(&batch);
    let expected: serde_json::Value = serde_json::from_str(LOSSES).unwrap();
    for (name, loss) in [
        ("program", &losses.program),
        ("execution", &losses.execution),
        ("operation", &losses.operation),
    ] {
        let found = f64::from(loss.clone().into_scalar::<f32>());
        let expected = expected[what][name].as_f64().unwrap();
        assert!(
            (found - expected).abs() <= 1e-5 * expected.abs(),
            "{what}: {name}: {found}, {expected}"
        );
    }

    let mut gradients = losses.total.backward();
    let gradients = network.map(&mut ToGradients(&mut gradients));
    let mut store = SafetensorsStore::from_bytes(None).skip_enum_variants(true);
    gradients.save_into(&mut store).unwrap();
    let found = store.get_bytes().unwrap();
    let found = SafeTensors::deserialize(&found).unwrap();
    let expected = SafeTensors::deserialize(variant.gradients).unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (name, expected) in expected.tensors() {
        let found = found.tensor(&name).unwrap();
        assert_eq!(found.shape(), expected.shape(), "{what}: {name}");
        let (found, expected) = (floats(&found), floats(&expected));
        let scale = expected.iter().fold(1e-2f32, |scale, x| scale.max(x.abs()));
        for (i, (f, e)) in found.iter().zip(&expected).enumerate() {
            assert!(
                (f - e).abs() < 1e-4 * scale,
                "{what}: gradient of {name}[{i}]: {f}, {e}"
            );
        }
    }
}

#[test]
fn losses_and_gradients_are_pytorchs() {
    for variant in variants() {
        check(&variant);
    }
}
