//! Fences on Linux: limits, namespaces, a filter of system calls and somebody who watches it.

use super::filter::{self, Deed, Filter};
use super::{Confined, Role, set_limits};
use crate::limits::Limits;
use crate::outcome::{CallFilter, Network, Outcome};
use crate::sys;
use libc::sock_filter;
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal, setsid};
use rustix::thread::set_no_new_privs;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::process::Command;

/// What the new process does before it becomes the command. All that it needs is prepared here, so
/// that it makes system calls only: see [`sys::before_exec`].
struct Entry {
    parent: Pid,
    limits: Limits,
    role: Role,
    namespace: bool,
    watched: Option<Vec<sock_filter>>,
    unwatched: Option<Vec<sock_filter>>,
    channel: Option<OwnedFd>,
}

/// Where the new process says what became of its fences.
pub(crate) struct Channel {
    file: Option<OwnedFd>,
    memory: Option<u64>,
}

/// Which steps failed: error numbers, or one of the constants.
#[derive(Clone, Copy)]
struct Report {
    network: i32,
    watched: i32,
    unwatched: i32,
}

const DONE: i32 = 0;
const NOT_TRIED: i32 = -1;

/// Fences in the process that the command will be.
pub(crate) fn confine(command: &mut Command, limits: &Limits, role: Role) -> io::Result<Channel> {
    let mut entry = Entry {
        parent: getpid(),
        limits: limits.clone(),
        role,
        namespace: false,
        watched: None,
        unwatched: None,
        channel: None,
    };
    let mut channel = Channel {
        file: None,
        memory: limits.memory,
    };
    if let Role::Program(fences) = role {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let assemble = |watched| {
            filter::assemble(Filter {
                watched,
                limit_memory: limits.memory.is_some(),
                channel: theirs.as_raw_fd(),
            })
        };
        entry.namespace = fences.namespace;
        if fences.filter {
            entry.unwatched = assemble(false);
            entry.watched = fences.watch.then(|| assemble(true)).flatten();
        }
        entry.channel = Some(theirs);
        channel.file = Some(ours);
    }
    sys::before_exec(command, move || entry.enter());
    Ok(channel)
}

impl Entry {
    fn enter(&self) -> io::Result<()> {
        // A session of its own: no terminal, and a group that can be killed as a whole.
        setsid()?;
        let mut report = Report {
            network: NOT_TRIED,
            watched: NOT_TRIED,
            unwatched: NOT_TRIED,
        };
        if self.namespace {
            // The super-user can do without a user namespace where there are none.
            let left = sys::leave_network(true)
                .or_else(|error| sys::leave_network(false).map_err(|_| error));
            report.network = number(&left);
        }
        set_parent_process_death_signal(Some(Signal::KILL))?;
        if getppid() != Some(self.parent) {
            // Too late: it died before this process asked to die with it.
            return Err(Errno::SRCH.into());
        }
        // Filters demand it of everybody but the super-user; nobody has a use for privileges here.
        set_no_new_privs(true)?;
        set_limits(&self.limits, self.role)?;
        let Some(channel) = &self.channel else {
            return Ok(());
        };
        let listener = self.filter_calls(&mut report);
        report.send(channel.as_fd(), listener.as_ref())
    }

    /// Nothing but the sending of the report may follow, or the process would wait for a decision that
    /// nobody makes before it has become the command.
    fn filter_calls(&self, report: &mut Report) -> Option<OwnedFd> {
        if let Some(filter) = &self.watched {
            let listener = sys::install_filter(filter, true);
            report.watched = number(&listener);
            if let Ok(listener) = listener {
                return listener;
            }
        }
        if let Some(filter) = &self.unwatched {
            report.unwatched = number(&sys::install_filter(filter, false));
        }
        None
    }
}

/// The number of an error that came from the system.
fn number<T>(result: &io::Result<T>) -> i32 {
    match result {
        Ok(_) => DONE,
        Err(error) => error.raw_os_error().unwrap_or(libc::EIO),
    }
}

impl Report {
    const SIZE: usize = 12;

    fn send(self, channel: BorrowedFd<'_>, listener: Option<&OwnedFd>) -> io::Result<()> {
        let mut bytes = [0; Report::SIZE];
        bytes[..4].copy_from_slice(&self.network.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.watched.to_ne_bytes());
        bytes[8..].copy_from_slice(&self.unwatched.to_ne_bytes());
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let listener = listener.map(|listener| [listener.as_fd()]);
        if let Some(listener) = &listener {
            control.push(SendAncillaryMessage::ScmRights(listener));
        }
        sendmsg(
            channel,
            &[IoSlice::new(&bytes)],
            &mut control,
            SendFlags::empty(),
        )?;
        Ok(())
    }

