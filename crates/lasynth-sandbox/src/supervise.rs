//! A process from its start to its end.

use crate::confine::{Confined, Role, Watch, confine};
use crate::limits::Limits;
use crate::outcome::{CallFilter, Outcome, Run, Usage};
use crate::sys;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long it may take to notice an interruption, or a process that closed its output and then ended.
const TICK: Duration = Duration::from_millis(20);

/// A process that has closed its output will mostly end at once.
const FIRST_PAUSE: Duration = Duration::from_micros(50);

/// Why a process has no [`Run`].
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be started.
    Start(io::Error),
    /// It could not be watched.
    Watch(io::Error),
    /// The flag was set.
    Interrupted,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Watch(error)
    }
}

impl From<Errno> for Failure {
    fn from(error: Errno) -> Failure {
        Failure::Watch(error.into())
    }
}

/// Runs a command, without input, until it ends, meets a limit or `interrupt` is set. When this
/// returns, no process of its session is left.
pub(crate) fn supervise(
    mut command: Command,
    limits: &Limits,
    role: Role,
    interrupt: &AtomicBool,
) -> Result<Run, Failure> {
    if interrupt.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let channel = confine(&mut command, limits, role).map_err(Failure::Start)?;
    let deadline = Instant::now().checked_add(limits.wall);
    let mut child = command.spawn().map_err(Failure::Start)?;
    let session = Session::of(&child);
    let Confined {
        network,
        calls,
        watch,
    } = channel.confined()?;
    let mut process = Process {
        session,
        begun: watch.is_none(),
        watch,
        stdout: Stream::new(child.stdout.take()),
        stderr: Stream::new(child.stderr.take()),
        limits,
    };
    let ended = process.until_it_ends(deadline, interrupt)?;
    let Process {
        session,
        begun,
        stdout,
        stderr,
        ..
    } = process;
    let (status, usage) = session.end()?;
    let outcome = match ended {
        Some(outcome) => outcome,
        None => outcome_of(status, &usage, limits, &calls, begun),
    };
    Ok(Run {
        outcome,
        stdout: stdout.bytes,
        stderr: stderr.bytes,
        network,
        calls,
        usage,
    })
}

/// How a process ended that nobody here killed.
fn outcome_of(
    status: ExitStatus,
    usage: &Usage,
    limits: &Limits,
    calls: &CallFilter,
    begun: bool,
) -> Outcome {
    let Some(signal) = status.signal() else {
        return Outcome::Finished(status.code().unwrap_or_default());
    };
    let cpu = Outcome::CpuLimit(Duration::from_secs(limits.cpu_seconds()));
    match (signal, limits.memory) {
        (libc::SIGXCPU, _) => cpu,
        // The program ignored the warning.
        (libc::SIGKILL, _) if limits.may_have_run_out_of_cpu(usage.cpu) => cpu,
        (libc::SIGXFSZ, _) => Outcome::FileTooLarge(limits.file_size),
        (libc::SIGSYS, _) if !matches!(calls, CallFilter::Missing(_)) => Outcome::ForbiddenCall,
        // The kernel could not map the program itself.
        (libc::SIGKILL | libc::SIGSEGV, Some(memory)) if !begun => Outcome::OutOfMemory(memory),
        _ => Outcome::Signalled(signal),
    }
}

/// A process, and the files by which it is seen.
struct Process<'a> {
    session: Session,
    watch: Option<Watch>,
    /// Whether it made a call that was held up, as its loader does before all else; true where nobody
    /// would know.
    begun: bool,
    stdout: Stream,
    stderr: Stream,
    limits: &'a Limits,
}

/// What happened while a process was attended to.
enum Progress {
    Quiet,
    Some,
    Decided(Outcome),
}

