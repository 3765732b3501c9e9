//! An answer for people and for machines.

use super::Verdict;
use super::dialogue::Ended;
use super::difference::{Difference, difference};
use crate::shell::form::Form;
use crate::shell::output;
use crate::{
    DoubtfulExample, Example, Fault, FoundProgram, NearMiss, Question, RunnerUp, StopReason,
    Synthesis, Told, Uncertainty, Value,
};
use serde_json::json;
use std::fmt::Write;

/// Runners-up of less probability are told only if they are asked for.
const NEGLIGIBLE: f64 = 0.005;
/// Lines at most that are shown of what one program has and another has not.
const FEW_LINES: usize = 4;

/// What belongs to an answer.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub examples: &'a [Example],
    /// Whether the search was at work, and not the decoder alone.
    pub searched: bool,
    /// Name of the prior, where one was counted.
    pub prior: Option<&'a str>,
    /// Runners-up to be shown with their text.
    pub top: Option<usize>,
    /// Whether questions are put.
    pub asks: bool,
    /// How programs are printed.
    pub form: Form,
    /// Why no more questions are put, once that is so.
    pub ended: Option<Ended>,
}

/// The answer for machines.
pub fn object(answer: &Synthesis, shown: &Shown, verdict: &Verdict) -> serde_json::Value {
    let found = answer.answer.as_ref();
    let verified_with = found.map(|_| match verdict {
        Verdict::Agrees => "executor+cc",
        _ => "executor",
    });
    let alternative = |found: &FoundProgram| {
        let mut object = json!(shown.form.object(found.program.as_ref()));
        object["confidence"] = json!(found.confidence);
        object
    };
    let near_miss = |near: &NearMiss| {
        let outputs: Vec<_> = near.outputs.iter().map(outcome).collect();
        let mut object = json!(shown.form.object(near.program.as_ref()));
        object["matched"] = json!(near.matched);
        object["outputs"] = json!(outputs);
        if shown.searched {
            object["positions"] = json!(near.positions);
        }
        object
    };
    let program = found.map(|found| shown.form.object(found.program.as_ref()));
    let mut program = program.unwrap_or_default();
    let mut object = json!({
        "found": found.is_some(),
        "program": program.remove("program"),
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
        "domain": answer.domain,
    });
    if let Some(term) = program.remove("term") {
        object["term"] = term;
    }
    if shown.searched {
        let open = answer.uncertainty.as_ref();
        let source = found.map(|found| shown.form.text(found.program.as_ref()));
        let source = source.unwrap_or_default();
        let others = open.iter().flat_map(|open| &open.runners_up);
        let runners_up = others.map(|other| runner_up(&source, other, &shown.form));
        object["prior"] = json!(shown.prior);
        object["probability"] = json!(open.map(|open| open.probability));
        object["agreement"] = json!(open.map(|open| open.agreement));
        object["proposers"] = json!(open.map(|open| &open.proposers));
        object["runners_up"] = runners_up.collect::<Vec<_>>().into();
        object["question"] = json!(open.and_then(|open| open.question.as_ref()).map(question));
        let doubtful = answer.doubtful.as_ref();
        object["doubtful_example"] = json!(doubtful.map(|doubtful| json!({
            "index": doubtful.index,
            "program": shown.form.text(doubtful.program.as_ref()),
            "probability": doubtful.probability,
        })));
        object["first_seconds"] = json!(answer.first_seconds);
    }
    match verdict {
        Verdict::Agrees => object["cc"] = json!({ "agrees": true, "message": null }),
        Verdict::Disagrees(message) => {
            object["cc"] = json!({ "agrees": false, "message": message });
        }
        Verdict::NotAsked | Verdict::Interrupted => {}
    }
    object
}

/// A runner-up for machines, beside the text of the answer.
fn runner_up(answer: &str, other: &RunnerUp, form: &Form) -> serde_json::Value {
    let text = form.text(other.found.program.as_ref());
    let Difference { here, there } = difference(answer, &text);
    let mut object = json!(form.object(other.found.program.as_ref()));
    object["tokens"] = json!(other.found.tokens);
    object["probability"] = json!(other.found.confidence);
    object["input"] = json!(other.input);
    object["answer"] = json!(other.answer);
    object["output"] = json!(other.other);
    object["lines"] = json!({ "answer": here, "here": there });
    object
}

