//! How to search: for `synth` and `eval`.

use crate::Mode;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub struct Search {
    /// Model directory [default: the model in this program]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// Prior file, made by `prior fit` [default: the prior in this program]
    #[arg(long, value_name = "FILE", conflicts_with = "mode")]
    pub prior: Option<PathBuf>,
    /// Use the model's decoder alone: `greedy` or `beam:N`
    #[arg(long, value_name = "MODE")]
    pub mode: Option<Mode>,
    /// Time for a search: 500ms, 5s, 2m [default: 5s; with --mode as long as it takes]
    #[arg(
        long,
        visible_alias = "seconds",
        value_name = "TIME",
        value_parser = time,
        allow_negative_numbers = true
    )]
    pub budget: Option<Duration>,
    /// Stop a search after this many programs
    #[arg(long, value_name = "N", value_parser = super::positive)]
    pub candidates: Option<usize>,
}

/// A year: longer times do not fit every clock.
const MAX_SECONDS: f64 = 365.0 * 86_400.0;

/// A time: a number and `ms`, `s` or `m`; a number alone is in seconds.
pub fn time(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("", 1.0)];
    let number = |(unit, seconds): (&str, f64)| {
        let number = text.strip_suffix(unit)?;
        let plain = number.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        number
            .parse::<f64>()
            .ok()
            .filter(|_| plain)
            .map(|number| number * seconds)
    };
    let expected = "expected a time such as 500ms, 5s or 2m";
    match units.into_iter().find_map(number) {
        None => Err(expected.to_owned()),
        Some(0.0) => Err(format!("no program is found in no time; {expected}")),
        Some(seconds) if seconds > 0.0 && seconds <= MAX_SECONDS => {
            Ok(Duration::from_secs_f64(seconds))
        }
        Some(_) => Err(format!("{expected}, up to a year")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    #[test]
    fn times() {
        let texts = [
            "500ms", "5s", "2m", "0.5", "1e-3s", "1e-9", "0", "0ms", "-1s", "", "s", "5 s", "1h",
            "inf", "1e99", "nan",
        ];
        let table = texts.map(|text| format!("{text:7}{:?}\n", super::time(text)));
        expect![[r#"
            500ms  Ok(500ms)
            5s     Ok(5s)
            2m     Ok(120s)
            0.5    Ok(500ms)
            1e-3s  Ok(1ms)
            1e-9   Ok(1ns)
            0      Err("no program is found in no time; expected a time such as 500ms, 5s or 2m")
            0ms    Err("no program is found in no time; expected a time such as 500ms, 5s or 2m")
            -1s    Err("expected a time such as 500ms, 5s or 2m, up to a year")
                   Err("expected a time such as 500ms, 5s or 2m")
            s      Err("expected a time such as 500ms, 5s or 2m")
            5 s    Err("expected a time such as 500ms, 5s or 2m")
            1h     Err("expected a time such as 500ms, 5s or 2m")
            inf    Err("expected a time such as 500ms, 5s or 2m")
            1e99   Err("expected a time such as 500ms, 5s or 2m, up to a year")
            nan    Err("expected a time such as 500ms, 5s or 2m")
        "#]]
        .assert_eq(&table.concat());
    }
}
