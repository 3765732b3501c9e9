//! What a process may use.

use std::time::Duration;

/// What a process may use. There is no number of processes: a compiled program is one process and gets
/// no second one, and a compiler starts as many as it has passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time.
    pub wall: Duration,
    /// Processor time of each process, rounded up to whole seconds.
    pub cpu: Duration,
    /// Address space of each process in bytes. Address sanitizers reserve terabytes that they never
    /// use: a program built with one runs only without this limit.
    pub memory: Option<u64>,
    /// Memory that is in use, in bytes, looked at several times a second: for programs without a limit on
    /// their address space. Only Linux says how much it is.
    pub resident: Option<u64>,
    /// Size of any file written, in bytes.
    pub file_size: u64,
    /// Standard output and standard error together, in bytes.
    pub output: usize,
}

impl Limits {
    /// For a compiled program: far more than any run of restricted C needs.
    pub const PROGRAM: Limits = Limits {
        wall: Duration::from_secs(30),
        cpu: Duration::from_secs(10),
        memory: Some(1 << 30),
        resident: None,
        file_size: 0,
        output: 64 << 20,
    };

    /// For a compiler: thousands of functions in a file with sanitizers on stay far below.
    pub const COMPILER: Limits = Limits {
        wall: Duration::from_secs(600),
        cpu: Duration::from_secs(120),
        memory: Some(4 << 30),
        resident: None,
        file_size: 512 << 20,
        output: 1 << 20,
    };

    /// [`Limits::cpu`] as the system counts it.
    pub(crate) fn cpu_seconds(&self) -> u64 {
        let partial = u64::from(self.cpu.subsec_nanos() > 0);
        self.cpu.as_secs().saturating_add(partial).max(1)
    }

    /// Whether a process that somebody killed, having used this much processor time, was killed for
    /// that. The kernel reports what was used, but enforces what its ticks have seen of it, which on a
    /// busy machine is off by tenths of a second.
    pub(crate) fn may_have_run_out_of_cpu(&self, used: Duration) -> bool {
        2 * used >= Duration::from_secs(self.cpu_seconds())
    }
}

/// [`Limits::PROGRAM`].
impl Default for Limits {
    fn default() -> Limits {
        Limits::PROGRAM
    }
}
