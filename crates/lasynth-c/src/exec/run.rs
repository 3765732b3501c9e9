//! The interpreter loop.

use super::{
    Branch, EQUAL, Executable, GREATER, Instr, LARGE_FILE, LESS, Reg, RunFault, SMALL_FILE, Site,
};
use lasynth_core::FaultKind;

pub(super) fn run(exe: &Executable, list: &mut [i32], limit: u32) -> Result<u32, RunFault> {
    if let Ok(file) = <&[i32; SMALL_FILE]>::try_from(&exe.registers[..]) {
        run_with_file(exe, *file, list, limit)
    } else {
        let mut file = [0; LARGE_FILE];
        file.copy_from_slice(&exe.registers);
        run_with_file(exe, file, list, limit)
    }
}

/// `N` is a power of two: masking a register number by `N - 1` both maps it into the file and tells
/// the compiler that no bounds check is needed.
#[inline(always)]
fn run_with_file<const N: usize>(
    exe: &Executable,
    mut regs: [i32; N],
    list: &mut [i32],
    limit: u32,
) -> Result<u32, RunFault> {
    let limit = u64::from(limit);
    let code = &exe.code[..];
    let mut steps: u64 = 0;
    let mut pc = 0;

    macro_rules! reg {
        ($r:expr) => {
            regs[$r as usize & (N - 1)]
        };
    }
    // Negative indices become huge ones, so that one comparison checks both ends.
    macro_rules! element {
        ($r:expr) => {
            list.get_mut(reg!($r) as u32 as usize)
        };
    }
    macro_rules! fail {
        () => {
            return Err(fault(exe, pc - 1, &regs, list, steps, limit))
        };
    }
    macro_rules! load {
        (R, $r:expr) => {
            reg!($r)
        };
        (M, $r:expr) => {
            match element!($r) {
                Some(value) => *value,
                None => fail!(),
            }
        };
    }
    macro_rules! store {
        (R, $r:expr, $value:expr) => {
            reg!($r) = $value
        };
        (M, $r:expr, $value:expr) => {
            match element!($r) {
                Some(place) => *place = $value,
                None => fail!(),
            }
        };
    }
    macro_rules! arithmetic {
        ($op:ident, $d:tt $dst:expr, $l:tt $left:expr, $r:tt $right:expr) => {{
            let left = load!($l, $left);
            let right = load!($r, $right);
            match left.$op(right) {
                Some(value) => store!($d, $dst, value),
                None => fail!(),
            }
        }};
    }
    macro_rules! count {
        ($steps:expr) => {{
            steps += u64::from($steps);
            if steps > limit {
                return Err(past_limit(exe, pc - 1, steps - u64::from($steps), limit));
            }
        }};
    }
    macro_rules! branch {
        ($l:tt, $r:tt, $branch:expr) => {{
            let Branch {
                left,
                right,
                when,
                steps: counted,
                target,
            } = $branch;
            let left = load!($l, left);
            let right = load!($r, right);
            count!(counted);
            if relation(left, right) & when != 0 {
                pc = usize::from(target);
            }
        }};
    }

    while let Some(&instr) = code.get(pc) {
        pc += 1;
        match instr {
            Instr::AddRRR(d, l, r) => arithmetic!(checked_add, R d, R l, R r),
            Instr::AddRRM(d, l, r) => arithmetic!(checked_add, R d, R l, M r),
            Instr::AddRMR(d, l, r) => arithmetic!(checked_add, R d, M l, R r),
            Instr::AddRMM(d, l, r) => arithmetic!(checked_add, R d, M l, M r),
            Instr::AddMRR(d, l, r) => arithmetic!(checked_add, M d, R l, R r),
            Instr::AddMRM(d, l, r) => arithmetic!(checked_add, M d, R l, M r),
            Instr::AddMMR(d, l, r) => arithmetic!(checked_add, M d, M l, R r),
            Instr::AddMMM(d, l, r) => arithmetic!(checked_add, M d, M l, M r),
            Instr::SubRRR(d, l, r) => arithmetic!(checked_sub, R d, R l, R r),
            Instr::SubRRM(d, l, r) => arithmetic!(checked_sub, R d, R l, M r),
            Instr::SubRMR(d, l, r) => arithmetic!(checked_sub, R d, M l, R r),
            Instr::SubRMM(d, l, r) => arithmetic!(checked_sub, R d, M l, M r),
            Instr::SubMRR(d, l, r) => arithmetic!(checked_sub, M d, R l, R r),
            Instr::SubMRM(d, l, r) => arithmetic!(checked_sub, M d, R l, M r),
            Instr::SubMMR(d, l, r) => arithmetic!(checked_sub, M d, M l, R r),
            Instr::SubMMM(d, l, r) => arithmetic!(checked_sub, M d, M l, M r),
            Instr::BranchRR(b) => branch!(R, R, b),
            Instr::BranchRM(b) => branch!(R, M, b),
            Instr::BranchMR(b) => branch!(M, R, b),
            Instr::BranchMM(b) => branch!(M, M, b),
            Instr::Next {
                var,
                by,
                bound,
                when,
                steps: counted,
                target,
            } => {
                let Some(value) = reg!(var).checked_add(reg!(by)) else {
                    fail!()
                };
                reg!(var) = value;
                count!(counted);
                if relation(value, reg!(bound)) & when != 0 {
                    pc = usize::from(target);
                }
            }
            Instr::Jump {
                steps: counted,
                target,
            } => {
                count!(counted);
                pc = usize::from(target);
            }
            Instr::Count { steps: counted } => count!(counted),
        }
    }
    let rest = exe.marks.len() as u64 - u64::from(exe.last_block);
    if steps + rest > limit {
        return Err(limit_at(exe, exe.last_block, steps, limit));
    }
    Ok((steps + rest) as u32)
}

