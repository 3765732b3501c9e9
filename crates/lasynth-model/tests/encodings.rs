//! Networks for every kind of values: decoding against teacher forcing, rows of different lengths, learning.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Gradients, Tensor, activation};
use lasynth_core::{Encoding, Example, Extent, Grid, Input, Policy, TokenId, Value, Vocabulary};
use lasynth_model::{Batch, ExecPeriod, Lasynth, ModelConfig, NeuralPolicy};

fn vocabulary() -> Vocabulary {
    let names = ["<s>", "end", ";", "x", "y", "z", "}"]
        .map(String::from)
        .to_vec();
    Vocabulary::new(names, 1, vec![2, 6])
}

/// Moves every parameter by the same step against its gradient.
struct Descent<'a>(&'a Gradients);

impl ModuleMapper for Descent<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let value = param.val();
        let Some(gradient) = value.grad(self.0) else {
            return param;
        };
        let moved = value.inner() - gradient.sign() * 1e-2;
        Param::from_tensor(Tensor::from_inner(moved).require_grad())
    }
}

const PROGRAMS: [&[TokenId]; 3] = [&[3, 2, 4, 5, 2, 6, 1], &[5, 2, 1], &[4, 4, 4, 1]];

/// A kind of values with pairs of any number.
struct Case {
    name: &'static str,
    encoding: Encoding,
    pair: fn(usize) -> Example,
}

fn integers(arguments: Vec<Extent>, output: Extent) -> Encoding {
    Encoding::Integers {
        min: -8,
        max: 8,
        output,
        arguments,
    }
}

fn up_to(longest: usize) -> Extent {
    Extent::List {
        shortest: 0,
        longest,
    }
}

fn number(n: usize) -> i32 {
    (n * 7 % 17) as i32 - 8
}

fn list(n: usize, len: usize) -> Vec<i32> {
    (0..len).map(|i| number(n + 3 * i)).collect()
}

/// A world with a robot in the first cell that faces north or east.
fn world(rows: usize, cols: usize, n: usize) -> Value {
    let mut cells = vec![0; rows * cols];
    cells[0] = 1 << (n % 2);
    cells[1] = 1 << (6 + n % 3);
    Value::Grid(Grid::new(rows, cols, cells).unwrap())
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "lists of five",
            encoding: integers(vec![Extent::exactly(5)], Extent::exactly(5)),
            pair: |n| Example {
                input: Input::list(&list(n, 5)),
                output: Value::List(list(n + 1, 5)),
            },
        },
        Case {
            name: "lists up to six",
            encoding: integers(vec![up_to(6)], up_to(6)),
            // Both lists empty once, and each alone.
            pair: |n| Example {
                input: Input::list(&list(n, [0, 6, 0, 2, 4][n % 5])),
                output: Value::List(list(n + 1, [0, 0, 3, 2, 6][n % 5])),
            },
        },
        Case {
            name: "two integers to one",
            encoding: integers(vec![Extent::Int, Extent::Int], Extent::Int),
            pair: |n| Example {
                input: Input(vec![Value::Int(number(n)), Value::Int(number(5 * n))]),
                output: Value::Int(number(n + 2)),
            },
        },
        Case {
            name: "a list and an integer to a list",
            encoding: integers(vec![up_to(4), Extent::Int], up_to(8)),
            pair: |n| Example {
                input: Input(vec![Value::List(list(n, n % 5)), Value::Int(number(n))]),
                output: Value::List(list(n + 1, 2 * n % 9)),
            },
        },
        Case {
            name: "grids",
            encoding: Encoding::Grids {
                rows: 3,
                cols: 3,
                channels: Grid::CHANNELS,
                arguments: 1,
            },
            pair: |n| Example {
                input: world(2 + n % 2, 2, n).into(),
                output: world(2 + n % 2, 2, n + 1),
            },
        },
        Case {
            name: "two grids to one",
            encoding: Encoding::Grids {
                rows: 3,
                cols: 3,
                channels: Grid::CHANNELS,
                arguments: 2,
            },
            pair: |n| Example {
                input: Input(vec![world(2, 2, n), world(2, 2 + n % 2, n + 1)]),
                output: world(2, 2, n + 1),
            },
        },
    ]
}

