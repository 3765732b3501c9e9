//! The network as a whole: teacher forcing against step-by-step decoding, variants, saving.

use burn::tensor::{Device, activation};
use lasynth_core::{Encoding, Example, Policy, TokenId, Value, Vocabulary};
use lasynth_model::{
    Batch, ExecPeriod, Lasynth, ModelCard, ModelConfig, NeuralPolicy, Precision, TrainingRecord,
    load_model, save_model,
};

fn encoding() -> Encoding {
    Encoding::list(5, -4, 4)
}

fn vocabulary() -> Vocabulary {
    let names = ["<s>", "end", ";", "x", "y", "z", "}"]
        .map(String::from)
        .to_vec();
    Vocabulary::new(names, 1, vec![2, 6])
}

fn examples(k: usize, shift: i32) -> Vec<Example> {
    let wrap = |x: i32| {
        Value::List(
            (0..5)
                .map(|j| (x * 7 + j * 3 + shift).rem_euclid(9) - 4)
                .collect(),
        )
    };
    (0..k as i32)
        .map(|i| Example {
            input: wrap(i).into(),
            output: wrap(2 * i + 1),
        })
        .collect()
}

const PROGRAMS: [&[TokenId]; 3] = [&[3, 2, 4, 5, 2, 6, 1], &[5, 2, 1], &[4, 4, 4, 1]];

fn variants() -> Vec<(&'static str, ModelConfig)> {
    // Large first weights, so that the parts of the network matter for its output.
    let base = ModelConfig {
        init: 0.5,
        ..ModelConfig::new(12, 8)
    };
    let mut variants = vec![("LaSynth", base.clone())];
    let mut variant = |name, change: fn(&mut ModelConfig)| {
        let mut config = base.clone();
        change(&mut config);
        variants.push((name, config));
    };
    variant("reference decoder", |c| c.decoder_cells = 2);
    variant("token period", |c| c.exec_period = ExecPeriod::Tokens(2));
    variant("one layer", |c| c.layers = 1);
    variant("NoAttentionInDecoding", |c| {
        c.no_attention_in_decoding = true
    });
    variant("NoOpPredictor", |c| c.no_op_predictor = true);
    variant("NoPartialExecutor", |c| c.no_partial_executor = true);
    variant("NoExecutor", |c| c.no_executor = true);
    variant("RobustFill", |c| {
        c.no_attention_in_decoding = true;
        c.no_op_predictor = true;
        c.no_executor = true;
    });
    variants
}

fn network(config: &ModelConfig, device: &Device) -> Lasynth {
    Lasynth::new(config, &encoding(), vocabulary().len(), 7, device)
}

/// Log-probabilities of every target under teacher forcing.
fn teacher_forced(network: &Lasynth, device: &Device, shown: &[Vec<Example>]) -> Vec<f32> {
    let items: Vec<_> = PROGRAMS
        .iter()
        .zip(shown)
        .map(|(program, pairs)| (*program, pairs.as_slice()))
        .collect();
    let batch = Batch::new(&items, network.config(), &encoding(), &vocabulary(), device);
    activation::log_softmax(network.forward(&batch).logits, 1)
        .into_data()
        .try_into_vec()
        .unwrap()
}

#[test]
fn decoding_step_by_step_gives_the_teacher_forced_probabilities() {
    let device = Device::flex();
    let vocabulary = vocabulary();
    for (name, config) in variants() {
        let network = network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| examples(4, i)).collect();
        let expected = teacher_forced(&network, &device, &shown);
        let policy = NeuralPolicy::new(
            "test",
            network,
            encoding(),
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
                let expected = &expected[(b * 7 + t) * v..][..v];
                for (f, e) in found.iter().zip(expected) {
                    assert!(
                        (f - e).abs() < 2e-4,
                        "{name}, program {b}, token {t}: {f} and {e}"
                    );
                }
                let parent = usize::from(t > 0);
                decoding.advance(&[(0, 5), (parent, token)]);
            }
        }
    }
}

#[test]
fn estimates_matter_to_the_tokens_after_them() {
    // With and without partial execution the same weights give other probabilities, but only after
    // the first statement.
    let device = Device::flex();
    let config = variants().remove(0).1;
    let still = ModelConfig {
        no_partial_executor: true,
        ..config.clone()
    };
    let shown: Vec<_> = (0..3).map(|i| examples(4, i)).collect();
    let moving = teacher_forced(&network(&config, &device), &device, &shown);
    let still = teacher_forced(&network(&still, &device), &device, &shown);
    let v = vocabulary().len();
    let difference = |t: usize| -> f32 {
        (t * v..(t + 1) * v)
            .map(|i| (moving[i] - still[i]).abs())
            .sum()
    };
    assert!(difference(0) < 1e-4 && difference(1) < 1e-4);
    assert!(difference(2) > 1e-4, "{}", difference(2));
}

#[test]
fn every_variant_has_finite_losses_and_gradients() {
    let device = Device::flex().autodiff();
    for (name, config) in variants() {
        let network = network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| examples(5, i)).collect();
        let items: Vec<_> = PROGRAMS
            .iter()
            .zip(&shown)
            .map(|(program, pairs)| (*program, pairs.as_slice()))
            .collect();
        let batch = Batch::new(&items, &config, &encoding(), &vocabulary(), &device);
        let losses = network.loss(&batch);
        assert_eq!(losses.tokens, 14);
        let value = |tensor: &burn::tensor::Tensor<1>| tensor.clone().into_scalar::<f32>();
        assert!(value(&losses.program) > 0.0, "{name}");
        assert_eq!(
            value(&losses.execution) > 0.0,
            !config.no_executor,
            "{name}"
        );
        assert_eq!(
            value(&losses.operation) > 0.0,
            !config.no_op_predictor,
            "{name}"
        );
        let gradients = losses.total.backward();
        let norm = lasynth_nn::global_norm(&network, &gradients);
        assert!(norm.is_finite() && norm > 0.0, "{name}: {norm}");
    }
}

