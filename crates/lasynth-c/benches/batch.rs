//! Runs a second: scalar executor, batch executor, and the batch executor from tokens. Temporary.
use lasynth_c::batch::{Batch, Inputs, Level, Outcomes};
use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c::syntax::{Program, STEP_LIMIT};
use lasynth_c::vocab;
use lasynth_core::Task;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn ns(mut work: impl FnMut()) -> f64 {
    for _ in 0..3 {
        work();
    }
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let mut n = 0;
        while start.elapsed() < Duration::from_micros(600) {
            work();
            n += 1;
        }
        best = best.min(start.elapsed().as_nanos() as f64 / n as f64);
    }
    best
}
fn median(v: &mut Vec<f64>) -> (f64, f64, f64) {
    v.sort_by(f64::total_cmp);
    (v[v.len() / 10], v[v.len() / 2], v[v.len() * 9 / 10])
}

fn main() {
    let folder = std::env::var("LASYNTH_BENCH_DIR").unwrap();
    let text = std::fs::read_to_string(format!("{folder}/c/sample_200.jsonl")).unwrap();
    let programs: Vec<Program> = text
        .lines()
        .map(|l| parse(&serde_json::from_str::<Task>(l).unwrap().program.unwrap()).unwrap())
        .collect();
    let ten: Vec<[i32; 5]> = lasynth_c::probes::probes()[20..30].to_vec();
    let small = Inputs::new(&ten);
    let all = Inputs::all();
    for level in Level::available() {
        let mut batch = Batch::with(*level, STEP_LIMIT);
        let mut out = Outcomes::new();
        let mut a: Vec<f64> = programs
            .iter()
            .map(|p| {
                ns(|| {
                    batch.run(p, &small, &mut out);
                    black_box(out.valid());
                })
            })
            .collect();
        let mut b: Vec<f64> = programs
            .iter()
            .map(|p| {
                59049.0
                    / ns(|| {
                        batch.run(p, all, &mut out);
                        black_box(out.valid());
                    })
            })
            .collect();
        println!(
            "{level:?}: 10 inputs {:?} ns a program, all: {:?} G runs/s (p10, p50, p90)",
            median(&mut a),
            median(&mut b)
        );
    }
    let mut batch = Batch::new();
    let mut out = Outcomes::new();
    let mut dec: Vec<f64> = programs
        .iter()
        .map(|p| {
            let t = vocab::encode(p);
            ns(|| {
                black_box(vocab::decode(&t).unwrap());
            })
        })
        .collect();
    let mut tok: Vec<f64> = programs
        .iter()
        .map(|p| {
            let t = vocab::encode(p);
            ns(|| {
                let p = vocab::decode(&t).unwrap();
                batch.run(&p, &small, &mut out);
                black_box(out.valid());
            })
        })
        .collect();
    let mut com: Vec<f64> = programs
        .iter()
        .map(|p| {
            ns(|| {
                black_box(Executable::new(p));
            })
        })
        .collect();
    let mut sca: Vec<f64> = programs
        .iter()
        .map(|p| {
            let e = Executable::new(p);
            ns(|| {
                for i in &ten {
                    let mut l = *i;
                    let _ = black_box(e.run(&mut l));
                }
            })
        })
        .collect();
    let mut sall: Vec<f64> = programs
        .iter()
        .map(|p| {
            let e = Executable::new(p);
            let mut i = 0;
            ns(|| {
                for k in 0..1000 {
                    let mut l = ten[(i + k) % 10];
                    l[0] = (k % 9) as i32 - 4;
                    let _ = black_box(e.run(&mut l));
                }
                i += 1;
            }) / 1000.0
        })
        .collect();
    println!(
        "decode {:?} ns; decode + batch 10 {:?} ns; compile {:?} ns; scalar 10 {:?} ns; scalar run {:?} ns",
        median(&mut dec),
        median(&mut tok),
        median(&mut com),
        median(&mut sca),
        median(&mut sall)
    );

    use lasynth_c::equivalence::Reference;
    use lasynth_c::normal::{Minimiser, normalise};
    let mut m = Minimiser::new();
    let mut lens = (0, 0, 0);
    let mut t_norm = Vec::new();
    let mut t_min = Vec::new();
    let mut t_eq = Vec::new();
    for p in &programs {
        let s = Instant::now();
        let n = normalise(p);
        t_norm.push(s.elapsed().as_nanos() as f64);
        let s = Instant::now();
        let q = m.minimise(p);
        t_min.push(s.elapsed().as_nanos() as f64);
        lens.0 += p.length();
        lens.1 += n.length();
        lens.2 += q.length();
        t_eq.push(ns(|| {
            let r = Reference::of(p, &mut batch);
            assert!(r.difference(&q, &mut batch).is_none());
        }));
    }
    println!(
        "normalise {:?} ns, minimise {:?} ns, equivalent {:?} ns; tokens {lens:?}",
        median(&mut t_norm),
        median(&mut t_min),
        median(&mut t_eq)
    );
}
