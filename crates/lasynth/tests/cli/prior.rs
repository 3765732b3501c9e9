//! `prior fit`, and searches with its result.

use crate::bad_input::refused;
use crate::{Place, fields};
use expect_test::expect;

#[test]
fn a_prior_depends_on_its_seed_alone_and_serves_a_search() {
    let place = Place::with(&[]);
    let fit = |seed: &str, threads: &str, out: &str| {
        let args = [
            "prior",
            "fit",
            "--count",
            "3000",
            "--seed",
            seed,
            "--threads",
            threads,
        ];
        let run = place.run(&[&args[..], &["--out", out, "--json"]].concat());
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
        (run.json(), std::fs::read(place.path(out)).unwrap())
    };
    let (summary, one) = fit("7", "1", "one.zst");
    expect![[r#"
        command: string
        count: number
        seed: number
        skeletons: number
        behaviours: number
        kept: number
        beyond: number
        shapes: number
        combinations: number
        skeletons_seen: number
        behaviours_seen: number
        coverage: number
        concentration: number
        bytes: number
        seconds: number
    "#]]
    .assert_eq(&fields(&summary));
    assert_eq!(
        (&summary["count"], &summary["seed"], &summary["coverage"]),
        (&3000.into(), &7.into(), &1.0.into())
    );
    assert!(fit("7", "2", "two.zst").1 == one && fit("8", "2", "other.zst").1 != one);

    let args = [
        "prior",
        "fit",
        "--count",
        "3000",
        "--seed",
        "7",
        "--skeletons",
        "20",
    ];
    let record = place.run(&[&args[..], &["--out", "few.zst"]].concat());
    assert_eq!(record.status, 0, "{record}");
    let start = "command = \"lasynth prior fit --count 3000 --seed 7 --skeletons 20 --behaviours ";
    assert!(record.stdout.starts_with(start), "{record}");
    assert!(record.stdout.contains("\nskeletons = 20\n"), "{record}");

    let pair = "[1, 2, 3, 4, 0] -> [2, 2, 3, 4, 0]";
    let args = [
        "synth",
        "--example",
        pair,
        "--candidates",
        "2000",
        "--json",
        "--prior",
        "few.zst",
    ];
    let answer = place.run(&args);
    assert_eq!(answer.status, 0, "{answer}");
    assert_eq!(answer.json()["prior"], "few.zst");
    assert_eq!(
        place.files(),
        ["few.zst", "one.zst", "other.zst", "two.zst"]
    );
}

#[test]
fn priors_that_cannot_be_used() {
    let place = Place::with(&[("text.zst", "not compressed\n")]);
    let args = ["prior", "fit", "--count", "300", "--out", "whole.zst"];
    assert_eq!(place.run(&args).status, 0);
    let whole = std::fs::read(place.path("whole.zst")).unwrap();
    std::fs::write(place.path("cut.zst"), &whole[..whole.len() / 2]).unwrap();
    // What is compressed is something else, or ends early.
    let compressed = |name: &str, bytes: &[u8]| {
        std::fs::write(place.path(name), zstd::encode_all(bytes, 1).unwrap()).unwrap();
    };
    compressed("other.zst", b"something else");
    let inner = zstd::decode_all(&whole[..]).unwrap();
    compressed("early.zst", &inner[..200]);
    let pair = "[1, 2, 3, 4, 0] -> [2, 2, 3, 4, 0]";
    let mut table = String::new();
    for file in [
        "missing.zst",
        "text.zst",
        "cut.zst",
        "other.zst",
        "early.zst",
    ] {
        let run = place.run(&["synth", "--example", pair, "--prior", file]);
        refused(&run);
        table += &run.stderr;
    }
    let both = [
        "synth",
        "--example",
        pair,
        "--prior",
        "whole.zst",
        "--mode",
        "greedy",
    ];
    let nowhere = [
        "prior",
        "fit",
        "--count",
        "300",
        "--out",
        "missing/prior.zst",
    ];
    let nothing = ["prior", "fit", "--count", "0", "--out", "prior.zst"];
    for args in [&both[..], &nowhere, &nothing] {
        let run = place.run(args);
        refused(&run);
        table += &run.stderr;
    }
    expect![[r#"
        error: missing.zst: cannot read it: No such file or directory (os error 2)
        error: text.zst: the compressed data are damaged or cut off (Unknown frame descriptor); a prior is a file made by `lasynth prior fit`
        error: cut.zst: the compressed data are damaged or cut off (incomplete frame); a prior is a file made by `lasynth prior fit`
        error: other.zst: not a prior of this version: expected it to begin with `lasynP`, 0 and the format version 4; make it again with `lasynth prior fit`
        error: early.zst: byte 200 of the unpacked prior: the data are damaged or cut off; copy or make the file again
        error: the argument '--prior <FILE>' cannot be used with '--mode <MODE>'; for the whole usage, try --help
        error: missing/prior.zst: cannot create it: No such file or directory (os error 2)
        error: invalid value '0' for '--count <N>': expected a number of at least 1; for the whole usage, try --help
    "#]]
    .assert_eq(&table);
}
