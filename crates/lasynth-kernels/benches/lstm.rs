//! Processor time of the LSTM kernels at every instruction set; the figure is of multiply-adds, two operations each.

use std::time::Instant;

use lasynth_kernels::{
    Level, LstmInputs, LstmOutputGradients, LstmShape, LstmTape, LstmWanted, LstmWeights,
    lstm_sequence_backward, lstm_sequence_forward,
};

/// Seconds of processor time of all threads so far, on Linux: on a busy machine the wall clock says little.
fn processor_seconds() -> Option<f64> {
    let mut total = 0.0;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        total += text.split(' ').next()?.parse::<f64>().ok()? * 1e-9;
    }
    Some(total)
}

/// Seconds since the first call: processor time where it can be read, else wall time.
fn now(start: Instant) -> f64 {
    processor_seconds().unwrap_or_else(|| start.elapsed().as_secs_f64())
}

fn main() {
    let start = Instant::now();
    let start = || now(start);
    for (rows, steps, input, hidden) in [
        (200, 10, 128, 256),
        (1000, 5, 128, 64),
        (1000, 10, 128, 128),
        (50, 1, 128, 128),
    ] {
        let shape = LstmShape {
            rows,
            steps,
            input,
            hidden,
            reverse: false,
        };
        let x = vec![0.1; rows * steps * input];
        let state = vec![0.1; rows * hidden];
        let w_ih = vec![0.01; input * 4 * hidden];
        let w_hh = vec![0.01; hidden * 4 * hidden];
        let bias = vec![0.0; 4 * hidden];
        let grad = vec![1.0; rows * steps * hidden];
        let inputs = LstmInputs {
            x: &x,
            h0: &state,
            c0: &state,
            lengths: None,
        };
        let weights = LstmWeights {
            w_ih: &w_ih,
            w_hh: &w_hh,
            bias: &bias,
        };
        let work = 8.0 * (rows * steps * (input + hidden) * hidden) as f64;
        for &level in Level::available() {
            let (mut forward, mut backward) = (f64::INFINITY, f64::INFINITY);
            for _ in 0..if level == Level::Portable { 3 } else { 30 } {
                let begin = start();
                let result = lstm_sequence_forward(level, shape, inputs, weights, true);
                let middle = start();
                let tape = LstmTape {
                    out: &result.out,
                    cells: &result.cells,
                    gates: result.gates.expect("kept"),
                };
                let grads = LstmOutputGradients {
                    out: Some(&grad),
                    ..Default::default()
                };
                let wanted = LstmWanted {
                    x: true,
                    weights: true,
                };
                let gradients =
                    lstm_sequence_backward(level, shape, inputs, weights, tape, grads, wanted);
                std::hint::black_box(gradients);
                backward = backward.min(start() - middle);
                forward = forward.min(middle - begin);
            }
            println!(
                "[{rows}, {steps}, {input}] hidden {hidden} {level:?}: forward {:.2} ms ({:.0} GFLOP/s), backward {:.2} ms ({:.0} GFLOP/s)",
                forward * 1e3,
                work / forward / 1e9,
                backward * 1e3,
                2.0 * work / backward / 1e9,
            );
        }
    }
}