/// A line of a dialogue with a machine: what is asked, and the answer so far.
pub fn line(answer: &Synthesis, shown: &Shown) -> serde_json::Value {
    let asked = answer
        .uncertainty
        .as_ref()
        .and_then(|open| open.question.as_ref());
    json!({
        "question": asked.map(question),
        "answer": object(answer, shown, &Verdict::NotAsked),
        "told": answer.told.len(),
        "done": false,
        "stopped": null,
    })
}

/// The last line of a dialogue with a machine.
pub fn last_line(answer: &Synthesis, shown: &Shown, verdict: &Verdict) -> serde_json::Value {
    json!({
        "question": null,
        "answer": object(answer, shown, verdict),
        "told": answer.told.len(),
        "done": true,
        "stopped": shown.ended.map(Ended::name),
    })
}

/// A question for machines.
fn question(question: &Question) -> serde_json::Value {
    json!({ "input": question.input, "entropy": question.entropy })
}

/// The result of a run for machines, as `lasynth run` prints it but for a plain output.
fn outcome(outcome: &Result<Value, Fault>) -> serde_json::Value {
    match outcome {
        Ok(value) => json!(value),
        Err(fault) => json!({ "invalid": fault.kind, "at": fault.place }),
    }
}

/// What is said beside the program.
pub fn remarks(answer: &Synthesis, shown: &Shown, verdict: &Verdict) -> String {
    let model = answer.model.iter().map(|model| format!(", {model}"));
    let searched = format!(
        "{} in {:.3} s{}",
        output::count(answer.candidates, "candidate"),
        answer.seconds,
        model.collect::<String>()
    );
    let stopped = match answer.stop {
        StopReason::Found | StopReason::Exhausted => "",
        StopReason::Candidates => "; stopped at the limit of candidates",
        StopReason::Time => "; stopped at the time limit",
        StopReason::Memory => "; stopped at the limit of memory",
        StopReason::Interrupted => "; interrupted",
    };
    let searched = searched + stopped;
    let text = match (&answer.answer, &answer.near_miss) {
        (Some(found), _) => verified(answer, found, shown, verdict, &searched),
        (None, None) => format!("no program was finished ({searched})"),
        (None, Some(near)) => missed(answer, near, shown, &searched),
    };
    let doubtful = (answer.doubtful.iter()).map(|doubtful| stands_out(doubtful, shown));
    let ended = shown.ended.map(why);
    let lines: Vec<String> = std::iter::once(text).chain(doubtful).chain(ended).collect();
    lines.join("\n")
}

/// What to say of an example that is perhaps a slip.
fn stands_out(doubtful: &DoubtfulExample, shown: &Shown) -> String {
    let pair = &shown.examples[doubtful.index];
    let mut text = format!(
        "example {} stands out, {} -> {}: without it, this meets all others with probability {:.2}:",
        doubtful.index + 1,
        pair.input,
        pair.output,
        doubtful.probability
    );
    for line in shown.form.text(doubtful.program.as_ref()).lines() {
        let _ = write!(text, "\n    {line}");
    }
    text
}

/// Why no more questions are put.
fn why(ended: Ended) -> String {
    match ended {
        Ended::Confident { certain, enough } => format!(
            "no more questions: it is what you mean with probability {certain:.3}, and {enough} is \
             enough (--confidence)"
        ),
        Ended::NothingToAsk => "no more questions: nothing is left to ask".to_owned(),
        Ended::User => "no more questions: you ended them".to_owned(),
        Ended::Interrupted => "no more questions: interrupted".to_owned(),
    }
}

/// The examples and answers there are, counted.
fn pairs(answer: &Synthesis, shown: &Shown) -> String {
    let mut pairs = output::count(shown.examples.len(), "example");
    if !answer.told.is_empty() {
        pairs += &format!(" and {}", output::count(answer.told.len(), "answer"));
    }
    pairs
}

