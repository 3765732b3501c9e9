//! Numbers of elements of shapes that come from outside.
//!
//! The kernels write through pointers into memory whose size is a product of the caller's numbers. A
//! product that wraps around would make a short slice look long enough, so every such product is taken
//! here.

/// The number of floats of a shape, `dims` multiplied.
///
/// # Panics
/// If the floats would take more than `isize::MAX` bytes, which no slice can hold.
pub(crate) fn elements(what: &str, dims: &[usize]) -> usize {
    // A dimension of 0 must not hide that the others overflow: strides are products of them alone.
    let product = |dims: &[usize]| {
        dims.iter()
            .filter(|&&dim| dim > 0)
            .try_fold(size_of::<f32>(), |bytes, &dim| bytes.checked_mul(dim))
    };
    match product(dims) {
        Some(bytes) if bytes <= isize::MAX as usize => dims.iter().product(),
        _ => panic!("{what} of shape {dims:?} does not fit into memory"),
    }
}

/// Panics unless a slice of `len` floats holds exactly a shape.
pub(crate) fn assert_holds(what: &str, len: usize, dims: &[usize]) {
    let expected = elements(what, dims);
    assert!(
        len == expected,
        "{what} has {len} elements instead of the {expected} of shape {dims:?}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_products_or_refused() {
        assert_eq!(elements("x", &[]), 1);
        assert_eq!(elements("x", &[2, 3, 4]), 24);
        assert_eq!(elements("x", &[2, 0, 4]), 0);
        for dims in [
            [1 << 62, 4, 1],
            [usize::MAX, usize::MAX, 1],
            [1 << 62, 4, 0],
            [1 << 61, 1, 1],
        ] {
            let refused = std::panic::catch_unwind(|| elements("x", &dims)).unwrap_err();
            let message = refused.downcast_ref::<String>().unwrap();
            assert_eq!(
                message,
                &format!("x of shape {dims:?} does not fit into memory")
            );
        }
    }
}
