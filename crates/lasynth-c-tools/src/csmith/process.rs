//! A process with a time limit.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// At most so much is read, in bytes: far beyond any program that is of use.
const MAX_OUTPUT: u64 = 1 << 22;

/// How long to wait between two looks at a process that has closed its output but not ended.
const PAUSE: Duration = Duration::from_millis(1);

/// Runs a program in `folder` and gives what it wrote; `None` where it did not end in time and was
/// killed.
///
/// # Errors
/// Where it cannot be started or waited for.
pub(crate) fn output(
    program: &Path,
    arguments: &[String],
    folder: &Path,
    limit: Duration,
) -> io::Result<Option<Output>> {
    let deadline = Instant::now() + limit;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Ctrl-C is for us alone: a child that it ends would look like one that fails on its seed.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    let (Some(stdout), Some(stderr)) = (
        stdout.and_then(|text| await_text(&text, deadline)),
        stderr.and_then(|text| await_text(&text, deadline)),
    ) else {
        return kill(child);
    };
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(Output {
                status,
                stdout,
                stderr,
            }));
        }
        if Instant::now() >= deadline {
            return kill(child);
        }
        thread::sleep(PAUSE);
    }
}

/// Whether a process was ended by what Ctrl-C sends.
pub(crate) fn is_interrupted(status: &ExitStatus) -> bool {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(status) == Some(SIGINT);
    #[cfg(not(unix))]
    return false;
}

/// The number of the signal on every Unix.
#[cfg(unix)]
const SIGINT: i32 = 2;

/// Reads in a thread of its own, which ends when the other side is closed: by the end of the process
/// at the latest. Nobody waits for it where the time is up.
fn read(from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        // What was read before an error is all there is.
        let _ = from.take(MAX_OUTPUT).read_to_end(&mut text);
        let _ = sender.send(text);
    });
    receiver
}

fn await_text(text: &Receiver<Vec<u8>>, deadline: Instant) -> Option<Vec<u8>> {
    text.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        .ok()
}

fn kill(mut child: Child) -> io::Result<Option<Output>> {
    child.kill()?;
    child.wait()?;
    Ok(None)
}
