//! Draws random functions and says how fast, what comes out and why others were dropped, and how long it
//! takes to read, print, run and shorten one:
//! `cargo run --release -p lasynth-lists --example draws -- 20000 20`.

use lasynth_core::{DrawRules, Tasks};
use lasynth_lists::{
    Function, ListProgram, Lists, encode, evaluate, minimise, normalise, print, probes_for,
};
use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let mut number = |default| numbers.next().and_then(Result::ok).unwrap_or(default);
    let (draws, shown) = (number(20_000), number(20));
    let rules = DrawRules {
        normalise: std::env::var_os("NORMALISE").is_some(),
        ..DrawRules::default()
    };
    let start = Instant::now();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut lengths = 0;
    let mut kept = Vec::new();
    for seed in 0..draws {
        let what = match Lists.draw(&rules, seed) {
            Ok(draw) => {
                lengths += draw.program.length();
                let kind = draw.program.kind().name().to_owned();
                kept.push(draw);
                kind
            }
            Err(reason) => format!("dropped: {reason:?}"),
        };
        *counts.entry(what).or_default() += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.0} draws a second, {} kept, {:.1} nodes each",
        draws as f64 / seconds,
        kept.len(),
        lengths as f64 / kept.len() as f64
    );
    println!("{counts:?}");
    let functions = kept
        .iter()
        .take(2_000)
        .map(|draw| ListProgram::of(&*draw.program).function());
    let functions: Vec<&Function> = functions.collect();
    let each = |what: &str, work: &dyn Fn(&Function) -> usize| {
        let start = Instant::now();
        let done: usize = functions.iter().map(|function| work(function)).sum();
        let micros = start.elapsed().as_secs_f64() * 1e6;
        println!("{what}: {:.1} us ({done})", micros / functions.len() as f64);
    };
    each("print, which reads", &|function| print(function).len());
    each("tokens", &|function| {
        encode(function).map_or(0, |tokens| tokens.len())
    });
    each("normalise", &|function| normalise(function).body.size());
    each("minimise", &|function| minimise(function).body.size());
    each("run on all probes", &|function| {
        let inputs = probes_for(&function.arguments);
        inputs
            .iter()
            .filter(|input| evaluate(function, input).is_ok())
            .count()
    });
    for draw in kept.iter().take(shown as usize) {
        let normal = draw.normal.as_ref().map(|normal| normal.source());
        print!("{}{}", draw.program.source(), normal.unwrap_or_default());
        for pair in draw.examples.iter().take(2) {
            println!("    {} -> {}", pair.input, pair.output);
        }
    }
}
