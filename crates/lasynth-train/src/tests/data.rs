//! Streams and batches: that they depend on the seed alone and not on threads or interruptions,
//! that nothing is lost or counted twice, and how often how many pairs are shown.

use super::toy::toy;
use crate::data::{Feed, Generator, cut_batches, plan_pool};
use crate::{
    BatchPlan, Counts, DataConfig, FeedStart, MemoryStream, PairsConfig, ProgramStream, Sample,
    StreamError, Targets, TrainConfig,
};
use lasynth_core::{Domain, Example, Input, Task, Value};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

fn config() -> Result<TrainConfig, Box<dyn std::error::Error>> {
    let text = "name = 'x'\nbatch = 8\n[stop]\nsteps = 10\n[data]\ndistinct = false\npool = 3\n
        [model]\nembedding = 4\nhidden = 4\nexec_period = 'statement'\n";
    Ok(TrainConfig::parse(text, "test")?)
}

fn generator(threads: usize) -> Generator {
    let data = DataConfig {
        seed: 5,
        ..DataConfig::default()
    };
    Generator::new(toy(), &data, threads)
}

fn take(stream: &mut dyn ProgramStream, chunks: usize) -> Result<Vec<Sample>, StreamError> {
    let mut samples = Vec::new();
    for _ in 0..chunks {
        samples.extend(stream.next_chunk()?.unwrap_or_default().samples);
    }
    Ok(samples)
}

#[test]
fn drawn_programs_do_not_depend_on_threads() -> Result<(), StreamError> {
    let one = take(&mut generator(1), 7)?;
    assert!(one.len() > 300);
    assert_eq!(take(&mut generator(3), 7)?, one);
    Ok(())
}

#[test]
fn streams_go_on_from_a_position() -> Result<(), StreamError> {
    let samples = take(&mut generator(1), 3)?;
    let memory = || MemoryStream::new(samples.clone(), 3, Some(4));
    let streams: [&dyn Fn() -> Box<dyn ProgramStream>; 2] =
        [&|| Box::new(generator(2)), &|| Box::new(memory())];
    for make in streams {
        let mut first = make();
        take(first.as_mut(), 5)?;
        let mut second = make();
        second.seek(first.position())?;
        let rest = take(first.as_mut(), 5)?;
        assert!(!rest.is_empty());
        assert_eq!(take(second.as_mut(), 5)?, rest);
    }
    Ok(())
}

#[test]
fn memory_gives_every_program_once_an_epoch() -> Result<(), StreamError> {
    let samples = take(&mut generator(1), 2)?;
    let mut stream = MemoryStream::new(samples.clone(), 3, Some(2));
    let all = take(&mut stream, 100)?;
    assert_eq!(all.len(), 2 * samples.len());
    let key = |sample: &Sample| (sample.tokens.clone(), format!("{:?}", sample.examples));
    let sorted = |part: &[Sample]| {
        let mut keys: Vec<_> = part.iter().map(key).collect();
        keys.sort();
        keys
    };
    let (first, second) = all.split_at(samples.len());
    assert_eq!(sorted(first), sorted(&samples));
    assert_eq!(sorted(second), sorted(&samples));
    assert_ne!(first, second);
    Ok(())
}

type Batches = Vec<BatchPlan>;

fn feed(
    config: &TrainConfig,
    start: FeedStart,
    taken: usize,
    seen: Vec<u64>,
) -> Result<Feed, StreamError> {
    let stream = Box::new(generator(1));
    Feed::start(stream, config, Arc::default(), start, taken, seen)
}

fn pull(feed: &mut Feed, count: usize) -> Result<Batches, StreamError> {
    (0..count)
        .map_while(|_| feed.next_batch().transpose())
        .collect()
}

#[test]
fn batches_go_on_from_any_position() -> Result<(), Box<dyn std::error::Error>> {
    for distinct in [false, true] {
        let mut config = config()?;
        config.data.distinct = distinct;
        config.data.pool = 3;
        config.batch = 4;
        let mut whole = feed(&config, FeedStart::default(), 0, Vec::new())?;
        let all = pull(&mut whole, 8)?;
        assert_eq!(all.len(), 8);
        for cut in 0..8 {
            let mut first = feed(&config, FeedStart::default(), 0, Vec::new())?;
            pull(&mut first, cut)?;
            let (start, taken) = first.position();
            let mut second = feed(&config, start, taken, first.seen().to_vec())?;
            assert_eq!(second.position(), first.position(), "cut at {cut}");
            assert_eq!(pull(&mut second, 8 - cut)?, all[cut..], "cut at {cut}");
            assert_eq!(second.position(), whole.position());
            assert_eq!(second.seen(), whole.seen());
            assert_eq!(second.counts(), whole.counts());
        }
    }
    Ok(())
}

fn counts_of(config: &TrainConfig, excluded: HashSet<u64>) -> Result<Counts, StreamError> {
    let samples = take(&mut generator(1), 4)?;
    let stream = Box::new(MemoryStream::new(samples, 3, Some(1)));
    let start = FeedStart::default();
    let mut feed = Feed::start(stream, config, Arc::new(excluded), start, 0, Vec::new())?;
    pull(&mut feed, 1000)?;
    Ok(feed.counts())
}

