//! The factorised posterior against sums over all forms, and the file of a prior.

use lasynth_c::behaviour::{N, RegionTable, execute};
use lasynth_c::exec::Executable;
use lasynth_c::generate::random_program;
use lasynth_c::probes::{further_probes, probes};
use lasynth_c_search::ListObservations;
use lasynth_c_search::decision_table::{DecisionTable, holds};
use lasynth_c_search::evidence::Evidence;
use lasynth_c_search::factorised::PreparedPrior;
use lasynth_c_search::fit::{Further, relations};
use lasynth_c_search::prior::Prior;
use lasynth_c_search::prior::counts::Counts;
use lasynth_c_search::prior::file::{PriorFileError, Record, decode, encode};
use lasynth_c_search::prior::forms::{MAX_CONSTANT, space};
use lasynth_c_search::prior::relations::{Place, places};
use lasynth_c_search::role::Role;
use lasynth_c_search::role::role_of;
use lasynth_c_search::sample::{Drawn, Sampler};
use lasynth_c_search::skeleton::{FAULT, Skeleton};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::LazyLock;

static RECORD: LazyLock<Record> = LazyLock::new(|| {
    let mut counts = Counts::default();
    (0..6_000).for_each(|seed| counts.draw(seed));
    let mut record = Record::of(counts.canonical(), 1_000, 500);
    let further: Vec<Further> = (6_000..7_000).filter_map(Further::of).collect();
    record.relations = relations(&record, &further);
    record
});
static MODEL: LazyLock<PreparedPrior> =
    LazyLock::new(|| PreparedPrior::new(Prior::fitted(&RECORD)));

/// What a random program does on the first inputs.
fn observations(seed: u64, count: usize) -> ListObservations {
    let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
    let executable = Executable::new(&program);
    let mut known = ListObservations::default();
    for input in &further_probes()[..count] {
        let mut list = *input;
        known.push(*input, executable.run(&mut list).is_ok().then_some(list));
    }
    known
}

#[test]
fn forms_at_a_position_have_probability_one_together() {
    for at in Role::ALL {
        for position in 0..N {
            let all = (0..space().weights.len()).flat_map(|w| {
                let constants = -i32::from(MAX_CONSTANT)..=i32::from(MAX_CONSTANT);
                constants.map(move |c| MODEL.prior.forms.probability(at, position, w, c))
            });
            let sum: f64 = all.sum();
            assert!((sum - 1.0).abs() < 1e-9, "{at:?} {position}: {sum}");
        }
    }
}

/// The mass of a set of observations is the sum over all forms that fit them.
#[test]
fn masses_are_sums_over_all_forms() {
    let known = observations(7, 4);
    let evidence = Evidence::new(&known, &MODEL.prior.forms);
    for position in 0..N {
        for set in 1..1u32 << known.len() {
            if set & !evidence.valid != 0 {
                continue;
            }
            let fits = |w: &[i16; N], c: i32| {
                (0..known.len()).filter(|k| set >> k & 1 == 1).all(|k| {
                    let input = &known.inputs[k];
                    let sum: i32 = w.iter().zip(input).map(|(&k, &x)| i32::from(k) * x).sum();
                    known.outcomes[k].is_some_and(|list| list[position] == sum + c)
                })
            };
            let mut expected = 0.0;
            for (n, w) in space().weights.iter().enumerate() {
                for c in -i32::from(MAX_CONSTANT)..=i32::from(MAX_CONSTANT) {
                    if fits(w, c) {
                        expected += MODEL.prior.forms.probability(Role::Alone, position, n, c);
                    }
                }
            }
            let mass = evidence.positions[position].mass(Role::Alone, set);
            assert!(
                (mass - expected).abs() < 1e-12,
                "{position} {set:b}: {mass} {expected}"
            );
        }
    }
}

