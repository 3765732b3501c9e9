//! What the safe interfaces to the system do not offer. All `unsafe` code of this crate is here.

#![allow(unsafe_code)]

use crate::outcome::Usage;
use rustix::process::Pid;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus};
use std::time::Duration;

#[cfg(target_os = "linux")]
pub(crate) use linux::{install_filter, leave_network, proceed, receive};

/// Has the new process do something before it becomes the command.
///
/// `enter` runs in a copy of this process that has one thread, while other threads may have held locks
/// when it was made, that of the allocator among them. It must restrict itself to system calls on what
/// has been prepared: no allocation, no lock, no panic.
pub(crate) fn before_exec(
    command: &mut Command,
    enter: impl Fn() -> io::Result<()> + Send + Sync + 'static,
) {
    // SAFETY: what the closure may do is said above. The closures that are passed, both in `confine`,
    // make system calls through rustix and this module alone; their errors are numbers.
    unsafe { command.pre_exec(enter) };
}

/// Waits for a child and says how it ended and what it used, which the standard library does not.
///
/// # Errors
/// If there is no such child.
pub(crate) fn reap(child: Pid) -> io::Result<(ExitStatus, Usage)> {
    let mut status = 0;
    let mut used = MaybeUninit::<libc::rusage>::zeroed();
    loop {
        // SAFETY: both pointers are to live variables of the types that the call writes.
        let reaped = unsafe {
            libc::wait4(
                child.as_raw_nonzero().get(),
                &mut status,
                0,
                used.as_mut_ptr(),
            )
        };
        if reaped >= 0 {
            break;
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    // SAFETY: it was all zero, which is a valid value, before the call wrote it.
    let used = unsafe { used.assume_init() };
    let time = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec.try_into().unwrap_or(0))
            + Duration::from_micros(time.tv_usec.try_into().unwrap_or(0))
    };
    let resident = u64::try_from(used.ru_maxrss).unwrap_or(0);
    let usage = Usage {
        cpu: time(used.ru_utime) + time(used.ru_stime),
        // Bytes on Apple's systems, KiB elsewhere.
        memory: if cfg!(target_vendor = "apple") {
            resident
        } else {
            resident.saturating_mul(1024)
        },
    };
    Ok((ExitStatus::from_raw(status), usage))
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::thread::UnshareFlags;
    use std::io;
    use std::mem::MaybeUninit;
    use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

    /// Gives the calling process a network of its own, in which there is nothing; with `user`, by way
    /// of a user namespace, which anybody may make and in which the super-user's powers end.
    pub(crate) fn leave_network(user: bool) -> io::Result<()> {
        let flags = match user {
            true => UnshareFlags::NEWUSER | UnshareFlags::NEWNET,
            false => UnshareFlags::NEWNET,
        };
        // SAFETY: the one danger is another thread that goes on with a table of files which is not
        // shared any more. These flags leave it shared.
        unsafe { rustix::thread::unshare_unsafe(flags) }.map_err(io::Error::from)
    }

    /// Binds the calling process to a filter of system calls, for good. With `watched`, calls for
    /// which the filter says so wait until the holder of the file that this returns has decided.
    ///
    /// # Errors
    /// If the kernel has no such filters, or no such files, or there is one already.
    pub(crate) fn install_filter(
        filter: &[libc::sock_filter],
        watched: bool,
    ) -> io::Result<Option<OwnedFd>> {
        let program = libc::sock_fprog {
            len: filter.len().try_into().unwrap_or(u16::MAX),
            filter: filter.as_ptr().cast_mut(),
        };
        let flags = match watched {
            true => libc::SECCOMP_FILTER_FLAG_NEW_LISTENER,
            false => 0,
        };
        // SAFETY: the kernel copies `len` instructions, no more than there are, from a pointer that is
        // valid for them, and writes nothing.
        let listener = unsafe {
            libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                flags,
                &raw const program,
            )
        };
        if listener < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: with this flag the call returns a new file, which nobody else owns.
        Ok(watched.then(|| unsafe { OwnedFd::from_raw_fd(listener as RawFd) }))
    }

    /// The call that a watched process waits with; `None` if it does not wait any more.
    pub(crate) fn receive(listener: BorrowedFd<'_>) -> io::Result<Option<libc::seccomp_notif>> {
        let mut call = MaybeUninit::<libc::seccomp_notif>::zeroed();
        // SAFETY: the number of this request contains the size of the structure that it writes, so the
        // kernel refuses it where its own has another. All zero is what the kernel demands to find.
        let done = unsafe {
            libc::ioctl(
                listener.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_RECV,
                call.as_mut_ptr(),
            )
        };
        if done < 0 {
            return gone_or(io::Error::last_os_error()).map(|()| None);
        }
        // SAFETY: it was all zero, which is a valid value, before the kernel wrote it.
        Ok(Some(unsafe { call.assume_init() }))
    }

    /// Lets a call that [`receive`] gave take its course.
    pub(crate) fn proceed(listener: BorrowedFd<'_>, call: u64) -> io::Result<()> {
        let mut answer = libc::seccomp_notif_resp {
            id: call,
            val: 0,
            error: 0,
            flags: libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
        };
        // SAFETY: the request reads one structure, whose size its number contains.
        let done = unsafe {
            libc::ioctl(
                listener.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_SEND,
                &raw mut answer,
            )
        };
        match done {
            0.. => Ok(()),
            _ => gone_or(io::Error::last_os_error()),
        }
    }

    /// The process may have been killed, or a signal may have called it away; either is no error.
    fn gone_or(error: io::Error) -> io::Result<()> {
        match error.raw_os_error() {
            Some(libc::ENOENT | libc::EINTR) => Ok(()),
            _ => Err(error),
        }
    }
}
