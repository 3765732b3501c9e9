//! Hashes that files hold: FNV-1a, which is the same on every platform and in every version.
//!
//! Maps in memory have faster ones; nothing may be written down that depends on those.

/// FNV-1a of 64 bits, piece by piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fnv1a64(u64);

impl Default for Fnv1a64 {
    fn default() -> Self {
        Fnv1a64(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv1a64 {
    /// Takes in more bytes.
    pub fn write(&mut self, bytes: impl IntoIterator<Item = u8>) {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    }

    /// The hash of all bytes so far.
    pub fn finish(self) -> u64 {
        self.0
    }
}

/// FNV-1a of 64 bits.
pub fn fnv1a_64(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let mut hash = Fnv1a64::default();
    hash.write(bytes);
    hash.finish()
}

/// FNV-1a of 128 bits.
pub fn fnv1a_128(bytes: impl IntoIterator<Item = u8>) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = bytes.into_iter();
    bytes.fold(OFFSET, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of the draft that describes the function (draft-eastlake-fnv).
    #[test]
    fn hashes_are_those_of_the_draft() {
        for (text, short, long) in [
            (
                "",
                0xcbf2_9ce4_8422_2325,
                0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128,
            ),
            (
                "a",
                0xaf63_dc4c_8601_ec8c,
                0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964,
            ),
            (
                "foobar",
                0x8594_4171_f739_67e8,
                0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18,
            ),
        ] {
            assert_eq!(fnv1a_64(text.bytes()), short, "{text}");
            assert_eq!(fnv1a_128(text.bytes()), long, "{text}");
        }
    }
}