    fn receive(channel: BorrowedFd<'_>) -> io::Result<(Report, Option<OwnedFd>)> {
        let mut bytes = [0; Report::SIZE];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
        let received = recvmsg(
            channel,
            &mut [IoSliceMut::new(&mut bytes)],
            &mut control,
            flags,
        )?;
        if received.bytes != Report::SIZE {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut listener = None;
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(files) = message {
                listener = files.last();
            }
        }
        let field = |at: usize| i32::from_ne_bytes([0, 1, 2, 3].map(|i| bytes[at + i]));
        let report = Report {
            network: field(0),
            watched: field(4),
            unwatched: field(8),
        };
        Ok((report, listener))
    }
}

impl Channel {
    /// What became of the fences, once the process has become the command.
    ///
    /// # Errors
    /// If it did not say, which is not to be expected.
    pub(crate) fn confined(self) -> io::Result<Confined> {
        let Some(channel) = self.file else {
            let reason = "a compiler needs more";
            return Ok(Confined {
                network: Network::Open(reason.into()),
                calls: CallFilter::Missing(reason.into()),
                watch: None,
            });
        };
        let (report, listener) = Report::receive(channel.as_fd())?;
        let calls = match (report.watched, report.unwatched) {
            (DONE, _) => CallFilter::Watched,
            (watched, DONE) => CallFilter::Unwatched(reason(watched)),
            (_, unwatched) => CallFilter::Missing(reason(unwatched)),
        };
        let network = match (report.network, &calls) {
            (DONE, _) => Network::Isolated,
            (error, CallFilter::Missing(_)) => Network::Open(reason(error)),
            (error, _) => Network::Filtered(reason(error)),
        };
        let watch = listener.map(|listener| Watch {
            listener,
            memory: self.memory,
        });
        Ok(Confined {
            network,
            calls,
            watch,
        })
    }
}

/// Why a step was not done.
fn reason(number: i32) -> String {
    match number {
        NOT_TRIED => "not supported here".into(),
        // The system's words for this number are about disks.
        libc::ENOSPC => "the system allows no further namespaces".into(),
        error => io::Error::from_raw_os_error(error).to_string(),
    }
}

/// Decides on the calls that a filter holds up. The process has one thread, which waits, so what is
/// read here is what the call will find.
pub(crate) struct Watch {
    listener: OwnedFd,
    memory: Option<u64>,
}

impl Watch {
    /// Readable when a call waits.
    pub(crate) fn file(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }

    /// Lets the waiting call proceed, or says why the process has to die. Then the call is not made:
    /// the process waits until it is killed.
    pub(crate) fn decide(&self, process: Pid) -> io::Result<Option<Outcome>> {
        let Some(call) = sys::receive(self.file())? else {
            return Ok(None);
        };
        let arguments = call.data.args;
        let refused = match filter::deed(call.data.nr.into()) {
            None => None,
            Some(Deed::StartProcess) => Some(Outcome::TooManyProcesses),
            Some(Deed::WriteFile) => Some(Outcome::WroteFile),
            Some(Deed::OpenSocket) => Some(Outcome::UsedNetwork),
            Some(Deed::Signal) => {
                let target = arguments[0] as i32;
                // Zero is its own group, in which there is nobody else.
                let itself = target == 0 || target == process.as_raw_nonzero().get();
                (!itself).then_some(Outcome::SignalledOthers)
            }
            Some(Deed::TakeMemory) => self.exceeds(process, arguments[1]),
            Some(Deed::GrowMemory) => {
                self.exceeds(process, arguments[2].saturating_sub(arguments[1]))
            }
        };
        if refused.is_none() {
            sys::proceed(self.file(), call.id)?;
        }
        Ok(refused)
    }

    /// Applies the rule by which the kernel would refuse the call, so that it is not left to the
    /// program to notice.
    fn exceeds(&self, process: Pid, more: u64) -> Option<Outcome> {
        let limit = self.memory?;
        let statm = format!("/proc/{}/statm", process.as_raw_nonzero());
        // Without such files the kernel's own rule has to do.
        let text = std::fs::read_to_string(statm).ok()?;
        let pages: u64 = text.split(' ').next()?.parse().ok()?;
        let page = rustix::param::page_size() as u64;
        let total = pages
            .saturating_add(more.div_ceil(page))
            .saturating_mul(page);
        (total > limit).then_some(Outcome::OutOfMemory(limit))
    }
}
