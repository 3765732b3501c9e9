//! Weights against sums over everything, and drawn skeletons against their probabilities.

use super::*;
use crate::factorised::PreparedPrior;
use crate::observation::{ListObservations, run};
use crate::prior::Prior;
use crate::prior::counts::Counts;
use crate::prior::file::Record;
use crate::role::Role;
use crate::role::role_of;
use crate::sample::{Sampler, observed_cells};
use lasynth_c::behaviour::AffineForm;
use lasynth_c::exec::Executable;
use lasynth_c::generate::random_program;
use lasynth_c::probes::further_probes;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::LazyLock;

static MODEL: LazyLock<PreparedPrior> = LazyLock::new(|| {
    let mut counts = Counts::default();
    (0..12_000).for_each(|seed| counts.draw(seed));
    let mut record = Record::of(counts.canonical(), 300, 100);
    record.backoff.scales = vec![0, 200_000, 50_000, 20_000, 1_000];
    PreparedPrior::new(Prior::fitted(&record))
});

fn observations(seed: u64, count: usize) -> ListObservations {
    let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
    let executable = Executable::new(&program);
    let mut known = ListObservations::default();
    for input in further_probes().iter().skip(seed as usize % 7).take(count) {
        known.push(*input, run(&executable, input));
    }
    known
}

/// The weight of all skeletons with one test, one after another.
fn direct(shapes: &Shapes, known: &ListObservations, evidence: &Evidence) -> f64 {
    let mut total = 0.0;
    for &(frame, renaming) in &shapes.real {
        let frame = &shapes.frames[frame as usize];
        let shape = &shapes.shapes[usize::from(frame.shape)];
        if frame.tests.len() != 1 {
            continue;
        }
        let names = &permutations()[usize::from(renaming)];
        let count = shape.partitions.len();
        for number in 0..count.pow(N as u32) {
            let partitions = [0, 1, 2, 3, 4].map(|i| number / count.pow(i) % count);
            let bare = Skeleton::new(&frame.tests, &shape.answers, |i, cell| {
                shape.partitions[partitions[i]][cell]
            });
            let skeleton = bare.expect("small").renamed(names);
            let cells = observed_cells(&skeleton, &known.inputs);
            let fits = |of: &dyn Fn(u8) -> bool, position: usize| {
                let its = skeleton.groups(position).iter().zip(&cells);
                its.filter(|(group, _)| of(**group))
                    .fold(0, |mask, (_, cell)| mask | cell)
            };
            if fits(&|group| group == FAULT, 0) != evidence.all & !evidence.valid {
                continue;
            }
            let mut weight = frame.share * partitions_probability(shape, &partitions);
            for position in 0..N {
                let its = &evidence.positions[position];
                if fits(&|group| group == 0, position) & !its.kept != 0 {
                    weight = 0.0;
                }
                for form in 1..=skeleton.forms(position) {
                    let at: Role = role_of(&skeleton, position);
                    weight *= its.mass(at, fits(&|group| group == form, position));
                }
            }
            total += weight;
        }
    }
    total
}

#[test]
fn weights_of_buckets_are_sums_over_their_skeletons() {
    for seed in [1, 5, 8] {
        let known = observations(seed, 4);
        let evidence = Evidence::new(&known, &MODEL.prior.forms);
        let shapes = &MODEL.shapes;
        let buckets = shapes.weigh(&evidence, &MODEL.test_masks(&known), true, 0.0);
        let of_one_test = buckets.buckets.iter().filter(|bucket| {
            let (frame, _) = shapes.real[buckets.members[bucket.members.0 as usize] as usize];
            shapes.frames[frame as usize].tests.len() == 1
        });
        let sum: f64 = of_one_test.map(|bucket| bucket.weight).sum();
        let direct = direct(shapes, &known, &evidence);
        assert!(
            sum > 0.0 && (sum - direct).abs() < 1e-9 * sum,
            "{sum} {direct}"
        );
    }
}

#[test]
fn what_is_left_out_is_negligible() {
    let known = observations(3, 5);
    let evidence = Evidence::new(&known, &MODEL.prior.forms);
    let masks = MODEL.test_masks(&known);
    let all = MODEL.shapes.weigh(&evidence, &masks, true, 0.0);
    let negligible = all.total * 0.01;
    let most = MODEL.shapes.weigh(&evidence, &masks, true, negligible);
    assert!(most.buckets.len() < all.buckets.len());
    assert!(most.total < all.total && most.total > all.total - negligible);
}

