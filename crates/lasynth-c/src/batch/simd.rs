//! Arithmetic on many lanes at once, for every instruction set of the machine. All `unsafe` code of
//! this crate is here: the instructions need a processor that has them, which is asked once, when
//! [`Kernels`] are chosen.

mod isa;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "x86_64")]
use isa::{Avx2, Avx512};
use isa::{Isa, Portable};
use std::hint::black_box;
use std::time::Instant;

/// Lanes of a group; one bit of a mask word each.
pub(crate) const GROUP: usize = 64;

/// The values of 64 lanes.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Group<T>(pub [T; GROUP]);

/// What one lane holds: an `i8` for as long as every value fits, else an `i32`.
pub(crate) trait Lane: Copy + PartialEq + 'static {
    const ZERO: Self;
    /// The value as a lane; `None` where it does not fit.
    fn from_value(value: i32) -> Option<Self>;
    /// The kernels of a level, which the machine must have.
    fn kernels(level: Level) -> Kernels<Self>;
}

/// One side of an operation: lanes, or one value in all of them.
#[derive(Clone, Copy)]
pub(crate) enum Operand<'a, T> {
    Lanes(&'a [Group<T>]),
    Same(T),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Sub,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    Greater,
}

/// An instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Plain Rust, on every machine.
    Portable,
    /// AVX2, with registers of 256 bits.
    Avx2,
    /// AVX-512 with byte operations (F, BW).
    Avx512,
}

impl Level {
    /// All levels this machine can run, slowest first.
    pub fn available() -> &'static [Level] {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                let wide =
                    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw");
                return match wide {
                    true => &[Level::Portable, Level::Avx2, Level::Avx512],
                    false => &[Level::Portable, Level::Avx2],
                };
            }
        }
        &[Level::Portable]
    }

    /// The fastest level this machine can run.
    pub fn detect() -> Level {
        let levels = Level::available();
        levels[levels.len() - 1]
    }
}

type Combine<T> = unsafe fn(Arithmetic, &mut [Group<T>], Operand<T>, Operand<T>) -> bool;
type Overflow<T> = unsafe fn(Arithmetic, &mut [u64], Operand<T>, Operand<T>);
type Compare<T> = unsafe fn(Relation, &mut [u64], Operand<T>, Operand<T>);
type Select<T> = unsafe fn(&mut [Group<T>], &[u64], Operand<T>, Operand<T>);
type Pick<T> = unsafe fn(&mut [Group<T>], &[Group<T>], &[Operand<T>]);

/// The operations on lanes of one type, compiled for one instruction set. Every slice of groups, and
/// every slice of mask words, is as long as the one that is written.
#[derive(Clone, Copy)]
pub(crate) struct Kernels<T> {
    combine: Combine<T>,
    overflow: Overflow<T>,
    compare: Compare<T>,
    select: Select<T>,
    pick: Pick<T>,
}

impl<T: Lane> Kernels<T> {
    /// `out = a op b`, wrapping. Returns whether any lane wrapped.
    pub fn combine(
        &self,
        op: Arithmetic,
        out: &mut [Group<T>],
        a: Operand<T>,
        b: Operand<T>,
    ) -> bool {
        check_length(out.len(), a);
        check_length(out.len(), b);
        // SAFETY: the machine has the instruction set that these kernels were chosen for.
        unsafe { (self.combine)(op, out, a, b) }
    }

    /// The lanes in which `a op b` wraps.
    pub fn overflow(&self, op: Arithmetic, out: &mut [u64], a: Operand<T>, b: Operand<T>) {
        check_length(out.len(), a);
        check_length(out.len(), b);
        // SAFETY: as above.
        unsafe { (self.overflow)(op, out, a, b) }
    }

    /// The lanes in which `a relation b` holds.
    pub fn compare(&self, relation: Relation, out: &mut [u64], a: Operand<T>, b: Operand<T>) {
        check_length(out.len(), a);
        check_length(out.len(), b);
        // SAFETY: as above.
        unsafe { (self.compare)(relation, out, a, b) }
    }

    /// `out = a` in the lanes of `mask`, `b` in the others.
    pub fn select(&self, out: &mut [Group<T>], mask: &[u64], a: Operand<T>, b: Operand<T>) {
        assert_eq!(out.len(), mask.len());
        check_length(out.len(), a);
        check_length(out.len(), b);
        // SAFETY: as above.
        unsafe { (self.select)(out, mask, a, b) }
    }

