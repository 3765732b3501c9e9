//! Groups of 64 lanes in the registers of each instruction set.

use super::{GROUP, Group};

/// One instruction set's registers for 64 lanes of `T`.
///
/// # Safety
/// Every method needs the instruction set, and is always inlined into a function that enables it.
pub(super) trait Isa<T> {
    /// The values of 64 lanes, in as many registers as they take.
    type V: Copy;

    unsafe fn load(from: &Group<T>) -> Self::V;
    unsafe fn store(to: &mut Group<T>, v: Self::V);
    unsafe fn splat(value: T) -> Self::V;
    /// The sum in each lane; it wraps where it does not fit.
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    /// The difference in each lane; it wraps where it does not fit.
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn and(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn or(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn xor(a: Self::V, b: Self::V) -> Self::V;
    /// Lanes in which `a == b`; the first lane is the lowest bit.
    unsafe fn equal(a: Self::V, b: Self::V) -> u64;
    /// Lanes in which `a > b`.
    unsafe fn greater(a: Self::V, b: Self::V) -> u64;
    /// Lanes whose sign bit is set.
    unsafe fn negative(v: Self::V) -> u64;
    /// `a` in the lanes of `mask`, `b` in the others.
    unsafe fn select(mask: u64, a: Self::V, b: Self::V) -> Self::V;
}

/// Arrays and loops in plain Rust, for processors without the instruction sets below.
pub(super) struct Portable;

macro_rules! portable {
    ($T:ty) => {
        impl Isa<$T> for Portable {
            type V = [$T; GROUP];

            #[inline(always)]
            unsafe fn load(from: &Group<$T>) -> Self::V {
                from.0
            }
            #[inline(always)]
            unsafe fn store(to: &mut Group<$T>, v: Self::V) {
                to.0 = v;
            }
            #[inline(always)]
            unsafe fn splat(value: $T) -> Self::V {
                [value; GROUP]
            }
            #[inline(always)]
            unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| a[i].wrapping_add(b[i]))
            }
            #[inline(always)]
            unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| a[i].wrapping_sub(b[i]))
            }
            #[inline(always)]
            unsafe fn and(a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| a[i] & b[i])
            }
            #[inline(always)]
            unsafe fn or(a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| a[i] | b[i])
            }
            #[inline(always)]
            unsafe fn xor(a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| a[i] ^ b[i])
            }
            #[inline(always)]
            unsafe fn equal(a: Self::V, b: Self::V) -> u64 {
                (0..GROUP).fold(0, |mask, i| mask | u64::from(a[i] == b[i]) << i)
            }
            #[inline(always)]
            unsafe fn greater(a: Self::V, b: Self::V) -> u64 {
                (0..GROUP).fold(0, |mask, i| mask | u64::from(a[i] > b[i]) << i)
            }
            #[inline(always)]
            unsafe fn negative(v: Self::V) -> u64 {
                (0..GROUP).fold(0, |mask, i| mask | u64::from(v[i] < 0) << i)
            }
            #[inline(always)]
            unsafe fn select(mask: u64, a: Self::V, b: Self::V) -> Self::V {
                std::array::from_fn(|i| if mask >> i & 1 == 1 { a[i] } else { b[i] })
            }
        }
    };
}

portable!(i8);
portable!(i32);