fn verified(
    answer: &Synthesis,
    found: &FoundProgram,
    shown: &Shown,
    verdict: &Verdict,
    searched: &str,
) -> String {
    let pairs = pairs(answer, shown);
    let by = match verdict {
        Verdict::Agrees => " by the executor and the C compiler",
        _ => "",
    };
    if let Some(open) = &answer.uncertainty {
        return format!(
            "verified on {pairs}{by}; probability {:.2}, right on five unseen inputs with probability \
             {:.2} ({searched}){}",
            open.probability,
            found.confidence,
            left_open(&shown.form.text(found.program.as_ref()), open, shown)
        );
    }
    let too = "the examples too, but";
    let advice = "another example would tell them apart (--json shows them)";
    let alternatives = match answer.alternatives.len() {
        0 => String::new(),
        1 => format!("\n1 other program meets {too} behaves differently; {advice}"),
        n => format!("\n{n} other programs meet {too} behave differently; {advice}"),
    };
    format!(
        "verified on {pairs}{by}; confidence {:.2} ({searched}){alternatives}",
        found.confidence
    )
}

/// What the examples leave open: the runners-up, and what to ask.
fn left_open(answer: &str, open: &Uncertainty, shown: &Shown) -> String {
    let mut text = String::new();
    let outcome = |outcome: &Option<Value>| match outcome {
        Some(value) => value.to_string(),
        None => "no output".to_owned(),
    };
    let telling = |other: &&RunnerUp| shown.top.is_some() || other.found.confidence >= NEGLIGIBLE;
    for other in open.runners_up.iter().filter(telling) {
        let _ = write!(
            text,
            "\nor, with probability {:.2}, one that makes {} of {} where this makes {}",
            other.found.confidence,
            outcome(&other.other),
            other.input,
            outcome(&other.answer),
        );
        let source = shown.form.text(other.found.program.as_ref());
        if shown.top.is_some() {
            text.push(':');
            for line in source.lines() {
                let _ = write!(text, "\n    {line}");
            }
            continue;
        }
        let Difference { here, there } = difference(answer, &source);
        if !here.is_empty() || !there.is_empty() {
            text.push(':');
        }
        for (sign, lines) in [('-', here), ('+', there)] {
            for line in lines.iter().take(FEW_LINES) {
                let _ = write!(text, "\n    {sign} {line}");
            }
            if lines.len() > FEW_LINES {
                let _ = write!(text, "\n    {sign} ...");
            }
        }
    }
    match &open.question {
        Some(question) if !shown.asks => {
            let input = &question.input;
            let _ = write!(
                text,
                "\nwhat should {input} give? an example of it decides most (--ask asks)"
            );
        }
        Some(_) => {}
        None => text.push_str("\nnothing else is known that meets them and behaves otherwise"),
    }
    text
}

/// The nearest program where none meets all examples.
fn missed(answer: &Synthesis, near: &NearMiss, shown: &Shown, searched: &str) -> String {
    let pairs = pairs(answer, shown);
    let elements: Vec<String> = near
        .positions
        .iter()
        .map(|at| (at + 1).to_string())
        .collect();
    let trouble = match &elements[..] {
        [] => String::new(),
        [one] => format!("; element {one} of the output is the trouble"),
        [all @ .., last] => {
            format!(
                "; elements {} and {last} of the output are the trouble",
                all.join(", ")
            )
        }
    };
    // After answers the one who asks has to say that it knows no more.
    let unknown = match answer.told.is_empty() {
        true => "",
        false => "; I do not know what is meant",
    };
    let mut text = format!(
        "no program meets all {pairs} ({searched}){trouble}{unknown}; the nearest meets {}:\n\n{}\n",
        near.matched,
        shown.form.text(near.program.as_ref())
    );
    for (example, output) in shown.examples.iter().zip(&near.outputs) {
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
    let on_answers = near.outputs.iter().skip(shown.examples.len());
    for ((input, told), output) in answer.told.iter().zip(on_answers) {
        let found = match output {
            Ok(value) => format!("{input} -> {value}"),
            Err(fault) => format!("{input}: {fault}"),
        };
        let _ = match told {
            _ if told.is_met_by(output) => writeln!(text, "  {found}"),
            Told::Is(outcome) => writeln!(text, "  {found}, expected {}", crate::shown(outcome)),
            Told::IsNot(_) => writeln!(text, "  {found}, expected something else"),
        };
    }
    text.truncate(text.trim_end().len());
    text
}
