//! Reading what compilers and sanitizers write.

use super::harness::PREFIX;
use super::{MAX_STEPS, undefined};
use lasynth_core::{Fault, FaultKind, Place};
use lasynth_sandbox::{Outcome, Run};

/// The file that the sandbox writes a text into, as compilers and sanitizers name it.
const FILE: &str = "program.c:";

/// What the compiler has against a text.
pub(super) struct Refusal {
    /// Where in the text; `None` where it names no place in it.
    pub(super) place: Option<Place>,
    pub(super) message: String,
}

impl Refusal {
    /// The first error of what the compiler wrote, about a text of so many lines.
    pub(super) fn read(said: &str, lines: usize) -> Refusal {
        let error = |line: &str| {
            let (before, message) = line.split_once("error: ")?;
            Some((
                place(before, lines),
                format!("the C compiler says: {message}"),
            ))
        };
        let said = said.replace(PREFIX, "");
        // The last words are the linker's, and say only that it failed.
        let compiled = said.lines().filter(|line| !line.contains("ld returned"));
        match compiled.clone().find_map(error) {
            Some((place, message)) => Refusal { place, message },
            None => Refusal {
                place: None,
                message: format!(
                    "the C compiler refused the program, which is built with sanitizers: {}",
                    compiled.collect::<Vec<_>>().join("; ")
                ),
            },
        }
    }
}

/// Whether the compiler refused a text because it cannot count steps.
pub(super) fn cannot_count(said: &str) -> bool {
    said.contains("cannot count steps") || said.contains("sanitize-coverage")
}

/// The first place in the text of the user that is named, as in `program.c:5:10:`.
fn place(report: &str, lines: usize) -> Option<Place> {
    let named = |after: &str| {
        let mut numbers = after.split(|c: char| !c.is_ascii_digit());
        let line: usize = numbers.next()?.parse().ok()?;
        let column = numbers.next().and_then(|column| column.parse().ok());
        (1..=lines).contains(&line).then_some(Place {
            line,
            column: column.unwrap_or(1),
        })
    };
    report.split(FILE).skip(1).find_map(named)
}

/// Why a run gave no value.
pub(super) fn fault(run: &Run, lines: usize) -> Fault {
    let said = String::from_utf8_lossy(&run.stderr);
    let line = place(&said, lines).map_or(String::new(), |place| format!("line {}: ", place.line));
    let fault = |kind, what: &str| Fault {
        kind,
        place: format!("{line}{what}"),
    };
    let after = |marker: &str| {
        let (_, rest) = said.split_once(marker)?;
        rest.lines().next()
    };
    // The last line of what it printed is the harness's, where it ended the run.
    let printed = String::from_utf8_lossy(&run.stdout);
    let last = printed.lines().next_back().unwrap_or_default();
    if last == "lasynth-step-limit" {
        let what = format!("the call took more than {MAX_STEPS} steps");
        return fault(FaultKind::StepLimit, &what);
    }
    if last == "lasynth-changes" {
        return undefined(
            "the result: a second call gives another one, so it depends on memory that was never set or \
             on earlier calls",
        );
    }
    let length = last.strip_prefix("lasynth-length ");
    if let Some((length, room)) = length.and_then(|said| said.split_once(" of ")) {
        let what = format!("the result: its length is {length}, but `out` has room for {room}");
        return fault(FaultKind::OutOfBounds, &what);
    }
    if let Some(what) = after("runtime error: ") {
        return fault(kind(what), what);
    }
    if let Some(what) = after("AddressSanitizer: ") {
        let name = what.split_whitespace().next().unwrap_or_default();
        return match name.trim_end_matches(':') {
            // Which line meets the end of the stack is chance.
            "stack-overflow" => Fault {
                kind: FaultKind::StepLimit,
                place: "the call: it calls functions without an end".to_owned(),
            },
            name => fault(kind(name), name),
        };
    }
    match &run.outcome {
        outcome @ (Outcome::TimedOut(_) | Outcome::CpuLimit(_)) => {
            fault(FaultKind::StepLimit, &format!("the call {outcome}"))
        }
        Outcome::Finished(status) => undefined(format!(
            "the call: it ended the program with status {status}"
        )),
        outcome => undefined(format!("the call: it {outcome}")),
    }
}

/// The kind of what a sanitizer reports.
fn kind(what: &str) -> FaultKind {
    let is = |words: &[&str]| words.iter().any(|word| what.contains(word));
    if is(&["cannot be represented in type", "signed integer overflow"]) && !is(&["shift"]) {
        FaultKind::Overflow
    } else if is(&[
        "buffer-overflow",
        "buffer-underflow",
        "out of bounds",
        "SEGV",
        "null pointer",
    ]) || is(&["insufficient space", "use-after", "pointer index"])
    {
        FaultKind::OutOfBounds
    } else {
        FaultKind::Undefined
    }
}
