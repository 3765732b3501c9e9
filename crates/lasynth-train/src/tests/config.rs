//! Configurations: defaults, the ones in `configs/`, and the words in which mistakes are reported.

use crate::TrainConfig;
use expect_test::{Expect, expect};

const GOOD: &str = "name = 'x'\nbatch = 4\n[stop]\nsteps = 10\n[model]\nembedding = 4\nhidden = 4\nexec_period = 'statement'\n";

fn check(change: (&str, &str), expected: Expect) {
    let text = GOOD.replace(change.0, change.1);
    assert_ne!(text, GOOD);
    let got = match TrainConfig::parse(&text, "x.toml") {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&got);
}

#[test]
fn a_short_configuration_is_completed_and_survives_writing() -> Result<(), crate::ConfigError> {
    let config = TrainConfig::parse(GOOD, "x.toml")?;
    assert_eq!(config.optimizer.clip, 5.0);
    assert_eq!(TrainConfig::parse(&config.to_toml()?, "y.toml")?, config);
    Ok(())
}

#[test]
fn the_shipped_configurations_are_good() -> Result<(), crate::ConfigError> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs");
    for name in ["c-tiny.toml", "c-small.toml", "paper.toml"] {
        let config = TrainConfig::load(&folder.join(name))?;
        assert_eq!(format!("{}.toml", config.name), name);
    }
    Ok(())
}

#[test]
fn mistakes_are_named_with_their_place() {
    check(
        ("hidden = 4", "hiden = 4"),
        expect![
            "x.toml:7:1: unknown field `hiden`, expected one of `embedding`, `hidden`, `layers`, `decoder_cells`, `value_range`, `exec_period`, `init`, `embedding_init`, `no_attention_in_decoding`, `no_op_predictor`, `no_partial_executor`, `no_executor`"
        ],
    );
    check(
        ("steps = 10", "steps = 'ten'"),
        expect![[r#"x.toml:4:9: invalid type: string "ten", expected u64"#]],
    );
    check(
        ("batch = 4", "batch = 4\nlearning_rate = 1"),
        expect![
            "x.toml:3:1: unknown field `learning_rate`, expected one of `name`, `seed`, `batch`, `shards`, `generators`, `half`, `stop`, `data`, `optimizer`, `schedule`, `checkpoint`, `log_every`, `validation`, `model`"
        ],
    );
    check(
        ("batch = 4\n", ""),
        expect!["x.toml:1:1: missing field `batch`"],
    );
    check(
        ("batch = 4", "batch = "),
        expect!["x.toml:2:9: string values must be quoted, expected literal string"],
    );
}

#[test]
fn values_out_of_range_are_named() {
    check(
        ("batch = 4", "batch = 0"),
        expect!["`batch`: must be at least 1"],
    );
    check(
        ("batch = 4", "batch = 4\nshards = 5"),
        expect!["`shards`: must lie between 1 and `batch`"],
    );
    check(
        ("steps = 10", ""),
        expect!["`stop`: needs `steps`, `programs` or `minutes`"],
    );
    check(
        ("[model]", "[data.pairs]\nmax = 11\n[model]"),
        expect!["`data.pairs`: needs 1 <= min <= max <= 10"],
    );
    check(
        ("[model]", "[optimizer]\nema = 1.0\n[model]"),
        expect!["`optimizer`: `beta1`, `beta2` and `ema` must lie in [0, 1)"],
    );
    check(
        (
            "[model]",
            "[schedule]\nkind = 'paper'\nfactor = 2.0\n[model]",
        ),
        expect!["`schedule`: factors must lie between 0 and 1"],
    );
}
