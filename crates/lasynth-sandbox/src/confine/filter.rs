//! The system calls of a program, as a seccomp filter.
//!
//! Three kinds of calls are named: those that a C program needs to start, compute, print and end; those
//! that are refused with an outcome of their own; and those that depend on an argument. Any other call
//! fails as on a kernel that does not have it, which every C library copes with: the list need not keep
//! up with them.
//!
//! A filter is a program for a small machine: load a word of the call, compare, jump forwards, return a
//! verdict. No crate that makes such programs knows verdicts that are left to a watcher, so the few
//! instructions are put together here.

use libc::{c_long, sock_filter};
use std::os::fd::RawFd;

/// What a call that is not simply allowed would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Start a process or a thread.
    StartProcess,
    /// Make, change or remove a file, or open one for writing.
    WriteFile,
    /// Open a socket.
    OpenSocket,
    /// Signal a process, be it the caller itself, as `abort` does.
    Signal,
    /// Take memory that no file is behind: all but a few pages of what a program has.
    TakeMemory,
    /// [`Deed::TakeMemory`], where there was some already.
    GrowMemory,
}

/// What a filter is made for: who decides on deeds, and what else it has to let through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    /// Each [`Deed`] waits for a decision; otherwise it kills the process.
    pub(super) watched: bool,
    /// Memory is counted, by the watcher if there is one.
    pub(super) limit_memory: bool,
    /// A file on which messages may be sent: the one that the process loses when it becomes the
    /// command.
    pub(super) channel: RawFd,
}

/// What happens to one call.
#[derive(Clone, Copy)]
enum Rule {
    Allow,
    Deed(Deed),
    /// A deed if the argument of this number has any of these bits, otherwise allowed.
    DeedIfBits(usize, u32, Deed),
    /// Allowed if the argument of this number is zero.
    AllowIfZero(usize),
    /// Allowed if the lower half of the argument of this number is this.
    AllowIfIs(usize, u32),
    /// Not done; the result is zero.
    Zero,
}

/// What the call of this number would do.
pub(super) fn deed(number: c_long) -> Option<Deed> {
    let (_, rule) = rules().find(|(call, _)| *call == number)?;
    match rule {
        Rule::Deed(deed) | Rule::DeedIfBits(_, _, deed) => Some(deed),
        _ => None,
    }
}

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: Option<u32> = Some(0xC000_003E);
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: Option<u32> = Some(0xC000_00B7);
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const ARCHITECTURE: Option<u32> = None;

/// Bits of `open` that do more than read.
const WRITING: u32 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u32;

/// Every call that is named, the frequent ones first: they are compared in this order.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn rules() -> impl Iterator<Item = (c_long, Rule)> {
    use Deed::{GrowMemory, OpenSocket, Signal, StartProcess, TakeMemory, WriteFile};
    use libc::*;

    let allowed = [
        SYS_write,
        SYS_read,
        SYS_writev,
        SYS_readv,
        SYS_rt_sigprocmask,
        SYS_rt_sigaction,
        SYS_rt_sigreturn,
        SYS_sigaltstack,
        SYS_close,
        SYS_fstat,
        SYS_newfstatat,
        SYS_statx,
        SYS_lseek,
        SYS_pread64,
        SYS_dup,
        SYS_mprotect,
        SYS_munmap,
        SYS_madvise,
        SYS_execve,
        SYS_exit,
        SYS_exit_group,
        SYS_restart_syscall,
        SYS_set_tid_address,
        SYS_set_robust_list,
        SYS_rseq,
        SYS_futex,
        SYS_getrandom,
        SYS_getpid,
        SYS_gettid,
        SYS_getuid,
        SYS_geteuid,
        SYS_getgid,
        SYS_getegid,
        SYS_getrusage,
        SYS_getcwd,
        SYS_faccessat,
        SYS_faccessat2,
        SYS_readlinkat,
        SYS_uname,
        SYS_sched_yield,
        SYS_sched_getaffinity,
        SYS_clock_gettime,
        SYS_clock_getres,
        SYS_clock_nanosleep,
        SYS_nanosleep,
        SYS_gettimeofday,
    ];
    let refused = [
        (SYS_clone, StartProcess),
        (SYS_clone3, StartProcess),
        (SYS_socket, OpenSocket),
        (SYS_socketpair, OpenSocket),
        (SYS_kill, Signal),
        (SYS_tkill, Signal),
        (SYS_tgkill, Signal),
        (SYS_unlinkat, WriteFile),
        (SYS_renameat2, WriteFile),
        (SYS_mkdirat, WriteFile),
        (SYS_mknodat, WriteFile),
        (SYS_linkat, WriteFile),
        (SYS_symlinkat, WriteFile),
        (SYS_truncate, WriteFile),
        (SYS_fchmodat, WriteFile),
        (SYS_fchownat, WriteFile),
        (SYS_utimensat, WriteFile),
    ];
    let depending = [
        (SYS_openat, Rule::DeedIfBits(2, WRITING, WriteFile)),
        (
            SYS_mmap,
            Rule::DeedIfBits(3, MAP_ANONYMOUS as u32, TakeMemory),
        ),
        (SYS_mremap, Rule::Deed(GrowMemory)),
        // Whose limits do not matter, but none is set: the super-user could raise its own.
        (SYS_prlimit64, Rule::AllowIfZero(2)),
    ];
    #[cfg(target_arch = "x86_64")]
    let older = [
        (SYS_open, Rule::DeedIfBits(1, WRITING, WriteFile)),
        (SYS_creat, Rule::Deed(WriteFile)),
        (SYS_unlink, Rule::Deed(WriteFile)),
        (SYS_rename, Rule::Deed(WriteFile)),
        (SYS_renameat, Rule::Deed(WriteFile)),
        (SYS_mkdir, Rule::Deed(WriteFile)),
        (SYS_rmdir, Rule::Deed(WriteFile)),
        (SYS_mknod, Rule::Deed(WriteFile)),
        (SYS_link, Rule::Deed(WriteFile)),
        (SYS_symlink, Rule::Deed(WriteFile)),
        (SYS_chmod, Rule::Deed(WriteFile)),
        (SYS_chown, Rule::Deed(WriteFile)),
        (SYS_lchown, Rule::Deed(WriteFile)),
        (SYS_utimes, Rule::Deed(WriteFile)),
        (SYS_fork, Rule::Deed(StartProcess)),
        (SYS_vfork, Rule::Deed(StartProcess)),
        (SYS_arch_prctl, Rule::Allow),
        (SYS_stat, Rule::Allow),
        (SYS_lstat, Rule::Allow),
        (SYS_access, Rule::Allow),
        (SYS_readlink, Rule::Allow),
        (SYS_getrlimit, Rule::Allow),
        (SYS_time, Rule::Allow),
    ];
    #[cfg(not(target_arch = "x86_64"))]
    let older = [(SYS_renameat, Rule::Deed(WriteFile))];

    let allowed = allowed.into_iter().map(|call| (call, Rule::Allow));
    let refused = refused
        .into_iter()
        .map(|(call, deed)| (call, Rule::Deed(deed)));
    allowed.chain(depending).chain(older).chain(refused)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn rules() -> impl Iterator<Item = (c_long, Rule)> {
    std::iter::empty()
}