    /// `out = from[index]`, lane by lane; the first of `from` where the index is none of them.
    pub fn pick(&self, out: &mut [Group<T>], index: &[Group<T>], from: &[Operand<T>]) {
        assert_eq!(out.len(), index.len());
        from.iter().for_each(|from| check_length(out.len(), *from));
        // SAFETY: as above.
        unsafe { (self.pick)(out, index, from) }
    }
}

fn check_length<T>(expected: usize, operand: Operand<T>) {
    if let Operand::Lanes(lanes) = operand {
        assert_eq!(lanes.len(), expected);
    }
}

/// Vectors of 64 bytes that a core can load, operate on once and store in a second, in its first-level
/// cache.
pub fn vector_throughput(level: Level) -> f64 {
    const VECTORS: usize = 64;
    let kernels = i8::kernels(level);
    let a = vec![Group([1_i8; GROUP]); VECTORS];
    let mut out = a.clone();
    let mask = [u64::MAX / 3; VECTORS];
    let mut best = 0.0_f64;
    for _ in 0..20 {
        let start = Instant::now();
        for _ in 0..2_000 {
            kernels.select(
                black_box(&mut out),
                black_box(&mask),
                Operand::Lanes(black_box(&a)),
                Operand::Same(2),
            );
        }
        best = best.max(2_000.0 * VECTORS as f64 / start.elapsed().as_secs_f64());
    }
    best
}

/// Runs `$body` for every group `$i`, with the values of both operands as `$x` and `$y`: one loop for
/// each combination, so that nothing is decided inside.
macro_rules! each_group {
    ($S:ty, $groups:expr, $a:expr, $b:expr, |$i:ident, $x:ident, $y:ident| $body:expr) => {
        match ($a, $b) {
            (Operand::Lanes(a), Operand::Lanes(b)) => {
                for $i in 0..$groups {
                    let ($x, $y) = (<$S>::load(&a[$i]), <$S>::load(&b[$i]));
                    $body
                }
            }
            (Operand::Lanes(a), Operand::Same(b)) => {
                let $y = <$S>::splat(b);
                for $i in 0..$groups {
                    let $x = <$S>::load(&a[$i]);
                    $body
                }
            }
            (Operand::Same(a), Operand::Lanes(b)) => {
                let $x = <$S>::splat(a);
                for $i in 0..$groups {
                    let $y = <$S>::load(&b[$i]);
                    $body
                }
            }
            (Operand::Same(a), Operand::Same(b)) => {
                let ($x, $y) = (<$S>::splat(a), <$S>::splat(b));
                for $i in 0..$groups {
                    $body
                }
            }
        }
    };
}

/// # Safety
/// Here and below: the machine has the instruction set of `S`.
#[inline(always)]
unsafe fn combine<T: Lane, S: Isa<T>>(
    op: Arithmetic,
    out: &mut [Group<T>],
    a: Operand<T>,
    b: Operand<T>,
) -> bool {
    // SAFETY: the caller's.
    unsafe {
        // The sign bit of a lane says that it wrapped.
        let mut wrapped = S::splat(T::ZERO);
        match op {
            Arithmetic::Add => each_group!(S, out.len(), a, b, |i, x, y| {
                let sum = S::add(x, y);
                wrapped = S::or(wrapped, S::and(S::xor(x, sum), S::xor(y, sum)));
                S::store(&mut out[i], sum);
            }),
            Arithmetic::Sub => each_group!(S, out.len(), a, b, |i, x, y| {
                let difference = S::sub(x, y);
                wrapped = S::or(wrapped, S::and(S::xor(x, y), S::xor(x, difference)));
                S::store(&mut out[i], difference);
            }),
        }
        S::negative(wrapped) != 0
    }
}

#[inline(always)]
unsafe fn overflow<T: Lane, S: Isa<T>>(
    op: Arithmetic,
    out: &mut [u64],
    a: Operand<T>,
    b: Operand<T>,
) {
    // SAFETY: the caller's.
    unsafe {
        match op {
            Arithmetic::Add => each_group!(S, out.len(), a, b, |i, x, y| {
                let sum = S::add(x, y);
                out[i] = S::negative(S::and(S::xor(x, sum), S::xor(y, sum)));
            }),
            Arithmetic::Sub => each_group!(S, out.len(), a, b, |i, x, y| {
                let difference = S::sub(x, y);
                out[i] = S::negative(S::and(S::xor(x, y), S::xor(x, difference)));
            }),
        }
    }
}

