//! The sources of random programs side by side: those whose structure is drawn, those with Csmith's
//! structure, and the reference tasks where `LASYNTH_BENCH_DIR` is set.
//!
//! `cargo run --release -p lasynth-csmith --example compare_sources -- [TASKS [SEED [TOKENS]]]`. Both
//! sources bring so many tasks of different behaviour and of at most so many tokens, in the same
//! mixture of kinds, so that what differs between them is not the mixture; which kinds a source
//! brings by itself is told apart. No reference task has more than 200 tokens.

use lasynth_c::distribution::{Distribution, table};
use lasynth_c::domain::{Source, draw_from};
use lasynth_c::parser::parse;
use lasynth_c::syntax::MAX_TOKENS;
use lasynth_core::{Draw, DrawRules, Dropped, Kind, Task};
use lasynth_csmith::{Csmith, CsmithError};
use std::collections::{BTreeMap, HashSet};
use std::error::Error;

/// Tasks of each kind, of 200: the published figures of the reference tasks.
const MIXTURE: [(Kind, usize); 4] = [
    (Kind::Seq, 58),
    (Kind::If, 32),
    (Kind::For, 47),
    (Kind::Mixed, 63),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let tasks: usize = arguments.next().map_or(Ok(2_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let limit: usize = arguments
        .next()
        .map_or(Ok(MAX_TOKENS), |text| text.parse())?;
    let rules = DrawRules::default();
    let native = collect("native", tasks, seed, limit, |seed| {
        Ok(draw_from(Source::Native, &rules, seed))
    })?;
    let mut sources = vec![("native", native)];
    match Csmith::find() {
        Ok(csmith) => {
            let name = csmith.version().to_owned();
            let made = collect(&name, tasks, seed, limit, |seed| csmith.draw(&rules, seed))?;
            sources.push(("csmith", made));
        }
        Err(missing @ CsmithError::Missing { .. }) => println!("left out: {missing}"),
        Err(error) => return Err(error.into()),
    }
    match std::env::var_os("LASYNTH_BENCH_DIR") {
        Some(folder) => {
            let path = std::path::Path::new(&folder).join("c/sample_200.jsonl");
            sources.push(("sample_200", reference(&std::fs::read_to_string(path)?)?));
        }
        None => println!("left out: the reference tasks; LASYNTH_BENCH_DIR is not set"),
    }
    let columns: Vec<(&str, &Distribution)> = sources.iter().map(|(n, d)| (*n, d)).collect();
    println!("\n{}", table(&columns));
    Ok(())
}

/// Draws until there are enough tasks of each kind, and says what was dropped on the way.
fn collect(
    name: &str,
    tasks: usize,
    seed: u64,
    limit: usize,
    draw: impl Fn(u64) -> Result<Result<Draw, Dropped>, CsmithError>,
) -> Result<Distribution, Box<dyn Error>> {
    let whole: usize = MIXTURE.iter().map(|(_, share)| share).sum();
    let mut missing = BTreeMap::from(MIXTURE.map(|(kind, share)| (kind, share * tasks / whole)));
    let mut dropped: BTreeMap<String, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut made = Distribution::default();
    let mut drawn: u64 = 0;
    while missing.values().any(|n| *n > 0) {
        // Runs with neighbouring seeds have nothing in common.
        let outcome = draw((seed << 40) + drawn)?;
        drawn += 1;
        let reason = match outcome {
            Err(reason) => format!("{reason:?}").to_lowercase(),
            Ok(draw) if draw.program.length() > limit => "length".to_owned(),
            Ok(draw) if !seen.insert(draw.signature) => "duplicate".to_owned(),
            Ok(draw) => {
                let kind = draw.program.kind();
                *kinds.entry(kind).or_default() += 1;
                if let Some(n @ 1..) = missing.get_mut(&kind) {
                    *n -= 1;
                    let program = parse(&draw.program.source())?;
                    made.add_task(&program, &draw.examples, &draw.heldout);
                }
                continue;
            }
        };
        *dropped.entry(reason).or_default() += 1;
    }
    let percent = |n: usize, of: usize| format!("{:.1} %", 100.0 * n as f64 / of as f64);
    let reasons = dropped
        .iter()
        .map(|(reason, n)| format!("{reason} {}", percent(*n, drawn as usize)));
    let left: usize = kinds.values().sum();
    let kinds = kinds
        .iter()
        .map(|(kind, n)| format!("{} {}", kind.name(), percent(*n, left)));
    println!(
        "{name}: of {drawn} programs dropped: {}; of the {left} left: {}",
        reasons.collect::<Vec<_>>().join(", "),
        kinds.collect::<Vec<_>>().join(", ")
    );
    Ok(made)
}

fn reference(text: &str) -> Result<Distribution, Box<dyn Error>> {
    let mut distribution = Distribution::default();
    for line in text.lines() {
        let task: Task = serde_json::from_str(line)?;
        let program = parse(&task.program.unwrap_or_default())?;
        distribution.add_task(&program, &task.examples, &task.heldout.unwrap_or_default());
    }
    Ok(distribution)
}