/// The filter as the kernel takes it; `None` where the numbers of the calls are not known.
pub(super) fn assemble(filter: Filter) -> Option<Vec<sock_filter>> {
    let mut code = vec![
        load(ARCHITECTURE_AT),
        jump(libc::BPF_JEQ, ARCHITECTURE?, 1, 0),
        // Calls by the numbers of another architecture are made to evade filters.
        give(libc::SECCOMP_RET_KILL_PROCESS),
        load(NUMBER_AT),
    ];
    for (call, rule) in rules().chain(filter.rules()) {
        let block = filter.block(rule);
        code.push(jump(libc::BPF_JEQ, call as u32, 0, block.len() as u8));
        code.extend(block);
    }
    code.push(give(UNKNOWN));
    Some(code)
}

impl Filter {
    /// The rules that depend on the filter.
    fn rules(self) -> [(c_long, Rule); 2] {
        // Memory between the program and its break is not counted by anybody: C libraries map some
        // instead where the break does not move.
        let count = self.watched && self.limit_memory;
        [
            (libc::SYS_brk, if count { Rule::Zero } else { Rule::Allow }),
            (libc::SYS_sendmsg, Rule::AllowIfIs(0, self.channel as u32)),
        ]
    }

    /// What follows where the number has been found; it ends in a verdict on all paths.
    fn block(self, rule: Rule) -> Vec<sock_filter> {
        let allow = give(libc::SECCOMP_RET_ALLOW);
        match rule {
            Rule::Allow => vec![allow],
            Rule::Zero => vec![give(libc::SECCOMP_RET_ERRNO)],
            Rule::Deed(deed) => vec![self.verdict(deed)],
            Rule::DeedIfBits(argument, bits, deed) => vec![
                load(lower_half(argument)),
                jump(libc::BPF_JSET, bits, 0, 1),
                self.verdict(deed),
                allow,
            ],
            Rule::AllowIfIs(argument, value) => vec![
                load(lower_half(argument)),
                jump(libc::BPF_JEQ, value, 0, 1),
                allow,
                give(UNKNOWN),
            ],
            Rule::AllowIfZero(argument) => vec![
                load(lower_half(argument)),
                jump(libc::BPF_JEQ, 0, 0, 3),
                load(lower_half(argument) + 4),
                jump(libc::BPF_JEQ, 0, 0, 1),
                allow,
                give(UNKNOWN),
            ],
        }
    }

    fn verdict(self, deed: Deed) -> sock_filter {
        let memory = matches!(deed, Deed::TakeMemory | Deed::GrowMemory);
        give(match self.watched {
            _ if memory && !self.limit_memory => libc::SECCOMP_RET_ALLOW,
            true => libc::SECCOMP_RET_USER_NOTIF,
            false if memory => libc::SECCOMP_RET_ALLOW,
            false => libc::SECCOMP_RET_KILL_PROCESS,
        })
    }
}

/// The verdict on calls that are not named.
const UNKNOWN: u32 = libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32;

// Where the kernel puts the parts of a call: `struct seccomp_data`.
const NUMBER_AT: u32 = 0;
const ARCHITECTURE_AT: u32 = 4;

/// Both architectures put the lower half of a word first.
fn lower_half(argument: usize) -> u32 {
    16 + 8 * argument as u32
}

fn load(offset: u32) -> sock_filter {
    instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset, 0, 0)
}

/// Skips so many instructions where the comparison holds, and where it does not.
fn jump(comparison: u32, value: u32, holds: u8, fails: u8) -> sock_filter {
    instruction(
        libc::BPF_JMP | comparison | libc::BPF_K,
        value,
        holds,
        fails,
    )
}

/// Ends with a verdict.
fn give(verdict: u32) -> sock_filter {
    instruction(libc::BPF_RET | libc::BPF_K, verdict, 0, 0)
}

fn instruction(code: u32, k: u32, jt: u8, jf: u8) -> sock_filter {
    let code = code as u16;
    sock_filter { code, jt, jf, k }
}
