//! Fences where there are neither namespaces nor filters that this crate knows.

use super::{Confined, Role, set_limits};
use crate::limits::Limits;
use crate::outcome::{CallFilter, Network, Outcome};
use crate::sys;
use rustix::process::{Pid, setsid};
use std::io;
use std::os::fd::BorrowedFd;
use std::process::Command;

/// There is nothing to hear from the process.
pub(crate) struct Channel;

/// Nobody watches system calls here.
pub(crate) enum Watch {}

impl Watch {
    pub(crate) fn file(&self) -> BorrowedFd<'_> {
        match *self {}
    }

    pub(crate) fn decide(&self, _: Pid) -> io::Result<Option<Outcome>> {
        match *self {}
    }
}

/// Fences in the process that the command will be.
pub(crate) fn confine(command: &mut Command, limits: &Limits, role: Role) -> io::Result<Channel> {
    let limits = limits.clone();
    sys::before_exec(command, move || {
        setsid()?;
        set_limits(&limits, role)
    });
    Ok(Channel)
}

impl Channel {
    /// What became of the fences, once the process has started.
    pub(crate) fn confined(self) -> io::Result<Confined> {
        let reason = "this system is not supported";
        Ok(Confined {
            network: Network::Open(reason.into()),
            calls: CallFilter::Missing(reason.into()),
            watch: None,
        })
    }
}