/// Before anything is observed, skeletons are drawn as often as they are probable.
#[test]
fn skeletons_are_drawn_in_proportion_to_their_probabilities() {
    let nothing = ListObservations::default();
    let evidence = Evidence::new(&nothing, &MODEL.prior.forms);
    let shapes = &MODEL.shapes;
    let buckets = shapes.weigh(&evidence, &MODEL.test_masks(&nothing), true, 0.0);
    const DRAWS: u32 = 100_000;
    let draw = |seed: u64| {
        let mut sampler = BucketSampler::new(shapes, &evidence, &buckets);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn: HashMap<Skeleton, u32> = HashMap::new();
        for _ in 0..DRAWS {
            let (tests, Some(skeleton)) = sampler.draw(&mut rng) else {
                continue;
            };
            assert_eq!(skeleton.skeleton.tests().len(), tests);
            assert_eq!(skeleton.skeleton.canonical(), skeleton.canonical);
            *drawn.entry(skeleton.canonical).or_default() += 1;
        }
        drawn
    };
    // Those that are frequent by luck in one sample are not in the other.
    let (chosen, drawn) = (draw(1), draw(2));
    let mut most: Vec<(&Skeleton, &u32)> = chosen.iter().collect();
    most.sort_by_key(|&(skeleton, count)| (std::cmp::Reverse(*count), *skeleton));
    let mut compared = [0; MAX_TESTS + 1];
    for (skeleton, _) in most {
        let compared = &mut compared[skeleton.tests().len()];
        if *compared == 25 {
            continue;
        }
        *compared += 1;
        let count = drawn.get(skeleton).copied().unwrap_or(0);
        let mut real: Vec<Skeleton> = permutations().iter().map(|p| skeleton.renamed(p)).collect();
        real.sort_unstable();
        real.dedup();
        let p = real.len() as f64 * shapes.probability(skeleton) / buckets.total;
        let expected = p * f64::from(DRAWS);
        let error = (f64::from(count) - expected).abs() / (expected + 1.0).sqrt();
        assert!(error < 5.0, "{count} {expected} {skeleton:?}");
    }
    assert_eq!(compared[1..3], [25, 25]);
}

/// Hypotheses with skeletons that were never seen have the observed outcomes, and the probability
/// that the model gives to what they do.
#[test]
fn drawn_hypotheses_have_their_probabilities() {
    let (mut new, mut other) = (0, 0);
    for seed in 0..6 {
        let known = observations(seed, 4);
        let evidence = Evidence::new(&known, &MODEL.prior.forms);
        let weighed = MODEL.weigh(&known, &evidence, usize::MAX, true);
        let mut sampler = Sampler::new(&MODEL, &known, &evidence, &weighed, false);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for drawn in sampler.draw_many(300, || false, &mut rng) {
            let p = sampler.probability(&drawn);
            let hypothesis = drawn.hypothesis;
            for (input, outcome) in known.inputs.iter().zip(&known.outcomes) {
                assert_eq!(hypothesis.outcome(input), *outcome, "{hypothesis:?}");
            }
            let answers: Vec<u8> = hypothesis.cells.iter().map(|(its, _)| *its).collect();
            let mut forms: [Vec<AffineForm>; N] = Default::default();
            let skeleton = Skeleton::new(&hypothesis.tests, &answers, |position, cell| {
                let Some(list) = &hypothesis.cells[cell].1 else {
                    return FAULT;
                };
                let form = list[position];
                let its = &mut forms[position];
                if form == AffineForm::input(position) {
                    return 0;
                }
                let at = its.iter().position(|old| *old == form).unwrap_or_else(|| {
                    its.push(form);
                    its.len() - 1
                });
                at as u8 + 1
            });
            let skeleton = skeleton.expect("as large as what was drawn");
            if MODEL.is_kept(&skeleton.canonical()) {
                continue;
            }
            // Forms that were drawn apart can be the same: then what it does has another skeleton.
            let q = MODEL.probability(&skeleton, &forms, false);
            *if (p - q).abs() < 1e-9 * p {
                &mut new
            } else {
                &mut other
            } += 1;
        }
    }
    assert!(new > 100 && other * 10 < new, "{new} {other}");
}
