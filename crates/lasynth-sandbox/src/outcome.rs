//! What a run came to.

use std::fmt;
use std::time::Duration;

/// How a process ended. Printed, it is what follows the name of the process: `did not end within 5 s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// By itself, with this exit status.
    Finished(i32),
    /// It was killed when this wall-clock time had passed.
    TimedOut(Duration),
    /// It was killed when it had used this much processor time.
    CpuLimit(Duration),
    /// It was killed when it asked for more than this many bytes.
    OutOfMemory(u64),
    /// It was killed when it tried to start a process or a thread.
    TooManyProcesses,
    /// It was killed when it tried to make, change or remove a file, or to open one for writing.
    WroteFile,
    /// It was killed when a file had grown beyond this many bytes.
    FileTooLarge(u64),
    /// It was killed when it tried to open a socket.
    UsedNetwork,
    /// It was killed when it had printed more than this many bytes.
    TooMuchOutput(usize),
    /// It was killed when it tried to signal another process.
    SignalledOthers,
    /// It was killed by the filter itself, which cannot say why: for any of the above where nobody
    /// watches ([`CallFilter::Unwatched`]), or for calls by the numbers of another processor.
    ForbiddenCall,
    /// It died of this signal.
    Signalled(i32),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Finished(status) => write!(f, "ended with status {status}"),
            Outcome::TimedOut(limit) => write!(f, "did not end within {} s", limit.as_secs_f64()),
            Outcome::CpuLimit(limit) => {
                write!(f, "used more than {} s of processor time", limit.as_secs())
            }
            Outcome::OutOfMemory(limit) => {
                write!(f, "asked for more memory than {}", bytes(*limit))
            }
            Outcome::TooManyProcesses => f.write_str("tried to start another process"),
            Outcome::WroteFile => f.write_str("tried to write a file"),
            Outcome::FileTooLarge(limit) => {
                write!(f, "wrote a file larger than {}", bytes(*limit))
            }
            Outcome::UsedNetwork => f.write_str("tried to open a socket"),
            Outcome::TooMuchOutput(limit) => {
                write!(f, "printed more than {}", bytes(*limit as u64))
            }
            Outcome::SignalledOthers => f.write_str("tried to signal another process"),
            Outcome::ForbiddenCall => f.write_str("made a system call that is forbidden"),
            Outcome::Signalled(signal) => write!(f, "died of signal {signal}"),
        }
    }
}

/// A number of bytes in the largest unit that divides it.
fn bytes(number: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units
        .into_iter()
        .find(|(shift, _)| number > 0 && number.is_multiple_of(1 << shift));
    match unit {
        Some((shift, unit)) => format!("{} {unit}", number >> shift),
        None => format!("{number} bytes"),
    }
}

/// Whether a program could have reached the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// No: it had a namespace of its own, without interfaces.
    Isolated,
    /// No: it could open no socket. This is why there was no namespace.
    Filtered(String),
    /// Yes. This is why there was no namespace.
    Open(String),
}

/// Whether the system calls of a program were filtered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFilter {
    /// They were, and each refusal has its own [`Outcome`].
    Watched,
    /// They were, but all refusals are one, [`Outcome::ForbiddenCall`], and it is for the program to
    /// notice when it gets no memory. This is why.
    Unwatched(String),
    /// They were not: the program may have written files, and a super-user's may have started
    /// processes. This is why.
    Missing(String),
}

/// What a process used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Processor time, of its children too.
    pub cpu: Duration,
    /// Resident memory at its peak, in bytes.
    pub memory: u64,
}

/// A run of a compiled program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whether it ended by itself, met a limit, or was stopped for what it tried.
    pub outcome: Outcome,
    /// What it printed, up to that moment.
    pub stdout: Vec<u8>,
    /// What it printed on standard error, up to that moment.
    pub stderr: Vec<u8>,
    /// The fence around the network.
    pub network: Network,
    /// The fence around everything else.
    pub calls: CallFilter,
    /// Time and memory that it took.
    pub usage: Usage,
}

impl Run {
    /// One sentence for every fence that could not be set up; none where all could.
    pub fn missing_fences(&self) -> Vec<String> {
        let network = match &self.network {
            Network::Isolated => None,
            Network::Filtered(reason) => Some(format!(
                "the compiled program had no network namespace of its own ({reason}), but could open \
                 no socket"
            )),
            Network::Open(reason) => Some(format!(
                "the compiled program could use the network: it had no namespace of its own ({reason})"
            )),
        };
        let calls = match &self.calls {
            CallFilter::Watched => None,
            CallFilter::Unwatched(reason) => Some(format!(
                "the calls of the compiled program were filtered, but not watched ({reason})"
            )),
            CallFilter::Missing(reason) => Some(format!(
                "the compiled program could write files: its calls were not filtered ({reason})"
            )),
        };
        network.into_iter().chain(calls).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn outcomes_are_predicates() {
        let outcomes = [
            Outcome::Finished(3),
            Outcome::TimedOut(Duration::from_millis(1500)),
            Outcome::CpuLimit(Duration::from_secs(2)),
            Outcome::OutOfMemory(3 << 29),
            Outcome::TooManyProcesses,
            Outcome::WroteFile,
            Outcome::FileTooLarge(0),
            Outcome::UsedNetwork,
            Outcome::TooMuchOutput(1001),
            Outcome::SignalledOthers,
            Outcome::ForbiddenCall,
            Outcome::Signalled(11),
        ];
        let lines: Vec<String> = outcomes
            .map(|outcome| format!("the program {outcome}\n"))
            .into();
        expect![[r#"
            the program ended with status 3
            the program did not end within 1.5 s
            the program used more than 2 s of processor time
            the program asked for more memory than 1536 MiB
            the program tried to start another process
            the program tried to write a file
            the program wrote a file larger than 0 bytes
            the program tried to open a socket
            the program printed more than 1001 bytes
            the program tried to signal another process
            the program made a system call that is forbidden
            the program died of signal 11
        "#]]
        .assert_eq(&lines.concat());
    }

    #[test]
    fn missing_fences_are_named() {
        let run = |network, calls| Run {
            outcome: Outcome::Finished(0),
            stdout: Vec::new(),
            stderr: Vec::new(),
            network,
            calls,
            usage: Usage {
                cpu: Duration::ZERO,
                memory: 0,
            },
        };
        let runs = [
            run(Network::Isolated, CallFilter::Watched),
            run(Network::Filtered("A".into()), CallFilter::Watched),
            run(Network::Isolated, CallFilter::Unwatched("B".into())),
            run(Network::Open("A".into()), CallFilter::Missing("B".into())),
        ];
        let said = runs.map(|run| run.missing_fences().join("\n"));
        expect![[r#"

            the compiled program had no network namespace of its own (A), but could open no socket
            the calls of the compiled program were filtered, but not watched (B)
            the compiled program could use the network: it had no namespace of its own (A)
            the compiled program could write files: its calls were not filtered (B)"#]]
        .assert_eq(&said.join("\n"));
    }
}