/// The weights of instances are what the definition says, for every skeleton and renaming.
#[test]
fn weights_are_products_of_masses() {
    let mut compared = 0;
    for seed in 0..12 {
        let known = observations(seed, 5);
        let evidence = Evidence::new(&known, &MODEL.prior.forms);
        let weighed = MODEL.weigh(&known, &evidence, usize::MAX, true);
        for instance in weighed.instances.iter().step_by(11).take(60) {
            let skeleton = MODEL.skeleton(instance);
            let weight = MODEL.share(instance) * direct(&skeleton, &known, &evidence);
            let error = (weight - instance.weight).abs();
            assert!(error <= 1e-9 * weight, "{weight} {instance:?} {skeleton:?}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared} instances");
}

fn direct(skeleton: &Skeleton, known: &ListObservations, evidence: &Evidence) -> f64 {
    let cell = |k: usize| {
        let tests = skeleton.tests().iter().enumerate();
        let answers = tests.fold(0, |a, (t, test)| {
            a | u8::from(holds(test, &known.inputs[k])) << t
        });
        skeleton.answers().iter().position(|&its| its == answers)
    };
    let mut weight = 1.0;
    for position in 0..N {
        let groups = skeleton.groups(position);
        for group in 0..=FAULT {
            let set = (0..known.len())
                .filter(|&k| cell(k).is_some_and(|cell| groups[cell] == group))
                .fold(0, |set, k| set | 1 << k);
            let its = &evidence.positions[position];
            weight *= match group {
                0 => f64::from(u8::from(set & !its.kept == 0)),
                FAULT => f64::from(u8::from(set == evidence.all & !evidence.valid)),
                _ if groups.contains(&group) => its.mass(role_of(skeleton, position), set),
                _ => 1.0,
            };
        }
    }
    weight
}

/// What is drawn has the observed outcomes, and the probability that it is said to have.
#[test]
fn drawn_hypotheses_meet_the_observations() {
    let mut drawn = 0;
    for seed in 0..12 {
        let known = observations(seed, 5);
        let evidence = Evidence::new(&known, &MODEL.prior.forms);
        let weighed = MODEL.weigh(&known, &evidence, usize::MAX, true);
        let mut sampler = Sampler::new(&MODEL, &known, &evidence, &weighed, false);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut sum = 0.0;
        for its in sampler.draw_many(200, || false, &mut rng) {
            for (input, outcome) in known.inputs.iter().zip(&known.outcomes) {
                assert_eq!(its.hypothesis.outcome(input), *outcome, "{its:?}");
            }
            let p = sampler.probability(&its);
            assert_eq!(p == 0.0, has_a_form_twice(&its), "{its:?}");
            sum += p;
            drawn += 1;
        }
        assert!(sum <= weighed.total * (1.0 + 1e-9));
    }
    assert!(drawn > 300, "{drawn} hypotheses");
}

/// Whether forms that were drawn apart are the same, which is another skeleton's behaviour.
fn has_a_form_twice(drawn: &Drawn) -> bool {
    let form = |place: &Place| {
        let (_, cell) = &drawn.hypothesis.cells[place.each_cell().next()?];
        cell.map(|forms| (place.position, forms[place.position]))
    };
    let forms: Vec<_> = places(&drawn.skeleton)
        .map(|(place, _)| form(&place))
        .collect();
    (1..forms.len()).any(|n| forms[..n].contains(&forms[n]))
}

/// The probability of a program's behaviour is that of its skeleton times those of its forms, and where
/// each form comes by itself, the name of no position matters.
#[test]
fn probabilities_do_not_depend_on_names() {
    let swapped = |text: &str| {
        let text = text
            .replace("a[0]", "a[x]")
            .replace("a[3]", "a[0]")
            .replace("a[x]", "a[3]");
        lasynth_c::parser::parse(&text).expect("a program")
    };
    let source = "int * func_1(int a[])\n{\nif (a[0] > 1)\n{\na[3] = a[1] + 2;\n}\nreturn a;\n}\n";
    let p = [
        source.to_owned(),
        lasynth_c::printer::print(&swapped(source)),
    ]
    .map(|text| {
        let program = lasynth_c::parser::parse(&text).expect("a program");
        let table = RegionTable::of(&execute(&program).expect("paths"), 8).expect("a table");
        let (skeleton, forms) = Skeleton::of(&table).expect("a skeleton");
        MODEL.probability(&skeleton, &forms, false)
    });
    assert!(p[0] > 0.0);
    assert!((p[0] - p[1]).abs() < 1e-12 * p[0]);
}

#[test]
fn files_hold_what_was_counted() {
    let bytes = encode(&RECORD);
    assert_eq!(decode(&bytes).as_ref(), Ok(&*RECORD));
    assert_eq!(decode(b"something else"), Err(PriorFileError::Magic));
    for cut in [9, 100, bytes.len() - 1] {
        let error = decode(&bytes[..cut]);
        assert!(
            matches!(error, Err(PriorFileError::Damaged { .. })),
            "{cut}: {error:?}"
        );
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(matches!(
        decode(&longer),
        Err(PriorFileError::Damaged { .. })
    ));
}

/// Equal hypotheses have equal digests, and those of different programs differ.
#[test]
fn digests_tell_behaviours_apart() {
    let mut seen: Vec<(u64, DecisionTable)> = Vec::new();
    for seed in 0..400 {
        let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
        let table = execute(&program)
            .ok()
            .and_then(|paths| RegionTable::of(&paths, 16));
        let Some(hypothesis) = table.as_ref().and_then(DecisionTable::of) else {
            continue;
        };
        for (digest, other) in &seen {
            assert_eq!(*digest == hypothesis.digest(), *other == hypothesis);
        }
        // Equal tables behave alike; the executor has the last word.
        let executable = Executable::new(&program);
        for input in probes() {
            let mut list = *input;
            let outcome = executable.run(&mut list).is_ok().then_some(list);
            assert_eq!(hypothesis.outcome(input), outcome);
        }
        seen.push((hypothesis.digest(), hypothesis));
    }
}