impl Case {
    fn config(&self, embedding: usize, hidden: usize) -> ModelConfig {
        let config = ModelConfig {
            // Large first weights, so that the parts of the network matter for its output.
            init: 0.4,
            embedding_init: 0.5,
            no_op_predictor: !self.encoding.positions_correspond(),
            ..ModelConfig::new(embedding, hidden)
        };
        config.validate(&self.encoding).unwrap();
        config
    }

    fn network(&self, config: &ModelConfig, device: &Device) -> Lasynth {
        Lasynth::new(config, &self.encoding, vocabulary().len(), 7, device)
    }

    fn pairs(&self, numbers: std::ops::Range<usize>) -> Vec<Example> {
        numbers.map(self.pair).collect()
    }

    fn batch(
        &self,
        items: &[(&[TokenId], &[Example])],
        config: &ModelConfig,
        device: &Device,
    ) -> Batch {
        Batch::new(items, config, &self.encoding, &vocabulary(), device)
    }
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() < tolerance, "{what} at {i}: {f} and {e}");
    }
}

#[test]
fn decoding_step_by_step_gives_the_teacher_forced_probabilities() {
    let device = Device::flex();
    let vocabulary = vocabulary();
    for case in cases() {
        let mut config = case.config(12, 8);
        if case.name == "two grids to one" {
            config.exec_period = ExecPeriod::Tokens(2);
            config.decoder_cells = 2;
        }
        let network = case.network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| case.pairs(3 * i..3 * i + 4)).collect();
        let items: Vec<_> = PROGRAMS
            .iter()
            .zip(&shown)
            .map(|(program, pairs)| (*program, pairs.as_slice()))
            .collect();
        let batch = case.batch(&items, &config, &device);
        let expected = floats(activation::log_softmax(network.forward(&batch).logits, 1));
        let policy = NeuralPolicy::new(
            "test",
            network,
            case.encoding.clone(),
            vocabulary.clone(),
            device.clone(),
        );
        let v = vocabulary.len();
        for (b, program) in PROGRAMS.iter().enumerate() {
            let mut decoding = policy.begin(&shown[b]);
            for (t, &token) in program.iter().enumerate() {
                let found = decoding.log_probs();
                // From the second token on there are two hypotheses; the second follows the program.
                let found = &found[found.len() - v..];
                let what = format!("{}, program {b}, token {t}", case.name);
                assert_close(&what, found, &expected[(b * 7 + t) * v..][..v], 2e-4);
                decoding.advance(&[(0, 5), (usize::from(t > 0), token)]);
            }
        }
    }
}

#[test]
fn a_program_does_not_see_how_long_the_others_rows_are() {
    let device = Device::flex();
    for case in cases() {
        let config = case.config(12, 8);
        let network = case.network(&config, &device);
        let shown: Vec<_> = (0..5).map(|n| case.pairs(n..n + 1)).collect();
        let items: Vec<(&[TokenId], &[Example])> = shown
            .iter()
            .map(|pairs| (PROGRAMS[0], pairs.as_slice()))
            .collect();
        let together = network.forward(&case.batch(&items, &config, &device));
        let together_loss = floats(together.execution)[0];
        let together = floats(together.logits);
        let mut sum = 0.0;
        for (part, item) in together.chunks(together.len() / items.len()).zip(&items) {
            let alone = network.forward(&case.batch(&[*item], &config, &device));
            sum += floats(alone.execution)[0] / items.len() as f32;
            assert_close(case.name, &floats(alone.logits), part, 1e-5);
        }
        assert!(
            (sum - together_loss).abs() < 1e-5 * sum,
            "{}: {sum} and {together_loss}",
            case.name
        );
    }
}

