//! `lasynth synth --ask`: questions on the terminal, or as lines of JSON.

use super::Verdict;
use super::dialogue::{Dialogue, Reply, Search};
use super::show::{self, Shown};
use crate::shell::output;
use crate::{Session, Synthesis};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How often somebody who waits for a line looks whether Ctrl-C was pressed.
const TICK: Duration = Duration::from_millis(50);

/// Asks a person. Everything is written on standard error: standard output is for the program.
/// Returns the last answer and the number of questions that were answered.
pub fn with_person(session: &mut Session, search: &Search, shown: &Shown) -> (Synthesis, usize) {
    let lines = lines();
    let domain = session.domain();
    let mut dialogue = Dialogue::new(session, search);
    let mut show_answer = true;
    while let Some(question) = dialogue.question() {
        if search.interrupt.load(Ordering::Relaxed) {
            break;
        }
        if show_answer {
            let answer = dialogue.answer();
            let shown = Shown {
                answered: dialogue.answered(),
                ..*shown
            };
            let found = answer.answer.as_ref();
            let source = found.map(|found| shown.form.text(found.program.as_ref()));
            let source = source.unwrap_or_default();
            let remarks = show::remarks(answer, &shown, &Verdict::NotAsked);
            output::note(&format!("{source}{remarks}\n"));
        }
        let input = &question.input;
        let _ = write!(io::stderr().lock(), "what should {input} give? ");
        let Some(line) = next(&lines, search.interrupt) else {
            output::note("");
            break;
        };
        let taken = match Reply::read(&line, domain) {
            Ok(Reply::Stop) => break,
            Ok(Reply::Back) => dialogue.back(),
            Ok(Reply::Outcome(input, outcome)) => dialogue.observe(input, outcome),
            Err(message) => Err(message),
        };
        if let Err(message) = &taken {
            output::note(message);
        }
        show_answer = taken.is_ok();
    }
    let answered = dialogue.answered();
    (dialogue.into_answer(), answered)
}

/// Asks a program: one JSON object a line, both ways, but for the last line. Returns the last answer
/// and the number of questions that were answered.
pub fn with_lines(
    session: &mut Session,
    search: &Search,
    shown: &Shown,
) -> io::Result<(Synthesis, usize)> {
    let lines = lines();
    let mut dialogue = Dialogue::new(session, search);
    let mut error = None;
    while dialogue.question().is_some() && !search.interrupt.load(Ordering::Relaxed) {
        let shown = Shown {
            answered: dialogue.answered(),
            ..*shown
        };
        let mut object = show::line(dialogue.answer(), &shown);
        if let Some(message) = error.take() {
            object["error"] = serde_json::json!({ "message": message });
        }
        output::json(&object)?;
        let Some(line) = next(&lines, search.interrupt) else {
            break;
        };
        let taken = match Reply::read_json(&line) {
            Ok(Reply::Stop) => break,
            Ok(Reply::Back) => dialogue.back(),
            Ok(Reply::Outcome(input, outcome)) => dialogue.observe(input, outcome),
            Err(message) => Err(message),
        };
        error = taken.err();
    }
    let answered = dialogue.answered();
    Ok((dialogue.into_answer(), answered))
}

/// The lines of standard input, read in a thread of their own: Ctrl-C ends the waiting, not the
/// reading.
fn lines() -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in io::stdin().lines() {
            let Ok(line) = line else {
                return;
            };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The next line; `None` at the end and after Ctrl-C.
fn next(lines: &Receiver<String>, interrupt: &AtomicBool) -> Option<String> {
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => return Some(line),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if interrupt.load(Ordering::Relaxed) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}