#[inline(always)]
unsafe fn compare<T: Lane, S: Isa<T>>(
    relation: Relation,
    out: &mut [u64],
    a: Operand<T>,
    b: Operand<T>,
) {
    // SAFETY: the caller's.
    unsafe {
        match relation {
            Relation::Equal => each_group!(S, out.len(), a, b, |i, x, y| {
                out[i] = S::equal(x, y);
            }),
            Relation::Greater => each_group!(S, out.len(), a, b, |i, x, y| {
                out[i] = S::greater(x, y);
            }),
        }
    }
}

#[inline(always)]
unsafe fn select<T: Lane, S: Isa<T>>(
    out: &mut [Group<T>],
    mask: &[u64],
    a: Operand<T>,
    b: Operand<T>,
) {
    // SAFETY: the caller's.
    unsafe {
        each_group!(S, out.len(), a, b, |i, x, y| {
            S::store(&mut out[i], S::select(mask[i], x, y));
        });
    }
}

#[inline(always)]
unsafe fn pick<T: Lane, S: Isa<T>>(out: &mut [Group<T>], index: &[Group<T>], from: &[Operand<T>]) {
    // SAFETY: the caller's.
    unsafe {
        for i in 0..out.len() {
            let index = S::load(&index[i]);
            let mut picked = S::splat(T::ZERO);
            for (position, operand) in from.iter().enumerate() {
                let value = match operand {
                    Operand::Lanes(lanes) => S::load(&lanes[i]),
                    Operand::Same(value) => S::splat(*value),
                };
                // Lists have at most 10 elements, which every lane can count to.
                let here = S::splat(T::from_value(position as i32).unwrap_or(T::ZERO));
                picked = match position {
                    0 => value,
                    _ => S::select(S::equal(index, here), value, picked),
                };
            }
            S::store(&mut out[i], picked);
        }
    }
}

/// The kernels for lanes of type `$T` under the instruction set `$S`, each a function compiled for
/// the target features given.
macro_rules! kernels {
    ($T:ty, $S:ty $(, $features:literal)?) => {{
        $(#[target_feature(enable = $features)])?
        unsafe fn combine_at(
            op: Arithmetic,
            out: &mut [Group<$T>],
            a: Operand<$T>,
            b: Operand<$T>,
        ) -> bool {
            // SAFETY: the caller's; the features are enabled here.
            unsafe { combine::<$T, $S>(op, out, a, b) }
        }
        $(#[target_feature(enable = $features)])?
        unsafe fn overflow_at(op: Arithmetic, out: &mut [u64], a: Operand<$T>, b: Operand<$T>) {
            // SAFETY: as above.
            unsafe { overflow::<$T, $S>(op, out, a, b) }
        }
        $(#[target_feature(enable = $features)])?
        unsafe fn compare_at(
            relation: Relation,
            out: &mut [u64],
            a: Operand<$T>,
            b: Operand<$T>,
        ) {
            // SAFETY: as above.
            unsafe { compare::<$T, $S>(relation, out, a, b) }
        }
        $(#[target_feature(enable = $features)])?
        unsafe fn select_at(
            out: &mut [Group<$T>],
            mask: &[u64],
            a: Operand<$T>,
            b: Operand<$T>,
        ) {
            // SAFETY: as above.
            unsafe { select::<$T, $S>(out, mask, a, b) }
        }
        $(#[target_feature(enable = $features)])?
        unsafe fn pick_at(out: &mut [Group<$T>], index: &[Group<$T>], from: &[Operand<$T>]) {
            // SAFETY: as above.
            unsafe { pick::<$T, $S>(out, index, from) }
        }
        Kernels {
            combine: combine_at,
            overflow: overflow_at,
            compare: compare_at,
            select: select_at,
            pick: pick_at,
        }
    }};
}

macro_rules! lane {
    ($T:ty) => {
        impl Lane for $T {
            const ZERO: Self = 0;

            fn from_value(value: i32) -> Option<Self> {
                <$T>::try_from(value).ok()
            }

            fn kernels(level: Level) -> Kernels<Self> {
                assert!(
                    Level::available().contains(&level),
                    "this machine has no {level:?}"
                );
                match level {
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => kernels!($T, Avx512, "avx512f,avx512bw"),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => kernels!($T, Avx2, "avx2"),
                    _ => kernels!($T, Portable),
                }
            }
        }
    };
}

lane!(i8);
lane!(i32);
