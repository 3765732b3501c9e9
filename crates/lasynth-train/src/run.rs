//! The training loop: prepares or restores the state, makes steps until a limit is reached, saves
//! and measures on the way, and exports the model.

use crate::checkpoint::{self, Snapshot};
use crate::data::{Feed, Generator, ProgramStream};
use crate::observe::Sums;
use crate::step::Shards;
use crate::weights::{Slot, read_weights, with_weights};
use crate::{
    Adam, BatchPlan, Event, Job, LogRecord, Observer, Provenance, Source, State, StepRecord,
    Summary, TrainConfig, TrainError, TrainStop, ValidationRecord, adam, latest_checkpoint,
    validation,
};
use burn::tensor::Device;
use lasynth_core::Domain;
use lasynth_model::{Lasynth, ModelCard, Precision, TrainingRecord};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Batches in a row with numbers that are not finite after which a run is given up.
pub(crate) const BAD_LIMIT: u32 = 3;

/// Trains a network until a limit, the end of the data, an interruption or an error.
///
/// # Errors
/// If the job cannot be done as it is given, files cannot be read or written, or the loss is no
/// longer finite.
pub fn train(job: Job, observer: &mut dyn Observer) -> Result<Summary, TrainError> {
    let mut run = Run::prepare(job, observer)?;
    let stop = run.steps(observer)?;
    run.finish(stop, observer)
}

struct Run {
    config: TrainConfig,
    domain: &'static dyn Domain,
    out: PathBuf,
    interrupt: Arc<AtomicBool>,
    provenance: Provenance,
    plain: Device,
    network: Lasynth,
    slots: Vec<Slot>,
    weights: Vec<f32>,
    adam: Adam,
    shards: Shards,
    measuring: Shards,
    validation: Vec<BatchPlan>,
    feed: Feed,
    state: State,
    started: Instant,
    seconds_before: f64,
    last_checkpoint: Option<(u64, PathBuf)>,
    last_validation: Option<ValidationRecord>,
}

impl Run {
    fn prepare(job: Job, observer: &mut dyn Observer) -> Result<Run, TrainError> {
        let Job {
            config,
            domain,
            stream,
            mut excluded,
            out,
            resume,
            device,
            interrupt,
            provenance,
        } = job;
        config.check()?;
        config.model.validate(&domain.encoding())?;
        std::fs::create_dir_all(&out).map_err(|source| TrainError::Out {
            path: out.clone(),
            source,
        })?;
        checkpoint::clean(&out)?;
        let latest = latest_checkpoint(&out)?;
        let plain = device.clone().without_autodiff();
        let (network, adam, mut state, seen) = match (resume, &latest) {
            (true, None) => return Err(TrainError::NothingToResume(out)),
            (false, Some(_)) => return Err(TrainError::Occupied(out)),
            (true, Some(path)) => {
                let restored = checkpoint::read(path, &plain)?;
                if let Some(field) = changed(&restored.config, &config) {
                    let path = path.clone();
                    return Err(TrainError::Changed { path, field });
                }
                let mut state = restored.state;
                state.resumed += 1;
                (restored.network, Some(restored.adam), state, restored.seen)
            }
            (false, None) => {
                let tokens = domain.vocabulary().len();
                let encoding = domain.encoding();
                let network = Lasynth::new(&config.model, &encoding, tokens, config.seed, &plain);
                (network, None, State::default(), Vec::new())
            }
        };
        let (slots, weights) = read_weights(&network);
        let adam = adam.unwrap_or_else(|| Adam::new(&config.optimizer, &weights));
        let validation = validation::draw(&config, domain, &mut excluded)?;
        let stream: Box<dyn ProgramStream> = match config.data.source {
            Source::File => stream.ok_or(TrainError::NoStream)?,
            Source::Generate => Box::new(Generator::new(domain, &config.data, config.generators)),
        };
        let event = Event::Start {
            step: state.step,
            parameters: weights.len(),
            validation: validation.iter().map(|plan| plan.items.len()).sum(),
            excluded: excluded.len(),
            checkpoint: latest.clone(),
        };
        let start = std::mem::take(&mut state.feed);
        let feed = Feed::start(
            stream,
            &config,
            Arc::new(excluded),
            start,
            state.taken,
            seen,
        )?;
        let shards = Shards::new(&network, config.shards, device.autodiff());
        let measuring = Shards::new(&network, 1, plain.clone());
        observer.event(&event);
        Ok(Run {
            seconds_before: state.seconds,
            last_checkpoint: latest.map(|path| (state.step, path)),
            config,
            domain,
            out,
            interrupt,
            provenance,
            plain,
            network,
            slots,
            weights,
            adam,
            shards,
            measuring,
            validation,
            feed,
            state,
            started: Instant::now(),
            last_validation: None,
        })
    }

