//! One forward and backward pass against PyTorch. The numbers are made by `pytorch/make_fixture.py`.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Gradients, Tensor};
use burn_store::{ModuleSnapshot, SafetensorsStore};
use lasynth_core::{Encoding, Example, TokenId, Value, Vocabulary};
use lasynth_model::{Batch, Lasynth, ModelConfig};
use safetensors::SafeTensors;

const ENCODING: Encoding = Encoding::ValueList {
    len: 5,
    min: -4,
    max: 4,
};
const PROGRAMS: [&[TokenId]; 3] = [&[3, 2, 4, 5, 2, 6, 1], &[5, 2, 1], &[4, 4, 4, 1]];
const WEIGHTS: &[u8] = include_bytes!("pytorch/weights.safetensors");
const GRADIENTS: &[u8] = include_bytes!("pytorch/gradients.safetensors");
const LOSSES: &str = include_str!("pytorch/losses.json");

fn examples(k: i32, shift: i32) -> Vec<Example> {
    let value = |x: i32| {
        Value::List(
            (0..5)
                .map(|j| (x * 7 + j * 3 + shift).rem_euclid(9) - 4)
                .collect(),
        )
    };
    (0..k)
        .map(|i| Example {
            input: value(i),
            output: value(2 * i + 1),
        })
        .collect()
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

#[test]
fn losses_and_gradients_are_pytorchs() {
    let names = ["<s>", "end", ";", "x", "y", "z", "}"]
        .map(String::from)
        .to_vec();
    let vocabulary = Vocabulary::new(names, 1, vec![2, 6]);
    let device = Device::flex().autodiff();
    let config = ModelConfig::new(6, 4);
    let mut network = Lasynth::new(&config, &ENCODING, vocabulary.len(), 0, &device);
    let mut store = SafetensorsStore::from_bytes(Some(WEIGHTS.to_vec())).skip_enum_variants(true);
    let applied = network.load_from(&mut store).unwrap();
    assert!(
        applied.missing.is_empty() && applied.unused.is_empty(),
        "{applied:?}"
    );

    let shown: Vec<_> = (0..3).map(|i| examples(4, i)).collect();
    let items: Vec<_> = PROGRAMS
        .iter()
        .zip(&shown)
        .map(|(p, s)| (*p, s.as_slice()))
        .collect();
    let batch = Batch::new(&items, &config, &ENCODING, &vocabulary, &device);
    let losses = network.loss(&batch);
    let expected: serde_json::Value = serde_json::from_str(LOSSES).unwrap();
    for (name, loss) in [
        ("program", &losses.program),
        ("execution", &losses.execution),
        ("operation", &losses.operation),
    ] {
        let found = f64::from(loss.clone().into_scalar::<f32>());
        let expected = expected[name].as_f64().unwrap();
        assert!(
            (found - expected).abs() < 1e-5 * expected.abs(),
            "{name}: {found}, {expected}"
        );
    }

    let mut gradients = losses.total.backward();
    let gradients = network.map(&mut ToGradients(&mut gradients));
    let mut store = SafetensorsStore::from_bytes(None).skip_enum_variants(true);
    gradients.save_into(&mut store).unwrap();
    let found = store.get_bytes().unwrap();
    let found = SafeTensors::deserialize(&found).unwrap();
    let expected = SafeTensors::deserialize(GRADIENTS).unwrap();
    assert_eq!(found.len(), expected.len());
    for (name, expected) in expected.tensors() {
        let found = found.tensor(&name).unwrap();
        assert_eq!(found.shape(), expected.shape(), "{name}");
        let (found, expected) = (floats(&found), floats(&expected));
        let scale = expected.iter().fold(1e-2f32, |scale, x| scale.max(x.abs()));
        for (i, (f, e)) in found.iter().zip(&expected).enumerate() {
            assert!(
                (f - e).abs() < 1e-4 * scale,
                "gradient of {name}[{i}]: {f}, {e}"
            );
        }
    }
}
