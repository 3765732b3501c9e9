//! `lasynth synth --ask`: questions on the terminal, or as lines of JSON.

use super::Verdict;
use super::dialogue::{Dialogue, Ended, Reply, Search};
use super::show::{self, Shown};
use crate::shell::output;
use crate::{Session, Synthesis, shown};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How often somebody who waits for a line looks whether Ctrl-C was pressed.
const TICK: Duration = Duration::from_millis(50);

/// Asks a person. Everything is written on standard error: standard output is for the program.
/// Returns the last answer, and why no more was asked.
pub fn with_person(session: &mut Session, search: &Search, shown: &Shown) -> (Synthesis, Ended) {
    let lines = lines();
    let domain = session.domain();
    let mut dialogue = Dialogue::new(session, search);
    let mut show_answer = true;
    let mut explain = true;
    let ended = loop {
        if let Some(ended) = dialogue.ended() {
            break ended;
        }
        if show_answer {
            let answer = dialogue.answer();
            let found = answer.answer.as_ref();
            let source = found.map(|found| shown.form.text(found.program.as_ref()));
            let source = source.unwrap_or_default();
            let remarks = show::remarks(answer, shown, &Verdict::NotAsked);
            output::note(&format!("{source}{remarks}\n"));
        }
        if std::mem::take(&mut explain) {
            output::note(&format!("type the output, or {}", super::dialogue::REPLIES));
        }
        let _ = write!(io::stderr().lock(), "{}", prompt(&dialogue));
        let Some(line) = next(&lines, search.interrupt) else {
            output::note("");
            break dialogue.ended().unwrap_or(Ended::User);
        };
        let taken = match Reply::read(&line, domain) {
            Ok(Reply::Stop) => break Ended::User,
            Ok(reply) => dialogue.take(reply),
            Err(message) => Err(message),
        };
        if let Err(message) = &taken {
            output::note(message);
        }
        show_answer = taken.is_ok();
    };
    (dialogue.into_answer(), ended)
}

/// What a person is asked: the output of an input or, where no program is known, how to go on.
fn prompt(dialogue: &Dialogue) -> String {
    let answer = &dialogue.answer().answer;
    match (dialogue.question(), answer) {
        (Some(question), Some(found)) => {
            let input = &question.input;
            let now = shown(&found.program.run(input).ok());
            format!("what should {input} give? (this program: {now}) ")
        }
        _ => {
            let longer = dialogue.longer();
            let longer = match (longer.time, longer.candidates) {
                (Some(time), _) => format!("{} s", time.as_secs_f64()),
                (None, Some(most)) => output::count(most, "candidate"),
                (None, None) => "longer".to_owned(),
            };
            format!(
                "no program is known that does all this; `more` searches for {longer}, `back` takes \
                 the last reply back, an empty line ends: "
            )
        }
    }
}

/// Asks a program: one JSON object a line, both ways, but for the last line. Returns the last answer,
/// and why no more was asked.
pub fn with_lines(
    session: &mut Session,
    search: &Search,
    shown: &Shown,
) -> io::Result<(Synthesis, Ended)> {
    let lines = lines();
    let mut dialogue = Dialogue::new(session, search);
    let mut error = None;
    let ended = loop {
        if let Some(ended) = dialogue.ended() {
            break ended;
        }
        let mut object = show::line(dialogue.answer(), shown);
        if let Some(message) = error.take() {
            object["error"] = serde_json::json!({ "message": message });
        }
        output::json(&object)?;
        let Some(line) = next(&lines, search.interrupt) else {
            break dialogue.ended().unwrap_or(Ended::User);
        };
        let taken = match Reply::read_json(&line) {
            Ok(Reply::Stop) => break Ended::User,
            Ok(reply) => dialogue.take(reply),
            Err(message) => Err(message),
        };
        error = taken.err();
    };
    Ok((dialogue.into_answer(), ended))
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
