//! Intervals and quantiles.

/// Two-sided 95 % quantile of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval for a proportion: `successes` of `n`, `n` positive.
pub fn wilson95(successes: usize, n: usize) -> Option<[f64; 2]> {
    if n == 0 {
        return None;
    }
    let (n, z2) = (n as f64, Z95 * Z95);
    let p = successes as f64 / n;
    let centre = p + z2 / (2.0 * n);
    let spread = Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let bound = |x: f64| (x / (1.0 + z2 / n)).clamp(0.0, 1.0);
    Some([bound(centre - spread), bound(centre + spread)])
}

/// The `q` quantile of the values, `q` in 0..=1, linear between neighbours; `None` without values.
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let at = q.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (above - below) * at.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn wilson_intervals() {
        // The first four: Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        let table: String = [
            (81, 263),
            (15, 148),
            (0, 20),
            (1, 29),
            (10, 10),
            (110, 200),
            (552, 1000),
        ]
        .map(|(k, n)| {
            let [low, high] = wilson95(k, n).unwrap();
            format!("{k}/{n} {low:.4} {high:.4}\n")
        })
        .concat();
        expect![[r#"
            81/263 0.2553 0.3662
            15/148 0.0624 0.1605
            0/20 0.0000 0.1611
            1/29 0.0061 0.1718
            10/10 0.7225 1.0000
            110/200 0.4808 0.6174
            552/1000 0.5210 0.5826
        "#]]
        .assert_eq(&table);
        assert_eq!(wilson95(0, 0), None);
    }

    #[test]
    fn quantiles_are_linear_between_values() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.95), Some(3.0));
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.5), Some(2.5));
        assert_eq!(quantile(&[0.0, 10.0], 0.95), Some(9.5));
        assert_eq!(quantile(&[2.0, 1.0, 3.0], 1.0), Some(3.0));
    }
}
