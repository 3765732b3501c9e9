//! `lasynth train`.

use crate::shell::cli::{DeviceName, Global, Train, cores};
use crate::shell::errors::BadInput;
use crate::shell::{Status, errors, interrupt, output};
use crate::training::{excluded_behaviours, task_file_stream};
use burn::tensor::Device;
use lasynth_core::Task;
use lasynth_data::generation::GenError;
use lasynth_train::{
    ConfigError, Event, Job, LogRecord, LossParts, Provenance, Source, Summary, TrainConfig,
    TrainError, TrainStop, ValidationRecord,
};
use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

const LOG_FILE: &str = "log.jsonl";

pub fn train(global: &Global, args: &Train) -> anyhow::Result<Status> {
    let name = args.config.display().to_string();
    let config_error = |error: ConfigError| match error {
        error @ ConfigError::Value { .. } => BadInput::file(name.clone(), error),
        error => BadInput::from(error),
    };
    let mut config = TrainConfig::load(&args.config).map_err(config_error)?;
    if let Some(seed) = global.seed {
        config.seed = seed;
    }
    let mut domains = global.domains.of_files();
    let stream = match (config.data.source, &config.data.path) {
        (Source::Generate, _) => None,
        (Source::File, Some(path)) => {
            let data = &config.data;
            let domain = |task: &Task| domains.of_task(task).map(|bundle| bundle.domain);
            let stream = task_file_stream(domain, path, data.targets, data.seed);
            Some(stream.map_err(BadInput::from)?)
        }
        (Source::File, None) => {
            let message = "`data.source` is \"file\", but `data.path` names none";
            return Err(BadInput::file(name, message).into());
        }
    };
    let bundle = domains.get();
    let flag = interrupt::flag();
    let excluded = match &config.data.exclude {
        None => HashSet::new(),
        Some(exclude) => {
            let stop = &mut |_: &_| match flag.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
            match excluded_behaviours(bundle.domain, exclude, stop) {
                Err(GenError::Interrupted) => {
                    errors::print_message("interrupted before the first step");
                    return Ok(Status::Negative);
                }
                excluded => excluded?,
            }
        }
    };
    let job = Job {
        domain: bundle.domain,
        stream,
        excluded,
        out: args.out.clone(),
        resume: args.resume,
        device: device(args.device),
        interrupt: flag,
        provenance: provenance(global.threads),
        config,
    };
    let mut log = Log::new(&args.out, args.resume);
    let summary = lasynth_train::train(job, &mut |event: &Event| {
        log.write(event);
        if let Some(line) = line(event) {
            output::note(&line);
        }
    })
    .map_err(|error| explain(error, &name))?;
    if global.json {
        output::json(&summary)?;
    } else {
        output::text(&table(&summary))?;
    }
    Ok(match summary.stop {
        TrainStop::Interrupted => {
            errors::print_message("interrupted; the state is saved, --resume goes on from it");
            Status::Negative
        }
        TrainStop::Done | TrainStop::EndOfData => Status::Done,
    })
}

fn device(name: DeviceName) -> Device {
    match name {
        DeviceName::Cpu => Device::flex(),
        #[cfg(feature = "cuda")]
        DeviceName::Cuda => Device::cuda(0),
        #[cfg(feature = "wgpu")]
        DeviceName::Wgpu => Device::wgpu(burn::tensor::DeviceKind::DefaultDevice),
    }
}

/// Where the trained model will say that it comes from.
fn provenance(threads: Option<usize>) -> Provenance {
    let cores = cores();
    let command: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let processor = std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(format!(", {}", line.split_once(':')?.1.trim()))
        });
    Provenance {
        command: format!("lasynth {}", command.join(" ")),
        commit: env!("LASYNTH_COMMIT").to_owned(),
        machine: format!(
            "{} {}{}, {}",
            std::env::consts::ARCH,
            std::env::consts::OS,
            processor.unwrap_or_default(),
            output::count(cores, "core")
        ),
        threads: threads.unwrap_or(cores),
        notes: String::new(),
    }
}

