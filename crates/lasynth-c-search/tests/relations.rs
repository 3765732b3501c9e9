//! How forms follow from each other: a probability, fitted, and proposals that fit.

use lasynth_c::behaviour::{AffineForm, N, RegionTable, execute};
use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c_search::evidence::Evidence;
use lasynth_c_search::factorised::PreparedPrior;
use lasynth_c_search::fit::{Further, relations};
use lasynth_c_search::prior::Prior;
use lasynth_c_search::prior::counts::Counts;
use lasynth_c_search::prior::file::Record;
use lasynth_c_search::prior::forms::{MAX_CONSTANT, space};
use lasynth_c_search::prior::relations::{Before, Place, places};
use lasynth_c_search::sample::Sampler;
use lasynth_c_search::skeleton::Skeleton;
use lasynth_c_search::{List, ListObservations};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::LazyLock;

static MODEL: LazyLock<PreparedPrior> = LazyLock::new(|| {
    let mut counts = Counts::default();
    (0..12_000).for_each(|seed| counts.draw(seed));
    let mut record = Record::of(counts.canonical(), 2_000, 0);
    let further: Vec<Further> = (12_000..18_000).filter_map(Further::of).collect();
    record.relations = relations(&record, &further);
    PreparedPrior::new(Prior::fitted(&record))
});

fn behaviour(statements: &str) -> (Skeleton, [Vec<AffineForm>; N]) {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let table = RegionTable::of(&execute(&program).expect("paths"), 16).expect("a table");
    Skeleton::of(&table).expect("a skeleton")
}

/// Programs with several forms, of which the last is left open.
const PROGRAMS: [&str; 6] = [
    "a[0] = a[1] + 2; a[4] = a[1];",
    "a[1] = a[1] - a[0]; a[2] = a[2] - a[0];",
    "if (a[0] > 1) { a[3] = a[1] + 2; }",
    "if (a[0] > 1) { a[3] = a[1] + 2; } else { a[3] = a[1]; }",
    "if (a[0] == a[2]) { a[1] = 3; a[3] = a[1] + a[4]; } else { a[1] = 0; a[3] = a[1] + a[4]; }",
    "if (a[4] > 2) { a[0] = a[2]; } else { a[4] = a[0] - 1; }",
];

/// Over all forms that can stand at a place, the probabilities sum to one at most, and to less only by
/// what lies outside the space or stands there already.
#[test]
fn forms_at_a_place_have_probability_one_together() {
    let Prior { forms, .. } = &MODEL.prior;
    let relations = MODEL.prior.relations(true);
    for program in PROGRAMS {
        let (skeleton, all) = behaviour(program);
        let mut known: Vec<(Place, AffineForm)> = Vec::new();
        for (place, n) in places(&skeleton) {
            let before = Before {
                skeleton: &skeleton,
                known: &known,
            };
            let mut sum = 0.0;
            for w in &space().weights {
                for c in -MAX_CONSTANT..=MAX_CONSTANT {
                    let form = AffineForm::from_parts(*w, c);
                    let chances = relations.chances(forms, &before, &place, &form);
                    sum += relations.probability(&chances);
                }
            }
            assert!(sum < 1.0 + 1e-9 && sum > 0.8, "{sum} {program} {place:?}");
            known.push((place, all[place.position][n]));
        }
    }
}

/// Related forms are more likely than they would be by themselves, unrelated ones less, and programs
/// on the whole more.
#[test]
fn relations_make_programs_more_likely() {
    let ratio = |program: &str| {
        let (skeleton, all) = behaviour(program);
        let of =
            |related| (MODEL.prior.relations(related)).of_all(&MODEL.prior.forms, &skeleton, &all);
        of(true) / of(false)
    };
    for related in [
        "a[1] = a[1] - a[0]; a[1] = a[1] - a[0]; a[2] = a[2] - a[0]; a[2] = a[2] - a[0];",
        "a[3] = a[4] - a[2]; a[3] = a[3] + 1; a[2] = a[3];",
        "a[3] = a[1] + a[2]; if (a[0] > 1) { a[3] = a[3] + 1; }",
        "if (a[0] > 1) { a[3] = 3; } else { a[3] = a[4]; } a[2] = a[1] + a[3];",
    ] {
        assert!(ratio(related) > 3.0, "{related}: {}", ratio(related));
    }
    let unrelated = "if (a[0] > 1) { a[3] = a[1] + 2; } else { a[4] = a[2] - a[4]; }";
    assert!(ratio(unrelated) < 1.0);
    let (mut with, mut without, mut count) = (0.0, 0.0, 0.0);
    for its in (18_000..20_000).filter_map(Further::of) {
        let of = |related| {
            (MODEL.prior.relations(related)).of_all(&MODEL.prior.forms, &its.skeleton, &its.forms)
        };
        if of(false) > 0.0 {
            with += of(true).ln();
            without += of(false).ln();
            count += 1.0;
        }
    }
    let gain = (with - without) / count;
    assert!(
        gain > 0.5 && count > 1_000.0,
        "{gain} nats a program, {count}"
    );
}

/// What follows from what is seen is drawn, and has the observed outcomes.
#[test]
fn a_branch_that_was_seen_once_follows_from_the_other() {
    let source =
        "a[3] = a[1] + a[2]; a[3] = a[3] + a[2]; if (a[0] > 2) { --a[3]; } else { ++a[3]; }";
    let source = format!("int * func_1(int a[])\n{{\n{source}\nreturn a;\n}}\n");
    let program = Executable::new(&parse(&source).expect("a program"));
    let mut known = ListObservations::default();
    let inputs: [List; 5] = [
        [1, 2, -3, 0, 4],
        [-2, 1, 1, 3, 0],
        [0, -4, 2, 2, -1],
        [2, 3, 0, 1, -4],
        [3, -1, 2, -2, 1],
    ];
    for input in inputs {
        let mut list = input;
        program.run(&mut list).expect("a valid run");
        known.push(input, Some(list));
    }
    let drawn = |related| {
        let evidence = Evidence::new(&known, &MODEL.prior.forms);
        let weighed = MODEL.weigh(&known, &evidence, usize::MAX, true);
        let mut sampler = Sampler::new(&MODEL, &known, &evidence, &weighed, related);
        let all = sampler.draw_many(2_000, || false, &mut ChaCha8Rng::seed_from_u64(3));
        let mut best = (0.0, 0.0);
        for its in &all {
            for (input, outcome) in known.inputs.iter().zip(&known.outcomes) {
                assert_eq!(its.hypothesis.outcome(input), *outcome, "{its:?}");
            }
            let p = sampler.probability(its);
            let as_wanted = |cell: Option<[AffineForm; N]>| {
                cell.is_some_and(|forms| forms[3].w() == [0, 1, 2, 0, 0])
            };
            match its
                .hypothesis
                .cells
                .iter()
                .all(|(_, cell)| as_wanted(*cell))
            {
                true => best.0 += p,
                false => best.1 += p,
            }
        }
        best.0 / (best.0 + best.1)
    };
    let [with, without] = [true, false].map(drawn);
    assert!(with > 0.03 && without < 0.1 * with, "{with} {without}");
}