/// The relation of two values as a set of one; without branches, since which one it is cannot be
/// predicted.
#[inline(always)]
fn relation(left: i32, right: i32) -> u8 {
    (u8::from(left < right) * LESS)
        | (u8::from(left == right) * EQUAL)
        | (u8::from(left > right) * GREATER)
}

/// The first fault, in order of evaluation, of the instruction at `pc`, which is known to fail.
#[cold]
#[inline(never)]
fn fault(
    exe: &Executable,
    pc: usize,
    regs: &[i32],
    list: &[i32],
    steps: u64,
    limit: u64,
) -> RunFault {
    let site: &Site = &exe.sites[pc];
    if steps + u64::from(site.end_mark - site.first_mark) > limit {
        return limit_at(exe, site.first_mark, steps, limit);
    }
    let inside = |index: Reg| {
        usize::try_from(regs[usize::from(index) & (regs.len() - 1)]).is_ok_and(|i| i < list.len())
    };
    let accesses = &exe.accesses[site.first_access as usize..site.end_access as usize];
    match accesses.iter().find(|access| !inside(access.index)) {
        Some(access) => RunFault {
            kind: FaultKind::OutOfBounds,
            span: access.span,
        },
        None => RunFault {
            kind: FaultKind::Overflow,
            span: site.span,
        },
    }
}

/// The step limit was passed in the block that the instruction at `pc` ends; `steps` were taken
/// before it.
#[cold]
#[inline(never)]
fn past_limit(exe: &Executable, pc: usize, steps: u64, limit: u64) -> RunFault {
    limit_at(exe, exe.sites[pc].first_mark, steps, limit)
}

/// The step limit was passed in the block whose marks begin at `first_mark`.
fn limit_at(exe: &Executable, first_mark: u32, steps: u64, limit: u64) -> RunFault {
    RunFault {
        kind: FaultKind::StepLimit,
        span: exe.marks[first_mark as usize + (limit - steps) as usize],
    }
}