/// Names the file that an error is about.
fn explain(error: TrainError, config: &str) -> anyhow::Error {
    match error {
        TrainError::Config(error) => BadInput::file(config, error).into(),
        TrainError::Model(error) => BadInput::file(config, error).into(),
        TrainError::Out { path, source } => BadInput::file(
            path.display().to_string(),
            format!("cannot make the folder: {source}"),
        )
        .into(),
        TrainError::NothingToResume(path) => BadInput::file(
            path.display().to_string(),
            "there is no checkpoint to resume from; leave out --resume to start",
        )
        .into(),
        TrainError::Occupied(path) => BadInput::file(
            path.display().to_string(),
            "the folder holds the checkpoints of a run; give --resume to go on with it, or choose \
             another folder",
        )
        .into(),
        error => error.into(),
    }
}

/// The log of a run: one event a line.
struct Log {
    path: PathBuf,
    resume: bool,
    /// Opened at the first event: before, the folder may belong to another run.
    file: Option<File>,
    failed: bool,
}

impl Log {
    fn new(out: &Path, resume: bool) -> Log {
        let path = out.join(LOG_FILE);
        Log {
            path,
            resume,
            file: None,
            failed: false,
        }
    }

    /// Training is worth more than its log: an error is told once.
    fn write(&mut self, event: &Event) {
        if self.failed || matches!(event, Event::Step(_)) {
            return;
        }
        if let Err(error) = self.try_write(event) {
            self.failed = true;
            let message = BadInput::io(&self.path, "write", &error);
            errors::print_message(&format!("{message}; training goes on without it"));
        }
    }

    fn try_write(&mut self, event: &Event) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(match self.resume {
                true => File::options().create(true).append(true).open(&self.path)?,
                false => File::create(&self.path)?,
            }),
        };
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        file.write_all(&line)
    }
}

/// An event for people.
fn line(event: &Event) -> Option<String> {
    let loss = |loss: &LossParts| {
        format!(
            "loss {:.3} (program {:.3}, execution {:.3}, operation {:.3})",
            loss.total, loss.program, loss.execution, loss.operation
        )
    };
    Some(match event {
        Event::Start {
            step,
            parameters,
            validation,
            excluded,
            checkpoint,
        } => {
            let from = match checkpoint {
                Some(path) => format!("going on after step {step}, {}", path.display()),
                None => "starting".to_owned(),
            };
            format!(
                "{from}: {parameters} weights, {validation} programs for validation, {excluded} \
                 behaviours excluded"
            )
        }
        Event::Step(_) => return None,
        Event::Log(LogRecord {
            step,
            programs,
            loss: parts,
            token_accuracy,
            programs_per_second,
            eta_seconds,
            ..
        }) => format!(
            "step {step}, {programs} programs: {}, {:.1} % of tokens, {programs_per_second:.0} \
             programs/s, {} left",
            loss(parts),
            100.0 * token_accuracy,
            eta_seconds.map_or("?".to_owned(), output::duration),
        ),
        Event::Validation(ValidationRecord {
            step,
            programs,
            loss: parts,
            token_accuracy,
            ..
        }) => {
            format!(
                "step {step}, validation on {programs} programs: {}, {:.1} % of tokens",
                loss(parts),
                100.0 * token_accuracy
            )
        }
        Event::Skipped { step } => {
            format!("step {step} left out: its loss or gradient is not finite")
        }
        Event::Checkpoint { step, path } => format!("step {step}: saved {}", path.display()),
    })
}

/// The summary for people.
fn table(summary: &Summary) -> String {
    let mut text = format!(
        "{}, {} ({} different behaviours) in {}, {} weights\n",
        output::count(summary.step as usize, "step"),
        output::count(summary.programs as usize, "program"),
        summary.distinct,
        output::duration(summary.seconds),
        summary.parameters,
    );
    if let Some(validation) = &summary.validation {
        text += &format!(
            "validation: {:.3} nats a program, {:.1} % of tokens\n",
            validation.loss.program,
            100.0 * validation.token_accuracy
        );
    }
    text += &format!("checkpoint: {}\n", summary.checkpoint.display());
    if let Some(model) = &summary.model {
        text += &format!("model: {}\n", model.display());
    }
    text
}
