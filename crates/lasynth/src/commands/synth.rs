//! `lasynth synth`: examples in, a verified program out.

use crate::cli::{Global, Synth};
use crate::input::Specification;
use crate::{Status, commands, errors, interrupt, output};
use lasynth::system_cc::{self, CcError};
use lasynth::{Answer, Example, Fault, Found, NearMiss, StopReason, Value};
use serde_json::json;
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

pub fn synth(global: &Global, args: &Synth) -> anyhow::Result<Status> {
    if args.cc {
        system_cc::check_compiler()?;
    }
    let specification = match &args.spec {
        Some(path) => Specification::file(path)?,
        None => Specification::flags(&args.example)?,
    };
    specification.check(lasynth::domain().as_ref())?;
    let examples = &specification.examples;
    let policy = commands::policy(&args.search)?;
    let budget = commands::budget(&args.search, global.seed);
    let flag = interrupt::flag();
    let answer =
        lasynth::synthesize_with(policy.as_ref(), examples, args.search.mode, &budget, &flag)?;
    let verdict = match &answer.answer {
        Some(found) if args.cc => compiled(found, examples, &flag)?,
        _ => Verdict::NotAsked,
    };
    if global.json {
        output::json(&object(&answer, &verdict))?;
    } else {
        if let Some(found) = &answer.answer {
            output::text(&found.source)?;
        }
        output::note(&remarks(&answer, examples, &verdict));
    }
    let objection = match verdict {
        Verdict::NotAsked | Verdict::Agrees => None,
        Verdict::Disagrees(message) => Some(message),
        Verdict::Interrupted => Some("interrupted before the C compiler had its say".into()),
    };
    if let Some(message) = &objection {
        errors::print_message(message);
    }
    Ok(match (answer.answer, objection) {
        (Some(_), None) => Status::Done,
        _ => Status::Negative,
    })
}

/// What the C compiler says about the answer.
enum Verdict {
    NotAsked,
    Agrees,
    /// What it objects to.
    Disagrees(String),
    /// The user did not wait for it.
    Interrupted,
}

/// Has the C compiler judge the answer.
fn compiled(
    found: &Found,
    examples: &[Example],
    interrupt: &AtomicBool,
) -> Result<Verdict, CcError> {
    match system_cc::verify_with(&found.source, examples, interrupt) {
        Ok(missing_fences) => {
            for missing in &missing_fences {
                output::note(missing);
            }
            Ok(Verdict::Agrees)
        }
        Err(error) if error.is_disagreement() => Ok(Verdict::Disagrees(error.to_string())),
        Err(error) if error.is_interruption() => Ok(Verdict::Interrupted),
        Err(error) => Err(error),
    }
}

/// The answer for machines.
fn object(answer: &Answer, verdict: &Verdict) -> serde_json::Value {
    let found = answer.answer.as_ref();
    let verified_with = found.map(|_| match verdict {
        Verdict::Agrees => "executor+cc",
        _ => "executor",
    });
    let alternative =
        |found: &Found| json!({ "program": found.source, "confidence": found.confidence });
    let near_miss = |near: &NearMiss| {
        let outputs: Vec<_> = near.outputs.iter().map(outcome).collect();
        json!({ "program": near.source, "matched": near.matched, "outputs": outputs })
    };
    let mut object = json!({
        "found": found.is_some(),
        "program": found.map(|found| &found.source),
        "tokens": found.map(|found| found.tokens),
        "consistent": found.is_some(),
        "verified_with": verified_with,
        "confidence": found.map(|found| found.confidence),
        "alternatives": answer.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        "near_miss": answer.near_miss.as_ref().map(near_miss),
        "candidates": answer.candidates,
        "seconds": answer.seconds,
        "stop": answer.stop,
        "seed": answer.seed,
        "model": answer.model,
    });
    match verdict {
        Verdict::Agrees => object["cc"] = json!({ "agrees": true, "message": null }),
        Verdict::Disagrees(message) => {
            object["cc"] = json!({ "agrees": false, "message": message });
        }
        Verdict::NotAsked | Verdict::Interrupted => {}
    }
    object
}

/// The result of a run for machines, as `lasynth run` prints it but for a plain output.
fn outcome(outcome: &Result<Value, Fault>) -> serde_json::Value {
    match outcome {
        Ok(value) => json!(value),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    }
}

/// What is said beside the program.
fn remarks(answer: &Answer, examples: &[Example], verdict: &Verdict) -> String {
    let searched = format!(
        "{} in {:.3} s, {}",
        output::count(answer.candidates, "candidate"),
        answer.seconds,
        answer.model
    );
    let stopped = match answer.stop {
        StopReason::Found | StopReason::Exhausted => "",
        StopReason::Candidates => "; stopped at the limit of candidates",
        StopReason::Time => "; stopped at the time limit",
        StopReason::Interrupted => "; interrupted",
    };
    let pairs = output::count(examples.len(), "example");
    let too = "the examples too, but";
    let advice = "another example would tell them apart (--json shows them)";
    match (&answer.answer, &answer.near_miss) {
        (Some(found), _) => {
            let by = match verdict {
                Verdict::Agrees => " by the executor and the C compiler",
                _ => "",
            };
            let alternatives = match answer.alternatives.len() {
                0 => String::new(),
                1 => format!("\n1 other program meets {too} behaves differently; {advice}"),
                n => format!("\n{n} other programs meet {too} behave differently; {advice}"),
            };
            format!(
                "verified on {pairs}{by}; confidence {:.2} ({searched}{stopped}){alternatives}",
                found.confidence
            )
        }
        (None, None) => format!("no program was finished ({searched}{stopped})"),
        (None, Some(near)) => {
            let mut text = format!(
                "no program meets all {pairs} ({searched}{stopped}); the nearest meets {}:\n\n{}\n",
                near.matched, near.source
            );
            for (example, output) in examples.iter().zip(&near.outputs) {
                let Example {
                    input,
                    output: expected,
                } = example;
                let _ = match output {
                    Ok(value) if value == expected => writeln!(text, "  {input} -> {value}"),
                    Ok(value) => writeln!(text, "  {input} -> {value}, expected {expected}"),
                    Err(fault) => writeln!(text, "  {input}: {fault}, expected {expected}"),
                };
            }
            text.truncate(text.trim_end().len());
            text
        }
    }
}
