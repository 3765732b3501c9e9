//! Forward and backward of the layers against the engine's own. Processor time where it can be read:
//! on a busy machine the wall clock says little.

use std::time::Instant;

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use lasynth_nn::{
    AttentionConfig, EmbeddingConfig, LinearConfig, LstmConfig, attend, attend_composed, uniform,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The program's allocator: large tensors come and go, and the system's hands their memory back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seconds of processor time of all threads so far, on Linux.
fn processor_seconds() -> Option<f64> {
    let mut total = 0.0;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        total += text.split(' ').next()?.parse::<f64>().ok()? * 1e-9;
    }
    Some(total)
}

/// Prints milliseconds a run: processor time on average, wall time at least. The processor clock only
/// moves every few milliseconds, so runs are repeated for a while.
fn time(name: &str, runs: usize, mut run: impl FnMut()) {
    run();
    let (begin, start) = (processor_seconds(), Instant::now());
    let (mut done, mut wall) = (0, f64::INFINITY);
    while done < runs || (runs > 1 && start.elapsed().as_secs_f64() < 0.3) {
        let start = Instant::now();
        run();
        wall = wall.min(start.elapsed().as_secs_f64());
        done += 1;
    }
    let processor = match (begin, processor_seconds()) {
        (Some(begin), Some(end)) => (end - begin) / done as f64,
        _ => f64::NAN,
    };
    println!(
        "{name:64} processor {:8.2} ms, wall {:8.2} ms",
        processor * 1e3,
        wall * 1e3
    );
}

fn random<const D: usize>(shape: [usize; D], device: &Device, rng: &mut ChaCha8Rng) -> Tensor<D> {
    uniform(shape, 1.0, device, rng).val().detach()
}

fn lstms(device: &Device, rng: &mut ChaCha8Rng) {
    for (rows, steps, input, hidden) in [(200, 10, 128, 256), (1000, 5, 128, 64)] {
        let shape = format!("[{rows}, {steps}, {input}] hidden {hidden}");
        let x = random([rows, steps, input], device, rng).require_grad();
        let ours = LstmConfig::new(input, hidden).init(device, rng);
        time(&format!("{shape}: fused LSTM"), 20, || {
            let (out, _) = ours.forward(x.clone(), None, None);
            std::hint::black_box(out.sum().backward());
        });
        time(&format!("{shape}: fused LSTM, forward only"), 20, || {
            let (out, _) = ours.valid().forward(x.clone().inner(), None, None);
            std::hint::black_box(out);
        });
        let theirs = burn_nn::LstmConfig::new(input, hidden, true).init(device);
        time(&format!("{shape}: burn_nn::Lstm"), 5, || {
            let (out, _) = theirs.forward(x.clone(), None);
            std::hint::black_box(out.sum().backward());
        });
    }
}

fn embeddings(device: &Device, rng: &mut ChaCha8Rng) {
    let indices: Vec<i64> = (0..10_000).map(|_| rng.random_range(0..300)).collect();
    let indices = Tensor::<2, Int>::from_data(TensorData::new(indices, [1000, 10]), device);
    let ours = EmbeddingConfig::new(300, 128).init(device, rng);
    time("10000 of 300 x 128: Embedding", 20, || {
        std::hint::black_box(ours.forward(indices.clone()).sum().backward());
    });
    let theirs = burn_nn::EmbeddingConfig::new(300, 128).init(device);
    time("10000 of 300 x 128: burn_nn::Embedding", 20, || {
        std::hint::black_box(theirs.forward(indices.clone()).sum().backward());
    });
}

fn linears(device: &Device, rng: &mut ChaCha8Rng) {
    let x = random([1000, 10, 128], device, rng).require_grad();
    let ours = LinearConfig::new(128, 128).init(device, rng);
    time("[1000, 10, 128] to 128: Linear", 20, || {
        std::hint::black_box(ours.forward(x.clone()).sum().backward());
    });
    let theirs = burn_nn::LinearConfig::new(128, 128).init(device);
    time("[1000, 10, 128] to 128: burn_nn::Linear", 20, || {
        std::hint::black_box(theirs.forward(x.clone()).sum().backward());
    });
}

fn attentions(device: &Device, rng: &mut ChaCha8Rng) {
    for (rows, n, t, width) in [(1000, 5, 10, 128), (200, 40, 40, 128), (200, 5, 40, 256)] {
        let keys = random([rows, n, width], device, rng).require_grad();
        let query = random([rows, t, width], device, rng).require_grad();
        let layer = AttentionConfig::new(width, width, width).init(device, rng);
        time(
            &format!("[{rows}, {t} over {n}, {width}]: Attention"),
            20,
            || {
                let out = layer.forward(keys.clone(), query.clone(), None);
                std::hint::black_box(out.sum().backward());
            },
        );
        time(
            &format!("[{rows}, {t} over {n}, {width}]: of it without projections"),
            20,
            || {
                let out = attend(keys.clone(), query.clone(), None);
                std::hint::black_box(out.sum().backward());
            },
        );
        time(
            &format!("[{rows}, {t} over {n}, {width}]: of it, composed"),
            5,
            || {
                let out = attend_composed(keys.clone(), query.clone(), None);
                std::hint::black_box(out.sum().backward());
            },
        );
    }
}

fn main() {
    let device = Device::flex().autodiff();
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    lstms(&device, rng);
    linears(&device, rng);
    embeddings(&device, rng);
    attentions(&device, rng);
}