    fn seconds(&self) -> f64 {
        self.seconds_before + self.started.elapsed().as_secs_f64()
    }

    /// The fraction of the run that lies behind, by the limit that is nearest.
    fn progress(&self) -> f64 {
        let stop = &self.config.stop;
        let part = |done: f64, limit: Option<f64>| limit.map_or(0.0, |limit| done / limit);
        part(self.state.step as f64, stop.steps.map(|n| n as f64))
            .max(part(
                self.state.programs as f64,
                stop.programs.map(|n| n as f64),
            ))
            .max(part(self.seconds() / 60.0, stop.minutes))
    }

    fn steps(&mut self, observer: &mut dyn Observer) -> Result<TrainStop, TrainError> {
        let mut window = Window::start(self.progress());
        let mut saved = Instant::now();
        loop {
            if self.interrupt.load(Ordering::Relaxed) {
                return Ok(TrainStop::Interrupted);
            }
            let progress = self.progress();
            if progress >= 1.0 {
                return Ok(TrainStop::Done);
            }
            let waiting = Instant::now();
            let Some(plan) = self.feed.next_batch()? else {
                return Ok(TrainStop::EndOfData);
            };
            window.waited += waiting.elapsed().as_secs_f64();
            self.step(&plan, progress, &mut window, observer)?;
            let step = self.state.step;
            if step.is_multiple_of(self.config.log_every) {
                let record = self.log_record(&window);
                observer.event(&Event::Log(record));
                window = Window::start(self.progress());
            }
            let every = self.config.validation.every_steps;
            if every > 0 && step.is_multiple_of(every) {
                self.validate(observer);
            }
            let rule = &self.config.checkpoint;
            let due = rule.every_steps > 0 && step.is_multiple_of(rule.every_steps)
                || rule.every_minutes > 0.0
                    && saved.elapsed().as_secs_f64() >= 60.0 * rule.every_minutes;
            // The weights that gave a bad step are no state to go back to.
            if due && self.state.bad_in_a_row == 0 {
                self.save(observer)?;
                saved = Instant::now();
            }
        }
    }

    fn step(
        &mut self,
        plan: &BatchPlan,
        progress: f64,
        window: &mut Window,
        observer: &mut dyn Observer,
    ) -> Result<(), TrainError> {
        let optimizer = &self.config.optimizer;
        let lr = optimizer.lr * self.config.schedule.factor(self.state.step, progress);
        let (sums, gradients) = self.shards.gradients(plan, &self.weights, self.domain);
        let norm = adam::norm(&gradients);
        self.state.step += 1;
        self.state.programs += plan.items.len() as u64;
        if !norm.is_finite() || !sums.loss().total.is_finite() {
            self.state.skipped += 1;
            self.state.bad_in_a_row += 1;
            let step = self.state.step;
            observer.event(&Event::Skipped { step });
            if self.state.bad_in_a_row >= BAD_LIMIT {
                let checkpoint = self.last_checkpoint.clone().map(|(_, path)| path);
                return Err(TrainError::Diverged { step, checkpoint });
            }
            return Ok(());
        }
        self.state.bad_in_a_row = 0;
        self.adam
            .update(optimizer, lr, norm, &gradients, &mut self.weights);
        self.state.updates = self.adam.updates;
        let loss = sums.loss();
        window
            .sums
            .add(plan.items.len(), &loss, sums.tokens, sums.correct);
        window.sums.add_norm(norm);
        window.lr = lr;
        observer.event(&Event::Step(StepRecord {
            step: self.state.step,
            programs: plan.items.len(),
            pairs: plan.pairs(),
            loss,
            tokens: sums.tokens,
            correct_tokens: sums.correct,
            norm,
            lr,
        }));
        Ok(())
    }

    fn log_record(&self, window: &Window) -> LogRecord {
        let elapsed = window.started.elapsed().as_secs_f64().max(1e-9);
        let sums = &window.sums;
        let (norm, norm_max) = sums.norm();
        let progress = self.progress();
        let speed = (progress - window.progress) / elapsed;
        let counts = self.feed.counts();
        LogRecord {
            step: self.state.step,
            programs: self.state.programs,
            distinct: counts.distinct,
            loss: sums.loss(),
            nats_per_token: sums.nats_per_token(),
            token_accuracy: sums.token_accuracy(),
            norm,
            norm_max,
            lr: window.lr,
            programs_per_second: sums.programs as f64 / elapsed,
            waiting: window.waited / elapsed,
            seconds: self.seconds(),
            eta_seconds: (speed > 0.0).then(|| (1.0 - progress).max(0.0) / speed),
            counts,
        }
    }

