//! Whole runs on a toy language with a small network: learning, resuming to the same numbers,
//! checkpoints, divergence, logs and excluded behaviours.

use super::toy::toy;
use crate::checkpoint::{latest_checkpoint, read_model};
use crate::weights::read_weights;
use crate::{
    Event, Job, MemoryStream, Provenance, Sample, Schedule, Source, StepRecord, Summary, Targets,
    TrainConfig, TrainError, TrainStop, export, short_signature, train,
};
use burn::tensor::Device;
use lasynth_core::{DrawRules, Example, Input, Task, Tasks, Value};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn config(extra: &str) -> Result<TrainConfig, crate::ConfigError> {
    let text = format!(
        "name = 'toy'\nbatch = 16\n{extra}\n
        [data]\ndistinct = false\npool = 4\npairs = {{ min = 2, max = 3, usual = 3 }}
        [validation]\ncount = 8\n
        [checkpoint]\nevery_minutes = 0.0\n
        [model]\nembedding = 8\nhidden = 8\nlayers = 1\nexec_period = 'statement'\n"
    );
    let mut config = TrainConfig::parse(&text, "test")?;
    config.log_every = 5;
    Ok(config)
}

fn job(config: TrainConfig, out: &Path) -> Job {
    Job {
        config,
        domain: toy(),
        stream: None,
        excluded: HashSet::new(),
        out: out.to_path_buf(),
        resume: false,
        device: Device::flex(),
        interrupt: Arc::new(AtomicBool::new(false)),
        provenance: Provenance::default(),
    }
}

/// Runs a job and keeps its steps; asks it to stop after `cut`.
fn run(job: Job, cut: Option<u64>) -> Result<(Summary, Vec<StepRecord>), TrainError> {
    let mut steps = Vec::new();
    let interrupt = Arc::clone(&job.interrupt);
    let summary = train(job, &mut |event: &Event| {
        if let Event::Step(step) = event {
            steps.push(step.clone());
            if cut == Some(step.step) {
                interrupt.store(true, Ordering::Relaxed);
            }
        }
    })?;
    Ok((summary, steps))
}

/// The bits of a model's weights.
fn weights(folder: &Path) -> Result<Vec<u32>, crate::CheckpointError> {
    let (network, _) = read_model(folder, &Device::flex())?;
    let (_, values) = read_weights(&network);
    Ok(values.into_iter().map(f32::to_bits).collect())
}

#[test]
fn training_learns() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut config = config("stop = { steps = 120 }")?;
    config.optimizer.lr = 3e-3;
    config.optimizer.ema = 0.95;
    config.half = true;
    config.model.embedding = 16;
    config.model.hidden = 16;
    config.model.init = 0.3;
    config.schedule = Schedule::Cosine {
        warmup: 10,
        floor: 0.1,
    };
    let (summary, steps) = run(job(config, folder.path()), None)?;
    assert_eq!(
        (summary.stop, summary.step, steps.len()),
        (TrainStop::Done, 120, 120)
    );
    let mean = |part: &[StepRecord]| {
        part.iter().map(|step| step.loss.program).sum::<f64>() / part.len() as f64
    };
    let (first, last) = (mean(&steps[..5]), mean(&steps[110..]));
    assert!(last < 0.55 * first, "{first} -> {last}");
    let validation = summary.validation.ok_or("no validation")?;
    assert!(validation.loss.program < 0.6 * first, "{validation:?}");

    // The model that was left and the one made from the checkpoint are the same.
    let again = folder.path().join("again");
    let card = export(&summary.checkpoint, &again, true)?;
    assert_eq!(card.training.steps, 120);
    assert_eq!(card.training.programs, 120 * 16);
    assert_eq!(weights(folder.path())?, weights(&again)?);
    assert_ne!(weights(folder.path())?, weights(&summary.checkpoint)?);
    Ok(())
}