fn card(config: &ModelConfig, precision: Precision) -> ModelCard {
    ModelCard {
        format: lasynth_model::FORMAT,
        name: "test".into(),
        domain: "toy".into(),
        precision,
        encoding: encoding(),
        config: config.clone(),
        training: TrainingRecord::default(),
        accuracy: Vec::new(),
        vocabulary: vocabulary(),
    }
}

#[test]
fn saving_and_loading_keeps_the_weights() {
    let device = Device::flex();
    for (name, config) in variants() {
        let saved = network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| examples(2, i)).collect();
        let before = teacher_forced(&saved, &device, &shown);
        for (precision, tolerance) in [(Precision::F32, 0.0), (Precision::F16, 3e-2)] {
            let card = card(&config, precision);
            let (text, bytes) = save_model(&saved, &card).unwrap();
            let width = safetensors::SafeTensors::deserialize(&bytes).unwrap();
            let expected = match precision {
                Precision::F16 => safetensors::Dtype::F16,
                Precision::F32 => safetensors::Dtype::F32,
            };
            for (tensor, view) in width.tensors() {
                assert_eq!(view.dtype(), expected, "{name}: {tensor}");
            }
            let (loaded, read) =
                load_model(&text, bytes, "toy", &encoding(), &vocabulary(), &device).unwrap();
            assert_eq!(read, card);
            let after = teacher_forced(&loaded, &device, &shown);
            let worst = before
                .iter()
                .zip(&after)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0f32, f32::max);
            assert!(worst <= tolerance, "{name} {precision:?}: {worst}");
        }
    }
}

/// A model as format 1 had it: other names of tensors, one form of encoding.
fn as_format_1(text: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let (length, rest) = bytes.split_at(8);
    let length = u64::from_le_bytes(length.try_into().unwrap()) as usize;
    let mut header = String::from_utf8(rest[..length].to_vec()).unwrap();
    for (new, old) in [
        ("codec.encoder.cross_attention.", "encoder.cross."),
        ("codec.latent_executor.", "executor."),
        ("operation_embedding.", "operations."),
        ("codec.operation_predictor.", "operations."),
        ("codec.", ""),
        ("token_embedding.", "tokens."),
        ("example_pooling.", "pool."),
        ("token_attention.", "history."),
        ("first_token.", "first."),
    ] {
        header = header.replace(new, old);
    }
    let mut old = (header.len() as u64).to_le_bytes().to_vec();
    old.extend(header.bytes());
    old.extend(&rest[length..]);
    let mut card: toml::Table = text.parse().unwrap();
    card.insert("format".into(), 1.into());
    let encoding: toml::Table = "kind = 'value_list'\nlen = 5\nmin = -4\nmax = 4"
        .parse()
        .unwrap();
    card.insert("encoding".into(), encoding.into());
    (card.to_string(), old)
}

#[test]
fn models_of_the_first_format_are_read() {
    let device = Device::flex();
    for (name, config) in variants() {
        let saved = network(&config, &device);
        let shown: Vec<_> = (0..3).map(|i| examples(2, i)).collect();
        let (text, bytes) = save_model(&saved, &card(&config, Precision::F32)).unwrap();
        let (text, bytes) = as_format_1(&text, &bytes);
        let (loaded, read) =
            load_model(&text, bytes, "toy", &encoding(), &vocabulary(), &device).unwrap();
        assert_eq!(read.format, 1);
        let (before, after) = (
            teacher_forced(&saved, &device, &shown),
            teacher_forced(&loaded, &device, &shown),
        );
        assert_eq!(before, after, "{name}");
        // What is written is of the present format, whatever was read.
        let (text, _) = save_model(&loaded, &read).unwrap();
        assert!(text.starts_with("format = 2"), "{name}");
    }
}

#[test]
fn models_that_do_not_fit_are_refused_with_a_reason() {
    let device = Device::flex();
    let config = ModelConfig::new(12, 8);
    let (text, bytes) =
        save_model(&network(&config, &device), &card(&config, Precision::F16)).unwrap();
    let load = |text: &str, bytes: Vec<u8>| {
        load_model(text, bytes, "toy", &encoding(), &vocabulary(), &device)
            .unwrap_err()
            .to_string()
    };
    let message = load(&text, bytes[..bytes.len() / 2].to_vec());
    assert!(message.starts_with("model.safetensors: "), "{message}");
    assert!(load(&text, bytes[..5].to_vec()).contains("cut off"));
    assert!(load(&text, Vec::new()).contains("cut off"));
    let wider = text.replace("hidden = 8", "hidden = 9");
    assert!(
        load(&wider, bytes.clone()).contains("do not fit"),
        "{}",
        load(&wider, bytes.clone())
    );
    let newer = text.replacen("format = 2", "format = 3", 1);
    assert!(load(&newer, bytes.clone()).contains("format 3"));
    assert!(load("name = 3", bytes.clone()).starts_with("model.toml: "));
    let other = text.replace("domain = \"toy\"", "domain = \"karel\"");
    assert!(load(&other, bytes.clone()).contains("karel"));
    let longer = text.replace("longest = 5", "longest = 6");
    assert_eq!(
        load(&longer, bytes.clone()),
        "model.toml: the model reads a list of 5 to 6 elements to a list of 5 to 6 elements, values in -4..=4; the domain has a list of 5 elements to a list of 5 elements, values in -4..=4"
    );
    let renamed = text.replacen("\"x\"", "\"w\"", 1);
    assert!(load(&renamed, bytes).contains("tokens"));
}
