//! How fast the inner loops of the search are on this machine: for `lasynth bench search`.

use crate::CBehaviour;
use crate::code;
use crate::decision_table::DecisionTable;
use crate::evidence::Evidence;
use crate::factorised::PreparedPrior;
use crate::observation::ListObservations;
use crate::sample::Sampler;
use crate::verify::difference;
use lasynth_c::syntax::Program;
use lasynth_search::{Candidate, Posterior, Sample, Sources, SpeedRequest};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use std::any::Any;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Behaviours of each task that are written down as programs.
const WRITTEN: usize = 8;
/// Repetitions of each figure of each task.
const LEAST: usize = 3;
const MOST: usize = 200;

/// Microseconds for a task: medians over the tasks of the medians over repetitions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SearchTimes {
    /// The evidence for all forms at all positions.
    pub evidence: f64,
    /// Weighing all skeletons under all renamings.
    pub weighing: f64,
    /// Drawing hypotheses from the posterior.
    pub sampling: f64,
    /// Running the different ones on the sample of inputs and putting them into groups.
    pub grouping: f64,
    /// The expected agreement of each group with the rest.
    pub decision: f64,
    /// The entropy of the outcome on each input of the sample, and the value of those to ask about.
    pub question: f64,
    /// One of the most probable behaviours as a short program.
    pub code: f64,
    /// Comparing that program with its behaviour on all inputs.
    pub verifying: f64,
}

/// Sizes at the median, which the times depend on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SearchSizes {
    /// Skeletons of the prior.
    pub skeletons: usize,
    /// Skeletons with real positions that are not negligible.
    pub instances: usize,
    /// Different hypotheses among those that are drawn.
    pub hypotheses: usize,
    /// Groups of hypotheses that behave alike.
    pub groups: usize,
}

/// Measures the steps of a pass over each task. `None` where no task leads to any hypothesis.
pub fn search_times(
    prior: &PreparedPrior,
    tasks: &[ListObservations],
    sample: &Arc<Sample>,
    request: &SpeedRequest<'_>,
) -> Option<(SearchTimes, SearchSizes)> {
    let SpeedRequest {
        samples,
        effort,
        seed,
        ..
    } = *request;
    let mut times: [Vec<f64>; 8] = Default::default();
    let mut sizes: [Vec<f64>; 3] = Default::default();
    for known in tasks {
        let forms = &prior.prior.forms;
        let evidence = Evidence::new(known, forms);
        let weighed = prior.weigh(known, &evidence, usize::MAX, true);
        let draw = || {
            let mut sampler = Sampler::new(prior, known, &evidence, &weighed, true);
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let drawn = sampler.draw_many(samples, || false, &mut rng);
            let weighed = drawn.into_iter().map(|drawn| {
                let p = sampler.probability(&drawn);
                (drawn.hypothesis, p)
            });
            weighed.collect::<Vec<_>>()
        };
        let drawn = draw();
        if drawn.is_empty() {
            continue;
        }
        let group = || {
            let candidates = drawn.iter().map(|(hypothesis, weight)| Candidate {
                behaviour: Arc::new(CBehaviour::Table(hypothesis.clone())),
                weight: *weight,
                sources: Sources::PRIOR,
            });
            Posterior::new(candidates.collect(), sample)
        };
        let posterior = group();
        let top: Vec<&DecisionTable> = (posterior.groups.iter().take(WRITTEN))
            .filter_map(|group| {
                let behaviour: &dyn Any = &*group.behaviour;
                match behaviour.downcast_ref()? {
                    CBehaviour::Table(hypothesis) => Some(hypothesis),
                    CBehaviour::Program(_) => None,
                }
            })
            .collect();
        let written: Vec<(Program, &DecisionTable)> = top
            .iter()
            .filter_map(|its| Some((code::program(its)?, *its)))
            .collect();
        let each = |time: f64, count: usize| time / count.max(1) as f64;
        let all = [
            median_time(effort, || Evidence::new(known, forms)),
            median_time(effort, || prior.weigh(known, &evidence, usize::MAX, true)),
            median_time(effort, draw),
            median_time(effort, group),
            median_time(effort, || posterior.expected_agreement()),
            median_time(effort, || posterior.values(&posterior.entropies())),
            each(
                median_time(effort, || {
                    top.iter().map(|its| code::program(its)).collect::<Vec<_>>()
                }),
                top.len(),
            ),
            each(
                median_time(effort, || {
                    written.iter().all(|(p, its)| difference(p, its).is_none())
                }),
                written.len(),
            ),
        ];
        times
            .iter_mut()
            .zip(all)
            .for_each(|(times, time)| times.push(time));
        let counts = [weighed.instances.len(), drawn.len(), posterior.groups.len()];
        sizes
            .iter_mut()
            .zip(counts)
            .for_each(|(sizes, count)| sizes.push(count as f64));
    }
    let [
        evidence,
        weighing,
        sampling,
        grouping,
        decision,
        question,
        code,
        verifying,
    ] = times.map(|times| median(times).map(|seconds| seconds * 1e6));
    let [instances, hypotheses, groups] =
        sizes.map(|sizes| median(sizes).map(|size| size as usize));
    let speed = SearchTimes {
        evidence: evidence?,
        weighing: weighing?,
        sampling: sampling?,
        grouping: grouping?,
        decision: decision?,
        question: question?,
        code: code?,
        verifying: verifying?,
    };
    let sizes = SearchSizes {
        skeletons: prior.len(),
        instances: instances?,
        hypotheses: hypotheses?,
        groups: groups?,
    };
    Some((speed, sizes))
}

/// Seconds that a call takes, at the median.
fn median_time<T>(effort: Duration, mut call: impl FnMut() -> T) -> f64 {
    let started = Instant::now();
    let mut times = Vec::new();
    while times.len() < LEAST || times.len() < MOST && started.elapsed() < effort {
        let began = Instant::now();
        black_box(call());
        times.push(began.elapsed().as_secs_f64());
    }
    median(times).unwrap_or(0.0)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