#[test]
fn a_resumed_run_gives_the_same_numbers() -> Outcome {
    for (shards, distinct) in [(1, false), (2, true)] {
        let extra = format!("shards = {shards}\nstop = {{ steps = 20 }}");
        let mut config = config(&extra)?;
        config.optimizer.ema = 0.9;
        config.data.distinct = distinct;
        config.batch = 4;
        let whole = tempfile::tempdir()?;
        let (summary, all) = run(job(config.clone(), whole.path()), None)?;
        assert_eq!(summary.stop, TrainStop::Done);
        assert_eq!(all.len(), 20);

        let parts = tempfile::tempdir()?;
        let (first, mut steps) = run(job(config.clone(), parts.path()), Some(10))?;
        assert_eq!((first.stop, first.step), (TrainStop::Interrupted, 10));
        assert_eq!(first.model, None);
        let mut again = job(config, parts.path());
        again.resume = true;
        let (second, rest) = run(again, None)?;
        steps.extend(rest);
        assert_eq!(steps, all);
        assert_eq!(second.programs, summary.programs);
        assert_eq!(second.distinct, summary.distinct);
        for folder in ["", "checkpoint-20"] {
            let same = weights(&whole.path().join(folder))? == weights(&parts.path().join(folder))?;
            assert!(same, "{folder}");
        }
        for name in ["optimizer.safetensors", "seen.u64"] {
            let read = |root: &Path| fs::read(root.join("checkpoint-20").join(name));
            assert!(read(whole.path())? == read(parts.path())?, "{name}");
        }
    }
    Ok(())
}

#[test]
fn checkpoints_are_whole_and_the_old_ones_go() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut first = config("stop = { steps = 7 }")?;
    first.checkpoint.every_steps = 2;
    run(job(first.clone(), folder.path()), None)?;
    let names = || -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder.path())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    };
    let usual = [
        "checkpoint-6",
        "checkpoint-7",
        "model.safetensors",
        "model.toml",
    ];
    assert_eq!(names()?, usual);

    // Writing the next one was cut off: the last whole one is used and the rest removed.
    let broken = folder.path().join(".unfinished-8");
    fs::create_dir(&broken)?;
    fs::write(broken.join("state.json"), "{")?;
    let newest = latest_checkpoint(folder.path())?;
    assert_eq!(newest, Some(folder.path().join("checkpoint-7")));
    let mut next = job(first, folder.path());
    next.config.stop.steps = Some(8);
    next.resume = true;
    let (summary, steps) = run(next, None)?;
    assert_eq!((summary.step, steps.len()), (8, 1));
    assert!(!broken.exists());
    Ok(())
}

#[test]
fn runs_are_not_mixed_up() -> Outcome {
    let folder = tempfile::tempdir()?;
    let config = config("stop = { steps = 1 }")?;
    let fails = |job: Job| match run(job, None) {
        Ok(_) => "done".to_owned(),
        Err(error) => error
            .to_string()
            .replace(&folder.path().display().to_string(), "OUT"),
    };
    let resumed = |config: &TrainConfig| Job {
        resume: true,
        ..job(config.clone(), folder.path())
    };
    assert_eq!(fails(resumed(&config)), "OUT: no checkpoint to resume from");
    assert_eq!(fails(job(config.clone(), folder.path())), "done");
    assert_eq!(
        fails(job(config.clone(), folder.path())),
        "OUT: holds the checkpoints of a run; resume it or choose another directory"
    );
    let mut other = config.clone();
    other.model.hidden = 9;
    assert_eq!(
        fails(resumed(&other)),
        "OUT/checkpoint-1: was trained with another `model`; a run must be resumed with the one it began with"
    );
    let weights = folder.path().join("checkpoint-1/optimizer.safetensors");
    let bytes = fs::read(&weights)?;
    fs::write(&weights, &bytes[..bytes.len() / 2])?;
    assert_eq!(
        fails(resumed(&config)),
        "OUT/checkpoint-1/optimizer.safetensors: the file is cut off"
    );
    Ok(())
}