impl Process<'_> {
    /// Gives the outcome where it was decided here.
    fn until_it_ends(
        &mut self,
        deadline: Option<Instant>,
        interrupt: &AtomicBool,
    ) -> Result<Option<Outcome>, Failure> {
        let mut pause = FIRST_PAUSE;
        loop {
            if interrupt.load(Ordering::Relaxed) {
                return Err(Failure::Interrupted);
            }
            let left = match deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => TICK,
            };
            if left.is_zero() {
                return Ok(Some(Outcome::TimedOut(self.limits.wall)));
            }
            // The end of a process closes its output, which ends the wait.
            let timeout = if self.is_silent() { pause } else { TICK };
            let progress = match self.attend(timeout.min(left))? {
                Progress::Decided(outcome) => return Ok(Some(outcome)),
                progress => progress,
            };
            if let Some(limit) = self.limits.resident
                && self.session.resident().is_some_and(|bytes| bytes > limit)
            {
                return Ok(Some(Outcome::OutOfMemory(limit)));
            }
            // If the wait was in vain, a process that has left the session may hold the output.
            let may_have_ended = self.is_silent() || matches!(progress, Progress::Quiet);
            if may_have_ended && self.session.has_ended()? {
                return self.rest();
            }
            if self.is_silent() {
                pause = TICK.min(2 * pause);
            }
        }
    }

    fn is_silent(&self) -> bool {
        self.stdout.file.is_none() && self.stderr.file.is_none()
    }

    /// Reads what is left in the pipes of a process that has ended.
    fn rest(&mut self) -> Result<Option<Outcome>, Failure> {
        self.session.kill();
        self.watch = None;
        loop {
            match self.attend(Duration::ZERO)? {
                Progress::Some => {}
                Progress::Quiet => return Ok(None),
                Progress::Decided(outcome) => return Ok(Some(outcome)),
            }
        }
    }

    /// Waits until the process prints or makes a call to decide on, and deals with it.
    fn attend(&mut self, timeout: Duration) -> Result<Progress, Failure> {
        let [stdout, stderr, call] = self.ready(timeout)?;
        if stdout.is_empty() && stderr.is_empty() && call.is_empty() {
            return Ok(Progress::Quiet);
        }
        for (stream, events) in [(&mut self.stdout, stdout), (&mut self.stderr, stderr)] {
            if !events.is_empty() {
                stream.read()?;
            }
        }
        if self.stdout.bytes.len() + self.stderr.bytes.len() > self.limits.output {
            return Ok(Progress::Decided(Outcome::TooMuchOutput(
                self.limits.output,
            )));
        }
        if let Some(watch) = &self.watch {
            if call.contains(PollFlags::IN) {
                self.begun = true;
                if let Some(outcome) = watch.decide(self.session.leader)? {
                    return Ok(Progress::Decided(outcome));
                }
            } else if !call.is_empty() {
                // Nobody is left to make calls.
                self.watch = None;
            }
        }
        Ok(Progress::Some)
    }

    /// What there is to read from standard output, standard error and the filter of calls.
    fn ready(&self, timeout: Duration) -> Result<[PollFlags; 3], Failure> {
        let files = [
            self.stdout.file.as_ref().map(AsFd::as_fd),
            self.stderr.file.as_ref().map(AsFd::as_fd),
            self.watch.as_ref().map(Watch::file),
        ];
        let mut polled: Vec<PollFd<'_>> = files
            .iter()
            .flatten()
            .map(|file| PollFd::from_borrowed_fd(*file, PollFlags::IN))
            .collect();
        let timeout = Timespec {
            tv_sec: timeout.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        };
        match poll(&mut polled, Some(&timeout)) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok([PollFlags::empty(); 3]),
            Err(error) => return Err(error.into()),
        }
        let mut events = polled.iter().map(PollFd::revents);
        let none = PollFlags::empty();
        Ok(files.map(|file| file.and_then(|_| events.next()).unwrap_or(none)))
    }
}

/// One end of a pipe, until it is closed at the other, and what came out of it.
struct Stream {
    file: Option<OwnedFd>,
    bytes: Vec<u8>,
}

impl Stream {
    fn new(file: Option<impl Into<OwnedFd>>) -> Stream {
        Stream {
            file: file.map(Into::into),
            bytes: Vec::new(),
        }
    }

    /// Reads once, without waiting where there is something to read.
    fn read(&mut self) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let mut buffer = [0; 1 << 14];
        match rustix::io::read(file, &mut buffer[..]) {
            Ok(0) => self.file = None,
            Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// A session that started with one process, which is not waited for by anybody else. None of its
/// processes outlives this value.
struct Session {
    leader: Pid,
    reaped: bool,
}

impl Session {
    fn of(leader: &Child) -> Session {
        Session {
            leader: Pid::from_child(leader),
            reaped: false,
        }
    }

    fn has_ended(&self) -> Result<bool, Failure> {
        // It stays a zombie, and so its number is nobody else's when the session is killed.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(self.leader), options) {
            Ok(status) => Ok(status.is_some()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Bytes of memory that the first process has in use; `None` where the system does not say.
    fn resident(&self) -> Option<u64> {
        let path = format!("/proc/{}/statm", self.leader.as_raw_nonzero());
        let pages = std::fs::read_to_string(path).ok()?;
        let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
        Some(pages * rustix::param::page_size() as u64)
    }

    fn kill(&self) {
        // Fails only where there is nobody.
        let _ = kill_process_group(self.leader, Signal::KILL);
    }

    /// Kills what is left, and says how the first process ended.
    fn end(mut self) -> io::Result<(ExitStatus, Usage)> {
        self.kill();
        self.reaped = true;
        sys::reap(self.leader)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
            let _ = sys::reap(self.leader);
        }
    }
}