#[test]
fn arguments_are_told_apart() {
    let device = Device::flex();
    let case = cases().remove(2);
    let config = case.config(12, 8);
    let network = case.network(&config, &device);
    let with = |a: i32, b: i32| {
        let pairs = [Example {
            input: Input(vec![Value::Int(a), Value::Int(b)]),
            output: Value::Int(3),
        }];
        let batch = case.batch(&[(PROGRAMS[0], &pairs)], &config, &device);
        floats(network.forward(&batch).logits)
    };
    assert_eq!(with(1, 2), with(1, 2));
    assert_ne!(with(1, 2), with(2, 1));

    // The element 2 belongs to the list, then to the integer, of rows that are otherwise the same.
    let case = cases().remove(3);
    let config = case.config(12, 8);
    let network = case.network(&config, &device);
    let with = |list: &[i32], last: i32| {
        let pairs = [Example {
            input: Input(vec![Value::List(list.to_vec()), Value::Int(last)]),
            output: Value::List(vec![1, 2, 3, 4]),
        }];
        let batch = case.batch(&[(PROGRAMS[0], &pairs)], &config, &device);
        floats(network.forward(&batch).logits)
    };
    assert_ne!(with(&[1, 2], 2), with(&[1], 2));
    assert_ne!(with(&[], 2), with(&[2], 2));
}

#[test]
fn a_few_steps_of_training_lower_every_loss() {
    let device = Device::flex().autodiff();
    for case in cases() {
        let config = case.config(16, 12);
        let mut network = case.network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| case.pairs(3 * i..3 * i + 4)).collect();
        let items: Vec<_> = PROGRAMS
            .iter()
            .zip(&shown)
            .map(|(program, pairs)| (*program, pairs.as_slice()))
            .collect();
        let batch = case.batch(&items, &config, &device);
        let mut all = Vec::new();
        for _ in 0..60 {
            let losses = network.loss(&batch);
            all.push((floats(losses.program)[0], floats(losses.execution)[0]));
            let gradients = losses.total.backward();
            network = network.map(&mut Descent(&gradients));
        }
        let (first, last) = (all[0], all[all.len() - 1]);
        let name = case.name;
        assert!(
            last.0 < 0.5 * first.0,
            "{name}: L_Prog {first:?} to {last:?}"
        );
        assert!(
            last.1 < 0.6 * first.1,
            "{name}: L_Exec {first:?} to {last:?}"
        );
    }
}

#[test]
fn configurations_that_do_not_fit_their_values_are_refused() {
    let cases = cases();
    let message = |config: &ModelConfig, encoding: &Encoding| {
        config.validate(encoding).unwrap_err().to_string()
    };
    let config = ModelConfig::new(4, 4);
    for case in &cases[1..] {
        let message = message(&config, &case.encoding);
        assert!(message.starts_with("model.no_op_predictor = false: expected true"));
    }
    let mut config = ModelConfig::new(4, 4);
    config.value_range = 15;
    assert_eq!(
        message(&config, &cases[0].encoding),
        "model.value_range = 15: expected 16 to 1048576, for sums and differences of values in -8..=8"
    );
    config.no_op_predictor = true;
    assert!(config.validate(&cases[0].encoding).is_ok());
    config.value_range = 7;
    assert_eq!(
        message(&config, &cases[1].encoding),
        "model.value_range = 7: expected 8 to 1048576, for values in -8..=8"
    );
    assert!(config.validate(&cases[4].encoding).is_ok());
    assert_eq!(
        message(&config, &integers(vec![], Extent::Int)),
        "encoding = 0 arguments: expected at least 1"
    );
}

#[test]
#[should_panic(
    expected = "an example for another model: the output is a list of 7 elements, the model reads a list of 0 to 6 elements"
)]
fn examples_that_do_not_fit_are_refused() {
    let case = cases().remove(1);
    let pairs = [Example {
        input: Input::list(&[1]),
        output: Value::List(vec![0; 7]),
    }];
    case.batch(
        &[(PROGRAMS[0], &pairs)],
        &case.config(4, 4),
        &Device::flex(),
    );
}
