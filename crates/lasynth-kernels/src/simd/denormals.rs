//! Numbers below the smallest normal one, read and written as zero.
//!
//! Gradients that walk back through many steps shrink below 1.2e-38, and some processors need a
//! hundred cycles for each operation on such numbers: a training step took ten times as long.

#[cfg(target_arch = "x86_64")]
use std::arch::asm;

/// Bits of the control register: results (bit 15) and operands (bit 6) below normal are zero.
#[cfg(target_arch = "x86_64")]
const FLUSH: u32 = 1 << 15 | 1 << 6;

/// While it lives, this thread's vector arithmetic takes denormal numbers for zero, on x86-64; the
/// mode found is put back when it is dropped. Elsewhere it does nothing.
pub(crate) struct FlushDenormals {
    #[cfg(target_arch = "x86_64")]
    found: u32,
}

impl FlushDenormals {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let mut found = 0_u32;
            // SAFETY: writes the control register into `found`.
            unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut found, options(nostack)) };
            set_mode(found | FLUSH);
            FlushDenormals { found }
        }
        #[cfg(not(target_arch = "x86_64"))]
        FlushDenormals {}
    }
}

impl Drop for FlushDenormals {
    #[inline(always)]
    fn drop(&mut self) {
        #[cfg(target_arch = "x86_64")]
        set_mode(self.found);
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn set_mode(mode: u32) {
    // SAFETY: loads a mode that differs from the thread's own in the two flushing bits alone, so
    // nothing traps. The compiler is promised the default mode outside of assembly, and takes it for
    // granted where it computes constants: no kernel has constants below the smallest normal number,
    // so either mode gives the same code. A test sees that the mode ends with the guard.
    unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const mode, options(nostack)) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn denormals_are_zero_inside_and_themselves_again_outside() {
        let product = || black_box(1e-20_f32) * black_box(1e-20_f32);
        let sum = || black_box(1e-40_f32) + black_box(0.0_f32);
        let (plain_product, plain_sum) = (product(), sum());
        assert!(plain_product > 0.0 && plain_sum > 0.0);
        {
            let _flush = FlushDenormals::new();
            let _again = FlushDenormals::new();
            assert_eq!((product(), sum()), (0.0, 0.0));
        }
        assert_eq!((product(), sum()), (plain_product, plain_sum));
    }
}