#[test]
fn what_is_not_used_is_counted() -> Result<(), Box<dyn std::error::Error>> {
    let samples = take(&mut generator(1), 4)?;
    let signatures: HashSet<u64> = samples.iter().map(|sample| sample.signature).collect();
    let excluded: HashSet<u64> = signatures.iter().copied().take(5).collect();
    let hit = samples
        .iter()
        .filter(|sample| excluded.contains(&sample.signature))
        .count() as u64;
    let long = samples.iter().filter(|s| s.tokens.len() > 5).count() as u64;
    let total = samples.len() as u64;

    let mut config = config()?;
    let counts = counts_of(&config, excluded.clone())?;
    assert_eq!(counts.used, total - hit);
    assert_eq!(counts.distinct, signatures.len() as u64 - 5);
    assert_eq!(counts.dropped["excluded"], hit);

    config.data.distinct = true;
    let counts = counts_of(&config, excluded)?;
    assert_eq!(counts.used, signatures.len() as u64 - 5);
    assert_eq!(counts.dropped["repeated"], total - hit - counts.used);

    config.data.distinct = false;
    config.data.max_tokens = 5;
    let counts = counts_of(&config, HashSet::new())?;
    assert!(long > 0);
    assert_eq!(counts.dropped["too_long"], long);
    assert_eq!(counts.used, total - long);
    Ok(())
}

#[test]
fn tasks_become_samples() -> Result<(), Box<dyn std::error::Error>> {
    let toy = toy();
    let pair = |x: i32| Example {
        input: Input::list(&[x; 3]),
        output: Value::List(vec![-x; 3]),
    };
    let mut task = Task {
        program: Some("neg rev rev\n".to_owned()),
        examples: vec![pair(1), pair(2)],
        heldout: Some(vec![pair(3)]),
        ..Task::default()
    };
    let sample = Sample::from_task(toy, &task, Targets::Raw)?;
    assert_eq!(sample.tokens, [4, 2, 3, 2, 3, 2, 1]);
    assert_eq!(sample.statements, 3);
    assert_eq!(sample.examples, [pair(1), pair(2), pair(3)]);
    task.program = Some("neg".to_owned());
    let other = Sample::from_task(toy, &task, Targets::Raw)?;
    assert_ne!(other.signature, sample.signature);
    let message = |task: &Task| match Sample::from_task(toy, task, Targets::Raw) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    task.examples[1].output = Value::List(vec![0, 5, 0]);
    let refused = "pair 2: the output holds 5, the model reads values in -4..=4";
    assert_eq!(message(&task), refused);
    task.examples[1].output = Value::Int(0);
    let refused = "pair 2: the output is an integer, the model reads a list of 3 elements";
    assert_eq!(message(&task), refused);
    task.program = Some("what".to_owned());
    assert_eq!(message(&task), "program: line 1, column 1: unknown word");
    task.program = None;
    assert_eq!(message(&task), "the task has no program");
    assert_eq!(toy.name(), "toy");
    Ok(())
}

fn samples(lengths: &[(usize, usize)]) -> Vec<Sample> {
    lengths
        .iter()
        .enumerate()
        .map(|(i, &(length, pairs))| Sample {
            tokens: vec![i as u16; length],
            statements: i % 3,
            examples: (0..pairs as i32)
                .map(|p| Example {
                    input: Input::list(&[i as i32, p]),
                    output: Value::List(vec![p]),
                })
                .collect(),
            signature: i as u64,
        })
        .collect()
}

proptest! {
    #[test]
    fn cutting_keeps_programs_and_sorts_lengths(
        lengths in prop::collection::vec((1_usize..40, 1_usize..11), 1..100),
        batch in 1_usize..20,
    ) {
        let input = samples(&lengths);
        let batches = cut_batches(input.clone(), batch);
        for (i, part) in batches.iter().enumerate() {
            prop_assert!(part.len() == batch || i + 1 == batches.len() && !part.is_empty());
        }
        let mut all: Vec<Sample> = batches.into_iter().flatten().collect();
        prop_assert!(all.is_sorted_by_key(|sample| sample.tokens.len()));
        all.sort_by_key(|sample| sample.signature);
        prop_assert_eq!(all, input);
    }

    #[test]
    fn plans_show_equally_many_of_each_programs_own_pairs(
        lengths in prop::collection::vec((1_usize..40, 1_usize..11), 1..100),
        batch in 1_usize..20,
        seed in any::<u64>(),
    ) {
        let input = samples(&lengths);
        let pairs = PairsConfig::default();
        let plans = plan_pool(input.clone(), batch, &pairs, seed, 3);
        prop_assert_eq!(&plans, &plan_pool(input.clone(), batch, &pairs, seed, 3));
        let mut seen = HashSet::new();
        for plan in &plans {
            let shown = plan.pairs();
            prop_assert!((1..=10).contains(&shown));
            for (tokens, examples) in &plan.items {
                let own = &input[usize::from(tokens[0])];
                prop_assert_eq!(tokens, &own.tokens);
                prop_assert!(seen.insert(tokens[0]));
                prop_assert_eq!(examples.len(), shown);
                let different: HashSet<_> = examples.iter().collect();
                prop_assert_eq!(different.len(), shown);
                prop_assert!(examples.iter().all(|pair| own.examples.contains(pair)));
            }
        }
        prop_assert_eq!(seen.len(), input.len());
    }
}

#[test]
fn five_pairs_are_shown_about_half_of_the_time() {
    let plans = plan_pool(samples(&[(3, 10); 2000]), 1, &PairsConfig::default(), 9, 0);
    let share = |n| plans.iter().filter(|plan| plan.pairs() == n).count() as f64 / 2000.0;
    assert!((share(5) - 0.55).abs() < 0.04, "{}", share(5));
    for n in [1, 2, 3, 4, 6, 7, 8, 9, 10] {
        assert!((share(n) - 0.05).abs() < 0.02, "{n}: {}", share(n));
    }
}
