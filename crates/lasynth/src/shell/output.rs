//! Standard output and standard error.

use serde::Serialize;
use std::io::{self, Write};

/// Prints text on standard output.
pub fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints one JSON object on a line of standard output.
pub fn json(value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    text(&line)
}

/// Prints a remark on standard error. Remarks are not worth failing for.
pub fn note(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// `1 example`, `2 examples`.
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A time for people: `12.3 s`, `4 min 5 s`, `2 h 3 min`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    #[test]
    fn durations_are_readable() {
        let shown: Vec<_> = [0.04, 59.4, 61.0, 3599.0, 3600.0, 90_061.0]
            .map(super::duration)
            .into();
        expect!["0.0 s, 59.4 s, 1 min 1 s, 59 min 59 s, 1 h 0 min, 25 h 1 min"]
            .assert_eq(&shown.join(", "));
    }
}
