//! The fences around a process: what it does to itself before it becomes the command, and what of that
//! could be done.

use crate::limits::Limits;
use crate::outcome::{CallFilter, Network};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io;

#[cfg(target_os = "linux")]
mod filter;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;

#[cfg(target_os = "linux")]
pub(crate) use linux::{Watch, confine};
#[cfg(not(target_os = "linux"))]
pub(crate) use portable::{Watch, confine};

/// What is run, and so what it can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Trusted; needs files and processes.
    Compiler,
    /// Hostile; needs memory and its standard output.
    Program(Fences),
}

/// Which fences a program gets, where they can be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fences {
    pub(crate) namespace: bool,
    pub(crate) filter: bool,
    /// Somebody decides on the calls that the filter holds up.
    pub(crate) watch: bool,
}

impl Fences {
    pub(crate) const ALL: Fences = Fences {
        namespace: true,
        filter: true,
        watch: true,
    };
}

/// What became of the fences around a program that has started.
pub(crate) struct Confined {
    pub(crate) network: Network,
    pub(crate) calls: CallFilter,
    pub(crate) watch: Option<Watch>,
}

/// Processes that a program may start. The super-user's may start any number nevertheless.
const MORE_PROCESSES: u64 = 0;

/// Sets the limits of the calling process. Makes system calls only.
fn set_limits(limits: &Limits, role: Role) -> io::Result<()> {
    lower(Resource::Core, 0)?;
    lower(Resource::Fsize, limits.file_size)?;
    if let Role::Program(_) = role {
        lower(Resource::Nproc, MORE_PROCESSES)?;
    }
    // The lower limit is a signal that can be ignored; the process does not survive the upper one.
    let seconds = limits.cpu_seconds();
    lower_to(Resource::Cpu, seconds, seconds.saturating_add(1))?;
    // Last, because it counts what this process has mapped before it becomes the command.
    limits
        .memory
        .map_or(Ok(()), |memory| lower(Resource::As, memory))
}

fn lower(resource: Resource, limit: u64) -> io::Result<()> {
    lower_to(resource, limit, limit)
}

/// Nobody but the super-user can raise a limit, and nothing here has to.
fn lower_to(resource: Resource, current: u64, maximum: u64) -> io::Result<()> {
    let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limit = Rlimit {
        current: Some(current.min(most)),
        maximum: Some(maximum.min(most)),
    };
    Ok(setrlimit(resource, limit)?)
}