#[test]
fn a_run_that_diverges_ends_and_names_the_last_good_state() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut config = config("stop = { steps = 50 }")?;
    config.optimizer.lr = 1e38;
    config.checkpoint.every_steps = 1;
    let error = match run(job(config, folder.path()), None) {
        Ok(_) => return Err("did not diverge".into()),
        Err(error) => error,
    };
    let TrainError::Diverged { step, checkpoint } = &error else {
        return Err(error.into());
    };
    assert!(*step >= 4);
    assert!(checkpoint.as_ref().is_some_and(|path| path.is_dir()));
    Ok(())
}

#[test]
fn logs_add_up() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut config = config("stop = { programs = 160 }")?;
    config.validation.every_steps = 4;
    let mut lines = Vec::new();
    let mut logs = Vec::new();
    let mut programs = Vec::new();
    train(job(config, folder.path()), &mut |event: &Event| {
        match event {
            Event::Log(record) => logs.push(record.clone()),
            Event::Step(step) => programs.push(step.loss.program),
            _ => {}
        }
        lines.push(serde_json::to_value(event));
    })?;
    let mut names = Vec::new();
    for line in lines {
        names.push(line?["event"].as_str().unwrap_or("none").to_owned());
    }
    let names: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|n| *n != "step")
        .collect();
    assert_eq!(
        names,
        [
            "start",
            "validation",
            "log",
            "validation",
            "log",
            "checkpoint",
            "validation"
        ]
    );
    let last = logs.last().ok_or("no log")?;
    assert_eq!((last.step, last.programs), (10, 160));
    let mean = programs[5..].iter().sum::<f64>() / 5.0;
    assert!((last.loss.program - mean).abs() < 1e-9);
    assert!(last.distinct > 10 && last.counts.used >= 160);
    assert!(last.eta_seconds.is_some_and(|eta| eta < 1e-6));
    Ok(())
}

#[test]
fn programs_of_a_file_are_learned_until_they_end() -> Outcome {
    let toy = toy();
    let pair = |x: i32| Example {
        input: Input::list(&[x; 3]),
        output: Value::List(vec![-x, x, x]),
    };
    let task = Task {
        program: Some("neg".to_owned()),
        examples: (1..=4).map(pair).collect(),
        ..Task::default()
    };
    let sample = Sample::from_task(toy, &task, Targets::Normal)?;
    let folder = tempfile::tempdir()?;
    let mut config = config("stop = { steps = 1000 }")?;
    config.data.source = Source::File;
    let without = job(config.clone(), folder.path());
    assert!(matches!(run(without, None), Err(TrainError::NoStream)));
    let mut with = job(config, folder.path());
    with.stream = Some(Box::new(MemoryStream::new(vec![sample; 100], 0, Some(2))));
    let (summary, steps) = run(with, None)?;
    assert_eq!(
        (summary.stop, summary.programs),
        (TrainStop::EndOfData, 200)
    );
    assert_eq!(summary.distinct, 1);
    assert!(steps.iter().all(|step| step.pairs <= 3));
    Ok(())
}

#[test]
fn excluded_behaviours_stay_out() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut config = config("stop = { steps = 2 }")?;
    config.log_every = 1;
    config.validation.count = 0;
    let toy = toy();
    let mut often = HashSet::new();
    for seed in 0..5000 {
        if let Ok(draw) = toy.draw(&DrawRules::default(), seed) {
            often.insert(short_signature(draw.signature));
        }
    }
    let mut job = job(config, folder.path());
    job.excluded = often;
    let mut shares = Vec::new();
    train(job, &mut |event: &Event| {
        if let Event::Log(record) = event {
            let excluded = record.counts.dropped.get("excluded").copied().unwrap_or(0);
            shares.push(excluded as f64 / (excluded + record.counts.used) as f64);
        }
    })?;
    // Five thousand draws meet nearly every behaviour that is drawn at all often.
    assert_eq!(shares.len(), 2);
    assert!(shares[0] > 0.8, "{shares:?}");
    Ok(())
}