#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Group, Isa};
    use std::arch::x86_64::*;

    /// AVX-512 with byte operations.
    pub struct Avx512;
    /// AVX2, with registers of 256 bits.
    pub struct Avx2;

    /// An array of `$n` registers. A closure would be a function without the target features.
    macro_rules! each {
        ($n:literal, |$i:ident| $body:expr, $start:expr) => {{
            let mut out = $start;
            for $i in 0..$n {
                // SAFETY: the caller's.
                out[$i] = unsafe { $body };
            }
            out
        }};
    }

    /// Implements [`Isa`] over arrays of `$n` registers: what is done register by register, and how
    /// the masks of the registers are put together (`$lanes` lanes each).
    macro_rules! registers {
        ($S:ty, $T:ty, $R:ty, $n:literal, $lanes:literal, load $load:ident, store $store:ident,
         splat $splat:ident, add $add:ident, sub $sub:ident, and $and:ident, or $or:ident,
         xor $xor:ident, equal $equal:expr, greater $greater:expr, negative $negative:expr,
         select $select:expr) => {
            impl Isa<$T> for $S {
                type V = [$R; $n];

                #[inline(always)]
                unsafe fn load(from: &Group<$T>) -> Self::V {
                    let start = from.0.as_ptr().cast::<$R>();
                    // SAFETY: a group is `$n` registers long and as aligned as a register.
                    let first = unsafe { $load(start) };
                    each!($n, |i| $load(start.add(i)), [first; $n])
                }
                #[inline(always)]
                unsafe fn store(to: &mut Group<$T>, v: Self::V) {
                    let start = to.0.as_mut_ptr().cast::<$R>();
                    for (i, v) in v.into_iter().enumerate() {
                        // SAFETY: as above.
                        unsafe { $store(start.add(i), v) };
                    }
                }
                #[inline(always)]
                unsafe fn splat(value: $T) -> Self::V {
                    // SAFETY: the caller's, here and below.
                    [unsafe { $splat(value) }; $n]
                }
                #[inline(always)]
                unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $add(a[i], b[i]), a)
                }
                #[inline(always)]
                unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $sub(a[i], b[i]), a)
                }
                #[inline(always)]
                unsafe fn and(a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $and(a[i], b[i]), a)
                }
                #[inline(always)]
                unsafe fn or(a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $or(a[i], b[i]), a)
                }
                #[inline(always)]
                unsafe fn xor(a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $xor(a[i], b[i]), a)
                }
                #[inline(always)]
                unsafe fn equal(a: Self::V, b: Self::V) -> u64 {
                    let mut mask = 0;
                    for i in 0..$n {
                        mask |= unsafe { $equal(a[i], b[i]) } << (i * $lanes);
                    }
                    mask
                }
                #[inline(always)]
                unsafe fn greater(a: Self::V, b: Self::V) -> u64 {
                    let mut mask = 0;
                    for i in 0..$n {
                        mask |= unsafe { $greater(a[i], b[i]) } << (i * $lanes);
                    }
                    mask
                }
                #[inline(always)]
                unsafe fn negative(v: Self::V) -> u64 {
                    let mut mask = 0;
                    for i in 0..$n {
                        mask |= unsafe { $negative(v[i]) } << (i * $lanes);
                    }
                    mask
                }
                #[inline(always)]
                unsafe fn select(mask: u64, a: Self::V, b: Self::V) -> Self::V {
                    each!($n, |i| $select(mask >> (i * $lanes), a[i], b[i]), a)
                }
            }
        };
    }

    /// A function that takes and gives whole masks, always inlined.
    macro_rules! masked {
        ($name:ident, ($($arg:ident: $ty:ty),*) -> $ret:ty, $body:expr) => {
            #[inline(always)]
            unsafe fn $name($($arg: $ty),*) -> $ret {
                // SAFETY: the caller's.
                unsafe { $body }
            }
        };
    }

    type Z = __m512i;
    masked!(equal_z8, (a: Z, b: Z) -> u64, _mm512_cmpeq_epi8_mask(a, b));
    masked!(greater_z8, (a: Z, b: Z) -> u64, _mm512_cmpgt_epi8_mask(a, b));
    masked!(negative_z8, (v: Z) -> u64, _mm512_movepi8_mask(v));
    masked!(select_z8, (mask: u64, a: Z, b: Z) -> Z, _mm512_mask_blend_epi8(mask, b, a));
    masked!(equal_z32, (a: Z, b: Z) -> u64, u64::from(_mm512_cmpeq_epi32_mask(a, b)));
    masked!(greater_z32, (a: Z, b: Z) -> u64, u64::from(_mm512_cmpgt_epi32_mask(a, b)));
    masked!(negative_z32, (v: Z) -> u64, {
        u64::from(_mm512_cmplt_epi32_mask(v, _mm512_setzero_si512()))
    });
    masked!(select_z32, (mask: u64, a: Z, b: Z) -> Z, {
        _mm512_mask_blend_epi32(mask as u16, b, a)
    });

    registers!(
        Avx512, i8, __m512i, 1, 64, load _mm512_load_si512, store _mm512_store_si512,
        splat _mm512_set1_epi8, add _mm512_add_epi8, sub _mm512_sub_epi8, and _mm512_and_si512,
        or _mm512_or_si512, xor _mm512_xor_si512, equal equal_z8, greater greater_z8,
        negative negative_z8, select select_z8
    );
    registers!(
        Avx512, i32, __m512i, 4, 16, load _mm512_load_si512, store _mm512_store_si512,
        splat _mm512_set1_epi32, add _mm512_add_epi32, sub _mm512_sub_epi32, and _mm512_and_si512,
        or _mm512_or_si512, xor _mm512_xor_si512, equal equal_z32, greater greater_z32,
        negative negative_z32, select select_z32
    );

    type Y = __m256i;
    masked!(mask_y8, (v: Y) -> u64, u64::from(_mm256_movemask_epi8(v) as u32));
    masked!(mask_y32, (v: Y) -> u64, {
        u64::from(_mm256_movemask_ps(_mm256_castsi256_ps(v)) as u32)
    });
    masked!(equal_y8, (a: Y, b: Y) -> u64, mask_y8(_mm256_cmpeq_epi8(a, b)));
    masked!(greater_y8, (a: Y, b: Y) -> u64, mask_y8(_mm256_cmpgt_epi8(a, b)));
    masked!(equal_y32, (a: Y, b: Y) -> u64, mask_y32(_mm256_cmpeq_epi32(a, b)));
    masked!(greater_y32, (a: Y, b: Y) -> u64, mask_y32(_mm256_cmpgt_epi32(a, b)));
    masked!(select_y8, (mask: u64, a: Y, b: Y) -> Y, {
        // Byte i of the register takes byte i / 8 of the mask, and of that its bit i % 8.
        let bytes = _mm256_shuffle_epi8(
            _mm256_set1_epi32(mask as u32 as i32),
            _mm256_setr_epi64x(
                0,
                0x0101_0101_0101_0101,
                0x0202_0202_0202_0202,
                0x0303_0303_0303_0303,
            ),
        );
        let bits = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64);
        let chosen = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, bits), bits);
        _mm256_blendv_epi8(b, a, chosen)
    });
    masked!(select_y32, (mask: u64, a: Y, b: Y) -> Y, {
        let bits = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        let mask = _mm256_set1_epi32(mask as u32 as i32);
        let chosen = _mm256_cmpeq_epi32(_mm256_and_si256(mask, bits), bits);
        _mm256_blendv_epi8(b, a, chosen)
    });

    registers!(
        Avx2, i8, __m256i, 2, 32, load _mm256_load_si256, store _mm256_store_si256,
        splat _mm256_set1_epi8, add _mm256_add_epi8, sub _mm256_sub_epi8, and _mm256_and_si256,
        or _mm256_or_si256, xor _mm256_xor_si256, equal equal_y8, greater greater_y8,
        negative mask_y8, select select_y8
    );
    registers!(
        Avx2, i32, __m256i, 8, 8, load _mm256_load_si256, store _mm256_store_si256,
        splat _mm256_set1_epi32, add _mm256_add_epi32, sub _mm256_sub_epi32, and _mm256_and_si256,
        or _mm256_or_si256, xor _mm256_xor_si256, equal equal_y32, greater greater_y32,
        negative mask_y32, select select_y32
    );
}