    fn validate(&mut self, observer: &mut dyn Observer) {
        if self.validation.is_empty() {
            return;
        }
        let weights = self.adam.exported(&self.weights);
        let sums = self
            .measuring
            .measure(&self.validation, weights, self.domain);
        let record = ValidationRecord {
            step: self.state.step,
            programs: sums.programs as usize,
            loss: sums.loss(),
            nats_per_token: sums.nats_per_token(),
            token_accuracy: sums.token_accuracy(),
        };
        observer.event(&Event::Validation(record.clone()));
        self.last_validation = Some(record);
    }

    fn card(&self, precision: Precision) -> ModelCard {
        let provenance = self.provenance.clone();
        ModelCard {
            format: lasynth_model::FORMAT,
            name: self.config.name.clone(),
            domain: self.domain.name().to_owned(),
            precision,
            encoding: self.domain.encoding(),
            config: self.config.model.clone(),
            training: TrainingRecord {
                command: provenance.command,
                steps: self.state.step,
                programs: self.state.programs,
                distinct_programs: self.state.distinct,
                seed: self.config.seed,
                data_seed: self.config.data.seed,
                seconds: self.state.seconds,
                threads: provenance.threads,
                resumed: self.state.resumed,
                commit: provenance.commit,
                machine: provenance.machine,
                notes: self.notes(provenance.notes),
            },
            accuracy: Vec::new(),
            vocabulary: self.domain.vocabulary().clone(),
        }
    }

    fn notes(&self, mut notes: String) -> String {
        if let Some(exclude) = &self.config.data.exclude {
            if !notes.is_empty() {
                notes.push_str("; ");
            }
            notes.push_str(&format!(
                "shares no behaviour with gen --seed {} --count {}",
                exclude.seed, exclude.count
            ));
        }
        notes
    }

    /// Notes how far the run has come.
    fn mark(&mut self) {
        self.state.seconds = self.seconds();
        self.state.distinct = self.feed.counts().distinct;
        (self.state.feed, self.state.taken) = self.feed.position();
    }

    fn save(&mut self, observer: &mut dyn Observer) -> Result<PathBuf, TrainError> {
        self.mark();
        let step = self.state.step;
        let network = with_weights(self.network.clone(), &self.weights, &self.plain);
        let snapshot = Snapshot {
            state: &self.state,
            config: &self.config,
            card: &self.card(Precision::F32),
            network: &network,
            slots: &self.slots,
            adam: &self.adam,
            seen: self.feed.seen(),
        };
        let path = checkpoint::write(&self.out, self.config.checkpoint.keep, &snapshot)?;
        let event = Event::Checkpoint {
            step,
            path: path.clone(),
        };
        observer.event(&event);
        self.last_checkpoint = Some((step, path.clone()));
        Ok(path)
    }

    fn finish(
        mut self,
        stop: TrainStop,
        observer: &mut dyn Observer,
    ) -> Result<Summary, TrainError> {
        let checkpoint = match self.last_checkpoint.clone() {
            Some((step, path)) if step == self.state.step => {
                self.mark();
                path
            }
            _ => self.save(observer)?,
        };
        let mut model = None;
        if stop != TrainStop::Interrupted {
            let measured = self.last_validation.as_ref().map(|record| record.step);
            if measured != Some(self.state.step) {
                self.validate(observer);
            }
            let weights = self.adam.exported(&self.weights);
            let network = with_weights(self.network.clone(), weights, &self.plain);
            let precision = if self.config.half {
                Precision::F16
            } else {
                Precision::F32
            };
            checkpoint::write_model(&self.out, &network, &self.card(precision))?;
            model = Some(self.out.clone());
        }
        Ok(Summary {
            stop,
            step: self.state.step,
            programs: self.state.programs,
            distinct: self.state.distinct,
            seconds: self.state.seconds,
            skipped: self.state.skipped,
            parameters: self.weights.len(),
            validation: self.last_validation,
            checkpoint,
            model,
        })
    }
}

/// The part in which two configurations differ although a run must keep it.
fn changed(old: &TrainConfig, new: &TrainConfig) -> Option<&'static str> {
    let parts = [
        ("model", old.model == new.model),
        ("seed", old.seed == new.seed),
        ("batch", old.batch == new.batch),
        ("data", old.data == new.data),
        (
            "validation.seed",
            old.validation.seed == new.validation.seed,
        ),
        (
            "optimizer.ema",
            (old.optimizer.ema > 0.0) == (new.optimizer.ema > 0.0),
        ),
    ];
    parts
        .into_iter()
        .find(|(_, same)| !same)
        .map(|(field, _)| field)
}

/// The steps since the last log record.
struct Window {
    sums: Sums,
    lr: f64,
    waited: f64,
    started: Instant,
    progress: f64,
}

impl Window {
    fn start(progress: f64) -> Self {
        Window {
            sums: Sums::default(),
            lr: 0.0,
            waited: 0.0,
            started: Instant::now(),
            progress,
        }
    }
}
