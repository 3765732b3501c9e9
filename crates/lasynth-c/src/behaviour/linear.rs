//! Linear forms `w·a + c` of the five input values.

/// Length of the lists that the path form is about.
pub const N: usize = 5;

/// Largest coefficient or constant that is followed; beyond it the path form does not apply.
const LIMIT: i16 = 1_000;

/// A linear form: five coefficients, then the constant. Padded to a power of two so that sums and
/// comparisons are single vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AffineForm([i16; 8]);

impl AffineForm {
    /// The form that is `c` everywhere.
    pub fn constant(c: i16) -> AffineForm {
        let mut v = [0; 8];
        v[N] = c;
        AffineForm(v)
    }

    /// The value of input position `j`.
    pub fn input(j: usize) -> AffineForm {
        let mut v = [0; 8];
        v[j] = 1;
        AffineForm(v)
    }

    /// The inputs themselves.
    pub fn inputs() -> [AffineForm; N] {
        std::array::from_fn(AffineForm::input)
    }

    /// A form from its parts.
    pub fn from_parts(w: [i16; N], c: i16) -> AffineForm {
        let mut v = [0; 8];
        v[..N].copy_from_slice(&w);
        v[N] = c;
        AffineForm(v)
    }

    /// The coefficients `w` of the five input values, in their order.
    pub fn w(&self) -> [i16; N] {
        std::array::from_fn(|j| self.0[j])
    }

    /// The coefficient of input `j`.
    pub fn k(&self, j: usize) -> i16 {
        self.0[j]
    }

    /// The constant `c`, which is the value on a list of zeros.
    pub fn c(&self) -> i16 {
        self.0[N]
    }

    /// The value, if it is the same for every input.
    #[inline]
    pub fn as_constant(&self) -> Option<i16> {
        let [a, b, c, d, e, constant, ..] = self.0;
        ((a | b | c | d | e) == 0).then_some(constant)
    }

    /// The value for an input.
    pub fn at(&self, input: &[i32; N]) -> i32 {
        let terms = (0..N).map(|j| i32::from(self.0[j]) * input[j]);
        terms.sum::<i32>() + i32::from(self.0[N])
    }

    /// The value for an input of any size; `None` where it does not fit in 32 bits.
    pub fn checked_at(&self, input: &[i32; N]) -> Option<i32> {
        let terms = (0..N).map(|j| i64::from(self.0[j]) * i64::from(input[j]));
        i32::try_from(terms.sum::<i64>() + i64::from(self.0[N])).ok()
    }

    /// `self + other`
    #[inline]
    pub fn plus(&self, other: &AffineForm) -> AffineForm {
        AffineForm(std::array::from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// `self - other`
    #[inline]
    pub fn minus(&self, other: &AffineForm) -> AffineForm {
        AffineForm(std::array::from_fn(|i| self.0[i].wrapping_sub(other.0[i])))
    }

    /// `-self`
    #[inline]
    pub fn negated(&self) -> AffineForm {
        AffineForm(std::array::from_fn(|i| self.0[i].wrapping_neg()))
    }

    /// `self * by`
    pub fn times(&self, by: i16) -> AffineForm {
        AffineForm(std::array::from_fn(|i| self.0[i].wrapping_mul(by)))
    }

    /// Half of the form, if that is integral.
    pub fn halved(&self) -> Option<AffineForm> {
        let even = self.0.iter().all(|v| v % 2 == 0);
        even.then(|| AffineForm(std::array::from_fn(|i| self.0[i] / 2)))
    }

    /// Whether all parts are small enough to go on without overflow.
    pub fn is_small(&self) -> bool {
        self.0.iter().all(|v| v.abs() <= LIMIT)
    }
}
