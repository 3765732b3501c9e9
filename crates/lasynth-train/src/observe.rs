//! What a run reports while it goes on. Training prints and writes nothing of this itself: the
//! command line shows it and logs it, tests look at it.

use crate::Counts;
use serde::Serialize;
use std::path::PathBuf;

/// Is told what happens during a run. Training itself prints nothing.
pub trait Observer {
    /// Called from the thread that trains, so it should be quick.
    fn event(&mut self, event: &Event);
}

impl<F: FnMut(&Event)> Observer for F {
    fn event(&mut self, event: &Event) {
        self(event);
    }
}

/// Something that happened during a run. All but [`Event::Step`] make a log, one line each.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Training starts or goes on.
    Start {
        /// Steps made before.
        step: u64,
        /// Weights of the network.
        parameters: usize,
        /// Programs set aside for validation.
        validation: usize,
        /// Behaviours that training must not see.
        excluded: usize,
        /// The checkpoint that it goes on from.
        checkpoint: Option<PathBuf>,
    },
    /// A step was made.
    Step(StepRecord),
    /// Means over the steps since the last one.
    Log(LogRecord),
    /// The validation programs were measured.
    Validation(ValidationRecord),
    /// A batch gave numbers that are not finite, and was left out.
    Skipped {
        /// Number of the step that was left out, from 1.
        step: u64,
    },
    /// The state was saved.
    Checkpoint {
        /// Steps that the saved state has made.
        step: u64,
        /// The directory of the checkpoint.
        path: PathBuf,
    },
}

/// The parts of the loss, all means over programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LossParts {
    /// Sum of the three parts below: what is minimised (the paper's total loss).
    pub total: f64,
    /// Cross-entropy of the program tokens, in nats a program.
    pub program: f64,
    /// Cross-entropy of the latent executor's last estimate of the output, in nats an output.
    pub execution: f64,
    /// Cross-entropy of the input that the operation predictor reads back, in nats an input.
    pub operation: f64,
}

/// A step of the optimiser, as it was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepRecord {
    /// Number of the step, from 1.
    pub step: u64,
    /// Programs in the batch.
    pub programs: usize,
    /// Pairs shown for each of the programs.
    pub pairs: usize,
    /// Loss before the update.
    pub loss: LossParts,
    /// Tokens to predict.
    pub tokens: u64,
    /// Tokens predicted right.
    pub correct_tokens: u64,
    /// Norm of the gradient before clipping.
    pub norm: f64,
    /// Learning rate of this step, after the schedule.
    pub lr: f64,
}

/// Means over some steps, and where the run stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogRecord {
    /// Steps made since the run began.
    pub step: u64,
    /// Programs seen since the run began.
    pub programs: u64,
    /// Different behaviours that went into batches (the pool in use counted whole).
    pub distinct: u64,
    /// Mean loss a program.
    pub loss: LossParts,
    /// Nats a token.
    pub nats_per_token: f64,
    /// Fraction of tokens predicted right.
    pub token_accuracy: f64,
    /// Mean norm of the gradient before clipping.
    pub norm: f64,
    /// Largest norm of the gradient before clipping.
    pub norm_max: f64,
    /// Learning rate of the last step.
    pub lr: f64,
    /// Speed since the last record.
    pub programs_per_second: f64,
    /// Fraction of the time spent waiting for programs.
    pub waiting: f64,
    /// Seconds of training, earlier parts of a resumed run included.
    pub seconds: f64,
    /// Seconds until the end at the present speed.
    pub eta_seconds: Option<f64>,
    /// What became of the programs of the stream.
    pub counts: Counts,
}

/// The validation programs, measured with the weights that would be exported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValidationRecord {
    /// Steps that the measured weights have made.
    pub step: u64,
    /// Number of programs.
    pub programs: usize,
    /// Mean loss a program.
    pub loss: LossParts,
    /// Nats a token.
    pub nats_per_token: f64,
    /// Fraction of tokens predicted right.
    pub token_accuracy: f64,
}

/// Sums from which means are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    pub programs: u64,
    pub tokens: u64,
    pub correct: u64,
    pub steps: u64,
    loss: LossParts,
    norm: f64,
    norm_max: f64,
}

impl Sums {
    pub fn add(&mut self, programs: usize, loss: &LossParts, tokens: u64, correct: u64) {
        let weight = programs as f64;
        self.programs += programs as u64;
        self.tokens += tokens;
        self.correct += correct;
        self.loss.total += weight * loss.total;
        self.loss.program += weight * loss.program;
        self.loss.execution += weight * loss.execution;
        self.loss.operation += weight * loss.operation;
    }

    pub fn add_norm(&mut self, norm: f64) {
        self.steps += 1;
        self.norm += norm;
        self.norm_max = self.norm_max.max(norm);
    }

    pub fn norm(&self) -> (f64, f64) {
        (self.norm / self.steps.max(1) as f64, self.norm_max)
    }

    pub fn loss(&self) -> LossParts {
        let n = self.programs.max(1) as f64;
        LossParts {
            total: self.loss.total / n,
            program: self.loss.program / n,
            execution: self.loss.execution / n,
            operation: self.loss.operation / n,
        }
    }

    pub fn nats_per_token(&self) -> f64 {
        self.loss.program / self.tokens.max(1) as f64
    }

    pub fn token_accuracy(&self) -> f64 {
        self.correct as f64 / self.tokens.max(1) as f64
    }
}
